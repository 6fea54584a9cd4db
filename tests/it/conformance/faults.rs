//! Answers that get lost, and clouds that stumble: one effect in the cloud, and the truth in state.

use std::time::Duration;

use crate::typed::huaweicloud::peering::HuaweiCloudPeering;
use crate::typed::huaweicloud::peering_accepter::HuaweiCloudPeeringAccepter;
use vpcconnect::framework::diagnostics::Diagnostics;
use vpcconnect::operation::monotonic;
use vpcconnect::simulator::{Effect, Reply};

use super::stage::{MINUTE, Stage, decision, request};

fn reply(status: u16, body: serde_json::Value) -> Reply {
    Reply {
        status,
        body: Some(body),
        headers: [].into(),
    }
}

fn stumbles() -> Vec<(&'static str, Effect)> {
    let failure = || {
        reply(
            500,
            serde_json::json!({ "error_code": "APIGW.0601", "error_msg": "m" }),
        )
    };
    vec![
        ("dropped before the commit", Effect::DropBeforeCommit),
        ("dropped after the commit", Effect::DropAfterCommit),
        ("reset", Effect::Reset),
        ("500 before the commit", Effect::Answer(failure())),
        ("500 after the commit", Effect::AnswerAfterCommit(failure())),
        (
            "nonsense after the commit",
            Effect::AnswerAfterCommit(reply(201, "<html>".into())),
        ),
    ]
}

fn told(diagnostics: &Diagnostics) -> String {
    let all: Vec<_> = diagnostics
        .iter()
        .map(|one| format!("{}: {}", one.summary, one.detail))
        .collect();
    all.join("\n")
}

#[tokio::test(start_paused = true)]
async fn a_create_whose_answer_is_lost_makes_one_request() {
    for (name, effect) in stumbles() {
        let stage = Stage::new();
        stage.fault("CreateVpcPeering", 1, effect);
        let mut cx = stage.context(10 * MINUTE);
        let created = HuaweiCloudPeering::create(&mut cx, request()).await;
        let state = created.unwrap_or_else(|failed| panic!("{name}: {:?}", failed.error));
        let peerings = stage.world.peerings();
        assert_eq!(peerings.len(), 1, "{name}");
        assert_eq!(
            state.id.text(),
            Some(peerings[0].id.to_string().as_str()),
            "{name}"
        );
        assert_eq!(state.status.text(), Some("PENDING_ACCEPTANCE"), "{name}");
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
async fn decisions_survive_lost_answers() {
    for word in ["accept", "reject"] {
        for (name, effect) in stumbles() {
            let stage = Stage::new();
            let mut cx = stage.context(10 * MINUTE);
            let asked = HuaweiCloudPeering::create(&mut cx, request())
                .await
                .unwrap();
            let api = if word == "accept" {
                "AcceptVpcPeering"
            } else {
                "RejectVpcPeering"
            };
            stage.fault(api, 1, effect);
            let mut cx = stage.context(10 * MINUTE);
            let id = asked.id.text().unwrap();
            let decided = HuaweiCloudPeeringAccepter::create(&mut cx, decision(id, word)).await;
            let state =
                decided.unwrap_or_else(|failed| panic!("{word}, {name}: {:?}", failed.error));
            let wanted = if word == "accept" {
                "ACTIVE"
            } else {
                "REJECTED"
            };
            assert_eq!(
                state.status.text(),
                Some(wanted),
                "{word}, {name}: {}",
                told(&cx.diagnostics)
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn updates_and_deletes_survive_lost_answers() {
    for (name, effect) in stumbles() {
        let stage = Stage::new();
        let mut cx = stage.context(10 * MINUTE);
        let prior = HuaweiCloudPeering::create(&mut cx, request())
            .await
            .unwrap();
        {
            stage.fault("UpdateVpcPeering", 1, effect.clone());
            let mut planned = prior.clone();
            planned.name = "renamed".into();
            let updated = HuaweiCloudPeering::update(&mut cx, prior.clone(), planned).await;
            assert_eq!(updated.unwrap().name.text(), Some("renamed"), "{name}");
        }
        stage.fault("DeleteVpcPeering", 1, effect);
        HuaweiCloudPeering::delete(&mut cx, prior)
            .await
            .unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert!(stage.world.peerings().is_empty(), "{name}");
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
