//! The life of a request.

use crate::protocol::cty::{Cty, text};
use crate::protocol::resource::Stored;
use crate::protocol::rules::plan::Action;
use crate::protocol::stage::{PEERING, REGION, Stage};
use crate::protocol::wire::Unknowns;

/// Whether the same configuration plans nothing.
async fn is_settled(stage: &Stage, stored: &Stored, config: &Cty) -> bool {
    let peering = stage.host.resource(PEERING);
    let read = peering.reread(stored).await;
    let change = peering.plan(Some(&read), config).await.unwrap();
    read == *stored && change.action == Action::NoOp
}

#[tokio::test]
async fn from_create_to_destroy() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(PEERING);
    let config = stage.request();
    let change = peering.plan(None, &config).await.unwrap();
    assert!(change.told.is_empty(), "{}", change.told);
    assert_eq!(change.planned.get("region"), &text(REGION));
    assert!(change.planned.get("id").is_unknown());
    assert!(
        change.planned.get("active_id").is_null(),
        "nobody can answer in this apply"
    );
    let stored = peering.apply(&change).await.succeeded();
    assert_eq!(stored.state.get("status"), &text("PENDING_ACCEPTANCE"));
    assert_eq!(stored.state.get("answer"), &text("pending"));
    assert!(is_settled(&stage, &stored, &config).await);

    let changed = config
        .with("name", text("renamed"))
        .with("description", text("why"));
    let change = peering.plan(Some(&stored), &changed).await.unwrap();
    assert_eq!(change.action, Action::Update);
    let before = stored.state.get("id").clone();
    let stored = peering.apply(&change).await.succeeded();
    assert_eq!(stored.state.get("id"), &before);
    assert!(is_settled(&stage, &stored, &changed).await);

    for attribute in ["requester_vpc_id", "accepter_vpc_id"] {
        let elsewhere = changed.with(attribute, text("vpc-c"));
        let change = peering.plan(Some(&stored), &elsewhere).await.unwrap();
        assert_eq!(change.action, Action::Replace, "{attribute}");
        assert!(change.planned.get("id").is_unknown());
    }
    let elsewhere = changed.with("requester_vpc_id", text("vpc-c"));
    let change = peering.plan(Some(&stored), &elsewhere).await.unwrap();
    let stored = peering.apply(&change).await.succeeded();
    assert_ne!(stored.state.get("id"), &before);
    assert!(is_settled(&stage, &stored, &elsewhere).await);
    assert_eq!(stage.cloud.peerings().len(), 1);

    let id = stored.state.get("id").as_text();
    let imported = peering.import(id).await.unwrap();
    assert_eq!(
        imported, stored,
        "an import finds what the apply has stored"
    );
    assert!(is_settled(&stage, &imported, &elsewhere).await);

    let change = peering.plan_destroy(&stored).await.unwrap();
    assert!(change.told.is_empty(), "{}", change.told);
    peering.apply(&change).await.vanished();
    assert!(stage.cloud.peerings().is_empty());
    let (gone, told) = peering.refresh(&stored).await;
    assert_eq!(gone, None, "{told}");
    // Gone already is destroyed already.
    peering.destroy(&stored).await.vanished();
    assert_eq!(stage.end().await, "", "nobody asked for a log");
}

#[tokio::test]
async fn what_is_not_known_yet_is_planned_and_becomes_known() {
    let mut stage = Stage::set().await;
    for unknowns in [Unknowns::Plain, Unknowns::Refined] {
        stage.host.unknowns = unknowns;
        let peering = stage.host.resource(PEERING);
        let config = stage.request().with("description", text("pre-known"));
        let names = [
            "name",
            "description",
            "requester_vpc_id",
            "accepter_vpc_id",
            "accepter_project_id",
            "region",
            "account",
            "replace_refused",
            "timeouts",
        ];
        for name in names {
            let change = peering
                .plan(None, &config.with(name, Cty::Unknown))
                .await
                .unwrap();
            assert!(change.planned.get(name).is_unknown(), "{name}");
            let stored = peering.apply_with(&change, &config).await.succeeded();
            assert!(is_settled(&stage, &stored, &config).await, "{name}");
            // An update to something unknown, which turns out to be the same.
            let again = peering
                .plan(Some(&stored), &config.with(name, Cty::Unknown))
                .await;
            let again = again.unwrap();
            assert!(again.action == Action::Update || again.action == Action::Replace);
            let stored = peering.apply_with(&again, &config).await.succeeded();
            assert!(is_settled(&stage, &stored, &config).await, "{name}");
            peering.destroy(&stored).await.vanished();
        }
        let all = names.iter().fold(config.clone(), |config, name| {
            config.with(name, Cty::Unknown)
        });
        let change = peering.plan(None, &all).await.unwrap();
        let stored = peering.apply_with(&change, &config).await.succeeded();
        peering.destroy(&stored).await.vanished();
    }
}

#[tokio::test]
async fn within_one_project_it_is_active_at_once() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(PEERING);
    let config = stage.request().with("accepter_project_id", Cty::Null);
    for config in [
        config.clone(),
        config.with("wait_for_answer", Cty::Bool(true)),
    ] {
        let change = peering.plan(None, &config).await.unwrap();
        assert!(change.planned.get("active_id").is_unknown());
        let stored = peering.apply(&change).await.succeeded();
        assert_eq!(stored.state.get("active_id"), stored.state.get("id"));
        assert!(is_settled(&stage, &stored, &config).await);
        let change = peering.plan_destroy(&stored).await.unwrap();
        assert!(change.told.names("stops traffic"), "{}", change.told);
        peering.apply(&change).await.vanished();
    }
}

#[tokio::test]
async fn an_answer_shows_at_the_next_refresh() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(PEERING);
    let config = stage.request();
    let stored = stage.requested().await;
    let id = stored.state.get("id").as_text();
    stage.act(id, "accept").await;
    let stored = peering.reread(&stored).await;
    assert_eq!(stored.state.get("answer"), &text("accepted"));
    assert_eq!(stored.state.get("active_id"), &text(id));
    assert!(is_settled(&stage, &stored, &config).await);
    // No update clears what routes refer to.
    let renamed = config.with("name", text("renamed"));
    let change = peering.plan(Some(&stored), &renamed).await.unwrap();
    assert_eq!(change.planned.get("active_id"), &text(id));
    peering.apply(&change).await.succeeded();
}

#[tokio::test]
async fn a_refused_request_stays_or_is_replaced_as_configured() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(PEERING);
    let stored = stage.requested().await;
    stage.act(stored.state.get("id").as_text(), "reject").await;
    let stored = peering.reread(&stored).await;
    let change = peering.plan(Some(&stored), &stage.request()).await.unwrap();
    assert_eq!(change.action, Action::NoOp);
    assert!(change.told.only_warns(), "{}", change.told);
    let again = stage.request().with("replace_refused", Cty::Bool(true));
    let change = peering.plan(Some(&stored), &again).await.unwrap();
    assert_eq!(change.action, Action::Replace);
    let stored = peering.apply(&change).await.succeeded();
    assert_eq!(stored.state.get("answer"), &text("pending"));
    assert!(is_settled(&stage, &stored, &again).await);
}

#[tokio::test]
async fn another_account_of_the_same_tenant_takes_over_without_a_write() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(PEERING);
    let stored = stage.requested().await;
    let writes = stage.writes();
    let named = stage.request().with("account", text("default"));
    let change = peering.plan(Some(&stored), &named).await.unwrap();
    assert_eq!(change.action, Action::Update);
    let stored = peering.apply(&change).await.succeeded();
    assert!(is_settled(&stage, &stored, &named).await);
    // The accepter finds it, too, but is not its requester.
    let other = stage.request().with("account", text("partner"));
    let change = peering.plan(Some(&stored), &other).await.unwrap();
    assert!(change.told.only_warns(), "{}", change.told);
    let (kept, told) = peering.apply(&change).await.failed();
    assert_eq!(kept.as_ref(), Some(&stored), "{told}");
    assert_eq!(stage.writes(), writes);
    let nobody = stage.request().with("account", text("nobody"));
    let told = peering.plan(Some(&stored), &nobody).await.unwrap_err();
    assert!(told.is_at("account"), "{told}");
}
