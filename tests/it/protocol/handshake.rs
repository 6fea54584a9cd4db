//! How host and provider find each other.

use std::os::unix::fs::PermissionsExt;

use tonic::Code;
use tonic::codegen::tokio_stream;
use vpcconnect::plugin::proto::plugin::ConnInfo;

use super::certificate::Certificate;
use super::client::Client;
use super::host::Host;
use super::process::{KILLED_AFTER, Start};

#[tokio::test]
async fn one_line_says_where_and_who() {
    let own = Certificate::of(1);
    let plugin = Start::for_host(&own).serve().await;
    let fields = plugin.fields();
    assert_eq!(fields.len(), 6, "{}", plugin.line);
    assert_eq!(fields[..3], ["1", "6", "unix"]);
    assert_eq!(fields[4], "grpc");
    assert!(
        fields[5].len() > 50,
        "the host takes a shorter field for none"
    );
    assert!(!plugin.certificate().is_empty());
    let mode = plugin.directory().metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[tokio::test]
async fn terraforms_certificate_opens_the_door() {
    let own = Certificate::of(1);
    let plugin = Start::for_host(&own).serve().await;
    let client = Client::mutual(&plugin, &own).await;
    assert!(client.is_serving().await);
    // What go-plugin opens at once and never uses: both stay open, and silent.
    let stdio = client.stdio().stream_stdio(()).await.unwrap();
    let nothing = tokio_stream::empty::<ConnInfo>();
    let broker = client.broker().start_stream(nothing).await.unwrap();
    let host = Host::load(client.clone()).await;
    assert!(!host.resources.is_empty());
    let directory = plugin.directory();
    client.shut_down().await;
    let ended = plugin.running.ends_within(KILLED_AFTER).await;
    assert!(ended.status.success(), "{}", ended.stderr);
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("", ""));
    assert!(
        !directory.exists(),
        "the socket's directory goes with the process"
    );
    let (mut stdio, mut broker) = (stdio.into_inner(), broker.into_inner());
    assert!(!matches!(stdio.message().await, Ok(Some(_))));
    assert!(!matches!(broker.message().await, Ok(Some(_))));
}

#[tokio::test]
async fn a_host_without_tls_is_served_in_plaintext() {
    let plugin = Start::plaintext().serve().await;
    assert_eq!(plugin.fields().len(), 6);
    assert_eq!(plugin.fields()[5], "", "no certificate without TLS");
    let client = Client::plaintext(&plugin.socket()).await;
    assert!(client.is_serving().await);
}

#[tokio::test]
async fn what_no_service_has_is_unimplemented_and_ends_nothing() {
    let plugin = Start::plaintext().serve().await;
    let client = Client::plaintext(&plugin.socket()).await;
    for path in [
        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        "/tfplugin6.Provider/NoSuchCall",
        "/tfplugin6.Providers/GetMetadata",
        "/tfplugin6.Provider",
        "/",
    ] {
        let told = client.call(path).await.unwrap_err();
        assert_eq!(told.code(), Code::Unimplemented, "{path}: {told}");
    }
    assert!(client.is_serving().await);
}

#[tokio::test]
async fn a_seventh_field_comes_only_when_asked_for() {
    let plugin = Start::plaintext()
        .with("PLUGIN_MULTIPLEX_GRPC", "true")
        .serve()
        .await;
    assert_eq!(plugin.fields().len(), 7);
    assert_eq!(plugin.fields()[6], "false");
}

#[tokio::test]
async fn the_socket_goes_where_the_host_wants_it() {
    let wanted = tempfile::tempdir().unwrap();
    let path = wanted.path().to_str().unwrap();
    let plugin = Start::plaintext()
        .with("PLUGIN_UNIX_SOCKET_DIR", path)
        .serve()
        .await;
    assert!(plugin.socket().starts_with(wanted.path()));
    let client = Client::plaintext(&plugin.socket()).await;
    client.shut_down().await;
    plugin.running.ends_within(KILLED_AFTER).await;
    let left = wanted.path().read_dir().unwrap().count();
    assert_eq!(left, 0, "nothing is left behind");
}

#[tokio::test]
async fn by_hand_it_says_what_it_is() {
    for start in [
        Start::by_hand(),
        Start::by_hand().with("TF_PLUGIN_MAGIC_COOKIE", "stale"),
    ] {
        let ended = start.spawn().ends_within(KILLED_AFTER).await;
        assert_eq!(ended.status.code(), Some(1));
        assert_eq!(ended.stdout, "");
        assert!(
            ended.stderr.contains("provider for Terraform"),
            "{}",
            ended.stderr
        );
        assert!(ended.stderr.contains("dev_overrides"), "{}", ended.stderr);
    }
}

#[tokio::test]
async fn a_certificate_that_is_none_is_said_and_nothing_served() {
    let start = Start::plaintext().with("PLUGIN_CLIENT_CERT", "nonsense");
    let ended = start.spawn().ends_within(KILLED_AFTER).await;
    assert_eq!(ended.status.code(), Some(1));
    ended.tells_the_host(&["certificate"]);
}
