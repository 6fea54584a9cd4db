//! What plans say of traffic: that it stops, or goes on although the block goes; nothing where none flows.

use std::collections::BTreeSet;

use serde_json::json;

use super::hcl::{ANSWER, answer, request, resource};
use super::run::Run;
use super::scene::{Folder, Scene};

/// Tenant A asks and tenant B accepts, in one configuration.
const BOTH: &[(&str, &str)] = &[("default", "A"), ("partner", "B")];

fn accepter(on_destroy: &str) -> String {
    resource(
        "vpcconnect_huaweicloud_peering_accepter",
        "this",
        &format!(
            "account = \"partner\"\n  peering_id = vpcconnect_huaweicloud_peering.this.id\n  \
             decision = \"accept\"\n  on_destroy = {on_destroy:?}"
        ),
    )
}

/// The warnings about traffic.
fn about_traffic(run: &Run) -> Vec<String> {
    let told = run.warnings().into_iter().map(|told| told.text);
    told.filter(|text| text.contains("traffic")).collect()
}

/// It tells that this peering's traffic stops, and nothing else of traffic.
#[track_caller]
fn stops_traffic(run: &Run, id: &str) {
    let told = about_traffic(run);
    assert_eq!(told.len(), 1, "{run}");
    assert!(
        told[0].contains("stops traffic") && told[0].contains(id),
        "{run}"
    );
    assert!(
        !told[0].contains("vpc-"),
        "arguments may be sensitive: {run}"
    );
}

#[tokio::test]
async fn a_removed_block_tells_what_was_just_seen() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let provider = scene.provider(BOTH);
    let config = format!("{provider}{}{}", request(""), accepter("keep"));
    let folder = scene.folder("both", &config);
    folder.apply().await.succeeds();
    let id = scene.cloud().only_id();
    // The state was written before the accept. Both blocks go: the accepter's keeps nothing.
    folder.write(&provider);
    stops_traffic(&folder.plan().await.succeeds(), &id);
    folder.write(&config);
    stops_traffic(&folder.plan_with(&["-destroy"]).await.succeeds(), &id);
    // The accepter's alone.
    folder.write(&format!("{provider}{}", request("")));
    let run = folder.plan().await.plans(&[("delete", ANSWER)]);
    let told = about_traffic(&run);
    assert_eq!(told.len(), 1, "{run}");
    assert!(
        told[0].contains("keeps it: traffic goes on") && told[0].contains(&id),
        "{run}"
    );
    // Somebody has deleted the peering: nothing goes on, and nothing stops.
    folder.write(&config);
    folder.apply().await.succeeds();
    scene.cloud().act(&id, "delete").await;
    folder.write(&provider);
    let run = folder.plan().await.succeeds();
    assert_eq!(about_traffic(&run), [""; 0], "{run}");
}

#[tokio::test]
async fn an_endpoint_that_was_accepted_by_hand_since_carries_traffic() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let world = scene.cloud().world().clone();
    let service = json!({ "owner": "A", "id": "svc", "approval_enabled": true });
    let service = serde_json::from_value(service).unwrap();
    world.arrange_service(&service).unwrap();
    let endpoint = json!({ "requester": "B", "service_id": "svc", "id": "e" });
    let endpoint = serde_json::from_value(endpoint).unwrap();
    world.arrange_endpoint(&endpoint).unwrap();
    let provider = scene.provider(&[("default", "A")]);
    let block = resource(
        "vpcconnect_huaweicloud_endpoint_connection",
        "this",
        "service_id = \"svc\"\n  endpoint_id = \"e\"\n  decision = \"reject\"",
    );
    let folder = scene.folder("owner", &format!("{provider}{block}"));
    folder.apply().await.succeeds();
    folder.write(&provider);
    let run = folder.plan().await.succeeds();
    assert_eq!(about_traffic(&run), [""; 0], "nothing flows: {run}");
    world.act_on_endpoint(&"e".into(), "accept").unwrap();
    let run = folder.plan().await.succeeds();
    let told = about_traffic(&run);
    assert!(
        told.len() == 1 && told[0].contains("stops traffic"),
        "{run}"
    );
    folder.apply().await.succeeds();
    assert_eq!(world.endpoints()[0].status.to_string(), "rejected");
}

#[tokio::test]
async fn a_replacement_of_what_carries_traffic_says_so() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let provider = scene.provider(&[("default", "A")]);
    let folder = scene.folder("requester", &format!("{provider}{}", request("")));
    folder.apply().await.succeeds();
    let id = scene.cloud().only_id();
    let other = format!("{provider}{}", request("").replace("vpc-A", "vpc-C"));
    folder.write(&other);
    let run = folder.plan().await.succeeds();
    assert_eq!(about_traffic(&run), [""; 0], "nothing flows: {run}");
    scene.cloud().act(&id, "accept").await;
    stops_traffic(&folder.plan().await.succeeds(), &id);
    // What is known after the apply alone may be the same, but nobody can say so now.
    let late = request("").replace("\"vpc-A\"", "terraform_data.late.output");
    let data = resource("terraform_data", "late", "input = timestamp()");
    folder.write(&format!("{provider}{data}{late}"));
    stops_traffic(&folder.plan().await.succeeds(), &id);
}

#[tokio::test]
async fn many_destroys_share_one_summary() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let mut blocks = scene.provider(&[("default", "A")]);
    for number in 0..4 {
        let id = scene
            .cloud()
            .request_for("B", "A", &format!("vpc-{number}"))
            .await;
        blocks += &answer(&id, "accept", "on_destroy = \"delete\"")
            .replace("\"this\"", &format!("\"number{number}\""));
    }
    let folder = scene.folder("accepters", &blocks);
    folder.apply().await.succeeds();
    folder_says_one(&folder, 4).await;
}

async fn folder_says_one(folder: &Folder<'_>, count: usize) {
    let run = folder.plan_with(&["-destroy"]).await.succeeds();
    let told = about_traffic(&run);
    assert_eq!(told.len(), count, "{run}");
    let summaries: BTreeSet<_> = told.iter().filter_map(|text| text.lines().next()).collect();
    assert_eq!(summaries.len(), 1, "{run}");
    // The CLI folds them into one for people.
    let plain = ["plan", "-destroy", "-no-color", "-input=false"];
    let run = folder.run(&plain).await.succeeds();
    let words = run.words();
    assert_eq!(words.matches("Warning: Destroying").count(), 1, "{run}");
    assert!(
        words.contains(&format!(
            "(and {} more similar warnings elsewhere)",
            count - 1
        )),
        "{run}"
    );
}
