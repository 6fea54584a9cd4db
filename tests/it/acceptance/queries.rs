//! `terraform query`: who is asking, as people see it, and what takes it over. Terraform has it since 1.14, OpenTofu has not.

use std::path::Path;

use serde_json::{Value, json};

use super::cli;
use super::examples;
use super::run::Run;
use super::scene::{Folder, REQUIRED, Scene};
use super::{alicloud, aws};

/// Whether the CLI has queries. One that has none says so, and nothing else is tested.
async fn queries(folder: &Folder<'_>) -> bool {
    let version = folder.run(&["version"]).await;
    if cli::acts(version.text()) {
        return true;
    }
    let refused = folder.run(&["query"]).await.fails();
    assert!(
        refused.words().contains("has no command named \"query\""),
        "{refused}"
    );
    cli::say_skipped("queries", version.text());
    false
}

/// What a query has found: each result as the CLI says it.
fn found(run: &Run) -> Vec<Value> {
    let lines = run.text().lines();
    let messages = lines.filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let results = messages.filter(|message| message["type"] == "list_resource_found");
    results
        .map(|message| message["list_resource_found"].clone())
        .collect()
}

/// Both clouds, with tenants by the names of their accounts.
fn provider(scene: &Scene) -> String {
    let accounts = [("default", "A"), ("partner", "B")];
    let huaweicloud = accounts.map(|(name, key)| format!("{name} = {}\n", scene.account(key, "")));
    format!(
        "{REQUIRED}provider \"vpcconnect\" {{\n{}{}  huaweicloud = {{\n{} }}\n}}\n",
        alicloud::accounts(scene, &accounts),
        aws::accounts(
            scene,
            &accounts.map(|(name, key)| (name, key, "eu-central-1"))
        ),
        huaweicloud.concat(),
    )
}

#[tokio::test]
async fn every_example_is_a_query() {
    let Some(scene) = examples::stage().await else {
        return;
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/list-resources");
    let mut names: Vec<_> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names.len(), 10);
    let provider = provider(&scene);
    for name in names {
        let block = examples::example(&format!("list-resources/{name}/list-resource.tfquery.hcl"));
        let folder = scene.folder(&name, &provider);
        if !queries(&folder).await {
            return;
        }
        folder.write_file("main.tfquery.hcl", &block);
        folder
            .run(&["validate", "-query", "-no-color"])
            .await
            .succeeds();
        let run = folder.run(&["query", "-json"]).await.succeeds();
        // Nothing was refused so far, and nobody has a cluster of that id.
        let expected = match name.as_str() {
            "vpcconnect_huaweicloud_peering"
            | "vpcconnect_alicloud_peering"
            | "vpcconnect_aws_peering"
            | "vpcconnect_huaweicloud_cs_peering" => 0,
            // Whoever is asking, and what a customer has asked for.
            other if other.ends_with("peering_accepter") => 2,
            _ => 1,
        };
        assert_eq!(found(&run).len(), expected, "{name}: {run}");
    }
}

#[tokio::test]
async fn what_is_generated_needs_no_edit_but_the_decision() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let decided = cloud.request_for("B", "A", "vpc-c").await;
    cloud.act(&decided, "accept").await;
    let pending = cloud.request("B", "A").await;
    let sent = cloud.request_for("A", "B", "vpc-d").await;
    cloud.act(&sent, "reject").await;
    for (requester, status) in [("A", "Activated"), ("B", "Accepting")] {
        let accepter = if requester == "A" { "B" } else { "A" };
        let new = json!({
            "cloud": "alicloud", "requester": requester, "accepter": accepter,
            "requester_vpc_id": format!("vpc-of-{requester}"), "accepter_vpc_id": "vpc-there",
            "status": status, "name": "wanted",
        });
        scene.cloud().control("POST", "", &new).await;
    }
    let types = [
        "huaweicloud_peering",
        "huaweicloud_peering_accepter",
        "alicloud_peering",
        "alicloud_peering_accepter",
    ];
    let block = |of: &&str| {
        format!("list \"vpcconnect_{of}\" \"all\" {{\n  provider = vpcconnect\n  config {{}}\n}}\n")
    };
    let folder = scene.folder("found", &provider(&scene));
    if !queries(&folder).await {
        return;
    }
    let lists: String = types.iter().map(block).collect();
    folder.write_file("main.tfquery.hcl", &lists);
    let run = folder.run(&["query", "-json"]).await.succeeds();
    let names: Vec<_> = found(&run)
        .iter()
        .map(|one| one["display_name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names.len(), 5, "{names:#?}");
    let says = |words: &[&str]| {
        let mut names = names.iter();
        names.any(|name| words.iter().all(|word| name.contains(word)))
    };
    assert!(
        says(&["project-B", "vpc-A", "PENDING_ACCEPTANCE since"]),
        "{names:#?}"
    );
    assert!(
        says(&["wanted: account", "vpc-of-B", "Accepting since"]),
        "{names:#?}"
    );

    let written = folder
        .run(&["query", "-json", "-generate-config-out=written.tf"])
        .await;
    written.succeeds();
    let text = String::from_utf8(folder.read("written.tf")).unwrap();
    // Whoever does not choose is asked to, and for nothing else.
    let run = folder.plan().await.fails();
    let errors = run.errors();
    assert_eq!(errors.len(), 2, "{run}");
    for error in &errors {
        assert!(
            error.text.contains("Missing value for \"decision\""),
            "{run}"
        );
    }
    let undecided = text.lines().filter(|line| {
        let mut words = line.split_whitespace();
        words.next() == Some("decision") && words.any(|word| word == "null")
    });
    assert_eq!(undecided.count(), 2, "{text}");
    let chosen: Vec<_> = text
        .lines()
        .map(|line| {
            let is_decision = line.trim_start().starts_with("decision");
            if is_decision {
                line.replace("null", "\"accept\"")
            } else {
                line.to_owned()
            }
        })
        .collect();
    folder.write_file("written.tf", &chosen.join("\n"));
    scene.cloud().forget();
    let run = folder.apply().await.succeeds();
    assert!(run.text().contains("5 imported"), "{run}");
    assert_eq!(cloud.status(&pending), "ACTIVE");
    assert_eq!(cloud.status(&sent), "REJECTED");
    let writes = scene.cloud().writes();
    let decides = |api: &&String| api.starts_with("Accept");
    let others = |api: &&String| {
        !api.starts_with("Accept") && !api.starts_with("Get") && !api.starts_with("List")
    };
    assert_eq!(writes.iter().filter(decides).count(), 2, "{writes:?}");
    assert_eq!(writes.iter().filter(others).count(), 0, "{writes:?}");
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn a_hundred_are_shown_unless_more_are_asked_for() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    for number in 0..150 {
        let new = json!({
            "cloud": "alicloud", "requester": "A", "accepter": "B", "status": "Accepting",
            "requester_vpc_id": format!("vpc-{number}"), "accepter_vpc_id": "vpc-there",
        });
        scene.cloud().control("POST", "", &new).await;
    }
    let folder = scene.folder("many", &provider(&scene));
    if !queries(&folder).await {
        return;
    }
    // The host itself reads nothing where it is told to read nothing, and tells nobody of that limit before.
    for (limit, count) in [
        ("", 100),
        ("limit = 1000", 150),
        ("limit = 1", 1),
        ("limit = 0", 0),
    ] {
        let list = format!(
            "list \"vpcconnect_alicloud_peering\" \"all\" {{\n  provider = vpcconnect\n  {limit}\n  config {{}}\n}}\n"
        );
        folder.write_file("main.tfquery.hcl", &list);
        scene.cloud().forget();
        let run = folder.run(&["query", "-json"]).await.succeeds();
        assert_eq!(found(&run).len(), count, "{limit}");
        let pages = scene.cloud().calls();
        let pages = pages
            .iter()
            .filter(|call| call.api.as_deref() == Some("ListVpcPeerConnections"));
        // Which may have been too late to keep the first page from being asked for.
        let expected = count.div_ceil(100);
        assert!(pages.count() <= expected.max(1), "{limit}: {expected}");
    }
    for (wrong, told) in [
        ("config {\n    nothing_of_ours = 1\n  }", "nothing_of_ours"),
        ("config {\n    statuses = [\"Odd\"]\n  }", "statuses"),
    ] {
        let list = format!(
            "list \"vpcconnect_alicloud_peering\" \"all\" {{\n  provider = vpcconnect\n  {wrong}\n}}\n"
        );
        folder.write_file("main.tfquery.hcl", &list);
        let run = folder.run(&["query", "-no-color"]).await.fails();
        assert!(run.words().contains(told), "{run}");
    }
}
