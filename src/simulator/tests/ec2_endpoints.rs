//! PrivateLink on AWS as a service's owner sees it.

use std::time::Duration;

use serde_json::{Value, json};

use super::ec2::{Caller, HERE, THERE, account, caller};
use super::{control, seeded};
use crate::simulator::World;

const SETTLE: Duration = Duration::from_secs(60);

/// A cloud in which A owns the services `s` and `t`, and B asks them with `e1` to `e3`, and `f`.
fn offering(doubts: &Value) -> (World, Caller) {
    let service = |id| json!({ "owner": "A", "id": id, "region": HERE });
    let endpoint = |service, id| json!({ "requester": "B", "service_id": service, "id": id });
    let world = seeded(&json!({ "aws": { "privatelink": {
        "services": [service("s"), service("t")],
        "endpoints": [endpoint("s", "e1"), endpoint("s", "e2"), endpoint("s", "e3"), endpoint("t", "f")],
    }, "doubts": doubts } }));
    world.set_pace(Duration::ZERO, SETTLE);
    let owner = caller(&world, "A", HERE);
    (world, owner)
}

/// The endpoints that are refused, and the codes.
async fn decide(owner: &Caller, act: &str, ids: &[&str]) -> Result<Vec<(String, String)>, String> {
    let names: Vec<_> = (1..=ids.len())
        .map(|number| format!("VpcEndpointId.{number}"))
        .collect();
    let mut pairs = vec![("ServiceId", "s")];
    pairs.extend(names.iter().map(String::as_str).zip(ids.iter().copied()));
    let reply = owner
        .call(&format!("{act}VpcEndpointConnections"), &pairs)
        .await;
    if reply.status != 200 {
        return Err(reply.code().to_owned());
    }
    let refused = reply.all("resourceId").into_iter().zip(reply.all("code"));
    Ok(refused
        .map(|(id, code)| (id.to_owned(), code.to_owned()))
        .collect())
}

async fn list(owner: &Caller, filters: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (number, (name, value)) in (1..).zip(filters) {
        pairs.push((format!("Filter.{number}.Name"), *name));
        pairs.push((format!("Filter.{number}.Value.1"), *value));
    }
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect();
    let reply = owner.call("DescribeVpcEndpointConnections", &pairs).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let states = reply
        .all("vpcEndpointId")
        .into_iter()
        .zip(reply.all("vpcEndpointState"));
    states
        .map(|(id, state)| (id.to_owned(), state.to_owned()))
        .collect()
}

async fn status(owner: &Caller, id: &str) -> String {
    let found = list(owner, &[("vpc-endpoint-id", id)]).await;
    found
        .first()
        .map_or_else(|| "none".to_owned(), |(_, state)| state.clone())
}

fn refused(id: &str, code: &str) -> (String, String) {
    (id.to_owned(), code.to_owned())
}

#[tokio::test(start_paused = true)]
async fn the_owner_answers_many_at_once_each_for_itself() {
    let (world, a) = offering(&json!({}));
    assert_eq!(status(&a, "e1").await, "pendingAcceptance");
    let missing = "InvalidVpcEndpointId.NotFound";
    let done = decide(&a, "Accept", &["e1", "f", "e2"]).await.unwrap();
    assert_eq!(done, [refused("f", missing)], "it asks another service");
    assert_eq!(status(&a, "e2").await, "pending");
    let counted = world.calls().into_iter().filter(|call| call.refused > 0);
    let counted: Vec<_> = counted.map(|call| (call.api, call.refused)).collect();
    let accept = Some("AcceptVpcEndpointConnections".to_owned());
    assert_eq!(counted, [(accept, 1)], "as the log says");
    let again = decide(&a, "Reject", &["e2", "e3"]).await.unwrap();
    assert_eq!(again, [refused("e2", "InvalidStateTransition")]);
    tokio::time::sleep(SETTLE).await;
    assert_eq!(decide(&a, "Reject", &["e1"]).await.unwrap(), []);
    for (id, state) in [("e1", "rejected"), ("e2", "available"), ("e3", "rejected")] {
        assert_eq!(status(&a, id).await, state, "{id}");
    }
    assert_eq!(decide(&a, "Accept", &["e3"]).await.unwrap(), []);
    control(&world, "POST", "endpoints/e2/delete", &Value::Null).await;
    assert_eq!(status(&a, "e2").await, "deleting");
    tokio::time::sleep(SETTLE).await;
    assert_eq!(status(&a, "e2").await, "deleted");
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert_eq!(status(&a, "e2").await, "none");
    control(&world, "POST", "endpoints/e1/fail", &Value::Null).await;
    assert_eq!(status(&a, "e1").await, "failed");
}

#[tokio::test(start_paused = true)]
async fn nobody_else_sees_or_answers_them() {
    let (world, a) = offering(&json!({}));
    for other in [caller(&world, "A", THERE), caller(&world, "B", HERE)] {
        assert_eq!(list(&other, &[]).await, []);
        let told = decide(&other, "Accept", &["e1"]).await.unwrap_err();
        assert_eq!(told, "InvalidVpcEndpointServiceId.NotFound");
    }
    assert_eq!(list(&a, &[]).await.len(), 4);
    let b = account("B");
    for (filter, value, count) in [
        ("service-id", "s", 3),
        ("vpc-endpoint-owner", b.as_str(), 4),
        ("vpc-endpoint-state", "pending*", 4),
        ("vpc-endpoint-state", "available", 0),
        ("vpc-endpoint-region", HERE, 4),
    ] {
        assert_eq!(
            list(&a, &[(filter, value)]).await.len(),
            count,
            "{filter} {value}"
        );
    }
    let pairs = [("MaxResults", "5000")];
    let reply = a.call("DescribeVpcEndpointConnections", &pairs).await;
    assert_eq!(reply.all("vpcEndpointId").len(), 4, "more is cut");
    let services = a
        .call("DescribeVpcEndpointServiceConfigurations", &[])
        .await;
    assert_eq!(services.all("serviceId"), ["s", "t"]);
    assert_eq!(services.all("acceptanceRequired"), ["true", "true"]);
}

#[tokio::test(start_paused = true)]
async fn too_many_are_refused_and_a_dry_run_changes_nothing() {
    let (_, a) = offering(&json!({}));
    let many: Vec<_> = std::iter::repeat_n("e1", 51).collect();
    assert_eq!(
        decide(&a, "Accept", &many).await.unwrap_err(),
        "InvalidParameterValue"
    );
    let pairs = [
        ("ServiceId", "s"),
        ("VpcEndpointId.1", "e1"),
        ("DryRun", "true"),
    ];
    let tried = a.call("AcceptVpcEndpointConnections", &pairs).await;
    assert_eq!((tried.status, tried.code()), (412, "DryRunOperation"));
    assert_eq!(status(&a, "e1").await, "pendingAcceptance");
}

/// Both answers to each question that the documents leave open.
#[tokio::test(start_paused = true)]
async fn what_the_documents_leave_open_can_be_chosen() {
    for yes in [true, false] {
        let (_, a) = offering(&json!({
            "rejected_accepts": yes, "pending_rejects": yes, "decided_again_succeeds": yes,
            "missing_endpoint_spoils": yes, "capital_statuses": yes,
            "shows_rejected": if yes { "2h" } else { "0s" },
        }));
        let seen = status(&a, "e1").await;
        assert_eq!(seen == "PendingAcceptance", yes, "{seen}");
        assert_eq!(decide(&a, "Accept", &["e1", "none"]).await.is_err(), yes);
        decide(&a, "Accept", &["e2"]).await.unwrap();
        assert_eq!(decide(&a, "Reject", &["e2"]).await.unwrap().is_empty(), yes);
        tokio::time::sleep(SETTLE).await;
        decide(&a, "Reject", &["e2", "e3"]).await.unwrap();
        assert_eq!(decide(&a, "Reject", &["e3"]).await.unwrap().is_empty(), yes);
        assert_eq!(decide(&a, "Accept", &["e3"]).await.unwrap().is_empty(), yes);
        tokio::time::sleep(Duration::from_secs(3 * 3600)).await;
        assert_eq!(status(&a, "e2").await == "none", yes);
    }
}
