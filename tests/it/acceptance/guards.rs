//! Guards: who may ask.

use super::hcl::{ANSWER, answer};
use super::scene::Scene;

#[tokio::test]
async fn the_expected_requester_is_accepted() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let guards = "requester_project_id = \"project-B\"\n  requester_vpc_id = \"vpc-B\"";
    let config = |more: &str| {
        let provider = scene.provider(&[("default", "A")]);
        format!("{provider}{}", answer(&id, "accept", more))
    };
    let folder = scene.folder("accepter", &config(guards));
    folder.apply().await.succeeds().warns_of_nothing();
    assert_eq!(cloud.status(&id), "ACTIVE");
    folder.plan().await.plans_nothing();
    // A guard that goes leaves the value, and one that comes back changes nothing.
    folder.write(&config(""));
    folder.plan().await.plans_nothing();
    folder.write(&config(guards));
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn another_project_is_neither_accepted_nor_rejected() {
    let guard = ("requester_project_id", "project-C", "project-B");
    an_unexpected_requester("accept", guard).await;
    an_unexpected_requester("reject", guard).await;
}

#[tokio::test]
async fn another_vpc_is_neither_accepted_nor_rejected() {
    let guard = ("requester_vpc_id", "vpc-C", "vpc-B");
    an_unexpected_requester("accept", guard).await;
    an_unexpected_requester("reject", guard).await;
}

async fn an_unexpected_requester(decision: &str, (name, wanted, found): (&str, &str, &str)) {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let guard = format!("{name} = \"{wanted}\"");
    let config = format!(
        "{}{}",
        scene.provider(&[("default", "A")]),
        answer(&id, decision, &guard)
    );
    let folder = scene.folder("accepter", &config);
    cloud.forget();
    let told = [id.as_str(), name, found];
    folder
        .plan()
        .await
        .warns(&told)
        .plans(&[("create", ANSWER)]);
    folder.apply().await.refuses_at(&guard, &told);
    assert_eq!(cloud.writes(), [""; 0]);
    assert_eq!(cloud.status(&id), "PENDING_ACCEPTANCE");
    folder.destroy().await.succeeds();
    assert_eq!(cloud.writes(), [""; 0]);
}

#[tokio::test]
async fn a_guard_that_comes_later_is_checked_too() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let config = |more: &str| {
        let provider = scene.provider(&[("default", "A")]);
        format!("{provider}{}", answer(&id, "accept", more))
    };
    let folder = scene.folder("accepter", &config(""));
    folder.apply().await.succeeds();
    let guard = "requester_project_id = \"project-C\"";
    folder.write(&config(guard));
    cloud.forget();
    let told = [id.as_str(), "requester_project_id", "project-B"];
    folder
        .plan()
        .await
        .warns(&told)
        .plans(&[("update", ANSWER)]);
    folder.apply().await.refuses_at(guard, &told);
    let values = folder.values(ANSWER);
    assert_eq!(values["requester_project_id"], "project-B");
    folder.destroy().await.succeeds();
    assert_eq!(cloud.writes(), [""; 0]);
    assert_eq!(cloud.status(&id), "ACTIVE");
}
