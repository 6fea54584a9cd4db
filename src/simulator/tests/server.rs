//! Over a socket: only what the socket adds.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::simulator::{Error, Options, Rule, Simulator};

async fn start() -> Simulator {
    let options = Options {
        listen: "127.0.0.1:0".parse().unwrap(),
        ..Options::default()
    };
    Simulator::start(options).await.unwrap()
}

/// Sends one request and reads until the end.
async fn exchange(simulator: &Simulator, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(simulator.address()).await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
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
