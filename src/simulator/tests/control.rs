//! The reserved path.

use serde_json::{Value, json};

use super::{control, tenant, three, world};

#[tokio::test(start_paused = true)]
async fn the_other_side_can_be_played() {
    let world = world(|_| {});
    let (a, b, _) = three(&world);
    let new = json!({ "requester": "B", "accepter": "A", "requester_vpc_id": "b",
                      "accepter_vpc_id": "a", "name": "from b" });
    let made = control(&world, "POST", "peerings", &new).await;
    assert_eq!(made.status, 201);
    assert_eq!(made.body["cloud"], "huaweicloud");
    let id = made.body["id"].as_str().unwrap();
    assert_eq!(a.status(id).await, "PENDING_ACCEPTANCE");
    let again = control(&world, "POST", "peerings", &new).await;
    assert_eq!(again.status, 409, "the cloud's rules hold");
    let act = async |action: &str| {
        let path = format!("peerings/{id}/{action}");
        control(&world, "POST", &path, &Value::Null).await.status
    };
    assert_eq!(act("accept").await, 200);
    assert_eq!(b.status(id).await, "ACTIVE");
    assert_eq!(act("reject").await, 409);
    assert_eq!(act("expire").await, 409);
    assert_eq!(act("dance").await, 404);
    let patch = json!({ "status": "PENDING_ACCEPTANCE", "description": "d" });
    control(&world, "PATCH", &format!("peerings/{id}"), &patch).await;
    assert_eq!(act("expire").await, 200);
    assert_eq!(a.status(id).await, "EXPIRED");
    assert_eq!(act("delete").await, 204);
    assert_eq!(a.status(id).await, "404");
    assert_eq!(act("delete").await, 404);
    let shown = control(&world, "GET", &format!("peerings/{id}"), &Value::Null).await;
    assert_eq!(shown.status, 404);
}

#[tokio::test(start_paused = true)]
async fn the_log_has_calls_and_no_secrets() {
    let world = world(|_| {});
    let a = tenant(&world, "A").with("x-security-token", "CANARY");
    a.call("GET", "/v2.0/vpc/peerings?limit=5", "").await;
    a.call("GET", "/nowhere", "CANARY").await;
    let calls = control(&world, "GET", "calls", &Value::Null).await.body;
    assert!(!calls.to_string().contains("CANARY"));
    assert!(!calls.to_string().contains("SK-"));
    let calls = calls["calls"].as_array().unwrap();
    assert_eq!(calls.len(), 2, "the control API's own are not logged");
    assert_eq!(
        calls[0],
        json!({
            "seq": 1, "at": "2026-01-02T03:04:05Z", "access_key": "A", "method": "GET",
            "path": "/v2.0/vpc/peerings?limit=5", "api": "ListVpcPeerings",
            "end": "answered", "status": 200, "executed": 200,
        })
    );
    assert_eq!(calls[1]["api"], Value::Null);
    let cleared = control(&world, "DELETE", "calls", &Value::Null).await;
    assert_eq!(cleared.status, 204);
    a.call("GET", "/nowhere", "").await;
    let calls = world.calls();
    assert_eq!((calls.len(), calls[0].seq), (1, 3), "seq goes on");
}

#[tokio::test(start_paused = true)]
async fn events_come_or_time_out() {
    let world = world(|_| {});
    let (a, ..) = three(&world);
    a.ask().await;
    let path = "events?api=CreateVpcPeering&until=ended&access_key=A";
    let found = control(&world, "GET", path, &Value::Null).await;
    assert_eq!(found.status, 200);
    assert_eq!(found.body["calls"][0]["status"], 201);
    let none = control(&world, "GET", "events?after=1&wait=5s", &Value::Null).await;
    assert_eq!((none.status, &none.body["calls"]), (408, &json!([])));
    for path in ["events?count=x", "events?until=never", "events?wait=5"] {
        assert_eq!(control(&world, "GET", path, &Value::Null).await.status, 400);
    }
}

#[tokio::test(start_paused = true)]
async fn time_pace_faults_and_reset() {
    let world = world(|_| {});
    let (a, b, _) = three(&world);
    let id = a.ask().await;
    let now = control(&world, "POST", "clock", &json!({ "advance": "168h" })).await;
    assert_eq!(now.body["now"], "2026-01-09T03:04:05Z");
    // The test's own signature follows the world's time; a real caller's would not.
    let (mut a, b) = (a, b);
    a.skew = -168 * 3600;
    assert_eq!(a.status(&id).await, "EXPIRED");
    let pace = control(&world, "POST", "pace", &json!({ "settle": "1m30s" })).await;
    assert_eq!(pace.body, json!({ "latency": "0s", "settle": "1m30s" }));
    let wrong = control(&world, "POST", "clock", &json!({ "advance": "-1s" })).await;
    assert_eq!(wrong.status, 400);
    let fault = json!({ "effect": { "answer": { "status": 100 } } });
    assert_eq!(control(&world, "POST", "faults", &fault).await.status, 400);
    let fault = json!({ "effect": "reset" });
    assert_eq!(control(&world, "POST", "faults", &fault).await.status, 201);
    let listed = control(&world, "GET", "faults", &Value::Null).await;
    assert_eq!(listed.body["faults"][0]["effect"], "reset");
    assert_eq!(
        control(&world, "POST", "reset", &Value::Null).await.status,
        204
    );
    assert!(world.peerings().is_empty() && world.calls().is_empty());
    assert!(world.faults().is_empty());
    assert_eq!(
        b.status(&id).await,
        "404",
        "and the time is the clock's again"
    );
}

#[tokio::test(start_paused = true)]
async fn unknown_paths_are_refused() {
    let world = world(|_| {});
    for path in ["nothing", "peerings/x/y/z", "calls/x"] {
        let answer = control(&world, "GET", path, &Value::Null).await;
        assert_eq!(answer.status, 404, "{path}");
    }
    let map = control(&world, "GET", "", &Value::Null).await;
    assert!(map.body["GET events"].is_string());
}
