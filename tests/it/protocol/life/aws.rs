//! The life of a request on AWS, and of its answer.

use std::time::Duration;

use crate::protocol::cty::{Cty, object, text};
use crate::protocol::resource::Stored;
use crate::protocol::rules::plan::Action;
use crate::protocol::stage::{AWS_A, AWS_ACCEPTER, AWS_B, AWS_PEERING, AWS_REGION, Stage};

/// Whether the same configuration plans nothing.
async fn is_settled(stage: &Stage, name: &str, stored: &Stored, config: &Cty) -> bool {
    let resource = stage.host.resource(name);
    let read = resource.reread(stored).await;
    let change = resource.plan(Some(&read), config).await.unwrap();
    read == *stored && change.action == Action::NoOp
}

#[tokio::test]
async fn a_request_from_create_to_destroy() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(AWS_PEERING);
    let config = stage.aws_request("default", ["vpc-a", "vpc-b"], AWS_B);
    let change = peering.plan(None, &config).await.unwrap();
    assert!(change.told.is_empty(), "{}", change.told);
    assert_eq!(change.planned.get("region"), &text(AWS_REGION));
    assert_eq!(change.planned.get("accepter_region"), &text(AWS_REGION));
    assert!(
        change.planned.get("active_id").is_null(),
        "nobody can answer in this apply"
    );
    let stored = peering.apply(&change).await.succeeded();
    assert_eq!(stored.state.get("status"), &text("pending-acceptance"));
    assert_eq!(stored.state.get("requester_account_id"), &text(AWS_A));
    assert!(is_settled(&stage, AWS_PEERING, &stored, &config).await);
    let imported = peering
        .import(stored.state.get("id").as_text())
        .await
        .unwrap();
    let change = peering.plan(Some(&imported), &config).await.unwrap();
    assert_eq!(change.action, Action::NoOp, "{}", change.told);

    let tagged = config.with("tags", object([("Name", text("x"))]));
    let change = peering.plan(Some(&stored), &tagged).await.unwrap();
    assert_eq!(change.action, Action::Update);
    let stored = peering.apply(&change).await.succeeded();
    assert!(is_settled(&stage, AWS_PEERING, &stored, &tagged).await);

    for attribute in ["requester_vpc_id", "accepter_vpc_id", "accepter_region"] {
        let elsewhere = tagged.with(attribute, text("vpc-c"));
        let change = peering.plan(Some(&stored), &elsewhere).await.unwrap();
        assert_eq!(change.action, Action::Replace, "{attribute}");
    }
    let id = stored.state.get("id").as_text();
    stage.act(id, "accept").await;
    let stored = peering.reread(&stored).await;
    assert_eq!(stored.state.get("active_id"), &text(id));
    let change = peering.plan_destroy(&stored).await.unwrap();
    assert!(change.told.names("stops traffic"), "{}", change.told);
    peering.apply(&change).await.vanished();
    let (gone, told) = peering.refresh(&stored).await;
    assert_eq!(gone, None, "{told}");
    peering.destroy(&stored).await.vanished();
}

#[tokio::test]
async fn an_answer_is_made_once_and_kept_when_the_cloud_forgets_it() {
    let stage = Stage::set().await;
    let accepter = stage.host.resource(AWS_ACCEPTER);
    for (number, decision, status) in [(1, "accept", "active"), (2, "reject", "rejected")] {
        let vpcs = [format!("vpc-{number}"), format!("vpc-to-{number}")];
        let request = stage.aws_request("partner", [&vpcs[0], &vpcs[1]], AWS_A);
        let asked = stage.made(AWS_PEERING, &request).await;
        let id = asked.state.get("id").as_text();
        let config = stage.aws_decision(id, decision);
        let change = accepter.plan(None, &config).await.unwrap();
        assert_eq!(change.planned.get("requester_account_id"), &text(AWS_B));
        let stored = accepter.apply(&change).await.succeeded();
        assert_eq!(stored.state.get("status"), &text(status));
        assert!(is_settled(&stage, AWS_ACCEPTER, &stored, &config).await);
        let other = if decision == "accept" {
            "reject"
        } else {
            "accept"
        };
        let changed = stage.aws_decision(id, other);
        let told = accepter.plan(Some(&stored), &changed).await.unwrap_err();
        assert!(told.is_at("decision"), "{told}");
        let imported = accepter.import(id).await.unwrap();
        assert_eq!(imported.state.get("decision"), &text(decision));
        if decision == "reject" {
            stage
                .world()
                .advance(Duration::from_secs(3 * 3600))
                .unwrap();
            assert!(is_settled(&stage, AWS_ACCEPTER, &stored, &config).await);
            let told = accepter.import(id).await.unwrap_err();
            assert!(told.tells("no peering"), "{told}");
        }
        accepter.destroy(&stored).await.vanished();
    }
}

#[tokio::test]
async fn whoever_is_not_expected_is_neither_accepted_nor_rejected() {
    let stage = Stage::set().await;
    let accepter = stage.host.resource(AWS_ACCEPTER);
    let request = stage.aws_request("partner", ["vpc-1", "vpc-2"], AWS_A);
    let asked = stage.made(AWS_PEERING, &request).await;
    let config = stage.aws_decision(asked.state.get("id").as_text(), "accept");
    for (guard, expected) in [
        ("requester_account_id", "111111111111"),
        ("requester_vpc_id", "vpc-3"),
    ] {
        let guarded = config.with(guard, text(expected));
        let change = accepter.plan(None, &guarded).await.unwrap();
        assert!(change.told.only_warns(), "{guard}: {}", change.told);
        let (kept, told) = accepter.apply(&change).await.failed();
        assert_eq!(kept, None, "{guard}: {told}");
    }
    // Nor from the side that asks.
    let own = config.with("account", text("partner"));
    let change = accepter.plan(None, &own).await.unwrap();
    assert!(change.told.only_warns(), "{}", change.told);
    let (_, told) = accepter.apply(&change).await.failed();
    assert!(told.tells(AWS_A), "{told}");
    let status = stage.host.resource(AWS_PEERING).reread(&asked).await;
    assert_eq!(status.state.get("answer"), &text("pending"));
}
