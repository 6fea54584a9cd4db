//! Creates on a cloud that stumbles, beyond what the table of lost answers tells.

use std::time::Duration;

use crate::typed::huaweicloud::peering::HuaweiCloudPeering;
use vpcconnect::operation::monotonic;
use vpcconnect::simulator::{Effect, Reply};

use super::stage::{MINUTE, Stage, request};

fn reply(status: u16, body: serde_json::Value) -> Reply {
    Reply {
        status,
        body: Some(body),
        headers: [].into(),
    }
}

#[tokio::test(start_paused = true)]
async fn a_create_whose_failure_comes_late_is_still_its_own() {
    let failure = reply(
        500,
        serde_json::json!({ "error_code": "APIGW.0601", "error_msg": "m" }),
    );
    for effect in [Effect::AnswerAfterCommit(failure), Effect::DropAfterCommit] {
        let stage = Stage::with(Duration::from_secs(8), Duration::ZERO, "SK-A");
        stage.fault("CreateVpcPeering", 1, effect);
        let mut cx = stage.context(10 * MINUTE);
        let state = HuaweiCloudPeering::create(&mut cx, request()).await;
        assert!(
            state.is_ok(),
            "{:?}",
            state.err().map(|failed| failed.error)
        );
        assert_eq!(stage.calls("CreateVpcPeering"), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_older_request_is_named_and_never_taken_over() {
    let stage = Stage::new();
    let mut cx = stage.context(10 * MINUTE);
    let first = HuaweiCloudPeering::create(&mut cx, request())
        .await
        .unwrap();
    stage.world.advance(2 * MINUTE).unwrap();
    tokio::time::sleep(2 * MINUTE).await;
    for lost in [false, true] {
        if lost {
            stage.fault("CreateVpcPeering", 1, Effect::DropBeforeCommit);
        }
        let mut cx = stage.context(10 * MINUTE);
        let again = HuaweiCloudPeering::create(&mut cx, request())
            .await
            .unwrap_err();
        assert!(again.state.is_none());
        let detail = &again.error.detail;
        let id = first.id.text().unwrap();
        assert!(
            detail.contains("import {") && detail.contains(id),
            "{detail}"
        );
        assert_eq!(stage.world.peerings().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_second_of_throttling_costs_a_second() {
    let stage = Stage::new();
    let text = "The throttling threshold has been reached: policy user over ratelimit,limit:5,time:1 second";
    let body = serde_json::json!({ "error_code": "APIGW.0308", "error_msg": text });
    stage.fault("CreateVpcPeering", 1, Effect::Answer(reply(429, body)));
    let begun = monotonic();
    let mut cx = stage.context(10 * MINUTE);
    HuaweiCloudPeering::create(&mut cx, request())
        .await
        .unwrap();
    assert_eq!(begun.elapsed().as_secs(), 1);
    assert_eq!(stage.calls("CreateVpcPeering"), 2);
}
