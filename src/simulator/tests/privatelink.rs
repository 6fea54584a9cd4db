//! PrivateLink as a service's owner sees it.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};

use super::{Reply, control, seeded};
use crate::simulator::World;
use crate::simulator::alicloud::account::AccountId;
use crate::simulator::alicloud::sign;
use crate::simulator::id::{AccessKey, random_hex};
use crate::simulator::request::Request;

/// The hash of no body.
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const SETTLE: Duration = Duration::from_secs(10);

/// A cloud in which A owns the service `s`, and B asks it with `e1` to `e3`.
fn offering(doubts: &Value) -> World {
    let endpoint = |id| json!({ "requester": "B", "service_id": "s", "id": id });
    let world = seeded(&json!({ "alicloud": { "privatelink": {
        "services": [{ "owner": "A", "id": "s" }, { "owner": "C", "id": "other" }],
        "endpoints": [endpoint("e1"), endpoint("e2"), endpoint("e3")],
        "doubts": doubts,
    } } }));
    world.set_pace(Duration::ZERO, SETTLE);
    world
}

async fn call(world: &World, key: &str, action: &str, parameters: &str) -> Reply {
    let date = world.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut request = http::Request::builder()
        .method("POST")
        .uri(format!("/cn-hangzhou/?RegionId=cn-hangzhou&{parameters}"))
        .header("host", "simulator")
        .header("x-acs-action", action)
        .header("x-acs-version", "2020-04-15")
        .header("x-acs-date", date)
        .header("x-acs-signature-nonce", random_hex())
        .header("x-acs-content-sha256", EMPTY)
        .body(Vec::new())
        .unwrap();
    let (head, body) = request.clone().into_parts();
    let signed = sign::authorize(&Request::new(head, body), key, &format!("SK-{key}"));
    let headers = request.headers_mut();
    headers.insert("authorization", signed.parse().unwrap());
    let (head, body) = world.answer(request).await.unwrap().into_parts();
    Reply {
        status: head.status.as_u16(),
        headers: head.headers,
        body: serde_json::from_slice(&body).unwrap_or(Value::Null),
    }
}

async fn act(world: &World, action: &str, endpoint: &str) -> String {
    let action = format!("{action}VpcEndpointConnection");
    let parameters = format!("ServiceId=s&EndpointId={endpoint}");
    let reply = call(world, "A", &action, &parameters).await;
    match reply.body["Code"].as_str() {
        Some(code) => code.to_owned(),
        None => reply.status.to_string(),
    }
}

async fn list(world: &World, parameters: &str) -> Value {
    let parameters = format!("ServiceId=s&{parameters}");
    let reply = call(world, "A", "ListVpcEndpointConnections", &parameters).await;
    assert_eq!(reply.status, StatusCode::OK.as_u16(), "{reply:?}");
    reply.body
}

async fn status(world: &World, endpoint: &str) -> String {
    let listed = list(world, &format!("EndpointId={endpoint}")).await;
    let status = listed["Connections"][0]["ConnectionStatus"].as_str();
    status.unwrap_or("none").to_owned()
}

#[tokio::test(start_paused = true)]
async fn the_owner_enables_disables_and_thinks_again() {
    let world = offering(&json!({}));
    let listed = list(&world, "EndpointId=e1").await;
    let one = &listed["Connections"][0];
    assert_eq!(one["ConnectionStatus"], "Disconnected");
    let asking = AccountId::of(&AccessKey::from("B")).0;
    assert_eq!(one["EndpointOwnerId"], asking);
    assert_eq!(one["EndpointVpcId"], "vpc-B");
    assert_eq!(one["ResourceOwner"], false);
    for (action, meanwhile, then) in [
        ("Enable", "Connecting", "Connected"),
        ("Disable", "Disconnecting", "Disconnected"),
        ("Enable", "Connecting", "Connected"),
    ] {
        assert_eq!(act(&world, action, "e1").await, "200");
        assert_eq!(status(&world, "e1").await, meanwhile);
        tokio::time::sleep(SETTLE).await;
        assert_eq!(status(&world, "e1").await, then);
        let again = act(&world, action, "e1").await;
        assert_eq!(again, "EndpointConnectionOperationDenied");
    }
}

#[tokio::test(start_paused = true)]
async fn an_account_decides_one_at_a_time() {
    let world = offering(&json!({}));
    assert_eq!(act(&world, "Enable", "e1").await, "200");
    assert_eq!(
        act(&world, "Enable", "e2").await,
        "ConcurrentCallNotSupported"
    );
    tokio::time::sleep(SETTLE).await;
    assert_eq!(act(&world, "Enable", "e2").await, "200");
    // Nor does a disable go beside an enable; only where the lock is the call's alone.
    assert_eq!(
        act(&world, "Disable", "e1").await,
        "ConcurrentCallNotSupported"
    );
    let world = offering(&json!({ "locked_until_settled": false }));
    for endpoint in ["e1", "e2", "e3"] {
        assert_eq!(act(&world, "Enable", endpoint).await, "200");
    }
}

#[tokio::test(start_paused = true)]
async fn a_bandwidth_is_changed_of_what_is_connected() {
    let world = offering(&json!({}));
    let update = async |bandwidth: &str| {
        let parameters = format!("ServiceId=s&EndpointId=e1&Bandwidth={bandwidth}");
        let api = "UpdateVpcEndpointConnectionAttribute";
        call(&world, "A", api, &parameters).await.body["Code"].clone()
    };
    assert_eq!(update("800").await, "EndpointConnectionOperationDenied");
    let enabled = "ServiceId=s&EndpointId=e1&Bandwidth=500";
    call(&world, "A", "EnableVpcEndpointConnection", enabled).await;
    tokio::time::sleep(SETTLE).await;
    assert_eq!(list(&world, "").await["Connections"][0]["Bandwidth"], 500);
    assert_eq!(update("99").await, "IllegalParam.Bandwidth");
    assert_eq!(update("800").await, Value::Null);
    assert_eq!(status(&world, "e1").await, "Pending");
    tokio::time::sleep(SETTLE).await;
    assert_eq!(status(&world, "e1").await, "Connected");
    assert_eq!(list(&world, "").await["Connections"][0]["Bandwidth"], 800);
}

#[tokio::test(start_paused = true)]
async fn lists_have_pages_and_filters_and_show_an_owner_his_own() {
    let world = offering(&json!({}));
    let ids = |body: &Value| -> Vec<String> {
        let all = body["Connections"].as_array().unwrap().iter();
        all.map(|one| one["EndpointId"].as_str().unwrap().to_owned())
            .collect()
    };
    let page = list(&world, "MaxResults=2").await;
    assert_eq!(
        (ids(&page), &page["TotalCount"]),
        (vec!["e1".into(), "e2".into()], &json!("3"))
    );
    let next = page["NextToken"].as_str().unwrap();
    let page = list(&world, &format!("MaxResults=2&NextToken={next}")).await;
    assert_eq!(
        (ids(&page), &page["NextToken"]),
        (vec!["e3".into()], &json!(""))
    );
    control(
        &world,
        "PATCH",
        "endpoints/e2",
        &json!({ "status": "Connected" }),
    )
    .await;
    assert_eq!(
        ids(&list(&world, "ConnectionStatus=Connected").await),
        ["e2"]
    );
    assert!(ids(&list(&world, "EndpointOwnerId=1").await).is_empty());
    for key in ["B", "C"] {
        let hidden = call(&world, key, "ListVpcEndpointConnections", "ServiceId=s").await;
        assert_eq!(hidden.body["Code"], "EndpointServiceNotFound");
        let all = call(&world, key, "ListVpcEndpointConnections", "").await;
        assert!(ids(&all.body).is_empty(), "{all:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_goes_is_seen_to_go() {
    let world = offering(&json!({}));
    control(&world, "POST", "endpoints/e1/delete", &Value::Null).await;
    assert_eq!(status(&world, "e1").await, "Deleting");
    let denied = act(&world, "Enable", "e1").await;
    assert_eq!(denied, "EndpointConnectionOperationDenied");
    tokio::time::sleep(SETTLE).await;
    assert_eq!(status(&world, "e1").await, "none");
    assert_eq!(
        act(&world, "Enable", "e1").await,
        "EndpointConnectionNotFound"
    );
    let gone = control(&world, "DELETE", "services/s", &Value::Null).await;
    assert_eq!(gone.status, 204);
    assert_eq!(act(&world, "Enable", "e2").await, "EndpointServiceNotFound");
    let all = call(&world, "A", "ListVpcEndpointConnections", "").await;
    assert_eq!(
        all.body["Connections"][0]["ConnectionStatus"],
        "ServiceDeleted"
    );
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_changes_nothing_whatever_comes_of_it() {
    let world = offering(&json!({}));
    world.set_pace(Duration::ZERO, Duration::ZERO);
    let enable = "EnableVpcEndpointConnection";
    for (flag, code) in [
        ("true", "DryRunOperation"),
        ("maybe", "IllegalParam.DryRun"),
    ] {
        let parameters = format!("ServiceId=s&EndpointId=e1&DryRun={flag}");
        let reply = call(&world, "A", enable, &parameters).await;
        assert_eq!(reply.body["Code"], code);
        assert_eq!(status(&world, "e1").await, "Disconnected", "{flag}");
    }
    let parameters = "ServiceId=s&EndpointId=e1&DryRun=false";
    let reply = call(&world, "A", enable, parameters).await;
    assert_eq!(reply.status, StatusCode::OK.as_u16());
    assert_eq!(status(&world, "e1").await, "Connected");
}
