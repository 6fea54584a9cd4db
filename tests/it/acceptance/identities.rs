//! Identities in the hands of the CLI: what the state shows, and imports by them.

use super::cli;
use super::hcl::{ANSWER, answer};
use super::scene::Scene;

#[tokio::test]
async fn what_was_applied_is_imported_by_its_identity() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let id = cloud.request("B", "A").await;
    let provider = scene.provider(&[("default", "B"), ("ours", "A")]);
    let decided = answer(&id, "accept", "account = \"ours\"");
    let folder = scene.folder("applied", &format!("{provider}{decided}"));
    folder.apply().await.succeeds();
    folder.plan().await.plans_nothing();
    let version = folder.run(&["version"]).await;
    if !cli::identifies(version.text()) {
        cli::say_skipped("identities", version.text());
        return;
    }
    let object = folder.stored().remove(0);
    let expected =
        serde_json::json!({ "project_id": "project-A", "region": "cn-north-4", "id": id });
    assert_eq!(object["identity"], expected, "{object}");

    let import = format!(
        "import {{\n  to = {ANSWER}\n  identity = {{\n    project_id = \"project-A\"\n    id = \"{id}\"\n  }}\n}}\n"
    );
    let folder = scene.folder("imported", &format!("{provider}{decided}{import}"));
    cloud.forget();
    folder.apply().await.succeeds();
    assert_eq!(cloud.writes(), [""; 0]);
    folder.plan().await.plans_nothing();
    assert_eq!(folder.stored().remove(0)["identity"], expected);
    let nobodys = import.replace("project-A", "project-C");
    let folder = scene.folder("nobodys", &format!("{provider}{decided}{nobodys}"));
    folder
        .plan()
        .await
        .refuses(&["No account belongs to project project-C"]);
}
