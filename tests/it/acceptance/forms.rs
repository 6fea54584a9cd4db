//! Regions and their defaults, null and `""`, and settings that need no call.

use super::hcl::{ANSWER, REQUEST, answer, own_request, request};
use super::scene::{Scene, provider};

#[tokio::test]
async fn the_region_is_filled_in_at_plan_and_not_moved_by_its_default() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = |region: &str, more: &str| {
        let account = scene.account("A", "").replace("cn-north-4", region);
        format!(
            "{}{}",
            provider(&format!("default = {account}")),
            own_request(more)
        )
    };
    let folder = scene.folder("requester", &config("cn-north-4", ""));
    let planned = folder.planned(REQUEST).await;
    assert_eq!(planned["after"]["region"], "cn-north-4", "{planned}");
    folder.apply().await.succeeds();
    let old = cloud.only_id();

    folder.write(&config("cn-east-3", ""));
    folder.plan().await.plans_nothing();
    folder.write(&config("cn-east-3", "region = \"cn-north-4\""));
    folder.plan().await.plans_nothing();

    // A region of its own is another thing.
    folder.write(&config("cn-north-4", "region = \"cn-east-3\""));
    folder.plan().await.plans(&[("replace", REQUEST)]);
    folder.apply().await.succeeds();
    let new = cloud.only();
    assert_ne!(new.id.as_str(), old);
    assert_eq!(new.requester.region.as_str(), "cn-east-3");
    folder.plan().await.plans_nothing();

    // It can be taken over only by its region's name.
    let elsewhere = scene.folder("elsewhere", &config("cn-north-4", "region = \"cn-east-3\""));
    let missed = elsewhere.import(REQUEST, new.id.as_str()).await.fails();
    assert!(missed.words().contains("cn-north-4"), "{missed}");
    let typed = format!("{}@cn-east-3", new.id);
    elsewhere.import(REQUEST, &typed).await.succeeds();
    elsewhere.plan().await.plans_nothing();
    elsewhere.destroy().await.succeeds();
    assert!(cloud.peerings().is_empty());
}

#[tokio::test]
async fn the_region_of_an_answer_is_filled_in_at_plan_and_not_moved() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let id = scene.cloud().request("B", "A").await;
    let config = |region: &str| {
        let account = scene.account("A", "").replace("cn-north-4", region);
        format!(
            "{}{}",
            provider(&format!("default = {account}")),
            answer(&id, "accept", "")
        )
    };
    let folder = scene.folder("accepter", &config("cn-north-4"));
    let planned = folder.planned(ANSWER).await;
    assert_eq!(planned["after"]["region"], "cn-north-4", "{planned}");
    folder.apply().await.succeeds();
    folder.write(&config("cn-east-3"));
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn an_endpoint_of_one_region_serves_no_other() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let account = scene.account("A", "").replace("/{region}", "");
    let config = format!(
        "{}{}",
        provider(&format!("default = {account}")),
        own_request("region = \"cn-east-3\"")
    );
    let folder = scene.folder("requester", &config);
    let line = "region = \"cn-east-3\"";
    let planned = folder.plan().await;
    planned.refuses_at(line, &["cn-east-3", "cn-north-4", "{region}"]);
    assert_eq!(cloud.calls(), []);
}

#[tokio::test]
async fn null_and_empty_text_mean_the_same() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = |more: &str| {
        format!(
            "{}{}",
            scene.provider(&[("default", "A")]),
            own_request(more)
        )
    };
    let empty = "description = \"\"
  account = \"\"
  region = \"\"
  accepter_project_id = \"\"
  timeouts = {}";
    for (name, first, second) in [("filled", empty, ""), ("bare", "", empty)] {
        let folder = scene.folder(name, &config(first));
        folder.apply().await.succeeds();
        folder.plan().await.plans_nothing();
        let unread = folder.plan_with(&["-refresh=false"]).await;
        unread.plans_nothing();

        // The other way of saying nothing is recorded, and nobody is called.
        folder.write(&config(second));
        cloud.forget();
        folder.apply().await.succeeds();
        assert_eq!(cloud.writes(), [""; 0], "{name}");
        folder.plan().await.plans_nothing();

        let imported = scene.folder(&format!("{name}-imported"), &config(second));
        imported.import(REQUEST, &cloud.only_id()).await.succeeds();
        cloud.forget();
        imported.apply().await.succeeds();
        assert_eq!(cloud.writes(), [""; 0], "{name}");
        imported.plan().await.plans_nothing();
        folder.destroy().await.succeeds();
    }
}

#[tokio::test]
async fn the_guards_and_settings_of_an_answer_may_be_empty() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let empty = "on_destroy = \"\"
  requester_project_id = \"\"
  requester_vpc_id = \"\"
  account = \"\"
  timeouts = { create = \"\" }";
    let config = |more: &str| {
        let provider = scene.provider(&[("default", "A")]);
        format!("{provider}{}", answer(&id, "accept", more))
    };
    let folder = scene.folder("accepter", &config(empty));
    folder.apply().await.succeeds().warns_of_nothing();
    folder.plan().await.plans_nothing();
    folder.write(&config(""));
    cloud.forget();
    folder.apply().await.succeeds();
    assert_eq!(cloud.writes(), [""; 0]);
    folder.plan().await.plans_nothing();
    folder.destroy().await.succeeds();
    assert_eq!(cloud.writes(), [""; 0]);
}

#[tokio::test]
async fn a_description_comes_changes_and_goes() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = |more: &str| format!("{}{}", scene.provider(&[("default", "A")]), request(more));
    let folder = scene.folder("requester", &config(""));
    folder.apply().await.succeeds();
    for (line, wanted) in [
        ("description = \"for billing\"", "for billing"),
        ("description = \"账单\"", "账单"),
        ("", ""),
    ] {
        folder.write(&config(line));
        cloud.forget();
        folder.apply().await.plans(&[("update", REQUEST)]);
        assert_eq!(cloud.writes(), ["UpdateVpcPeering"]);
        assert_eq!(cloud.only().description, wanted);
        folder.plan().await.plans_nothing();
    }
}

#[tokio::test]
async fn settings_change_without_a_call() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = |more: &str| {
        format!(
            "{}{}",
            scene.provider(&[("default", "A")]),
            own_request(more)
        )
    };
    let folder = scene.folder("requester", &config(""));
    folder.apply().await.succeeds();
    let settings = "wait_for_answer = true
  replace_refused = true
  timeouts = { delete = \"1m30s\" }";
    folder.write(&config(settings));
    cloud.forget();
    folder.apply().await.plans(&[("update", REQUEST)]);
    assert_eq!(cloud.writes(), [""; 0]);
    folder.plan().await.plans_nothing();
}
