//! A request that was refused, has expired, or went away.

use super::hcl::{REQUEST, own_request, request};
use super::scene::Scene;

#[tokio::test]
async fn a_refused_request_stays_with_a_warning() {
    a_closed_request_stays("reject", "REJECTED").await;
}

#[tokio::test]
async fn an_expired_request_stays_with_a_warning() {
    a_closed_request_stays("expire", "EXPIRED").await;
}

async fn a_closed_request_stays(action: &str, status: &str) {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!("{}{}", scene.provider(&[("default", "A")]), request(""));
    let folder = scene.folder("requester", &config);
    folder.apply().await.succeeds();
    let id = cloud.only_id();
    cloud.act(&id, action).await;
    cloud.forget();
    let planned = folder.plan().await;
    planned
        .warns(&[&id, status, "replace_refused"])
        .plans_nothing();
    folder.apply().await.warns(&[status]).plans_nothing();
    assert_eq!(cloud.writes(), [""; 0]);
    assert_eq!(folder.values(REQUEST)["status"], status);
    folder.destroy().await.succeeds();
    assert!(cloud.peerings().is_empty());
}

#[tokio::test]
async fn with_replace_refused_one_new_request_is_made() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    for (action, status) in [("reject", "REJECTED"), ("expire", "EXPIRED")] {
        let cloud = scene.cloud();
        let request = request("replace_refused = true");
        let config = format!("{}{request}", scene.provider(&[("default", "A")]));
        let folder = scene.folder(action, &config);
        folder.apply().await.succeeds();
        let old = cloud.only_id();
        cloud.act(&old, action).await;
        folder.plan().await.plans(&[("replace", REQUEST)]);
        cloud.forget();
        folder.apply().await.plans(&[("replace", REQUEST)]);
        let new = cloud.only_id();
        assert_ne!(new, old, "{status}");
        assert_eq!(cloud.writes(), ["DeleteVpcPeering", "CreateVpcPeering"]);
        assert_eq!(cloud.status(&new), "PENDING_ACCEPTANCE");
        folder.plan().await.plans_nothing();
        folder.destroy().await.succeeds();
    }
}

#[tokio::test]
async fn a_request_that_somebody_deleted_is_made_again() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!("{}{}", scene.provider(&[("default", "A")]), own_request(""));
    let folder = scene.folder("requester", &config);
    folder.apply().await.succeeds();
    let old = cloud.only_id();
    cloud.act(&old, "delete").await;
    folder.plan().await.plans(&[("create", REQUEST)]);
    folder.apply().await.succeeds();
    assert_ne!(cloud.only_id(), old);

    // And destroying what is gone is done already, with or without a look.
    cloud.act(&cloud.only_id(), "delete").await;
    folder.destroy_with(&["-refresh=false"]).await.succeeds();
    assert!(folder.state().is_empty());
}

#[tokio::test]
async fn the_plan_of_a_destroy_says_whether_traffic_stops() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!("{}{}", scene.provider(&[("default", "A")]), request(""));
    let folder = scene.folder("requester", &config);
    folder.apply().await.succeeds();
    let id = cloud.only_id();
    let destroy = folder.plan_with(&["-destroy"]).await;
    destroy.warns_of_nothing();
    cloud.act(&id, "accept").await;
    let destroy = folder.plan_with(&["-destroy"]).await;
    destroy.warns(&[&id, "stops traffic"]);
    folder.destroy().await.warns(&[&id, "stops traffic"]);
    assert!(cloud.peerings().is_empty());
}
