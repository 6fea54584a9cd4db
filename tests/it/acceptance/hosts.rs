//! Hosts around Terraform: they start the provider by themselves, and run the CLI against the process that they have.
//!
//! Crossplane's shared server is such a host: it sets the cookie alone, reads the first line, and hands the address on in
//! `TF_REATTACH_PROVIDERS` (`pkg/terraform/provider_runner.go` of crossplane/upjet).

use std::process::Stdio;

use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use super::hcl::{REQUEST, own_request};
use super::scene::Scene;

const COOKIE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

#[tokio::test]
async fn a_host_that_sets_the_cookie_alone_runs_the_cli_against_one_process() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let mut provider = Command::new(env!("CARGO_BIN_EXE_terraform-provider-vpcconnect"))
        .env_clear()
        .env("TF_PLUGIN_MAGIC_COOKIE", COOKIE)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut said = BufReader::new(provider.stdout.take().unwrap()).lines();
    let line = said.next_line().await.unwrap().unwrap();
    // Crossplane's pattern is `.*unix\|(.*)\|grpc.*`.
    let socket = line.strip_prefix("1|6|unix|").expect(&line);
    let socket = socket.strip_suffix("|grpc|").expect(&line);

    let reattach = json!({
        "Protocol": "grpc", "ProtocolVersion": 6, "Pid": provider.id(), "Test": true,
        "Addr": { "Network": "unix", "String": socket },
    });
    let reattach = json!({
        "registry.terraform.io/vpcconnect/vpcconnect": reattach,
        "registry.opentofu.org/vpcconnect/vpcconnect": reattach,
    });
    let config = scene.provider(&[("default", "A")]) + &own_request("");
    let folder = scene
        .folder("crossplane", &config)
        .env("TF_REATTACH_PROVIDERS", &reattach.to_string());
    folder.run(&["validate"]).await.succeeds();
    folder.apply().await.succeeds();
    assert_eq!(folder.values(REQUEST)["answer"], "accepted");
    folder.plan().await.plans_nothing();
    folder.destroy().await.succeeds();
    assert!(scene.cloud().peerings().is_empty());

    // All of it was that one process, which goes on until its host ends it.
    assert_eq!(provider.try_wait().unwrap(), None);
    provider.kill().await.unwrap();
}
