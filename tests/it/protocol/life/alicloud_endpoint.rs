//! The life of a decision about an endpoint on Alibaba Cloud.

use crate::protocol::cty::{Cty, text};
use crate::protocol::resource::Stored;
use crate::protocol::rules::plan::Action;
use crate::protocol::stage::{ALI_ENDPOINT, Stage};

fn config(stage: &Stage, service: &str, endpoint: &str, decision: &str) -> Cty {
    stage.host.resources[ALI_ENDPOINT].with([
        ("service_id", text(service)),
        ("endpoint_id", text(endpoint)),
        ("decision", text(decision)),
    ])
}

async fn is_settled(stage: &Stage, stored: &Stored, config: &Cty) -> bool {
    let connection = stage.host.resource(ALI_ENDPOINT);
    let read = connection.reread(stored).await;
    let change = connection.plan(Some(&read), config).await.unwrap();
    read == *stored && change.action == Action::NoOp
}

fn status(stage: &Stage, endpoint: &str) -> String {
    let all = stage.world().alicloud_connections();
    let found = all.iter().find(|one| one.id.as_str() == endpoint);
    found.unwrap().status.as_str().to_owned()
}

fn writes(stage: &Stage) -> usize {
    let calls = stage.cloud.calls();
    let reads = ["ListVpcEndpointConnections", "GetCallerIdentity"];
    let reads = reads.map(|api| Some(api.to_owned()));
    calls.iter().filter(|one| !reads.contains(&one.api)).count()
}

#[tokio::test]
async fn from_accept_to_destroy() {
    let stage = Stage::set().await;
    let connection = stage.host.resource(ALI_ENDPOINT);
    let (service, endpoint) = stage.ali_endpoint();
    let accepts = config(&stage, &service, &endpoint, "accept");
    let change = connection.plan(None, &accepts).await.unwrap();
    assert!(change.told.is_empty(), "{}", change.told);
    let id = format!("{service}/{endpoint}");
    assert_eq!(change.planned.get("id"), &text(&id));
    assert_eq!(change.planned.get("requester_vpc_id"), &text("vpc-B"));
    let stored = connection.apply(&change).await.succeeded();
    assert_eq!(stored.state.get("status"), &text("Connected"));
    assert!(is_settled(&stage, &stored, &accepts).await);

    let before = writes(&stage);
    assert_eq!(before, 1);
    let keeps = accepts.with("on_destroy", text("keep"));
    let change = connection.plan(Some(&stored), &keeps).await.unwrap();
    assert_eq!(change.action, Action::Update);
    let stored = connection.apply(&change).await.succeeded();
    assert!(is_settled(&stage, &stored, &keeps).await);
    let imported = connection.import(&id).await.unwrap();
    assert_eq!(imported.state.get("decision"), &text("accept"));
    assert!(is_settled(&stage, &imported, &accepts).await);
    assert_eq!(
        writes(&stage),
        before,
        "a setting is recorded without a call"
    );

    // Another bandwidth, then the other decision, in place; and back by hand, which is drift.
    let widens = accepts.with("bandwidth", Cty::Number("800".to_owned()));
    let change = connection.plan(Some(&stored), &widens).await.unwrap();
    assert_eq!(change.action, Action::Update);
    let stored = connection.apply(&change).await.succeeded();
    assert!(is_settled(&stage, &stored, &widens).await);
    let rejects = config(&stage, &service, &endpoint, "reject");
    let change = connection.plan(Some(&stored), &rejects).await.unwrap();
    assert_eq!(change.action, Action::Update);
    let stored = connection.apply(&change).await.succeeded();
    assert_eq!(status(&stage, &endpoint), "Disconnected");
    assert!(is_settled(&stage, &stored, &rejects).await);
    stage.act_on_endpoint(&endpoint, "accept").await;
    let stored = connection.reread(&stored).await;
    assert_eq!(stored.state.get("decision"), &text("accept"));
    let change = connection.plan(Some(&stored), &rejects).await.unwrap();
    assert_eq!(change.action, Action::Update);

    // Another endpoint replaces it, and the first one loses the approval.
    let other = stage.ali_endpoint();
    let accepts = config(&stage, &other.0, &other.1, "accept");
    let change = connection.plan(Some(&stored), &accepts).await.unwrap();
    assert_eq!(change.action, Action::Replace);
    let stored = connection.apply(&change).await.succeeded();
    assert_eq!(status(&stage, &endpoint), "Disconnected");

    let change = connection.plan_destroy(&stored).await.unwrap();
    assert!(
        change.told.only_warns() && change.told.tells(&other.1),
        "{}",
        change.told
    );
    connection.apply(&change).await.vanished();
    assert_eq!(status(&stage, &other.1), "Disconnected");
    assert_eq!(stage.end().await, "", "nobody asked for a log");
}

#[tokio::test]
async fn what_is_malformed_is_refused_at_its_attribute() {
    let stage = Stage::set().await;
    let connection = stage.host.resource(ALI_ENDPOINT);
    let good = config(&stage, "epsrv-1", "ep-1", "accept");
    for (name, wrong) in [
        ("decision", Cty::Null),
        ("decision", text("enable")),
        ("bandwidth", Cty::Number("0".to_owned())),
        ("bandwidth", Cty::Number("1.5".to_owned())),
        ("requester_account_id", text("B")),
        ("service_id", text("..")),
    ] {
        let told = connection.plan(None, &good.with(name, wrong)).await;
        let told = told.unwrap_err();
        assert!(told.names(name), "{told}");
    }
}
