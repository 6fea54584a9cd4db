//! Whoever else can open the socket: refused, and harmless to the host.

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;

use super::certificate::Certificate;
use super::client::Client;
use super::process::{KILLED_AFTER, Plugin, Start};
use super::soon;
use super::tls::{self, Shown};

/// Whether the other end hangs up before it says anything.
async fn is_refused(mut stream: impl AsyncRead + Unpin) -> bool {
    let read = soon("the refusal", stream.read(&mut [0; 1])).await;
    matches!(read, Ok(0) | Err(_))
}

async fn start() -> (Plugin, Certificate, Client) {
    let own = Certificate::of(1);
    let plugin = Start::for_host(&own).serve().await;
    let host = Client::mutual(&plugin, &own).await;
    (plugin, own, host)
}

async fn shows(plugin: &Plugin, shown: Shown) -> bool {
    match tls::connect(&plugin.socket(), &plugin.certificate(), shown).await {
        Ok(stream) => !is_refused(stream).await,
        Err(_) => false,
    }
}

#[tokio::test]
async fn only_the_hosts_certificate_and_key_get_in() {
    let (plugin, own, host) = start().await;
    let other = Certificate::of(2);
    // What proves that the refusals below are not for another reason.
    assert!(shows(&plugin, Shown::certificate(&own)).await);
    assert!(!shows(&plugin, Shown::nothing()).await, "no certificate");
    assert!(
        !shows(&plugin, Shown::certificate(&other)).await,
        "another one"
    );
    assert!(
        !shows(&plugin, Shown::replayed(&own, &other)).await,
        "another key"
    );
    assert!(
        !shows(&plugin, Shown::replayed(&other, &own)).await,
        "our key"
    );
    let replayed = Shown::replayed(&own, &other).by_tls_1_2();
    assert!(!shows(&plugin, replayed).await, "another key by TLS 1.2");
    let nothing = Shown::nothing().by_tls_1_2();
    assert!(!shows(&plugin, nothing).await, "no certificate by TLS 1.2");
    let right = Shown::certificate(&own).by_tls_1_2();
    assert!(!shows(&plugin, right).await, "the right one by TLS 1.2");
    assert!(host.is_serving().await);
}

/// What is mounted from the crate tf-provider, whose own server asks for no certificate, is served as everything is.
#[tokio::test]
async fn nor_do_strangers_get_at_resources_of_tf_provider() {
    let Some(program) = crate::acceptance::interop::binary() else {
        return;
    };
    let (own, other) = (Certificate::of(1), Certificate::of(2));
    let plugin = Start::for_host(&own).program(program).serve().await;
    let host = Client::mutual(&plugin, &own).await;
    assert!(shows(&plugin, Shown::certificate(&own)).await);
    assert!(!shows(&plugin, Shown::nothing()).await, "no certificate");
    assert!(
        !shows(&plugin, Shown::certificate(&other)).await,
        "another one"
    );
    assert!(host.is_serving().await);
}

#[tokio::test]
async fn what_is_no_tls_gets_no_answer() {
    let (plugin, _, host) = start().await;
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0".to_vec();
    let garbage: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let hello_and_garbage = [&[0x16, 3, 1, 0x40, 0][..], &garbage].concat();
    for bytes in [preface, garbage, hello_and_garbage, vec![0]] {
        let mut stream = UnixStream::connect(plugin.socket()).await.unwrap();
        // The provider may hang up before it has read everything.
        let _ = stream.write_all(&bytes).await;
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        let _ = soon("the end", stream.read_to_end(&mut answer)).await;
        // A TLS alert (type 21) at most.
        assert!(matches!(answer.first(), None | Some(0x15)), "{answer:?}");
    }
    let plain = UnixStream::connect(plugin.socket()).await.unwrap();
    if let Ok(plain) = Client::over(plain).await {
        assert!(!plain.is_serving().await, "gRPC in plaintext");
    }
    assert!(host.is_serving().await);
}

#[tokio::test]
async fn connections_that_say_nothing_keep_nobody_waiting() {
    let own = Certificate::of(1);
    let plugin = Start::for_host(&own).serve().await;
    let mut silent = Vec::new();
    for _ in 0..100 {
        silent.push(UnixStream::connect(plugin.socket()).await.unwrap());
    }
    let mut half = UnixStream::connect(plugin.socket()).await.unwrap();
    half.write_all(&[0x16, 3, 1, 2, 0, 1]).await.unwrap();
    let host = Client::mutual(&plugin, &own).await;
    assert!(host.is_serving().await);
    // Nor does their number hold up the end.
    host.shut_down().await;
    let ended = plugin.running.ends_within(KILLED_AFTER).await;
    assert!(ended.status.success(), "{}", ended.stderr);
}

#[tokio::test]
async fn more_calls_than_are_let_in_wait_for_their_turn() {
    let plugin = Start::plaintext().serve().await;
    let mut raw = UnixStream::connect(plugin.socket()).await.unwrap();
    raw.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0")
        .await
        .unwrap();
    let mut header = [0; 9];
    soon("the settings", raw.read_exact(&mut header))
        .await
        .unwrap();
    assert_eq!(header[3], 4, "the first frame has the settings");
    let mut settings = vec![0; usize::from(header[2])];
    soon("the settings", raw.read_exact(&mut settings))
        .await
        .unwrap();
    let streams = settings.chunks(6).find(|one| one[..2] == [0, 3]);
    assert_eq!(streams.unwrap()[2..], 256_u32.to_be_bytes());

    let host = Client::plaintext(&plugin.socket()).await;
    let calls: Vec<_> = (0..1000)
        .map(|_| {
            let host = host.clone();
            tokio::spawn(async move { host.is_serving().await })
        })
        .collect();
    for call in calls {
        assert!(soon("its turn", call).await.unwrap());
    }
}

#[tokio::test]
async fn a_message_that_is_announced_too_long_is_refused_before_it_comes() {
    let plugin = Start::plaintext().serve().await;
    let host = Client::plaintext(&plugin.socket()).await;
    for (path, announced) in [
        ("/tfplugin6.Provider/GetMetadata", 200 << 20),
        ("/tfplugin6.Provider/GetMetadata", (64 << 20) + 1),
        ("/tfplugin6.Provider/WriteStateBytes", 200 << 20),
        ("/grpc.health.v1.Health/Check", (4 << 20) + 1),
    ] {
        let announced: u32 = announced;
        let message = [&[0][..], &announced.to_be_bytes(), b"ten bytes."].concat();
        let answer = soon("the refusal", host.begin(path, message)).await;
        let status = answer.headers().get("grpc-status");
        assert_eq!(status.unwrap(), "11", "{path} {announced}: {answer:?}");
    }
    assert!(host.is_serving().await);
}
