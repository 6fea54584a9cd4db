//! The life that every resource lives.

use serde_json::json;

use super::scene::{Folder, Scene};

/// A resource, and what happens to it.
pub(super) struct Life {
    /// Its address.
    pub(super) address: &'static str,
    /// How it begins.
    pub(super) config: String,
    /// What it is updated to.
    pub(super) updated: String,
    /// The configuration that a fresh folder has when it is imported: nothing in it lives in
    /// configurations only.
    pub(super) imported: String,
    /// What somebody does to it without Terraform.
    pub(super) drift: Drift,
}

/// What somebody does without Terraform.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Drift {
    /// The peering gets another name, which an update undoes.
    Renamed,
    /// The peering is deleted.
    Deleted,
}

/// Lives it.
pub(super) async fn live(scene: &Scene, life: &Life) {
    let cloud = scene.cloud();
    let folder = scene.folder("life", &life.config).with_certificates();
    let address = life.address;

    folder.apply().await.plans(&[("create", address)]);
    settled(&folder).await;

    cloud.forget();
    folder.apply().await.plans_nothing();
    assert_eq!(cloud.writes(), [""; 0], "of the second apply");

    folder.write(&life.updated);
    folder.plan().await.plans(&[("update", address)]);
    folder.apply().await.succeeds();
    settled(&folder).await;

    import(scene, life).await;

    let id = folder.values(address)["id"].as_str().unwrap().to_owned();
    match life.drift {
        Drift::Renamed => {
            cloud.set(&id, json!({ "name": "renamed" })).await;
            folder.plan().await.plans(&[("update", address)]);
            folder.apply().await.succeeds();
            assert_ne!(cloud.only().name, "renamed");
        }
        Drift::Deleted => {
            cloud.act(&id, "delete").await;
            folder.plan().await.plans(&[("create", address)]);
        }
    }

    folder.destroy().await.succeeds();
    assert!(cloud.peerings().is_empty(), "{:?}", cloud.peerings());
    assert!(folder.state().is_empty());
}

/// What was applied plans nothing, before and after a refresh.
async fn settled(folder: &Folder<'_>) {
    let unread = folder.plan_with(&["-refresh=false"]).await;
    unread.plans_nothing();
    folder.plan().await.plans_nothing();
}

/// By the command and by the block, into fresh folders; nothing is written in the cloud.
async fn import(scene: &Scene, life: &Life) {
    let cloud = scene.cloud();
    let id = cloud.only_id();
    cloud.forget();

    let by_command = scene.folder("by-command", &life.imported);
    by_command.import(life.address, &id).await.succeeds();
    settled(&by_command).await;

    let (address, config) = (life.address, &life.imported);
    let block = format!("import {{\n  to = {address}\n  id = \"{id}\"\n}}\n{config}");
    let by_block = scene.folder("by-block", &block);
    by_block.plan().await.plans(&[("import", address)]);
    by_block.apply().await.succeeds();
    settled(&by_block).await;

    assert_eq!(cloud.writes(), [""; 0], "of the imports");
}
