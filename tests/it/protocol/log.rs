//! The log: as the host reads it, and without a secret. Nor is there one in any answer.

use serde_json::Value as Json;

use super::client::Client;
use super::cty::{Cty, object, text};
use super::process::Start;
use super::stage::{PEERING, Stage, endpoints};

/// A temporary key, whose token the simulator checks: what signs in, and what must not be said.
const KEY: &str = "TMPCANARY";
const SECRETS: [&str; 3] = ["SK-TMPCANARY", "TOKEN-TMPCANARY", "wrong-secret-canary"];

fn account(stage: &Stage, secret: &str) -> Cty {
    stage
        .account(KEY)
        .with("secret_key", text(secret))
        .with("security_token", text("TOKEN-TMPCANARY"))
}

fn block(stage: &Stage, account: Cty) -> Cty {
    let accounts = object([("default", account)]);
    stage.host.provider.with([("huaweicloud", accounts)])
}

/// A life, refusals, a wrong key, and blocks that are refused: with all that may be logged.
async fn provoke(stage: &Stage) {
    let peering = stage.host.resource(PEERING);
    let good = block(stage, account(stage, "SK-TMPCANARY"));
    assert!(stage.host.configure(&good).await.is_empty());
    let stored = stage.requested().await;
    stage.refuse("DeleteVpcPeering");
    peering.destroy(&stored).await.failed();

    let wrong = block(stage, account(stage, "wrong-secret-canary"));
    assert!(stage.host.configure(&wrong).await.is_empty());
    let (_, told) = peering.refresh(&stored).await;
    assert!(told.to_string().contains("401"), "{told}");
    assert!(peering.import("some-id").await.is_err());

    let half = account(stage, "SK-TMPCANARY").with("access_key", Cty::Null);
    assert!(stage.host.configure(&block(stage, half)).await.has_errors());
    let unsafe_endpoint = endpoints(&stage.host, "http://example.com");
    let endpoint = account(stage, "SK-TMPCANARY").with("endpoints", unsafe_endpoint);
    assert!(
        stage
            .host
            .configure(&block(stage, endpoint))
            .await
            .has_errors()
    );
}

#[tokio::test]
async fn lines_are_hclogs_and_secrets_are_in_none() {
    let stage = Stage::set_with(&Start::plaintext().with("TF_LOG", "TRACE")).await;
    provoke(&stage).await;
    let heard = stage.host.heard();
    let stderr = stage.end().await;
    for secret in SECRETS {
        assert!(!stderr.contains(secret), "{stderr}");
        let found = heard
            .windows(secret.len())
            .any(|part| part == secret.as_bytes());
        assert!(!found, "an answer holds {secret}");
    }
    assert!(stderr.lines().count() > 10, "{stderr}");
    for line in stderr.lines() {
        let line: Json = serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
        let level = line["@level"].as_str().unwrap();
        assert!(
            ["trace", "debug", "info", "warn", "error"].contains(&level),
            "{line}"
        );
        assert!(
            line["@message"].is_string() && line["@module"].is_string(),
            "{line}"
        );
        assert!(
            has_microseconds(line["@timestamp"].as_str().unwrap()),
            "{line}"
        );
        assert!(line.to_string().len() < 64 << 10, "{line}");
    }
}

/// Go's layout `2006-01-02T15:04:05.000000Z07:00`: with any other precision the host takes the line
/// for plain text.
fn has_microseconds(timestamp: &str) -> bool {
    let pattern = "0000-00-00T00:00:00.000000Z";
    let fits = |(one, shape): (char, char)| match shape {
        '0' => one.is_ascii_digit(),
        shape => one == shape,
    };
    timestamp.len() == pattern.len() && timestamp.chars().zip(pattern.chars()).all(fits)
}

#[tokio::test]
async fn without_tf_log_nothing_is_said() {
    let stage = Stage::set().await;
    provoke(&stage).await;
    assert_eq!(stage.end().await, "");
}

#[tokio::test]
async fn a_refused_connection_is_logged() {
    let own = super::certificate::Certificate::of(1);
    let start = Start::for_host(&own).with("TF_LOG_PROVIDER", "WARN");
    let plugin = start.serve().await;
    let shown = super::tls::Shown::nothing();
    let stranger = super::tls::connect(&plugin.socket(), &plugin.certificate(), shown).await;
    let client = Client::mutual(&plugin, &own).await;
    drop(stranger);
    client.shut_down().await;
    let ended = plugin
        .running
        .ends_within(super::process::KILLED_AFTER)
        .await;
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    assert!(
        ended.stderr.contains("a connection was refused"),
        "{}",
        ended.stderr
    );
}
