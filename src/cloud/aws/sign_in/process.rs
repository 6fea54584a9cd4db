//! Keys that another program prints.
//!
//! Source: "Sourcing credentials with an external process" of the AWS CLI; `botocore/credentials.py`.

use std::process::Stdio;
use std::time::Duration;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, Command};

use super::super::credential::Process;
use crate::cloud::credential::conceal;
use crate::credential::cache::{Fetching, Source};
use crate::credential::keys::Keys;
use crate::credential::{Credential, Issued};
use crate::file;
use crate::http::error::Failure;
use crate::operation::Operation;

/// How long a program may take: as long as somebody needs who has to allow it in a window.
const LIMIT: Duration = Duration::from_secs(60);

/// Runs the program, each time anew.
pub(super) struct Runner(pub(super) Process);

impl Source<Failure> for Runner {
    fn fetch<'a>(&'a self, operation: &'a Operation) -> Fetching<'a, Failure> {
        Box::pin(async move {
            let Self(process) = self;
            let told = |problem: String| {
                Failure::told(format!(
                    "The program that {} names {problem}. Run it yourself to see what it says.",
                    process.named_by
                ))
            };
            let printed = run(&process.words).await.map_err(told)?;
            issued(&printed, operation.now()).map_err(|problem| told(problem.to_owned()))
        })
    }
}

/// A program that runs. It ends, and all that it has started, when nobody waits any more.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        #[cfg(unix)]
        {
            use rustix::process::{Pid, Signal, kill_process_group};
            // Its number is its own until it has been waited for.
            let group = self.0.id().and_then(|id| i32::try_from(id).ok());
            if let Some(group) = group.and_then(Pid::from_raw) {
                let _ = kill_process_group(group, Signal::KILL);
            }
        }
    }
}

/// What a program prints, or why that is not known: neither the command nor what it prints, also as its errors, is repeated,
/// because secrets may stand in all of them.
async fn run(words: &[SecretString]) -> Result<Vec<u8>, String> {
    let mut words = words.iter().map(ExposeSecret::expose_secret);
    let mut command = Command::new(words.next().unwrap_or_default());
    command
        .args(words)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    #[cfg(unix)]
    command.process_group(0);
    let child = command
        .spawn()
        .map_err(|error| format!("cannot be started: {error}"))?;
    let mut running = Running(child);
    let ending = async {
        let mut printed = Vec::new();
        if let Some(stdout) = running.0.stdout.take() {
            let largest = file::LARGEST.saturating_add(1);
            stdout.take(largest).read_to_end(&mut printed).await?;
        }
        let is_too_large = u64::try_from(printed.len()).is_ok_and(|length| length > file::LARGEST);
        let ended = if is_too_large {
            None
        } else {
            Some(running.0.wait().await?)
        };
        Ok((printed, ended))
    };
    let ended: Result<std::io::Result<_>, _> = tokio::time::timeout(LIMIT, ending).await;
    match ended {
        Err(_) => Err(format!(
            "does not end within {} seconds; it gets no input here",
            LIMIT.as_secs()
        )),
        Ok(Err(error)) => Err(format!("cannot be read: {error}")),
        Ok(Ok((_, None))) => Err("prints more than keys".to_owned()),
        Ok(Ok((printed, Some(status)))) if status.success() => Ok(printed),
        Ok(Ok((_, Some(status)))) => Err(format!("fails ({status})")),
    }
}

/// What a program has to print.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Printed {
    version: u32,
    access_key_id: String,
    secret_access_key: SecretString,
    #[serde(default)]
    session_token: Option<SecretString>,
    #[serde(default)]
    expiration: Option<String>,
}

/// The keys that a program has printed, at this time.
fn issued(printed: &[u8], now: Timestamp) -> Result<Issued, &'static str> {
    const NONE: &str = "prints something other than the JSON document of keys that credential_process asks for: \
                        Version, AccessKeyId, SecretAccessKey, and maybe SessionToken and Expiration";
    let printed: Printed = serde_json::from_slice(printed).map_err(|_| NONE)?;
    let token = printed.session_token;
    let keys = Keys {
        access_key: printed.access_key_id,
        secret_key: printed.secret_access_key,
        security_token: token.filter(|token| !token.expose_secret().is_empty()),
    };
    conceal(&keys);
    if printed.version != 1 {
        return Err("prints another version than 1");
    }
    if !keys.can_sign() {
        return Err("prints keys that cannot sign: a part of them is empty or not in one line");
    }
    let expires_at = printed.expiration.map(|end| end.parse());
    let expires_at = expires_at
        .transpose()
        .map_err(|_| "prints an Expiration that is not a time in the format of ISO 8601")?;
    let issued = Issued {
        credential: Credential::Keys(keys),
        expires_at,
        tenant: None,
    };
    if issued.is_over(now) {
        return Err("prints keys that have expired, by this machine's clock");
    }
    Ok(issued)
}

#[cfg(all(test, unix))]
#[path = "process_tests.rs"]
mod tests;
