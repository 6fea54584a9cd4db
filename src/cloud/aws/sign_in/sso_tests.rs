//! What is asked of the portal with which token, and what is told when there is none that holds.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ::http::Request;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::cloud::aws::account::{Account, Error, Shared};
use crate::cloud::aws::config::Settings;
use crate::http::transport::{Sending, Transport};
use crate::operation::Clock;
use crate::sanitize::line;

const CONFIG: &str = "
[profile old]
region = eu-central-1
sso_start_url = https://example.awsapps.com/start#/
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = Network Admin
[profile new]
region = eu-central-1
sso_session = work
sso_account_id = 123456789012
sso_role_name = Network Admin
[profile china]
region = cn-north-1
sso_session = china
sso_account_id = 123456789012
sso_role_name = r
[sso-session work]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
[sso-session china]
sso_start_url = https://example.awsapps.cn/start
sso_region = cn-north-1
";

/// What `printf '%s' … | sha1sum` says of the old start URL, and of the names of the sessions.
const OLD: &str = "fce6462ed5b8bda828c0368fed3ece58786a0808";
const WORK: &str = "e274eeff768c6396088ec6eb091f4bf4d47ab1e0";
const CHINA: &str = "3ab9380fa2521f2d0d94fe931b79a1e1eaa91890";

const KEYS: &str = r#"{"roleCredentials":{"accessKeyId":"ASIAEXAMPLE","secretAccessKey":"canary-secret-of-sso",
    "sessionToken":"canary-token-of-sso","expiration":1795258800000}}"#;

/// A portal that answers so, and remembers what it was asked.
#[derive(Clone)]
struct Fake {
    status: u16,
    body: &'static str,
    asked: Arc<Mutex<Vec<(String, String)>>>,
}

impl Transport for Fake {
    fn send(&self, request: Request<Vec<u8>>) -> Sending<'_> {
        let token = request.headers()["x-amz-sso_bearer_token"].to_str();
        let asked = (request.uri().to_string(), token.unwrap().to_owned());
        self.asked.lock().unwrap().push(asked);
        let answer = Response::builder().status(self.status);
        let answer = answer.header("x-amzn-errortype", "SomeException");
        let answer = answer.body(self.body.into()).unwrap();
        Box::pin(async { Ok(answer) })
    }
}

fn fake(status: u16, body: &'static str) -> Fake {
    let asked = Arc::default();
    Fake {
        status,
        body,
        asked,
    }
}

/// What a log-in leaves in this file of a home.
fn log_in(home: &Path, name: &str, text: &str) {
    let folder = home.join(".aws/sso/cache");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{name}.json")), text).unwrap();
}

fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(".aws")).unwrap();
    std::fs::write(home.path().join(".aws/config"), CONFIG).unwrap();
    home
}

/// Signs in by a profile, at ten o'clock.
async fn sign_in(home: &Path, profile: &str, portal: &Fake) -> Result<(), String> {
    let settings = Settings {
        arguments: [("profile", profile)].into(),
        home: Some(home.to_owned()),
        ..Settings::default()
    };
    let config = settings.complete(None);
    let account = Account::with_transport(config, Shared::default(), Arc::new(portal.clone()));
    let clock = Clock::starting_at("2026-11-21T10:00:00Z".parse().unwrap());
    let operation = Operation::new(clock, CancellationToken::new(), Duration::from_secs(120));
    let session = account.session(&operation, "eu-central-1").await;
    session.map(drop).map_err(|error| {
        let advice = match &error {
            Error::SignIn(failure) => failure.refusal().and_then(|error| error.advice.as_deref()),
            _ => None,
        };
        format!("{error} {}", advice.unwrap_or_default())
    })
}

#[tokio::test(start_paused = true)]
async fn the_token_of_the_log_in_buys_keys() {
    let home = home();
    let path = "federation/credentials?account_id=123456789012&role_name";
    for (profile, file, end, expected) in [
        (
            "old",
            OLD,
            "2026-11-21T10:00:01UTC",
            format!("https://portal.sso.eu-west-1.amazonaws.com/{path}=Network%20Admin"),
        ),
        (
            "new",
            WORK,
            "2026-11-21T18:00:00Z",
            format!("https://portal.sso.eu-west-1.amazonaws.com/{path}=Network%20Admin"),
        ),
        (
            "china",
            CHINA,
            "2026-11-21T18:00:00Z",
            format!("https://portal.sso.cn-north-1.amazonaws.com.cn/{path}=r"),
        ),
    ] {
        let token = format!("canary-bearer-of-{profile}");
        let kept = format!(r#"{{"accessToken":"{token}","expiresAt":"{end}","region":"x"}}"#);
        log_in(home.path(), file, &kept);
        let portal = fake(200, KEYS);
        sign_in(home.path(), profile, &portal).await.unwrap();
        let asked = portal.asked.lock().unwrap().clone();
        assert_eq!(asked, [(expected, token.clone())]);
        let shown = line(
            &format!("{token} canary-secret-of-sso canary-token-of-sso"),
            500,
        );
        assert!(!shown.contains("canary"), "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_has_to_log_in_is_told_how() {
    let home = home();
    let expired = r#"{"accessToken":"canary-bearer","expiresAt":"2026-11-21T10:00:00Z","refreshToken":"canary"}"#;
    for (kept, told) in [
        (None, "nobody has logged in"),
        (Some(expired), "has expired"),
        (Some("{\"accessToken\":\"canary"), "no valid token"),
        (
            Some("{\"accessToken\":\"\",\"expiresAt\":\"2027-11-21T10:00:00Z\"}"),
            "no valid token",
        ),
        (
            Some("{\"accessToken\":\"canary-x\",\"expiresAt\":\"canary\"}"),
            "no valid token",
        ),
    ] {
        if let Some(kept) = kept {
            log_in(home.path(), WORK, kept);
        }
        let portal = fake(200, KEYS);
        let error = sign_in(home.path(), "new", &portal).await.unwrap_err();
        assert!(error.contains(told), "{error}");
        assert!(error.contains("aws sso login --profile new"), "{error}");
        assert!(!error.contains("canary"), "{error}");
        assert!(portal.asked.lock().unwrap().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_of_the_portal_says_what_to_check() {
    let home = home();
    let kept = r#"{"accessToken":"canary-bearer","expiresAt":"2026-11-21T18:00:00Z"}"#;
    log_in(home.path(), WORK, kept);
    for (status, body, told) in [
        (
            401,
            r#"{"message":"Session token not found or invalid"}"#,
            "aws sso login --profile new",
        ),
        (
            403,
            r#"{"message":"No access canary-bearer"}"#,
            "sso_role_name",
        ),
        (404, "<html>", "sso_region"),
        (
            200,
            r#"{"roleCredentials":{"accessKeyId":"canary"}}"#,
            "no temporary keys",
        ),
    ] {
        let error = sign_in(home.path(), "new", &fake(status, body))
            .await
            .unwrap_err();
        let shown = line(&error, 2000);
        assert!(error.contains(told), "{status}: {error}");
        assert!(!shown.contains("canary"), "{shown}");
    }
}
