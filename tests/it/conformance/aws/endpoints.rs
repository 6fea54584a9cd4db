//! Endpoints on AWS: many decisions in few calls, each answered for itself, and where the documents leave doubts.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value as Json, json};
use tokio::sync::Semaphore;
use vpcconnect::framework::value::Value;
use vpcconnect::operation::monotonic;
use vpcconnect::simulator::Effect;

use super::{DRIVER, stage_on, stage_with};
use crate::conformance::driver::{Applied, carry_out, create, plan, shown};
use crate::conformance::stage::{MINUTE, Stage, join_all};

const ACCEPT: &str = "AcceptVpcEndpointConnections";
const REJECT: &str = "RejectVpcEndpointConnections";

/// A service of A.
async fn service(stage: &Stage) -> String {
    let new = json!({ "cloud": "aws", "owner": "A", "region": DRIVER.region });
    id(&stage.control("POST", "services", &new).await)
}

/// An endpoint of B that asks it.
async fn endpoint(stage: &Stage, service: &str) -> String {
    let new = json!({ "cloud": "aws", "requester": "B", "service_id": service });
    id(&stage.control("POST", "endpoints", &new).await)
}

fn id(made: &Json) -> String {
    made["id"].as_str().unwrap().to_owned()
}

fn status(stage: &Stage, id: &str) -> String {
    let all = DRIVER.endpoints(stage);
    let found = all.iter().find(|one| one.id.as_str() == id);
    found.unwrap().status.to_string()
}

/// What the cloud was asked, and whether it refused.
fn calls(stage: &Stage, api: &str) -> (usize, usize) {
    let calls = stage.world.calls().into_iter();
    let calls: Vec<_> = calls
        .filter(|call| call.api.as_deref() == Some(api))
        .collect();
    let refused = calls.iter().filter(|call| call.status != Some(200)).count();
    (calls.len(), refused)
}

/// A's decisions, ten at a time, as Terraform's workers make them.
async fn decide(stage: &Stage, asked: &[(String, String)], word: &str) -> Vec<Applied> {
    let (workers, resource) = (Arc::new(Semaphore::new(10)), (DRIVER.endpoint)());
    let decisions = asked.iter().map(async |(service, endpoint)| {
        let _worker = workers.acquire().await.unwrap();
        let config = DRIVER.connection(service, endpoint, word);
        create(stage, &resource, &config).await
    });
    join_all(decisions).await
}

/// A hundred endpoints of so many services, in turn.
async fn hundred(stage: &Stage, services: usize) -> Vec<(String, String)> {
    let mut asked = Vec::new();
    let mut all = Vec::new();
    for _ in 0..services {
        all.push(service(stage).await);
    }
    for number in 0..100 {
        let service = all[number % services].clone();
        let endpoint = endpoint(stage, &service).await;
        asked.push((service, endpoint));
    }
    stage.world.clear_calls();
    asked
}

/// The cloud lets ten such calls through at once, and one a second. A call is about one service: ten workers whose endpoints ask three
/// in turn fill no more than a third of it.
#[tokio::test(start_paused = true)]
async fn a_hundred_are_accepted_in_few_calls_and_none_is_throttled() {
    for (services, most) in [(1, 12), (3, 36)] {
        let bucket = json!({ "calls": 10, "per_seconds": 10, "bucket": true });
        let stage = stage_on(&json!({ "rates": { ACCEPT: bucket } }));
        stage
            .world
            .set_pace(Duration::from_millis(20), Duration::from_millis(300));
        let asked = hundred(&stage, services).await;
        for applied in decide(&stage, &asked, "accept").await {
            assert_eq!(shown(&applied.state(), "status"), "available");
        }
        let (sent, refused) = calls(&stage, ACCEPT);
        let (reads, _) = calls(&stage, "DescribeVpcEndpointConnections");
        assert!(
            sent <= most && refused == 0 && reads <= 36,
            "{services}: {sent} calls, {refused} refused, {reads} reads"
        );
    }
}

/// One of those that are decided together is refused: by name, or with all others.
#[tokio::test(start_paused = true)]
async fn each_is_answered_for_itself() {
    for spoils in [false, true] {
        let stage = stage_with(&json!({ "missing_endpoint_spoils": spoils }));
        let (service, resource) = (service(&stage).await, (DRIVER.endpoint)());
        let mut planned = Vec::new();
        let mut ids = Vec::new();
        for _ in 0..5 {
            let id = endpoint(&stage, &service).await;
            let config = DRIVER.connection(&service, &id, "accept");
            planned.push(plan(&stage, &resource, None, &config).await.unwrap());
            ids.push(id);
        }
        // It goes when everybody has looked.
        let gone = &ids[3];
        let path = format!("endpoints/{gone}");
        let held = Duration::from_millis(100);
        stage.world.set_pace(held, Duration::ZERO);
        let all = planned
            .into_iter()
            .map(|planned| carry_out(&stage, MINUTE, &resource, planned));
        let goes = async {
            tokio::time::sleep(held + held / 2).await;
            stage.control("DELETE", &path, &Json::Null).await;
        };
        let (applied, ()) = tokio::join!(join_all(all), goes);
        let sent = stage.calls(ACCEPT);
        for (id, applied) in ids.iter().zip(applied) {
            if id == gone {
                let error = applied.refused();
                assert!(error.summary.contains(id.as_str()), "{error:?}");
            } else {
                assert_eq!(shown(&applied.state(), "status"), "available");
            }
        }
        // Halves, and halves of one of them.
        let expected = if spoils { 5..=7 } else { 1..=1 };
        assert!(expected.contains(&sent), "{spoils}: {sent}");
    }
}

/// Whose time is over while the call is out learns what became of it, and takes nobody along.
#[tokio::test(start_paused = true)]
async fn whose_time_is_over_takes_nobody_along() {
    let stage = stage_with(&json!({}));
    let (service, resource) = (service(&stage).await, (DRIVER.endpoint)());
    let mut planned = Vec::new();
    for _ in 0..3 {
        let id = endpoint(&stage, &service).await;
        let config = DRIVER.connection(&service, &id, "accept");
        planned.push(plan(&stage, &resource, None, &config).await.unwrap());
    }
    stage
        .world
        .set_pace(Duration::from_millis(100), Duration::ZERO);
    let last = planned.pop().unwrap();
    let all = planned
        .into_iter()
        .map(|planned| carry_out(&stage, MINUTE, &resource, planned));
    // In the middle of the call its time is over.
    let hurried = carry_out(&stage, Duration::from_millis(150), &resource, last);
    let (hurried, applied) = tokio::join!(hurried, join_all(all));
    assert_eq!(stage.calls(ACCEPT), 1);
    for applied in applied {
        assert_eq!(shown(&applied.state(), "status"), "available");
    }
    assert_eq!(hurried.told.iter().count(), 1, "it had not settled");
    assert_eq!(shown(&hurried.state(), "decision"), "accept");
}

/// What the documents do not say of a second decision: whatever the cloud answers is told.
#[tokio::test(start_paused = true)]
async fn a_rejected_one_is_accepted_where_the_cloud_lets_it() {
    for accepts in [true, false] {
        let stage =
            stage_with(&json!({ "rejected_accepts": accepts, "capital_statuses": accepts }));
        let (service, resource) = (service(&stage).await, (DRIVER.endpoint)());
        let id = endpoint(&stage, &service).await;
        let rejects = DRIVER.connection(&service, &id, "reject");
        let rejected = create(&stage, &resource, &rejects).await.state();
        assert_eq!(shown(&rejected, "status"), "rejected");
        let config = DRIVER.connection(&service, &id, "accept");
        let planned = plan(&stage, &resource, Some(rejected), &config)
            .await
            .unwrap();
        let applied = carry_out(&stage, MINUTE, &resource, planned).await;
        assert_eq!(stage.calls(ACCEPT), 1, "{accepts}");
        match applied.error {
            None => assert!(accepts),
            Some(error) => {
                assert!(!accepts);
                assert!(error.detail.contains("It was rejected before"), "{error:?}");
                let kept = applied.state.unwrap();
                assert_eq!(shown(&kept, "decision"), "reject");
            }
        }
    }
}

/// A connection that is on its way is rejected once it has arrived, or at once where the cloud lets it.
#[tokio::test(start_paused = true)]
async fn what_is_being_connected_can_be_rejected() {
    for at_once in [true, false] {
        let stage = stage_with(&json!({ "pending_rejects": at_once }));
        let (service, resource) = (service(&stage).await, (DRIVER.endpoint)());
        let id = endpoint(&stage, &service).await;
        stage.world.set_pace(Duration::ZERO, MINUTE / 2);
        stage
            .control("POST", &format!("endpoints/{id}/accept"), &Json::Null)
            .await;
        let rejects = DRIVER.connection(&service, &id, "reject");
        let state = create(&stage, &resource, &rejects).await.state();
        assert_eq!(shown(&state, "status"), "rejected");
        assert_eq!(calls(&stage, REJECT), (1, 0));
    }
}

/// A destroy takes the approval away; of what is over, it has nothing to take.
#[tokio::test(start_paused = true)]
async fn a_destroy_rejects_what_is_there() {
    for (now, left) in [
        ("available", "rejected"),
        ("expired", "expired"),
        ("failed", "failed"),
        ("deleting", "deleting"),
    ] {
        let stage = stage_with(&json!({}));
        let (service, resource) = (service(&stage).await, (DRIVER.endpoint)());
        let id = endpoint(&stage, &service).await;
        let accepts = DRIVER.connection(&service, &id, "accept");
        let state = create(&stage, &resource, &accepts).await.state();
        let patch = json!({ "status": now });
        stage
            .control("PATCH", &format!("endpoints/{id}"), &patch)
            .await;
        let mut cx = stage.context(MINUTE);
        let destroyed = resource.delete(&mut cx, &state).await;
        assert!(destroyed.is_ok(), "{now}: {destroyed:?}");
        assert_eq!(status(&stage, &id), left);
    }
}

/// What was created a moment ago, by another provider in the same run, may not be seen yet.
#[tokio::test(start_paused = true)]
async fn what_was_just_created_is_waited_for() {
    let stage = stage_with(&json!({}));
    let (service, resource) = (service(&stage).await, (DRIVER.endpoint)());
    let new = json!({ "cloud": "aws", "requester": "B", "service_id": service, "id": "vpce-late" });
    let config = DRIVER.connection(&service, "vpce-late", "accept");
    let appears = async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        stage.control("POST", "endpoints", &new).await;
    };
    let (applied, ()) = tokio::join!(create(&stage, &resource, &config), appears);
    assert_eq!(shown(&applied.state(), "status"), "available");
    let begun = monotonic();
    let config = DRIVER.connection(&service, "vpce-never", "accept");
    create(&stage, &resource, &config).await.refused();
    assert!((9..15).contains(&begun.elapsed().as_secs()));
}

/// A service of somebody else, or none, is told apart from an endpoint that does not ask.
#[tokio::test(start_paused = true)]
async fn a_wrong_service_is_named() {
    let stage = stage_with(&json!({}));
    let (service, resource) = (service(&stage).await, (DRIVER.endpoint)());
    let id = endpoint(&stage, &service).await;
    let config = DRIVER.connection(&service, &id, "accept");
    let planned = plan(&stage, &resource, None, &config).await.unwrap();
    let code = "<Code>InvalidVpcEndpointServiceId.NotFound</Code><Message>no</Message>";
    let body = format!("<Response><Errors><Error>{code}</Error></Errors></Response>");
    let reply = vpcconnect::simulator::Reply {
        status: 400,
        body: Some(Json::from(body)),
        headers: [].into(),
    };
    stage.fault(ACCEPT, 100, Effect::Answer(reply));
    let applied = carry_out(&stage, MINUTE, &resource, planned).await;
    let error = applied.refused();
    assert!(error.detail.contains("service_id"), "{error:?}");
    assert_eq!(stage.calls(ACCEPT), 1);
}

/// An answer that does not say whom it refuses may have done anything.
#[tokio::test(start_paused = true)]
async fn a_refusal_of_nobody_is_no_success() {
    let stage = stage_with(&json!({}));
    let (service, resource) = (service(&stage).await, (DRIVER.endpoint)());
    let id = endpoint(&stage, &service).await;
    let config = DRIVER.connection(&service, &id, "accept");
    let refused = "<unsuccessful><item><error><code>X</code></error></item></unsuccessful>";
    let reply = vpcconnect::simulator::Reply {
        status: 200,
        body: Some(Json::from(format!(
            "<{ACCEPT}Response>{refused}</{ACCEPT}Response>"
        ))),
        headers: [].into(),
    };
    stage.fault(ACCEPT, 100, Effect::Answer(reply));
    let applied = create(&stage, &resource, &config).await;
    assert_ne!(applied.state, Some(Value::Null));
    assert!(applied.error.is_some() || applied.told.iter().count() > 0);
    assert_eq!(status(&stage, &id), "pendingAcceptance");
}
