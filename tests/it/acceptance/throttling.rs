//! A cloud that keeps us waiting.

use serde_json::json;
use vpcconnect::simulator::{Effect, Match, Reply, Rule};

use super::hcl::own_request;
use super::scene::Scene;

#[tokio::test]
async fn who_waits_long_for_the_cloud_is_told_why() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let config = format!("{}{}", scene.provider(&[("default", "A")]), own_request(""));
    let folder = scene.folder("requester", &config);
    cloud.world().add_fault(Rule {
        on: Match {
            api: Some("CreateVpcPeering".to_owned()),
            ..Match::default()
        },
        times: Some(1),
        effect: Some(Effect::Answer(Reply {
            status: 429,
            body: Some(json!({ "error_code": "APIGW.0308", "error_msg": "over ratelimit" })),
            headers: [("Retry-After".to_owned(), "11".to_owned())].into(),
        })),
        ..Rule::default()
    });
    let applied = folder.apply().await.succeeds();
    applied.warns(&[
        "\"default\"",
        "called too often",
        "11 s",
        "max_requests_per_second",
    ]);
    folder.plan().await.plans_nothing();
}
