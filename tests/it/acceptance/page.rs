//! The simulator's page in a real browser, beside a real `apply`. `.ci/page` runs it, with a browser;
//! with `PICTURES=FOLDER` it leaves pictures of the page there.

use std::path::PathBuf;

use serde_json::json;

use super::alicloud::{account_id, accounts};
use super::browser::Browser;
use super::hcl::{REQUEST, request, resource};
use super::scene::Scene;

#[tokio::test]
#[ignore = "it needs chromium"]
async fn a_click_answers_the_request_that_an_apply_waits_for() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let pictures = std::env::var_os("PICTURES").map(PathBuf::from);
    let world = scene.cloud().world().clone();
    let service =
        serde_json::from_value(json!({ "owner": "A", "id": "search", "approval_enabled": true }));
    world.arrange_service(&service.unwrap()).unwrap();
    let endpoint = serde_json::from_value(json!({ "requester": "B", "service_id": "search" }));
    let endpoint = endpoint.unwrap();
    let mut browser = Browser::start().await;
    browser.open(&scene.url()).await;
    browser.shows(&["Nothing requested", "Live at"]).await;

    world.arrange_endpoint(&endpoint).unwrap();
    browser
        .shows(&["vpc-B → service search", "Waiting for A to answer"])
        .await;

    let partner = account_id("B");
    let body = format!(
        "name = \"reports\"\n  requester_vpc_id = \"vpc-a\"\n  accepter_vpc_id = \"vpc-b\"\n  \
         accepter_region = \"cn-hangzhou\"\n  accepter_account_id = \"{partner}\""
    );
    let provider = scene.provider(&[("default", "A")]);
    let provider = provider.trim_end().strip_suffix('}').unwrap().to_owned();
    let both = format!("{provider}{}}}\n", accounts(&scene, &[("default", "A")]));
    let other = resource("vpcconnect_alicloud_peering", "other", &body);
    let config = format!("{both}{}{other}", request("wait_for_answer = true"));
    let folder = scene.folder("requester", &config);
    let apply = folder.start_apply();
    let answered = async {
        let asks = [
            "Huawei Cloud",
            "please",
            "PENDING_ACCEPTANCE",
            "CreateVpcPeering",
        ];
        browser.shows(&asks).await;
        let asks = [
            "Alibaba Cloud",
            "reports",
            "Waiting for B to answer · expires in 7 d",
        ];
        browser.shows(&asks).await;
        browser.click("Accept please").await;
    };
    let (ended, ()) = tokio::join!(apply.end(), answered);
    ended.succeeds().warns_of_nothing();
    assert_eq!(folder.values(REQUEST)["status"], "ACTIVE");
    browser
        .shows(&["ACTIVE", "Connected with A", "Connected with B"])
        .await;
    for (name, size) in [("phone.png", (390, 844)), ("laptop.png", (1280, 900))] {
        let picture = pictures.as_ref().map(|folder| folder.join(name));
        browser.fits(size, picture.as_deref()).await;
    }
    browser.click("Reject reports").await;
    browser.shows(&["Rejected"]).await;

    browser.click("Disturb").await;
    browser
        .shows(&["any call: its answer is lost (1 left)"])
        .await;
    folder.plan().await.succeeds();
    browser
        .shows(&["any call: its answer is lost (0 left)", "no answer"])
        .await;
    browser.click("Disturb none").await;
    browser.shows(&["No call is disturbed any more"]).await;
    assert_eq!(browser.complaints(), [json!(null); 0]);

    // A page of somebody else's may not press the same buttons.
    browser.open("about:blank").await;
    let reset = format!(
        "fetch('{}/_simulator/reset', {{ method: 'POST', mode: 'no-cors' }})",
        scene.url()
    );
    browser
        .value(&format!("{reset}.then(() => true, () => false)"))
        .await;
    assert_eq!(scene.cloud().only_id(), folder.values(REQUEST)["id"]);
}
