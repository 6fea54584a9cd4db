//! The lives of a request and of its answers.

use super::hcl::{ANSWER, REQUEST};
use super::lifecycle::{Drift, Life, live};
use super::scene::Scene;

#[tokio::test]
async fn a_request_within_one_tenant_lives() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let config = |name: &str, more: &str| {
        let provider = scene.provider(&[("default", "A")]);
        format!(
            "{provider}resource \"vpcconnect_huaweicloud_peering\" \"this\" {{
               name             = \"{name}\"
               requester_vpc_id = \"vpc-1\"
               accepter_vpc_id  = \"vpc-2\"
               {more}
             }}"
        )
    };
    let updated = config("after", "description = \"wanted\"");
    let life = Life {
        address: REQUEST,
        config: config("before", ""),
        imported: updated.clone(),
        updated,
        drift: Drift::Renamed,
    };
    live(&scene, &life).await;
}

#[tokio::test]
async fn a_request_to_another_tenant_lives() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let config = |name: &str| {
        let provider = scene.provider(&[("default", "A")]);
        format!(
            "{provider}resource \"vpcconnect_huaweicloud_peering\" \"this\" {{
               name                = \"{name}\"
               description         = \"wanted\"
               requester_vpc_id    = \"vpc-A\"
               accepter_vpc_id     = \"vpc-B\"
               accepter_project_id = \"project-B\"
             }}"
        )
    };
    let life = Life {
        address: REQUEST,
        config: config("before"),
        updated: config("after"),
        imported: config("after"),
        drift: Drift::Renamed,
    };
    live(&scene, &life).await;
}

#[tokio::test]
async fn an_acceptance_lives() {
    an_answer_lives("accept").await;
}

#[tokio::test]
async fn a_rejection_lives() {
    an_answer_lives("reject").await;
}

async fn an_answer_lives(decision: &str) {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let id = scene.cloud().request("B", "A").await;
    let config = |more: &str| {
        let provider = scene.provider(&[("default", "A")]);
        format!(
            "{provider}resource \"vpcconnect_huaweicloud_peering_accepter\" \"this\" {{
               peering_id = \"{id}\"
               decision   = \"{decision}\"
               {more}
             }}"
        )
    };
    let life = Life {
        address: ANSWER,
        config: config(""),
        updated: config("on_destroy = \"delete\""),
        imported: config(""),
        drift: Drift::Deleted,
    };
    live(&scene, &life).await;
}
