//! A provider configuration that is known only after the apply.

use super::hcl::{ANSWER, REQUEST, answer, own_request, request};
use super::run::Run;
use super::scene::{REQUIRED, Scene, provider};

/// An account whose access key is the output of a resource.
fn later(scene: &Scene, key: &str, generation: u8) -> String {
    let account = scene.account(key, "").replace(
        &format!("access_key = \"{key}\""),
        "access_key = terraform_data.key.output",
    );
    format!(
        "{}resource \"terraform_data\" \"key\" {{
  input            = \"{key}\"
  triggers_replace = {generation}
}}\n",
        provider(&format!("default = {account}"))
    )
}

#[track_caller]
fn one_warning_that_it_is_not_known(run: Run) -> Run {
    let warnings = run.warnings();
    let told = |one: &super::run::Told| one.text.contains("not known yet");
    assert!(warnings.len() == 1 && warnings.iter().all(told), "{run}");
    run
}

#[tokio::test]
async fn a_new_request_is_planned_with_one_warning_and_made_when_it_is_known() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let second = own_request("").replace("\"this\"", "\"second\"");
    let second = second.replace("vpc-1", "vpc-3");
    let config = format!("{}{}{second}", later(&scene, "A", 1), own_request(""));
    let folder = scene.folder("requester", &config);
    let planned = one_warning_that_it_is_not_known(folder.plan().await).succeeds();
    assert_eq!(planned.changes().len(), 3);
    assert_eq!(cloud.calls(), []);
    let change = folder.planned(REQUEST).await;
    assert_eq!(change["after"]["region"], "cn-north-4", "{change}");
    folder.apply().await.succeeds();
    assert_eq!(cloud.peerings().len(), 2);
    folder.plan().await.warns_of_nothing().plans_nothing();
}

#[tokio::test]
async fn what_exists_is_kept_as_it_was_without_a_call() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = |generation| {
        let provider = later(&scene, "A", generation);
        format!("{provider}{}", request(""))
    };
    let folder = scene.folder("requester", &config(1));
    folder.apply().await.succeeds();
    folder.write(&config(2));
    cloud.forget();
    one_warning_that_it_is_not_known(folder.plan().await)
        .plans(&[("replace", "terraform_data.key")]);
    assert_eq!(cloud.calls(), []);
    folder.apply().await.succeeds();
    assert_eq!(cloud.writes(), [""; 0]);
    folder.plan().await.warns_of_nothing().plans_nothing();
}

#[tokio::test]
async fn a_new_answer_is_planned_without_a_look_and_made_when_it_is_known() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let config = format!("{}{}", later(&scene, "A", 1), answer(&id, "accept", ""));
    let folder = scene.folder("accepter", &config);
    cloud.forget();
    one_warning_that_it_is_not_known(folder.plan().await).succeeds();
    assert_eq!(cloud.calls(), []);
    folder.apply().await.succeeds();
    assert_eq!(cloud.status(&id), "ACTIVE");
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn an_import_fails_and_says_so() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let import = format!("import {{\n  to = {ANSWER}\n  id = \"{id}\"\n}}\n");
    let config = format!(
        "{}{}{import}",
        later(&scene, "A", 1),
        answer(&id, "accept", "")
    );
    let folder = scene.folder("accepter", &config);
    cloud.forget();
    folder
        .plan()
        .await
        .refuses(&["not known yet", "the import", "-target"]);
    assert_eq!(cloud.calls(), []);
}

#[tokio::test]
async fn a_peering_id_that_is_not_known_is_planned_without_a_look() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let config = format!(
        "{}resource \"terraform_data\" \"told\" {{ input = \"{id}\" }}\n{}",
        scene.provider(&[("default", "A")]),
        answer(&id, "accept", "").replace(&format!("\"{id}\""), "terraform_data.told.output")
    );
    let folder = scene.folder("accepter", &config);
    cloud.forget();
    let planned = folder.planned(ANSWER).await;
    assert_eq!(planned["after_unknown"]["requester_project_id"], true);
    assert_eq!(cloud.calls(), []);
    folder.apply().await.succeeds();
    assert_eq!(cloud.status(&id), "ACTIVE");
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn the_whole_map_of_accounts_may_come_late() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!(
        "{REQUIRED}provider \"vpcconnect\" {{ huaweicloud = terraform_data.accounts.output }}
resource \"terraform_data\" \"accounts\" {{
  input = {{ main = {} }}
}}
{}",
        scene.account("A", ""),
        own_request("account = \"main\"")
    );
    let folder = scene.folder("requester", &config);
    one_warning_that_it_is_not_known(folder.plan().await).succeeds();
    assert_eq!(cloud.calls(), []);
    folder.apply().await.succeeds();
    assert_eq!(cloud.only().requester.tenant.as_str(), "project-A");
    folder.plan().await.warns_of_nothing().plans_nothing();
}
