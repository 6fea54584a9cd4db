//! What a program prints, and what is told of one that fails, hangs or prints something else.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::*;
use crate::credential::cache::{Cache, Problem};
use crate::credential::source::Origin;
use crate::operation::{Clock, Ended, monotonic};
use crate::sanitize::line;

fn process(words: &[&str]) -> Process {
    Process {
        words: words.iter().map(|word| SecretString::from(*word)).collect(),
        named_by: Origin::Profile {
            entry: "credential_process",
            profile: "mine".to_owned(),
            file: "config".to_owned(),
        },
    }
}

fn operation(cancel: CancellationToken) -> Operation {
    Operation::new(Clock::System, cancel, Duration::from_secs(120))
}

/// The keys of a shell script, or what is told.
async fn ask(script: &str) -> Result<Issued, String> {
    let runner = Runner(process(&["sh", "-c", script]));
    let issued = runner.fetch(&operation(CancellationToken::new())).await;
    issued.map_err(|failure| failure.to_string())
}

#[tokio::test]
async fn keys_are_those_that_are_printed() {
    let keys = r#""Version":1,"AccessKeyId":"AK","SecretAccessKey":"canary-secret-of-process""#;
    let token = r#""SessionToken":"canary-token-of-process""#;
    for (more, has_token, end) in [
        (String::new(), false, None),
        (
            r#","SessionToken":"","Expiration":null"#.to_owned(),
            false,
            None,
        ),
        (
            format!(r#",{token},"Expiration":"2999-01-01T00:00:00+00:00""#),
            true,
            Some("2999-01-01T00:00:00Z"),
        ),
    ] {
        // It gets no input, and may say what it likes to its errors.
        let script = format!("cat; echo canary >&2; echo '{{{keys}{more}}}'");
        let issued = ask(&script).await.unwrap();
        assert_eq!(issued.expires_at.map(|end| end.to_string()).as_deref(), end);
        assert!(
            matches!(&issued.credential, Credential::Keys(keys) if keys.access_key == "AK"
                && keys.security_token.is_some() == has_token),
            "{issued:?}"
        );
        assert!(!format!("{issued:?}").contains("canary"));
    }
    let shown = line("canary-secret-of-process canary-token-of-process", 500);
    assert!(!shown.contains("canary"), "{shown}");
}

#[tokio::test]
async fn what_is_wrong_is_told_without_what_it_says() {
    let json = |more: &str| {
        format!("printf %s '{{\"AccessKeyId\":\"canary\",\"SecretAccessKey\":\"canary\"{more}}}'")
    };
    for (script, told) in [
        (
            "echo canary; echo canary >&2; exit 3".to_owned(),
            "exit status: 3",
        ),
        ("kill -9 $$".to_owned(), "signal: 9"),
        ("echo canary".to_owned(), "something other"),
        ("true".to_owned(), "something other"),
        (json(""), "something other"),
        (json(",\"Version\":2"), "another version"),
        (
            json(",\"Version\":1,\"SessionToken\":\"a b\\n\""),
            "cannot sign",
        ),
        (json(",\"Version\":1,\"Expiration\":\"canary\""), "ISO 8601"),
        (
            json(",\"Version\":1,\"Expiration\":\"2001-01-01T00:00:00Z\""),
            "have expired",
        ),
        ("yes canary".to_owned(), "more than keys"),
    ] {
        let error = ask(&script).await.unwrap_err();
        assert!(error.contains(told), "{script}: {error}");
        assert!(
            error.contains("credential_process of profile \"mine\" in config"),
            "{error}"
        );
        assert!(!error.contains("canary"), "{error}");
    }
    let none = Runner(process(&["/nowhere/canary", "canary"]));
    let error = none.fetch(&operation(CancellationToken::new())).await;
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("cannot be started") && !error.contains("canary"),
        "{error}"
    );
}

/// Whether a process runs.
fn runs(id: &str) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{id}/stat"));
    // One that has ended may not have been waited for yet.
    status.is_ok_and(|status| !status.contains(") Z "))
}

#[tokio::test]
async fn one_that_hangs_ends_with_who_waits_and_so_does_what_it_has_started() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("child");
    let script = format!(
        "sleep 1000 & echo $! > {0}.new; mv {0}.new {0}; wait",
        file.display()
    );
    let cache = Cache::fetched(Runner(process(&["sh", "-c", &script])));
    let cancel = CancellationToken::new();
    let operation = operation(cancel.clone());
    let begun = monotonic();
    let cancelling = async {
        while !file.exists() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        cancel.cancel();
    };
    let (ended, ()) = tokio::join!(cache.get(&operation), cancelling);
    assert!(
        matches!(ended, Err(Problem::Ended(Ended::Cancelled))),
        "{ended:?}"
    );
    let child = std::fs::read_to_string(&file).unwrap();
    while runs(child.trim()) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(begun.elapsed() < Duration::from_secs(30));
}

/// Time that nobody else needs goes by at once here.
#[tokio::test(start_paused = true)]
async fn one_that_hangs_is_not_waited_for_beyond_a_minute() {
    let error = ask("sleep 1000").await.unwrap_err();
    assert!(error.contains("does not end within 60 seconds"), "{error}");
}
