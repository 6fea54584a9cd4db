//! Waiting, and being interrupted: on virtual time, so that the pauses themselves are asserted.

use std::time::Duration;

use crate::typed::huaweicloud::peering::HuaweiCloudPeering;
use crate::typed::huaweicloud::peering_accepter::{self, HuaweiCloudPeeringAccepter};
use vpcconnect::framework::model::Field;
use vpcconnect::operation::monotonic;
use vpcconnect::simulator::{Effect, Match, Reply, Rule};

use super::stage::{MINUTE, Stage, decision, request};

#[tokio::test(start_paused = true)]
async fn a_decision_that_settles_is_waited_for_with_few_looks() {
    let stage = Stage::with(Duration::ZERO, Duration::from_secs(20), "SK-A");
    let mut cx = stage.context(10 * MINUTE);
    let asked = HuaweiCloudPeering::create(&mut cx, request())
        .await
        .unwrap();
    let begun = monotonic();
    let id = asked.id.text().unwrap();
    let state = HuaweiCloudPeeringAccepter::create(&mut cx, decision(id, "accept"))
        .await
        .unwrap();
    assert_eq!(state.status.text(), Some("ACTIVE"));
    assert_eq!(state.active_id.text(), Some(id));
    let took = begun.elapsed();
    assert!((20..=23).contains(&took.as_secs()), "{took:?}");
    assert_eq!(stage.calls("AcceptVpcPeering"), 1);
    assert!(
        stage.calls("ShowVpcPeering") <= 20,
        "{}",
        stage.calls("ShowVpcPeering")
    );
}

#[tokio::test(start_paused = true)]
async fn a_create_that_waits_in_vain_warns_and_keeps_the_request() {
    let stage = Stage::new();
    let mut cx = stage.context(MINUTE);
    let mut planned = request();
    planned.wait_for_answer = true.into();
    let state = HuaweiCloudPeering::create(&mut cx, planned).await.unwrap();
    assert_eq!(state.status.text(), Some("PENDING_ACCEPTANCE"));
    assert!(state.active_id.is_null());
    let warnings: Vec<_> = cx.diagnostics.iter().collect();
    assert_eq!(warnings.len(), 1);
    assert!(
        warnings[0].summary.contains(state.id.text().unwrap()),
        "{}",
        warnings[0].summary
    );
}

#[tokio::test(start_paused = true)]
async fn an_interruption_ends_a_wait_at_once() {
    let stage = Stage::new();
    let cancel = stage.cancel.clone();
    let world = stage.world.clone();
    tokio::spawn(async move {
        let polls = Match {
            api: Some("ShowVpcPeering".to_owned()),
            ..Match::default()
        };
        world.arrived(&polls, 0, 3).await;
        cancel.cancel();
    });
    let mut cx = stage.context(10 * MINUTE);
    let mut planned = request();
    planned.wait_for_answer = true.into();
    let begun = monotonic();
    let state = HuaweiCloudPeering::create(&mut cx, planned).await.unwrap();
    assert!(state.id.text().is_some());
    assert!(begun.elapsed() < Duration::from_secs(2));
    assert_eq!(stage.calls("ShowVpcPeering"), 3);
}

#[tokio::test(start_paused = true)]
async fn an_interruption_never_cuts_a_write_in_flight() {
    let stage = Stage::new();
    stage.world.add_fault(Rule {
        on: Match {
            api: Some("CreateVpcPeering".to_owned()),
            ..Match::default()
        },
        delay: "2s".parse().unwrap(),
        ..Rule::default()
    });
    let cancel = stage.cancel.clone();
    let world = stage.world.clone();
    tokio::spawn(async move {
        let create = Match {
            api: Some("CreateVpcPeering".to_owned()),
            ..Match::default()
        };
        world.arrived(&create, 0, 1).await;
        cancel.cancel();
    });
    let mut cx = stage.context(10 * MINUTE);
    let state = HuaweiCloudPeering::create(&mut cx, request())
        .await
        .unwrap();
    assert_eq!(
        state.id.text(),
        Some(stage.world.peerings()[0].id.to_string().as_str())
    );
}

#[tokio::test(start_paused = true)]
async fn a_write_that_is_answered_too_late_is_looked_up_once_interrupted() {
    let stage = Stage::new();
    stage.world.add_fault(Rule {
        on: Match {
            api: Some("CreateVpcPeering".to_owned()),
            ..Match::default()
        },
        effect: Some(Effect::DropAfterCommit),
        ..Rule::default()
    });
    let cancel = stage.cancel.clone();
    let world = stage.world.clone();
    tokio::spawn(async move {
        let create = Match {
            api: Some("CreateVpcPeering".to_owned()),
            ..Match::default()
        };
        world.arrived(&create, 0, 1).await;
        cancel.cancel();
    });
    let mut cx = stage.context(10 * MINUTE);
    let state = HuaweiCloudPeering::create(&mut cx, request())
        .await
        .unwrap();
    assert_eq!(stage.calls("CreateVpcPeering"), 1);
    assert_eq!(
        state.id.text(),
        Some(stage.world.peerings()[0].id.to_string().as_str())
    );
}

#[tokio::test(start_paused = true)]
async fn an_interruption_hurries_the_look_after_a_lost_answer() {
    let stage = Stage::new();
    stage.fault("CreateVpcPeering", 1, Effect::DropAfterCommit);
    let list = Match {
        api: Some("ListVpcPeerings".to_owned()),
        ..Match::default()
    };
    stage.world.add_fault(Rule {
        on: list.clone(),
        delay: "1h".parse().unwrap(),
        ..Rule::default()
    });
    let interrupt = async {
        stage.world.arrived(&list, 0, 1).await;
        // The look goes on; it has half a minute by now.
        tokio::time::sleep(Duration::from_secs(10)).await;
        stage.cancel.cancel();
        monotonic()
    };
    let mut cx = stage.context(10 * MINUTE);
    let create = HuaweiCloudPeering::create(&mut cx, request());
    let (failed, interrupted) = tokio::join!(create, interrupt);
    let told = failed.unwrap_err().error;
    assert!(told.summary.contains("It is not known"), "{told:?}");
    assert!(told.detail.contains("import {"), "{told:?}");
    let took = interrupted.elapsed();
    assert_eq!(took.as_secs(), 3, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn deleted_is_gone_and_a_new_request_waits_out_what_is_leaving() {
    let stage = Stage::with(Duration::ZERO, Duration::from_secs(5), "SK-A");
    let mut cx = stage.context(10 * MINUTE);
    let prior = HuaweiCloudPeering::create(&mut cx, request())
        .await
        .unwrap();
    HuaweiCloudPeering::delete(&mut cx, prior.clone())
        .await
        .unwrap();
    assert_eq!(stage.world.peerings()[0].status.to_string(), "DELETED");
    // A cloud where what is leaving still holds the pair of VPCs.
    let body = serde_json::json!({ "NeutronError": {
        "type": "VpcPeeringDuplicate", "message": "There is one.", "detail": ""
    } });
    let reply = Reply {
        status: 409,
        body: Some(body),
        headers: [].into(),
    };
    stage.fault("CreateVpcPeering", 3, Effect::Answer(reply));
    let again = HuaweiCloudPeering::create(&mut cx, request()).await;
    let again = again.unwrap_or_else(|failed| panic!("{:?}", failed.error));
    assert_ne!(again.id, prior.id);
    // One before, three refused, and the one that made it.
    assert_eq!(stage.calls("CreateVpcPeering"), 5);
    // Gone already is success.
    HuaweiCloudPeering::delete(&mut cx, prior).await.unwrap();
}

/// The plan of an apply that finishes what the last one began.
fn finishing(prior: &peering_accepter::State) -> peering_accepter::State {
    peering_accepter::State {
        status: Field::Unknown,
        answer: Field::Unknown,
        active_id: Field::Unknown,
        updated_at: Field::Unknown,
        ..prior.clone()
    }
}

#[tokio::test(start_paused = true)]
async fn a_decision_that_outlives_its_timeout_is_finished_by_the_next_apply() {
    for (word, api, wanted) in [
        ("accept", "AcceptVpcPeering", "ACTIVE"),
        ("reject", "RejectVpcPeering", "REJECTED"),
    ] {
        let stage = Stage::with(Duration::ZERO, 10 * MINUTE, "SK-A");
        let mut cx = stage.context(MINUTE);
        let asked = HuaweiCloudPeering::create(&mut cx, request()).await;
        let id = asked.unwrap().id.text().unwrap().to_owned();
        let mut cx = stage.context(MINUTE);
        let created = HuaweiCloudPeeringAccepter::create(&mut cx, decision(&id, word)).await;
        let prior = created.unwrap();
        assert_eq!(prior.status.text(), Some("PENDING_ACCEPTANCE"));
        assert_eq!(cx.diagnostics.iter().count(), 1);
        let mut cx = stage.context(20 * MINUTE);
        let planned = finishing(&prior);
        let updated = HuaweiCloudPeeringAccepter::update(&mut cx, prior, planned).await;
        let state = updated.unwrap_or_else(|failed| panic!("{word}: {:?}", failed.error));
        assert_eq!(state.status.text(), Some(wanted));
        assert_eq!(stage.effects(api), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_decision_that_never_arrived_and_cannot_be_taken_now_says_why() {
    let stage = Stage::new();
    let mut cx = stage.context(MINUTE);
    let asked = HuaweiCloudPeering::create(&mut cx, request()).await;
    let id = asked.unwrap().id.text().unwrap().to_owned();
    stage.fault("AcceptVpcPeering", 100, Effect::DropBeforeCommit);
    let mut cx = stage.context(10 * MINUTE);
    let created = HuaweiCloudPeeringAccepter::create(&mut cx, decision(&id, "accept")).await;
    let prior = created.unwrap();
    stage.world.clear_faults();
    let quota = serde_json::json!({ "NeutronError": {
        "type": "OverQuota", "message": "Quota exceeded.", "detail": ""
    } });
    let reply = Reply {
        status: 409,
        body: Some(quota),
        headers: [].into(),
    };
    stage.fault("AcceptVpcPeering", 100, Effect::Answer(reply));
    let mut cx = stage.context(MINUTE);
    let planned = finishing(&prior);
    let updated = HuaweiCloudPeeringAccepter::update(&mut cx, prior, planned).await;
    let error = updated.unwrap_err().error;
    assert!(error.detail.contains("Quota exceeded"), "{}", error.detail);
    assert!(error.summary.contains(&id), "{}", error.summary);
}
