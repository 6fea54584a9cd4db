//! A port on loopback in the place of the socket: the way that Windows goes, asked for by a variable.

use std::net::{SocketAddr, TcpListener};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::certificate::Certificate;
use super::client::Client;
use super::process::{KILLED_AFTER, Plugin, Start};
use super::soon;
use super::tls::{self, Shown};

/// The variable that asks for it.
const TCP: &str = "VPCCONNECT_TEST_TCP";

fn start(own: &Certificate) -> Start {
    Start::for_host(own).with(TCP, "1")
}

fn address(plugin: &Plugin) -> SocketAddr {
    plugin.fields()[3].parse().unwrap()
}

/// Whether whoever shows this is let in.
async fn shows(plugin: &Plugin, shown: Shown) -> bool {
    let stream = TcpStream::connect(address(plugin)).await.unwrap();
    match tls::over(stream, &plugin.certificate(), shown).await {
        Ok(mut stream) => {
            // In TLS 1.3 the refusal comes after the handshake.
            let read = soon("the refusal", stream.read(&mut [0; 1])).await;
            !matches!(read, Ok(0) | Err(_))
        }
        Err(_) => false,
    }
}

async fn host(plugin: &Plugin, own: &Certificate) -> Client {
    let stream = TcpStream::connect(address(plugin)).await.unwrap();
    let stream = tls::over(stream, &plugin.certificate(), Shown::certificate(own)).await;
    Client::over(stream.unwrap()).await.unwrap()
}

#[tokio::test]
async fn the_line_names_a_port_of_the_hosts_range_and_the_host_is_served_there() {
    let own = Certificate::of(1);
    let plugin = start(&own).serve().await;
    let fields = plugin.fields();
    assert_eq!(fields.len(), 6, "{}", plugin.line);
    assert_eq!(fields[..3], ["1", "6", "tcp"]);
    assert_eq!(fields[4], "grpc");
    let address = address(&plugin);
    assert!(address.ip().is_loopback(), "{address}");
    assert!((10_000..=25_000).contains(&address.port()), "{address}");

    let client = host(&plugin, &own).await;
    assert!(client.is_serving().await);
    client.shut_down().await;
    let ended = plugin.running.ends_within(KILLED_AFTER).await;
    assert!(ended.status.success(), "{}", ended.stderr);
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("", ""));
}

#[tokio::test]
async fn each_process_takes_the_next_port_that_is_free() {
    let own = Certificate::of(1);
    let (one, other) = (start(&own).serve().await, start(&own).serve().await);
    assert_ne!(address(&one), address(&other));
    assert!(host(&one, &own).await.is_serving().await);
    assert!(host(&other, &own).await.is_serving().await);
}

#[tokio::test]
async fn nobody_but_the_host_gets_in() {
    let (own, other) = (Certificate::of(1), Certificate::of(2));
    let plugin = start(&own).serve().await;
    let client = host(&plugin, &own).await;
    assert!(shows(&plugin, Shown::certificate(&own)).await);
    for (who, shown) in [
        ("nothing", Shown::nothing()),
        ("another certificate", Shown::certificate(&other)),
        ("the host's, another key", Shown::replayed(&own, &other)),
        (
            "another certificate, the host's key",
            Shown::replayed(&other, &own),
        ),
        ("nothing by TLS 1.2", Shown::nothing().by_tls_1_2()),
        (
            "the host's by TLS 1.2",
            Shown::certificate(&own).by_tls_1_2(),
        ),
    ] {
        assert!(!shows(&plugin, shown).await, "{who}");
    }

    let plain = TcpStream::connect(address(&plugin)).await.unwrap();
    if let Ok(plain) = Client::over(plain).await {
        assert!(!plain.is_serving().await, "gRPC in plaintext");
    }
    for bytes in [
        &b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"[..],
        &[0; 10_000],
    ] {
        let mut stream = TcpStream::connect(address(&plugin)).await.unwrap();
        // The provider may hang up before it has read everything.
        let _ = stream.write_all(bytes).await;
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        let _ = soon("the end", stream.read_to_end(&mut answer)).await;
        // A TLS alert (type 21) at most.
        assert!(matches!(answer.first(), None | Some(0x15)), "{answer:?}");
    }
    assert!(client.is_serving().await);
}

#[tokio::test]
async fn connections_that_say_nothing_keep_nobody_waiting() {
    let own = Certificate::of(1);
    let plugin = start(&own).serve().await;
    let mut silent = Vec::new();
    for _ in 0..100 {
        silent.push(TcpStream::connect(address(&plugin)).await.unwrap());
    }
    let client = host(&plugin, &own).await;
    assert!(client.is_serving().await);
    client.shut_down().await;
    let ended = plugin.running.ends_within(KILLED_AFTER).await;
    assert!(ended.status.success(), "{}", ended.stderr);
}

#[tokio::test]
async fn a_host_without_a_certificate_is_told_that_it_is_not_served() {
    let plaintext = Start::plaintext().with(TCP, "1");
    let ended = plaintext.spawn().ends_within(KILLED_AFTER).await;
    assert_eq!(ended.status.code(), Some(1));
    ended.tells_the_host(&["certificate", "TF_DISABLE_PLUGIN_TLS"]);
}

#[tokio::test]
async fn a_range_without_a_port_is_told() {
    let own = Certificate::of(1);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (first, last, says) in [
        (port.as_str(), port.as_str(), port.as_str()),
        ("9000", "8000", "PLUGIN_MIN_PORT"),
        ("all", "25000", "PLUGIN_MIN_PORT"),
        ("10000", "-1", "PLUGIN_MAX_PORT"),
    ] {
        let start = start(&own)
            .with("PLUGIN_MIN_PORT", first)
            .with("PLUGIN_MAX_PORT", last);
        let ended = start.spawn().ends_within(KILLED_AFTER).await;
        assert_eq!(ended.status.code(), Some(1), "{first} {last}");
        ended.tells_the_host(&[says]);
    }
}
