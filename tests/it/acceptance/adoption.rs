//! `examples/adopt`: many objects are taken over at once, by an `import` block with `for_each`.

use super::cli;
use super::examples::example;
use super::scene::Scene;

#[tokio::test]
async fn what_was_answered_is_taken_over_and_what_waits_is_answered() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let folder = scene
        .folder("adopt", &example("adopt/main.tf"))
        .env("TF_VAR_simulator", &scene.url())
        .env("TF_VAR_approved_projects", "[\"project-A\"]");
    let version = folder.run(&["version"]).await;
    if !cli::imports_many(version.text()) {
        cli::say_skipped("for_each in import blocks", version.text());
        return;
    }
    let mut ids = Vec::new();
    for number in 0..3 {
        let id = cloud.request_for("A", "B", &format!("vpc-{number}")).await;
        cloud.act(&id, "accept").await;
        ids.push(id);
    }
    // Somebody else's is not touched.
    let strange = cloud.request("C", "B").await;
    cloud.forget();
    let planned = folder.plan().await.succeeds();
    assert!(
        planned
            .words()
            .contains("Plan: 3 to import, 0 to add, 0 to change, 0 to destroy."),
        "{planned}"
    );
    folder.apply().await.succeeds();
    assert_eq!(cloud.writes(), [""; 0]);
    folder.plan().await.plans_nothing();

    let late = cloud.request_for("A", "B", "vpc-late").await;
    cloud.forget();
    let planned = folder.plan().await.succeeds();
    assert!(
        planned
            .words()
            .contains("Plan: 1 to import, 0 to add, 1 to change, 0 to destroy."),
        "{planned}"
    );
    folder.apply().await.succeeds();
    assert_eq!(cloud.writes(), ["AcceptVpcPeering"]);
    assert_eq!(cloud.status(&late), "ACTIVE");
    folder.plan().await.plans_nothing();
    let mut state = folder.state();
    state.retain(|one| one["mode"] == "managed");
    assert_eq!(state.len(), 4);
    assert_eq!(cloud.status(&strange), "PENDING_ACCEPTANCE");
}
