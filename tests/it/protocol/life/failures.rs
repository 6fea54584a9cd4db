//! What fails changes no more of the state than it did of the cloud.

use serde_json::json;

use crate::protocol::cty::{Cty, text};
use crate::protocol::resource::Stored;
use crate::protocol::rules::plan::Action;
use crate::protocol::stage::{ACCEPTER, PEERING, Stage};

#[tokio::test]
async fn a_refused_create_leaves_no_state() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(PEERING);
    stage.refuse("CreateVpcPeering");
    let change = peering.plan(None, &stage.request()).await.unwrap();
    let applied = peering.apply(&change).await;
    assert!(!applied.tainted);
    let (stored, told) = applied.failed();
    assert_eq!(stored, None, "{told}");
    assert!(told.to_string().contains("refused by the test"), "{told}");
}

#[tokio::test]
async fn a_refused_update_keeps_what_was() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(PEERING);
    let stored = stage.requested().await;
    stage.refuse("UpdateVpcPeering");
    let change = peering
        .plan(Some(&stored), &stage.request().with("name", text("new")))
        .await;
    let (kept, told) = peering.apply(&change.unwrap()).await.failed();
    assert_eq!(kept.as_ref(), Some(&stored), "{told}");
}

#[tokio::test]
async fn a_refused_delete_keeps_the_object() {
    let stage = Stage::set().await;
    let stored = stage.requested().await;
    let id = stage.asked("vpc-d", "vpc-a", Some("ACTIVE"));
    let accepter = stage.host.resource(ACCEPTER);
    let deletes = stage
        .decision(&id, "accept")
        .with("on_destroy", text("delete"));
    let change = accepter.plan(None, &deletes).await.unwrap();
    let decided = accepter.apply(&change).await.succeeded();
    stage.refuse("DeleteVpcPeering");
    for (name, stored) in [(PEERING, stored), (ACCEPTER, decided)] {
        let resource = stage.host.resource(name);
        let (kept, told) = resource.destroy(&stored).await.failed();
        assert_eq!(kept.as_ref(), Some(&stored), "{told}");
    }
}

#[tokio::test]
async fn a_refused_replacement_keeps_the_old_object() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(PEERING);
    let stored = stage.requested().await;
    stage.refuse("DeleteVpcPeering");
    let elsewhere = stage.request().with("requester_vpc_id", text("vpc-c"));
    let change = peering.plan(Some(&stored), &elsewhere).await.unwrap();
    assert_eq!(change.action, Action::Replace);
    let (kept, told) = peering.apply(&change).await.failed();
    assert_eq!(kept.as_ref(), Some(&stored), "{told}");
}

#[tokio::test]
async fn what_cannot_be_decided_is_warned_of_and_leaves_no_state() {
    let stage = Stage::set().await;
    let accepter = stage.host.resource(ACCEPTER);
    for (index, (status, decision)) in [
        (Some("REJECTED"), "accept"),
        (Some("EXPIRED"), "accept"),
        (Some("EXPIRED"), "reject"),
        (Some("ACTIVE"), "reject"),
        (Some("FROZEN"), "accept"),
        (None, "accept"),
    ]
    .into_iter()
    .enumerate()
    {
        let asked = || stage.asked(&format!("vpc-{index}"), "vpc-a", status);
        let id = status.map_or("no-such-id".to_owned(), |_| asked());
        let change = accepter
            .plan(None, &stage.decision(&id, decision))
            .await
            .unwrap();
        assert!(
            change.told.only_warns() && change.told.names(&id),
            "{}",
            change.told
        );
        let (stored, told) = accepter.apply(&change).await.failed();
        assert_eq!(stored, None, "{status:?} {told}");
    }
    assert_eq!(stage.writes(), 0);
}

#[tokio::test]
async fn a_request_withdrawn_between_plan_and_apply_is_an_error_of_ours() {
    let stage = Stage::set().await;
    let accepter = stage.host.resource(ACCEPTER);
    let id = stage.asked("vpc-b", "vpc-a", None);
    // Planned without a look, so that the second plan breaks no promise of the first.
    let config = stage
        .decision(&id, "accept")
        .with("peering_id", Cty::Unknown);
    let change = accepter.plan(None, &config).await.unwrap();
    stage.act(&id, "delete").await;
    let applied = accepter
        .apply_with(&change, &stage.decision(&id, "accept"))
        .await;
    let (stored, told) = applied.failed();
    assert_eq!(stored, None);
    assert!(told.is_at("peering_id"), "{told}");
}

#[tokio::test]
async fn what_cannot_be_read_stays_as_it_was() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(PEERING);
    let stored = stage.requested().await;
    // Where one of the two is allowed, it tells.
    stage.refuse("ShowVpcPeering");
    stage.refuse("ListVpcPeerings");
    let (kept, told) = peering.refresh(&stored).await;
    assert!(told.has_errors(), "{told}");
    assert_eq!(kept.as_ref(), Some(&stored));
    assert!(told.to_string().contains("-refresh=false"), "{told}");
}

#[tokio::test]
async fn what_another_tenant_does_not_find_is_not_gone() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(PEERING);
    let stored = stage.requested().await;
    let elsewhere = Stored {
        state: stored
            .state
            .with("requester_project_id", text("project-C"))
            .with("id", text("x")),
        ..stored
    };
    let (kept, told) = peering.refresh(&elsewhere).await;
    assert!(told.has_errors(), "{told}");
    assert_eq!(kept.as_ref(), Some(&elsewhere));
    let (kept, told) = peering.destroy(&elsewhere).await.failed();
    assert_eq!(kept.as_ref(), Some(&elsewhere), "{told}");
}

#[tokio::test]
async fn an_import_of_what_is_not_there_says_so() {
    let stage = Stage::set().await;
    let id = stage.asked("vpc-b", "vpc-a", None);
    for name in [PEERING, ACCEPTER] {
        let resource = stage.host.resource(name);
        for wrong in ["no-such-id", "", "a b", "nobody:x", "x@", ":x", "..", "a/b"] {
            assert!(resource.import(wrong).await.is_err(), "{wrong:?}");
        }
    }
    // The accepter's own view is no request of theirs.
    let told = stage.host.resource(PEERING).import(&id).await.unwrap_err();
    assert!(told.is_at("account"), "{told}");
}

#[tokio::test]
async fn private_bytes_of_others_are_carried_along() {
    let stage = Stage::set().await;
    let foreign = br#"{"e2bfb730-ecaa-11e6-8f88-34363bc7c4c0":{"create":1},"schema_version":"1"}"#;
    let json = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
    let peering = stage.host.resource(PEERING);
    let mut stored = stage.requested().await;
    assert_eq!(stored.private, b"", "nothing of our own is left");
    stored.private = foreign.to_vec();
    let stored = peering.reread(&stored).await;
    assert_eq!(json(&stored.private), json(foreign));
    let change = peering
        .plan(Some(&stored), &stage.request().with("name", text("new")))
        .await;
    let change = change.unwrap();
    // What is planned has a mark of ours beside, until it is applied.
    let planned = json(&change.private);
    for (name, theirs) in json(foreign).as_object().unwrap() {
        assert_eq!(&planned[name], theirs);
    }
    let stored = peering.apply(&change).await.succeeded();
    assert_eq!(json(&stored.private), json(foreign));
    // With errors, too: what comes back replaces what was stored.
    stage.refuse("UpdateVpcPeering");
    let change = peering.plan(Some(&stored), &stage.request()).await.unwrap();
    let (kept, _) = peering.apply(&change).await.failed();
    assert_eq!(kept, Some(stored.clone()));
    stage.refuse("DeleteVpcPeering");
    let (kept, _) = peering.destroy(&stored).await.failed();
    assert_eq!(kept, Some(stored));
    // What is no JSON says nothing and harms nothing.
    let garbage = Stored {
        private: vec![0xff, 0],
        ..stage.host.resource(PEERING).reread(&kept.unwrap()).await
    };
    peering.reread(&garbage).await;
}

#[tokio::test]
async fn a_lost_answer_to_a_create_is_no_lost_request() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(PEERING);
    stage.fault(json!({
        "match": { "api": "CreateVpcPeering" }, "times": 1, "effect": "drop_after_commit",
    }));
    let change = peering.plan(None, &stage.request()).await.unwrap();
    let stored = peering.apply(&change).await.succeeded();
    assert_eq!(stage.cloud.peerings().len(), 1);
    peering.destroy(&stored).await.vanished();
}
