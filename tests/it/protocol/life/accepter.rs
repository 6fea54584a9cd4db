//! The life of a decision.

use crate::protocol::cty::{Cty, text};
use crate::protocol::resource::Stored;
use crate::protocol::rules::plan::Action;
use crate::protocol::stage::{ACCEPTER, Stage};
use crate::protocol::wire::Unknowns;

async fn is_settled(stage: &Stage, stored: &Stored, config: &Cty) -> bool {
    let accepter = stage.host.resource(ACCEPTER);
    let read = accepter.reread(stored).await;
    let change = accepter.plan(Some(&read), config).await.unwrap();
    read == *stored && change.action == Action::NoOp
}

/// Decides a request that is pending.
async fn decided(stage: &Stage, config: &Cty) -> Stored {
    let accepter = stage.host.resource(ACCEPTER);
    let change = accepter.plan(None, config).await.unwrap();
    accepter.apply(&change).await.succeeded()
}

#[tokio::test]
async fn from_accept_to_destroy() {
    let stage = Stage::set().await;
    let accepter = stage.host.resource(ACCEPTER);
    let id = stage.asked("vpc-b", "vpc-a", None);
    let config = stage.decision(&id, "accept");
    let change = accepter.plan(None, &config).await.unwrap();
    assert!(change.told.is_empty(), "{}", change.told);
    assert_eq!(
        change.planned.get("requester_project_id"),
        &text("project-B")
    );
    assert_eq!(change.planned.get("requester_vpc_id"), &text("vpc-b"));
    assert!(change.planned.get("active_id").is_unknown());
    let stored = accepter.apply(&change).await.succeeded();
    assert_eq!(stored.state.get("status"), &text("ACTIVE"));
    assert_eq!(stored.state.get("active_id"), &text(&id));
    assert!(is_settled(&stage, &stored, &config).await);

    let writes = stage.writes();
    let deletes = config.with("on_destroy", text("delete"));
    let change = accepter.plan(Some(&stored), &deletes).await.unwrap();
    assert_eq!(change.action, Action::Update);
    let stored = accepter.apply(&change).await.succeeded();
    assert!(is_settled(&stage, &stored, &deletes).await);
    assert_eq!(
        stage.writes(),
        writes,
        "a setting is recorded without a call"
    );

    let imported = accepter.import(&id).await.unwrap();
    assert_eq!(imported.state.get("decision"), &text("accept"));
    assert!(is_settled(&stage, &imported, &config).await);

    let other = stage.asked("vpc-d", "vpc-a", None);
    let change = accepter
        .plan(Some(&stored), &deletes.with("peering_id", text(&other)))
        .await;
    let change = change.unwrap();
    assert_eq!(change.action, Action::Replace);
    let stored = accepter.apply(&change).await.succeeded();
    assert_eq!(stage.cloud.peerings().len(), 1, "on_destroy was \"delete\"");

    let change = accepter.plan_destroy(&stored).await.unwrap();
    assert!(
        change.told.only_warns() && change.told.tells(&other),
        "{}",
        change.told
    );
    accepter.apply(&change).await.vanished();
    let (gone, told) = accepter.refresh(&stored).await;
    assert_eq!(gone, None, "{told}");
    accepter.destroy(&stored).await.vanished();
    assert_eq!(stage.end().await, "", "nobody asked for a log");
}

#[tokio::test]
async fn a_rejected_request_has_no_id_for_routes() {
    let stage = Stage::set().await;
    let accepter = stage.host.resource(ACCEPTER);
    let id = stage.asked("vpc-b", "vpc-a", None);
    let config = stage.decision(&id, "reject");
    let change = accepter.plan(None, &config).await.unwrap();
    assert!(change.planned.get("active_id").is_null());
    let stored = accepter.apply(&change).await.succeeded();
    assert_eq!(stored.state.get("status"), &text("REJECTED"));
    assert!(is_settled(&stage, &stored, &config).await);
    let imported = accepter.import(&id).await.unwrap();
    assert_eq!(imported.state.get("decision"), &text("reject"));
    // A settled peering is decided once: the user hears of it at plan, a destroy goes on.
    let told = accepter
        .plan(Some(&stored), &stage.decision(&id, "accept"))
        .await
        .unwrap_err();
    assert!(told.is_at("decision"), "{told}");
    accepter.destroy(&stored).await.vanished();
    assert_eq!(stage.cloud.peerings().len(), 1, "on_destroy is \"keep\"");
}

#[tokio::test]
async fn a_pending_import_shows_a_decision_to_make() {
    let stage = Stage::set().await;
    let accepter = stage.host.resource(ACCEPTER);
    let id = stage.asked("vpc-b", "vpc-a", None);
    let imported = accepter.import(&id).await.unwrap();
    assert!(imported.state.get("decision").is_null());
    let (stored, _) = accepter.refresh(&imported).await;
    assert_eq!(stored.as_ref(), Some(&imported));
    let config = stage.decision(&id, "accept");
    let change = accepter.plan(Some(&imported), &config).await.unwrap();
    assert_eq!(change.action, Action::Update);
    let stored = accepter.apply(&change).await.succeeded();
    assert_eq!(stored.state.get("status"), &text("ACTIVE"));
    assert!(is_settled(&stage, &stored, &config).await);
}

#[tokio::test]
async fn a_pending_import_is_destroyed_without_a_call() {
    let stage = Stage::set().await;
    let accepter = stage.host.resource(ACCEPTER);
    let id = stage.asked("vpc-b", "vpc-a", None);
    let mut imported = accepter.import(&id).await.unwrap();
    imported.state = imported.state.with("on_destroy", text("delete"));
    let writes = stage.writes();
    accepter.destroy(&imported).await.vanished();
    assert_eq!(stage.writes(), writes);
}

#[tokio::test]
async fn what_is_not_known_yet_is_planned_and_becomes_known() {
    let mut stage = Stage::set().await;
    let mut number = 0;
    for unknowns in [Unknowns::Plain, Unknowns::Refined] {
        stage.host.unknowns = unknowns;
        let accepter = stage.host.resource(ACCEPTER);
        let names = [
            "peering_id",
            "decision",
            "on_destroy",
            "requester_project_id",
            "requester_vpc_id",
            "region",
            "account",
            "timeouts",
        ];
        for name in names {
            number += 1;
            let id = stage.asked(&format!("vpc-{number}"), "vpc-a", None);
            let config = stage.decision(&id, "accept");
            let change = accepter
                .plan(None, &config.with(name, Cty::Unknown))
                .await
                .unwrap();
            assert!(change.planned.get(name).is_unknown(), "{name}");
            let stored = accepter.apply_with(&change, &config).await.succeeded();
            assert!(is_settled(&stage, &stored, &config).await, "{name}");
            let again = accepter
                .plan(Some(&stored), &config.with(name, Cty::Unknown))
                .await;
            let again = again.unwrap();
            assert!(again.action == Action::Update || again.action == Action::Replace);
            let stored = accepter.apply_with(&again, &config).await.succeeded();
            assert!(is_settled(&stage, &stored, &config).await, "{name}");
            accepter.destroy(&stored).await.vanished();
        }
    }
}

#[tokio::test]
async fn as_desired_already_is_success_without_a_call() {
    let stage = Stage::set().await;
    let id = stage.asked("vpc-b", "vpc-a", Some("ACTIVE"));
    let stored = decided(&stage, &stage.decision(&id, "accept")).await;
    assert_eq!(stored.state.get("active_id"), &text(&id));
    assert_eq!(stage.writes(), 0);
}

#[tokio::test]
async fn both_sides_may_be_one_configuration() {
    let stage = Stage::set().await;
    let accepter = stage.host.resource(ACCEPTER);
    // The accepter is planned while the request does not exist yet.
    let unknown = stage
        .decision("later", "accept")
        .with("peering_id", Cty::Unknown);
    let unknown = unknown.with("account", text("partner"));
    let change = accepter.plan(None, &unknown).await.unwrap();
    assert!(change.planned.get("active_id").is_unknown());
    let requested = stage.requested().await;
    let known = unknown.with("peering_id", requested.state.get("id").clone());
    let stored = accepter.apply_with(&change, &known).await.succeeded();
    assert_eq!(stored.state.get("answer"), &text("accepted"));
    assert!(is_settled(&stage, &stored, &known).await);
}
