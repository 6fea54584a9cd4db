//! The life of a decision about an endpoint.

use crate::protocol::cty::{Cty, text};
use crate::protocol::resource::Stored;
use crate::protocol::rules::plan::Action;
use crate::protocol::stage::{ENDPOINT, Stage};

async fn is_settled(stage: &Stage, stored: &Stored, config: &Cty) -> bool {
    let connection = stage.host.resource(ENDPOINT);
    let read = connection.reread(stored).await;
    let change = connection.plan(Some(&read), config).await.unwrap();
    read == *stored && change.action == Action::NoOp
}

fn status(stage: &Stage, endpoint: &str) -> String {
    let endpoints = stage.world().endpoints();
    let found = endpoints.iter().find(|one| one.id.as_str() == endpoint);
    found.unwrap().status.to_string()
}

#[tokio::test]
async fn from_accept_to_destroy() {
    let stage = Stage::set().await;
    let connection = stage.host.resource(ENDPOINT);
    let (service, endpoint) = stage.endpoint();
    let config = stage.connection(&service, &endpoint, "accept");
    let change = connection.plan(None, &config).await.unwrap();
    assert!(change.told.is_empty(), "{}", change.told);
    let id = format!("{service}/{endpoint}");
    assert_eq!(change.planned.get("id"), &text(&id));
    assert_eq!(change.planned.get("requester_domain_id"), &text("domain-B"));
    let stored = connection.apply(&change).await.succeeded();
    assert_eq!(stored.state.get("status"), &text("accepted"));
    assert_eq!(stored.state.get("errors"), &Cty::List(Vec::new()));
    assert!(is_settled(&stage, &stored, &config).await);

    let writes = stage.writes();
    let keeps = config.with("on_destroy", text("keep"));
    let change = connection.plan(Some(&stored), &keeps).await.unwrap();
    assert_eq!(change.action, Action::Update);
    let stored = connection.apply(&change).await.succeeded();
    assert!(is_settled(&stage, &stored, &keeps).await);
    let imported = connection.import(&id).await.unwrap();
    assert_eq!(imported.state.get("decision"), &text("accept"));
    assert!(is_settled(&stage, &imported, &config).await);
    assert_eq!(
        stage.writes(),
        writes,
        "a setting is recorded without a call"
    );

    // The other decision, in place; and back by hand, which is drift.
    let rejects = stage.connection(&service, &endpoint, "reject");
    let change = connection.plan(Some(&stored), &rejects).await.unwrap();
    assert_eq!(change.action, Action::Update);
    let stored = connection.apply(&change).await.succeeded();
    assert_eq!(status(&stage, &endpoint), "rejected");
    stage
        .world()
        .act_on_endpoint(&endpoint.as_str().into(), "accept")
        .unwrap();
    let stored = connection.reread(&stored).await;
    assert_eq!(stored.state.get("decision"), &text("accept"));
    let change = connection.plan(Some(&stored), &rejects).await.unwrap();
    assert_eq!(change.action, Action::Update);

    // Another endpoint replaces it, and the first one loses the approval.
    let other = stage.endpoint();
    let config = stage.connection(&other.0, &other.1, "accept");
    let change = connection.plan(Some(&stored), &config).await.unwrap();
    assert_eq!(change.action, Action::Replace);
    let stored = connection.apply(&change).await.succeeded();
    assert_eq!(status(&stage, &endpoint), "rejected");

    let change = connection.plan_destroy(&stored).await.unwrap();
    assert!(
        change.told.only_warns() && change.told.tells(&other.1),
        "{}",
        change.told
    );
    connection.apply(&change).await.vanished();
    assert_eq!(status(&stage, &other.1), "rejected");
    assert_eq!(stage.end().await, "", "nobody asked for a log");
}

#[tokio::test]
async fn what_is_gone_leaves_the_state_and_its_destroy_succeeds() {
    let stage = Stage::set().await;
    let connection = stage.host.resource(ENDPOINT);
    let (service, endpoint) = stage.endpoint();
    let config = stage.connection(&service, &endpoint, "accept");
    let change = connection.plan(None, &config).await.unwrap();
    let stored = connection.apply(&change).await.succeeded();
    stage
        .world()
        .act_on_endpoint(&endpoint.as_str().into(), "delete")
        .unwrap();
    let (gone, told) = connection.refresh(&stored).await;
    assert_eq!(gone, None, "{told}");
    connection.destroy(&stored).await.vanished();
    // A new plan warns, and its apply fails.
    let change = connection.plan(None, &config).await.unwrap();
    assert!(change.told.only_warns(), "{}", change.told);
    assert!(change.told.names(&endpoint), "{}", change.told);
    let (kept, told) = connection.apply(&change).await.failed();
    assert_eq!(kept, None);
    assert!(told.names(&endpoint), "{told}");
}

#[tokio::test]
async fn a_reject_that_the_service_turns_back_is_explained_by_the_next_plan() {
    let seed =
        r#"{ "huaweicloud": { "vpcep": { "doubts": { "unapproved_reject": "falls_back" } } } }"#;
    let stage = Stage::set_on(serde_json::from_str(seed).unwrap()).await;
    let connection = stage.host.resource(ENDPOINT);
    let (service, endpoint) = stage.endpoint();
    stage.approval(&service, false).await;
    let accepted = stage
        .world()
        .act_on_endpoint(&endpoint.as_str().into(), "accept");
    accepted.unwrap();
    let config = stage.connection(&service, &endpoint, "reject");
    let change = connection.plan(None, &config).await.unwrap();
    let applied = connection.apply(&change).await;
    assert!(applied.told.only_warns(), "{}", applied.told);
    let stored = applied.succeeded();
    let asked = stage.cloud.calls().len();
    let stored = connection.reread(&stored).await;
    let change = connection.plan(Some(&stored), &config).await.unwrap();
    assert_eq!(change.action, Action::Update);
    let told = change.told.to_string();
    assert!(told.contains("approval_enabled"), "{told}");
    assert!(
        change.told.only_warns() && change.told.is_at("decision"),
        "{told}"
    );
    let reads = stage.cloud.calls().len() - asked;
    assert!(
        reads <= 1,
        "the read of the refresh, and nothing to explain it: {reads}"
    );

    // The service asks for approvals now: the reject holds, and nothing is said of it any more.
    stage.approval(&service, true).await;
    let stored = connection.apply(&change).await.succeeded();
    assert_eq!(status(&stage, &endpoint), "rejected");
    let accepts = stage.connection(&service, &endpoint, "accept");
    let change = connection.plan(Some(&stored), &accepts).await.unwrap();
    let stored = connection.apply(&change).await.succeeded();
    let change = connection.plan(Some(&stored), &config).await.unwrap();
    assert!(change.told.is_empty(), "{}", change.told);
}
