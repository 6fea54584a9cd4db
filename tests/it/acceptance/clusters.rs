//! Peerings of Cloud Stream clusters: the cluster's owner asks, the VPC's owner answers by the VPC API.

use std::time::Duration;

use vpcconnect::simulator::{Effect, Match, Options, Rule};

use super::bad_answers::once;
use super::hcl::{ANSWER, resource};
use super::scene::{Folder, Scene};

const KIND: &str = "vpcconnect_huaweicloud_cs_peering";
const ADDRESS: &str = "vpcconnect_huaweicloud_cs_peering.this";

/// Cluster 56 of tenant A asks tenant B.
fn request(more: &str) -> String {
    let body = format!(
        "cluster_id = 56
  name = \"please\"
  accepter_vpc_id = \"vpc-B\"
  accepter_project_id = \"project-B\"
  {more}"
    );
    resource(KIND, "this", &body)
}

/// Tenant B answers it.
fn answer(decision: &str) -> String {
    let body = format!(
        "account = \"partner\"
  peering_id = {ADDRESS}.peering_id
  decision = {decision:?}"
    );
    resource("vpcconnect_huaweicloud_peering_accepter", "this", &body)
}

async fn begin() -> Option<(Scene, String)> {
    let scene = Scene::begin().await?;
    let provider = scene.provider(&[("default", "A"), ("partner", "B")]);
    Some((scene, provider))
}

async fn settled(folder: &Folder<'_>) {
    folder.plan_with(&["-refresh=false"]).await.plans_nothing();
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn both_sides_in_one_apply_and_the_whole_life() {
    let Some((scene, provider)) = begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let both = format!("{provider}{}{}", request(""), answer("accept"));
    let folder = scene.folder("both", &both);
    folder.apply().await.succeeds().warns_of_nothing();
    assert_eq!(cloud.only().status.as_str(), "ACTIVE");
    // The request was last seen before it was answered; a refresh shows the rest.
    folder
        .run(&["apply", "-refresh-only", "-auto-approve", "-json"])
        .await
        .succeeds();
    let id = cloud.only_id();
    let state = folder.values(ADDRESS);
    assert_eq!(state["id"], format!("56/{id}"));
    assert_eq!(state["peering_id"], id.as_str());
    assert_eq!(state["active_id"], id.as_str());
    assert_eq!(state["answer"], "accepted");
    assert_eq!(state["requester_vpc_id"], "vpc-of-cluster-56");
    assert_ne!(state["requester_project_id"], "project-A");
    assert_eq!(folder.values(ANSWER)["active_id"], id.as_str());
    settled(&folder).await;
    cloud.forget();
    folder.apply().await.succeeds();
    assert_eq!(cloud.writes(), [""; 0]);

    // A name or a VPC cannot be changed.
    folder.write(&both.replace("\"please\"", "\"other\""));
    folder
        .plan()
        .await
        .plans(&[("replace", ADDRESS), ("replace", ANSWER)]);
    folder.write(&both);

    let fresh = scene.folder("imported", &format!("{provider}{}", request("")));
    fresh.import(ADDRESS, &format!("56/{id}")).await.succeeds();
    settled(&fresh).await;
    for (wrong, told) in [
        (id.clone(), "[account:]cluster_id"),
        ("56/nothing".to_owned(), "no peering nothing"),
        (format!("partner:56/{id}"), "project-B"),
    ] {
        let folder = wrong.replace([':', '/'], "-");
        let other = scene.folder(&folder, &format!("{provider}{}", request("")));
        let words = other.import(ADDRESS, &wrong).await.fails().words();
        assert!(words.contains(told), "{words}");
    }

    let destroyed = folder.destroy().await.succeeds();
    destroyed.warns(&["stops traffic"]);
    assert!(cloud.peerings().is_empty());
}

#[tokio::test]
async fn an_answer_that_is_not_there_at_plan_is_null_and_a_wait_waits() {
    let Some((scene, provider)) = begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let folder = scene.folder("alone", &format!("{provider}{}", request("")));
    let planned = folder.planned(ADDRESS).await;
    assert!(planned["after"]["active_id"].is_null());
    assert!(planned["after_unknown"]["active_id"].is_null());
    folder.apply().await.succeeds();
    folder.write(&format!(
        "{provider}{}",
        request("wait_for_answer = true\n  timeouts = { update = \"1m\" }")
    ));
    folder.plan().await.plans(&[("update", ADDRESS)]);
    let id = cloud.only_id();
    cloud.forget();
    let waiting = folder.start_apply();
    // One read of the refresh, one of the update, and one of the wait.
    let read = Match {
        method: Some("GET".to_owned()),
        path: Some("/reserved_cluster/".to_owned()),
        ..Match::default()
    };
    cloud.world().arrived(&read, 0, 3).await;
    cloud.act(&id, "accept").await;
    waiting.end().await.succeeds();
    let state = folder.values(ADDRESS);
    assert_eq!(state["active_id"], id.as_str());
    settled(&folder).await;
}

#[tokio::test]
async fn what_was_refused_is_told_or_replaced_and_what_is_gone_is_asked_for_anew() {
    let Some((scene, provider)) = begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let folder = scene.folder("refused", &format!("{provider}{}", request("")));
    folder.apply().await.succeeds();
    let first = cloud.only_id();
    cloud.act(&first, "reject").await;
    folder.plan().await.plans_nothing().warns(&["was rejected"]);
    folder.write(&format!("{provider}{}", request("replace_refused = true")));
    folder.plan().await.plans(&[("replace", ADDRESS)]);
    folder.apply().await.succeeds();
    let second = cloud.only_id();
    assert_ne!(first, second);

    cloud.act(&second, "delete").await;
    folder.plan().await.plans(&[("create", ADDRESS)]);
    folder.apply().await.succeeds();
    // The whole cluster goes: a read and a destroy take that as the end.
    let gone = http::Request::delete("/_simulator/clusters/56")
        .body(String::new())
        .unwrap();
    let gone = cloud.world().answer(gone).await.unwrap();
    assert!(gone.status().is_success());
    folder.plan().await.plans(&[("create", ADDRESS)]);
    folder
        .apply()
        .await
        .refuses(&["CS.20005", "cluster_id", "request id"]);
    folder.destroy().await.succeeds();
    assert!(folder.state().is_empty());
}

#[tokio::test]
async fn a_create_is_never_sent_twice() {
    let Some((scene, provider)) = begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!("{provider}{}", request(""));
    let folder = scene.folder("lost", &config);
    let create = |effect| Rule {
        on: Match {
            api: Some("CreateClusterPeering".to_owned()),
            ..Match::default()
        },
        times: Some(1),
        effect: Some(effect),
        ..Rule::default()
    };
    // It never arrived: nothing is there, and nothing is sent again.
    cloud.world().add_fault(create(Effect::DropBeforeCommit));
    let told = ["not known whether", "import {", "56/PEERING_ID"];
    let lost = folder.apply().await;
    lost.refuses(&told);
    assert!(cloud.peerings().is_empty());
    let created = cloud
        .calls()
        .iter()
        .filter(|one| one.api.as_deref() == Some("CreateClusterPeering"))
        .count();
    assert_eq!(created, 1);

    // It arrived, and the answer was lost: it is found by what was there before.
    cloud
        .world()
        .add_fault(once("CreateClusterPeering", 500, None, true));
    folder.apply().await.succeeds();
    let id = cloud.only_id();
    assert_eq!(folder.values(ADDRESS)["peering_id"], id.as_str());
    settled(&folder).await;

    // Another state does not know it, and does not make a second one.
    let other = scene.folder("other", &config);
    let import = format!("56/{id}");
    other
        .apply()
        .await
        .refuses(&["already exists", &import, "import {"]);
    assert_eq!(cloud.peerings().len(), 1);
    let refused = other.apply().await;
    let blocks = refused.import_blocks();
    assert_eq!(blocks[0].1, import);
}

#[tokio::test]
async fn ten_of_a_cluster_are_read_by_one_list() {
    let options = Options {
        latency: Duration::from_millis(20),
        ..Options::default()
    };
    let Some(scene) = Scene::with(options).await else {
        return;
    };
    let cloud = scene.cloud();
    let body = "count = 10
  cluster_id = 56
  name = \"n-${count.index}\"
  accepter_vpc_id = \"vpc-${count.index}\"";
    let config = format!(
        "{}{}",
        scene.provider(&[("default", "A")]),
        resource(KIND, "this", body)
    );
    let folder = scene.folder("ten", &config);
    folder.apply().await.succeeds();
    cloud.forget();
    folder.plan().await.plans_nothing();
    let calls = cloud.calls();
    let lists = calls
        .iter()
        .filter(|one| one.api.as_deref() != Some("KeystoneListProjects"));
    let lists = lists.count();
    assert!(lists <= 3, "{lists} reads");
    folder.destroy().await.succeeds();
    assert!(cloud.peerings().is_empty());
}
