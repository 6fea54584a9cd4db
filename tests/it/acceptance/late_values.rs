//! Arguments that are known only while applying.

use super::hcl::{ANSWER, REQUEST, answer, request};
use super::scene::Scene;

/// A value that is not known at plan whenever it changes.
fn late(value: &str) -> String {
    format!("resource \"terraform_data\" \"late\" {{ input = \"{value}\" }}\n")
}

const LATE: &str = "terraform_data.late.output";

#[tokio::test]
async fn a_guard_that_turns_out_not_to_match_accepts_nothing() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let guard = format!("requester_project_id = {LATE}");
    let config = |expected: &str| {
        let provider = scene.provider(&[("default", "A")]);
        format!(
            "{provider}{}{}",
            late(expected),
            answer(&id, "accept", &guard)
        )
    };
    let folder = scene.folder("accepter", &config("project-C"));
    cloud.forget();
    let told = [id.as_str(), "project-B", "requester_project_id"];
    folder.apply().await.refuses_at(&guard, &told);
    assert_eq!(cloud.writes(), [""; 0]);
    assert_eq!(cloud.status(&id), "PENDING_ACCEPTANCE");

    folder.write(&config("project-B"));
    folder.apply().await.succeeds();
    assert_eq!(cloud.status(&id), "ACTIVE");
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn a_decision_that_turns_out_changed_harms_nothing() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let config = |decision: &str| {
        let answer = answer(&id, "WORD", "").replace("\"WORD\"", LATE);
        let provider = scene.provider(&[("default", "A")]);
        format!("{provider}{}{answer}", late(decision))
    };
    let folder = scene.folder("accepter", &config("accept"));
    folder.apply().await.succeeds();
    assert_eq!(cloud.status(&id), "ACTIVE");
    folder.write(&config("reject"));
    cloud.forget();
    folder
        .apply()
        .await
        .refuses(&[&id, "already accepted"])
        .only_about(ANSWER);
    assert_eq!(cloud.writes(), [""; 0]);
    let values = folder.values(ANSWER);
    assert_eq!(values["decision"], "accept");
    folder.write(&config("accept"));
    folder.apply().await.succeeds();
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn an_account_may_come_late() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = |name: &str| {
        let provider = scene.provider(&[("default", "C"), ("main", "A"), ("other", "A")]);
        let request = request(&format!("account = {LATE}"));
        format!("{provider}{}{request}", late(name))
    };
    let folder = scene.folder("requester", &config("main"));
    folder.apply().await.succeeds();
    assert_eq!(cloud.only().requester.tenant.as_str(), "project-A");
    folder.plan().await.plans_nothing();

    // Another name is another way, and a wrong one is refused when it is known.
    folder.write(&config("other"));
    cloud.forget();
    folder.apply().await.succeeds();
    assert_eq!(cloud.writes(), [""; 0]);
    folder.write(&config("stranger"));
    folder.apply().await.refuses(&["\"stranger\"", "\"main\""]);
    assert_eq!(folder.values(REQUEST)["account"], "other");
    folder.write(&config("other"));
    folder.apply().await.succeeds();
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn who_is_asked_may_come_late() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let request = request("").replace("\"project-B\"", LATE);
    let config = format!(
        "{}{}{request}",
        scene.provider(&[("default", "A")]),
        late("project-B")
    );
    let folder = scene.folder("requester", &config);
    let planned = folder.planned(REQUEST).await;
    assert_eq!(planned["after_unknown"]["active_id"], true, "{planned}");
    folder.apply().await.succeeds();
    assert_eq!(cloud.only().status.as_str(), "PENDING_ACCEPTANCE");
    assert!(folder.values(REQUEST)["active_id"].is_null());
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn a_name_that_turns_out_too_long_is_refused_before_any_call() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let request = request("").replace("\"please\"", LATE);
    let config = format!(
        "{}{}{request}",
        scene.provider(&[("default", "A")]),
        late(&"x".repeat(65))
    );
    let folder = scene.folder("requester", &config);
    let line = format!("name = {LATE}");
    folder
        .apply()
        .await
        .refuses_at(&line, &["65 characters", "1 to 64"]);
    assert_eq!(cloud.writes(), [""; 0]);
    assert!(cloud.peerings().is_empty());
}
