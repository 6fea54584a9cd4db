//! Credentials that turn out to be those of the other side.

use super::hcl::{ANSWER, REQUEST, answer, request};
use super::scene::Scene;

#[tokio::test]
async fn the_accepters_credentials_do_not_change_a_request() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = |key: &str, name: &str| {
        let request = request("").replace("\"please\"", &format!("\"{name}\""));
        format!("{}{request}", scene.provider(&[("default", key)]))
    };
    let folder = scene.folder("requester", &config("A", "ours"));
    folder.apply().await.succeeds();
    let id = cloud.only_id();
    let told = [id.as_str(), "not the requester", "project-A", "project-B"];

    folder.write(&config("B", "ours"));
    folder.plan().await.warns(&told).plans_nothing();
    folder.write(&config("B", "theirs"));
    cloud.forget();
    folder
        .plan()
        .await
        .warns(&told)
        .plans(&[("update", REQUEST)]);
    folder.apply().await.refuses(&told).only_about(REQUEST);
    assert_eq!(cloud.writes(), [""; 0]);
    assert_eq!(cloud.only().name, "ours");
    let values = folder.values(REQUEST);
    assert_eq!(values["requester_project_id"], "project-A");
    folder.write(&config("A", "ours"));
    folder.plan().await.warns_of_nothing().plans_nothing();
}

#[tokio::test]
async fn the_requesters_credentials_do_not_answer() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let config = |key: &str| {
        let provider = scene.provider(&[("default", key)]);
        format!("{provider}{}", answer(&id, "accept", ""))
    };
    let folder = scene.folder("accepter", &config("A"));
    folder.apply().await.succeeds();
    let again = serde_json::json!({ "status": "PENDING_ACCEPTANCE" });
    cloud.set(&id, again).await;
    folder.write(&config("B"));
    cloud.forget();
    let told = [id.as_str(), "not the accepter", "project-A", "project-B"];
    folder
        .plan()
        .await
        .warns(&told)
        .plans(&[("update", ANSWER)]);
    folder.apply().await.refuses(&told).only_about(ANSWER);
    assert_eq!(cloud.writes(), [""; 0]);
    assert_eq!(cloud.status(&id), "PENDING_ACCEPTANCE");
    folder.write(&config("A"));
    folder.apply().await.succeeds();
    folder.plan().await.warns_of_nothing().plans_nothing();
}

#[tokio::test]
async fn an_answer_whose_peering_another_tenant_does_not_find_stays_in_the_state() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let config = |key: &str| {
        let provider = scene.provider(&[("default", key)]);
        let answer = answer(&id, "accept", "on_destroy = \"delete\"");
        format!("{provider}{answer}")
    };
    let folder = scene.folder("accepter", &config("A"));
    folder.apply().await.succeeds();
    folder.write(&config("C"));
    let both = [id.as_str(), "project-A", "project-C"];
    folder.plan().await.refuses(&both);
    let destroyed = folder.destroy_with(&["-refresh=false"]).await;
    destroyed.refuses(&both);
    assert_eq!(folder.values(ANSWER)["id"], id);
    assert_eq!(cloud.status(&id), "ACTIVE");
}
