//! Temporary keys of who is near: the agent of the container, or the machine's metadata service.
//!
//! Source: ECS developer guide, "Task IAM role"; EC2 user guide, "Use the Instance Metadata Service".

use ::http::{Method, Response};
use jiff::Timestamp;
use secrecy::SecretString;

use super::super::credential::Container;
use super::super::variables;
use super::Desk;
use crate::cloud::caller::{metadata, word};
use crate::cloud::credential::Temporary;
use crate::cloud::digest::encode;
use crate::cloud::plain::Header;
use crate::credential::Issued;
use crate::credential::cache::{Fetching, Source};
use crate::http::call::{Call, Effect};
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::sanitize::hide;

/// What who is near says, at this time.
fn of_near(answer: &Response<Vec<u8>>, now: Timestamp, who: &str) -> Result<Issued, Failure> {
    let read: Option<Temporary> = serde_json::from_slice(answer.body()).ok();
    match read.and_then(Temporary::issued) {
        None => Err(Failure::told(format!("{who} hands out no temporary keys."))),
        Some(issued) if issued.is_over(now) => Err(Failure::told(format!(
            "{who} hands out keys that have expired, by this machine's clock."
        ))),
        Some(issued) => Ok(issued),
    }
}

/// A refusal of who is near: the words say nothing.
fn told(failure: Failure, who: &str) -> Failure {
    match failure {
        Failure::Refused(error) => {
            Failure::told(format!("{who} hands out no keys (HTTP {}).", error.status))
        }
        failure => failure,
    }
}

/// Asks the agent of the container.
pub(super) struct InContainer {
    pub(super) container: Container,
    pub(super) desk: Desk,
}

impl Source<Failure> for InContainer {
    fn fetch<'a>(&'a self, operation: &'a Operation) -> Fetching<'a, Failure> {
        const WHO: &str = "The container's credentials service";
        Box::pin(async move {
            let Container { url, token } = &self.container;
            let token = token
                .as_ref()
                .map(|token| token.read(variables::CONTAINER_TOKEN_FILE));
            let header = token.transpose()?;
            let header = header.map(|token| ("authorization", SecretString::from(token)));
            let call = Call::new("ContainerCredentials", Method::GET, "", Effect::Reads);
            let answer = self.desk.near(url, header).call(operation, &call).await;
            let answer = answer.map_err(|failure| told(failure, WHO))?;
            of_near(&answer, operation.now(), WHO)
        })
    }
}

/// For how many seconds a token of the machine is good: enough for two questions.
const TOKEN_SECONDS: &str = "300";

/// What is below.
const KEYS: &str = "/latest/meta-data/iam/security-credentials/";

/// Asks the machine, by version 2 of its metadata service alone.
pub(super) struct OfMachine(pub(super) Desk);

impl Source<Failure> for OfMachine {
    fn fetch<'a>(&'a self, operation: &'a Operation) -> Fetching<'a, Failure> {
        const WHO: &str = "This machine's metadata service";
        Box::pin(async move {
            let Self(desk) = self;
            let ask = async |header: Header, call: Call| {
                let answer = desk
                    .near(&desk.metadata, Some(header))
                    .call(operation, &call)
                    .await;
                answer.map_err(|failure| told(failure, WHO))
            };
            let lifetime = ("x-aws-ec2-metadata-token-ttl-seconds", TOKEN_SECONDS.into());
            let token = ask(lifetime, metadata(Method::PUT, "/latest/api/token")).await?;
            let token = word(&token);
            hide(&token, "metadata token");
            let header = || {
                (
                    "x-aws-ec2-metadata-token",
                    SecretString::from(token.as_str()),
                )
            };
            let role = word(&ask(header(), metadata(Method::GET, KEYS)).await?);
            let keys = metadata(Method::GET, format!("{KEYS}{}", encode(&role)));
            of_near(&ask(header(), keys).await?, operation.now(), WHO)
        })
    }
}
