//! A credential that nobody has tried yet: one call tries it, whatever becomes of that call, and all who
//! wait learn from it. Five wrong signatures in a row would lock the key.

use std::time::Duration;

use crate::typed::huaweicloud::peering::{HuaweiCloudPeering, State};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use vpcconnect::framework::diagnostics::Diagnostic;
use vpcconnect::operation::monotonic;
use vpcconnect::simulator::{Effect, Match, Reply, Rule};

use super::stage::{MINUTE, Stage, configured, join_all, request};

const TEN: u8 = 10;

/// What the first calls meet.
fn first_calls() -> Vec<(&'static str, Option<Effect>)> {
    let reply = |status: u16, code: &str, text: &str| {
        Some(Effect::Answer(Reply {
            status,
            body: Some(json!({ "error_code": code, "error_msg": text })),
            headers: [].into(),
        }))
    };
    let throttled =
        "The throttling threshold has been reached: policy ip over ratelimit,limit:5,time:1 second";
    vec![
        ("an answer", None),
        ("429", reply(429, "APIGW.0308", throttled)),
        ("500", reply(500, "APIGW.0601", "m")),
        ("503", reply(503, "APIGW.0613", "m")),
        ("a closed connection", Some(Effect::DropBeforeCommit)),
        ("a reset connection", Some(Effect::Reset)),
    ]
}

/// Two tenants; A signs with `secret`, and its project is known or looked up.
fn stage(secret: &str, project: Option<&str>) -> Stage {
    let mut stage = Stage::with(Duration::from_millis(20), Duration::ZERO, secret);
    stage.configured = configured(&stage.world, secret, project);
    stage
}

/// The request number `number`, whose VPC is no other one's.
fn numbered(number: u8) -> State {
    State {
        requester_vpc_id: format!("vpc-{number}").into(),
        ..request()
    }
}

async fn create(
    stage: &Stage,
    cancel: &CancellationToken,
    number: u8,
) -> Result<State, Diagnostic> {
    let mut cx = stage.context(10 * MINUTE);
    cx.operation = stage.operation(cancel, 10 * MINUTE);
    let created = HuaweiCloudPeering::create(&mut cx, numbered(number)).await;
    created.map_err(|failed| failed.error)
}

#[tokio::test(start_paused = true)]
async fn a_wrong_key_is_tried_once_whatever_the_first_calls_meet() {
    for project in [None, Some("project-A")] {
        for (name, effect) in first_calls() {
            for times in [1, 2, 3] {
                let stage = stage("not-the-key-of-anybody", project);
                let met = if effect.is_some() { times } else { 0 };
                stage.world.add_fault(Rule {
                    times: Some(met),
                    effect: effect.clone(),
                    ..Rule::default()
                });
                let token = CancellationToken::new();
                let creates = (0..TEN).map(|number| create(&stage, &token, number));
                let errors = join_all(creates).await;
                let what = format!("{name} x{times}, project {project:?}");
                let calls = stage.world.calls().len();
                assert_eq!(calls, usize::try_from(met).unwrap() + 1, "{what}");
                for error in errors {
                    let error = error.unwrap_err();
                    for part in ["APIGW.0301", "HTTP 401", "request id"] {
                        assert!(error.detail.contains(part), "{what}: {}", error.detail);
                    }
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_401_proves_no_key_whatever_its_body_says() {
    let throttled =
        "The throttling threshold has been reached: policy ip over ratelimit,limit:5,time:1 second";
    for project in [None, Some("project-A")] {
        for (code, text) in [
            ("EndPoint.2006", "The endpoint does not exist."),
            ("EndPoint.0004", "no"),
            ("EndPoint.2014", "connected"),
            ("VpcPeeringNotFound", "m"),
            ("APIGW.0308", throttled),
        ] {
            let stage = stage("SK-A", project);
            stage.world.add_fault(Rule {
                effect: Some(Effect::Answer(Reply {
                    status: 401,
                    body: Some(json!({ "error_code": code, "error_msg": text })),
                    headers: [].into(),
                })),
                ..Rule::default()
            });
            let token = CancellationToken::new();
            let creates = (0..TEN).map(|number| create(&stage, &token, number));
            for error in join_all(creates).await {
                let detail = error.unwrap_err().detail;
                assert!(detail.contains("HTTP 401"), "{detail}");
            }
            assert_eq!(stage.world.calls().len(), 1, "{code}, project {project:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_401_says_what_to_check() {
    let stage = stage("not-the-key-of-anybody", None);
    let error = create(&stage, &stage.cancel, 0).await.unwrap_err();
    assert!(error.detail.contains("secret_key"), "{}", error.detail);
}

#[tokio::test(start_paused = true)]
async fn a_right_key_lets_all_through_whatever_the_first_calls_meet() {
    for project in [None, Some("project-A")] {
        for (name, effect) in first_calls() {
            let stage = stage("SK-A", project);
            let met = u64::from(effect.is_some()) * 2;
            stage.world.add_fault(Rule {
                times: Some(met),
                effect,
                ..Rule::default()
            });
            let token = CancellationToken::new();
            let creates = (0..TEN).map(|number| create(&stage, &token, number));
            for state in join_all(creates).await {
                assert!(state.is_ok(), "{name}: {state:?}");
            }
            assert_eq!(
                stage.effects("CreateVpcPeering"),
                usize::from(TEN),
                "{name}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn who_waits_can_be_interrupted_and_spoils_nothing() {
    for project in [None, Some("project-A")] {
        let stage = stage("SK-A", project);
        // The first call takes a while.
        stage.world.add_fault(Rule {
            times: Some(1),
            delay: "20s".parse().unwrap(),
            ..Rule::default()
        });
        let (first, others) = (CancellationToken::new(), CancellationToken::new());
        let (world, cancel) = (stage.world.clone(), others.clone());
        tokio::spawn(async move {
            world.arrived(&Match::default(), 0, 1).await;
            cancel.cancel();
        });
        let begun = monotonic();
        let creates = (0..TEN).map(|number| {
            let token = if number == 0 { &first } else { &others };
            let create = create(&stage, token, number);
            async move { (create.await, begun.elapsed()) }
        });
        for (number, (created, took)) in join_all(creates).await.into_iter().enumerate() {
            if number == 0 {
                assert!(created.is_ok(), "{created:?}");
                continue;
            }
            let error = created.unwrap_err();
            assert!(error.detail.contains("interrupted"), "{}", error.detail);
            assert!(took < Duration::from_secs(1), "{took:?}");
        }
        assert_eq!(stage.effects("CreateVpcPeering"), 1);
        create(&stage, &first, 1).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn the_next_one_tries_when_who_tried_was_interrupted() {
    let stage = stage("not-the-key-of-anybody", None);
    stage.world.add_fault(Rule {
        times: Some(1),
        delay: "20s".parse().unwrap(),
        ..Rule::default()
    });
    let (first, others) = (CancellationToken::new(), CancellationToken::new());
    let (world, cancel) = (stage.world.clone(), first.clone());
    tokio::spawn(async move {
        world.arrived(&Match::default(), 0, 1).await;
        cancel.cancel();
    });
    let creates = (0..TEN).map(|number| {
        let token = if number == 0 { &first } else { &others };
        create(&stage, token, number)
    });
    let errors = join_all(creates).await;
    // The one that nobody waits for any more, and the one that says no.
    assert_eq!(stage.world.calls().len(), 2);
    for (number, error) in errors.into_iter().enumerate() {
        let detail = error.unwrap_err().detail;
        let told = if number == 0 {
            "interrupted"
        } else {
            "APIGW.0301"
        };
        assert!(detail.contains(told), "{number}: {detail}");
    }
}
