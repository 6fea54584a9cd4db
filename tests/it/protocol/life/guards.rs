//! Who asks is who was expected, or nothing is decided.

use crate::protocol::cty::text;
use crate::protocol::rules::plan::Action;
use crate::protocol::stage::{ACCEPTER, Stage};

#[tokio::test]
async fn an_unexpected_requester_is_warned_of_and_then_refused() {
    let stage = Stage::set().await;
    let accepter = stage.host.resource(ACCEPTER);
    let id = stage.asked("vpc-b", "vpc-a", None);
    for (guard, expected) in [
        ("requester_project_id", "project-C"),
        ("requester_vpc_id", "vpc-c"),
    ] {
        let config = stage.decision(&id, "accept").with(guard, text(expected));
        let change = accepter.plan(None, &config).await.unwrap();
        assert!(
            change.told.only_warns() && change.told.is_at(guard),
            "{}",
            change.told
        );
        let (stored, told) = accepter.apply(&change).await.failed();
        assert_eq!(stored, None, "{told}");
        assert_eq!(stage.writes(), 0);
    }
    let config = stage.decision(&id, "accept");
    let config = config.with("requester_project_id", text("project-B"));
    let config = config.with("requester_vpc_id", text("vpc-b"));
    let change = accepter.plan(None, &config).await.unwrap();
    assert!(change.told.is_empty(), "{}", change.told);
    accepter.apply(&change).await.succeeded();
}

#[tokio::test]
async fn an_empty_guard_guards_nothing() {
    let stage = Stage::set().await;
    let accepter = stage.host.resource(ACCEPTER);
    let id = stage.asked("vpc-b", "vpc-a", None);
    let config = stage.decision(&id, "accept");
    let config = config.with("requester_project_id", text(""));
    let config = config.with("requester_vpc_id", text(""));
    let change = accepter.plan(None, &config).await.unwrap();
    let stored = accepter.apply(&change).await.succeeded();
    let stored = accepter.reread(&stored).await;
    let change = accepter.plan(Some(&stored), &config).await.unwrap();
    assert_eq!(change.action, Action::NoOp);
}

#[tokio::test]
async fn a_guard_that_comes_later_is_checked_without_a_call_that_changes() {
    let stage = Stage::set().await;
    let accepter = stage.host.resource(ACCEPTER);
    let id = stage.asked("vpc-b", "vpc-a", None);
    let config = stage.decision(&id, "accept");
    let change = accepter.plan(None, &config).await.unwrap();
    let stored = accepter.apply(&change).await.succeeded();
    let writes = stage.writes();
    let guarded = config.with("requester_vpc_id", text("vpc-b"));
    let change = accepter.plan(Some(&stored), &guarded).await.unwrap();
    assert_eq!(
        change.action,
        Action::NoOp,
        "the guard says what the state says"
    );
    let wrong = config.with("requester_vpc_id", text("vpc-c"));
    let change = accepter.plan(Some(&stored), &wrong).await.unwrap();
    assert!(change.told.only_warns(), "{}", change.told);
    let (kept, told) = accepter.apply(&change).await.failed();
    assert_eq!(kept.as_ref(), Some(&stored), "{told}");
    assert_eq!(stage.writes(), writes);
}

#[tokio::test]
async fn the_wrong_side_is_told_which_side_is_right() {
    let stage = Stage::set().await;
    let accepter = stage.host.resource(ACCEPTER);
    let id = stage.asked("vpc-b", "vpc-a", None);
    let config = stage
        .decision(&id, "accept")
        .with("account", text("partner"));
    let change = accepter.plan(None, &config).await.unwrap();
    assert!(
        change.told.only_warns() && change.told.is_at("account"),
        "{}",
        change.told
    );
    let (stored, told) = accepter.apply(&change).await.failed();
    assert_eq!(stored, None, "{told}");
    let told = accepter.import(&format!("partner:{id}")).await.unwrap_err();
    assert!(told.is_at("account"), "{told}");
    assert_eq!(stage.writes(), 0);
}
