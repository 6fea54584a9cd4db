//! How often the cloud is called. The counts are exact or bounded as the contract has them, so they
//! are tests and not benches.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;
use vpcconnect::operation::monotonic;
use vpcconnect::simulator::{Options, Seed};

use super::cloud::Cloud;
use super::hcl::resource;
use super::scene::Scene;

/// A cloud without a quota in the way.
async fn scene(latency: Duration, settle: Duration) -> Option<Scene> {
    let seed: Seed = serde_json::from_value(json!({ "huaweicloud": { "quota": 10_000 } })).unwrap();
    Scene::with(Options {
        latency,
        settle,
        seed: Some(seed),
        ..Options::default()
    })
    .await
}

/// Requests of A to itself, which are active at once.
fn requests(count: usize) -> String {
    let body = format!(
        "count = {count}
  name = \"n-${{count.index}}\"
  requester_vpc_id = \"vpc-a-${{count.index}}\"
  accepter_vpc_id = \"vpc-b-${{count.index}}\""
    );
    resource("vpcconnect_huaweicloud_peering", "this", &body)
}

/// Requests of A to B, and B's answers.
fn pairs(count: usize) -> String {
    let asked = format!(
        "count = {count}
  name = \"n-${{count.index}}\"
  requester_vpc_id = \"vpc-a-${{count.index}}\"
  accepter_vpc_id = \"vpc-b-${{count.index}}\"
  accepter_project_id = \"project-B\""
    );
    let answered = format!(
        "count = {count}
  account = \"partner\"
  peering_id = vpcconnect_huaweicloud_peering.this[count.index].id
  decision = \"accept\""
    );
    format!(
        "{}{}",
        resource("vpcconnect_huaweicloud_peering", "this", &asked),
        resource("vpcconnect_huaweicloud_peering_accepter", "that", &answered)
    )
}

/// The calls since the last time, by the vendor's names.
fn take(cloud: &Cloud) -> BTreeMap<String, usize> {
    let mut calls = BTreeMap::new();
    for call in cloud.calls() {
        *calls.entry(call.api.unwrap_or(call.path)).or_default() += 1;
    }
    cloud.forget();
    println!("{calls:?}");
    calls
}

fn total(calls: &BTreeMap<String, usize>) -> usize {
    calls.values().sum()
}

fn of(calls: &BTreeMap<String, usize>, api: &str) -> usize {
    calls.get(api).copied().unwrap_or_default()
}

#[tokio::test]
async fn a_hundred_are_created_planned_and_destroyed() {
    let Some(scene) = scene(Duration::from_millis(20), Duration::ZERO).await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!("{}{}", scene.provider(&[("default", "A")]), requests(100));
    let folder = scene.folder("requester", &config);
    folder.apply().await.succeeds();
    let calls = take(&cloud);
    assert_eq!(of(&calls, "CreateVpcPeering"), 100);
    // One look-up of the project, and nothing else.
    assert_eq!(total(&calls), 101, "{calls:?}");

    for parallelism in ["-parallelism=1", "-parallelism=10", "-parallelism=50"] {
        folder.plan_with(&[parallelism]).await.plans_nothing();
        let calls = take(&cloud);
        assert!(total(&calls) <= 3, "{parallelism}: {calls:?}");
    }

    // A list that the machine kept waiting for longer than the provider waits for company goes out alone: a busy
    // machine adds calls and takes none away, so the least of three counts.
    let mut least = usize::MAX;
    for _ in 0..3 {
        folder.destroy().await.succeeds();
        let calls = take(&cloud);
        assert!(cloud.peerings().is_empty());
        assert_eq!(of(&calls, "DeleteVpcPeering"), 100);
        least = least.min(total(&calls));
        if least <= 115 {
            return;
        }
        folder.apply().await.succeeds();
        take(&cloud);
    }
    panic!("{least} calls at the least");
}

#[tokio::test]
async fn a_plan_takes_three_calls_however_slow_they_are() {
    let Some(scene) = scene(Duration::ZERO, Duration::ZERO).await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!("{}{}", scene.provider(&[("default", "A")]), requests(100));
    let folder = scene.folder("requester", &config);
    folder.apply().await.succeeds();
    take(&cloud);
    for latency in [0, 100, 900] {
        cloud.answers_after(Duration::from_millis(latency));
        for parallelism in ["-parallelism=1", "-parallelism=10", "-parallelism=50"] {
            folder.plan_with(&[parallelism]).await.plans_nothing();
            let calls = take(&cloud);
            assert!(total(&calls) <= 3, "{latency} ms, {parallelism}: {calls:?}");
        }
    }
}

#[tokio::test]
async fn a_thousand_are_planned_with_three_calls() {
    let Some(scene) = scene(Duration::ZERO, Duration::ZERO).await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!("{}{}", scene.provider(&[("default", "A")]), requests(1000));
    let folder = scene.folder("requester", &config);
    folder.apply_with(&["-parallelism=50"]).await.succeeds();
    let calls = take(&cloud);
    assert_eq!(of(&calls, "CreateVpcPeering"), 1000);
    assert_eq!(total(&calls), 1001, "{calls:?}");
    for (parallelism, latency) in [
        ("-parallelism=1", 0),
        ("-parallelism=10", 20),
        ("-parallelism=50", 900),
    ] {
        cloud.answers_after(Duration::from_millis(latency));
        let begun = monotonic();
        folder.plan_with(&[parallelism]).await.plans_nothing();
        // No answer is older than five seconds, and a slow machine takes longer than that.
        let lists = usize::try_from(begun.elapsed().as_secs() / 5).unwrap();
        let calls = take(&cloud);
        assert!(
            total(&calls) <= 3 + lists,
            "{latency} ms, {parallelism}: {calls:?}"
        );
    }
}

#[tokio::test]
async fn a_hundred_pairs_are_requested_and_accepted() {
    let Some(scene) = scene(Duration::from_millis(20), Duration::from_millis(300)).await else {
        return;
    };
    let cloud = scene.cloud();
    let provider = scene.provider(&[("default", "A"), ("partner", "B")]);
    let folder = scene.folder("both", &format!("{provider}{}", pairs(100)));
    folder.apply().await.succeeds();
    let calls = take(&cloud);
    assert_eq!(of(&calls, "CreateVpcPeering"), 100);
    assert_eq!(of(&calls, "AcceptVpcPeering"), 100);
    assert!(total(&calls) <= 240, "{calls:?}");
    folder.plan().await.plans_nothing();
    // Two accounts, three calls each.
    let calls = take(&cloud);
    assert!(total(&calls) <= 6, "{calls:?}");
    folder.destroy().await.succeeds();
    // The last ones may still be shown as deleted, for as long as they take to settle.
    let left = cloud.peerings();
    let mut left = left.iter().map(|peering| peering.status.as_str());
    assert!(left.all(|status| status == "DELETED"), "{left:?}");
    take(&cloud);
}
