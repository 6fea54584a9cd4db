//! What data sources show of Alibaba Cloud, and the way to answer what arrives.

use std::path::Path;

use serde_json::json;
use vpcconnect::simulator::{Options, Seed};

use super::alicloud::{account_id, act, control, provider, writes};
use super::data_sources::{data, decided, ids, sorted};
use super::scene::Scene;

const PEERINGS: &str = "data.vpcconnect_alicloud_peerings.this";
const PEERING: &str = "data.vpcconnect_alicloud_peering.this";

/// Tenant `requester` asks for a peering of `vpc`, in cn-hangzhou, with one in cn-hangzhou. Its id.
async fn asked(scene: &Scene, requester: &str, accepter: &str, vpc: &str) -> String {
    asked_in(scene, requester, accepter, vpc, "cn-hangzhou").await
}

async fn asked_in(scene: &Scene, requester: &str, accepter: &str, vpc: &str, to: &str) -> String {
    let new = json!({
        "cloud": "alicloud", "requester": requester, "accepter": accepter,
        "requester_vpc_id": format!("vpc-{requester}"), "accepter_vpc_id": vpc,
        "region": "cn-hangzhou", "accepter_region": to, "name": "please",
    });
    let made = control(scene, "POST", "", &new).await;
    made["id"].as_str().unwrap().to_owned()
}

fn status(scene: &Scene, id: &str) -> String {
    let all = scene.cloud().world().alicloud_peerings();
    let found = all.iter().find(|one| one.id.as_str() == id);
    json!(found.unwrap().status).as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_arrives_is_answered_by_who_asks() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let known = asked(&scene, "A", "B", "vpc-1").await;
    let stranger = asked(&scene, "C", "B", "vpc-2").await;
    let sent = asked(&scene, "B", "D", "vpc-3").await;
    let example = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples/data-sources/vpcconnect_alicloud_peerings/data-source.tf");
    let example = std::fs::read_to_string(example).unwrap();
    let config = format!("{}{example}", provider(&scene, &[("partner", "B")]));
    let folder = scene.folder("accepter", &config);
    folder.apply().await.succeeds();
    assert_eq!(status(&scene, &known), "Activated");
    assert_eq!(status(&scene, &stranger), "Rejected");
    assert_eq!(status(&scene, &sent), "Accepting");

    scene.cloud().forget();
    folder.apply().await.succeeds().plans_nothing();
    assert_eq!(writes(&scene), [""; 0]);
    folder.plan().await.plans_nothing();
    let wanted = [
        (
            format!("vpcconnect_alicloud_peering_accepter.approved[{known:?}]"),
            "accepted".to_owned(),
        ),
        (
            format!("vpcconnect_alicloud_peering_accepter.others[{stranger:?}]"),
            "rejected".to_owned(),
        ),
    ];
    assert_eq!(decided(&folder), wanted);

    // Somebody else asks, and is answered without touching who was answered before.
    let late = asked(&scene, "D", "B", "vpc-4").await;
    scene.cloud().forget();
    folder.apply().await.succeeds();
    assert_eq!(writes(&scene), ["RejectVpcPeerConnection"]);
    assert_eq!(status(&scene, &late), "Rejected");

    // An account is taken off the list: its peering is kept, because `on_destroy` says so.
    let approved = format!("[\"{}\"]", account_id("A"));
    assert!(config.contains(&approved));
    folder.write(&config.replace(&approved, "[]"));
    scene.cloud().forget();
    folder.apply().await.succeeds();
    assert_eq!(writes(&scene), [""; 0]);
    assert_eq!(status(&scene, &known), "Activated");
    let left = decided(&folder);
    assert_eq!(left.len(), 2);
    assert!(
        left.iter().all(|(address, _)| address.contains("others")),
        "{left:?}"
    );
    folder.plan().await.plans_nothing();
    folder.destroy().await.succeeds();
    assert_eq!(writes(&scene), [""; 0]);
}

#[tokio::test]
async fn filters_leave_what_they_say() {
    // Where a region's list leaves out what other regions have asked of it, nothing is missed.
    let seed = json!({ "alicloud": { "doubts": { "lists_accepter_region": false } } });
    let options = Options {
        seed: Some(serde_json::from_value(seed).unwrap()),
        ..Options::default()
    };
    let Some(scene) = Scene::with(options).await else {
        return;
    };
    let pending = asked(&scene, "A", "B", "vpc-B").await;
    let accepted = asked(&scene, "C", "B", "vpc-other").await;
    act(&scene, &accepted, "accept").await;
    let rejected = asked(&scene, "C", "B", "vpc-third").await;
    act(&scene, &rejected, "reject").await;
    let named = json!({ "name": "a&b=c d" });
    control(&scene, "PATCH", &format!("/{rejected}"), &named).await;
    let sent = asked(&scene, "B", "D", "vpc-D").await;
    // In another region, and nothing of B's.
    let elsewhere = asked_in(&scene, "A", "B", "vpc-far", "cn-beijing").await;
    asked(&scene, "A", "D", "vpc-D").await;
    let head = provider(&scene, &[("default", "B")]);
    let all = [&pending, &accepted, &rejected, &sent];
    let by_a = format!("requester_account_ids = [\"{}\"]", account_id("A"));
    let by_c = format!("requester_account_ids = [\"{}\"]", account_id("C"));
    let several = format!("{by_a}\n  answers = [\"pending\"]\n  direction = \"received\"");
    let table: [(&str, &[&String]); 17] = [
        ("", &all),
        (
            "direction = \"received\"",
            &[&pending, &accepted, &rejected],
        ),
        ("direction = \"sent\"", &[&sent]),
        ("region = \"cn-beijing\"", &[&elsewhere]),
        ("region = \"cn-beijing\"\n  direction = \"sent\"", &[]),
        ("statuses = [\"Activated\"]", &[&accepted]),
        (
            "statuses = [\"Activated\", \"Rejected\"]",
            &[&accepted, &rejected],
        ),
        ("statuses = []", &[]),
        (
            "answers = [\"pending\", \"accepted\"]",
            &[&pending, &accepted, &sent],
        ),
        (&by_c, &[&accepted, &rejected]),
        ("requester_account_ids = []", &[]),
        ("requester_account_ids = [\"\"]", &[]),
        ("name = \"a&b=c d\"", &[&rejected]),
        ("name = \"\"", &all),
        ("vpc_id = \"vpc-other\"", &[&accepted]),
        ("vpc_id = \"vpc-B\"", &[&pending, &sent]),
        (&several, &[&pending]),
    ];
    let folder = scene.folder("accepter", "");
    for (filter, wanted) in table {
        let body = data("vpcconnect_alicloud_peerings", filter);
        folder.write(&format!("{head}{body}"));
        folder.apply().await.succeeds();
        let values = folder.values(PEERINGS);
        assert_eq!(ids(&values), sorted(wanted), "{filter}");
    }
    folder.plan().await.plans_nothing();
    assert_eq!(writes(&scene), [""; 0]);
    let values = folder.values(PEERINGS);
    let one = &values["peerings"][0];
    assert_eq!(
        *one,
        json!({
            "id": pending, "peering_id": pending, "account": "default", "region": "cn-hangzhou",
            "name": "please", "description": null, "status": "Accepting", "answer": "pending",
            "active_id": null, "requester_vpc_id": "vpc-A", "requester_region": "cn-hangzhou",
            "requester_account_id": account_id("A"), "accepter_vpc_id": "vpc-B",
            "accepter_region": "cn-hangzhou", "accepter_account_id": account_id("B"),
            "bandwidth": -1, "resource_group_id": one["resource_group_id"], "tags": {},
            "expires_at": one["expires_at"], "created_at": one["created_at"],
            "updated_at": one["updated_at"],
        })
    );
    assert!(one["expires_at"].as_str().unwrap().ends_with('Z'));
    for (wrong, told) in [
        ("statuses = [\"PENDING\"]", "Accepting"),
        ("answers = [\"yes\"]", "accepted"),
        ("direction = \"both\"", "received"),
        ("account = \"nobody\"", "\"default\""),
        (
            "requester_account_ids = [\"partner\"]",
            "the number of an account",
        ),
    ] {
        let body = data("vpcconnect_alicloud_peerings", wrong);
        folder.write(&format!("{head}{body}"));
        folder.plan().await.refuses_at(wrong, &[told]);
    }
}

#[tokio::test]
async fn more_than_one_page_is_listed() {
    let seed = json!({ "alicloud": { "quota_per_vpc": 1000, "quota_per_region": 1000 } });
    let seed: Seed = serde_json::from_value(seed).unwrap();
    let options = Options {
        seed: Some(seed),
        ..Options::default()
    };
    let Some(scene) = Scene::with(options).await else {
        return;
    };
    for number in 0..201 {
        asked(&scene, "A", "B", &format!("vpc-{number}")).await;
    }
    let config = format!(
        "{}{}output \"count\" {{ value = length({PEERINGS}.peerings) }}\n",
        provider(&scene, &[("default", "A")]),
        data("vpcconnect_alicloud_peerings", "name = \"please\"")
    );
    let folder = scene.folder("many", &config);
    folder.apply().await.succeeds();
    let count = folder.run(&["output", "-json", "count"]).await.succeeds();
    assert_eq!(count.text().trim(), "201");
}

#[tokio::test]
async fn one_is_found_by_its_id_or_by_its_vpcs() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let refused = asked(&scene, "A", "B", "vpc-B").await;
    act(&scene, &refused, "reject").await;
    let head = provider(&scene, &[("default", "A"), ("partner", "B")]);
    let folder = scene.folder("either", "");
    let write = |body: &str| {
        let body = data("vpcconnect_alicloud_peering", body);
        folder.write(&format!("{head}{body}"));
    };
    let vpcs = "requester_vpc_id = \"vpc-A\"\n  accepter_vpc_id = \"vpc-B\"";
    let by_id = format!("account = \"partner\"\n  id = \"{refused}\"");
    for body in [by_id.as_str(), vpcs] {
        write(body);
        folder.apply().await.succeeds();
        let values = folder.values(PEERING);
        assert_eq!(values["id"], refused.as_str(), "{body}");
        assert_eq!(values["answer"], "rejected");
        assert_eq!(values["requester_account_id"], account_id("A"));
        assert_eq!(values["accepter_vpc_id"], "vpc-B");
        folder.plan().await.plans_nothing();
    }
    // A new request for the same VPCs is the one that is meant.
    let open = asked(&scene, "A", "B", "vpc-B").await;
    write(vpcs);
    folder.apply().await.succeeds();
    assert_eq!(folder.values(PEERING)["id"], open.as_str());
    act(&scene, &open, "reject").await;
    folder.plan().await.refuses(&[&refused, &open, "Set id"]);

    let no_such = "requester_vpc_id = \"vpc-B\"\n  accepter_vpc_id = \"vpc-A\"";
    let other = format!("id = \"{open}\"\n  accepter_vpc_id = \"vpc-C\"");
    let unknown = format!("id = \"{open}\"\n  account = \"stranger\"");
    let table: [(&str, &str, &[&str]); 5] = [
        (
            no_such,
            "requester_vpc_id",
            &[
                "no peering between these VPCs",
                "the requester's comes first",
            ],
        ),
        ("requester_vpc_id = \"vpc-A\"", "", &["Set id, or both"]),
        (&other, "id = ", &["connects other VPCs", "Remove the VPCs"]),
        (
            "id = \"pcc-nothing\"",
            "id = ",
            &["There is no peering pcc-nothing", "\"default\""],
        ),
        (&unknown, "account = ", &["\"default\", \"partner\""]),
    ];
    for (body, at, told) in table {
        write(body);
        let plan = folder.plan().await;
        if at.is_empty() {
            plan.refuses(told);
        } else {
            plan.refuses_at(at, told);
        }
    }
}
