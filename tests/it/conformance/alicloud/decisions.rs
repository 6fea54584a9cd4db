//! Decisions: carried out, already made, too late, of the wrong side.

use std::time::Duration;

use crate::typed::alicloud::peering::AliCloudPeering;
use crate::typed::alicloud::peering_accepter::{AliCloudPeeringAccepter, State};
use serde_json::{Value, json};
use vpcconnect::framework::model::Field;
use vpcconnect::operation::monotonic;

use super::stage::{MINUTE, Stage, account_id, decision, request, tags};

const SETTLE: Duration = Duration::from_secs(4);

async fn asked(stage: &Stage) -> String {
    let mut cx = stage.context(MINUTE);
    let asked = AliCloudPeering::create(&mut cx, request()).await.unwrap();
    asked.id.text().unwrap().to_owned()
}

#[tokio::test(start_paused = true)]
async fn accept_and_reject_are_waited_for() {
    for (word, status, answer, call) in [
        ("accept", "Activated", "accepted", "AcceptVpcPeerConnection"),
        ("reject", "Rejected", "rejected", "RejectVpcPeerConnection"),
    ] {
        let doubts = [json!({}), json!({ "doubts": { "reject_settles": true } })];
        for seed in doubts {
            let stage = Stage::with(SETTLE, &seed);
            let id = asked(&stage).await;
            let mut cx = stage.context(MINUTE);
            let mut planned = decision(&id, word);
            planned.tags = tags([("side", "b")]);
            let state = AliCloudPeeringAccepter::create(&mut cx, planned).await;
            let state = state.unwrap_or_else(|failed| panic!("{:?}", failed.error));
            assert_eq!(state.status.text(), Some(status));
            assert_eq!(state.answer.text(), Some(answer));
            assert_eq!(state.active_id.text().is_some(), word == "accept");
            assert_eq!(state.region.text(), Some("cn-hangzhou"));
            assert_eq!(stage.calls(call), 1);
            assert_eq!(stage.calls("TagResources"), 0);
            let there = stage.peering();
            assert_eq!(there.accepter.tags.is_empty(), word == "reject");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_already_so_takes_no_call_and_gets_our_tags() {
    let stage = Stage::new();
    let id = asked(&stage).await;
    stage.act(&id, "accept").await;
    let mut cx = stage.context(MINUTE);
    let mut planned = decision(&id, "accept");
    planned.tags = tags([("side", "b")]);
    let state = AliCloudPeeringAccepter::create(&mut cx, planned)
        .await
        .unwrap();
    assert_eq!(state.status.text(), Some("Activated"));
    assert_eq!(stage.calls("AcceptVpcPeerConnection"), 0);
    assert_eq!(stage.calls("TagResources"), 1);
    assert_eq!(stage.peering().accepter.tags["side"], "b");
}

#[tokio::test(start_paused = true)]
async fn what_is_under_way_is_waited_for_before_anything_is_called() {
    let stage = Stage::with(SETTLE, &json!({}));
    let id = asked(&stage).await;
    stage.act(&id, "accept").await;
    assert_eq!(stage.peering().status.to_string(), "Updating");
    let mut cx = stage.context(MINUTE);
    let state = AliCloudPeeringAccepter::create(&mut cx, decision(&id, "accept")).await;
    assert_eq!(state.unwrap().status.text(), Some("Activated"));
    assert_eq!(stage.calls("AcceptVpcPeerConnection"), 0);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_decided_any_more_is_told_at_once_and_with_its_time() {
    for (status, time) in [
        ("reject", "2026-11-21T10:00:"),
        ("expire", "2026-11-21T10:00:"),
    ] {
        let stage = Stage::new();
        let id = asked(&stage).await;
        stage.act(&id, status).await;
        let begun = monotonic();
        let mut cx = stage.context(MINUTE);
        let failed = AliCloudPeeringAccepter::create(&mut cx, decision(&id, "accept")).await;
        let told = failed.unwrap_err().error;
        assert!(told.summary.contains(&id), "{}", told.summary);
        assert!(told.detail.contains(time), "{}", told.detail);
        assert!(begun.elapsed() < Duration::from_secs(1));
        assert_eq!(stage.calls("AcceptVpcPeerConnection"), 0);
    }
    let stage = Stage::new();
    let id = asked(&stage).await;
    stage.act(&id, "delete").await;
    let mut cx = stage.context(MINUTE);
    let failed = AliCloudPeeringAccepter::create(&mut cx, decision(&id, "accept")).await;
    let told = failed.unwrap_err().error;
    assert!(
        told.summary.contains("There is no peering"),
        "{}",
        told.summary
    );
}

#[tokio::test(start_paused = true)]
async fn a_requester_who_accepts_is_told_whose_it_is() {
    for wrong_side in ["not_found", "forbidden", "status"] {
        let stage = Stage::with(SETTLE, &json!({ "doubts": { "wrong_side": wrong_side } }));
        let id = asked(&stage).await;
        let mut cx = stage.context(MINUTE);
        let mut planned = decision(&id, "accept");
        planned.account = Field::Null;
        let failed = AliCloudPeeringAccepter::create(&mut cx, planned).await;
        let told = failed.unwrap_err().error;
        assert!(told.detail.contains(&account_id("B")), "{}", told.detail);
        assert_eq!(stage.calls("AcceptVpcPeerConnection"), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn an_unexpected_requester_is_neither_accepted_nor_rejected() {
    let stage = Stage::new();
    let id = asked(&stage).await;
    for word in ["accept", "reject"] {
        for (account, vpc) in [(account_id("C"), "vpc-a"), (account_id("A"), "vpc-c")] {
            let mut cx = stage.context(MINUTE);
            let mut planned = decision(&id, word);
            planned.requester_account_id = account.into();
            planned.requester_vpc_id = vpc.into();
            let failed = AliCloudPeeringAccepter::create(&mut cx, planned).await;
            let told = failed.unwrap_err().error;
            assert!(
                told.summary.contains("expected requester"),
                "{}",
                told.summary
            );
            assert!(!told.detail.contains("vpc-c"), "{}", told.detail);
        }
    }
    assert_eq!(stage.peering().status.to_string(), "Accepting");
}

/// The other side is quicker, between our look and our call.
#[tokio::test(start_paused = true)]
async fn a_refusal_means_look_and_decide_anew() {
    for (theirs, ours, done) in [
        ("accept", "accept", true),
        ("reject", "reject", true),
        ("accept", "reject", false),
        ("reject", "accept", false),
        ("delete", "accept", false),
        ("expire", "reject", false),
    ] {
        let stage = Stage::with(SETTLE, &json!({}));
        let id = asked(&stage).await;
        let call = if ours == "accept" {
            "AcceptVpcPeerConnection"
        } else {
            "RejectVpcPeerConnection"
        };
        let on = vpcconnect::simulator::Match {
            api: Some(call.to_owned()),
            ..Default::default()
        };
        stage.world.add_fault(vpcconnect::simulator::Rule {
            on: on.clone(),
            delay: "1s".parse().unwrap(),
            ..Default::default()
        });
        let interfere = async {
            stage.world.arrived(&on, 0, 1).await;
            stage.act(&id, theirs).await;
        };
        let mut cx = stage.context(MINUTE);
        let create = AliCloudPeeringAccepter::create(&mut cx, decision(&id, ours));
        let (created, ()) = tokio::join!(create, interfere);
        assert_eq!(created.is_ok(), done, "{theirs} against {ours}");
        assert_eq!(stage.calls(call), 1, "{theirs} against {ours}");
    }
}

async fn planned_destroy(stage: &Stage, state: &State) -> String {
    let mut cx = stage.context(MINUTE);
    AliCloudPeeringAccepter::plan_destroy(&mut cx, state).await;
    let told = cx.diagnostics.iter().next().unwrap();
    told.summary.clone()
}

#[tokio::test(start_paused = true)]
async fn a_destroy_does_what_was_applied_last() {
    let stage = Stage::new();
    let id = asked(&stage).await;
    let mut cx = stage.context(MINUTE);
    let state = AliCloudPeeringAccepter::create(&mut cx, decision(&id, "accept")).await;
    let mut state = state.unwrap();
    assert!(planned_destroy(&stage, &state).await.contains("keeps it"));
    AliCloudPeeringAccepter::delete(&mut cx, state.clone())
        .await
        .unwrap();
    assert_eq!(stage.peering().status.to_string(), "Activated");
    state.on_destroy = "delete".into();
    stage.configured.run.begin();
    assert!(
        planned_destroy(&stage, &state)
            .await
            .contains("stops traffic")
    );
    AliCloudPeeringAccepter::delete(&mut cx, state)
        .await
        .unwrap();
    assert_eq!(stage.world.alicloud_peerings(), []);
}

#[tokio::test(start_paused = true)]
async fn a_peering_that_is_locked_for_payment_is_warned_of() {
    let stage = Stage::new();
    let id = asked(&stage).await;
    let mut cx = stage.context(MINUTE);
    let state = AliCloudPeeringAccepter::create(&mut cx, decision(&id, "accept")).await;
    let locked: Value = json!({ "biz_status": "FinancialLocked" });
    stage.set(&id, &locked).await;
    tokio::time::sleep(MINUTE).await;
    let mut cx = stage.context(MINUTE);
    AliCloudPeeringAccepter::read(&mut cx, state.unwrap())
        .await
        .unwrap();
    let told = cx.diagnostics.iter().next().unwrap();
    assert!(
        told.summary.contains("payments are overdue"),
        "{}",
        told.summary
    );
}
