//! What a plan hands on to the plan that the apply begins with, and to the apply: where the host stores planned
//! private state (Terraform since 1.16), and where it does not.

use std::time::Duration;

use serde_json::json;

use super::cty::{Cty, object, text};
use super::host::Host;
use super::ring::Ring;
use super::rules::plan::Action;
use super::stage::{
    ACCEPTER, ALI_ACCEPTER, ALI_ENDPOINT, ALI_PEERING, ALI_REGION, AWS_A, AWS_ACCEPTER, AWS_B,
    AWS_PEERING, PEERING, REGION, Stage,
};
use super::told::Told;

/// A's request to B.
fn request(host: &Host, name: &str) -> Cty {
    let block = &host.resources[name];
    let config = block.with([
        ("name", text("ours")),
        ("requester_vpc_id", text("vpc-a")),
        ("accepter_vpc_id", text("vpc-b")),
    ]);
    match name {
        PEERING => config.with("accepter_project_id", text("project-B")),
        _ => config
            .with("accepter_region", text(ALI_REGION))
            .with("accepter_account_id", text("1255198513")),
    }
}

fn count(ring: &Ring) -> usize {
    ring.world.peerings().len() + ring.world.alicloud_peerings().len()
}

/// A later run: the clouds' times are whole seconds.
async fn later(ring: &Ring) {
    tokio::time::sleep(Duration::from_secs(2)).await;
    ring.begin().await;
}

#[tokio::test(start_paused = true)]
async fn a_plan_that_is_applied_once_more_adopts_its_own_and_never_an_older_one() {
    for name in [PEERING, ALI_PEERING] {
        for ring in [Ring::closed().await, Ring::older().await] {
            ring.begin().await;
            let (resource, config) = (ring.host.resource(name), request(&ring.host, name));
            let plan = resource.plan(None, &config).await.unwrap();
            later(&ring).await;
            // That run is killed: the state has nothing of it.
            let made = resource.apply(&plan).await.succeeded();
            let id = made.state.get("id");
            // A plan of the same second is a later one: it does not know what it finds.
            ring.begin().await;
            let other = resource.plan(None, &config).await.unwrap();
            let (stored, told) = resource.apply(&other).await.failed();
            let names = |told: &Told| told.to_string().contains(id.as_text());
            assert!(stored.is_none() && names(&told), "{told}");
            later(&ring).await;
            let again = resource.apply(&plan).await;
            if ring.host.capabilities.store_planned_private {
                assert_eq!(again.succeeded().state.get("id"), id, "{name}");
            } else {
                let (stored, told) = again.failed();
                assert!(stored.is_none() && names(&told), "{told}");
            }
            assert_eq!(count(&ring), 1, "{name}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_another_resource_or_hand_made_after_the_plan_is_not_adopted() {
    for name in [PEERING, ALI_PEERING] {
        let ring = Ring::closed().await;
        ring.begin().await;
        let (resource, config) = (ring.host.resource(name), request(&ring.host, name));
        let one = resource.plan(None, &config).await.unwrap();
        let other = resource.plan(None, &config).await.unwrap();
        later(&ring).await;
        resource.apply(&one).await.succeeded();
        let (stored, _) = resource.apply(&other).await.failed();
        assert_eq!(stored, None, "{name}: another resource of the run");

        let ring = Ring::closed().await;
        ring.begin().await;
        let (resource, config) = (ring.host.resource(name), request(&ring.host, name));
        let plan = resource.plan(None, &config).await.unwrap();
        later(&ring).await;
        let mut new = json!({
            "requester": "A", "requester_vpc_id": "vpc-a", "accepter": "B", "accepter_vpc_id": "vpc-b",
            "name": "theirs", "region": REGION,
        });
        if name == ALI_PEERING {
            new["cloud"] = json!("alicloud");
            new["region"] = json!(ALI_REGION);
        }
        Ring::control(&ring.world, "POST", "peerings", &new).await;
        later(&ring).await;
        let (stored, _) = resource.apply(&plan).await.failed();
        assert_eq!(stored, None, "{name}: a hand that calls it otherwise");
        assert_eq!(count(&ring), 1);
    }
}

#[tokio::test]
async fn what_the_first_plan_has_shown_holds() {
    for stores in [true, false] {
        let mut stage = Stage::set().await;
        stage.host.capabilities.store_planned_private = stores;
        let resource = stage.host.resource(PEERING);
        let config = stage.request();
        let plan = resource.plan(None, &config).await.unwrap();
        // The account's region is another one by the time of the apply.
        let elsewhere = stage.account("A").with("region", text("cn-south-1"));
        let accounts = object([("default", elsewhere)]);
        let block = stage.host.provider.with([("huaweicloud", accounts)]);
        assert!(stage.host.configure(&block).await.is_empty());
        match resource.try_apply(&plan, &config).await {
            Ok(applied) => {
                assert!(stores);
                assert_eq!(*applied.succeeded().state.get("region"), text(REGION));
            }
            Err(broken) => assert!(!stores, "{broken:?}"),
        }
        stage.end().await;
    }
}

/// How often a plan and its apply call `api`, where each plan is asked for twice.
async fn calls(stage: &Stage, name: &str, config: &Cty, api: &str) -> [usize; 2] {
    let count = || {
        let calls = stage.cloud.calls();
        let of = |call: &&vpcconnect::simulator::Call| call.api.as_deref() == Some(api);
        calls.iter().filter(of).count()
    };
    let before = count();
    let resource = stage.host.resource(name);
    let plan = resource.plan(None, config).await.unwrap();
    assert_eq!(plan.action, Action::Create);
    let planned = count();
    resource.apply(&plan).await.succeeded();
    [planned - before, count() - planned]
}

#[tokio::test]
async fn preflight_is_asked_by_the_first_plan_alone() {
    // The call itself, and twice a dry run where the final plan cannot know of the first one.
    for (stores, applied) in [(true, 1), (false, 3)] {
        let mut stage = Stage::set().await;
        stage.host.capabilities.store_planned_private = stores;
        let asks = |account: Cty| account.with("preflight", Cty::Bool(true));
        let (alicloud, aws) = (stage.alicloud_account("A"), stage.aws_account("A"));
        let aws = object([("default", asks(aws)), ("partner", stage.aws_account("B"))]);
        let alicloud = object([("default", asks(alicloud))]);
        let block = stage
            .host
            .provider
            .with([("alicloud", alicloud), ("aws", aws)]);
        assert!(stage.host.configure(&block).await.is_empty());

        let config = request(&stage.host, ALI_PEERING);
        let asked = calls(&stage, ALI_PEERING, &config, "CreateVpcPeerConnection").await;
        assert_eq!(asked, [2, applied], "a request");

        let new = json!({
            "cloud": "alicloud", "requester": "B", "requester_vpc_id": "vpc-1",
            "accepter": "A", "accepter_vpc_id": "vpc-2",
        });
        let asked = Ring::control(stage.world(), "POST", "peerings", &new).await;
        let id = asked["id"].as_str().unwrap();
        let decision = ("decision", text("accept"));
        let block = &stage.host.resources[ALI_ACCEPTER];
        let config = block.with([decision.clone(), ("peering_id", text(id))]);
        let asked = calls(&stage, ALI_ACCEPTER, &config, "AcceptVpcPeerConnection").await;
        assert_eq!(asked, [2, applied], "an answer");

        let (service, endpoint) = stage.ali_endpoint();
        let block = &stage.host.resources[ALI_ENDPOINT];
        let (service, endpoint) = (text(&service), text(&endpoint));
        let config = block.with([("service_id", service), ("endpoint_id", endpoint), decision]);
        let api = "EnableVpcEndpointConnection";
        let asked = calls(&stage, ALI_ENDPOINT, &config, api).await;
        assert_eq!(asked, [2, applied], "an endpoint");

        let config = stage.aws_request("default", ["vpc-1", "vpc-2"], AWS_B);
        let asked = calls(&stage, AWS_PEERING, &config, "CreateVpcPeeringConnection").await;
        assert_eq!(asked, [2, applied], "a request on AWS");
        let theirs = stage.aws_request("partner", ["vpc-3", "vpc-4"], AWS_A);
        let theirs = stage.made(AWS_PEERING, &theirs).await;
        let config = stage.aws_decision(theirs.state.get("id").as_text(), "accept");
        let asked = calls(&stage, AWS_ACCEPTER, &config, "AcceptVpcPeeringConnection").await;
        assert_eq!(asked, [2, applied], "an answer on AWS");
        stage.end().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_withdrawn_request_ends_in_our_message_alone() {
    for name in [ACCEPTER, ALI_ACCEPTER] {
        let ring = Ring::closed().await;
        ring.begin().await;
        let mut new = json!({
            "requester": "B", "requester_vpc_id": "vpc-1", "accepter": "A", "accepter_vpc_id": "vpc-2",
            "region": REGION,
        });
        if name == ALI_ACCEPTER {
            new["cloud"] = json!("alicloud");
            new["region"] = json!(ALI_REGION);
        }
        let made = Ring::control(&ring.world, "POST", "peerings", &new).await;
        let id = made["id"].as_str().unwrap();
        let resource = ring.host.resource(name);
        let config = resource
            .block
            .with([("peering_id", text(id)), ("decision", text("accept"))]);
        let plan = resource.plan(None, &config).await.unwrap();
        assert_eq!(*plan.planned.get("requester_vpc_id"), text("vpc-1"));
        let gone = format!("peerings/{id}/delete");
        Ring::control(&ring.world, "POST", &gone, &json!(null)).await;
        later(&ring).await;
        let (stored, told) = resource.apply(&plan).await.failed();
        assert_eq!(stored, None);
        assert!(told.names(id), "{told}");
        assert_eq!(told.to_string().matches(id).count(), 1, "told once: {told}");
    }
}
