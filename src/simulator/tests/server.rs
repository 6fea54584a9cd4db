//! Over a socket: only what the socket adds.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::operation::monotonic;
use crate::simulator::server::Limits;
use crate::simulator::{Error, Options, Rule, Simulator};

fn options() -> Options {
    Options {
        listen: "127.0.0.1:0".parse().unwrap(),
        ..Options::default()
    }
}

pub(super) async fn start() -> Simulator {
    Simulator::start(options()).await.unwrap()
}

/// Sends some bytes and reads until the end.
pub(super) async fn say(simulator: &Simulator, text: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(simulator.address()).await?;
    stream.write_all(text.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

/// Sends one request and reads until the end.
async fn exchange(simulator: &Simulator, path: &str) -> std::io::Result<String> {
    let head = format!("GET {path} HTTP/1.1\r\nHost: {}", simulator.address());
    say(simulator, &format!("{head}\r\nConnection: close\r\n\r\n")).await
}

#[tokio::test]
async fn answers_drops_resets_and_stops() {
    let simulator = start().await;
    assert!(simulator.url().starts_with("http://127.0.0.1:"));
    let answer = exchange(&simulator, "/v2.0/vpc/peerings").await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    assert_eq!(answer.to_lowercase().matches("\r\ndate:").count(), 1);
    let add = |text: &str| {
        let rule: Rule = serde_json::from_str(text).unwrap();
        simulator.world().add_fault(rule);
    };
    add(r#"{ "times": 1, "effect": "drop_before_commit" }"#);
    assert_eq!(exchange(&simulator, "/").await.unwrap(), "");
    add(r#"{ "times": 1, "effect": "reset" }"#);
    let reset = exchange(&simulator, "/").await.unwrap_err();
    assert_eq!(reset.kind(), std::io::ErrorKind::ConnectionReset);
    assert_eq!(simulator.calls().len(), 3);
    assert!(simulator.peerings().is_empty());
    // An idle connection does not hold up the end.
    let mut idle = TcpStream::connect(simulator.address()).await.unwrap();
    let address = simulator.address();
    simulator.stop().await;
    assert_eq!(idle.read(&mut [0]).await.unwrap_or(0), 0);
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn only_loopback_and_only_once() {
    let simulator = start().await;
    let again = Options {
        listen: simulator.address(),
        ..Options::default()
    };
    let taken = Simulator::start(again).await.unwrap_err();
    assert!(matches!(taken, Error::Listen { .. }));
    let open = Options {
        listen: "0.0.0.0:0".parse().unwrap(),
        ..Options::default()
    };
    let open = Simulator::start(open).await.unwrap_err();
    assert!(matches!(open, Error::NotLoopback(_)));
}

#[tokio::test]
async fn pages_of_others_reach_no_path() {
    let simulator = start().await;
    let own = simulator.address().to_string();
    for path in [
        "/_simulator/peerings",
        "/_simulator/reset",
        "/_simulator/view",
        "/_simulator/page.js",
        "/%5Fsimulator/calls",
        "/v3/auth/tokens",
        "/credentials/A",
        "/v2.0/vpc/peerings",
        "/",
    ] {
        for headers in [
            "Host: evil.example\r\n".to_owned(),
            format!("Host: {own}\r\nOrigin: http://evil.example\r\n"),
            format!("Host: {own}\r\nSec-Fetch-Site: cross-site\r\n"),
        ] {
            for method in ["GET", "POST"] {
                let head =
                    format!("{method} {path} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n");
                let answer = say(&simulator, &head).await.unwrap();
                assert!(answer.starts_with("HTTP/1.1 403 "), "{head}{answer}");
                assert!(answer.contains("{\"error\":"), "{head}{answer}");
            }
        }
    }
    assert!(simulator.calls().is_empty(), "none of them was a call");
    let head = format!("GET /credentials/A HTTP/1.1\r\nHost: {own}\r\nSec-Fetch-Site: none\r\n");
    let let_in = say(&simulator, &format!("{head}Connection: close\r\n\r\n")).await;
    assert!(let_in.unwrap().starts_with("HTTP/1.1 200 "));
}

#[tokio::test(start_paused = true)]
async fn heads_and_bodies_that_do_not_come_are_not_waited_for() {
    let simulator = start().await;
    let limits = Limits::default();
    let begun = monotonic();
    let half = "GET / HTTP/1.1\r\nHost: local";
    let answer = say(&simulator, half).await.unwrap();
    assert!(!answer.contains("200"), "{answer}");
    assert!(begun.elapsed() >= limits.head);
    let begun = monotonic();
    let half = "POST /v3/auth/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{";
    let answer = say(&simulator, half).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(begun.elapsed() >= limits.body);
    assert!(simulator.calls().is_empty());
}

#[tokio::test]
async fn a_head_is_64_kib_at_most() {
    let simulator = start().await;
    let head = format!(
        "GET / HTTP/1.1\r\nHost: localhost\r\nX: {}",
        "x".repeat(65536)
    );
    // Not a byte more, so that the answer is not lost with what is left unread.
    let answer = say(&simulator, &head[..65536]).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_for_their_turn() {
    let limits = Limits {
        connections: 2,
        ..Limits::default()
    };
    let simulator = Simulator::start_within(options(), limits).await.unwrap();
    let mut idle = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(simulator.address()).await.unwrap();
        // Answered, so it is one of those that are open.
        let request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        stream.write_all(request).await.unwrap();
        assert_ne!(stream.read(&mut [0; 1024]).await.unwrap(), 0);
        idle.push(stream);
    }
    let mut third = Box::pin(exchange(&simulator, "/"));
    let early = tokio::time::timeout(Duration::from_millis(200), &mut third).await;
    assert!(early.is_err(), "{early:?}");
    assert_eq!(simulator.calls().len(), 2);
    idle.pop();
    assert!(third.await.unwrap().starts_with("HTTP/1.1 404 "));
}

#[tokio::test(start_paused = true)]
async fn bodies_beyond_the_limit_wait_for_room() {
    let limits = Limits {
        bodies: 1000,
        body: Duration::from_secs(10),
        ..Limits::default()
    };
    let simulator = Simulator::start_within(options(), limits).await.unwrap();
    let post = |length: usize, body: &str| {
        format!(
            "POST /v3/auth/tokens HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        )
    };
    // What can never fit is refused, and what has no body needs no room.
    let never = say(&simulator, &post(1001, "{")).await.unwrap();
    assert!(never.starts_with("HTTP/1.1 503 "), "{never}");
    let (slow, second) = (post(1000, "{"), post(2, "{}"));
    let (slow, second, without) = tokio::join!(
        say(&simulator, &slow),
        say(&simulator, &second),
        exchange(&simulator, "/"),
    );
    assert!(slow.unwrap().starts_with("HTTP/1.1 408 "));
    let second = second.unwrap();
    let is_answered = second.starts_with("HTTP/1.1 400 ") || second.starts_with("HTTP/1.1 503 ");
    assert!(is_answered, "{second}");
    assert!(without.unwrap().starts_with("HTTP/1.1 404 "));
    // The slow one has given its room back.
    let third = say(&simulator, &post(2, "{}")).await.unwrap();
    assert!(third.starts_with("HTTP/1.1 400 "), "{third}");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_in_the_words_of_whom_it_was_sent_to() {
    let simulator = start().await;
    let huaweicloud = "\"error_code\":\"APIGW.0201\"";
    let alicloud = "\"Code\":\"RequestBodyTooLarge\"";
    for (path, header, words) in [
        ("/v2.0/vpc/peerings", "X: y", huaweicloud),
        ("/", "x-acs-action: CreateVpcPeerConnection", alicloud),
        ("/_simulator/faults", "X: y", "\"error\":"),
    ] {
        let head = format!("POST {path} HTTP/1.1\r\nHost: localhost\r\n{header}\r\n");
        let head = format!("{head}Content-Length: 12582913\r\n\r\n");
        let answer = say(&simulator, &head).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
        assert!(answer.contains(words), "{answer}");
    }
}
