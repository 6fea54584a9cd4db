//! Saved plans, and many at once.

use std::collections::BTreeMap;

use super::hcl::{REQUEST, own_request, request, resource};
use super::scene::Scene;

#[tokio::test]
async fn a_saved_plan_is_applied_as_it_was() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!("{}{}", scene.provider(&[("default", "A")]), request(""));
    let folder = scene.folder("requester", &config);
    folder.plan_with(&["-out=saved"]).await.succeeds();
    folder.run(&["apply", "-json", "saved"]).await.succeeds();
    assert_eq!(cloud.status(&cloud.only_id()), "PENDING_ACCEPTANCE");
    folder.plan().await.plans_nothing();
    folder
        .plan_with(&["-destroy", "-out=saved"])
        .await
        .succeeds();
    folder.run(&["apply", "-json", "saved"]).await.succeeds();
    assert!(cloud.peerings().is_empty());
}

#[tokio::test]
async fn a_replacement_on_demand_deletes_first() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!("{}{}", scene.provider(&[("default", "A")]), own_request(""));
    let folder = scene.folder("requester", &config);
    folder.apply().await.succeeds();
    let old = cloud.only_id();
    cloud.forget();
    let replace = format!("-replace={REQUEST}");
    let applied = folder.apply_with(&[&replace]).await;
    applied.plans(&[("replace", REQUEST)]);
    assert_eq!(cloud.writes(), ["DeleteVpcPeering", "CreateVpcPeering"]);
    assert_ne!(cloud.only_id(), old);
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn twenty_one_after_the_other() {
    twenty("-parallelism=1").await;
}

#[tokio::test]
async fn twenty_at_once() {
    twenty("-parallelism=50").await;
}

/// Twenty requests within one tenant: twenty creates, and one look-up of the project.
async fn twenty(parallelism: &str) {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let body = "for_each = toset([for number in range(20) : tostring(number)])
  name = \"peering-${each.key}\"
  requester_vpc_id = \"vpc-hub\"
  accepter_vpc_id = \"vpc-${each.key}\"";
    let config = format!(
        "{}{}",
        scene.provider(&[("default", "A")]),
        resource("vpcconnect_huaweicloud_peering", "this", body)
    );
    let folder = scene.folder("requester", &config);
    folder.apply_with(&[parallelism]).await.succeeds();
    assert_eq!(cloud.peerings().len(), 20);
    let mut calls: BTreeMap<String, usize> = BTreeMap::new();
    for call in cloud.calls() {
        *calls.entry(call.api.unwrap_or(call.path)).or_default() += 1;
    }
    let expected = [
        ("CreateVpcPeering".to_owned(), 20),
        ("KeystoneListProjects".to_owned(), 1),
    ];
    assert_eq!(calls, expected.into());
    folder.plan_with(&[parallelism]).await.plans_nothing();
    folder.destroy_with(&[parallelism]).await.succeeds();
    assert!(cloud.peerings().is_empty());
}
