//! What is there already: `import` blocks, and the configuration that the CLI writes for them.

use serde_json::{Value, json};

use super::alicloud::{account_id, accounts};
use super::cli;
use super::hcl::import_blocks;
use super::scene::{REQUIRED, Scene};

const ALI_SERVICE: &str = "epsrv-hp3vpx8yqxblby3i0001";

/// Requests and decisions of tenant A on Huawei Cloud and Alibaba Cloud, by the addresses that they are to have.
pub(super) async fn there(scene: &Scene) -> Vec<(String, String)> {
    let cloud = scene.cloud();
    let world = cloud.world().clone();
    let request = cloud.request("A", "B").await;
    let answer = cloud.request_for("B", "A", "vpc-c").await;
    for id in [&request, &answer] {
        cloud.act(id, "accept").await;
    }
    let service = json!({ "owner": "A", "id": "svc", "approval_enabled": true });
    let service = serde_json::from_value(service).unwrap();
    world.arrange_service(&service).unwrap();
    let endpoint = json!({ "requester": "B", "service_id": "svc", "id": "e" });
    let endpoint = serde_json::from_value(endpoint).unwrap();
    world.arrange_endpoint(&endpoint).unwrap();
    world.act_on_endpoint(&"e".into(), "accept").unwrap();

    let mut ids = Vec::new();
    for (requester, accepter) in [("A", "B"), ("B", "A")] {
        let new = json!({
            "cloud": "alicloud", "requester": requester, "accepter": accepter,
            "requester_vpc_id": format!("vpc-of-{requester}"), "accepter_vpc_id": "vpc-there",
            "status": "Activated",
        });
        let made = scene.cloud().control("POST", "", &new).await;
        ids.push(made["id"].as_str().unwrap().to_owned());
    }
    let service = json!({ "owner": "A", "id": ALI_SERVICE });
    let service = serde_json::from_value(service).unwrap();
    world.arrange_alicloud_service(&service).unwrap();
    let endpoint = json!({
        "requester": "B", "service_id": ALI_SERVICE, "id": "ep", "status": "Connected",
    });
    let endpoint = serde_json::from_value(endpoint).unwrap();
    world.arrange_alicloud_endpoint(&endpoint).unwrap();

    let [ali_request, ali_answer] = &ids[..] else {
        panic!("{ids:?}")
    };
    let pairs = [
        ("huaweicloud_peering", request),
        ("huaweicloud_peering_accepter", answer),
        ("huaweicloud_endpoint_connection", "svc/e".to_owned()),
        ("alicloud_peering", ali_request.clone()),
        ("alicloud_peering_accepter", ali_answer.clone()),
        ("alicloud_endpoint_connection", format!("{ALI_SERVICE}/ep")),
    ];
    pairs
        .map(|(kind, id)| (format!("vpcconnect_{kind}.this"), id))
        .into()
}

#[tokio::test]
async fn the_cli_writes_the_configuration_of_what_is_imported() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let there = there(&scene).await;
    let provider = format!(
        "{REQUIRED}provider \"vpcconnect\" {{\n{}  huaweicloud = {{ default = {} }}\n}}\n",
        accounts(&scene, &[("default", "A")]),
        scene.account("A", ""),
    );
    let folder = scene.folder("adopted", &provider);
    let version = folder.run(&["version"]).await;
    let plain = format!("{provider}{}", import_blocks(&there));
    if cli::guesses_providers(version.text()) {
        folder.write(&plain.replace("import {", "import {\n  provider = vpcconnect"));
    } else {
        folder.write(&plain);
    }
    let written = folder.plan_with(&["-generate-config-out=written.tf"]).await;
    written.succeeds();
    // It may be named only as long as there is no resource.
    folder.write(&plain);
    let text = String::from_utf8(folder.read("written.tf")).unwrap();
    for (address, _) in &there {
        let (kind, name) = address.split_once('.').unwrap();
        assert!(
            text.contains(&format!("resource {kind:?} {name:?}")),
            "{text}"
        );
    }
    scene.cloud().forget();
    folder.apply().await.succeeds();
    let writes = scene.cloud().writes();
    let reads = |api: &String| api.starts_with("List") || api.starts_with("Get");
    assert!(writes.iter().all(reads), "{writes:?}");
    folder.plan().await.plans_nothing();
    assert_eq!(folder.state().len(), there.len());

    // The same configuration makes a peering anew that has gone.
    let partner = account_id("B");
    assert!(text.contains(&partner), "{text}");
    let (_, id) = &there[3];
    scene
        .cloud()
        .control("DELETE", &format!("/{id}"), &Value::Null)
        .await;
    folder.write(&provider);
    folder.apply().await.succeeds();
    folder.plan().await.plans_nothing();
    assert_ne!(
        folder.values("vpcconnect_alicloud_peering.this")["id"],
        json!(id)
    );
}
