//! Answers to requests that can, and that cannot, be answered.

use serde_json::json;

use super::hcl::{ANSWER, REQUEST, answer, request};
use super::scene::{Folder, Scene};

/// A folder of tenant A with an answer to `id`.
fn answering<'a>(scene: &'a Scene, id: &str, decision: &str) -> Folder<'a> {
    let provider = scene.provider(&[("default", "A")]);
    let config = format!("{provider}{}", answer(id, decision, ""));
    scene.folder("accepter", &config)
}

#[tokio::test]
async fn what_is_active_is_accepted_without_a_write() {
    what_is_done_is_success("accept", "accept").await;
}

#[tokio::test]
async fn what_is_rejected_is_rejected_without_a_write() {
    what_is_done_is_success("reject", "reject").await;
}

async fn what_is_done_is_success(decision: &str, done: &str) {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    cloud.act(&id, done).await;
    let folder = answering(&scene, &id, decision);
    cloud.forget();
    folder.apply().await.succeeds().warns_of_nothing();
    assert_eq!(cloud.writes(), [""; 0]);
    let values = folder.values(ANSWER);
    assert_eq!(values["decision"], decision);
    assert_eq!(values["active_id"].is_null(), decision == "reject");
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn the_plan_shows_who_asks() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let id = scene.cloud().request("B", "A").await;
    let folder = answering(&scene, &id, "accept");
    let planned = folder.planned(ANSWER).await;
    for (name, value) in [
        ("id", id.as_str()),
        ("requester_project_id", "project-B"),
        ("requester_vpc_id", "vpc-B"),
        ("accepter_project_id", "project-A"),
        ("accepter_vpc_id", "vpc-A"),
    ] {
        assert_eq!(planned["after"][name], value, "{name}: {planned}");
    }
    assert_eq!(planned["after_unknown"]["active_id"], true, "{planned}");
}

#[tokio::test]
async fn accepting_what_was_rejected_warns_and_then_fails() {
    what_cannot_be_accepted("reject", &["REJECTED"]).await;
}

#[tokio::test]
async fn accepting_what_has_expired_warns_and_then_fails() {
    what_cannot_be_accepted("expire", &["EXPIRED"]).await;
}

#[tokio::test]
async fn accepting_what_was_withdrawn_warns_and_then_fails() {
    what_cannot_be_accepted("delete", &["There is no peering", "withdrawn"]).await;
}

async fn what_cannot_be_accepted(action: &str, told: &[&str]) {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    cloud.act(&id, action).await;
    warns_then_fails(&scene, &id, told).await;
}

#[tokio::test]
async fn accepting_ones_own_request_warns_and_then_fails_and_names_the_accepter() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let id = scene.cloud().request("A", "B").await;
    let told = ["not the accepter", "project-B", "project-A"];
    warns_then_fails(&scene, &id, &told).await;
}

#[tokio::test]
async fn accepting_what_has_an_unknown_status_warns_and_then_fails() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    cloud.set(&id, json!({ "status": "FROZEN" })).await;
    warns_then_fails(&scene, &id, &["FROZEN"]).await;
}

/// A warning at plan, an error at apply, nothing written, and a destroy that works.
async fn warns_then_fails(scene: &Scene, id: &str, told: &[&str]) {
    let told = [&[id], told].concat();
    let cloud = scene.cloud();
    let before = cloud.peerings();
    let folder = answering(scene, id, "accept");
    cloud.forget();
    folder
        .plan()
        .await
        .warns(&told)
        .plans(&[("create", ANSWER)]);
    folder.apply().await.refuses(&told).only_about(ANSWER);
    assert_eq!(cloud.writes(), [""; 0]);
    assert_eq!(cloud.peerings(), before);
    assert!(folder.state().is_empty());
    folder.destroy().await.succeeds();
}

#[tokio::test]
async fn one_that_cannot_be_answered_stops_no_other() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let (late, good) = (cloud.request("B", "A").await, cloud.request("C", "A").await);
    cloud.act(&late, "expire").await;
    let other = answer(&good, "accept", "").replace("\"this\"", "\"other\"");
    let config = format!(
        "{}{}{other}",
        scene.provider(&[("default", "A")]),
        answer(&late, "accept", "")
    );
    let folder = scene.folder("accepter", &config);
    folder
        .apply()
        .await
        .refuses(&[&late, "EXPIRED"])
        .only_about(ANSWER);
    assert_eq!(cloud.status(&good), "ACTIVE");
    folder.plan().await.plans(&[("create", ANSWER)]);
    folder.destroy().await.succeeds();
}

#[tokio::test]
async fn withdrawn_between_plan_and_apply_is_said() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let folder = answering(&scene, &id, "accept");
    folder.plan_with(&["-out=saved"]).await.succeeds();
    cloud.act(&id, "delete").await;
    let applied = folder.run(&["apply", "-json", "saved"]).await.fails();
    let told = applied.told();
    let said = |one: &super::run::Told| one.text.contains(&format!("There is no peering {id}"));
    assert!(told.iter().any(said), "{applied}");
    folder.destroy().await.succeeds();
}

#[tokio::test]
async fn rejected_between_plan_and_apply_is_an_error_that_harms_nothing() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let folder = answering(&scene, &id, "accept");
    folder.plan_with(&["-out=saved"]).await.succeeds();
    cloud.act(&id, "reject").await;
    let applied = folder.run(&["apply", "-json", "saved"]).await;
    applied.refuses(&[&id, "REJECTED"]).only_about(ANSWER);
    assert_eq!(cloud.status(&id), "REJECTED");
    folder.destroy().await.succeeds();
}

#[tokio::test]
async fn an_answer_whose_peering_is_gone_leaves_the_state() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let folder = answering(&scene, &id, "accept");
    folder.apply().await.succeeds();
    cloud.act(&id, "delete").await;
    let told = [id.as_str(), "There is no peering"];
    folder
        .plan()
        .await
        .warns(&told)
        .plans(&[("create", ANSWER)]);
    folder.apply().await.refuses(&told);
    assert!(folder.state().is_empty());
    // Without the block there is nothing to do.
    folder.write(&scene.provider(&[("default", "A")]));
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn an_acceptance_that_shows_rejected_is_only_warned_of() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let folder = answering(&scene, &id, "accept");
    folder.apply().await.succeeds();
    cloud.set(&id, json!({ "status": "REJECTED" })).await;
    folder
        .plan()
        .await
        .warns(&[&id, "REJECTED"])
        .plans_nothing();
    folder.destroy().await.succeeds();
}

#[tokio::test]
async fn an_acceptance_that_is_pending_again_is_accepted_again() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let folder = answering(&scene, &id, "accept");
    folder.apply().await.succeeds();
    let again = json!({ "status": "PENDING_ACCEPTANCE" });
    cloud.set(&id, again).await;
    folder.plan().await.plans(&[("update", ANSWER)]);
    cloud.forget();
    folder.apply().await.succeeds();
    assert_eq!(cloud.writes(), ["AcceptVpcPeering"]);
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn a_request_with_an_unknown_status_can_be_planned_and_destroyed() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!("{}{}", scene.provider(&[("default", "A")]), request(""));
    let folder = scene.folder("requester", &config);
    folder.apply().await.succeeds();
    let id = cloud.only_id();
    cloud.act(&id, "accept").await;
    folder.apply().await.succeeds();
    cloud.set(&id, json!({ "status": "FROZEN" })).await;
    folder.plan().await.warns(&[&id, "FROZEN"]).plans_nothing();
    folder.apply().await.succeeds();
    let values = folder.values(REQUEST);
    assert_eq!(values["answer"], "unknown");
    assert_eq!(values["status"], "FROZEN");
    // The routes that use it stay.
    assert_eq!(values["active_id"], id);
    folder.destroy().await.succeeds();
    assert!(cloud.peerings().is_empty());
}
