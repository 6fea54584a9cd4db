//! What ends the process, and what does not.

use std::time::Duration;

use super::certificate::Certificate;
use super::client::Client;
use super::process::{KILLED_AFTER, Start};

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
