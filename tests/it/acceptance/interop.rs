//! `examples/tf-provider`: a resource that was written for the crate tf-provider, served by ours to the real CLI.
//!
//! `.ci/interop` builds it, because that takes `protoc`, and names it in `VPCCONNECT_INTEROP`. Without that variable there
//! is nothing to test.

use std::path::{Path, PathBuf};

use super::scene::{Folder, Scene};

const ADDRESS: &str = "example_file.this";

/// The example's binary, when it was built.
pub(crate) fn binary() -> Option<PathBuf> {
    let named = std::env::var_os("VPCCONNECT_INTEROP").map(PathBuf::from);
    if named.is_none() {
        println!("skipped: .ci/interop builds what it needs");
    }
    named
}

/// A scene in which the CLI finds the example under our provider's address.
async fn begin() -> Option<Scene> {
    let binary = binary()?;
    let scene = Scene::begin().await?;
    let plugins = scene.folder("plugins", "");
    let installed = plugins.path("terraform-provider-vpcconnect");
    std::fs::copy(binary, &installed).unwrap();
    scene.install(installed.parent().unwrap());
    Some(scene)
}

fn config(path: &Path, lines: &str) -> String {
    format!(
        "terraform {{\n  required_providers {{\n    example = {{ source = \"vpcconnect/vpcconnect\" }}\n  }}\n}}\n\
         resource \"example_file\" \"this\" {{\n  path = \"{}\"\n  lines = {lines}\n}}\n",
        path.display()
    )
}

const LINES: &str = "[{ text = \"a\", weight = 0.1 }, { text = \"b\" }]";

/// A folder whose resource has been applied, and where its file is.
async fn applied<'a>(scene: &'a Scene, name: &str) -> (Folder<'a>, PathBuf) {
    let folder = scene.folder(name, "");
    let path = folder.path("file");
    folder.write(&config(&path, LINES));
    folder.apply().await.plans(&[("create", ADDRESS)]);
    (folder, path)
}

#[tokio::test]
async fn the_whole_life() {
    let Some(scene) = begin().await else {
        return;
    };
    let (folder, path) = applied(&scene, "life").await;
    let contents = |path: &Path| std::fs::read_to_string(path).unwrap();
    assert_eq!(contents(&path), "0.1 a\n0 b\n");
    let values = folder.values(ADDRESS);
    assert_eq!(values["id"], path.to_str().unwrap());
    assert_eq!(values["lines"][0]["weight"], 0.1);
    assert_eq!(values["writes"], 1);
    folder.plan_with(&["-refresh=false"]).await.plans_nothing();
    folder.plan().await.plans_nothing();

    // What it knows of its writes is in its private state.
    folder.write(&config(&path, "[{ text = \"c\", weight = 2 }]"));
    folder.apply().await.plans(&[("update", ADDRESS)]);
    assert_eq!(contents(&path), "2 c\n");
    assert_eq!(folder.values(ADDRESS)["writes"], 2);
    folder.plan().await.plans_nothing();

    let elsewhere = folder.path("elsewhere");
    folder.write(&config(&elsewhere, LINES));
    folder.apply().await.plans(&[("replace", ADDRESS)]);
    assert!(!path.exists() && elsewhere.exists());
    assert_eq!(folder.values(ADDRESS)["writes"], 1);

    let other = scene.folder("other", &config(&elsewhere, LINES));
    let import = other.import(ADDRESS, elsewhere.to_str().unwrap()).await;
    import.succeeds();
    other.apply().await.plans(&[("update", ADDRESS)]);
    other.plan().await.plans_nothing();

    folder.destroy().await.succeeds();
    assert!(!elsewhere.exists());
    assert!(folder.state().is_empty());
}

#[tokio::test]
async fn nothing_is_lost_where_it_says_nothing() {
    let Some(scene) = begin().await else {
        return;
    };
    let (folder, path) = applied(&scene, "silent").await;

    // A directory cannot be removed as a file, and the resource does not say so.
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    let kept = folder.destroy().await;
    kept.refuses(&["The destroy returned nothing"]);
    assert_eq!(folder.values(ADDRESS)["writes"], 1);

    // What is gone is made again, and is told of.
    std::fs::remove_dir(&path).unwrap();
    let planned = folder
        .plan()
        .await
        .warns(&["was not found", "example_file"]);
    planned.plans(&[("create", ADDRESS)]);
    folder.apply().await.succeeds();
    folder.destroy().await.succeeds();
    assert!(folder.state().is_empty());

    // Nothing was made.
    let nowhere = folder.path("nowhere/file");
    folder.write(&config(&nowhere, LINES));
    let failed = folder.apply().await;
    failed.refuses(&["The file was not written", "No such file"]);
    assert!(folder.state().is_empty());
}

#[tokio::test]
async fn its_errors_are_told_without_a_backtrace() {
    let Some(scene) = begin().await else {
        return;
    };
    let relative = config(Path::new("relative"), LINES);
    let folder = scene
        .folder("backtrace", &relative)
        .env("RUST_BACKTRACE", "1");
    let told = folder
        .plan()
        .await
        .refuses(&["A relative path", "begin with a slash"]);
    for frame in ["tf_provider::", "core::", "   0: ", "at /"] {
        assert!(!told.text().contains(frame), "{frame}: {told}");
    }
}
