//! Answers that get lost: a decision is made once, whatever becomes of its answer.

use std::time::Duration;

use serde_json::json;
use vpcconnect::simulator::{Effect, Reply};

use super::{Connection, DISABLE, ENABLE, LIST, ask, decision};
use super::{offering, refusal, told, words};
use crate::conformance::alicloud::stage::MINUTE;

/// No answer ever: what came of it decides, and where it cannot be learned nothing is tainted.
#[tokio::test(start_paused = true)]
async fn a_decision_that_nobody_ever_answers() {
    for (way, looks) in [
        (Effect::DropAfterCommit, true),
        (Effect::DropAfterCommit, false),
        (Effect::DropBeforeCommit, true),
    ] {
        let stage = offering(Duration::ZERO, &json!({}));
        let endpoint = ask(&stage, None);
        stage.fault(ENABLE, 1000, way.clone());
        if !looks {
            let failure = Reply {
                status: 403,
                ..refusal("NoPermission")
            };
            let list = vpcconnect::simulator::Rule {
                on: vpcconnect::simulator::Match {
                    api: Some(LIST.to_owned()),
                    ..Default::default()
                },
                skip: 1,
                effect: Some(Effect::Answer(failure)),
                ..Default::default()
            };
            stage.world.add_fault(list);
        }
        let mut cx = stage.context(5 * MINUTE);
        let created = Connection::create(&mut cx, decision(&endpoint, "accept")).await;
        let state = created.unwrap_or_else(|failed| panic!("{}", words(&failed)));
        match (&way, looks) {
            (Effect::DropAfterCommit, true) => {
                assert_eq!(state.status.text(), Some("Connected"));
                assert_eq!(told(&cx.diagnostics), "");
            }
            // It may be connected: an error would taint it, and the next apply would cut it.
            _ => assert!(told(&cx.diagnostics).contains("is not known")),
        }
    }
}

/// The cloud says "denied" of what was decided already, by an answer that got lost or by another hand.
#[tokio::test(start_paused = true)]
async fn what_was_connected_meanwhile_is_a_success() {
    let stage = offering(Duration::ZERO, &json!({}));
    let endpoint = ask(&stage, None);
    let denied = refusal("EndpointConnectionOperationDenied");
    stage.fault(ENABLE, 1, Effect::AnswerAfterCommit(denied));
    let mut cx = stage.context(MINUTE);
    let state = Connection::create(&mut cx, decision(&endpoint, "accept")).await;
    assert_eq!(state.unwrap().status.text(), Some("Connected"));
    assert_eq!(told(&cx.diagnostics), "");
}

#[tokio::test(start_paused = true)]
async fn what_the_cloud_is_still_at_work_on_is_tried_again() {
    let stage = offering(Duration::ZERO, &json!({}));
    let endpoint = ask(&stage, None);
    for code in [
        "ConcurrentCallNotSupported",
        "EndpointConnectionOperationDenied",
        "EndpointLocked",
    ] {
        stage.fault(ENABLE, 2, Effect::Answer(refusal(code)));
    }
    let mut cx = stage.context(MINUTE);
    let state = Connection::create(&mut cx, decision(&endpoint, "accept")).await;
    assert_eq!(state.unwrap().status.text(), Some("Connected"));
    assert_eq!(told(&cx.diagnostics), "");
}

#[tokio::test(start_paused = true)]
async fn gone_has_three_names() {
    for code in [
        "EndpointServiceNotFound",
        "EndpointNotFound",
        "EndpointConnectionNotFound",
    ] {
        let stage = offering(Duration::ZERO, &json!({}));
        let endpoint = ask(&stage, None);
        let mut cx = stage.context(MINUTE);
        let state = Connection::create(&mut cx, decision(&endpoint, "accept")).await;
        for api in [LIST, DISABLE] {
            stage.fault(api, 1000, Effect::Answer(refusal(code)));
        }
        tokio::time::sleep(Duration::from_secs(6)).await;
        let state = state.unwrap();
        let mut cx = stage.context(MINUTE);
        Connection::delete(&mut cx, state.clone()).await.unwrap();
        assert_eq!(Connection::read(&mut cx, state).await.unwrap(), None);
        let failed = Connection::create(&mut cx, decision(&endpoint, "accept")).await;
        let failed = failed.unwrap_err();
        assert!(
            words(&failed).contains("There is no endpoint"),
            "{failed:?}"
        );
    }
}
