//! Decisions about endpoints: from every status, one at a time, and where the documents leave doubts.

mod lost;
mod plans;
mod table;

use std::time::Duration;

use crate::typed::alicloud::endpoint_connection::{
    AliCloudEndpointConnection as Connection, State,
};
use serde_json::{Value, json};
use vpcconnect::connection::status::Decision;
use vpcconnect::framework::diagnostics::Diagnostics;
use vpcconnect::framework::model::Field;
use vpcconnect::framework::resource::Failed;
use vpcconnect::framework::value::Number;
use vpcconnect::operation::monotonic;
use vpcconnect::simulator::{Effect, Match, Reply};

use super::super::stage::join_all;
use super::stage::{MINUTE, Stage, account_id};

const ENABLE: &str = "EnableVpcEndpointConnection";
const DISABLE: &str = "DisableVpcEndpointConnection";
const UPDATE: &str = "UpdateVpcEndpointConnectionAttribute";
const LIST: &str = "ListVpcEndpointConnections";
const SERVICE: &str = "epsrv-1";

/// A cloud where A offers a service, and every change takes `settle`.
fn offering(settle: Duration, doubts: &Value) -> Stage {
    let services = json!([{ "owner": "A", "id": SERVICE }]);
    let privatelink = json!({ "services": services, "doubts": doubts });
    Stage::with(settle, &json!({ "privatelink": privatelink }))
}

/// An endpoint of B that asks the service, in the status that is given.
fn ask(stage: &Stage, status: Option<&str>) -> String {
    let new = json!({ "requester": "B", "service_id": SERVICE, "status": status });
    let new = serde_json::from_value(new).unwrap();
    let made = stage.world.arrange_alicloud_endpoint(&new).unwrap();
    made.id.to_string()
}

fn status(stage: &Stage, endpoint: &str) -> Option<String> {
    let all = stage.world.alicloud_connections();
    let found = all.iter().find(|one| one.id.as_str() == endpoint)?;
    Some(found.status.as_str().to_owned())
}

/// A's decision, as a plan has it.
fn decision(endpoint: &str, word: &str) -> State {
    State {
        region: "cn-hangzhou".into(),
        service_id: SERVICE.into(),
        endpoint_id: endpoint.into(),
        decision: Decision::parse(word).into(),
        bandwidth: Field::Unknown,
        requester_account_id: Field::Unknown,
        requester_vpc_id: Field::Unknown,
        id: format!("{SERVICE}/{endpoint}").into(),
        status: Field::Unknown,
        answer: Field::Unknown,
        updated_at: Field::Unknown,
        ..State::default()
    }
}

/// The same decision, or the other one, as an update plans it.
fn decided(prior: &State, word: &str) -> State {
    State {
        decision: Decision::parse(word).into(),
        status: Field::Unknown,
        answer: Field::Unknown,
        updated_at: Field::Unknown,
        ..prior.clone()
    }
}

fn told(diagnostics: &Diagnostics) -> String {
    let all = diagnostics.iter();
    let all: Vec<_> = all
        .map(|one| format!("{}: {}", one.summary, one.detail))
        .collect();
    all.join("\n")
}

fn words(failed: &Failed<State>) -> String {
    format!("{}: {}", failed.error.summary, failed.error.detail)
}

fn refusal(code: &str) -> Reply {
    Reply {
        status: 400,
        body: Some(json!({ "Code": code, "Message": "no", "RequestId": "r-1" })),
        headers: [].into(),
    }
}

#[tokio::test(start_paused = true)]
async fn accepted_rejected_and_accepted_again_in_place() {
    let stage = offering(Duration::from_secs(20), &json!({}));
    let endpoint = ask(&stage, None);
    let mut cx = stage.context(10 * MINUTE);
    let begun = monotonic();
    let first = decision(&endpoint, "accept");
    let mut state = Connection::create(&mut cx, first).await.unwrap();
    let took = begun.elapsed();
    assert!((20..=23).contains(&took.as_secs()), "{took:?}");
    assert_eq!(state.status.text(), Some("Connected"));
    assert_eq!(state.answer.text(), Some("accepted"));
    assert_eq!(
        state.requester_account_id.text(),
        Some(account_id("B").as_str())
    );
    assert_eq!(state.requester_vpc_id.text(), Some("vpc-B"));
    assert_eq!(state.bandwidth, Number::from(3072_i64).into());
    for (word, status_then, answer) in [
        ("reject", "Disconnected", "rejected"),
        ("accept", "Connected", "accepted"),
    ] {
        let planned = decided(&state, word);
        state = Connection::update(&mut cx, state, planned).await.unwrap();
        assert_eq!(state.status.text(), Some(status_then));
        assert_eq!(state.answer.text(), Some(answer));
        assert_eq!(status(&stage, &endpoint).as_deref(), Some(status_then));
    }
    assert_eq!((stage.calls(ENABLE), stage.calls(DISABLE)), (2, 1));
    assert_eq!(told(&cx.diagnostics), "");
    stage.configured.run.begin();
    Connection::delete(&mut cx, state).await.unwrap();
    assert_eq!(status(&stage, &endpoint).as_deref(), Some("Disconnected"));
}

/// The cloud refuses a second one until the first has settled; nobody hears of it, and nothing is added.
#[tokio::test(start_paused = true)]
async fn twenty_are_enabled_one_after_the_other_and_no_later_than_they_must() {
    let (takes, count) = (Duration::from_millis(200), 20);
    let stage = offering(takes, &json!({}));
    stage.world.set_pace(Duration::from_millis(20), takes);
    let endpoints: Vec<_> = (0..count).map(|_| ask(&stage, None)).collect();
    let begun = monotonic();
    let creates = endpoints.iter().map(|endpoint| async {
        let mut cx = stage.context(5 * MINUTE);
        let state = Connection::create(&mut cx, decision(endpoint, "accept")).await;
        let state = state.unwrap_or_else(|failed| panic!("{}", words(&failed)));
        assert_eq!(state.status.text(), Some("Connected"));
        assert_eq!(told(&cx.diagnostics), "");
    });
    join_all(creates).await;
    let took = begun.elapsed();
    let each = takes + Duration::from_millis(20);
    let budget = each.mul_f64(1.3 * f64::from(count));
    assert!(took <= budget, "{took:?}, {budget:?} are allowed");
    // None was refused, and so none was sent again.
    assert_eq!(stage.calls(ENABLE), usize::try_from(count).unwrap());
    let calls = stage.world.calls();
    let refused = calls.iter().filter(|call| call.status == Some(400));
    assert_eq!(refused.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn two_accounts_of_the_configuration_that_are_one_stand_in_one_line() {
    let stage = offering(Duration::from_secs(1), &json!({}));
    let endpoints = [ask(&stage, None), ask(&stage, None)];
    let beside = Stage::same_tenant_twice(&stage);
    let creates = endpoints.iter().zip(["default", "partner"]);
    let creates = creates.map(|(endpoint, account)| async {
        let planned = State {
            account: account.into(),
            ..decision(endpoint, "accept")
        };
        let mut cx = beside.context(5 * MINUTE);
        Connection::create(&mut cx, planned).await.unwrap();
    });
    join_all(creates).await;
    assert_eq!(stage.calls(ENABLE), 2);
}

/// Nobody can say whose the keys are: that is asked once, and then each account has a line of its own.
#[tokio::test(start_paused = true)]
async fn who_cannot_learn_whose_its_keys_are_asks_once() {
    let stage = offering(Duration::from_secs(1), &json!({}));
    let forbidden = Reply {
        status: 403,
        ..refusal("NoPermission")
    };
    stage.fault("GetCallerIdentity", 1000, Effect::Answer(forbidden));
    let endpoints = [ask(&stage, None), ask(&stage, None), ask(&stage, None)];
    let creates = endpoints.iter().map(|endpoint| async {
        let mut cx = stage.context(5 * MINUTE);
        Connection::create(&mut cx, decision(endpoint, "accept"))
            .await
            .unwrap();
        assert_eq!(told(&cx.diagnostics), "");
    });
    join_all(creates).await;
    assert_eq!(stage.calls(ENABLE), 3);
    assert_eq!(stage.calls("GetCallerIdentity"), 1);
}

/// Somebody else of the account decides at the same time.
#[tokio::test(start_paused = true)]
async fn whoever_else_decides_is_waited_for() {
    let stage = offering(Duration::from_secs(10), &json!({}));
    let (theirs, ours) = (ask(&stage, None), ask(&stage, None));
    stage.act_on_endpoint(&theirs, "accept").await;
    let mut cx = stage.context(MINUTE);
    let state = Connection::create(&mut cx, decision(&ours, "accept"))
        .await
        .unwrap();
    assert_eq!(state.status.text(), Some("Connected"));
    assert_eq!(told(&cx.diagnostics), "");
    assert!(stage.calls(ENABLE) > 1);
}

#[tokio::test(start_paused = true)]
async fn a_bandwidth_goes_with_the_accept_and_is_changed_alone() {
    let stage = offering(Duration::from_secs(5), &json!({}));
    let endpoint = ask(&stage, None);
    let shown = || {
        stage.world.alicloud_connections()[0]
            .own
            .number("bandwidth")
    };
    let wanted = |limit: i64, state: State| State {
        bandwidth: Number::from(limit).into(),
        ..state
    };
    let mut cx = stage.context(10 * MINUTE);
    let first = wanted(500, decision(&endpoint, "accept"));
    let state = Connection::create(&mut cx, first).await.unwrap();
    assert_eq!((shown(), stage.calls(UPDATE)), (500, 0));
    let planned = wanted(800, decided(&state, "accept"));
    let state = Connection::update(&mut cx, state, planned).await.unwrap();
    assert_eq!(state.status.text(), Some("Connected"));
    assert_eq!(state.bandwidth, Number::from(800_i64).into());
    assert_eq!((shown(), stage.calls(UPDATE)), (800, 1));
    // While it is rejected nothing flows: what is configured waits for an accept.
    let planned = wanted(900, decided(&state, "reject"));
    let state = Connection::update(&mut cx, state, planned).await.unwrap();
    assert_eq!(state.bandwidth, Number::from(900_i64).into());
    let state = Connection::read(&mut cx, state).await.unwrap().unwrap();
    assert_eq!(state.bandwidth, Number::from(900_i64).into());
    assert_eq!((shown(), stage.calls(UPDATE)), (800, 1));
    let planned = decided(&state, "accept");
    Connection::update(&mut cx, state, planned).await.unwrap();
    assert_eq!((shown(), stage.calls(UPDATE)), (900, 1));
    assert_eq!(told(&cx.diagnostics), "");
}

/// What is connected already gets the bandwidth by a call of its own; a refusal is a warning, because an
/// error would taint a live connection.
#[tokio::test(start_paused = true)]
async fn a_bandwidth_that_is_refused_is_told_at_its_attribute() {
    let stage = offering(Duration::ZERO, &json!({}));
    let endpoint = ask(&stage, Some("Connected"));
    stage.fault(UPDATE, 2, Effect::Answer(refusal("IllegalParam.Bandwidth")));
    let mut cx = stage.context(MINUTE);
    let planned = State {
        bandwidth: Number::from(7_i64).into(),
        ..decision(&endpoint, "accept")
    };
    let state = Connection::create(&mut cx, planned).await.unwrap();
    assert_eq!(state.status.text(), Some("Connected"));
    assert!(told(&cx.diagnostics).contains("did not get its bandwidth"));
    assert_eq!(stage.calls(ENABLE), 0);
    // An update taints nothing: there it is an error.
    let planned = State {
        bandwidth: Number::from(8_i64).into(),
        ..decided(&state, "accept")
    };
    let failed = Connection::update(&mut cx, state, planned)
        .await
        .unwrap_err();
    assert_eq!(failed.error.path.to_string(), "bandwidth");
    let kept = failed.state.unwrap().bandwidth;
    assert_eq!(kept, Number::from(7_i64).into(), "what was there before");
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_scales_by_itself_has_no_bandwidth_to_differ() {
    let stage = offering(Duration::ZERO, &json!({}));
    let new = json!({ "requester": "B", "service_id": SERVICE, "id": "ep-1", "scales": true });
    let new = serde_json::from_value(new).unwrap();
    stage.world.arrange_alicloud_endpoint(&new).unwrap();
    let mut cx = stage.context(MINUTE);
    let planned = State {
        bandwidth: Number::from(500_i64).into(),
        ..decision("ep-1", "accept")
    };
    let state = Connection::create(&mut cx, planned).await.unwrap();
    let state = Connection::read(&mut cx, state).await.unwrap().unwrap();
    assert_eq!(state.bandwidth, Number::from(500_i64).into());
    assert_eq!(stage.calls(UPDATE), 0);
}

/// No document says what an unanswered connection is shown as; "being modified" would be one way.
#[tokio::test(start_paused = true)]
async fn one_that_waits_as_pending_is_answered_once_it_cannot_be_a_modification() {
    for (word, then) in [("accept", "Connected"), ("reject", "Disconnected")] {
        let doubts = json!({ "waits_as_pending": true });
        let stage = offering(Duration::from_secs(1), &doubts);
        let endpoint = ask(&stage, None);
        assert_eq!(status(&stage, &endpoint).as_deref(), Some("Pending"));
        let mut cx = stage.context(5 * MINUTE);
        let begun = monotonic();
        let state = Connection::create(&mut cx, decision(&endpoint, word))
            .await
            .unwrap();
        assert_eq!(state.status.text(), Some(then));
        assert!(begun.elapsed() < MINUTE, "{:?}", begun.elapsed());
        assert_eq!(stage.calls(ENABLE) + stage.calls(DISABLE), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn the_other_answers_to_the_doubts_lead_to_the_same() {
    for doubts in [
        json!({ "locked_until_settled": false }),
        json!({ "decided_again_succeeds": true }),
        json!({ "lists_missing_service": true }),
        json!({ "counts_in_numbers": true }),
        json!({ "disconnected_takes_bandwidth": true }),
    ] {
        let stage = offering(Duration::from_secs(1), &doubts);
        let endpoint = ask(&stage, None);
        let mut cx = stage.context(5 * MINUTE);
        let planned = State {
            bandwidth: Number::from(500_i64).into(),
            ..decision(&endpoint, "accept")
        };
        let state = Connection::create(&mut cx, planned).await.unwrap();
        assert_eq!(state.status.text(), Some("Connected"), "{doubts}");
        let planned = decided(&state, "reject");
        let state = Connection::update(&mut cx, state, planned).await.unwrap();
        assert_eq!(state.status.text(), Some("Disconnected"), "{doubts}");
        stage
            .control("DELETE", &format!("services/{SERVICE}"), &Value::Null)
            .await;
        // A refresh may show what was seen a moment before.
        tokio::time::sleep(Duration::from_secs(6)).await;
        let mut cx = stage.context(5 * MINUTE);
        let gone = Connection::read(&mut cx, state).await.unwrap();
        assert_eq!(gone, None, "{doubts}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_foreign_requester_is_neither_accepted_nor_rejected() {
    let stage = offering(Duration::ZERO, &json!({}));
    for word in ["accept", "reject"] {
        let endpoint = ask(&stage, None);
        for guarded in [
            State {
                requester_account_id: "1".into(),
                ..decision(&endpoint, word)
            },
            State {
                requester_vpc_id: "vpc-other".into(),
                ..decision(&endpoint, word)
            },
        ] {
            let mut cx = stage.context(MINUTE);
            let failed = Connection::create(&mut cx, guarded).await.unwrap_err();
            assert_eq!(failed.state, None);
            let words = words(&failed);
            assert!(words.contains("expected requester"), "{failed:?}");
            // What is expected may be sensitive.
            assert!(!words.contains("vpc-other"), "{failed:?}");
        }
        let mut cx = stage.context(MINUTE);
        let right = State {
            requester_account_id: account_id("B").into(),
            requester_vpc_id: "vpc-B".into(),
            ..decision(&endpoint, word)
        };
        Connection::create(&mut cx, right).await.unwrap();
    }
    assert_eq!((stage.calls(ENABLE), stage.calls(DISABLE)), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn not_found_by_another_account_proves_nothing() {
    let stage = offering(Duration::ZERO, &json!({}));
    let endpoint = ask(&stage, None);
    let mut cx = stage.context(MINUTE);
    let state = Connection::create(&mut cx, decision(&endpoint, "accept"))
        .await
        .unwrap();
    let kept = cx.private;
    // The same name now leads to another account.
    let elsewhere = State {
        account: "partner".into(),
        ..state.clone()
    };
    let mut cx = stage.context(MINUTE);
    cx.private = kept.clone();
    let told = Connection::read(&mut cx, elsewhere.clone())
        .await
        .unwrap_err();
    for part in [account_id("A"), account_id("B")] {
        assert!(told.detail.contains(&part), "{}", told.detail);
    }
    let told = Connection::delete(&mut cx, elsewhere).await.unwrap_err();
    assert!(told.summary.contains("wrong account"), "{}", told.summary);
    assert_eq!(status(&stage, &endpoint).as_deref(), Some("Connected"));
    // To its own account it counts.
    stage
        .control("DELETE", &format!("endpoints/{endpoint}"), &Value::Null)
        .await;
    tokio::time::sleep(Duration::from_secs(6)).await;
    let mut cx = stage.context(MINUTE);
    cx.private = kept;
    assert_eq!(Connection::read(&mut cx, state).await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn a_hundred_are_read_with_a_call_or_two() {
    let stage = offering(Duration::ZERO, &json!({}));
    let endpoints: Vec<_> = (0..100).map(|_| ask(&stage, Some("Connected"))).collect();
    let read_all = async |kept: Option<&str>| {
        let reads = endpoints.iter().map(|endpoint| async {
            let state = State {
                status: "Connected".into(),
                answer: "accepted".into(),
                ..decision(endpoint, "accept")
            };
            let mut cx = stage.context(MINUTE);
            if let Some(account) = kept {
                cx.private.keep("account", account);
            }
            let read = Connection::read(&mut cx, state).await.unwrap().unwrap();
            assert_eq!(read.status.text(), Some("Connected"));
            let account = cx.private.text("account").map(str::to_owned);
            assert_eq!(account, Some(account_id("A")));
        });
        let before = stage.calls(LIST);
        join_all(reads).await;
        let calls = stage.calls(LIST) - before;
        assert!(calls <= 2, "{calls} calls");
        // What was seen is too old for the next run by then.
        tokio::time::sleep(Duration::from_secs(60)).await;
        stage.calls("GetCallerIdentity")
    };
    let asked = read_all(Some(&account_id("A"))).await;
    assert_eq!(asked, 0, "a refresh asks nobody who he is");
    // What was stored before that was kept, or while nobody could say, is asked about once for all.
    assert_eq!(read_all(None).await, 1);
}

#[tokio::test(start_paused = true)]
async fn an_interruption_while_it_connects_keeps_what_was_done() {
    let stage = offering(Duration::from_secs(60), &json!({}));
    let endpoint = ask(&stage, None);
    let enabled = Match {
        api: Some(ENABLE.to_owned()),
        ..Match::default()
    };
    let interrupt = async {
        stage.world.ended(&enabled, 0, 1).await;
        stage.cancel.cancel();
    };
    let mut cx = stage.context(5 * MINUTE);
    let create = Connection::create(&mut cx, decision(&endpoint, "accept"));
    let (state, ()) = tokio::join!(create, interrupt);
    let state = state.unwrap();
    assert_eq!(
        state.id.text(),
        Some(format!("{SERVICE}/{endpoint}").as_str())
    );
    assert!(told(&cx.diagnostics).contains("has not settled"));
}

#[tokio::test(start_paused = true)]
async fn who_is_interrupted_in_the_line_has_called_nothing() {
    let stage = offering(Duration::from_secs(60), &json!({}));
    let (first, second) = (ask(&stage, None), ask(&stage, None));
    let enabled = Match {
        api: Some(ENABLE.to_owned()),
        ..Match::default()
    };
    let mut one = stage.context(5 * MINUTE);
    let mut other = stage.context(5 * MINUTE);
    let creates = async {
        tokio::join!(
            Connection::create(&mut one, decision(&first, "accept")),
            Connection::create(&mut other, decision(&second, "accept")),
        )
    };
    let interrupt = async {
        stage.world.ended(&enabled, 0, 1).await;
        stage.cancel.cancel();
    };
    let ((one, other), ()) = tokio::join!(creates, interrupt);
    let (done, waited) = if one.is_ok() {
        (one, other)
    } else {
        (other, one)
    };
    assert!(done.is_ok());
    let failed = waited.unwrap_err();
    assert_eq!(failed.state, None);
    assert!(words(&failed).contains("interrupted"), "{failed:?}");
    assert_eq!(stage.calls(ENABLE), 1);
}
