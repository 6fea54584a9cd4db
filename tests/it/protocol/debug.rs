//! `--debug`: one process that serves many runs in plaintext.

use std::path::PathBuf;

use serde_json::Value as Json;

use super::client::Client;
use super::cty::{Cty, text};
use super::host::Host;
use super::process::{KILLED_AFTER, Plugin, Running, Start};
use super::soon;
use super::stage::{PEERING, Stage, calls_of, cloud};

/// Reads what a person is told to copy.
pub(crate) async fn reattach(running: &mut Running) -> Json {
    loop {
        let line = running.line().await;
        let told = line.trim().strip_prefix("TF_REATTACH_PROVIDERS='");
        if let Some(json) = told.and_then(|json| json.strip_suffix('\'')) {
            return serde_json::from_str(json).unwrap();
        }
    }
}

#[tokio::test]
async fn it_says_how_to_reach_it() {
    let mut running = Start::by_hand().argument("--debug").spawn();
    let told = reattach(&mut running).await;
    for address in [
        "registry.terraform.io/vpcconnect/vpcconnect",
        "registry.opentofu.org/vpcconnect/vpcconnect",
    ] {
        let at = &told[address];
        assert_eq!(at["Protocol"], "grpc");
        assert_eq!(at["ProtocolVersion"], 6);
        assert_eq!(at["Pid"], running.id());
        assert_eq!(at["Test"], true, "else the host kills it");
        assert_eq!(at["Addr"]["Network"], "unix");
    }
    let socket = told["registry.terraform.io/vpcconnect/vpcconnect"]["Addr"]["String"].as_str();
    let socket = PathBuf::from(socket.unwrap());
    assert!(Client::plaintext(&socket).await.is_serving().await);
    running.interrupt();
    let ended = running.ends_within(KILLED_AFTER).await;
    assert!(ended.status.success(), "{}", ended.stderr);
    assert!(!socket.exists() && !socket.parent().unwrap().exists());
}

/// A run of a host, which connects anew and configures anew.
pub(super) async fn run(cloud: vpcconnect::simulator::Simulator, plugin: Plugin) -> Stage {
    let host = Host::load(Client::plaintext(&plugin.socket()).await).await;
    let stage = Stage {
        cloud,
        host,
        plugin,
    };
    let told = stage.host.configure(&stage.accounts()).await;
    assert!(told.is_empty(), "{told}");
    stage
}

#[tokio::test]
async fn one_process_serves_many_runs_stopped_ones_too() {
    let mut running = Start::by_hand().argument("--debug").spawn();
    let told = reattach(&mut running).await;
    let socket = told["registry.terraform.io/vpcconnect/vpcconnect"]["Addr"]["String"].as_str();
    // The fields that a plugin's line would have.
    let line = format!("1|6|unix|{}|grpc|", socket.unwrap());
    let plugin = Plugin { running, line };

    let stage = run(cloud().await, plugin).await;
    let peering = stage.host.resource(PEERING);
    let waiting = stage.request().with("wait_for_answer", Cty::Bool(true));
    let change = peering.plan(None, &waiting).await.unwrap();
    let stop = async {
        soon(
            "a poll",
            stage.world().arrived(&calls_of("ShowVpcPeering"), 0, 1),
        )
        .await;
        stage.host.stop().await;
    };
    let (applied, ()) = tokio::join!(peering.apply(&change), stop);
    let stored = applied.succeeded();

    // Terraform goes and comes again; the process is the same.
    let Stage { cloud, plugin, .. } = stage;
    let stage = run(cloud, plugin).await;
    let peering = stage.host.resource(PEERING);
    let stored = peering.reread(&stored).await;
    let renamed = stage.request().with("name", text("renamed"));
    let change = peering.plan(Some(&stored), &renamed).await.unwrap();
    let stored = peering.apply(&change).await.succeeded();
    assert_eq!(stored.state.get("name").as_text(), "renamed");
    peering.destroy(&stored).await.vanished();
    stage.plugin.running.interrupt();
    stage.plugin.running.ends_within(KILLED_AFTER).await;
}
