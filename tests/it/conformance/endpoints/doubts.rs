//! Where the documents are silent about endpoints: the provider works with either answer.

use std::time::Duration;

use crate::typed::huaweicloud::endpoint_connection::HuaweiCloudEndpointConnection as Connection;
use serde_json::{Value, json};
use vpcconnect::simulator::Effect;

use super::{ACTION, decided, told, words};
use crate::conformance::stage::{MINUTE, Stage, connection};

/// A cloud with one doubt this way or the other, and a pending endpoint.
fn doubting(doubt: &str, is: bool) -> (Stage, String, String) {
    let stage = Stage::doubting(&json!({ doubt: is }));
    // Time passes from one call to the next, as it does.
    stage
        .world
        .set_pace(Duration::from_millis(20), Duration::ZERO);
    let service = stage.service(true);
    let endpoint = stage.endpoint(&service);
    (stage, service, endpoint)
}

fn by_hand(stage: &Stage, endpoint: &str, action: &str) {
    let done = stage.world.act_on_endpoint(&endpoint.into(), action);
    done.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_reject_is_taken_back_or_is_final() {
    for is_final in [false, true] {
        let (stage, service, endpoint) = doubting("rejected_is_final", is_final);
        let mut cx = stage.context(10 * MINUTE);
        let first = connection(&service, &endpoint, "reject");
        let rejected = Connection::create(&mut cx, first).await.unwrap();
        let accept = decided(&rejected, "accept");
        let updated = Connection::update(&mut cx, rejected.clone(), accept).await;
        if !is_final {
            assert_eq!(updated.unwrap().status.text(), Some("accepted"));
            continue;
        }
        let failed = updated.unwrap_err();
        let words = words(&failed);
        for part in [&endpoint, "EndPoint.0019", "may be final", "new one"] {
            assert!(words.contains(part), "{part}: {words}");
        }
        // The state says what is so, and can be read and destroyed.
        let kept = failed.state.unwrap();
        assert_eq!(
            kept.decision.known().map(|one| one.as_str()),
            Some("reject")
        );
        assert_eq!(kept.status.text(), Some("rejected"));
        assert_eq!(stage.effects(ACTION), 1);
        let kept = Connection::read(&mut cx, kept).await.unwrap().unwrap();
        Connection::delete(&mut cx, kept).await.unwrap();
        assert_eq!(stage.endpoint_status(&endpoint).unwrap(), "rejected");

        // A first decision comes to the same, and nothing is kept of it.
        let first = connection(&service, &endpoint, "accept");
        let failed = Connection::create(&mut cx, first).await.unwrap_err();
        assert!(super::words(&failed).contains("may be final"));
        assert!(failed.state.is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn a_second_reject_is_success_whether_or_not_it_is_taken() {
    for is_refused in [false, true] {
        let (stage, service, endpoint) = doubting("second_reject_refused", is_refused);
        by_hand(&stage, &endpoint, "reject");
        let mut cx = stage.context(10 * MINUTE);
        // What is rejected needs no call.
        let first = connection(&service, &endpoint, "reject");
        let state = Connection::create(&mut cx, first).await.unwrap();
        assert_eq!(stage.calls(ACTION), 0);
        Connection::delete(&mut cx, state).await.unwrap();
        assert_eq!(stage.calls(ACTION), 0);

        // The answer of a reject is lost, and so the same is sent again.
        let other = stage.endpoint(&service);
        stage.fault(ACTION, 1, Effect::DropAfterCommit);
        let first = connection(&service, &other, "reject");
        let state = Connection::create(&mut cx, first).await.unwrap();
        assert_eq!(state.status.text(), Some("rejected"));
        assert_eq!(told(&cx.diagnostics), "");

        // Another hand rejects before a destroy, which does not look first.
        let third = stage.endpoint(&service);
        let first = connection(&service, &third, "accept");
        let state = Connection::create(&mut cx, first).await.unwrap();
        by_hand(&stage, &third, "reject");
        Connection::delete(&mut cx, state).await.unwrap();
        assert_eq!(stage.endpoint_status(&third).unwrap(), "rejected");
    }
}

#[tokio::test(start_paused = true)]
async fn an_accept_asks_the_whitelist_or_does_not() {
    for asks in [false, true] {
        let (stage, service, endpoint) = doubting("accept_asks_permissions", asks);
        permit(&stage, &service, &json!([])).await;
        let mut cx = stage.context(10 * MINUTE);
        let first = connection(&service, &endpoint, "accept");
        let created = Connection::create(&mut cx, first.clone()).await;
        if asks {
            let failed = created.unwrap_err();
            let words = words(&failed);
            for part in [&endpoint, "EndPoint.2012", "iam:domain::"] {
                assert!(words.contains(part), "{part}: {words}");
            }
            assert!(failed.state.is_none());
            assert_eq!(stage.calls(ACTION), 1);
            permit(&stage, &service, &json!(["iam:domain::domain-B"])).await;
            let created = Connection::create(&mut cx, first).await.unwrap();
            assert_eq!(created.status.text(), Some("accepted"));
        } else {
            assert_eq!(created.unwrap().status.text(), Some("accepted"));
        }
        // Who is connected loses nothing by it; and who is rejected needs no permission.
        permit(&stage, &service, &json!([])).await;
        let calls = stage.calls(ACTION);
        let again = connection(&service, &endpoint, "accept");
        let state = Connection::create(&mut cx, again).await.unwrap();
        assert_eq!(stage.calls(ACTION), calls);
        let reject = decided(&state, "reject");
        let rejected = Connection::update(&mut cx, state, reject).await.unwrap();
        assert_eq!(rejected.status.text(), Some("rejected"));
        let accept = decided(&rejected, "accept");
        let accepted = Connection::update(&mut cx, rejected, accept).await;
        if asks {
            let failed = accepted.unwrap_err();
            let kept = failed.state.as_ref().unwrap();
            assert_eq!(
                kept.decision.known().map(|one| one.as_str()),
                Some("reject")
            );
            assert!(words(&failed).contains("iam:domain::"));
        } else {
            assert_eq!(accepted.unwrap().status.text(), Some("accepted"));
        }
    }
}

/// Who may connect from now on, beside the owner's own account.
async fn permit(stage: &Stage, service: &str, permissions: &Value) {
    let body = json!({ "permissions": permissions }).to_string();
    let path = format!("/_simulator/services/{service}");
    let request = http::Request::patch(path).body(body).unwrap();
    let answer = stage.world.answer(request).await.unwrap();
    assert!(answer.status().is_success(), "{answer:?}");
}
