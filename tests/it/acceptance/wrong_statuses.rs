//! A refresh of everything there is, while a gateway calls it "not found" with a status that says
//! something else.

use std::fmt::Write as _;

use serde_json::json;
use vpcconnect::simulator::Rule;

use super::alicloud::{account_id, accounts};
use super::hcl::resource;
use super::scene::{REQUIRED, Scene};
use crate::protocol::wrong_answers::all_reads_meet;

/// Tenant A's side of everything: twelve resources of all seven types.
async fn everything(scene: &Scene) -> String {
    let cloud = scene.cloud();
    let world = cloud.world();
    let mut blocks = String::new();
    let mut add = |kind: &str, name: &str, body: &str| {
        blocks.push_str(&resource(&format!("vpcconnect_{kind}"), name, body));
    };
    for number in 1..=2 {
        add(
            "huaweicloud_peering",
            &format!("r{number}"),
            &format!(
                "name = \"please\"\n requester_vpc_id = \"vpc-a{number}\"\n accepter_vpc_id = \"vpc-b{number}\"\n accepter_project_id = \"project-B\""
            ),
        );
        add(
            "alicloud_peering",
            &format!("r{number}"),
            &format!(
                "requester_vpc_id = \"vpc-a{number}\"\n accepter_vpc_id = \"vpc-b{number}\"\n accepter_region = \"cn-beijing\"\n accepter_account_id = \"{}\"",
                account_id("B")
            ),
        );
        let id = cloud
            .request_for("B", "A", &format!("vpc-in-{number}"))
            .await;
        add(
            "huaweicloud_peering_accepter",
            &format!("a{number}"),
            &format!("peering_id = \"{id}\"\n decision = \"accept\""),
        );
        let service = json!({ "owner": "A", "id": format!("svc{number}") });
        world
            .arrange_service(&serde_json::from_value(service).unwrap())
            .unwrap();
        let endpoint = json!({ "requester": "B", "service_id": format!("svc{number}"), "id": format!("e{number}") });
        world
            .arrange_endpoint(&serde_json::from_value(endpoint).unwrap())
            .unwrap();
        add(
            "huaweicloud_endpoint_connection",
            &format!("e{number}"),
            &format!(
                "service_id = \"svc{number}\"\n endpoint_id = \"e{number}\"\n decision = \"accept\""
            ),
        );
    }
    add(
        "huaweicloud_cs_peering",
        "c",
        "cluster_id = 56\n name = \"please\"\n accepter_vpc_id = \"vpc-B\"\n accepter_project_id = \"project-B\"",
    );
    let asked = json!({
        "cloud": "alicloud", "requester": "B", "accepter": "A", "requester_vpc_id": "vpc-x",
        "accepter_vpc_id": "vpc-y", "accepter_region": "cn-hangzhou", "status": "Accepting",
    });
    let asked = scene.cloud().control("POST", "", &asked).await;
    add(
        "alicloud_peering_accepter",
        "a",
        &format!("peering_id = {}\n decision = \"accept\"", asked["id"]),
    );
    let service = json!({ "owner": "A", "id": "epsrv-1" });
    world
        .arrange_alicloud_service(&serde_json::from_value(service).unwrap())
        .unwrap();
    for number in 1..=2 {
        let endpoint =
            json!({ "requester": "B", "service_id": "epsrv-1", "id": format!("ep-{number}") });
        world
            .arrange_alicloud_endpoint(&serde_json::from_value(endpoint).unwrap())
            .unwrap();
        add(
            "alicloud_endpoint_connection",
            &format!("e{number}"),
            &format!(
                "service_id = \"epsrv-1\"\n endpoint_id = \"ep-{number}\"\n decision = \"accept\""
            ),
        );
    }
    blocks
}

#[tokio::test]
async fn a_refresh_forgets_nothing() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let mut config = String::new();
    write!(
        config,
        "{REQUIRED}provider \"vpcconnect\" {{\n  huaweicloud = {{ default = {} }}\n{}}}\n{}",
        scene.account("A", ""),
        accounts(&scene, &[("default", "A")]),
        everything(&scene).await,
    )
    .unwrap();
    // Once is enough to see what comes of it.
    let config = config.replace("access_key =", "max_retries = 0\n access_key =");
    let folder = scene.folder("everything", &config);
    folder.apply().await.succeeds();
    let before = folder.stored();
    assert_eq!(before.len(), 12);
    let world = scene.cloud().world().clone();
    let body = json!({ "error_code": "EndPoint.2006", "Code": "ResourceNotFound.InstanceId" });
    for status in [401, 403, 409, 429, 500, 503] {
        for rule in all_reads_meet(status, &body) {
            // What is throttled is asked again until it is answered.
            let times = (status == 429).then_some(1);
            world.add_fault(Rule { times, ..rule });
        }
        let refreshed = folder.apply_with(&["-refresh-only"]).await;
        if status == 429 {
            refreshed.succeeds();
        } else {
            let told = refreshed.fails().errors();
            assert!(!told.is_empty(), "{status}");
        }
        let ids = |all: &[serde_json::Value]| -> Vec<_> {
            all.iter()
                .map(|one| one["attributes"]["id"].clone())
                .collect()
        };
        assert_eq!(ids(&folder.stored()), ids(&before), "{status}");
        world.clear_faults();
    }
    folder.plan().await.plans_nothing();
}
