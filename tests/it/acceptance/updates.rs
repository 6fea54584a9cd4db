//! Creates and updates that the cloud refuses, or that get half-way.

use serde_json::json;
use vpcconnect::simulator::{Effect, Match, Options, Reply, Rule, Seed};

use super::hcl::{REQUEST, own_request, request};
use super::scene::Scene;

#[tokio::test]
async fn a_second_peering_of_two_vpcs_is_refused_with_the_import_block_to_write() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("A", "B").await;
    let config = format!("{}{}", scene.provider(&[("default", "A")]), request(""));
    let folder = scene.folder("requester", &config);
    let import = format!("id = \"{id}\"");
    let told = ["409", "import {", import.as_str(), "PENDING_ACCEPTANCE"];
    folder.apply().await.refuses(&told).only_about(REQUEST);
    assert!(folder.state().is_empty());

    let block = format!("import {{\n  to = {REQUEST}\n  {import}\n}}\n");
    folder.write(&format!("{config}{block}"));
    folder.apply().await.plans(&[("import", REQUEST)]);
    assert_eq!(cloud.only_id(), id);
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn a_create_over_the_quota_is_an_error_and_leaves_nothing() {
    let seed: Seed = serde_json::from_value(json!({ "huaweicloud": { "quota": 0 } })).unwrap();
    let options = Options {
        seed: Some(seed),
        ..Options::default()
    };
    let Some(scene) = Scene::with(options).await else {
        return;
    };
    let config = format!("{}{}", scene.provider(&[("default", "A")]), own_request(""));
    let folder = scene.folder("requester", &config);
    let told = ["was not requested", "409", "OverQuota", "Quota exceeded"];
    folder.apply().await.refuses(&told).only_about(REQUEST);
    assert!(folder.state().is_empty());
    folder.plan().await.plans(&[("create", REQUEST)]);
    folder.destroy().await.succeeds();
}

#[tokio::test]
async fn a_vpc_that_is_not_the_accepters_is_explained() {
    let vpcs = json!([
        { "id": "vpc-A", "project_id": "project-A" },
        { "id": "vpc-B", "project_id": "project-C" },
    ]);
    let seed = json!({ "huaweicloud": { "vpcs": vpcs } });
    let seed: Seed = serde_json::from_value(seed).unwrap();
    let options = Options {
        seed: Some(seed),
        ..Options::default()
    };
    let Some(scene) = Scene::with(options).await else {
        return;
    };
    let config = format!("{}{}", scene.provider(&[("default", "A")]), request(""));
    let folder = scene.folder("requester", &config);
    folder.apply().await.refuses(&[
        "Accept VPC id or tenant id is incorrect",
        "accepter_vpc_id",
        "accepter_project_id",
        "not the account's or domain's id",
    ]);
    assert!(folder.state().is_empty());
}

#[tokio::test]
async fn an_update_that_is_refused_keeps_what_was() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = |name: &str| {
        let request = own_request("").replace("\"own\"", &format!("\"{name}\""));
        format!("{}{request}", scene.provider(&[("default", "A")]))
    };
    let folder = scene.folder("requester", &config("before"));
    folder.apply().await.succeeds();
    cloud.world().add_fault(Rule {
        on: Match {
            api: Some("UpdateVpcPeering".to_owned()),
            ..Match::default()
        },
        times: Some(1),
        effect: Some(Effect::Answer(Reply {
            status: 403,
            body: Some(json!({ "code": "VPC.2701", "message": "vpc:peerings:update is denied" })),
            headers: std::collections::BTreeMap::default(),
        })),
        ..Rule::default()
    });
    folder.write(&config("after"));
    let told = ["403", "vpc:peerings:update is denied"];
    folder.apply().await.refuses(&told).only_about(REQUEST);
    assert_eq!(folder.values(REQUEST)["name"], "before");
    folder.plan().await.plans(&[("update", REQUEST)]);
    folder.apply().await.succeeds();
    assert_eq!(cloud.only().name, "after");
}

#[tokio::test]
async fn an_update_that_gets_half_way_stores_what_it_changed() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = |name: &str, more: &str| {
        let request = request(more).replace("\"please\"", &format!("\"{name}\""));
        format!("{}{request}", scene.provider(&[("default", "A")]))
    };
    let folder = scene.folder("requester", &config("before", ""));
    folder.apply().await.succeeds();
    let waiting = "wait_for_answer = true\n  timeouts = { update = \"2s\" }";
    folder.write(&config("after", waiting));
    folder.apply().await.refuses(&["PENDING_ACCEPTANCE"]);
    let values = folder.values(REQUEST);
    assert_eq!(values["name"], "after");
    assert_eq!(values["answer"], "pending");
    assert_eq!(cloud.only().name, "after");
    cloud.act(&cloud.only_id(), "accept").await;
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn what_was_deleted_since_the_plan_is_told() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = |name: &str| {
        let request = own_request("").replace("\"own\"", &format!("\"{name}\""));
        format!("{}{request}", scene.provider(&[("default", "A")]))
    };
    let folder = scene.folder("requester", &config("before"));
    folder.apply().await.succeeds();
    let id = cloud.only_id();
    folder.write(&config("after"));
    folder.plan_with(&["-out=saved"]).await.succeeds();
    cloud.act(&id, "delete").await;
    let applied = folder.run(&["apply", "-json", "saved"]).await;
    applied.refuses(&[&id, "is gone"]);
    folder.plan().await.plans(&[("create", REQUEST)]);
    folder.apply().await.succeeds();
    assert_eq!(cloud.only().name, "after");
}
