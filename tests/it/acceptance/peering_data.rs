//! What the data sources of peerings show, on every cloud, and the way to answer what arrives.

mod cloud;

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Map, Value, json};

use self::cloud::{ALICLOUD, Cloud, HUAWEICLOUD};
use super::alicloud;
use super::scene::Folder;

/// Data sources of a kind, `row0` and so on.
fn rows(kind: &str, bodies: &[&str]) -> String {
    let mut text = String::new();
    for (row, body) in bodies.iter().enumerate() {
        writeln!(text, "data \"{kind}\" \"row{row}\" {{\n  {body}\n}}").unwrap();
    }
    text
}

/// Ids in the order in which they are shown.
fn sorted(ids: &[&String]) -> Vec<String> {
    let mut ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
    ids.sort();
    ids
}

/// What stands in the state, by address.
fn decided(folder: &Folder<'_>) -> Vec<(String, String)> {
    let state = folder.state();
    let managed = state.iter().filter(|one| one["mode"] == "managed");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    managed
        .map(|one| (text(&one["address"]), text(&one["values"]["answer"])))
        .collect()
}

#[tokio::test]
async fn what_arrives_is_answered_by_who_asks_on_huawei_cloud() {
    let project = "0123456789abcdef0123456789abcdef";
    let seed = json!({ "projects": { "A": [{ "id": project, "name": "cn-north-4" }] } });
    what_arrives_is_answered_by_who_asks(&HUAWEICLOUD, seed, project).await;
}

#[tokio::test]
async fn what_arrives_is_answered_by_who_asks_on_alibaba_cloud() {
    let account = alicloud::account_id("A");
    what_arrives_is_answered_by_who_asks(&ALICLOUD, json!({}), &account).await;
}

/// The documentation's example, in which `approved` is tenant A.
async fn what_arrives_is_answered_by_who_asks(cloud: &Cloud, seed: Value, approved: &str) {
    let Some(scene) = cloud.scene(seed).await else {
        return;
    };
    let known = cloud.asked(&scene, ["A", "B"], "vpc-1").await;
    let stranger = cloud.asked(&scene, ["C", "B"], "vpc-2").await;
    let sent = cloud.asked(&scene, ["B", "D"], "vpc-3").await;
    let [kind, _] = cloud.kinds();
    let example = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("examples/data-sources/{kind}/data-source.tf"));
    let example = std::fs::read_to_string(example).unwrap();
    let provider = (cloud.provider)(&scene, &[("partner", "B")]);
    let config = format!("{provider}{example}");
    let folder = scene.folder("accepter", &config);
    folder.apply().await.succeeds();
    assert_eq!(cloud.status(&scene, &known), cloud.active);
    assert_eq!(cloud.status(&scene, &stranger), cloud.rejected);
    assert_eq!(cloud.status(&scene, &sent), cloud.pending);

    scene.cloud().forget();
    folder.apply().await.succeeds().plans_nothing();
    assert_eq!((cloud.writes)(&scene), [""; 0]);
    folder.plan().await.plans_nothing();
    let accepter = |name: &str, id: &str| {
        let cloud = cloud.name;
        format!("vpcconnect_{cloud}_peering_accepter.{name}[{id:?}]")
    };
    let wanted = [
        (accepter("approved", &known), "accepted".to_owned()),
        (accepter("others", &stranger), "rejected".to_owned()),
    ];
    assert_eq!(decided(&folder), wanted);

    // Somebody else asks, and is answered without touching who was answered before.
    let late = cloud.asked(&scene, ["D", "B"], "vpc-4").await;
    scene.cloud().forget();
    folder.apply().await.succeeds();
    assert_eq!((cloud.writes)(&scene), [cloud.rejects]);
    assert_eq!(cloud.status(&scene, &late), cloud.rejected);
    assert_eq!(cloud.status(&scene, &known), cloud.active);

    // A tenant is taken off the list: its peering is kept, because `on_destroy` says so.
    let approved = format!("[\"{approved}\"]");
    assert!(config.contains(&approved));
    folder.write(&config.replace(&approved, "[]"));
    scene.cloud().forget();
    folder.apply().await.succeeds();
    assert_eq!((cloud.writes)(&scene), [""; 0]);
    assert_eq!(cloud.status(&scene, &known), cloud.active);
    let left = decided(&folder);
    assert_eq!(left.len(), 2);
    assert!(
        left.iter().all(|(address, _)| address.contains("others")),
        "{left:?}"
    );
    folder.plan().await.plans_nothing();
    folder.destroy().await.succeeds();
    assert_eq!((cloud.writes)(&scene), [""; 0]);
}

#[tokio::test]
async fn filters_leave_what_they_say_on_huawei_cloud() {
    filters_leave_what_they_say(&HUAWEICLOUD, json!({})).await;
}

/// Where a region's list leaves out what other regions have asked of it, nothing is missed.
#[tokio::test]
async fn filters_leave_what_they_say_on_alibaba_cloud() {
    let seed = json!({ "doubts": { "lists_accepter_region": false } });
    filters_leave_what_they_say(&ALICLOUD, seed).await;
}

async fn filters_leave_what_they_say(cloud: &Cloud, seed: Value) {
    let Some(scene) = cloud.scene(seed).await else {
        return;
    };
    let pending = cloud.asked(&scene, ["A", "B"], "vpc-B").await;
    let accepted = cloud.asked(&scene, ["C", "B"], "vpc-other").await;
    scene.cloud().act(&accepted, "accept").await;
    let rejected = cloud.asked(&scene, ["C", "B"], "vpc-third").await;
    scene.cloud().act(&rejected, "reject").await;
    scene
        .cloud()
        .set(&rejected, json!({ "name": "a&b=c d" }))
        .await;
    let sent = cloud.asked(&scene, ["B", "D"], "vpc-D").await;
    let mut elsewhere = Vec::new();
    if cloud.two_regions {
        let asked = cloud.asked_in(&scene, ["A", "B"], "vpc-far", "cn-beijing");
        elsewhere.push(asked.await);
    }
    // Nothing of B's.
    cloud.asked(&scene, ["A", "D"], "vpc-D").await;
    let all = [&pending, &accepted, &rejected, &sent];
    let received = [&pending, &accepted, &rejected];
    let [a, c] = ["A", "C"].map(cloud.number);
    let (by_a, by_c) = (cloud.by(&[&a]), cloud.by(&[&c]));
    let (by_none, by_nothing) = (cloud.by(&[]), cloud.by(&[""]));
    let active = format!("statuses = [{:?}]", cloud.active);
    let decided = format!("statuses = [{:?}, {:?}]", cloud.active, cloud.rejected);
    let several = format!("{by_a}\n  answers = [\"pending\"]\n  direction = \"received\"");
    let table: [(&str, &[&String]); 16] = [
        ("", &all),
        ("direction = \"received\"", &received),
        ("direction = \"sent\"", &[&sent]),
        (&active, &[&accepted]),
        (&decided, &[&accepted, &rejected]),
        ("statuses = []", &[]),
        (
            "answers = [\"pending\", \"accepted\"]",
            &[&pending, &accepted, &sent],
        ),
        ("answers = [\"expired\"]", &[]),
        (&by_c, &[&accepted, &rejected]),
        (&by_none, &[]),
        (&by_nothing, &[]),
        ("name = \"a&b=c d\"", &[&rejected]),
        ("name = \"\"", &all),
        ("vpc_id = \"vpc-other\"", &[&accepted]),
        ("vpc_id = \"vpc-B\"", &[&pending, &sent]),
        (&several, &[&pending]),
    ];
    let elsewhere: Vec<_> = elsewhere.iter().collect();
    let other_region: [(&str, &[&String]); 2] = [
        ("region = \"cn-beijing\"", &elsewhere),
        ("region = \"cn-beijing\"\n  direction = \"sent\"", &[]),
    ];
    let other_region = other_region.into_iter().filter(|_| cloud.two_regions);
    let table: Vec<_> = other_region.chain(table).collect();

    let provider = (cloud.provider)(&scene, &[("default", "B")]);
    let [kind, _] = cloud.kinds();
    let filters: Vec<_> = table.iter().map(|(filter, _)| *filter).collect();
    let config = format!("{provider}{}", rows(&kind, &filters));
    let folder = scene.folder("accepter", &config);
    scene.cloud().forget();
    folder.apply().await.succeeds();
    folder.plan().await.plans_nothing();
    assert_eq!((cloud.writes)(&scene), [""; 0]);
    let mut shown = Value::Null;
    for (row, (filter, wanted)) in table.iter().enumerate() {
        shown = folder.values(&format!("data.{kind}.row{row}"));
        let found = shown["peerings"].as_array().unwrap().iter();
        let found: Vec<_> = found.map(|one| one["id"].as_str().unwrap()).collect();
        assert_eq!(found, sorted(wanted), "{filter}");
    }

    let tenant = cloud.tenant;
    let mut wanted = json!({
        "id": pending, "peering_id": pending, "account": "default", "region": cloud.region,
        "name": "please", "description": null, "status": cloud.pending, "answer": "pending",
        "active_id": null, "requester_vpc_id": "vpc-A", "accepter_vpc_id": "vpc-B",
        format!("requester_{tenant}_id"): a, format!("accepter_{tenant}_id"): (cloud.number)("B"),
    });
    let wanted = wanted.as_object_mut().unwrap();
    wanted.extend((cloud.also)().as_object().unwrap().clone());
    let one = shown["peerings"][0].as_object().unwrap().clone();
    let (one, made_up): (Map<_, _>, Map<_, _>) = one
        .into_iter()
        .partition(|(name, _)| wanted.contains_key(name));
    assert_eq!(&one, wanted);
    let names: Vec<_> = made_up.keys().collect();
    assert_eq!(names, cloud.made_up);
    for (name, value) in &made_up {
        let is_time = value.as_str().unwrap().ends_with('Z');
        assert_eq!(is_time, name.ends_with("_at"), "{name}: {value}");
    }

    let mut wrong = vec![
        ("statuses = [\"PENDING\"]", cloud.pending),
        ("answers = [\"yes\"]", "accepted"),
        ("direction = \"both\"", "received"),
    ];
    wrong.extend(cloud.wrong);
    let bodies: Vec<_> = wrong.iter().map(|(body, _)| *body).collect();
    folder.write(&format!("{provider}{}", rows(&kind, &bodies)));
    let mut plan = folder.plan().await;
    assert_eq!(plan.errors().len(), wrong.len(), "{plan}");
    for (body, told) in wrong {
        plan = plan.refuses_at(body, &[told]);
    }
    // That one is found when it is read.
    let nobody = "account = \"nobody\"";
    folder.write(&format!("{provider}{}", rows(&kind, &[nobody])));
    folder.plan().await.refuses_at(nobody, &["\"default\""]);
}

#[tokio::test]
async fn more_than_one_page_is_listed_on_huawei_cloud() {
    more_than_one_page_is_listed(&HUAWEICLOUD, json!({ "quota": 10_000 })).await;
}

#[tokio::test]
async fn more_than_one_page_is_listed_on_alibaba_cloud() {
    let seed = json!({ "quota_per_vpc": 1000, "quota_per_region": 1000 });
    more_than_one_page_is_listed(&ALICLOUD, seed).await;
}

async fn more_than_one_page_is_listed(cloud: &Cloud, seed: Value) {
    let Some(scene) = cloud.scene(seed).await else {
        return;
    };
    for number in 0..cloud.many {
        let vpc = format!("vpc-{number}");
        cloud.asked(&scene, ["A", "B"], &vpc).await;
    }
    let [kind, _] = cloud.kinds();
    let provider = (cloud.provider)(&scene, &[("default", "A")]);
    let data = rows(&kind, &["name = \"please\""]);
    let count = format!("output \"count\" {{ value = length(data.{kind}.row0.peerings) }}\n");
    let folder = scene.folder("many", &format!("{provider}{data}{count}"));
    folder.apply().await.succeeds();
    let count = folder.run(&["output", "-json", "count"]).await.succeeds();
    assert_eq!(count.text().trim(), cloud.many.to_string());
}

#[tokio::test]
async fn one_is_found_by_its_id_or_by_its_vpcs_on_huawei_cloud() {
    one_is_found_by_its_id_or_by_its_vpcs(&HUAWEICLOUD).await;
}

#[tokio::test]
async fn one_is_found_by_its_id_or_by_its_vpcs_on_alibaba_cloud() {
    one_is_found_by_its_id_or_by_its_vpcs(&ALICLOUD).await;
}

async fn one_is_found_by_its_id_or_by_its_vpcs(cloud: &Cloud) {
    let Some(scene) = cloud.scene(json!({})).await else {
        return;
    };
    let refused = cloud.asked(&scene, ["A", "B"], "vpc-B").await;
    scene.cloud().act(&refused, "reject").await;
    let provider = (cloud.provider)(&scene, &[("default", "A"), ("partner", "B")]);
    let [_, kind] = cloud.kinds();
    let folder = scene.folder("either", "");
    let write = |bodies: &[&str]| folder.write(&format!("{provider}{}", rows(&kind, bodies)));
    let vpcs = "requester_vpc_id = \"vpc-A\"\n  accepter_vpc_id = \"vpc-B\"";
    let by_id = format!("account = \"partner\"\n  id = \"{refused}\"");
    write(&[&by_id, vpcs]);
    folder.apply().await.succeeds();
    let row = |row: usize| folder.values(&format!("data.{kind}.row{row}"));
    for values in [row(0), row(1)] {
        assert_eq!(values["id"], refused.as_str());
        assert_eq!(values["answer"], "rejected");
        let requester = &values[format!("requester_{}_id", cloud.tenant)];
        assert_eq!(*requester, (cloud.number)("A"));
        assert_eq!(values["accepter_vpc_id"], "vpc-B");
    }
    folder.plan().await.plans_nothing();

    // A new request for the same VPCs is the one that is meant.
    let open = cloud.asked(&scene, ["A", "B"], "vpc-B").await;
    write(&[vpcs]);
    folder.apply().await.succeeds();
    assert_eq!(row(0)["id"], open.as_str());
    scene.cloud().act(&open, "reject").await;
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
            &["There is no peering pcc-nothing", cloud.looks],
        ),
        (&unknown, "account = ", &["\"default\", \"partner\""]),
    ];
    write(&table.map(|(body, _, _)| body));
    let mut plan = folder.plan().await;
    assert_eq!(plan.errors().len(), table.len(), "{plan}");
    for (_, at, told) in table {
        plan = plan.refuses_at(at, told);
    }
}
