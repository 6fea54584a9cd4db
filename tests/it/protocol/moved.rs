//! What comes over from the resources of other providers by a `moved` block.

use serde_json::{Value as Json, json};
use vpcconnect::plugin::proto::tfplugin6 as proto;
use vpcconnect::simulator::World;

use super::cty::{Cty, text};
use super::host::conforming;
use super::resource::{Resource, Stored};
use super::rules::plan::Action;
use super::stage::{
    ACCEPTER, ALI_ACCEPTER, ALI_ENDPOINT, ALI_PEERING, ALI_REGION, AWS_A, AWS_ACCEPTER, AWS_B,
    AWS_ENDPOINT, AWS_PEERING, AWS_REGION, CLUSTER, ENDPOINT, PEERING, REGION, Stage,
};
use super::told::Told;

/// What SDKv2 keeps in private: never trusted.
const THEIRS: &[u8] = br#"{"e2bfb730-ecaa-11e6-8f88-34363bc7c4c0":{"create":600000000000}}"#;

impl Resource<'_> {
    /// Moves a state here, twice: it is pure.
    pub(crate) async fn moved(
        &self,
        from: &str,
        version: i64,
        state: &str,
    ) -> Result<(Stored, Told), Told> {
        let mut answers = Vec::new();
        for address in ["registry.terraform.io/a/b", "registry.opentofu.org/c/d"] {
            let request = proto::move_resource_state::Request {
                source_provider_address: address.to_owned(),
                source_type_name: from.to_owned(),
                source_schema_version: version,
                source_state: Some(proto::RawState {
                    json: state.as_bytes().to_vec(),
                    ..Default::default()
                }),
                target_type_name: self.name.to_owned(),
                source_private: THEIRS.to_vec(),
                ..Default::default()
            };
            let mut client = self.host.client().provider();
            let answer = client.move_resource_state(request).await;
            answers.push(self.host.hear("move", answer));
        }
        assert_eq!(answers[0], answers[1]);
        let answer = answers.remove(0);
        let told = self.told(answer.diagnostics);
        if told.has_errors() {
            assert!(answer.target_state.is_none());
            return Err(told);
        }
        let state = conforming("move", answer.target_state.as_ref(), &self.of());
        assert!(!state.is_null() && state.is_wholly_known(), "{state}");
        let theirs = String::from_utf8_lossy(&answer.target_private).contains("e2bfb730");
        assert!(!theirs, "their private data stays behind");
        let identity = Cty::Null;
        let stored = Stored {
            state,
            private: answer.target_private,
            identity,
        };
        Ok((stored, told))
    }
}

/// Another region than that of the accounts on AWS.
const THERE: &str = "us-west-2";

/// A state of another provider, and the block that stands in its place.
struct Case {
    to: &'static str,
    from: Vec<&'static str>,
    state: Json,
    config: Cty,
}

/// Everything is made by A without the provider, then stands in a state of another one.
async fn cases(stage: &Stage) -> Vec<Case> {
    let resources = &stage.host.resources;
    let made = async |name: &str, config: Cty| {
        let resource = stage.host.resource(name);
        let change = resource.plan(None, &config).await.unwrap();
        resource.apply(&change).await.succeeded().state
    };
    let ours = stage.request().with("description", text("for you"));
    let request = made(PEERING, ours.clone()).await;
    let asked = stage.asked("vpc-1", "vpc-2", Some("ACTIVE"));
    let refused = stage.asked("vpc-3", "vpc-4", Some("REJECTED"));
    let (service, endpoint) = stage.endpoint();
    let connection = stage.connection(&service, &endpoint, "accept");
    let approved = made(ENDPOINT, connection.clone()).await;
    let stream = resources[CLUSTER].with([
        ("cluster_id", text("56")),
        ("name", text("one")),
        ("accepter_vpc_id", text("vpc-b")),
    ]);
    let cluster = made(CLUSTER, stream.clone()).await;
    let ali = resources[ALI_PEERING].with([
        ("name", text("to-b")),
        ("requester_vpc_id", text("vpc-a")),
        ("accepter_vpc_id", text("vpc-b")),
        ("accepter_region", text("cn-beijing")),
        ("accepter_account_id", text("1255198513")),
        ("tags", super::cty::object([("team", text("net"))])),
    ]);
    let ali_request = made(ALI_PEERING, ali.clone()).await;
    let theirs = resources[ALI_PEERING].with([
        ("account", text("partner")),
        ("requester_vpc_id", text("vpc-5")),
        ("accepter_vpc_id", text("vpc-6")),
        ("accepter_region", text(ALI_REGION)),
        ("accepter_account_id", text("3554254475")),
    ]);
    let theirs = made(ALI_PEERING, theirs).await;
    let ali_decision = resources[ALI_ACCEPTER].with([
        ("peering_id", theirs.get("id").clone()),
        ("decision", text("accept")),
    ]);
    made(ALI_ACCEPTER, ali_decision.clone()).await;
    let (ali_service, ali_endpoint) = stage.ali_endpoint();
    let ali_connection = resources[ALI_ENDPOINT].with([
        ("service_id", text(&ali_service)),
        ("endpoint_id", text(&ali_endpoint)),
        ("decision", text("accept")),
    ]);
    made(ALI_ENDPOINT, ali_connection.clone()).await;
    let aws = stage.aws_request("default", ["vpc-a", "vpc-b"], AWS_B);
    let aws = aws.with("tags", super::cty::object([("Name", text("to-b"))]));
    let aws_request = made(AWS_PEERING, aws.clone()).await;
    let aws_asked = stage.aws_request("partner", ["vpc-5", "vpc-6"], AWS_A);
    let aws_asked = made(AWS_PEERING, aws_asked).await;
    let aws_decision = stage.aws_decision(aws_asked.get("id").as_text(), "accept");
    made(AWS_ACCEPTER, aws_decision.clone()).await;
    let (aws_service, aws_endpoint) = stage.aws_endpoint();
    let aws_connection = resources[AWS_ENDPOINT].with([
        ("service_id", text(&aws_service)),
        ("endpoint_id", text(&aws_endpoint)),
        ("decision", text("accept")),
    ]);
    made(AWS_ENDPOINT, aws_connection.clone()).await;
    let there = stage.aws_request("partner", ["vpc-7", "vpc-8"], AWS_A);
    let there = there.with("accepter_region", text(THERE));
    let there = made(AWS_PEERING, there).await;
    let decision_there = stage.aws_decision(there.get("id").as_text(), "accept");
    made(
        AWS_ACCEPTER,
        decision_there.clone().with("region", text(THERE)),
    )
    .await;
    let at = |state: &Cty, name: &str| state.get(name).as_text().to_owned();
    let accepter = |id: &str, status: &str, accept: Json| {
        json!({ "id": id, "region": REGION, "vpc_peering_connection_id": id, "name": "theirs",
            "status": status, "description": "", "vpc_id": "vpc-1", "peer_vpc_id": "vpc-2",
            "peer_tenant_id": "project-A", "accept": accept })
    };
    let answers = vec![
        "huaweicloud_vpc_peering_connection_accepter",
        "huaweicloud_vpc_peering_connection_accepter_v2",
        "opentelekomcloud_vpc_peering_connection_accepter_v2",
    ];
    let case = |to, from: &[&'static str], state, config| Case {
        to,
        from: from.to_vec(),
        state,
        config,
    };
    vec![
        case(
            PEERING,
            &[
                "huaweicloud_vpc_peering_connection",
                "huaweicloud_vpc_peering_connection_v2",
                "opentelekomcloud_vpc_peering_connection_v2",
            ],
            json!({ "id": at(&request, "id"), "region": REGION, "name": "ours", "vpc_id": "vpc-a",
                "peer_vpc_id": "vpc-b", "peer_tenant_id": "project-B", "description": "for you",
                "status": "PENDING_ACCEPTANCE", "timeouts": { "create": "1h", "delete": null } }),
            ours,
        ),
        case(
            ACCEPTER,
            &answers,
            accepter(&asked, "ACTIVE", json!(true)),
            stage.decision(&asked, "accept"),
        ),
        // Null meant "reject" there, and says nothing of what was decided.
        case(
            ACCEPTER,
            &answers,
            accepter(&asked, "ACTIVE", Json::Null),
            stage.decision(&asked, "accept"),
        ),
        case(
            ACCEPTER,
            &answers,
            accepter(&refused, "REJECTED", json!(false)),
            stage.decision(&refused, "reject"),
        ),
        // After an import there it has only an id.
        case(
            ACCEPTER,
            &answers,
            json!({ "id": &asked, "region": REGION, "vpc_peering_connection_id": null, "accept": null }),
            stage.decision(&asked, "accept"),
        ),
        case(
            CLUSTER,
            &[
                "huaweicloud_cs_peering_connect",
                "huaweicloud_cs_peering_connect_v1",
            ],
            json!({ "id": at(&cluster, "peering_id"), "region": REGION, "cluster_id": "56", "name": "one",
                "target_vpc_info": [{ "vpc_id": "vpc-b", "project_id": "" }], "timeouts": null }),
            stream,
        ),
        case(
            ENDPOINT,
            &["huaweicloud_vpcep_approval"],
            json!({ "id": &service, "region": REGION, "service_id": &service, "endpoints": [&endpoint],
                "connections": [{ "endpoint_id": &endpoint, "domain_id": "domain-B", "status": "accepted",
                    "description": "", "packet_id": at(&approved, "marker_id").parse::<u64>().unwrap() }],
                "timeouts": null }),
            connection,
        ),
        // The region is the plan's: versions before 6 do not write it down. Tags of `default_tags` are not the resource's.
        case(
            AWS_PEERING,
            &["aws_vpc_peering_connection"],
            json!({ "id": at(&aws_request, "id"), "vpc_id": "vpc-a", "peer_vpc_id": "vpc-b", "peer_owner_id": AWS_B,
                "peer_region": "", "accept_status": "pending-acceptance", "auto_accept": null,
                "tags": { "Name": "to-b" }, "tags_all": { "Name": "to-b", "team": "net" },
                "accepter": [], "requester": [{ "allow_remote_vpc_dns_resolution": false }], "timeouts": null }),
            aws,
        ),
        case(
            AWS_ACCEPTER,
            &["aws_vpc_peering_connection_accepter"],
            json!({ "id": at(&aws_asked, "id"), "vpc_peering_connection_id": at(&aws_asked, "id"), "vpc_id": "vpc-6",
                "peer_vpc_id": "vpc-5", "peer_owner_id": AWS_B, "peer_region": AWS_REGION, "accept_status": "active",
                "auto_accept": true, "tags": null, "tags_all": {}, "accepter": [], "requester": [], "timeouts": null }),
            aws_decision.clone(),
        ),
        case(
            AWS_ACCEPTER,
            &["aws_vpc_peering_connection_accepter"],
            json!({ "id": at(&aws_asked, "id"), "vpc_peering_connection_id": null, "tags": {} }),
            aws_decision,
        ),
        // Another region than the account's: the only one that is told is the accepter's own.
        case(
            AWS_ACCEPTER,
            &["aws_vpc_peering_connection_accepter"],
            json!({ "id": at(&there, "id"), "vpc_peering_connection_id": at(&there, "id"), "vpc_id": "vpc-8",
                "peer_vpc_id": "vpc-7", "peer_owner_id": AWS_B, "peer_region": THERE, "accept_status": "active" }),
            decision_there,
        ),
        case(
            AWS_ENDPOINT,
            &["aws_vpc_endpoint_connection_accepter"],
            json!({ "id": format!("{aws_service}_{aws_endpoint}"), "vpc_endpoint_service_id": &aws_service,
                "vpc_endpoint_id": &aws_endpoint, "vpc_endpoint_state": "Available" }),
            aws_connection,
        ),
        case(
            ALI_PEERING,
            &["alicloud_vpc_peer_connection"],
            json!({ "id": at(&ali_request, "id"), "vpc_id": "vpc-a", "accepting_vpc_id": "vpc-b",
                "accepting_region_id": "cn-beijing", "region_id": ALI_REGION, "peer_connection_name": "to-b",
                "description": "", "link_type": "", "resource_group_id": "rg-default", "status": "Creating",
                "create_time": "2026-01-01T00:00:00Z", "accepting_ali_uid": 1_255_198_513_u64, "bandwidth": 0,
                "dry_run": null, "force_delete": false, "tags": { "team": "net" }, "timeouts": null }),
            ali,
        ),
        case(
            ALI_ACCEPTER,
            &["alicloud_vpc_peer_connection_accepter"],
            json!({ "id": at(&theirs, "id"), "instance_id": at(&theirs, "id"), "vpc_id": "vpc-5",
                "accepting_vpc_id": "vpc-6", "accepting_region_id": ALI_REGION, "region_id": ALI_REGION,
                "accepting_owner_uid": 3_554_254_475_u64, "bandwidth": 0, "status": "Activated",
                "force_delete": null, "dry_run": null, "resource_group_id": "rg-default" }),
            ali_decision,
        ),
        case(
            ALI_ENDPOINT,
            &["alicloud_privatelink_vpc_endpoint_connection"],
            json!({ "id": format!("{ali_service}:{ali_endpoint}"), "service_id": &ali_service,
                "endpoint_id": &ali_endpoint, "status": "Connected", "bandwidth": 1024, "dry_run": null }),
            ali_connection,
        ),
    ]
}

/// How many calls changed something, or would.
pub(super) fn changes(world: &World) -> usize {
    let reads = ["Get", "List", "Show", "Describe"];
    let calls = world.calls().into_iter();
    let named = calls.filter_map(|call| call.api);
    let changing = |api: &String| !reads.iter().any(|read| api.contains(read));
    named.filter(changing).count()
}

#[tokio::test]
async fn each_source_comes_over_without_a_change() {
    let stage = Stage::set().await;
    let cases = cases(&stage).await;
    let before = changes(stage.world());
    for Case {
        to,
        from,
        state,
        config,
    } in &cases
    {
        let resource = stage.host.resource(to);
        for from in from {
            let (stored, told) = resource
                .moved(from, 0, &state.to_string())
                .await
                .unwrap_or_else(|told| panic!("{from}: {told}"));
            let warns = *from == "alicloud_vpc_peer_connection_accepter";
            assert_eq!(told.tells("on_destroy"), warns, "{from}: {told}");
            assert!(told.is_empty() || warns, "{from}: {told}");
            let read = resource.reread(&stored).await;
            let change = resource.plan(Some(&read), config).await.unwrap();
            assert_eq!(change.action, Action::NoOp, "{from}: {:#?}", read.state);
            let again = resource.reread(&read).await;
            assert_eq!(again.state, read.state, "{from}");
            assert!(
                !String::from_utf8_lossy(&again.private).contains("moved"),
                "{from}: it has been read"
            );
        }
    }
    assert_eq!(changes(stage.world()), before, "a move changes nothing");
}

#[tokio::test]
async fn what_is_not_found_while_it_is_marked_keeps_the_state() {
    let stage = Stage::set().await;
    for Case {
        to, from, state, ..
    } in cases(&stage).await
    {
        let resource = stage.host.resource(to);
        let mut state = state;
        for (name, value) in state.as_object_mut().unwrap() {
            let id = name.contains("id") && !name.contains("region");
            if let Some(id) = value.as_str().filter(|text| id && !text.is_empty()) {
                *value = json!(format!("{id}-gone").replace(':', "-gone:"));
            }
            if name == "endpoints" {
                *value = json!(["nobodys"]);
            }
        }
        let (stored, _) = resource
            .moved(from[0], 0, &state.to_string())
            .await
            .unwrap();
        let (kept, told) = {
            let resource = Resource {
                identity: None,
                ..resource
            };
            resource.refresh(&stored).await
        };
        let kept = kept.unwrap_or_else(|| panic!("{to}: it was forgotten"));
        assert_eq!(kept.state, stored.state, "{to}: {told}");
        assert!(told.only_warns() && told.tells("moved"), "{to}: {told}");
        assert!(String::from_utf8_lossy(&kept.private).contains("moved"));
    }
}

#[tokio::test]
async fn the_plan_knows_the_account() {
    let stage = Stage::set().await;
    // B asks A, so that the object is the partner's request.
    let id = stage.asked("vpc-1", "vpc-2", None);
    let peering = stage.host.resource(PEERING);
    let state = json!({ "id": &id, "region": REGION, "name": "theirs", "vpc_id": "vpc-1",
        "peer_vpc_id": "vpc-2", "peer_tenant_id": "project-A", "status": "PENDING_ACCEPTANCE" });
    let state = state.to_string();
    let moved = peering.moved("huaweicloud_vpc_peering_connection", 0, &state);
    let (stored, _) = moved.await.unwrap();
    let before_identities = Resource {
        identity: None,
        ..peering
    };
    let (kept, told) = before_identities.refresh(&stored).await;
    assert!(
        told.only_warns() && told.tells("not the requester"),
        "{told}"
    );
    let config = stage.host.resources[PEERING].with([
        ("name", text("theirs")),
        ("requester_vpc_id", text("vpc-1")),
        ("accepter_vpc_id", text("vpc-2")),
        ("accepter_project_id", text("project-A")),
        ("account", text("partner")),
    ]);
    let writes = stage.writes();
    let kept = kept.unwrap();
    let change = before_identities.plan(Some(&kept), &config).await.unwrap();
    assert_eq!(change.action, Action::Update);
    assert!(change.told.is_empty(), "{}", change.told);
    let done = before_identities.apply(&change).await.succeeded();
    let read = peering.reread(&done).await;
    assert_eq!(read.state.get("requester_project_id"), &text("project-B"));
    let change = peering.plan(Some(&read), &config).await.unwrap();
    assert_eq!(change.action, Action::NoOp);
    assert_eq!(stage.writes(), writes);
    // Nobody's account says so at plan, and fails when it is applied.
    let wrong = config.with("account", Cty::Null);
    let change = before_identities.plan(Some(&kept), &wrong).await.unwrap();
    assert_eq!(change.action, Action::NoOp, "it stays as it came");
}

#[tokio::test]
async fn a_region_that_the_source_lacks_replaces_nothing() {
    let stage = Stage::set().await;
    let connection = stage.host.resource(ALI_ENDPOINT);
    let state = json!({ "id": "epsrv-1:ep-1", "service_id": "epsrv-1", "endpoint_id": "ep-1",
        "status": "Connected", "bandwidth": null });
    let from = "alicloud_privatelink_vpc_endpoint_connection";
    let moved = connection.moved(from, 0, &state.to_string()).await;
    let (stored, _) = moved.unwrap();
    let config = stage.host.resources[ALI_ENDPOINT].with([
        ("service_id", text("epsrv-1")),
        ("endpoint_id", text("ep-1")),
        ("decision", text("accept")),
        ("region", text("cn-beijing")),
    ]);
    let change = connection.plan(Some(&stored), &config).await.unwrap();
    assert_eq!(change.action, Action::Update);
}

#[tokio::test]
async fn numbers_keep_their_digits() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(ALI_PEERING);
    for uid in ["9007199254740993", "18446744073709551615"] {
        let state = format!(
            r#"{{"id":"pcc-1","accepting_ali_uid":{uid},"bandwidth":200,"force_delete":true}}"#
        );
        let moved = peering
            .moved("alicloud_vpc_peer_connection", 0, &state)
            .await;
        let (stored, _) = moved.unwrap();
        assert_eq!(stored.state.get("accepter_account_id"), &text(uid));
        assert_eq!(
            stored.state.get("bandwidth"),
            &Cty::Number("200".to_owned())
        );
        assert_eq!(stored.state.get("force_delete"), &Cty::Bool(true));
        assert_eq!(stored.state.get("description"), &Cty::Null);
    }
}

#[tokio::test]
async fn states_that_cannot_come_over_are_refused_and_say_why() {
    let stage = Stage::set().await;
    let several = json!({ "id": "s", "service_id": "s", "endpoints": ["e-1", "e-2"] }).to_string();
    for (to, from, version, state, wanted) in [
        (
            PEERING,
            "aws_vpc_peering_connection",
            0,
            "{}",
            "opentelekomcloud_vpc_peering_connection_v2",
        ),
        (
            PEERING,
            "huaweicloud_vpc_peering_connection_accepter",
            0,
            "{}",
            "huaweicloud_vpc_peering_connection",
        ),
        (
            PEERING,
            "huaweicloud_vpc_peering_connection",
            1,
            r#"{"id":"1"}"#,
            "version 0",
        ),
        (
            PEERING,
            "huaweicloud_vpc_peering_connection",
            0,
            "{}",
            "id is missing",
        ),
        (
            PEERING,
            "huaweicloud_vpc_peering_connection",
            0,
            r#"{"id":""}"#,
            "id is missing",
        ),
        (
            PEERING,
            "huaweicloud_vpc_peering_connection",
            0,
            r#"{"id":[]}"#,
            "id is of another type",
        ),
        (
            PEERING,
            "huaweicloud_vpc_peering_connection",
            0,
            r#"{"id":"1","name":{}}"#,
            "name is of another type",
        ),
        (
            PEERING,
            "huaweicloud_vpc_peering_connection",
            0,
            "[]",
            "no object",
        ),
        (
            PEERING,
            "huaweicloud_vpc_peering_connection",
            0,
            "",
            "no object",
        ),
        (
            ACCEPTER,
            "huaweicloud_vpc_peering_connection_accepter",
            0,
            "{}",
            "id is missing",
        ),
        (
            CLUSTER,
            "huaweicloud_cs_peering_connect",
            0,
            r#"{"id":"1"}"#,
            "cluster_id is missing",
        ),
        (
            CLUSTER,
            "huaweicloud_cs_peering_connect",
            0,
            r#"{"id":"1","cluster_id":"2","target_vpc_info":["x"]}"#,
            "target_vpc_info is of another type",
        ),
        (
            ENDPOINT,
            "huaweicloud_vpcep_approval",
            0,
            &several,
            "`removed`",
        ),
        (ENDPOINT, "huaweicloud_vpcep_approval", 0, &several, "s/e-1"),
        (ENDPOINT, "huaweicloud_vpcep_approval", 0, &several, "s/e-2"),
        (
            ENDPOINT,
            "huaweicloud_vpcep_approval",
            0,
            r#"{"id":"s","endpoints":[]}"#,
            "0 endpoints",
        ),
        (
            ALI_PEERING,
            "alicloud_vpc_peer_connection",
            0,
            r#"{"id":"1","bandwidth":"much"}"#,
            "bandwidth is of another type",
        ),
        (
            ALI_PEERING,
            "alicloud_vpc_peer_connection",
            0,
            r#"{"id":"1","force_delete":"yes"}"#,
            "force_delete is of another type",
        ),
        (
            ALI_PEERING,
            "alicloud_vpc_peer_connection",
            0,
            r#"{"id":"1","tags":{"a":1}}"#,
            "tags is of another type",
        ),
        (
            ALI_ENDPOINT,
            "alicloud_privatelink_vpc_endpoint_connection",
            0,
            r#"{"id":"s"}"#,
            "endpoint_id is missing",
        ),
    ] {
        let told = stage.host.resource(to).moved(from, version, state).await;
        let told = told.map(|_| ()).unwrap_err();
        assert!(told.tells(wanted), "{from} {state}: {wanted}: {told}");
    }
    // What is more than expected harms nobody.
    let state = r#"{"id":"1","surplus":{"a":[1]},"name":"n"}"#;
    let peering = stage.host.resource(PEERING);
    let moved = peering
        .moved("huaweicloud_vpc_peering_connection", 0, state)
        .await;
    assert_eq!(moved.unwrap().0.state.get("name"), &text("n"));
}

#[tokio::test]
async fn what_was_rejected_or_ran_out_comes_over_with_its_status() {
    let stage = Stage::set().await;
    let accepter = stage.host.resource(ACCEPTER);
    for (number, status, decision) in [
        (1, "PENDING_ACCEPTANCE", Cty::Null),
        (2, "REJECTED", text("reject")),
        (3, "EXPIRED", Cty::Null),
    ] {
        let (from, to) = (format!("vpc-f{number}"), format!("vpc-t{number}"));
        let id = stage.asked(&from, &to, Some(status));
        // The state there is older than what happened since.
        let state = json!({ "id": &id, "vpc_peering_connection_id": &id, "status": "ACTIVE",
            "region": REGION, "accept": true });
        let (from, state) = (
            "huaweicloud_vpc_peering_connection_accepter",
            state.to_string(),
        );
        let moved = accepter.moved(from, 0, &state);
        let (stored, _) = moved.await.unwrap();
        assert_eq!(stored.state.get("decision"), &text("accept"));
        let read = accepter.reread(&stored).await;
        assert_eq!(read.state.get("status"), &text(status));
        assert_eq!(read.state.get("decision"), &decision, "{status}");
    }
}
