//! Decisions about endpoints: from every status, and where the documents leave doubts.

mod doubts;
mod table;

use std::time::Duration;

use crate::typed::huaweicloud::endpoint_connection::{
    HuaweiCloudEndpointConnection as Connection, State,
};
use serde_json::json;
use vpcconnect::connection::status::Decision;
use vpcconnect::framework::diagnostics::Diagnostics;
use vpcconnect::framework::model::Field;
use vpcconnect::framework::resource::Failed;
use vpcconnect::operation::monotonic;
use vpcconnect::simulator::{Effect, Reply};

use super::stage::{MINUTE, Stage, connection, join_all};

const ACTION: &str = "AcceptOrRejectEndpoint";

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

#[tokio::test(start_paused = true)]
async fn accepted_rejected_and_accepted_again_in_place() {
    let stage = Stage::with(Duration::ZERO, Duration::from_secs(20), "SK-A");
    let service = stage.service(true);
    let endpoint = stage.endpoint(&service);
    let mut cx = stage.context(10 * MINUTE);
    let begun = monotonic();
    let first = connection(&service, &endpoint, "accept");
    let mut state = Connection::create(&mut cx, first).await.unwrap();
    let took = begun.elapsed();
    assert!((20..=23).contains(&took.as_secs()), "{took:?}");
    assert_eq!(state.status.text(), Some("accepted"));
    assert_eq!(
        state.id.text(),
        Some(format!("{service}/{endpoint}").as_str())
    );
    assert_eq!(state.requester_domain_id.text(), Some("domain-B"));
    let marker = stage.world.endpoints()[0].own.number("marker_id");
    assert!(marker > 1 << 53);
    assert_eq!(state.marker_id.text(), Some(marker.to_string().as_str()));
    assert_eq!(state.errors, Vec::new().into());
    for (word, status, answer) in [
        ("reject", "rejected", "rejected"),
        ("accept", "accepted", "accepted"),
    ] {
        let planned = decided(&state, word);
        state = Connection::update(&mut cx, state, planned).await.unwrap();
        assert_eq!(state.status.text(), Some(status));
        assert_eq!(state.answer.text(), Some(answer));
        assert_eq!(stage.endpoint_status(&endpoint).as_deref(), Some(status));
    }
    assert_eq!(stage.calls(ACTION), 3);
    assert_eq!(told(&cx.diagnostics), "");
    stage.configured.run.begin();
    Connection::delete(&mut cx, state).await.unwrap();
    assert_eq!(
        stage.endpoint_status(&endpoint).as_deref(),
        Some("rejected")
    );
}

#[tokio::test(start_paused = true)]
async fn what_was_connected_meanwhile_is_a_success() {
    let stage = Stage::new();
    let service = stage.service(true);
    let endpoint = stage.endpoint(&service);
    let body = json!({ "error_code": "EndPoint.2014", "error_msg": "has been connected" });
    let reply = Reply {
        status: 400,
        body: Some(body),
        headers: [].into(),
    };
    // It is carried out, and answered as if somebody had been faster.
    stage.fault(ACTION, 1, Effect::AnswerAfterCommit(reply));
    let mut cx = stage.context(MINUTE);
    let first = connection(&service, &endpoint, "accept");
    let state = Connection::create(&mut cx, first).await.unwrap();
    assert_eq!(state.status.text(), Some("accepted"));
    assert_eq!(
        (told(&cx.diagnostics), stage.calls(ACTION)),
        (String::new(), 1)
    );
}

#[tokio::test(start_paused = true)]
async fn what_the_cloud_is_still_at_work_on_is_tried_again() {
    let stage = Stage::new();
    let service = stage.service(true);
    let endpoint = stage.endpoint(&service);
    for code in ["EndPoint.2019", "EndPoint.2051"] {
        let reply = Reply {
            status: 400,
            body: Some(json!({ "error_code": code, "error_msg": "wait" })),
            headers: [].into(),
        };
        stage.fault(ACTION, 2, Effect::Answer(reply));
    }
    let mut cx = stage.context(MINUTE);
    let first = connection(&service, &endpoint, "accept");
    let state = Connection::create(&mut cx, first).await.unwrap();
    assert_eq!(state.status.text(), Some("accepted"));
    assert_eq!(stage.calls(ACTION), 5);
}

#[tokio::test(start_paused = true)]
async fn refusals_name_the_cure_at_once_and_nothing_is_kept() {
    for (code, cure) in [
        ("EndPoint.2004", "available"),
        ("EndPoint.2012", "whitelist"),
        ("EndPoint.2015", "frozen"),
        ("EndPoint.2047", "new one"),
        ("EndPoint.2050", "enable"),
        ("EndPoint.0004", "vpcep:"),
    ] {
        let stage = Stage::new();
        let service = stage.service(true);
        let endpoint = stage.endpoint(&service);
        let reply = Reply {
            status: 400,
            body: Some(json!({ "error_code": code, "error_msg": "no" })),
            headers: [].into(),
        };
        stage.fault(ACTION, 100, Effect::Answer(reply));
        let mut cx = stage.context(10 * MINUTE);
        let begun = monotonic();
        let first = connection(&service, &endpoint, "accept");
        let failed = Connection::create(&mut cx, first).await.unwrap_err();
        assert!(failed.state.is_none(), "{code}");
        let words = words(&failed);
        assert!(words.contains(cure) && words.contains(code), "{words}");
        assert!(words.contains(&endpoint), "{words}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{code}");
        assert_eq!(stage.calls(ACTION), 1, "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_wrong_service_and_none_at_all_are_told_apart_from_what_is_gone() {
    let stage = Stage::doubting(&json!({ "list_refuses_missing": true }));
    let service = stage.service(true);
    let other = stage.service(true);
    let endpoint = stage.endpoint(&service);
    let mut cx = stage.context(MINUTE);
    for (service, endpoint, wanted) in [
        (other.as_str(), endpoint.as_str(), "EndPoint.2006"),
        ("none", &endpoint, "service_id"),
        (&service, "none", "endpoint_id"),
    ] {
        let first = connection(service, endpoint, "accept");
        let failed = Connection::create(&mut cx, first).await.unwrap_err();
        let words = words(&failed);
        assert!(words.contains(wanted), "{wanted}: {words}");
        assert!(failed.state.is_none());
    }
    assert_eq!(stage.calls(ACTION), 0);
    // On read and delete they are gone.
    let first = connection(&service, &endpoint, "accept");
    let state = Connection::create(&mut cx, first).await.unwrap();
    let elsewhere = State {
        service_id: other.as_str().into(),
        ..state.clone()
    };
    let read = Connection::read(&mut cx, elsewhere.clone()).await.unwrap();
    assert_eq!(read, None);
    Connection::delete(&mut cx, elsewhere).await.unwrap();
    assert_eq!(
        stage.endpoint_status(&endpoint).as_deref(),
        Some("accepted")
    );
}

#[tokio::test(start_paused = true)]
async fn not_found_by_another_project_proves_nothing() {
    let stage = Stage::new();
    let service = stage.service(true);
    let endpoint = stage.endpoint(&service);
    let mut cx = stage.context(MINUTE);
    let first = connection(&service, &endpoint, "accept");
    let state = Connection::create(&mut cx, first).await.unwrap();
    let foreign = State {
        account: "partner".into(),
        ..state
    };
    let read = Connection::read(&mut cx, foreign.clone()).await;
    let summary = read.unwrap_err().summary;
    assert!(summary.contains("wrong project"), "{summary}");
    let deleted = Connection::delete(&mut cx, foreign).await;
    let summary = deleted.unwrap_err().summary;
    assert!(summary.contains("wrong project"), "{summary}");
    assert_eq!(
        stage.endpoint_status(&endpoint).as_deref(),
        Some("accepted")
    );
}

#[tokio::test(start_paused = true)]
async fn a_foreign_requester_is_neither_accepted_nor_rejected() {
    let stage = Stage::new();
    let service = stage.service(true);
    let endpoint = stage.endpoint(&service);
    let mut cx = stage.context(MINUTE);
    for word in ["accept", "reject"] {
        let mut guarded = connection(&service, &endpoint, word);
        guarded.requester_domain_id = "domain-C".into();
        let failed = Connection::create(&mut cx, guarded).await.unwrap_err();
        let words = words(&failed);
        assert!(
            words.contains("domain-B") && !words.contains("domain-C"),
            "{words}"
        );
    }
    assert_eq!(stage.calls(ACTION), 0);
}

#[tokio::test(start_paused = true)]
async fn a_service_without_approval_accepts_without_a_call_and_overrules_a_reject() {
    for (doubt, calls) in [("stays", 1), ("falls_back", 1), ("refused", 1)] {
        let stage = Stage::doubting(&json!({ "unapproved_reject": doubt }));
        let service = stage.service(false);
        let (one, two) = (stage.endpoint(&service), stage.endpoint(&service));
        let mut cx = stage.context(10 * MINUTE);
        let first = connection(&service, &one, "accept");
        let state = Connection::create(&mut cx, first).await.unwrap();
        assert_eq!(state.status.text(), Some("accepted"));
        assert_eq!(stage.calls(ACTION), 0);
        let begun = monotonic();
        let created = Connection::create(&mut cx, connection(&service, &two, "reject")).await;
        let warned = told(&cx.diagnostics);
        let planned = decided(&state, "reject");
        let updated = Connection::update(&mut cx, state.clone(), planned).await;
        match doubt {
            "stays" => {
                assert_eq!(created.unwrap().status.text(), Some("rejected"));
                assert_eq!(updated.unwrap().status.text(), Some("rejected"));
                assert_eq!(warned, "");
            }
            "falls_back" => {
                assert_eq!(created.unwrap().status.text(), Some("accepted"));
                assert!(warned.contains("approval_enabled"), "{warned}");
                let failed = updated.unwrap_err();
                assert!(words(&failed).contains("approval_enabled"));
                let kept = failed.state.unwrap();
                assert_eq!(
                    kept.decision.known().map(|one| one.as_str()),
                    Some("accept")
                );
            }
            _ => {
                assert!(words(&created.unwrap_err()).contains("approval_enabled"));
                assert!(words(&updated.unwrap_err()).contains("approval_enabled"));
            }
        }
        assert_eq!(stage.calls(ACTION), 2 * calls, "{doubt}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{doubt}");
        let destroyed = Connection::delete(&mut cx, state).await;
        assert_eq!(destroyed.is_ok(), doubt != "refused", "{doubt}");
    }
}

#[tokio::test(start_paused = true)]
async fn both_generations_of_answers_are_read() {
    for older in [false, true] {
        let stage = Stage::doubting(&json!({ "older_answers": older }));
        let service = stage.service(true);
        let endpoint = stage.endpoint(&service);
        let mut cx = stage.context(MINUTE);
        let mut first = connection(&service, &endpoint, "accept");
        first.description = "ours".into();
        let state = Connection::create(&mut cx, first).await.unwrap();
        assert_eq!(state.description.text(), Some("ours"), "{older}");
        assert_eq!(state.created_at.text(), Some("2026-11-21T10:00:00Z"));
        let warned = told(&cx.diagnostics);
        assert_eq!(warned.contains("description"), older, "{warned}");
        // What cannot be read stays as it was configured. Nothing of before is fresh enough.
        tokio::time::sleep(Duration::from_secs(6)).await;
        let mut cx = stage.context(MINUTE);
        let read = Connection::read(&mut cx, state).await.unwrap().unwrap();
        assert_eq!(read.description.text(), Some("ours"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_description_is_sent_only_when_it_differs() {
    let stage = Stage::new();
    let service = stage.service(true);
    let new = json!({ "requester": "B", "service_id": service, "description": "theirs" });
    let new = serde_json::from_value(new).unwrap();
    let endpoint = stage.world.arrange_endpoint(&new).unwrap().id.to_string();
    let mut cx = stage.context(MINUTE);
    let mut first = connection(&service, &endpoint, "accept");
    first.description = "theirs".into();
    let state = Connection::create(&mut cx, first).await.unwrap();
    let api = "UpdateEndpointConnectionsDesc";
    assert_eq!(stage.calls(api), 0);
    let mut planned = state.clone();
    planned.description = "ours".into();
    planned.updated_at = Field::Unknown;
    let state = Connection::update(&mut cx, state, planned).await.unwrap();
    assert_eq!((stage.calls(api), stage.calls(ACTION)), (1, 1));
    assert_eq!(state.description.text(), Some("ours"));
    assert_eq!(stage.world.endpoints()[0].description, "ours");
}

#[tokio::test(start_paused = true)]
async fn fifty_are_accepted_with_fifty_calls_and_few_reads() {
    let latency = Duration::from_millis(20);
    let stage = Stage::with(latency, Duration::from_millis(500), "SK-A");
    let service = stage.service(true);
    let endpoints: Vec<_> = (0..50).map(|_| stage.endpoint(&service)).collect();
    let begun = monotonic();
    // Terraform's ten at a time.
    for ten in endpoints.chunks(10) {
        let decisions = ten.iter().map(async |endpoint| {
            let mut cx = stage.context(10 * MINUTE);
            let first = connection(&service, endpoint, "accept");
            Connection::create(&mut cx, first).await.unwrap()
        });
        join_all(decisions).await;
    }
    let took = begun.elapsed();
    assert_eq!(stage.calls(ACTION), 50);
    let reads = stage.calls("ListServiceConnections");
    assert!(reads <= 20, "{reads} reads");
    let budget = 5 * (Duration::from_millis(500) + 3 * latency);
    assert!(took < budget * 13 / 10, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_thousand_of_ten_services_are_read_with_thirty_calls() {
    let stage = Stage::with(Duration::from_millis(20), Duration::ZERO, "SK-A");
    let services: Vec<_> = (0..10).map(|_| stage.service(true)).collect();
    let mut states = Vec::new();
    for number in 0..1000 {
        let service = &services[number % 10];
        let endpoint = stage.endpoint(service);
        let mut state = connection(service, &endpoint, "accept");
        state.status = "pendingAcceptance".into();
        states.push(state);
    }
    stage.world.clear_calls();
    for ten in states.chunks(10) {
        join_all(ten.iter().map(async |state| {
            let mut cx = stage.context(MINUTE);
            let read = Connection::read(&mut cx, state.clone()).await.unwrap();
            assert_eq!(read.unwrap().status.text(), Some("pendingAcceptance"));
        }))
        .await;
    }
    let calls = stage.calls("ListServiceConnections");
    assert!(calls <= 30, "{calls} calls");
}
