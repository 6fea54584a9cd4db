//! Faults, latency and callers that hang up.

use std::time::Duration;

use serde_json::json;

use super::{three, world};
use crate::operation::monotonic;
use crate::simulator::{Dropped, End, Match, Rule, World};

fn rule(world: &World, rule: serde_json::Value) {
    world.add_fault(serde_json::from_value::<Rule>(rule).unwrap());
}

const CREATE: &str = r#"{"peering":{"name":"n","request_vpc_info":{"vpc_id":"a"},
    "accept_vpc_info":{"vpc_id":"b","tenant_id":"project-B"}}}"#;

#[tokio::test(start_paused = true)]
async fn each_effect_executes_or_not_as_it_says() {
    for (effect, dropped, status, made) in [
        (json!("drop_before_commit"), Some(Dropped::Closed), 0, 0),
        (json!("drop_after_commit"), Some(Dropped::Closed), 0, 1),
        (json!("reset"), Some(Dropped::Reset), 0, 0),
        (json!("reset_after_commit"), Some(Dropped::Reset), 0, 1),
        (json!({ "answer": { "status": 503 } }), None, 503, 0),
        (
            json!({ "answer_after_commit": { "status": 500 } }),
            None,
            500,
            1,
        ),
    ] {
        let world = world(|_| {});
        let (a, ..) = three(&world);
        let times = json!({ "match": { "api": "CreateVpcPeering" }, "times": 1, "effect": effect });
        rule(&world, times);
        let answer = a.try_call("POST", "/v2.0/vpc/peerings", CREATE).await;
        let end = world.calls()[0].end;
        match (&answer, dropped) {
            (Err(found), Some(dropped)) => {
                assert_eq!((*found, end), (dropped, End::Dropped));
            }
            (Ok(found), None) => assert_eq!((found.status, end), (status, End::Answered)),
            _ => unreachable!("{effect}: {answer:?}"),
        }
        assert_eq!(world.peerings().len(), made, "{effect}");
        let executed = world.calls()[0].executed;
        assert_eq!(executed, (made == 1).then_some(201), "{effect}");
        assert_eq!(world.faults()[0].seen, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn rules_choose_their_calls() {
    let world = world(|_| {});
    let (a, b, _) = three(&world);
    rule(
        &world,
        json!({ "match": { "access_key": "B", "path": "/accept" }, "skip": 1,
                "effect": { "answer": { "status": 502, "body": "<html>", "headers": { "Retry-After": "1" } } } }),
    );
    let id = a.ask().await;
    assert_eq!(b.put(&id, "accept").await.status, 200);
    let broken = b.put(&id, "accept").await;
    assert_eq!(broken.status, 502);
    assert_eq!(broken.headers["retry-after"], "1");
    assert_eq!(broken.headers["content-type"], "text/html");
    assert_eq!(a.put(&id, "accept").await.status, 403);
    world.clear_faults();
    assert_eq!(b.put(&id, "accept").await.status, 409);
}

#[tokio::test(start_paused = true)]
async fn latency_and_delays_add_up() {
    let world = world(|options| options.latency = Duration::from_secs(2));
    let (a, ..) = three(&world);
    rule(&world, json!({ "delay": "3s", "times": 1 }));
    let start = monotonic();
    a.ask().await;
    assert_eq!(start.elapsed(), Duration::from_secs(5));
    let start = monotonic();
    a.show("x").await;
    assert_eq!(start.elapsed(), Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn a_late_answer_is_to_what_was_done_long_ago() {
    let world = world(|_| {});
    let (a, ..) = three(&world);
    rule(&world, json!({ "late": "40s", "times": 1 }));
    let call = a.try_call("POST", "/v2.0/vpc/peerings", CREATE);
    let cut = tokio::time::timeout(Duration::from_secs(30), call).await;
    assert!(cut.is_err());
    let call = world.calls().remove(0);
    assert_eq!((call.end, call.executed), (End::Aborted, Some(201)));
    assert_eq!(world.peerings().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn who_hangs_up_before_the_commit_has_done_nothing() {
    let world = world(|options| options.latency = Duration::from_secs(2));
    let (a, ..) = three(&world);
    for (patience, made) in [(900, 0), (1100, 1)] {
        let call = a.try_call("POST", "/v2.0/vpc/peerings", CREATE);
        let cut = tokio::time::timeout(Duration::from_millis(patience), call).await;
        assert!(cut.is_err());
        assert_eq!(world.peerings().len(), made);
        assert_eq!(world.calls().last().unwrap().end, End::Aborted);
    }
}

#[tokio::test(start_paused = true)]
async fn waiters_see_arrivals_and_ends() {
    let world = world(|options| options.latency = Duration::from_secs(2));
    let (a, ..) = three(&world);
    let on = Match {
        api: Some("ShowVpcPeering".into()),
        ..Match::default()
    };
    let caller = tokio::spawn(async move {
        a.ask().await;
        for _ in 0..3 {
            a.show("x").await;
        }
    });
    let start = monotonic();
    let arrived = world.arrived(&on, 0, 2).await;
    assert_eq!(start.elapsed(), Duration::from_secs(4));
    assert_eq!((arrived.len(), arrived[1].end), (2, End::Open));
    let ended = world.ended(&on, arrived[0].seq, 1).await;
    assert_eq!(start.elapsed(), Duration::from_secs(6));
    assert_eq!((ended[0].seq, ended[0].status), (arrived[1].seq, Some(404)));
    caller.await.unwrap();
}
