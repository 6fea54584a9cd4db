//! What data sources show, and the way to answer what arrives.

use serde_json::{Value, json};
use vpcconnect::simulator::{Options, Seed};

use super::scene::{Folder, Scene};

const PEERINGS: &str = "data.vpcconnect_huaweicloud_peerings.this";
const PEERING: &str = "data.vpcconnect_huaweicloud_peering.this";

/// A data source called `this`.
pub(super) fn data(kind: &str, body: &str) -> String {
    format!("data \"{kind}\" \"this\" {{\n  {body}\n}}\n")
}

/// The ids of the peerings that one shows.
pub(super) fn ids(values: &Value) -> Vec<&str> {
    let peerings = values["peerings"].as_array().unwrap().iter();
    peerings.map(|one| one["id"].as_str().unwrap()).collect()
}

/// Ids in the order in which they are shown.
pub(super) fn sorted(ids: &[&String]) -> Vec<String> {
    let mut ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
    ids.sort();
    ids
}

/// What stands in the state, by address.
pub(super) fn decided(folder: &Folder<'_>) -> Vec<(String, String)> {
    let state = folder.state();
    let managed = state.iter().filter(|one| one["mode"] == "managed");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    managed
        .map(|one| (text(&one["address"]), text(&one["values"]["answer"])))
        .collect()
}

#[tokio::test]
async fn what_arrives_is_answered_by_who_asks() {
    let seed: Seed = serde_json::from_value(json!({ "huaweicloud": {
        "projects": { "A": [{ "id": "0123456789abcdef0123456789abcdef", "name": "cn-north-4" }] },
    } }))
    .unwrap();
    let Some(scene) = Scene::with(Options {
        seed: Some(seed),
        ..Options::default()
    })
    .await
    else {
        return;
    };
    let cloud = scene.cloud();
    let known = cloud.request("A", "B").await;
    let stranger = cloud.request("C", "B").await;
    let sent = cloud.request("B", "D").await;
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data-sources");
    let example = root.join("vpcconnect_huaweicloud_peerings/data-source.tf");
    let example = std::fs::read_to_string(example).unwrap();
    let config = format!("{}{example}", scene.provider(&[("partner", "B")]));
    let folder = scene.folder("accepter", &config);
    folder.apply().await.succeeds();
    assert_eq!(cloud.status(&known), "ACTIVE");
    assert_eq!(cloud.status(&stranger), "REJECTED");
    assert_eq!(cloud.status(&sent), "PENDING_ACCEPTANCE");
    cloud.forget();
    folder.apply().await.succeeds();
    assert_eq!(cloud.writes(), [""; 0]);
    folder.plan().await.plans_nothing();
    let wanted = [
        (
            format!("vpcconnect_huaweicloud_peering_accepter.approved[{known:?}]"),
            "accepted".to_owned(),
        ),
        (
            format!("vpcconnect_huaweicloud_peering_accepter.others[{stranger:?}]"),
            "rejected".to_owned(),
        ),
    ];
    assert_eq!(decided(&folder), wanted);

    // Somebody else asks, and is answered without touching who was answered before.
    let late = cloud.request_for("D", "B", "vpc-late").await;
    folder.apply().await.succeeds();
    assert_eq!(cloud.status(&late), "REJECTED");
    assert_eq!(cloud.status(&known), "ACTIVE");

    // An account is taken off the list: its peering is kept, because `on_destroy` says so.
    let nobody = config.replace("[\"0123456789abcdef0123456789abcdef\"]", "[]");
    folder.write(&nobody);
    cloud.forget();
    folder.apply().await.succeeds();
    assert_eq!(cloud.writes(), [""; 0]);
    assert_eq!(cloud.status(&known), "ACTIVE");
    let left = decided(&folder);
    assert!(
        left.iter().all(|(address, _)| address.contains("others")),
        "{left:?}"
    );
    folder.plan().await.plans_nothing();
    folder.destroy().await.succeeds();
    assert_eq!(cloud.writes(), [""; 0]);
}

#[tokio::test]
async fn filters_leave_what_they_say() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let pending = cloud.request("A", "B").await;
    let accepted = cloud.request_for("C", "B", "vpc-other").await;
    cloud.act(&accepted, "accept").await;
    let rejected = cloud.request_for("C", "B", "vpc-third").await;
    cloud.act(&rejected, "reject").await;
    cloud.set(&rejected, json!({ "name": "a&b=c d" })).await;
    let sent = cloud.request("B", "D").await;
    // Nothing of B's.
    cloud.request("A", "D").await;
    let provider = scene.provider(&[("default", "B")]);
    let all = [&pending, &accepted, &rejected, &sent];
    let table: [(&str, &[&String]); 16] = [
        ("", &all),
        (
            "direction = \"received\"",
            &[&pending, &accepted, &rejected],
        ),
        ("direction = \"sent\"", &[&sent]),
        ("statuses = [\"ACTIVE\"]", &[&accepted]),
        (
            "statuses = [\"ACTIVE\", \"REJECTED\"]",
            &[&accepted, &rejected],
        ),
        ("statuses = []", &[]),
        (
            "answers = [\"pending\", \"accepted\"]",
            &[&pending, &accepted, &sent],
        ),
        ("answers = [\"expired\"]", &[]),
        (
            "requester_project_ids = [\"project-C\"]",
            &[&accepted, &rejected],
        ),
        ("requester_project_ids = []", &[]),
        ("requester_project_ids = [\"\"]", &[]),
        ("name = \"a&b=c d\"", &[&rejected]),
        ("name = \"\"", &all),
        ("vpc_id = \"vpc-other\"", &[&accepted]),
        ("vpc_id = \"vpc-B\"", &[&pending, &sent]),
        (
            "requester_project_ids = [\"project-A\"]\n  answers = [\"pending\"]\n  direction = \"received\"",
            &[&pending],
        ),
    ];
    let folder = scene.folder("accepter", "");
    for (filter, wanted) in table {
        folder.write(&format!(
            "{provider}{}",
            data("vpcconnect_huaweicloud_peerings", filter)
        ));
        cloud.forget();
        folder.apply().await.succeeds();
        let values = folder.values(PEERINGS);
        assert_eq!(ids(&values), sorted(wanted), "{filter}");
        assert_eq!(cloud.writes(), [""; 0]);
        folder.plan().await.plans_nothing();
    }
    let values = folder.values(PEERINGS);
    let one = &values["peerings"][0];
    assert_eq!(
        *one,
        json!({
            "id": pending, "peering_id": pending, "account": "default", "region": "cn-north-4",
            "name": "please", "description": null, "status": "PENDING_ACCEPTANCE",
            "answer": "pending", "active_id": null,
            "requester_vpc_id": "vpc-A", "requester_project_id": "project-A",
            "accepter_vpc_id": "vpc-B", "accepter_project_id": "project-B",
            "created_at": one["created_at"], "updated_at": one["updated_at"],
        })
    );
    assert!(one["created_at"].as_str().unwrap().ends_with('Z'));
    for (wrong, told) in [
        ("statuses = [\"PENDING\"]", "PENDING_ACCEPTANCE"),
        ("answers = [\"yes\"]", "accepted"),
        ("direction = \"both\"", "received"),
        ("account = \"nobody\"", "\"default\""),
    ] {
        folder.write(&format!(
            "{provider}{}",
            data("vpcconnect_huaweicloud_peerings", wrong)
        ));
        folder.plan().await.refuses_at(wrong, &[told]);
    }
}

#[tokio::test]
async fn more_than_one_page_is_listed() {
    let seed: Seed = serde_json::from_value(json!({ "huaweicloud": { "quota": 10_000 } })).unwrap();
    let Some(scene) = Scene::with(Options {
        seed: Some(seed),
        ..Options::default()
    })
    .await
    else {
        return;
    };
    let cloud = scene.cloud();
    for number in 0..2001 {
        let new = json!({
            "requester": "A", "region": "cn-north-4", "name": "one",
            "requester_vpc_id": format!("vpc-{number}-a"), "accepter_vpc_id": format!("vpc-{number}-b"),
        });
        let new = serde_json::from_value(new).unwrap();
        cloud.world().arrange(&new).unwrap();
    }
    let config = format!(
        "{}{}output \"count\" {{ value = length({PEERINGS}.peerings) }}\n",
        scene.provider(&[("default", "A")]),
        data("vpcconnect_huaweicloud_peerings", "name = \"one\"")
    );
    let folder = scene.folder("many", &config);
    folder.apply().await.succeeds();
    let count = folder.run(&["output", "-json", "count"]).await.succeeds();
    assert_eq!(count.text().trim(), "2001");
}

#[tokio::test]
async fn one_is_found_by_its_id_or_by_its_vpcs() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let refused = cloud.request("A", "B").await;
    cloud.act(&refused, "reject").await;
    let provider = scene.provider(&[("default", "A"), ("partner", "B")]);
    let folder = scene.folder("either", "");
    let write = |body: &str| {
        folder.write(&format!(
            "{provider}{}",
            data("vpcconnect_huaweicloud_peering", body)
        ));
    };
    let vpcs = "requester_vpc_id = \"vpc-A\"\n  accepter_vpc_id = \"vpc-B\"";
    let by_id = format!("account = \"partner\"\n  id = \"{refused}\"");
    for body in [by_id.as_str(), vpcs] {
        write(body);
        folder.apply().await.succeeds();
        let values = folder.values(PEERING);
        assert_eq!(values["id"], refused.as_str(), "{body}");
        assert_eq!(values["answer"], "rejected");
        assert_eq!(values["requester_project_id"], "project-A");
        assert_eq!(values["accepter_vpc_id"], "vpc-B");
        folder.plan().await.plans_nothing();
    }
    // A new request for the same VPCs is the one that is meant.
    let open = cloud.request("A", "B").await;
    write(vpcs);
    folder.apply().await.succeeds();
    assert_eq!(folder.values(PEERING)["id"], open.as_str());
    cloud.act(&open, "reject").await;
    folder.plan().await.refuses(&[&refused, &open, "Set id"]);

    write("requester_vpc_id = \"vpc-B\"\n  accepter_vpc_id = \"vpc-A\"");
    folder.plan().await.refuses(&[
        "no peering between these VPCs",
        "the requester's comes first",
    ]);
    write("requester_vpc_id = \"vpc-A\"");
    folder.plan().await.refuses(&["Set id, or both"]);
    write(&format!("id = \"{open}\"\n  accepter_vpc_id = \"vpc-C\""));
    folder
        .plan()
        .await
        .refuses_at("id = ", &["connects other VPCs", "Remove the VPCs"]);
    write("id = \"nothing-there\"");
    folder
        .plan()
        .await
        .refuses_at("id = ", &["There is no peering nothing-there", "project-A"]);
    write(&format!("id = \"{open}\"\n  account = \"stranger\""));
    folder
        .plan()
        .await
        .refuses_at("account = ", &["\"default\", \"partner\""]);
}

#[tokio::test]
async fn an_account_that_comes_with_the_apply_cannot_be_asked() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let accounts = format!(
        "default = {{\n region = terraform_data.later.output\n access_key = \"A\"\n secret_key = \"SK-A\"\n {} }}",
        scene.endpoints()
    );
    let config = format!(
        "{}resource \"terraform_data\" \"later\" {{\n  input = \"cn-north-4\"\n}}\n{}",
        super::scene::provider(&accounts),
        data("vpcconnect_huaweicloud_peerings", "")
    );
    let folder = scene.folder("later", &config);
    folder
        .plan()
        .await
        .refuses(&["not known yet", "the data source needs it now"]);
}

#[tokio::test]
async fn who_asks_a_service_is_answered_by_the_list_of_the_approved() {
    let id = "4189d3c2-8882-4871-a3c2-d380272eed88";
    let seed = json!({ "huaweicloud": { "vpcep": {
        "services": [{ "owner": "A", "id": id }],
        "endpoints": [
            { "requester": "B", "service_id": id, "id": "known" },
            { "requester": "C", "service_id": id, "id": "stranger" },
        ],
    } } });
    let Some(scene) = Scene::with(Options {
        seed: Some(serde_json::from_value(seed).unwrap()),
        ..Options::default()
    })
    .await
    else {
        return;
    };
    let cloud = scene.cloud();
    let status = |endpoint: &str| {
        let all = cloud.world().endpoints();
        let found = all.iter().find(|one| one.id.as_str() == endpoint);
        found.unwrap().status.to_string()
    };
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data-sources");
    let example = root.join("vpcconnect_huaweicloud_endpoint_connections/data-source.tf");
    let example = std::fs::read_to_string(example).unwrap();
    let config = format!("{}{example}", scene.provider(&[("default", "A")]));
    let folder = scene.folder("owner", &config);
    folder.apply().await.succeeds();
    assert_eq!(status("known"), "accepted");
    assert_eq!(status("stranger"), "rejected");
    cloud.forget();
    folder.apply().await.succeeds();
    assert_eq!(cloud.writes(), [""; 0]);
    folder.plan().await.plans_nothing();

    // Who is taken off the list is let in no more, and what was rejected stays so.
    folder.write(&config.replace("[\"domain-B\"]", "[\"domain-C\"]"));
    cloud.forget();
    folder.apply().await.succeeds();
    assert_eq!(cloud.writes(), ["AcceptOrRejectEndpoint"]);
    assert_eq!(status("known"), "rejected");
    assert_eq!(status("stranger"), "rejected");
    // The next apply finds it rejected, and keeps it so; nothing more is called.
    cloud.forget();
    folder.apply().await.succeeds();
    assert_eq!(cloud.writes(), [""; 0]);
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn endpoints_and_clusters_are_shown_by_every_way() {
    let seed = json!({ "huaweicloud": { "vpcep": {
        "services": [{ "owner": "A", "id": "svc" }],
        "endpoints": [
            { "requester": "B", "service_id": "svc", "id": "e1", "description": "orders",
              "marker_id": 422_321_321_312_321_321_i64 },
            { "requester": "C", "service_id": "svc", "id": "e2", "status": "failed",
              "errors": [{ "error_code": "EndPoint.9", "error_message": "no port" }] },
        ],
    } } });
    let Some(scene) = Scene::with(Options {
        seed: Some(serde_json::from_value(seed).unwrap()),
        ..Options::default()
    })
    .await
    else {
        return;
    };
    let provider = scene.provider(&[("default", "A")]);
    let folder = scene.folder("owner", "");
    let kind = "vpcconnect_huaweicloud_endpoint_connections";
    let table: [(&str, &[&str]); 6] = [
        ("", &["e1", "e2"]),
        ("statuses = [\"pendingAcceptance\"]", &["e1"]),
        ("statuses = [\"failed\", \"accepted\"]", &["e2"]),
        ("answers = [\"failed\"]", &["e2"]),
        ("requester_domain_ids = [\"domain-B\"]", &["e1"]),
        ("requester_domain_ids = []", &[]),
    ];
    for (filter, wanted) in table {
        let body = format!("service_id = \"svc\"\n  {filter}");
        folder.write(&format!("{provider}{}", data(kind, &body)));
        folder.apply().await.succeeds();
        let values = folder.values(&format!("data.{kind}.this"));
        let found = values["connections"].as_array().unwrap().iter();
        let found: Vec<_> = found
            .map(|one| one["endpoint_id"].as_str().unwrap())
            .collect();
        assert_eq!(found, wanted, "{filter}");
    }
    let kind = "vpcconnect_huaweicloud_endpoint_connection";
    for body in [
        "id = \"svc/e1\"",
        "service_id = \"svc\"\n  endpoint_id = \"e1\"",
    ] {
        folder.write(&format!("{provider}{}", data(kind, body)));
        folder.apply().await.succeeds();
        let values = folder.values(&format!("data.{kind}.this"));
        assert_eq!(values["marker_id"], "422321321312321321");
        assert_eq!(values["requester_domain_id"], "domain-B");
        assert_eq!(values["description"], "orders");
        assert_eq!(values["errors"], json!([]));
    }
    for (body, told) in [
        ("id = \"svc\"", "SERVICE_ID/ENDPOINT_ID"),
        (
            "id = \"svc/e1\"\n  service_id = \"svc\"",
            "One way is enough",
        ),
        ("service_id = \"svc\"", "A part is missing"),
        ("id = \"svc/e3\"", "no endpoint e3"),
    ] {
        folder.write(&format!("{provider}{}", data(kind, body)));
        folder.plan().await.refuses(&[told]);
    }
    let cluster = format!(
        "resource \"vpcconnect_huaweicloud_cs_peering\" \"one\" {{\n  cluster_id = 56\n  name = \"one\"\n  accepter_vpc_id = \"vpc-1\"\n}}\n{}",
        data(
            "vpcconnect_huaweicloud_cs_peerings",
            "cluster_id = vpcconnect_huaweicloud_cs_peering.one.cluster_id\n  depends_on = [vpcconnect_huaweicloud_cs_peering.one]"
        )
    );
    folder.write(&format!("{provider}{cluster}"));
    folder.apply().await.succeeds();
    let values = folder.values("data.vpcconnect_huaweicloud_cs_peerings.this");
    let one = &values["peerings"][0];
    assert_eq!(one["name"], "one");
    assert_eq!(one["answer"], "pending");
    assert_eq!(one["accepter_project_id"], "project-A");
    assert_eq!(
        one["id"],
        format!("56/{}", one["peering_id"].as_str().unwrap())
    );
    folder.destroy().await.succeeds();
}
