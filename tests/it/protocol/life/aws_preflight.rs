//! Preflight on AWS: plans that try the calls of their apply, and change nothing.

use serde_json::{Value, json};
use vpcconnect::simulator::Kind;

use crate::protocol::cty::{Cty, object, text};
use crate::protocol::rules::plan::Action;
use crate::protocol::stage::{AWS_A, AWS_ACCEPTER, AWS_B, AWS_ENDPOINT, AWS_PEERING, Stage};

/// A's plans ask, and B's do not.
async fn asking() -> Stage {
    let stage = Stage::set().await;
    let ours = stage.aws_account("A").with("preflight", Cty::Bool(true));
    let accounts = object([("default", ours), ("partner", stage.aws_account("B"))]);
    let block = stage.host.provider.with([("aws", accounts)]);
    assert!(stage.host.configure(&block).await.is_empty());
    stage
}

/// What was tried since the last time, each call once: the host asks for each plan twice. Nothing else was sent that changes
/// anything.
#[track_caller]
fn tried(stage: &Stage) -> Vec<String> {
    let calls = stage.world().calls();
    stage.world().clear_calls();
    let mut tried = Vec::new();
    for call in calls {
        let api = call.api.unwrap();
        if api.starts_with("Describe") || api == "GetCallerIdentity" {
            continue;
        }
        assert_eq!(call.status, Some(412), "{api}");
        if !tried.contains(&api) {
            tried.push(api);
        }
    }
    tried
}

/// Answers to every call of an API.
fn answers(stage: &Stage, api: &str, status: u16, code: &str) {
    let body = format!(
        "<Response><Errors><Error><Code>{code}</Code><Message>no</Message></Error></Errors><RequestID>r</RequestID></Response>"
    );
    let answer = json!({ "status": status, "body": body });
    stage.fault(json!({ "match": { "api": api }, "effect": { "answer": answer } }));
}

const CREATE: &str = "CreateVpcPeeringConnection";
const ACCEPT: &str = "AcceptVpcPeeringConnection";
const REJECT: &str = "RejectVpcPeeringConnection";
const DELETE: &str = "DeleteVpcPeeringConnection";
const OPTIONS: &str = "ModifyVpcPeeringConnectionOptions";
const TAG: &str = "CreateTags";
const UNTAG: &str = "DeleteTags";
const ACCEPT_ENDPOINTS: &str = "AcceptVpcEndpointConnections";
const REJECT_ENDPOINTS: &str = "RejectVpcEndpointConnections";

#[tokio::test]
async fn the_plans_of_a_request_try_what_their_apply_calls() {
    let stage = asking().await;
    let peering = stage.host.resource(AWS_PEERING);
    let config = stage.aws_request("default", ["vpc-a", "vpc-b"], AWS_B);
    let tagged = config.with("tags", object([("Name", text("x"))]));
    let unknown = config.with("accepter_vpc_id", Cty::Unknown);
    let change = peering.plan(None, &unknown).await.unwrap();
    assert!(change.told.names("is not complete"), "{}", change.told);
    assert_eq!(tried(&stage), [""; 0]);
    let change = peering.plan(None, &tagged).await.unwrap();
    assert!(change.told.is_empty(), "{}", change.told);
    assert_eq!(tried(&stage), [CREATE]);
    assert_eq!(stage.world().connections_of("aws", Kind::Peering).len(), 0);

    let stored = peering.apply(&change).await.succeeded();
    stage.world().clear_calls();
    // What a connection alone has is not tried before there is one.
    let dns = config.with("remote_dns_resolution", Cty::Bool(true));
    peering.plan(Some(&stored), &dns).await.unwrap();
    assert_eq!(tried(&stage), [UNTAG]);
    // Nobody is told the same twice: the next refresh asks.
    peering.reread(&stored).await;
    stage.act(stored.state.get("id").as_text(), "accept").await;
    let stored = peering.reread(&stored).await;
    assert_eq!(stored.state.get("status"), &text("active"));
    tried(&stage);
    peering.plan(Some(&stored), &dns).await.unwrap();
    assert_eq!(tried(&stage), [UNTAG, OPTIONS]);
    let more = tagged.with("tags", object([("Name", text("x")), ("a", text("b"))]));
    peering.plan(Some(&stored), &more).await.unwrap();
    assert_eq!(tried(&stage), [TAG]);
    let late = tagged.with("tags", object([("Name", Cty::Unknown)]));
    peering.plan(Some(&stored), &late).await.unwrap();
    assert_eq!(tried(&stage), [""; 0]);
    peering.plan(Some(&stored), &tagged).await.unwrap();
    assert_eq!(tried(&stage), [""; 0], "nothing changes");

    let elsewhere = tagged.with("accepter_vpc_id", text("vpc-c"));
    let change = peering.plan(Some(&stored), &elsewhere).await.unwrap();
    assert_eq!(change.action, Action::Replace);
    assert_eq!(tried(&stage), [DELETE, CREATE]);
    peering.plan_destroy(&stored).await.unwrap();
    assert_eq!(tried(&stage), [DELETE]);
}

#[tokio::test]
async fn the_plans_of_an_answer_try_what_their_apply_calls() {
    let stage = asking().await;
    let accepter = stage.host.resource(AWS_ACCEPTER);
    let request = stage.aws_request("partner", ["vpc-1", "vpc-2"], AWS_A);
    let asked = stage.made(AWS_PEERING, &request).await;
    stage.world().clear_calls();
    let id = asked.state.get("id").as_text();
    let own = [
        ("tags", object([("Name", text("x"))])),
        ("remote_dns_resolution", Cty::Bool(true)),
    ];
    let with_own = |decision: &str| {
        let config = stage.aws_decision(id, decision);
        own.iter().fold(config, |config, (name, value)| {
            config.with(name, value.clone())
        })
    };
    accepter.plan(None, &with_own("reject")).await.unwrap();
    assert_eq!(tried(&stage), [REJECT]);
    let config = with_own("accept").with("on_destroy", text("delete"));
    let change = accepter.plan(None, &config).await.unwrap();
    assert_eq!(tried(&stage), [ACCEPT, TAG, OPTIONS]);
    let stored = accepter.apply(&change).await.succeeded();
    stage.world().clear_calls();
    accepter.plan(Some(&stored), &config).await.unwrap();
    assert_eq!(tried(&stage), [""; 0], "nothing changes");
    let plain = stage.aws_decision(id, "accept");
    accepter.plan(Some(&stored), &plain).await.unwrap();
    assert_eq!(tried(&stage), [UNTAG, OPTIONS]);
    accepter.plan_destroy(&stored).await.unwrap();
    assert_eq!(tried(&stage), [DELETE]);
}

#[tokio::test]
async fn endpoints_of_a_service_that_are_answered_alike_are_asked_about_once() {
    let stage = asking().await;
    let endpoint = stage.host.resource(AWS_ENDPOINT);
    let (service, first) = stage.aws_endpoint();
    let new = json!({ "requester": "B", "service_id": service });
    let new = serde_json::from_value(new).unwrap();
    let second = stage.world().arrange_aws_endpoint(&new).unwrap().id;
    let decides = |endpoint: &str, decision: &str| {
        stage.host.resources[AWS_ENDPOINT].with([
            ("service_id", text(&service)),
            ("endpoint_id", text(endpoint)),
            ("decision", text(decision)),
        ])
    };
    let count = |api: &str| {
        let calls = stage.world().calls().into_iter();
        calls
            .filter(|call| call.api.as_deref() == Some(api))
            .count()
    };
    let (one, other) = (
        decides(&first, "accept"),
        decides(second.as_str(), "accept"),
    );
    let (one, other) = tokio::join!(endpoint.plan(None, &one), endpoint.plan(None, &other));
    other.unwrap();
    assert_eq!(count(ACCEPT_ENDPOINTS), 1);
    endpoint
        .plan(None, &decides(&first, "reject"))
        .await
        .unwrap();
    assert_eq!(count(REJECT_ENDPOINTS), 1);
    tried(&stage);
    let stored = endpoint.apply(&one.unwrap()).await.succeeded();
    stage.world().clear_calls();
    // Its destroy rejects it, which was asked about.
    endpoint.plan_destroy(&stored).await.unwrap();
    assert_eq!(tried(&stage), [""; 0]);

    // A refusal of who calls is as good for all.
    let stage = asking().await;
    answers(&stage, ACCEPT_ENDPOINTS, 403, "UnauthorizedOperation");
    let endpoint = stage.host.resource(AWS_ENDPOINT);
    let (service, id) = stage.aws_endpoint();
    let config = stage.host.resources[AWS_ENDPOINT].with([
        ("service_id", text(&service)),
        ("endpoint_id", text(&id)),
        ("decision", text("accept")),
    ]);
    for _ in 0..2 {
        let told = endpoint.plan(None, &config).await.unwrap_err();
        assert!(told.names("(preflight)"), "{told}");
        assert!(told.tells(ACCEPT_ENDPOINTS), "{told}");
    }
    let calls = stage.world().calls().into_iter();
    let asked = calls.filter(|call| call.api.as_deref() == Some(ACCEPT_ENDPOINTS));
    assert_eq!(asked.count(), 1);
}

#[tokio::test]
async fn a_missing_permission_fails_a_plan_and_an_end_warns_of_it() {
    let stage = asking().await;
    let peering = stage.host.resource(AWS_PEERING);
    let config = stage.aws_request("default", ["vpc-a", "vpc-b"], AWS_B);
    let stored = stage.made(AWS_PEERING, &config).await;
    let request = stage.aws_request("partner", ["vpc-1", "vpc-2"], AWS_A);
    let asked = stage.made(AWS_PEERING, &request).await;
    for api in [CREATE, ACCEPT, DELETE, TAG] {
        answers(&stage, api, 403, "UnauthorizedOperation");
    }
    let told = peering.plan(None, &config).await.unwrap_err();
    assert!(told.names("(preflight)") && told.tells(CREATE), "{told}");
    let tagged = config.with("tags", object([("Name", text("x"))]));
    let told = peering.plan(Some(&stored), &tagged).await.unwrap_err();
    assert!(told.names("(preflight)") && told.tells(TAG), "{told}");
    let elsewhere = config.with("accepter_vpc_id", text("vpc-c"));
    let change = peering.plan(Some(&stored), &elsewhere).await.unwrap();
    assert!(
        change.told.only_warns() && change.told.tells(DELETE),
        "{}",
        change.told
    );
    let change = peering.plan_destroy(&stored).await.unwrap();
    assert!(
        change.told.only_warns() && change.told.tells(DELETE),
        "{}",
        change.told
    );

    let accepter = stage.host.resource(AWS_ACCEPTER);
    let config = stage.aws_decision(asked.state.get("id").as_text(), "accept");
    let told = accepter.plan(None, &config).await.unwrap_err();
    assert!(told.names("(preflight)") && told.tells(ACCEPT), "{told}");
}

#[tokio::test]
async fn what_proves_nothing_is_a_warning_and_what_the_user_wrote_is_told_where_it_stands() {
    let stage = asking().await;
    let peering = stage.host.resource(AWS_PEERING);
    let config = stage.aws_request("default", ["vpc-a", "vpc-b"], AWS_B);
    for (status, code) in [
        (400, "DryRunOperation"),
        (200, "DryRunOperation"),
        (400, "InvalidStateTransition"),
        (400, "OperationNotPermitted"),
        (401, "AuthFailure"),
    ] {
        answers(&stage, CREATE, status, code);
        let change = peering.plan(None, &config).await.unwrap();
        assert!(
            change.told.names("is not known (preflight)"),
            "{code}: {}",
            change.told
        );
        stage.world().clear_faults();
    }
    for (code, at) in [
        ("InvalidVpcID.NotFound", "requester_vpc_id"),
        ("TagPolicyViolation", "tags"),
    ] {
        answers(&stage, CREATE, 400, code);
        let told = peering.plan(None, &config).await.unwrap_err();
        assert!(told.is_at(at), "{code}: {told}");
        stage.world().clear_faults();
    }
    // Throttling is waited for.
    let body =
        "<Response><Errors><Error><Code>RequestLimitExceeded</Code></Error></Errors></Response>";
    let answer: Value = json!({ "status": 503, "body": body });
    stage.fault(json!({ "match": { "api": CREATE }, "times": 1, "effect": { "answer": answer } }));
    let change = peering.plan(None, &config).await.unwrap();
    assert!(change.told.is_empty(), "{}", change.told);
}
