//! Both sides of a peering on Alibaba Cloud, with the real CLI.

use std::fmt::Write as _;

use serde_json::{Value, json};
use vpcconnect::simulator::alicloud::account::AccountId;
use vpcconnect::simulator::{AccessKey, Connection, Options};

use super::hcl::resource;
use super::scene::{Folder, REQUIRED, Scene};

const REQUEST: &str = "vpcconnect_alicloud_peering.this";
const ANSWER: &str = "vpcconnect_alicloud_peering_accepter.this";

/// A provider block with accounts on Alibaba Cloud: name, tenant.
pub(super) fn provider(scene: &Scene, accounts: &[(&str, &str)]) -> String {
    let alicloud = self::accounts(scene, accounts);
    format!("{REQUIRED}provider \"vpcconnect\" {{\n{alicloud}}}\n")
}

/// The map `alicloud` of a provider block, with tenants by the names of their accounts.
pub(super) fn accounts(scene: &Scene, accounts: &[(&str, &str)]) -> String {
    let url = scene.url();
    let mut entries = String::new();
    for (name, key) in accounts {
        writeln!(
            entries,
            "    {name} = {{\n      region = \"cn-hangzhou\"\n      access_key = \"{key}\"\n      \
             secret_key = \"SK-{key}\"\n      \
             endpoints = {{ vpcpeer = \"{url}\", privatelink = \"{url}/{{region}}\", sts = \"{url}\" }}\n    }}"
        )
        .unwrap();
    }
    format!("  alicloud = {{\n{entries}  }}\n")
}

pub(super) fn account_id(key: &str) -> String {
    AccountId::of(&AccessKey::from(key)).to_string()
}

/// Tenant A asks tenant B.
fn request(more: &str) -> String {
    let partner = account_id("B");
    resource(
        "vpcconnect_alicloud_peering",
        "this",
        &format!(
            "requester_vpc_id = \"vpc-a\"\n  accepter_vpc_id = \"vpc-b\"\n  \
             accepter_region = \"cn-beijing\"\n  accepter_account_id = \"{partner}\"\n  {more}"
        ),
    )
}

fn answer(id: &str, decision: &str, more: &str) -> String {
    let body = format!("peering_id = \"{id}\"\n  decision = \"{decision}\"\n  {more}");
    resource("vpcconnect_alicloud_peering_accepter", "this", &body)
}

/// A scene where changes take a moment.
async fn begin() -> Option<Scene> {
    Scene::with(Options {
        settle: std::time::Duration::from_millis(150),
        ..Options::default()
    })
    .await
}

fn all(scene: &Scene) -> Vec<Connection> {
    scene.cloud().world().alicloud_peerings()
}

fn only(scene: &Scene) -> Connection {
    let mut all = all(scene);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

/// Tenant B is asked by tenant A, without Terraform.
async fn asked(scene: &Scene) -> String {
    let new = json!({
        "cloud": "alicloud", "requester": "A", "accepter": "B", "requester_vpc_id": "vpc-a",
        "accepter_vpc_id": "vpc-b", "accepter_region": "cn-beijing", "status": "Accepting",
    });
    let made = scene.cloud().control("POST", "", &new).await;
    made["id"].as_str().unwrap().to_owned()
}

/// The calls so far that change something.
pub(super) fn writes(scene: &Scene) -> Vec<String> {
    let calls = scene.cloud().calls().into_iter();
    let names = calls.filter_map(|call| call.api);
    let reads = ["GetVpcPeer", "ListVpcPeer", "GetCaller"];
    names
        .filter(|name| !reads.iter().any(|read| name.starts_with(read)))
        .collect()
}

/// What was applied plans nothing, before and after a refresh.
async fn settled(folder: &Folder<'_>) {
    folder.plan_with(&["-refresh=false"]).await.plans_nothing();
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn a_request_to_another_account_lives() {
    let Some(scene) = begin().await else {
        return;
    };
    let head = provider(&scene, &[("default", "A")]);
    let more = |name: &str, bandwidth: u32, tags: &str| {
        let more = format!("name = \"{name}\"\n  bandwidth = {bandwidth}\n  tags = {tags}");
        format!("{head}{}", request(&more))
    };
    let before = more("before", 100, "{ team = \"network\", old = \"1\" }");
    let folder = scene.folder("life", &before);
    folder.apply().await.plans(&[("create", REQUEST)]);
    settled(&folder).await;
    let values = folder.values(REQUEST);
    assert_eq!(values["status"], "Accepting");
    assert_eq!(values["answer"], "pending");
    assert_eq!(values["active_id"], Value::Null);
    assert_eq!(values["requester_account_id"], account_id("A"));
    assert_eq!(values["link_type"], "Gold");
    assert!(values["expires_at"].is_string());

    // Accepted without Terraform: shown, and nothing to do.
    scene
        .cloud()
        .act(values["id"].as_str().unwrap(), "accept")
        .await;
    let after = more("after", 200, "{ team = \"other\" }");
    folder.write(&after);
    folder.plan().await.plans(&[("update", REQUEST)]);
    folder.apply().await.succeeds();
    settled(&folder).await;
    let values = folder.values(REQUEST);
    assert_eq!(values["answer"], "accepted");
    assert_eq!(values["active_id"], values["id"]);
    let there = only(&scene);
    assert_eq!(
        (there.name.as_str(), there.own.number("bandwidth")),
        ("after", 200)
    );
    assert_eq!(there.requester.tags.len(), 1);

    let id = there.id.to_string();
    scene.cloud().forget();
    let by_command = scene.folder("by-command", &after);
    by_command.import(REQUEST, &id).await.succeeds();
    settled(&by_command).await;
    let block = format!("import {{\n  to = {REQUEST}\n  id = \"{id}\"\n}}\n{after}");
    let by_block = scene.folder("by-block", &block);
    by_block.apply().await.plans(&[("import", REQUEST)]);
    settled(&by_block).await;
    assert_eq!(writes(&scene), [""; 0], "of the imports");

    let drift = json!({ "name": "renamed", "tags": {} });
    scene
        .cloud()
        .control("PATCH", &format!("/{id}"), &drift)
        .await;
    folder.plan().await.plans(&[("update", REQUEST)]);
    folder.apply().await.succeeds();
    assert_eq!(only(&scene).name, "after");
    assert_eq!(only(&scene).requester.tags["team"], "other");

    folder
        .destroy()
        .await
        .succeeds()
        .warns(&[&id, "stops traffic"]);
    assert_eq!(all(&scene), []);
}

#[tokio::test]
async fn accepting_and_rejecting_live() {
    for (decision, status, other) in [
        ("accept", "Activated", "reject"),
        ("reject", "Rejected", "accept"),
    ] {
        let Some(scene) = begin().await else {
            return;
        };
        let id = asked(&scene).await;
        let head = provider(&scene, &[("default", "B")]);
        let config = |decision: &str, more: &str| format!("{head}{}", answer(&id, decision, more));
        let folder = scene.folder("life", &config(decision, ""));
        folder.apply().await.plans(&[("create", ANSWER)]);
        settled(&folder).await;
        let values = folder.values(ANSWER);
        assert_eq!(values["status"], status);
        assert_eq!(values["region"], "cn-beijing");
        assert_eq!(values["requester_region"], "cn-hangzhou");
        assert_eq!(values["requester_account_id"], account_id("A"));

        // A settled peering is not decided again: an error of the plan, with the ways out.
        folder.write(&config(other, ""));
        let told = [id.as_str(), "on_destroy", "removed"];
        folder.plan().await.refuses(&told);
        folder.write(&config(decision, "on_destroy = \"delete\""));
        folder.apply().await.plans(&[("update", ANSWER)]);
        settled(&folder).await;

        scene.cloud().forget();
        let imported = scene.folder("import", &config(decision, ""));
        imported.import(ANSWER, &id).await.succeeds();
        settled(&imported).await;
        assert_eq!(writes(&scene), [""; 0], "of the import");

        let destroyed = folder.destroy().await.succeeds();
        if decision == "accept" {
            destroyed.warns(&[&id, "stops traffic"]);
        } else {
            destroyed.warns_of_nothing();
        }
        assert_eq!(all(&scene), []);
        imported.plan().await.plans(&[("create", ANSWER)]);
    }
}

#[tokio::test]
async fn both_sides_in_one_configuration() {
    let Some(scene) = begin().await else {
        return;
    };
    let config = format!(
        "{}{}{}",
        provider(&scene, &[("default", "A"), ("partner", "B")]),
        request("name = \"orders\""),
        resource(
            "vpcconnect_alicloud_peering_accepter",
            "this",
            &format!(
                "account = \"partner\"\n  peering_id = {REQUEST}.id\n  decision = \"accept\"\n  \
                 requester_account_id = {REQUEST}.requester_account_id\n  tags = {{ side = \"b\" }}"
            ),
        )
    );
    let folder = scene.folder("both", &config);
    folder.apply().await.succeeds().warns_of_nothing();
    assert_eq!(folder.values(ANSWER)["answer"], "accepted");
    // The request was pending when it was made; the refresh shows what became of it.
    folder.apply().await.succeeds();
    settled(&folder).await;
    assert_eq!(folder.values(REQUEST)["answer"], "accepted");
    folder.destroy().await.succeeds();
    assert_eq!(all(&scene), []);
}

#[tokio::test]
async fn a_request_that_nobody_answered_is_told_with_its_time() {
    let Some(scene) = begin().await else {
        return;
    };
    let id = asked(&scene).await;
    let head = provider(&scene, &[("default", "B")]);
    let folder = scene.folder("late", &format!("{head}{}", answer(&id, "accept", "")));
    scene.cloud().act(&id, "expire").await;
    let time = only(&scene)
        .expires_at
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string();
    let told = [id.as_str(), "has expired", &time];
    folder
        .plan()
        .await
        .warns(&told)
        .plans(&[("create", ANSWER)]);
    folder.apply().await.refuses(&told);
    assert_eq!(writes(&scene), [""; 0]);
    folder.destroy().await.succeeds();
}

#[tokio::test]
async fn a_refused_request_is_asked_anew_on_request() {
    let Some(scene) = begin().await else {
        return;
    };
    let head = provider(&scene, &[("default", "A")]);
    let folder = scene.folder("refused", &format!("{head}{}", request("")));
    folder.apply().await.succeeds();
    let first = only(&scene).id.to_string();
    scene.cloud().act(&first, "reject").await;
    folder
        .plan()
        .await
        .warns(&[&first, "was rejected", "replace_refused"])
        .plans_nothing();
    folder.write(&format!("{head}{}", request("replace_refused = true")));
    folder.apply().await.succeeds();
    assert_ne!(only(&scene).id.to_string(), first);
    folder.destroy().await.succeeds();
    assert_eq!(all(&scene), []);
}

#[tokio::test]
async fn what_is_not_ours_is_told_and_stays() {
    let Some(scene) = begin().await else {
        return;
    };
    let id = asked(&scene).await;
    // The requester's account cannot accept.
    let head = provider(&scene, &[("default", "A")]);
    let folder = scene.folder("side", &format!("{head}{}", answer(&id, "accept", "")));
    let told = [id.as_str(), &account_id("B")];
    folder.plan().await.warns(&told);
    folder.apply().await.refuses(&told);
    // An account that is not allowed is refused before anything is written.
    let allowed = head.replace(
        "access_key",
        "allowed_account_ids = [\"1\"]\n      access_key",
    );
    let folder = scene.folder("allowed", &format!("{allowed}{}", request("")));
    folder
        .apply()
        .await
        .refuses(&[&account_id("A"), "allowed_account_ids"]);
    assert_eq!(writes(&scene), [""; 0]);
    // Names of accounts and numbers of accounts are told apart.
    let config = format!("{head}{}", answer(&id, "accept", "account = \"1234\""));
    let folder = scene.folder("name", &config);
    folder.plan().await.refuses(&["1234", "not the number"]);
}

#[tokio::test]
async fn credentials_of_both_families_of_variables() {
    let Some(scene) = begin().await else {
        return;
    };
    let config = format!("{REQUIRED}{}", request(""));
    for (number, [key, secret, region]) in [
        [
            "ALICLOUD_ACCESS_KEY",
            "ALICLOUD_SECRET_KEY",
            "ALICLOUD_REGION",
        ],
        [
            "ALIBABA_CLOUD_ACCESS_KEY_ID",
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
            "ALIBABA_CLOUD_REGION",
        ],
    ]
    .into_iter()
    .enumerate()
    {
        let folder = scene
            .folder(&format!("variables-{number}"), &config)
            .env(key, "A")
            .env(secret, "SK-A")
            .env(region, "cn-hangzhou")
            .env("VPCPEER_ENDPOINT", &scene.url())
            .env("STS_ENDPOINT", &scene.url());
        folder.apply().await.succeeds();
        assert_eq!(only(&scene).requester.account.to_string(), account_id("A"));
        folder.destroy().await.succeeds();
    }
}

#[tokio::test]
async fn a_role_is_assumed() {
    let Some(scene) = begin().await else {
        return;
    };
    let role = format!(
        "assume_role = {{ role_arn = \"acs:ram::{}:role/role-A\" }}\n      access_key",
        account_id("C")
    );
    let head = provider(&scene, &[("default", "A")]).replace("access_key", &role);
    let folder = scene.folder("role", &format!("{head}{}", request("")));
    folder.apply().await.succeeds();
    let values = folder.values(REQUEST);
    assert_eq!(values["requester_account_id"], account_id("C"));
    settled(&folder).await;
    folder.destroy().await.succeeds();
    assert_eq!(all(&scene), []);
}
