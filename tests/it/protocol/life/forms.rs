//! null, `""` and an empty object mean the same to users and are three values to Core: what was
//! configured is what the state keeps.

use crate::protocol::cty::{Cty, object, text};
use crate::protocol::resource::Resource;
use crate::protocol::rules::plan::Action;
use crate::protocol::stage::{ACCEPTER, PEERING, Stage};

/// The forms in which a user may say nothing.
fn nothings(attribute: &str) -> Vec<Cty> {
    let durations = |create: Cty| {
        object([
            ("create", create),
            ("update", Cty::Null),
            ("delete", Cty::Null),
        ])
    };
    match attribute {
        "timeouts" => vec![Cty::Null, durations(Cty::Null), durations(text(""))],
        "wait_for_answer" | "replace_refused" => vec![Cty::Null, Cty::Bool(false)],
        _ => vec![Cty::Null, text("")],
    }
}

/// Creates in each form, and changes from each to each other: one apply each, no writing call, then
/// peace.
async fn keeps(resource: Resource<'_>, stage: &Stage, config: &Cty, attribute: &str) {
    for first in nothings(attribute) {
        let config = config.with(attribute, first.clone());
        let change = resource.plan(None, &config).await.unwrap();
        let mut stored = resource.apply(&change).await.succeeded();
        let writes = stage.writes();
        for then in nothings(attribute).into_iter().chain([first.clone()]) {
            let config = config.with(attribute, then.clone());
            let change = resource.plan(Some(&stored), &config).await.unwrap();
            let what = format!("{attribute} from {first} to {then}");
            assert_ne!(change.action, Action::Replace, "{what}");
            stored = resource.apply(&change).await.succeeded();
            assert_eq!(stage.writes(), writes, "{what}");
            stored = resource.reread(&stored).await;
            let change = resource.plan(Some(&stored), &config).await.unwrap();
            assert_eq!(
                change.action,
                Action::NoOp,
                "{what}: {} is {}",
                stored.state,
                change.planned
            );
        }
        resource.destroy(&stored).await.vanished();
    }
}

#[tokio::test]
async fn a_request_keeps_the_form_of_nothing() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(PEERING);
    for attribute in [
        "description",
        "region",
        "account",
        "timeouts",
        "wait_for_answer",
        "replace_refused",
    ] {
        keeps(peering, &stage, &stage.request(), attribute).await;
    }
    keeps(peering, &stage, &stage.request(), "accepter_project_id").await;
}

#[tokio::test]
async fn a_decision_keeps_the_form_of_nothing() {
    let stage = Stage::set().await;
    let accepter = stage.host.resource(ACCEPTER);
    let id = stage.asked("vpc-b", "vpc-a", Some("ACTIVE"));
    for attribute in [
        "on_destroy",
        "requester_project_id",
        "requester_vpc_id",
        "region",
        "account",
        "timeouts",
    ] {
        keeps(accepter, &stage, &stage.decision(&id, "accept"), attribute).await;
    }
}

#[tokio::test]
async fn required_attributes_are_neither_null_nor_empty() {
    let stage = Stage::set().await;
    let id = stage.asked("vpc-b", "vpc-a", None);
    for (name, config, required) in [
        (
            PEERING,
            stage.request(),
            &["name", "requester_vpc_id", "accepter_vpc_id"][..],
        ),
        (
            ACCEPTER,
            stage.decision(&id, "accept"),
            &["peering_id", "decision"],
        ),
    ] {
        let resource = stage.host.resource(name);
        for attribute in required {
            for nothing in [Cty::Null, text("")] {
                let told = resource.validate(&config.with(attribute, nothing)).await;
                assert!(told.has_errors() && told.is_at(attribute), "{told}");
            }
            // Not known when it is planned, null when it is applied.
            let unknown = config.with(attribute, Cty::Unknown);
            let change = resource.plan(None, &unknown).await.unwrap();
            let nothing = config.with(attribute, Cty::Null);
            let (stored, told) = resource.apply_with(&change, &nothing).await.failed();
            assert_eq!(stored, None);
            assert!(told.is_at(attribute), "{told}");
        }
    }
    assert_eq!(stage.writes(), 0);
}

#[tokio::test]
async fn drift_shows_whatever_form_was_configured() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(PEERING);
    for nothing in nothings("description") {
        let config = stage.request().with("description", nothing.clone());
        let change = peering.plan(None, &config).await.unwrap();
        let stored = peering.apply(&change).await.succeeded();
        let id = stored.state.get("id").as_text();
        stage.describe(id, "by somebody else").await;
        let drifted = peering.reread(&stored).await;
        assert_eq!(drifted.state.get("description"), &text("by somebody else"));
        let change = peering.plan(Some(&drifted), &config).await.unwrap();
        assert_eq!(change.action, Action::Update);
        let stored = peering.apply(&change).await.succeeded();
        assert_eq!(stored.state.get("description"), &nothing);
        assert_eq!(peering.reread(&stored).await, stored);
        peering.destroy(&stored).await.vanished();
    }
}
