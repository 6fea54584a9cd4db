//! A server that does not keep to HTTP, or never stops: no memory without bound, and an error that says
//! what came.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use flate2::{Compress, Compression, FlushCompress};
use http::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use vpcconnect::cloud::alicloud;
use vpcconnect::cloud::huaweicloud::account::Account;
use vpcconnect::cloud::huaweicloud::config::{Service, Settings};
use vpcconnect::cloud::huaweicloud::peering::Peerings;
use vpcconnect::http::error::{Failure, Kind};
use vpcconnect::http::proxy::Proxies;
use vpcconnect::http::transport::{Cut, LARGEST, Network, Transport, Trust};
use vpcconnect::operation::{Clock, Operation};

use super::scripted::{alicloud_settings, settings};

const MIB: u64 = 1 << 20;

/// Whose client reads what is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cloud {
    Huawei,
    Alibaba,
}

pub(super) const CLOUDS: [Cloud; 2] = [Cloud::Huawei, Cloud::Alibaba];

/// What a server says to whoever connects.
#[derive(Clone)]
struct Script {
    head: String,
    /// Sent after the head, again and again.
    part: Vec<u8>,
    /// How many bytes of it.
    bytes: u64,
}

/// A server, and how much it could send.
struct Server {
    url: String,
    sent: Arc<AtomicU64>,
    connections: Arc<AtomicU64>,
}

impl Server {
    async fn start(script: Script) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sent, connections) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
        let counters = (Arc::clone(&sent), Arc::clone(&connections));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counters.1.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(say(stream, script.clone(), Arc::clone(&counters.0)));
            }
        });
        Self {
            url,
            sent,
            connections,
        }
    }

    fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Reads a peering of a cloud from it, without trying again.
    async fn shown(&self, cloud: Cloud) -> Failure {
        match cloud {
            Cloud::Huawei => self.shown_by_huawei_cloud().await,
            Cloud::Alibaba => self.shown_by_alibaba_cloud().await,
        }
    }

    async fn shown_by_alibaba_cloud(&self) -> Failure {
        let settings = alicloud::config::Settings {
            endpoints: [("vpcpeer", self.url.clone())].into(),
            max_retries: Some(0),
            ..alicloud_settings()
        };
        let shared = alicloud::account::Shared::default();
        let account = alicloud::account::Account::new(settings.complete(None), shared);
        let operation = a_minute();
        let session = account.session(&operation, "cn-hangzhou").await.unwrap();
        let peerings = alicloud::peering::Peerings(&session);
        peerings.one(&"x".into()).get(&operation).await.unwrap_err()
    }

    async fn shown_by_huawei_cloud(&self) -> Failure {
        let mut settings = Settings {
            endpoints: [("vpc", self.url.clone())].into(),
            max_retries: Some(0),
            ..settings()
        };
        settings.arguments.set("project_id", "project");
        let account = Account::new(settings.complete(None), Arc::default());
        let operation = a_minute();
        let session = account
            .session(&operation, Service::Vpc, "cn-north-4")
            .await
            .unwrap();
        let shown = Peerings(&session).one(&"x".into()).get(&operation).await;
        shown.unwrap_err()
    }
}

pub(super) fn a_minute() -> Operation {
    let minute = Duration::from_secs(60);
    Operation::new(Clock::System, CancellationToken::new(), minute)
}

async fn say(mut stream: TcpStream, script: Script, sent: Arc<AtomicU64>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let _ = stream.write_all(script.head.as_bytes()).await;
    let mut left = script.bytes;
    while left > 0 {
        let part = script
            .part
            .get(..usize::try_from(left).unwrap_or(usize::MAX));
        let part = part.unwrap_or(&script.part);
        // Whoever has heard enough hangs up.
        if stream.write_all(part).await.is_err() {
            return;
        }
        let bytes = part.len() as u64;
        sent.fetch_add(bytes, Ordering::Relaxed);
        left -= bytes;
    }
}

fn head(status: &str, headers: &str) -> String {
    format!("HTTP/1.1 {status}\r\nX-Request-Id: req-1\r\nx-acs-request-id: req-1\r\n{headers}\r\n")
}

/// A gigabyte of blanks: one block after the other, none of which refers to those before it.
fn bomb() -> Vec<u8> {
    let blanks = vec![b' '; 1 << 20];
    let mut block = Vec::with_capacity(1 << 16);
    Compress::new(Compression::best(), false)
        .compress_vec(&blanks, &mut block, FlushCompress::Full)
        .unwrap();
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    [&header[..], &block.repeat(1024)].concat()
}

#[tokio::test]
async fn a_gigabyte_is_not_read_and_the_request_id_is_told() {
    let part = vec![b' '; 1 << 16];
    for (status, headers) in [
        ("200 OK", format!("Content-Length: {}\r\n", 1024 * MIB)),
        // Until the connection ends.
        ("200 OK", "Connection: close\r\n".to_owned()),
        ("403 Forbidden", "Connection: close\r\n".to_owned()),
        ("500 Oops", "Connection: close\r\n".to_owned()),
    ] {
        for cloud in CLOUDS {
            let server = Server::start(Script {
                head: head(status, &headers),
                part: part.clone(),
                bytes: 1024 * MIB,
            })
            .await;
            let told = server.shown(cloud).await;
            assert!(told.to_string().contains("req-1"), "{told}");
            assert!(told.to_string().contains(&status[..3]), "{told}");
            if status.starts_with('2') {
                assert!(told.is(Kind::Unreadable), "{told:?}");
                assert!(told.to_string().contains("larger than 8 MiB"), "{told}");
            }
            // What the buffers of both ends hold comes on top.
            assert!(server.sent() < 64 * MIB, "{} bytes", server.sent());
            let connections = server.connections.load(Ordering::Relaxed);
            // What may not be asked for alone may be listed.
            let calls = if told.is(Kind::Forbidden) { 2 } else { 1 };
            assert_eq!(connections, calls, "another try would meet the same");
        }
    }
}

#[tokio::test]
async fn what_unpacks_to_a_gigabyte_is_not_unpacked() {
    let part = bomb();
    assert!(part.len() as u64 * 200 < 1024 * MIB);
    let headers = format!(
        "Content-Encoding: gzip\r\nContent-Length: {}\r\n",
        part.len()
    );
    for status in ["200 OK", "401 Unauthorized"] {
        let bytes = part.len() as u64;
        let head = head(status, &headers);
        let part = part.clone();
        let server = Server::start(Script { head, part, bytes }).await;
        let network = Network::new(Trust::System, Proxies::default());
        let request = Request::get(format!("{}/x", server.url)).body(Vec::new());
        let answer = network.send(request.unwrap()).await.unwrap();
        assert_eq!(answer.body().len(), LARGEST, "its beginning, and no more");
        assert!(answer.extensions().get::<Cut>().is_some());
        for cloud in CLOUDS {
            assert!(server.shown(cloud).await.to_string().contains("req-1"));
        }
    }
}

#[tokio::test]
async fn an_answer_of_the_largest_size_is_whole() {
    let bytes = LARGEST as u64;
    let head = head("200 OK", &format!("Content-Length: {bytes}\r\n"));
    let part = vec![b' '; 1 << 16];
    let server = Server::start(Script { head, part, bytes }).await;
    let network = Network::new(Trust::System, Proxies::default());
    let request = Request::get(format!("{}/x", server.url)).body(Vec::new());
    let answer = network.send(request.unwrap()).await.unwrap();
    assert_eq!(answer.body().len(), LARGEST);
    assert!(answer.extensions().get::<Cut>().is_none());
}

#[tokio::test]
async fn what_is_no_http_is_a_broken_connection() {
    let line = "X: y\r\n";
    for (name, head, part, bytes) in [
        ("garbage", String::new(), vec![0xff; 1 << 16], 256 * MIB),
        ("nothing", String::new(), Vec::new(), 0),
        ("half a head", "HTTP/1.1 200 O".to_owned(), Vec::new(), 0),
        (
            "a head without end",
            "HTTP/1.1 200 OK\r\n".to_owned(),
            line.repeat(10_000).into_bytes(),
            256 * MIB,
        ),
        (
            "half a body",
            head("200 OK", "Content-Length: 100\r\n"),
            b"{".to_vec(),
            1,
        ),
        (
            "two lengths",
            head("200 OK", "Content-Length: 1\r\nContent-Length: 2\r\n"),
            b"{}".to_vec(),
            2,
        ),
        (
            "a chunk of a length that is none",
            head("200 OK", "Transfer-Encoding: chunked\r\n"),
            b"ffffffffffffffffffff\r\n".to_vec(),
            22,
        ),
        (
            "gzip that is none",
            head("200 OK", "Content-Encoding: gzip\r\nConnection: close\r\n"),
            b"no gzip".to_vec(),
            7,
        ),
    ] {
        for cloud in CLOUDS {
            let server = Server::start(Script {
                head: head.clone(),
                part: part.clone(),
                bytes,
            })
            .await;
            let failure = server.shown(cloud).await;
            assert!(
                matches!(failure, Failure::Unread { .. }),
                "{cloud:?}, {name}: {failure:?}"
            );
            let told = failure.to_string();
            assert!(told.contains("127.0.0.1"), "{cloud:?}, {name}: {told}");
            assert!(
                !told.contains(char::is_control),
                "{cloud:?}, {name}: {told:?}"
            );
            assert!(told.len() < 1000, "{cloud:?}, {name}: {told}");
            assert!(
                server.sent() < 64 * MIB,
                "{cloud:?}, {name}: {} bytes",
                server.sent()
            );
        }
    }
}

#[tokio::test]
async fn a_redirect_is_told_and_not_followed() {
    let elsewhere = Server::start(Script {
        head: head("200 OK", "Content-Length: 0\r\n"),
        part: Vec::new(),
        bytes: 0,
    })
    .await;
    let headers = format!("Location: {}/x\r\nContent-Length: 0\r\n", elsewhere.url);
    let server = Server::start(Script {
        head: head("307 Temporary Redirect", &headers),
        part: Vec::new(),
        bytes: 0,
    })
    .await;
    for cloud in CLOUDS {
        let told = server.shown(cloud).await;
        assert!(told.is(Kind::Unreadable), "{told:?}");
        assert!(told.to_string().contains("307"), "{told}");
    }
    assert_eq!(elsewhere.connections.load(Ordering::Relaxed), 0);
}
