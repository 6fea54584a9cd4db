//! `account` says how to reach an object: renamed, moved, gone, or another tenant's.

use super::hcl::{ANSWER, REQUEST, answer, request};
use super::scene::{Folder, Scene, provider};

#[tokio::test]
async fn another_name_for_the_same_tenant_is_an_update_without_a_write() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let accounts = scene.provider(&[
        ("default", "A"),
        ("main", "A"),
        ("b", "B"),
        ("partner", "B"),
    ]);
    let config = |ours: &str, theirs: &str| {
        let answer = answer("ID", "accept", &format!("account = \"{theirs}\""));
        let answer = answer.replace("\"ID\"", "vpcconnect_huaweicloud_peering.this.id");
        format!("{accounts}{}{answer}", request(ours))
    };
    let folder = scene.folder("both", &config("", "b"));
    folder.apply().await.succeeds();
    folder.write(&config("account = \"main\"", "partner"));
    cloud.forget();
    let planned = folder.plan().await;
    planned
        .warns_of_nothing()
        .plans(&[("update", REQUEST), ("update", ANSWER)]);
    folder.apply().await.succeeds().warns_of_nothing();
    assert_eq!(cloud.writes(), [""; 0]);
    assert_eq!(folder.values(REQUEST)["account"], "main");
    assert_eq!(folder.values(ANSWER)["account"], "partner");
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn an_account_that_does_not_find_the_request_is_refused() {
    let told = ["does not find"];
    the_request_is_moved_to("stranger", &told).await;
}

#[tokio::test]
async fn an_account_on_the_other_side_of_the_request_is_refused() {
    let told = ["not the requester", "project-A", "project-B"];
    the_request_is_moved_to("partner", &told).await;
}

async fn the_request_is_moved_to(account: &str, told: &[&str]) {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let provider = scene.provider(&[("default", "A"), ("partner", "B"), ("stranger", "C")]);
    let config = |more: &str| format!("{provider}{}", request(more));
    let folder = scene.folder("requester", &config(""));
    folder.apply().await.succeeds();
    let line = format!("account = \"{account}\"");
    folder.write(&config(&line));
    is_refused(&scene, &folder, REQUEST, &line, told).await;
    folder.write(&config(""));
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn an_account_that_does_not_find_the_answer_is_refused() {
    let told = ["does not find"];
    the_answer_is_moved_to("stranger", &told).await;
}

#[tokio::test]
async fn an_account_on_the_other_side_of_the_answer_is_refused() {
    let told = ["not the accepter", "project-A", "project-B"];
    the_answer_is_moved_to("partner", &told).await;
}

async fn the_answer_is_moved_to(account: &str, told: &[&str]) {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let id = scene.cloud().request("B", "A").await;
    let provider = scene.provider(&[("default", "A"), ("partner", "B"), ("stranger", "C")]);
    let config = |more: &str| format!("{provider}{}", answer(&id, "accept", more));
    let folder = scene.folder("accepter", &config(""));
    folder.apply().await.succeeds();
    let line = format!("account = \"{account}\"");
    folder.write(&config(&line));
    is_refused(&scene, &folder, ANSWER, &line, told).await;
    folder.write(&config(""));
    folder.plan().await.plans_nothing();
}

/// A warning at plan, an error at `account` at apply; state and cloud stay as they are.
async fn is_refused(scene: &Scene, folder: &Folder<'_>, address: &str, line: &str, told: &[&str]) {
    let cloud = scene.cloud();
    cloud.forget();
    let planned = folder.plan().await;
    planned.warns(told).plans(&[("update", address)]);
    folder.apply().await.refuses_at(line, told);
    assert_eq!(cloud.writes(), [""; 0]);
    assert!(folder.values(address)["account"].is_null());
}

#[tokio::test]
async fn a_name_that_is_gone_keeps_the_state_and_a_destroy_names_the_way_out() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let with = scene.provider(&[("default", "A"), ("second", "A")]);
    let without = scene.provider(&[("default", "A")]);
    let request = request("account = \"second\"");
    let folder = scene.folder("requester", &format!("{with}{request}"));
    folder.apply().await.succeeds();
    let id = cloud.only_id();

    // Who still names it is told at the line.
    folder.write(&format!("{without}{request}"));
    let line = "account = \"second\"";
    folder
        .plan()
        .await
        .refuses_at(line, &["\"second\"", "\"default\""]);

    // Who removed the block meets a destroy that cannot be.
    folder.write(&without);
    cloud.forget();
    let planned = folder.plan().await.plans(&[("delete", REQUEST)]);
    planned.warns(&[&id, "\"second\"", "stays in the state"]);
    let destroyed = folder.apply().await;
    destroyed.refuses(&["\"second\"", "removed {", "destroy = false", "state rm"]);
    assert_eq!(folder.values(REQUEST)["id"], id);

    folder.forgets(REQUEST, &without).await;
    assert!(folder.state().is_empty());
    assert_eq!(cloud.calls(), []);
    assert_eq!(cloud.status(&id), "PENDING_ACCEPTANCE");
}

#[tokio::test]
async fn not_found_by_another_tenant_keeps_the_state() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = |key: &str| format!("{}{}", scene.provider(&[("default", key)]), request(""));
    let folder = scene.folder("requester", &config("A"));
    folder.apply().await.succeeds();
    let id = cloud.only_id();
    folder.write(&config("C"));
    cloud.forget();
    let both = [id.as_str(), "project-A", "project-C"];
    folder.plan().await.refuses(&both);
    folder.destroy().await.refuses(&both);
    folder
        .destroy_with(&["-refresh=false"])
        .await
        .refuses(&both);
    assert_eq!(folder.values(REQUEST)["id"], id);
    assert_eq!(cloud.status(&id), "PENDING_ACCEPTANCE");
    folder.write(&config("A"));
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn credentials_of_a_tenant_that_is_not_allowed_write_nothing() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = |allowed: &str, more: &str| {
        let more = format!("allowed_project_ids = [\"{allowed}\"]\n {more}");
        let account = scene.account("A", &more);
        format!(
            "{}{}",
            provider(&format!("default = {account}")),
            request("")
        )
    };
    let folder = scene.folder("requester", &config("project-B", ""));
    let told = ["project-A", "allowed_project_ids"];
    folder.apply().await.refuses(&told);
    // With the project in the configuration it shows at plan, without a call.
    cloud.forget();
    folder.write(&config("project-B", "project_id = \"project-A\""));
    folder.plan().await.refuses(&told);
    assert_eq!(cloud.calls(), []);
    assert!(cloud.peerings().is_empty());
    folder.write(&config("project-A", ""));
    folder.apply().await.succeeds();
}
