//! Both sides in one configuration when something else than the first apply happens.

use super::hcl::{ANSWER, REQUEST, answer, request};
use super::scene::Scene;

/// Tenant A asks and tenant B answers, in one configuration.
fn both(scene: &Scene, asking: &str, answering: &str) -> String {
    let provider = scene.provider(&[("default", "A"), ("partner", "B")]);
    let answer = answer(
        "ID",
        "accept",
        &format!("account = \"partner\"\n  {answering}"),
    );
    let answer = answer.replace("\"ID\"", "vpcconnect_huaweicloud_peering.this.id");
    format!("{provider}{}{answer}", request(asking))
}

#[tokio::test]
async fn a_new_request_is_answered_anew() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let folder = scene.folder("both", &both(&scene, "", ""));
    folder.apply().await.succeeds();
    let old = cloud.only_id();
    let replace = format!("-replace={REQUEST}");
    let both_replaced = [("replace", REQUEST), ("replace", ANSWER)];
    folder.apply_with(&[&replace]).await.plans(&both_replaced);
    let new = cloud.only();
    assert_ne!(new.id.as_str(), old);
    assert_eq!(new.status.as_str(), "ACTIVE");
    folder.plan().await.plans_nothing();

    // The same when the answer deletes on its way out.
    folder.write(&both(&scene, "", "on_destroy = \"delete\""));
    folder.apply().await.plans(&[("update", ANSWER)]);
    folder.apply_with(&[&replace]).await.plans(&both_replaced);
    assert_eq!(cloud.only().status.as_str(), "ACTIVE");
    folder.plan().await.plans_nothing();
    folder.destroy().await.succeeds();
    assert!(cloud.peerings().is_empty());
}

#[tokio::test]
async fn what_somebody_deleted_is_connected_again() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let folder = scene.folder("both", &both(&scene, "", ""));
    folder.apply().await.succeeds();
    cloud.act(&cloud.only_id(), "delete").await;
    folder
        .apply()
        .await
        .plans(&[("create", REQUEST), ("create", ANSWER)]);
    assert_eq!(cloud.only().status.as_str(), "ACTIVE");
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn what_expired_is_asked_and_answered_anew() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let asking = "replace_refused = true";
    let alone = format!(
        "{}{}",
        scene.provider(&[("default", "A"), ("partner", "B")]),
        request(asking)
    );
    let folder = scene.folder("both", &alone);
    folder.apply().await.succeeds();
    cloud.act(&cloud.only_id(), "expire").await;
    folder.write(&both(&scene, asking, ""));
    folder
        .apply()
        .await
        .plans(&[("replace", REQUEST), ("create", ANSWER)]);
    assert_eq!(cloud.only().status.as_str(), "ACTIVE");
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn waiting_for_an_answer_of_the_same_configuration_warns_and_connects() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let asking = "wait_for_answer = true\n  timeouts = { create = \"1s\" }";
    let folder = scene.folder("both", &both(&scene, asking, ""));
    let applied = folder.apply().await.succeeds();
    applied.warns(&["same configuration", "remove wait_for_answer"]);
    assert_eq!(cloud.only().status.as_str(), "ACTIVE");
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn what_the_other_side_renames_is_an_action_of_the_requester_alone() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let folder = scene.folder("both", &both(&scene, "", ""));
    folder.apply().await.succeeds();
    let renamed = serde_json::json!({ "name": "theirs", "description": "theirs" });
    cloud.set(&cloud.only_id(), renamed).await;
    folder.plan().await.plans(&[("update", REQUEST)]);
    folder.apply().await.succeeds();
    assert_eq!(cloud.only().name, "please");
    assert_eq!(cloud.only().description, "");
    folder.plan().await.plans_nothing();
}
