//! A saved plan, and what happens between it and its apply: the plan hands on what it knows (Terraform since 1.16).

use std::time::Duration;

use vpcconnect::simulator::{Match, Rule};

use super::cli;
use super::hcl::{ANSWER, REQUEST, answer, request};
use super::scene::Scene;

#[tokio::test]
async fn a_saved_plan_knows_what_it_has_seen_and_what_it_has_made() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let provider = scene.provider(&[("default", "A")]);
    let folder = scene.folder("requests", &format!("{provider}{}", request("")));
    let version = folder.run(&["version"]).await;
    if !cli::hands_on(version.text()) {
        cli::say_skipped("planned private data at the apply", version.text());
        return;
    }
    folder.plan_with(&["-out=saved"]).await.succeeds();
    // The cloud's times are whole seconds, and so is its clock.
    tokio::time::sleep(Duration::from_secs(3)).await;
    // The cloud has made it, and the answer comes when nobody hears it any more.
    let create = Match {
        api: Some("CreateVpcPeering".to_owned()),
        ..Match::default()
    };
    cloud.world().add_fault(Rule {
        on: create.clone(),
        late: "1h".parse().unwrap(),
        ..Rule::default()
    });
    let apply = folder.start(&["apply", "-input=false", "saved"]);
    cloud.world().arrived(&create, 0, 1).await;
    while cloud.peerings().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    apply.signal("KILL").await;
    apply.end().await;
    cloud.world().clear_faults();
    let id = cloud.only_id();
    folder.apply_with(&["saved"]).await.succeeds();
    assert_eq!(cloud.only_id(), id);
    assert_eq!(folder.values(REQUEST)["id"], *id);
    folder.plan().await.plans_nothing();
    folder.destroy().await.succeeds();

    let id = cloud.request("B", "A").await;
    let folder = scene.folder(
        "answers",
        &format!("{provider}{}", answer(&id, "accept", "")),
    );
    folder.plan_with(&["-out=saved"]).await.succeeds();
    cloud.act(&id, "delete").await;
    let told = folder.apply_with(&["saved"]).await;
    told.refuses(&[&id]).only_about(ANSWER);
    assert!(folder.state().is_empty());
}
