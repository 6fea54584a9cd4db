//! `examples/`: what the documentation shows is run, not only shown.

use std::path::{Path, PathBuf};

use serde_json::json;
use vpcconnect::simulator::{Options, Seed};

use super::scene::Scene;
use super::{alicloud, aws};

/// The text of an example.
pub(super) fn example(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    std::fs::read_to_string(root.join(path)).unwrap()
}

/// The peering that the examples name, asked for by the project that they expect.
pub(super) async fn stage() -> Option<Scene> {
    let seed: Seed = serde_json::from_value(json!({ "aws": {
        "peerings": [{
            "id": "pcx-0a1b2c3d4e5f60718",
            "requester": "A", "accepter": "B",
            "requester_vpc_id": "vpc-A", "accepter_vpc_id": "vpc-B",
            "region": "eu-central-1", "accepter_region": "eu-central-1"
        }],
        "privatelink": {
            "services": [{ "owner": "A", "id": "vpce-svc-0e1f2a3b4c5d6e7f8", "region": "eu-central-1" }],
            "endpoints": [{
                "requester": "B",
                "service_id": "vpce-svc-0e1f2a3b4c5d6e7f8",
                "id": "vpce-0a9b8c7d6e5f40312"
            }]
        }
    }, "alicloud": {
        "peerings": [{
            "id": "pcc-lnk0m24khwvtkm0abcd",
            "requester": "A", "accepter": "B",
            "requester_vpc_id": "vpc-A", "accepter_vpc_id": "vpc-B"
        }],
        "privatelink": {
            "services": [{ "owner": "A", "id": "epsrv-hp3vpx8yqxblby3i0001" }],
            "endpoints": [{
                "requester": "B",
                "service_id": "epsrv-hp3vpx8yqxblby3i0001",
                "id": "ep-hp33b2e43fays7s80001"
            }]
        }
    }, "huaweicloud": {
        "projects": { "A": [{ "id": "0123456789abcdef0123456789abcdef", "name": "cn-north-4" }] },
        "peerings": [{
            "id": "22b76469-08e3-4937-8c1d-7aad34892be1",
            "requester": "A", "accepter": "B",
            "requester_vpc_id": "vpc-A", "accepter_vpc_id": "vpc-B"
        }],
        "vpcep": {
            "services": [{ "owner": "A", "id": "4189d3c2-8882-4871-a3c2-d380272eed88" }],
            "endpoints": [{
                "requester": "B",
                "service_id": "4189d3c2-8882-4871-a3c2-d380272eed88",
                "id": "705290f3-0d00-41f2-aedc-71f09844e879"
            }]
        }
    } }))
    .unwrap();
    Scene::with(Options {
        seed: Some(seed),
        ..Options::default()
    })
    .await
}

#[tokio::test]
async fn the_quickstart() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let folder = scene
        .folder("quickstart", &example("quickstart/main.tf"))
        .env("TF_VAR_simulator", &scene.url());
    folder.apply().await.succeeds();
    let state = folder.state();
    let mut answers: Vec<_> = state
        .iter()
        .map(|one| one["values"]["answer"].as_str().unwrap())
        .collect();
    answers.sort_unstable();
    let each = ["accepted", "pending", "pending", "rejected"];
    let mut on_three_clouds = each.repeat(3);
    on_three_clouds.sort_unstable();
    assert_eq!(answers, on_three_clouds);
    folder.plan().await.plans_nothing();
    folder.destroy().await.succeeds();
    assert!(scene.cloud().peerings().is_empty());
}

#[tokio::test]
async fn the_provider_block() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let folder = scene
        .folder("provider", &example("provider/provider.tf"))
        .env("TF_VAR_partner_access_key", "B")
        .env("TF_VAR_partner_secret_key", "SK-B");
    folder.plan().await.plans_nothing();
}

/// The configurations of README.md, one for each cloud.
fn of_the_readme() -> Vec<String> {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let blocks = readme.split("```hcl\n").skip(1);
    let blocks = blocks.map(|rest| rest.split("```").next().unwrap().to_owned());
    blocks
        .filter(|block| block.contains("resource \"vpcconnect_"))
        .collect()
}

#[tokio::test]
async fn the_readme() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let url = scene.url();
    let vpcpeer = format!("endpoints = {{ vpcpeer = \"{url}\", sts = \"{url}\" }}");
    let aws = format!("endpoints = {{ ec2 = \"{url}/{{region}}\", sts = \"{url}/{{region}}\" }}");
    let keys = "[partner]\naws_access_key_id = B\naws_secret_access_key = SK-B\n";
    let profile = json!({ "profiles": [{
        "name": "partner", "mode": "AK", "access_key_id": "B", "access_key_secret": "SK-B",
    }] });
    let mut seen = Vec::new();
    for (number, config) in of_the_readme().into_iter().enumerate() {
        let mut config = config
            .replace("0123456789abcdef0123456789abcdef", "project-B")
            .replace("1210123456123456", &alicloud::account_id("B"))
            .replace("210987654321", "001255198513");
        for (region, endpoints) in [
            ("cn-north-4", scene.endpoints()),
            ("cn-hangzhou", vpcpeer.clone()),
            ("cn-beijing", vpcpeer.clone()),
            ("eu-central-1", aws.clone()),
            ("eu-west-1", aws.clone()),
        ] {
            let region = format!("{{ region = \"{region}\"");
            config = config.replace(&region, &format!("{region}, {endpoints}"));
        }
        let folder = scene
            .folder(&format!("readme-{number}"), &config)
            .env("HW_ACCESS_KEY", "A")
            .env("HW_SECRET_KEY", "SK-A")
            .env("TF_VAR_partner_access_key", "B")
            .env("TF_VAR_partner_secret_key", "SK-B")
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "A")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "SK-A")
            .env("AWS_ACCESS_KEY_ID", "A")
            .env("AWS_SECRET_ACCESS_KEY", "SK-A");
        folder.write_file("../.aws/credentials", keys);
        folder.write_file("../.aliyun/config.json", &profile.to_string());
        folder.apply().await.succeeds();
        for object in folder.state() {
            if object["type"].as_str().unwrap().ends_with("_accepter") {
                assert_eq!(object["values"]["answer"], "accepted");
                seen.push(object["type"].as_str().unwrap().to_owned());
            }
        }
        folder.plan().await.succeeds();
        folder.destroy().await.succeeds();
    }
    let clouds = ["huaweicloud", "alicloud", "aws"];
    assert_eq!(
        seen,
        clouds.map(|cloud| format!("vpcconnect_{cloud}_peering_accepter"))
    );
}

#[tokio::test]
async fn every_resource() {
    let Some(scene) = stage().await else {
        return;
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/resources");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    assert!(!folders.is_empty());
    let accounts = [("default", "A"), ("partner", "B")];
    for path in folders {
        let name = path.file_name().unwrap().to_str().unwrap();
        let provider = if name.contains("alicloud") {
            alicloud::provider(&scene, &accounts)
        } else if name.contains("_aws_") {
            let accounts = accounts.map(|(name, key)| (name, key, "eu-central-1"));
            aws::provider(&scene, &accounts)
        } else {
            scene.provider(&accounts)
        };
        let config = provider + &example(&format!("resources/{name}/resource.tf"));
        let folder = scene.folder(name, &config);
        folder.apply().await.succeeds();
        folder.plan().await.plans_nothing();
        let state = folder.state();
        let values = &state[0]["values"];
        // Where an id has two parts, the first one is what the example says.
        let id = values["id"].as_str().unwrap().to_owned();
        let known = values["peering_id"].as_str().unwrap_or(&id);

        // The import that the page shows, with the id of what is really there.
        let import = example(&format!("resources/{name}/import.sh"));
        let words: Vec<_> = import.lines().last().unwrap().split(' ').collect();
        let [_, "import", address, shown] = words[..] else {
            panic!("{name}: {import:?}");
        };
        let shown = shown.replace("22b76469-08e3-4937-8c1d-7aad34892be1", known);
        let shown = shown.replace("pcc-lnk0m24khwvtkm0abcd", known);
        let shown = shown.replace("pcx-0a1b2c3d4e5f60718", known);
        let fresh = scene.folder(&format!("{name}-import"), &config);
        fresh.import(address, &shown).await.succeeds();
        assert_eq!(fresh.values(address)["id"], id.as_str());

        folder.destroy().await.succeeds();
    }
    assert!(
        scene.cloud().peerings().is_empty(),
        "on_destroy = \"delete\" deletes"
    );
}
