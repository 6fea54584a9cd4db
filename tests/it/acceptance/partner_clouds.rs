//! Clouds with hosts of their own, and with certificates that only their own users trust.

use super::hcl::own_request;
use super::scene::{Scene, provider};
use crate::tls::front;

/// An account behind `url`, with further lines.
fn config(url: &str, lines: &str) -> String {
    let entry = format!(
        "default = {{
    region = \"cn-north-4\"
    endpoints = {{ vpc = \"{url}/{{region}}\", iam = \"{url}\", sts = \"{url}\" }}
    {lines}
  }}"
    );
    format!("{}{}", provider(&entry), own_request(""))
}

const KEYS: &str = "access_key = \"A\"\n secret_key = \"SK-A\"";
const USER: &str = "user_name = \"user-A\"\n password = \"PW-A\"\n domain_name = \"domain-A\"";

#[tokio::test]
async fn a_private_authority_is_trusted_when_it_is_named() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let (url, pem) = front(scene.address()).await;
    for (name, sign_in) in [("keys", KEYS), ("password", USER)] {
        let folder = scene.folder(name, &config(&url, sign_in));
        folder.write_file("ca.pem", &pem);
        let told = ["localhost", "certificate", "ca_file"];
        folder.apply().await.refuses(&told);
        assert_eq!(scene.cloud().calls(), []);

        let named = format!("{sign_in}\n ca_file = \"ca.pem\"");
        folder.write(&config(&url, &named));
        folder.apply().await.succeeds();
        folder.plan().await.plans_nothing();
        folder.destroy().await.succeeds();

        // The variable of OpenStack's tools does as well.
        let folder = scene.folder(&format!("{name}-by-variable"), &config(&url, sign_in));
        folder.write_file("ca.pem", &pem);
        let folder = folder.env("OS_CACERT", "ca.pem");
        folder.apply().await.succeeds();
        folder.destroy().await.succeeds();
        scene.cloud().forget();
    }
}

#[tokio::test]
async fn whoever_trusts_anybody_is_warned() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let (url, _) = front(scene.address()).await;
    let lines = format!("{KEYS}\n insecure = true");
    let folder = scene.folder("insecure", &config(&url, &lines));
    let told = [
        "\"default\" trusts any server",
        "insecure = true",
        "ca_file",
    ];
    let planned = folder.plan().await.warns(&told);
    assert_eq!(planned.warnings().len(), 1, "{planned}");
    folder.apply().await.succeeds().warns(&told);
    folder.destroy().await.succeeds();
    let folder = scene.folder("by-variable", &config(&url, KEYS));
    let folder = folder.env("HW_INSECURE", "true");
    let applied = folder.apply().await.succeeds();
    applied.warns(&["With HW_INSECURE, anyone"]);
    folder.destroy().await.succeeds();
}

#[tokio::test]
async fn hosts_follow_cloud_and_region() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    // Nobody has these names: the message says which host was meant, and nothing leaves the machine.
    let entry = format!(
        "default = {{ region = \"eu-de\"\n cloud = \"otc.invalid\"\n max_retries = 0\n {KEYS} }}"
    );
    let request = own_request("").replace("vpc-2\"", "vpc-2\"\n accepter_project_id = \"p\"");
    let config = format!("{}{request}", provider(&entry));
    let folder = scene.folder("otc", &config);
    folder.apply().await.refuses(&["iam.eu-de.otc.invalid"]);
    folder.write(&config.replace("max_retries", "project_id = \"q\"\n max_retries"));
    folder.apply().await.refuses(&["vpc.eu-de.otc.invalid"]);
}
