//! What ends the process, and what does not.

use std::time::Duration;

use rustix::process::Signal;
use serde_json::json;
use vpcconnect::plugin::proto::tfplugin6 as proto;

use super::certificate::Certificate;
use super::client::Client;
use super::cty::{Cty, text};
use super::process::{KILLED_AFTER, Start};
use super::soon;
use super::stage::{PEERING, Stage, calls_of};
use crate::signals::reaches;

/// How long the last answers may take.
const AT_MOST: Duration = Duration::from_secs(5);

#[tokio::test]
async fn ctrl_c_is_the_hosts_business() {
    let own = Certificate::of(1);
    let plugin = Start::for_host(&own).serve().await;
    let client = Client::mutual(&plugin, &own).await;
    for _ in 0..3 {
        plugin.running.interrupt();
        assert!(client.is_serving().await);
    }
    client.shut_down().await;
    plugin.running.ends_within(KILLED_AFTER).await;
}

#[tokio::test]
async fn without_its_host_the_process_ends_by_itself() {
    let own = Certificate::of(1);
    let plugin = Start::for_host(&own).serve().await;
    let client = Client::mutual(&plugin, &own).await;
    assert!(client.is_serving().await);
    let directory = plugin.directory();
    // Killed: nobody says Shutdown.
    drop(client);
    let ended = plugin.running.ends_within(Duration::from_secs(8)).await;
    assert!(ended.status.success(), "{}", ended.stderr);
    assert!(!directory.exists());
}

#[tokio::test]
async fn a_stranger_is_no_host_that_could_be_lost() {
    let own = Certificate::of(1);
    let plugin = Start::for_host(&own).serve().await;
    // Connects before the host does, and goes again.
    drop(
        tokio::net::UnixStream::connect(plugin.socket())
            .await
            .unwrap(),
    );
    let client = Client::mutual(&plugin, &own).await;
    assert!(client.is_serving().await);
}

/// The signals that ask a process to go, as far as they reach what a test starts.
fn signals() -> impl Iterator<Item = Signal> {
    let all = [Signal::TERM, Signal::HUP].into_iter();
    all.filter(|signal| reaches(*signal))
}

#[tokio::test]
async fn what_is_asked_to_go_goes_and_leaves_nothing_behind() {
    let own = Certificate::of(1);
    for signal in signals() {
        for connected in [true, false] {
            let plugin = Start::for_host(&own).serve().await;
            let client = Client::mutual(&plugin, &own).await;
            assert!(client.is_serving().await);
            let host = connected.then_some(client);
            let directory = plugin.directory();
            plugin.running.signal(signal);
            let ended = plugin.running.ends_within(KILLED_AFTER).await;
            assert!(ended.status.success(), "{signal:?} {}", ended.stderr);
            assert!(!directory.exists(), "{signal:?}");
            drop(host);
        }
    }
}

#[tokio::test]
async fn asked_to_go_while_it_creates_it_says_first_what_it_has_made() {
    for signal in signals() {
        let stage = Stage::set().await;
        let peering = stage.host.resource(PEERING);
        let create = calls_of("CreateVpcPeering");
        stage.fault(json!({ "match": create, "delay": "1500ms" }));
        let config = stage.request().with("wait_for_answer", Cty::Bool(true));
        let change = peering.plan(None, &config).await.unwrap();
        let asked = async {
            soon("the create", stage.world().arrived(&create, 0, 1)).await;
            stage.plugin.running.signal(signal);
        };
        let (applied, ()) = tokio::join!(peering.apply(&change), asked);
        // The request is there; nobody waits for its answer any more.
        assert!(applied.told.only_warns(), "{signal:?} {}", applied.told);
        let stored = applied.succeeded();
        let made = stage.cloud.peerings();
        assert_eq!(made.len(), 1);
        assert_eq!(stored.state.get("id"), &text(made[0].id.as_str()));
        let directory = stage.plugin.directory();
        let ended = stage.plugin.running.ends_within(KILLED_AFTER).await;
        assert!(ended.status.success(), "{signal:?} {}", ended.stderr);
        assert!(!directory.exists());
    }
}

#[tokio::test]
async fn asked_to_go_it_waits_for_no_answer_longer_than_five_seconds() {
    let stage = Stage::set().await;
    let peering = stage.host.resource(PEERING);
    let create = calls_of("CreateVpcPeering");
    stage.fault(json!({ "match": create, "delay": "1h" }));
    let config = stage.request();
    let change = peering.plan(None, &config).await.unwrap();
    let request = proto::apply_resource_change::Request {
        type_name: PEERING.to_owned(),
        prior_state: Some(peering.packed(&Cty::Null)),
        planned_state: Some(peering.packed(&change.planned)),
        config: Some(peering.packed(&config)),
        planned_private: change.private,
        ..Default::default()
    };
    let mut provider = stage.host.client().provider();
    let apply = tokio::spawn(async move { provider.apply_resource_change(request).await });
    soon("the create", stage.world().arrived(&create, 0, 1)).await;
    stage.plugin.running.signal(Signal::TERM);
    let directory = stage.plugin.directory();
    let ended = stage.plugin.running.ends_within(AT_MOST + KILLED_AFTER);
    let ended = ended.await;
    assert!(ended.status.success(), "{}", ended.stderr);
    assert!(!directory.exists());
    let unanswered = apply.await.unwrap();
    assert!(unanswered.is_err(), "{unanswered:?}");
}

#[tokio::test]
async fn a_closed_terminal_ends_nothing_that_goes_on_without_one() {
    let own = Certificate::of(1);
    let plugin = Start::for_host(&own).deaf_to_hangups().serve().await;
    let client = Client::mutual(&plugin, &own).await;
    for _ in 0..3 {
        plugin.running.signal(Signal::HUP);
        assert!(client.is_serving().await);
    }
    client.shut_down().await;
    plugin.running.ends_within(KILLED_AFTER).await;
}

#[tokio::test]
async fn no_memory_is_written_to_a_file() {
    let plugin = Start::plaintext().serve().await;
    let limits = format!("/proc/{}/limits", plugin.running.id());
    let limits = std::fs::read_to_string(limits).unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"));
    let core: Vec<_> = core.unwrap().split_whitespace().skip(4).take(2).collect();
    assert_eq!(core, ["0", "0"]);
}
