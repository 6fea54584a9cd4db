//! Every status that the other side or the cloud can bring an endpoint into, under every operation. What
//! each has to come to is written from the contract.

use std::time::Duration;

use crate::typed::huaweicloud::endpoint_connection::{
    HuaweiCloudEndpointConnection as Connection, State,
};
use serde_json::json;
use vpcconnect::connection::status::Decision;
use vpcconnect::framework::model::Field;

use super::{ACTION, decided, told, words};
use crate::conformance::stage::{MINUTE, Stage, connection};

/// Where an endpoint stands. `creating` and `deleting` last for twenty seconds.
const STATUSES: [&str; 8] = [
    "pendingAcceptance",
    "creating",
    "accepted",
    "rejected",
    "failed",
    "deleting",
    "odd",
    "gone",
];

const DECISIONS: [&str; 2] = ["accept", "reject"];

/// Brings a pending endpoint into a status.
async fn become_(stage: &Stage, endpoint: &str, status: &str) {
    let act = |action: &str| {
        let id = endpoint.into();
        stage.world.act_on_endpoint(&id, action).unwrap();
    };
    let slowly = |action: &str| {
        stage
            .world
            .set_pace(Duration::ZERO, Duration::from_secs(20));
        act(action);
        stage.world.set_pace(Duration::ZERO, Duration::ZERO);
    };
    match status {
        "pendingAcceptance" => {}
        "creating" => slowly("accept"),
        "accepted" => act("accept"),
        "rejected" => act("reject"),
        "failed" => act("fail"),
        "deleting" => slowly("delete"),
        "gone" => act("delete"),
        _ => {
            let path = format!("/_simulator/endpoints/{endpoint}");
            let body = json!({ "status": status }).to_string();
            let request = http::Request::patch(path).body(body).unwrap();
            let answer = stage.world.answer(request).await.unwrap();
            assert!(answer.status().is_success(), "{answer:?}");
        }
    }
}

/// What comes of a decision: the status in the end and the calls, or a refusal with a word of the message.
type Expected = Result<(&'static str, usize), &'static str>;

fn decision(status: &str, word: &str) -> Expected {
    let wanted = if word == "accept" {
        "accepted"
    } else {
        "rejected"
    };
    match (status, word) {
        ("accepted" | "creating", "accept") | ("rejected", "reject") => Ok((wanted, 0)),
        ("pendingAcceptance" | "accepted" | "rejected" | "creating", _) => Ok((wanted, 1)),
        ("failed", _) => Err("has failed"),
        // It is waited for until it is gone.
        ("deleting" | "gone", _) => Err("There is no endpoint"),
        _ => Err("unknown status"),
    }
}

#[tokio::test(start_paused = true)]
async fn creates() {
    for status in STATUSES {
        for word in DECISIONS {
            let cell = format!("{word} from {status}");
            let stage = Stage::new();
            let service = stage.service(true);
            let endpoint = stage.endpoint(&service);
            become_(&stage, &endpoint, status).await;
            let mut cx = stage.context(10 * MINUTE);
            let first = connection(&service, &endpoint, word);
            let created = Connection::create(&mut cx, first).await;
            assert_eq!(told(&cx.diagnostics), "", "{cell}");
            match decision(status, word) {
                Ok((wanted, calls)) => {
                    assert_eq!(created.unwrap().status.text(), Some(wanted), "{cell}");
                    let held = stage.endpoint_status(&endpoint);
                    assert_eq!(held.as_deref(), Some(wanted), "{cell}");
                    assert_eq!(stage.calls(ACTION), calls, "{cell}");
                }
                Err(words_of_it) => {
                    let failed = created.unwrap_err();
                    assert!(failed.state.is_none(), "{cell}");
                    let words = words(&failed);
                    assert!(words.contains(words_of_it), "{cell}: {words}");
                    assert!(words.contains(&endpoint), "{cell}: {words}");
                    assert_eq!(stage.calls(ACTION), 0, "{cell}");
                }
            }
        }
    }
}

/// A decision of before, and what the other side or somebody by hand made of it since.
async fn since(stage: &Stage, before: &str, status: &str) -> (State, String) {
    let service = stage.service(true);
    let endpoint = stage.endpoint(&service);
    let mut cx = stage.context(MINUTE);
    let first = connection(&service, &endpoint, before);
    let state = Connection::create(&mut cx, first).await.unwrap();
    let pending = json!({ "status": "pendingAcceptance" }).to_string();
    let path = format!("/_simulator/endpoints/{endpoint}");
    let request = http::Request::patch(path).body(pending).unwrap();
    stage.world.answer(request).await.unwrap();
    become_(stage, &endpoint, status).await;
    stage.world.clear_calls();
    // Nothing that was seen before is fresh enough any more.
    tokio::time::sleep(Duration::from_secs(6)).await;
    (state, endpoint)
}

#[tokio::test(start_paused = true)]
async fn refreshes_show_what_is_there_and_updates_undo_what_can_be_undone() {
    for status in STATUSES {
        for (before, word) in [
            ("accept", "accept"),
            ("accept", "reject"),
            ("reject", "accept"),
            ("reject", "reject"),
        ] {
            let cell = format!("{before}, then {status}, then {word}");
            let stage = Stage::new();
            let (state, endpoint) = since(&stage, before, status).await;
            let mut cx = stage.context(10 * MINUTE);
            let read = Connection::read(&mut cx, state).await.unwrap();
            let Some(read) = read else {
                assert!(matches!(status, "deleting" | "gone"), "{cell}");
                continue;
            };
            assert_eq!(read.status.text(), Some(status), "{cell}");
            let made = match status {
                "accepted" => "accept",
                "rejected" => "reject",
                _ => before,
            };
            assert_eq!(
                read.decision.known().map(|one| one.as_str()),
                Some(made),
                "{cell}"
            );
            let failed = status == "failed";
            assert_eq!(read.errors.known().unwrap().is_empty(), !failed, "{cell}");
            let planned = decided(&read, word);
            let updated = Connection::update(&mut cx, read, planned).await;
            match decision(status, word) {
                Ok((wanted, calls)) => {
                    let updated = updated.unwrap();
                    assert_eq!(updated.status.text(), Some(wanted), "{cell}");
                    assert_eq!(
                        updated.decision.known().map(|one| one.as_str()),
                        Some(word),
                        "{cell}"
                    );
                    assert_eq!(stage.calls(ACTION), calls, "{cell}");
                }
                Err(words_of_it) => {
                    let words = words(&updated.unwrap_err());
                    assert!(words.contains(words_of_it), "{cell}: {words}");
                    assert!(words.contains(&endpoint), "{cell}: {words}");
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn destroys_succeed_whatever_became_of_it() {
    for status in STATUSES {
        for on_destroy in [None, Some("reject"), Some("keep")] {
            let cell = format!("{status}, {on_destroy:?}");
            let stage = Stage::new();
            let (mut state, endpoint) = since(&stage, "accept", status).await;
            state.on_destroy = on_destroy.map(str::to_owned).into();
            let mut cx = stage.context(10 * MINUTE);
            let destroyed = Connection::delete(&mut cx, state).await;
            assert!(destroyed.is_ok(), "{cell}: {destroyed:?}");
            let keeps = on_destroy == Some("keep");
            let (left, calls) = match status {
                "gone" => (None, usize::from(!keeps)),
                _ if keeps => (Some(status), 0),
                "pendingAcceptance" | "accepted" | "odd" | "rejected" => (Some("rejected"), 1),
                // Refused while it is being connected, and taken afterwards.
                "creating" => (Some("rejected"), 2),
                same => (Some(same), 1),
            };
            assert_eq!(stage.endpoint_status(&endpoint).as_deref(), left, "{cell}");
            assert_eq!(stage.calls(ACTION), calls, "{cell}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn imports_read_the_decision_and_leave_open_what_is_open() {
    for status in STATUSES {
        let stage = Stage::new();
        let service = stage.service(true);
        let endpoint = stage.endpoint(&service);
        become_(&stage, &endpoint, status).await;
        let mut cx = stage.context(MINUTE);
        let id = format!("{service}/{endpoint}");
        let imported = Connection::import(&mut cx, &id).await.unwrap();
        let read = Connection::read(&mut cx, imported).await;
        if matches!(status, "deleting" | "gone") {
            let summary = read.unwrap_err().summary;
            assert!(summary.contains("to import"), "{status}: {summary}");
            continue;
        }
        let read = read.unwrap().unwrap();
        let decision = match status {
            "accepted" => Decision::Accept.into(),
            "rejected" => Decision::Reject.into(),
            _ => Field::Null,
        };
        assert_eq!(read.decision, decision, "{status}");
        assert_eq!(read.id.text(), Some(id.as_str()));
        assert_eq!(read.requester_domain_id.text(), Some("domain-B"));
        if decision.is_null() {
            // What was never applied is nothing that a destroy takes back.
            Connection::delete(&mut cx, read).await.unwrap();
            assert_eq!(stage.calls(ACTION), 0, "{status}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_fails_while_it_connects_is_an_error_with_a_state_whose_destroy_makes_no_call() {
    let stage = Stage::with(Duration::ZERO, Duration::from_secs(60), "SK-A");
    let service = stage.service(true);
    let endpoint = stage.endpoint(&service);
    let (world, id) = (stage.world.clone(), endpoint.clone());
    let watch = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(10)).await;
        let id = id.as_str().into();
        world.act_on_endpoint(&id, "fail").unwrap();
    });
    let mut cx = stage.context(10 * MINUTE);
    let first = connection(&service, &endpoint, "accept");
    let failed = Connection::create(&mut cx, first).await.unwrap_err();
    watch.await.unwrap();
    assert!(
        words(&failed).contains("EndPoint.3005"),
        "{}",
        words(&failed)
    );
    let state = failed.state.unwrap();
    assert_eq!(state.answer.text(), Some("failed"));
    assert_eq!(state.errors.known().unwrap().len(), 1);
    Connection::delete(&mut cx, state).await.unwrap();
    assert_eq!(stage.calls(ACTION), 1);
}
