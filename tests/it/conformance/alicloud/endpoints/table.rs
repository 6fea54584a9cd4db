//! Every status that a connection can have, and what each event makes of it.

use std::time::Duration;

use serde_json::json;
use vpcconnect::connection::status::Decision;
use vpcconnect::framework::model::Field;

use super::{Connection, DISABLE, ENABLE, SERVICE, State, ask, decided, decision, offering};
use super::{status, told, words};
use crate::conformance::alicloud::stage::{MINUTE, Stage};

const ALL: [&str; 8] = [
    "Pending",
    "Connecting",
    "Connected",
    "Disconnecting",
    "Disconnected",
    "Deleting",
    "ServiceDeleted",
    "ODD",
];

fn answer(status: &str) -> &'static str {
    match status {
        "Pending" | "Connecting" | "Connected" => "accepted",
        "Disconnecting" | "Disconnected" => "rejected",
        _ => "unknown",
    }
}

fn calls(stage: &Stage) -> (usize, usize) {
    (stage.calls(ENABLE), stage.calls(DISABLE))
}

/// Something that was on its way arrives after a while, as time makes it.
async fn arrives(stage: &Stage, endpoint: &str, from: &str) {
    let to = match from {
        "Pending" | "Connecting" => "Connected",
        "Disconnecting" => "Disconnected",
        _ => return,
    };
    tokio::time::sleep(Duration::from_secs(5)).await;
    if status(stage, endpoint).as_deref() == Some(from) {
        stage.set_endpoint(endpoint, &json!({ "status": to })).await;
    }
}

#[tokio::test(start_paused = true)]
async fn creates() {
    for from in ALL {
        for word in ["accept", "reject"] {
            let stage = offering(Duration::from_secs(1), &json!({}));
            let endpoint = ask(&stage, Some(from));
            let mut cx = stage.context(MINUTE);
            let create = Connection::create(&mut cx, decision(&endpoint, word));
            let moves = async {
                arrives(&stage, &endpoint, from).await;
                if from == "Deleting" {
                    tokio::time::sleep(Duration::from_secs(5)).await;
                    let path = format!("endpoints/{endpoint}");
                    stage.control("DELETE", &path, &json!(null)).await;
                }
            };
            let (created, ()) = tokio::join!(create, moves);
            let wanted = if word == "accept" {
                "Connected"
            } else {
                "Disconnected"
            };
            let case = format!("{from} {word}");
            if matches!(from, "Deleting" | "ServiceDeleted" | "ODD") {
                let failed = created.unwrap_err();
                assert_eq!(failed.state, None, "{case}");
                let why = if from == "ODD" {
                    "unknown status"
                } else {
                    "There is no endpoint"
                };
                assert!(words(&failed).contains(why), "{case}: {}", words(&failed));
                assert_eq!(calls(&stage), (0, 0), "{case}");
                continue;
            }
            let state = created.unwrap_or_else(|failed| panic!("{case}: {}", words(&failed)));
            assert_eq!(state.status.text(), Some(wanted), "{case}");
            assert_eq!(state.answer.text(), Some(answer(wanted)), "{case}");
            assert_eq!(told(&cx.diagnostics), "", "{case}");
            let needs = match (from, word) {
                ("Disconnecting" | "Disconnected", "accept") => (1, 0),
                ("Pending" | "Connecting" | "Connected", "reject") => (0, 1),
                _ => (0, 0),
            };
            assert_eq!(calls(&stage), needs, "{case}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn refreshes_show_what_is_there_and_updates_undo_it() {
    for to in ALL {
        for word in ["accept", "reject"] {
            let stage = offering(Duration::ZERO, &json!({}));
            let endpoint = ask(&stage, None);
            let mut cx = stage.context(MINUTE);
            let state = Connection::create(&mut cx, decision(&endpoint, word));
            let state = state.await.unwrap();
            stage
                .set_endpoint(&endpoint, &json!({ "status": to }))
                .await;
            tokio::time::sleep(Duration::from_secs(6)).await;
            let mut cx = stage.context(MINUTE);
            let read = Connection::read(&mut cx, state.clone()).await.unwrap();
            let case = format!("{word} {to}");
            if matches!(to, "Deleting" | "ServiceDeleted") {
                assert_eq!(read, None, "{case}");
                continue;
            }
            let read = read.unwrap();
            assert_eq!(read.status.text(), Some(to), "{case}");
            assert_eq!(read.answer.text(), Some(answer(to)), "{case}");
            let drifted = match to {
                "Connected" => "accept",
                "Disconnected" => "reject",
                _ => word,
            };
            assert_eq!(
                read.decision.known().map(|one| one.as_str()),
                Some(drifted),
                "{case}"
            );
            if to == "ODD" {
                continue;
            }
            let planned = decided(&read, word);
            let update = Connection::update(&mut cx, read, planned);
            let (updated, ()) = tokio::join!(update, arrives(&stage, &endpoint, to));
            let updated = updated.unwrap_or_else(|failed| panic!("{case}: {}", words(&failed)));
            assert_eq!(updated.status, state.status, "{case}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn destroys_succeed_whatever_became_of_it() {
    for to in ALL {
        for on_destroy in ["", "keep"] {
            let stage = offering(Duration::from_secs(1), &json!({}));
            let endpoint = ask(&stage, None);
            let mut cx = stage.context(MINUTE);
            let planned = State {
                on_destroy: on_destroy.into(),
                ..decision(&endpoint, "accept")
            };
            let state = Connection::create(&mut cx, planned).await.unwrap();
            stage
                .set_endpoint(&endpoint, &json!({ "status": to }))
                .await;
            let before = calls(&stage);
            let mut cx = stage.context(MINUTE);
            let destroy = Connection::delete(&mut cx, state);
            let (destroyed, ()) = tokio::join!(destroy, arrives(&stage, &endpoint, to));
            let case = format!("{to} {on_destroy:?}");
            if on_destroy == "keep" {
                destroyed.unwrap();
                assert_eq!(calls(&stage), before, "{case}");
            } else if to == "ODD" {
                let told = destroyed.unwrap_err();
                assert!(told.detail.contains("on_destroy"), "{}", told.detail);
            } else {
                destroyed.unwrap_or_else(|told| panic!("{case}: {}", told.detail));
                let left = status(&stage, &endpoint).unwrap_or_default();
                let gone = matches!(to, "Deleting" | "ServiceDeleted");
                assert!(gone || left == "Disconnected", "{case}: {left}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_rejected_already_is_destroyed_without_a_call() {
    let stage = offering(Duration::ZERO, &json!({}));
    let endpoint = ask(&stage, None);
    let mut cx = stage.context(MINUTE);
    let state = Connection::create(&mut cx, decision(&endpoint, "reject")).await;
    Connection::delete(&mut cx, state.unwrap()).await.unwrap();
    assert_eq!(calls(&stage), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn imports_read_the_decision_and_leave_open_what_is_open() {
    for from in ALL {
        let stage = offering(Duration::ZERO, &json!({}));
        let endpoint = ask(&stage, Some(from));
        let mut cx = stage.context(MINUTE);
        let id = format!("{SERVICE}/{endpoint}");
        let imported = Connection::import(&mut cx, &id).await.unwrap();
        let read = Connection::read(&mut cx, imported).await;
        if matches!(from, "Deleting" | "ServiceDeleted") {
            let told = read.unwrap_err();
            assert!(told.summary.contains("to import"), "{}", told.summary);
            continue;
        }
        let read = read.unwrap().unwrap();
        let decision = match from {
            "Connected" => Field::from(Decision::Accept),
            "Disconnected" => Field::from(Decision::Reject),
            _ => Field::Null,
        };
        assert_eq!(read.decision, decision, "{from}");
        assert_eq!(read.id.text(), Some(id.as_str()));
        if read.decision.is_null() {
            // Never applied: there is nothing that a destroy would take back.
            Connection::delete(&mut cx, read).await.unwrap();
        }
        assert_eq!(calls(&stage), (0, 0), "{from}");
    }
}
