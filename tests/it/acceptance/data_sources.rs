//! What data sources of endpoint connections and clusters show, and the way to answer who asks a service.

use serde_json::json;
use vpcconnect::simulator::Options;

use super::scene::Scene;

/// A data source called `this`.
fn data(kind: &str, body: &str) -> String {
    format!("data \"{kind}\" \"this\" {{\n  {body}\n}}\n")
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
