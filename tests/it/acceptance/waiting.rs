//! `wait_for_answer`: who waits, for how long, and how it ends.

use std::time::Duration;

use vpcconnect::operation::monotonic;

use super::hcl::{REQUEST, request, resource};
use super::scene::Scene;

fn waiting(scene: &Scene, timeouts: &str) -> String {
    let provider = scene.provider(&[("default", "A")]);
    let request = request(&format!("wait_for_answer = true\n  {timeouts}"));
    format!("{provider}{request}")
}

/// What routes do: they exist when the connection does.
fn dependant() -> String {
    resource(
        "terraform_data",
        "route",
        "input = vpcconnect_huaweicloud_peering.this.active_id",
    )
}

#[tokio::test]
async fn without_waiting_what_depends_on_the_answer_can_be_counted_at_plan() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let routes = "count = vpcconnect_huaweicloud_peering.this.active_id == null ? 0 : 1";
    let config = format!(
        "{}{}{}",
        scene.provider(&[("default", "A")]),
        request(""),
        resource("terraform_data", "route", routes)
    );
    let folder = scene.folder("requester", &config);
    folder.apply().await.plans(&[("create", REQUEST)]);
    folder.plan().await.plans_nothing();
    let request = folder.values(REQUEST);
    assert_eq!(request["answer"], "pending");
    assert_eq!(request["status"], "PENDING_ACCEPTANCE");
    assert!(request["active_id"].is_null());

    let id = cloud.only_id();
    cloud.act(&id, "accept").await;
    folder
        .apply()
        .await
        .plans(&[("create", "terraform_data.route[0]")]);
    let request = folder.values(REQUEST);
    assert_eq!(request["answer"], "accepted");
    assert_eq!(request["active_id"], id);
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn a_create_waits_for_the_answer() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!("{}{}", waiting(&scene, ""), dependant());
    let folder = scene.folder("requester", &config);
    let apply = folder.start_apply();
    let answer = async {
        cloud.polled(2).await;
        let id = cloud.only_id();
        cloud.act(&id, "accept").await;
        id
    };
    let (ended, id) = tokio::join!(apply.end(), answer);
    ended.succeeds().warns_of_nothing();
    let request = folder.values(REQUEST);
    assert_eq!(request["status"], "ACTIVE");
    assert_eq!(request["active_id"], id);
    assert_eq!(folder.values("terraform_data.route")["input"]["value"], id);
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn a_create_that_is_refused_while_it_waits_warns() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let folder = scene.folder("requester", &waiting(&scene, ""));
    let apply = folder.start_apply();
    let answer = async {
        cloud.polled(1).await;
        cloud.act(&cloud.only_id(), "reject").await;
    };
    let (ended, ()) = tokio::join!(apply.end(), answer);
    ended.succeeds().warns(&["was rejected", "REJECTED"]);
    let request = folder.values(REQUEST);
    assert_eq!(request["answer"], "rejected");
    assert!(request["active_id"].is_null());
    // It stays as it is, and every plan says so.
    folder.plan().await.warns(&["REJECTED"]).plans_nothing();
}

#[tokio::test]
async fn a_create_that_nobody_answers_warns_and_an_update_fails_and_neither_taints() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let soon = "timeouts = { create = \"1s\", update = \"1s\" }";
    let config = waiting(&scene, soon);
    let folder = scene.folder("requester", &config);
    let id_is_told = |id: &str, run: super::run::Run| run.warns(&[id, "PENDING_ACCEPTANCE"]);
    let applied = folder.apply().await.succeeds();
    let id = cloud.only_id();
    id_is_told(&id, applied).warns(&["remove wait_for_answer"]);
    assert_eq!(folder.values(REQUEST)["answer"], "pending");

    // The next apply waits again, and what depends on the answer does not run without it.
    folder.write(&format!("{config}{}", dependant()));
    let planned = folder.planned(REQUEST).await;
    assert_eq!(planned["actions"], serde_json::json!(["update"]));
    for unknown in ["status", "answer", "active_id", "updated_at"] {
        assert_eq!(planned["after_unknown"][unknown], true, "{planned}");
    }
    let update = folder.apply().await;
    update
        .refuses(&[&id, "PENDING_ACCEPTANCE"])
        .only_about(REQUEST);
    assert_eq!(folder.values(REQUEST)["id"], id);
    assert_eq!(folder.state().len(), 1, "the dependant did not run");

    cloud.act(&id, "accept").await;
    folder
        .apply()
        .await
        .plans(&[("create", "terraform_data.route")]);
    folder.plan().await.plans_nothing();
    assert_eq!(cloud.only_id(), id);
}

#[tokio::test]
async fn an_update_waits_for_the_answer() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!("{}{}", scene.provider(&[("default", "A")]), request(""));
    let folder = scene.folder("requester", &config);
    folder.apply().await.succeeds();
    let id = cloud.only_id();
    folder.write(&waiting(&scene, ""));
    folder.plan().await.plans(&[("update", REQUEST)]);
    cloud.forget();
    let apply = folder.start_apply();
    let answer = async {
        // One read of the refresh, then those of the wait.
        cloud.polled(3).await;
        cloud.act(&id, "accept").await;
    };
    let (ended, ()) = tokio::join!(apply.end(), answer);
    ended.succeeds();
    assert_eq!(cloud.writes(), [""; 0]);
    assert_eq!(folder.values(REQUEST)["active_id"], id);
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn ctrl_c_ends_the_wait_at_once_and_keeps_the_request() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let folder = scene.folder("requester", &waiting(&scene, ""));
    let apply = folder.start_apply();
    cloud.polled(2).await;
    let begun = monotonic();
    apply.interrupt().await;
    let ended = apply.end().await;
    // Ours is a second; the rest is the CLI and a busy machine.
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(10), "{took:?}: {ended}");
    let id = cloud.only_id();
    let ended = ended.warns(&[&id, "PENDING_ACCEPTANCE", "interrupted"]);
    let request = folder.values(REQUEST);
    assert_eq!(request["id"], id, "{ended}");

    cloud.act(&id, "accept").await;
    folder.plan().await.plans_nothing();
    folder.destroy().await.succeeds();
    assert!(cloud.peerings().is_empty());
}

#[tokio::test]
async fn ctrl_c_ends_the_wait_of_an_update_and_taints_nothing() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!("{}{}", scene.provider(&[("default", "A")]), request(""));
    let folder = scene.folder("requester", &config);
    folder.apply().await.succeeds();
    let id = cloud.only_id();
    folder.write(&waiting(&scene, ""));
    cloud.forget();
    let apply = folder.start_apply();
    cloud.polled(3).await;
    apply.interrupt().await;
    apply
        .end()
        .await
        .refuses(&[&id, "PENDING_ACCEPTANCE", "interrupted"]);
    assert_eq!(folder.values(REQUEST)["id"], id);
    folder.plan().await.plans(&[("update", REQUEST)]);
    folder.destroy().await.succeeds();
    assert!(cloud.peerings().is_empty());
}
