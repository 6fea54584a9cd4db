//! Answers that get lost: nothing is lost with them, and nothing is made twice.

use std::time::Duration;

use crate::typed::alicloud::peering::{AliCloudPeering, State};
use crate::typed::alicloud::peering_accepter::AliCloudPeeringAccepter;
use serde_json::json;
use vpcconnect::framework::model::Field;
use vpcconnect::simulator::{Effect, Match, Reply};

use super::stage::{MINUTE, Stage, decision, request};

fn unavailable() -> Reply {
    Reply {
        status: 503,
        body: Some(json!({ "Code": "ServiceUnavailable", "Message": "Later." })),
        headers: [].into(),
    }
}

/// Every way in which an answer does not come.
pub(super) fn ways() -> [Effect; 6] {
    [
        Effect::DropBeforeCommit,
        Effect::DropAfterCommit,
        Effect::Reset,
        Effect::ResetAfterCommit,
        Effect::Answer(unavailable()),
        Effect::AnswerAfterCommit(unavailable()),
    ]
}

#[tokio::test(start_paused = true)]
async fn a_create_makes_one_whatever_happens_to_its_answers() {
    for way in ways() {
        for times in [1, 4] {
            let stage = Stage::with(Duration::from_secs(1), &json!({}));
            stage.fault("CreateVpcPeerConnection", times, way.clone());
            let mut cx = stage.context(5 * MINUTE);
            let state = AliCloudPeering::create(&mut cx, request()).await;
            let state = state.unwrap_or_else(|failed| panic!("{way:?}: {:?}", failed.error));
            assert_eq!(
                state.id.text(),
                Some(stage.peering().id.to_string().as_str())
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_create_that_nobody_ever_answers_is_named_or_admitted() {
    for way in [Effect::DropBeforeCommit, Effect::DropAfterCommit] {
        let stage = Stage::new();
        stage.fault("CreateVpcPeerConnection", 1000, way.clone());
        let mut cx = stage.context(10 * MINUTE);
        let failed = AliCloudPeering::create(&mut cx, request())
            .await
            .unwrap_err();
        let told = failed.error;
        assert!(told.summary.contains("It is not known"), "{}", told.summary);
        assert!(told.detail.contains("import {"), "{}", told.detail);
        if way == Effect::DropAfterCommit {
            let id = stage.peering().id.to_string();
            assert!(told.detail.contains(&id), "{}", told.detail);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_in_the_way_of_a_create_is_named() {
    let stage = Stage::new();
    let mut cx = stage.context(MINUTE);
    AliCloudPeering::create(&mut cx, request()).await.unwrap();
    let failed = AliCloudPeering::create(&mut cx, request())
        .await
        .unwrap_err();
    let id = stage.peering().id.to_string();
    let told = failed.error.detail;
    assert!(told.contains(&format!("id = \"{id}\"")), "{told}");
}

#[tokio::test(start_paused = true)]
async fn decisions_changes_and_deletes_happen_once() {
    for way in ways() {
        for word in ["accept", "reject"] {
            let stage = Stage::with(Duration::from_secs(1), &json!({}));
            let mut cx = stage.context(5 * MINUTE);
            let asked = AliCloudPeering::create(&mut cx, request()).await.unwrap();
            let id = asked.id.text().unwrap().to_owned();
            for api in [
                "AcceptVpcPeerConnection",
                "RejectVpcPeerConnection",
                "ModifyVpcPeerConnection",
                "DeleteVpcPeerConnection",
            ] {
                stage.fault(api, 1, way.clone());
            }
            let mut cx = stage.context(5 * MINUTE);
            let decided = AliCloudPeeringAccepter::create(&mut cx, decision(&id, word)).await;
            let decided = decided.unwrap_or_else(|failed| panic!("{way:?}: {:?}", failed.error));
            let wanted = if word == "accept" {
                "Activated"
            } else {
                "Rejected"
            };
            assert_eq!(decided.status.text(), Some(wanted), "{way:?}");
            let mut cx = stage.context(5 * MINUTE);
            if word == "accept" {
                let planned = State {
                    name: "renamed".into(),
                    updated_at: Field::Unknown,
                    ..asked.clone()
                };
                let changed = AliCloudPeering::update(&mut cx, asked.clone(), planned).await;
                changed.unwrap_or_else(|failed| panic!("{way:?}: {:?}", failed.error));
                assert_eq!(stage.peering().name, "renamed");
            }
            let mut cx = stage.context(5 * MINUTE);
            AliCloudPeering::delete(&mut cx, asked).await.unwrap();
            assert_eq!(stage.world.alicloud_peerings(), [], "{way:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_interruption_after_the_create_returns_what_was_made() {
    let stage = Stage::with(Duration::from_secs(10), &json!({}));
    let polls = Match {
        api: Some("GetVpcPeerConnectionAttribute".to_owned()),
        ..Match::default()
    };
    let interrupt = async {
        stage.world.arrived(&polls, 0, 2).await;
        stage.cancel.cancel();
    };
    let mut cx = stage.context(MINUTE);
    let create = AliCloudPeering::create(&mut cx, request());
    let (state, ()) = tokio::join!(create, interrupt);
    let state = state.unwrap();
    assert_eq!(
        state.id.text(),
        Some(stage.peering().id.to_string().as_str())
    );
    assert_eq!(state.status.text(), Some("Creating"));
    assert_eq!(cx.diagnostics.iter().count(), 1);
}
