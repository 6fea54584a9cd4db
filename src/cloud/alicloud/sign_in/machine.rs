//! The temporary keys of the machine that this runs on.
//!
//! Source: ECS user guide, "Instance metadata"; `alibabacloud_credentials`.

use ::http::Method;
use secrecy::SecretString;

use super::super::credential::{Asked, Machine};
use super::{Desk, Useless, of_near};
use crate::cloud::caller::{metadata, word};
use crate::cloud::digest::encode;
use crate::cloud::plain::Header;
use crate::credential::cache::{Fetching, Source};
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::sanitize::hide;

/// For how many seconds its token is good: enough for two questions.
const TOKEN_SECONDS: &str = "300";

/// What is below.
const KEYS: &str = "/latest/meta-data/ram/security-credentials/";

/// Asks the machine.
pub(super) struct Metadata {
    machine: Machine,
    desk: Desk,
}

impl Metadata {
    pub(super) fn new(machine: Machine, desk: &Desk) -> Self {
        let desk = desk.clone();
        Self { machine, desk }
    }

    /// The token that version 2 wants with every question; none where there is version 1 alone, and that
    /// is good enough.
    async fn token(&self, operation: &Operation) -> Result<Option<Header>, Failure> {
        let lifetime = (
            "X-aliyun-ecs-metadata-token-ttl-seconds",
            TOKEN_SECONDS.into(),
        );
        let service = self.desk.metadata(Some(lifetime));
        let call = metadata(Method::PUT, "/latest/api/token");
        match service.call(operation, &call).await {
            Ok(answer) => {
                let token = word(&answer);
                hide(&token, "metadata token");
                let token = SecretString::from(token);
                Ok(Some(("X-aliyun-ecs-metadata-token", token)))
            }
            Err(Failure::Refused(_)) if self.machine.asked == Asked::Either => Ok(None),
            Err(failure) => Err(told(failure, "gives no token")),
        }
    }
}

/// A refusal of the metadata service: its words say nothing.
fn told(failure: Failure, what: &str) -> Failure {
    match failure {
        Failure::Refused(error) => Failure::told(format!(
            "This machine's metadata service {what} (HTTP {}).",
            error.status
        )),
        failure => failure,
    }
}

impl Source<Failure> for Metadata {
    fn fetch<'a>(&'a self, operation: &'a Operation) -> Fetching<'a, Failure> {
        Box::pin(async move {
            let service = self.desk.metadata(self.token(operation).await?);
            let role = match &self.machine.role {
                Some(role) => role.clone(),
                None => {
                    let call = metadata(Method::GET, KEYS);
                    let answer = service.call(operation, &call).await;
                    word(&answer.map_err(|failure| told(failure, "names no role"))?)
                }
            };
            let call = metadata(Method::GET, format!("{KEYS}{}", encode(&role)));
            let answer = service.call(operation, &call).await;
            let no_keys = format!("has no keys of the role {role:?}");
            let answer = answer.map_err(|failure| told(failure, &no_keys))?;
            of_near(answer.body(), operation.now()).map_err(|useless| {
                let what = match useless {
                    Useless::NoKeys => no_keys,
                    Useless::Over => format!(
                        "hands out keys of the role {role:?} that have expired, by this machine's clock"
                    ),
                };
                Failure::told(format!("This machine's metadata service {what}."))
            })
        })
    }
}
