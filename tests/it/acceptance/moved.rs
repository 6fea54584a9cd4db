//! `moved` blocks from another provider's resources: this binary stands in for that provider, whose state is written by
//! hand.

use serde_json::{Value, json};

use super::alicloud::{account_id, accounts};
use super::cli;
use super::generated_configuration::there;
use super::hcl::{ANSWER, answer, resource};
use super::scene::{Folder, REGION, REQUIRED, Scene};

/// Whether the CLI has such moves; the reason why not is printed.
async fn moves(folder: &Folder<'_>) -> bool {
    let version = folder.run(&["version"]).await;
    let moves = cli::moves(version.text());
    if !moves {
        cli::say_skipped("moves between providers", version.text());
    }
    moves
}

/// A state of the other provider with one object.
fn state(host: &str, kind: &str, attributes: &Value) -> String {
    json!({
        "version": 4, "terraform_version": "1.5.7", "serial": 1,
        "lineage": "00000000-0000-4000-8000-000000000000", "outputs": {},
        "resources": [{
            "mode": "managed", "type": kind, "name": "theirs",
            "provider": format!("provider[\"{host}/huaweicloud/huaweicloud\"]"),
            "instances": [{
                "schema_version": 0, "attributes": attributes, "sensitive_attributes": [],
                "private": "eyJlMmJmYjczMC1lY2FhLTExZTYtOGY4OC0zNDM2M2JjN2M0YzAiOnsiY3JlYXRlIjo2MDAwMDAwMDAwMDB9fQ==",
            }],
        }],
        "check_results": null,
    })
    .to_string()
}

/// The directory in which this binary has both names.
fn both_names(scene: &Scene) {
    let directory = scene.path("both");
    std::fs::create_dir_all(&directory).unwrap();
    for name in ["vpcconnect", "huaweicloud", "alicloud"] {
        let link = directory.join(format!("terraform-provider-{name}"));
        let binary = env!("CARGO_BIN_EXE_terraform-provider-vpcconnect");
        std::os::unix::fs::symlink(binary, link).unwrap();
    }
    let addresses = [
        "vpcconnect/vpcconnect",
        "registry.terraform.io/huaweicloud/huaweicloud",
        "registry.opentofu.org/huaweicloud/huaweicloud",
        "aliyun/alicloud",
    ];
    scene.install_as(&addresses, &directory);
}

#[tokio::test]
async fn an_accepter_comes_over_with_no_call_that_changes_anything() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    both_names(&scene);
    let cloud = scene.cloud();
    for (host, account) in [
        ("registry.terraform.io", ""),
        ("registry.opentofu.org", ""),
        ("registry.terraform.io", "account = \"other\""),
    ] {
        let id = cloud.request("B", "A").await;
        cloud.act(&id, "accept").await;
        let names: &[_] = if account.is_empty() {
            &[("default", "A")]
        } else {
            &[("default", "B"), ("other", "A")]
        };
        let provider = scene.provider(names).replace(
            REQUIRED,
            "terraform {\n  required_providers {\n    vpcconnect = { source = \"vpcconnect/vpcconnect\" }\n    \
             huaweicloud = { source = \"huaweicloud/huaweicloud\" }\n  }\n}\n",
        );
        let from = "huaweicloud_vpc_peering_connection_accepter";
        let block = format!("moved {{\n  from = {from}.theirs\n  to = {ANSWER}\n}}\n");
        let config = format!("{provider}{}{block}", answer(&id, "accept", account));
        let name = format!("{host}{}", account.len());
        let folder = scene.folder(&name, &config);
        if !moves(&folder).await {
            return;
        }
        let attributes = json!({
            "id": id, "region": REGION, "vpc_peering_connection_id": id, "name": "please",
            "description": "", "status": "ACTIVE", "vpc_id": "vpc-B", "peer_vpc_id": "vpc-A",
            "peer_tenant_id": "project-A", "accept": null,
        });
        folder.write_file("terraform.tfstate", &state(host, from, &attributes));
        cloud.forget();
        let planned = folder.plan().await;
        let summary = planned.words();
        if account.is_empty() {
            assert!(
                summary.contains("Plan: 0 to add, 0 to change, 0 to destroy."),
                "{planned}"
            );
        } else {
            planned.plans(&[("update", ANSWER)]);
        }
        folder.apply().await.succeeds();
        assert_eq!(cloud.writes(), [""; 0]);
        assert_eq!(cloud.status(&id), "ACTIVE");
        folder.plan().await.plans_nothing();
        let values = folder.values(ANSWER);
        assert_eq!(values["decision"], "accept");
        assert_eq!(values["requester_project_id"], "project-B");
        cloud.act(&id, "delete").await;
    }
}

#[tokio::test]
async fn a_whole_state_of_both_clouds_comes_over() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    both_names(&scene);
    let there = there(&scene).await;
    let ids: Vec<_> = there.iter().map(|(_, id)| id.as_str()).collect();
    let [request, decided, _, ali_request, ali_decided, ali_endpoint] = ids[..] else {
        panic!("{ids:?}");
    };
    let ali_region = "cn-hangzhou";
    let (ali_service, ali_endpoint) = ali_endpoint.split_once('/').unwrap();
    let (us, them): (u64, u64) = (
        account_id("A").parse().unwrap(),
        account_id("B").parse().unwrap(),
    );
    let pair = |requester: &str, accepter: &str, project: &str, id: &str| {
        json!({ "id": id, "region": REGION, "name": "please", "description": "", "status": "ACTIVE",
            "vpc_id": requester, "peer_vpc_id": accepter, "peer_tenant_id": project })
    };
    let ali = |id: &str, of: &str| {
        json!({ "id": id, "vpc_id": of, "accepting_vpc_id": "vpc-there", "accepting_region_id": ali_region,
            "region_id": ali_region, "description": "", "link_type": "", "status": "Activated",
            "bandwidth": 0, "force_delete": false, "dry_run": null })
    };
    let with = |mut state: Value, more: Value| {
        let all = state.as_object_mut().unwrap();
        all.extend(more.as_object().unwrap().clone());
        state
    };
    let cases = [
        (
            "huaweicloud_vpc_peering_connection",
            pair("vpc-A", "vpc-B", "project-B", request),
            "name = \"please\"\n  requester_vpc_id = \"vpc-A\"\n  accepter_vpc_id = \"vpc-B\"\n  \
             accepter_project_id = \"project-B\""
                .to_owned(),
        ),
        (
            "huaweicloud_vpc_peering_connection_accepter",
            with(
                pair("vpc-c", "vpc-B", "project-A", decided),
                json!({ "vpc_peering_connection_id": decided, "accept": true }),
            ),
            format!("peering_id = {decided:?}\n  decision = \"accept\""),
        ),
        (
            "huaweicloud_vpcep_approval",
            json!({ "id": "svc", "region": REGION, "service_id": "svc", "endpoints": ["e"],
                "connections": [{ "endpoint_id": "e", "domain_id": "domain-B", "status": "accepted",
                    "description": "", "packet_id": 9_007_199_254_740_993_u64 }] }),
            "service_id = \"svc\"\n  endpoint_id = \"e\"\n  decision = \"accept\"".to_owned(),
        ),
        (
            "alicloud_vpc_peer_connection",
            with(
                ali(ali_request, "vpc-of-A"),
                json!({ "accepting_ali_uid": them }),
            ),
            format!(
                "requester_vpc_id = \"vpc-of-A\"\n  accepter_vpc_id = \"vpc-there\"\n  accepter_region = \
                 {ali_region:?}\n  accepter_account_id = \"{them}\""
            ),
        ),
        (
            "alicloud_vpc_peer_connection_accepter",
            with(
                ali(ali_decided, "vpc-of-B"),
                json!({ "instance_id": ali_decided, "accepting_owner_uid": us }),
            ),
            format!("peering_id = {ali_decided:?}\n  decision = \"accept\""),
        ),
        (
            "alicloud_privatelink_vpc_endpoint_connection",
            json!({ "id": format!("{ali_service}:{ali_endpoint}"), "service_id": ali_service,
                "endpoint_id": ali_endpoint, "status": "Connected", "bandwidth": 3072, "dry_run": null }),
            format!(
                "service_id = {ali_service:?}\n  endpoint_id = {ali_endpoint:?}\n  decision = \"accept\""
            ),
        ),
    ];
    let provider = format!(
        "{REQUIRED}provider \"vpcconnect\" {{\n{}  huaweicloud = {{ default = {} }}\n}}\n",
        accounts(&scene, &[("default", "A")]),
        scene.account("A", ""),
    );
    let mut config = provider.replace(
        "    vpcconnect = {",
        "    huaweicloud = { source = \"huaweicloud/huaweicloud\" }\n    alicloud = { source = \
         \"aliyun/alicloud\" }\n    vpcconnect = {",
    );
    let mut resources = Vec::new();
    let mut whole: Value = serde_json::from_str(&state("", "", &Value::Null)).unwrap();
    let folder = scene.folder("both-clouds", &config);
    let version = folder.run(&["version"]).await;
    if !moves(&folder).await {
        return;
    }
    let host = if version.text().starts_with("OpenTofu") {
        "registry.opentofu.org"
    } else {
        "registry.terraform.io"
    };
    for ((to, _), (from, attributes, body)) in there.iter().zip(&cases) {
        let kind = to.split('.').next().unwrap();
        config += &resource(kind, "this", body);
        let block = format!("moved {{\n  from = {from}.theirs\n  to = {to}\n}}\n");
        config += &block;
        let one: Value = serde_json::from_str(&state(host, from, attributes)).unwrap();
        let mut one = one["resources"][0].clone();
        if from.starts_with("alicloud") {
            one["provider"] = json!(format!("provider[\"{host}/aliyun/alicloud\"]"));
        }
        resources.push(one);
    }
    whole["resources"] = json!(resources);
    folder.write(&config);
    folder.write_file("terraform.tfstate", &whole.to_string());
    scene.cloud().forget();
    let planned = folder.plan().await.succeeds();
    assert!(
        planned
            .words()
            .contains("Plan: 0 to add, 0 to change, 0 to destroy."),
        "{planned}"
    );
    folder.apply().await.succeeds();
    let writes = scene.cloud().writes();
    let reads = |api: &String| api.starts_with("List") || api.starts_with("Get");
    assert!(writes.iter().all(reads), "{writes:?}");
    folder.plan().await.plans_nothing();
    assert_eq!(folder.state().len(), cases.len());
}
