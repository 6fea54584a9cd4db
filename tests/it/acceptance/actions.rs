//! Actions: run by hand and by a trigger. Terraform has them since 1.14, OpenTofu has none.

use std::path::Path;
use std::time::Duration;

use super::cli;
use super::examples;
use super::hcl::{REQUEST, request};
use super::scene::{Folder, Scene};
use super::{alicloud, aws};

/// Whether the CLI has actions. One that has none is shown to refuse the block, and that nothing else was tested.
async fn acts(folder: &Folder<'_>) -> bool {
    let version = folder.run(&["version"]).await;
    if cli::acts(version.text()) {
        return true;
    }
    let refused = folder.run(&["validate", "-no-color"]).await.fails();
    assert!(
        refused.words().contains("Unsupported block type"),
        "{refused}"
    );
    cli::say_skipped("actions", version.text());
    false
}

/// Runs an action by hand.
const INVOKE: [&str; 4] = ["apply", "-json", "-input=false", "-auto-approve"];

#[tokio::test]
async fn every_example_decides_once() {
    let Some(scene) = examples::stage().await else {
        return;
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/actions");
    let mut names: Vec<_> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names.len(), 6);
    let accounts = [("default", "A"), ("partner", "B")];
    for name in names {
        let provider = if name.contains("alicloud") {
            alicloud::provider(&scene, &accounts)
        } else if name.contains("_aws_") {
            let accounts = accounts.map(|(name, key)| (name, key, "eu-central-1"));
            aws::provider(&scene, &accounts)
        } else {
            scene.provider(&accounts)
        };
        let block = examples::example(&format!("actions/{name}/action.tf"));
        let folder = scene.folder(&name, &(provider + &block));
        if !acts(&folder).await {
            return;
        }
        // The command that the example shows.
        let command = block.lines().next().unwrap();
        let (_, invoke) = command.split_once("apply ").unwrap();
        assert!(invoke.starts_with("-invoke=action."), "{invoke}");
        scene.cloud().forget();
        let run = folder
            .run(&[&INVOKE[..], &[invoke]].concat())
            .await
            .succeeds();
        assert!(run.text().contains("its status is"), "{run}");
        let decided = decisions(&scene);
        assert_eq!(decided, 1, "{name}: {:?}", scene.cloud().calls());
        folder
            .run(&[&INVOKE[..], &[invoke]].concat())
            .await
            .succeeds();
        assert_eq!(
            decisions(&scene),
            1,
            "{name}: again is success without a call"
        );
    }
}

/// How often a cloud was told a decision.
fn decisions(scene: &Scene) -> usize {
    let words = ["Accept", "Reject", "Enable", "Disable"];
    let calls = scene.cloud().calls();
    let apis = calls.iter().filter_map(|call| call.api.as_deref());
    apis.filter(|api| words.iter().any(|word| api.starts_with(word)))
        .count()
}

#[tokio::test]
async fn a_trigger_answers_what_the_same_configuration_requests() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let trigger = "lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.vpcconnect_huaweicloud_peering_answer.yes]
    }
  }";
    let action = format!(
        "action \"vpcconnect_huaweicloud_peering_answer\" \"yes\" {{
  config {{
    account              = \"partner\"
    peering_id           = {REQUEST}.id
    decision             = \"accept\"
    requester_project_id = \"project-A\"
  }}
}}
"
    );
    let provider = scene.provider(&[("default", "A"), ("partner", "B")]);
    let folder = scene.folder(
        "trigger",
        &format!("{provider}{}{action}", request(trigger)),
    );
    if !acts(&folder).await {
        return;
    }
    folder.apply().await.succeeds();
    assert_eq!(scene.cloud().status(&scene.cloud().only_id()), "ACTIVE");
    assert_eq!(decisions(&scene), 1);
    // What came of it is seen at the next refresh.
    folder.plan().await.plans_nothing();
    folder
        .run(&["apply", "-json", "-auto-approve", "-refresh-only"])
        .await
        .succeeds();
    assert_eq!(folder.values(REQUEST)["answer"], "accepted");
}

#[tokio::test]
async fn ctrl_c_ends_the_waiting_and_the_next_one_finishes() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let world = scene.cloud().world().clone();
    let new = serde_json::json!({ "owner": "A", "id": "svc" });
    world
        .arrange_service(&serde_json::from_value(new).unwrap())
        .unwrap();
    let new = serde_json::json!({ "requester": "B", "service_id": "svc", "id": "e" });
    world
        .arrange_endpoint(&serde_json::from_value(new).unwrap())
        .unwrap();
    let action = "action \"vpcconnect_huaweicloud_endpoint_connection_answer\" \"yes\" {
  config {
    service_id  = \"svc\"
    endpoint_id = \"e\"
    decision    = \"accept\"
  }
}
";
    let folder = scene.folder("stopped", &(scene.provider(&[("default", "A")]) + action));
    if !acts(&folder).await {
        return;
    }
    world.set_pace(Duration::ZERO, Duration::from_secs(600));
    let invoke = "-invoke=action.vpcconnect_huaweicloud_endpoint_connection_answer.yes";
    let mut running = folder.start(&[&INVOKE[..], &[invoke]].concat());
    running.says("waiting for the cloud").await;
    running.interrupt().await;
    let run = running.end().await.fails();
    assert!(run.words().contains("has not settled"), "{run}");
    assert!(run.words().contains("Invoke the action again"), "{run}");
    world.advance(Duration::from_secs(600)).unwrap();
    folder
        .run(&[&INVOKE[..], &[invoke]].concat())
        .await
        .succeeds();
    assert_eq!(decisions(&scene), 1);
}
