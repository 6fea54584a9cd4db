//! Answers that get lost: nothing is lost with them, and nothing is made twice.

use std::time::Duration;

use crate::typed::alicloud::peering::AliCloudPeering;
use serde_json::json;
use vpcconnect::simulator::{Effect, Match};

use super::stage::{MINUTE, Stage, request};

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
