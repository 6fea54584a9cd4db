//! What plans say, and what they ask the cloud.

use std::time::Duration;

use serde_json::{Value, json};
use vpcconnect::connection::status::Decision;
use vpcconnect::framework::diagnostics::Diagnostic;
use vpcconnect::framework::model::Field;
use vpcconnect::framework::resource::{Creates, Plan};
use vpcconnect::framework::value::Number;
use vpcconnect::simulator::Effect;

use super::{Connection, ENABLE, LIST, State, UPDATE, ask, decided, decision, offering};
use super::{refusal, told};
use crate::conformance::alicloud::stage::{MINUTE, Stage, account_id};

/// The plan of a create, and what it warns of.
async fn planned(stage: &Stage, config: State) -> (Result<State, Diagnostic>, String) {
    let mut plan = Plan {
        creates: Creates::New,
        prior: None,
        config: State {
            bandwidth: Field::Null,
            requester_account_id: Field::Null,
            requester_vpc_id: Field::Null,
            ..config.clone()
        },
        planned: config,
        replace: Vec::new(),
    };
    let mut cx = stage.context(MINUTE);
    let done = Connection::plan(&mut cx, &mut plan).await;
    (done.map(|()| plan.planned), told(&cx.diagnostics))
}

async fn planned_update(stage: &Stage, prior: &State, to: State) -> Result<State, Diagnostic> {
    let mut plan = Plan {
        creates: Creates::New,
        prior: Some(prior.clone()),
        config: to.clone(),
        planned: to,
        replace: Vec::new(),
    };
    let mut cx = stage.context(MINUTE);
    let done = Connection::plan(&mut cx, &mut plan).await;
    assert_eq!(told(&cx.diagnostics), "");
    done.map(|()| plan.planned)
}

#[tokio::test(start_paused = true)]
async fn a_plan_shows_who_asks_and_warns_of_what_will_fail() {
    let stage = offering(Duration::ZERO, &json!({}));
    let endpoint = ask(&stage, None);
    let (plan, warned) = planned(&stage, decision(&endpoint, "accept")).await;
    let plan = plan.unwrap();
    assert_eq!(warned, "");
    assert_eq!(
        plan.requester_account_id.text(),
        Some(account_id("B").as_str())
    );
    assert_eq!(plan.requester_vpc_id.text(), Some("vpc-B"));
    assert!(plan.status.is_unknown());

    let (plan, warned) = planned(&stage, decision("ep-none", "accept")).await;
    assert!(plan.is_ok());
    assert!(warned.contains("There is no endpoint ep-none"), "{warned}");
    let odd = ask(&stage, Some("ODD"));
    let (plan, warned) = planned(&stage, decision(&odd, "reject")).await;
    assert!(plan.is_ok());
    assert!(warned.contains("unknown status"), "{warned}");
    let mut config = decision(&endpoint, "accept");
    config.region = "cn-beijing".into();
    let (plan, warned) = planned(&stage, config).await;
    assert!(plan.is_ok());
    assert!(warned.contains("There is no endpoint"), "{warned}");
}

#[tokio::test(start_paused = true)]
async fn an_update_is_planned_for_what_changes_and_for_nothing_else() {
    let stage = offering(Duration::ZERO, &json!({}));
    let endpoint = ask(&stage, None);
    let mut cx = stage.context(MINUTE);
    let state = Connection::create(&mut cx, decision(&endpoint, "accept")).await;
    let state = state.unwrap();
    let plan = planned_update(&stage, &state, state.clone()).await;
    assert_eq!(plan.unwrap(), state);
    let rejects = State {
        decision: Decision::Reject.into(),
        ..state.clone()
    };
    let plan = planned_update(&stage, &state, rejects).await.unwrap();
    assert!(plan.status.is_unknown() && plan.answer.is_unknown());
    // Another bandwidth shows as "being modified" for a while.
    let widens = State {
        bandwidth: Number::from(900_i64).into(),
        ..state.clone()
    };
    let plan = planned_update(&stage, &state, widens).await.unwrap();
    assert!(plan.status.is_unknown() && plan.updated_at.is_unknown());
    assert_eq!(stage.calls(LIST), 2, "those of the create");
}

#[tokio::test(start_paused = true)]
async fn preflight_asks_before_it_is_applied_and_changes_nothing() {
    let offered = offering(Duration::ZERO, &json!({}));
    let stage = Stage::asking(&offered);
    let endpoint = ask(&stage, None);
    let (plan, warned) = planned(&stage, decision(&endpoint, "accept")).await;
    assert!(plan.is_ok());
    assert_eq!((warned.as_str(), stage.calls(ENABLE)), ("", 1));
    assert_eq!(
        super::status(&stage, &endpoint).as_deref(),
        Some("Disconnected")
    );
    // Rejected as it is: there is no call that could be tried.
    planned(&stage, decision(&endpoint, "reject"))
        .await
        .0
        .unwrap();
    assert_eq!(stage.calls(super::DISABLE), 0);

    for (code, at) in [
        ("EndpointServiceNotFound", "service_id"),
        ("EndpointConnectionNotFound", "endpoint_id"),
        ("IllegalParam.Bandwidth", "bandwidth"),
        ("NoPermission", ""),
    ] {
        stage.fault(ENABLE, 1, Effect::Answer(refusal(code)));
        let (plan, _) = planned(&stage, decision(&endpoint, "accept")).await;
        let told = plan.unwrap_err();
        assert!(told.summary.contains("(preflight)"), "{}", told.summary);
        assert_eq!(told.path.to_string(), at, "{code}");
    }
    // The cloud may only be at work on it.
    let denied = refusal("EndpointConnectionOperationDenied");
    stage.fault(ENABLE, 1, Effect::Answer(denied));
    let (plan, warned) = planned(&stage, decision(&endpoint, "accept")).await;
    assert!(plan.is_ok());
    assert!(warned.contains("is not known (preflight)"), "{warned}");

    let mut config = decision(&endpoint, "accept");
    config.endpoint_id = Field::Unknown;
    config.id = Field::Unknown;
    let (plan, warned) = planned(&stage, config).await;
    assert!(plan.is_ok());
    assert!(warned.contains("is not complete"), "{warned}");
}

#[tokio::test(start_paused = true)]
async fn preflight_tries_what_an_update_would_call_and_no_refresh() {
    let offered = offering(Duration::ZERO, &json!({}));
    let stage = Stage::asking(&offered);
    let endpoint = ask(&stage, None);
    let mut cx = stage.context(MINUTE);
    let state = Connection::create(&mut cx, decision(&endpoint, "accept")).await;
    let state = state.unwrap();
    let before = stage.calls(ENABLE) + stage.calls(UPDATE);
    planned_update(&stage, &state, state.clone()).await.unwrap();
    Connection::read(&mut cx, state.clone()).await.unwrap();
    assert_eq!(stage.calls(ENABLE) + stage.calls(UPDATE), before);
    let widens = State {
        bandwidth: Number::from(900_i64).into(),
        ..state.clone()
    };
    planned_update(&stage, &state, widens).await.unwrap();
    assert_eq!(stage.calls(UPDATE), 1);
    let refused = refusal("NoPermission");
    stage.fault(super::DISABLE, 1, Effect::Answer(refused));
    let rejects = decided(&state, "reject");
    let told = planned_update(&stage, &state, rejects).await.unwrap_err();
    assert!(
        told.summary.contains("to reject endpoint"),
        "{}",
        told.summary
    );
    assert_eq!(
        super::status(&stage, &endpoint).as_deref(),
        Some("Connected")
    );
    stage.control("GET", "endpoints", &Value::Null).await;
}
