//! `moved` blocks from another provider's resources: this binary stands in for that provider, whose state is written by
//! hand.

use serde_json::{Value, json};

use super::cli;
use super::hcl::{ANSWER, answer};
use super::scene::{Folder, REGION, REQUIRED, Scene};

/// Whether the CLI has such moves; the reason why not is printed.
async fn moves(folder: &Folder<'_>) -> bool {
    let version = folder.run(&["version"]).await;
    let moves = cli::moves(version.text());
    if !moves {
        println!(
            "skipped: {} moves nothing between providers",
            version.text()
        );
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
    for name in ["vpcconnect", "huaweicloud"] {
        let link = directory.join(format!("terraform-provider-{name}"));
        let binary = env!("CARGO_BIN_EXE_terraform-provider-vpcconnect");
        std::os::unix::fs::symlink(binary, link).unwrap();
    }
    let addresses = [
        "vpcconnect/vpcconnect",
        "registry.terraform.io/huaweicloud/huaweicloud",
        "registry.opentofu.org/huaweicloud/huaweicloud",
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
        let values = folder.values(ANSWER).await;
        assert_eq!(values["decision"], "accept");
        assert_eq!(values["requester_project_id"], "project-B");
        cloud.act(&id, "delete").await;
    }
}
