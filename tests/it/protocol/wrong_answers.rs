//! Every resource, several of each, and answers that call "not found" with a status that says something
//! else: nothing leaves the state.

use std::time::Duration;

use serde_json::{Value, json};
use vpcconnect::simulator::{Effect, Match, Reply, Rule};

use super::cty::text;
use super::resource::Stored;
use super::ring::Ring;
use super::stage::{
    ACCEPTER, ALI_ACCEPTER, ALI_ENDPOINT, ALI_PEERING, AWS_ACCEPTER, AWS_B, AWS_ENDPOINT,
    AWS_PEERING, AWS_REGION, CLUSTER, ENDPOINT, PEERING, REGION,
};
use crate::conformance::alicloud::stage::account_id;
use crate::conformance::stage::join_all;

/// The reads of all services.
pub(crate) const READS: [&str; 11] = [
    "ShowVpcPeering",
    "ListVpcPeerings",
    "ShowClusterPeering",
    "ListClusterPeerings",
    "ListServiceConnections",
    "ListServiceDetails",
    "GetVpcPeerConnectionAttribute",
    "ListVpcPeerConnections",
    "ListVpcEndpointConnections",
    "DescribeVpcPeeringConnections",
    "DescribeVpcEndpointConnections",
];

/// Every read is answered so.
pub(crate) fn all_reads_meet(status: u16, body: &Value) -> impl Iterator<Item = Rule> {
    READS.iter().map(move |api| {
        let on = Match {
            api: Some((*api).to_owned()),
            ..Match::default()
        };
        answered(on, status, body)
    })
}

fn answered(on: Match, status: u16, body: &Value) -> Rule {
    Rule {
        on,
        effect: Some(Effect::Answer(Reply {
            status,
            body: Some(body.clone()),
            headers: [].into(),
        })),
        ..Rule::default()
    }
}

/// What says "not found" on each cloud, where it can be in one body that two read, and nothing else.
fn not_found() -> [Value; 7] {
    let aws = |code: &str| {
        let error = format!("<Error><Code>{code}</Code><Message>m</Message></Error>");
        json!(format!(
            "<Response><Errors>{error}</Errors><RequestID>r</RequestID></Response>"
        ))
    };
    [
        aws("InvalidVpcPeeringConnectionID.NotFound"),
        aws("InvalidVpcEndpointServiceId.NotFound"),
        json!({ "error_code": "EndPoint.2006", "Code": "ResourceNotFound.InstanceId" }),
        json!({ "code": "EndPoint.2003", "message": "m" }),
        json!({ "error_id": "CS.22103", "Code": "EndpointConnectionNotFound" }),
        json!({ "NeutronError": { "type": "VpcPeeringNotFound", "message": "m" } }),
        json!({ "Code": "EndpointServiceNotFound", "Message": "m" }),
    ]
}

/// One more of a resource, made with the cloud's help.
async fn made(ring: &Ring, name: &str, number: u8) -> Stored {
    let own = text(&format!("vpc-own-{number}"));
    let other = text(&format!("vpc-other-{number}"));
    let mut asked = json!({
        "requester": "B", "accepter": "A", "name": "theirs",
        "requester_vpc_id": format!("vpc-b-{number}"), "accepter_vpc_id": format!("vpc-a-{number}"),
    });
    let block = &ring.host.resources[name];
    let make = async |path: &str, body: Value| {
        let made = Ring::control(&ring.world, "POST", path, &body).await;
        made["id"].as_str().unwrap().to_owned()
    };
    let decided = |id: &str| block.with([("peering_id", text(id)), ("decision", text("accept"))]);
    let connected = |service: &str, endpoint: &str| {
        block.with([
            ("service_id", text(service)),
            ("endpoint_id", text(endpoint)),
            ("decision", text("accept")),
        ])
    };
    let config = match name {
        PEERING => block.with([
            ("name", text("ours")),
            ("requester_vpc_id", own),
            ("accepter_vpc_id", other),
            ("accepter_project_id", text("project-B")),
        ]),
        CLUSTER => block.with([
            ("cluster_id", text("56")),
            ("name", text(&format!("ours-{number}"))),
            ("accepter_vpc_id", other),
            ("accepter_project_id", text("project-B")),
        ]),
        ALI_PEERING => block.with([
            ("requester_vpc_id", own),
            ("accepter_vpc_id", other),
            ("accepter_region", text("cn-hangzhou")),
            ("accepter_account_id", text(&account_id("B"))),
        ]),
        ACCEPTER => {
            asked["region"] = json!(REGION);
            decided(&make("peerings", asked).await)
        }
        ALI_ACCEPTER => {
            asked["cloud"] = json!("alicloud");
            decided(&make("peerings", asked).await)
        }
        ENDPOINT => {
            let service = json!({ "owner": "A", "region": REGION });
            let service = ring
                .world
                .arrange_service(&serde_json::from_value(service).unwrap());
            let service = service.unwrap().id.to_string();
            let endpoint = json!({ "requester": "B", "service_id": service });
            let endpoint = ring
                .world
                .arrange_endpoint(&serde_json::from_value(endpoint).unwrap());
            connected(&service, endpoint.unwrap().id.as_str())
        }
        ALI_ENDPOINT => {
            let service = serde_json::from_value(json!({ "owner": "A" })).unwrap();
            let service = ring.world.arrange_alicloud_service(&service).unwrap().id;
            let service = service.to_string();
            let endpoint = json!({ "requester": "B", "service_id": service });
            let endpoint = serde_json::from_value(endpoint).unwrap();
            let endpoint = ring.world.arrange_alicloud_endpoint(&endpoint).unwrap();
            connected(&service, endpoint.id.as_str())
        }
        AWS_PEERING => block.with([
            ("requester_vpc_id", own),
            ("accepter_vpc_id", other),
            ("accepter_account_id", text(AWS_B)),
        ]),
        AWS_ACCEPTER => {
            asked["cloud"] = json!("aws");
            asked["region"] = json!(AWS_REGION);
            decided(&make("peerings", asked).await)
        }
        AWS_ENDPOINT => {
            let service = json!({ "cloud": "aws", "owner": "A", "region": AWS_REGION });
            let service = make("services", service).await;
            let endpoint = json!({ "cloud": "aws", "requester": "B", "service_id": service });
            connected(&service, &make("endpoints", endpoint).await)
        }
        other => panic!("{other} has to be made here, too"),
    };
    let resource = ring.host.resource(name);
    let change = resource.plan(None, &config).await.unwrap();
    let stored = resource.apply(&change).await.succeeded();
    // Time stands still here: what was seen in the moment of the write passes for what came after it, as
    // long as anything so old is good enough.
    tokio::time::sleep(Duration::from_secs(60)).await;
    resource.reread(&stored).await
}

#[tokio::test(start_paused = true)]
async fn a_status_that_says_something_else_forgets_nothing() {
    let ring = Ring::closed().await;
    ring.begin().await;
    let mut all = Vec::new();
    for name in ring.host.resources.keys() {
        for number in [1, 2] {
            all.push((name.as_str(), made(&ring, name, number).await));
        }
    }
    assert_eq!(all.len(), 20);
    let wrong_path =
        json!({ "error_code": "APIGW.0101", "error_msg": "m", "Code": "InvalidAction.NotFound" });
    let mut answers = vec![(404, wrong_path)];
    for status in [200, 302, 401, 403, 409, 429, 500, 503] {
        answers.extend(not_found().map(|body| (status, body)));
    }
    for (status, body) in answers {
        // Between two commands, and with nothing known from the one before.
        tokio::time::sleep(Duration::from_secs(60)).await;
        ring.begin().await;
        for rule in all_reads_meet(status, &body) {
            ring.world.add_fault(rule);
        }
        // One cloud after the other: each has an account "default", and tells of it once.
        for cloud in ["huaweicloud", "alicloud", "aws"] {
            let of_cloud = all.iter().filter(|(name, _)| name.contains(cloud));
            let reads = of_cloud.map(async |(name, stored)| {
                let (kept, told) = ring.host.resource(name).refresh(stored).await;
                assert_eq!(kept.as_ref(), Some(stored), "{name}: {status} {body}");
                assert!(told.has_errors(), "{name}: {status} {body}: {told}");
            });
            join_all(reads).await;
        }
        ring.world.clear_faults();
    }
    ring.begin().await;
    for (name, stored) in &all {
        assert_eq!(&ring.host.resource(name).reread(stored).await, stored);
    }
    // Said as documented it is believed.
    let neutron = json!({ "NeutronError": { "type": "VpcPeeringNotFound", "message": "m" } });
    let code = json!({ "Code": "ResourceNotFound.InstanceId", "Message": "m" });
    for (name, api, body) in [
        (PEERING, "ShowVpcPeering", neutron),
        (ALI_PEERING, "GetVpcPeerConnectionAttribute", code),
    ] {
        tokio::time::sleep(Duration::from_secs(60)).await;
        ring.begin().await;
        let on = Match {
            api: Some(api.to_owned()),
            ..Match::default()
        };
        ring.world.add_fault(answered(on, 400, &body));
        let (_, stored) = all.iter().find(|(one, _)| *one == name).unwrap();
        let (kept, told) = ring.host.resource(name).refresh(stored).await;
        assert_eq!(kept, None, "{name}: {told}");
        ring.world.clear_faults();
    }
}

/// All of an account's first calls at once, signed with a wrong key that a gateway calls something else.
async fn only_one_goes_out(ring: &Ring, all: &[(&str, Stored)], body: &Value) {
    tokio::time::sleep(Duration::from_secs(60)).await;
    ring.begin().await;
    ring.world.add_fault(answered(Match::default(), 401, body));
    ring.world.clear_calls();
    join_all(all.iter().map(async |(name, stored)| {
        let (kept, told) = ring.host.resource(name).refresh(stored).await;
        assert_eq!(kept.as_ref(), Some(stored));
        assert!(told.to_string().contains("401"), "{told}");
    }))
    .await;
    assert_eq!(ring.world.calls().len(), 1, "{body}");
    ring.world.clear_faults();
}

#[tokio::test(start_paused = true)]
async fn a_wrong_key_that_is_called_not_found_is_tried_once() {
    let ring = Ring::closed().await;
    for names in [
        [PEERING, ACCEPTER],
        [ALI_PEERING, ALI_ACCEPTER],
        [AWS_PEERING, AWS_ACCEPTER],
    ] {
        ring.begin().await;
        let mut all = Vec::new();
        for name in names {
            for number in 1..=6 {
                all.push((name, made(&ring, name, number).await));
            }
        }
        for body in not_found()
            .into_iter()
            .chain([json!("<html>401</html>"), Value::Null])
        {
            only_one_goes_out(&ring, &all, &body).await;
        }
    }
}
