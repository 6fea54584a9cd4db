//! Signing in: from what an account has to what its calls are signed with. Each way is a source of a cache, which decides when.
//!
//! Source: STS API reference, "AssumeRole", "AssumeRoleWithWebIdentity"; EC2 user guide, "Use the Instance Metadata Service";
//! ECS developer guide, "Task IAM role".

use std::sync::Arc;

use ::http::{Method, Response};
use jiff::Timestamp;
use secrecy::SecretString;

use super::config::Service;
use super::credential::{Container, Role, SignIn, Way};
use super::error::{REQUEST_ID, classify, unreadable};
use super::query::Query;
use super::sign::SigV4;
use super::variables;
use super::xml::Element;
use crate::cloud::caller::{Caller, Credentials, anonymous, metadata, word};
use crate::cloud::credential::Temporary;
use crate::cloud::digest::encode;
use crate::cloud::plain::{Header, Plain};
use crate::cloud::role::{Assumed, Bought};
use crate::credential::cache::{Cache, Fetching, Source};
use crate::credential::source::Origin;
use crate::credential::{Credential, Issued};
use crate::http::call::{Call, Effect};
use crate::http::client::Client;
use crate::http::error::{ApiError, Failure};
use crate::http::limit::Limits;
use crate::operation::Operation;
use crate::sanitize::hide;

/// The name under which the calls of a role are found in the cloud's logs, when nobody says.
const SESSION: &str = "terraform";

/// How the services that sign somebody in are called.
#[derive(Clone)]
pub(super) struct Desk {
    pub(super) caller: Caller,
    pub(super) limits: Arc<Limits>,
    /// The endpoint of the Security Token Service, and the region that it is in.
    pub(super) sts: (Result<String, String>, String),
    /// The endpoint of the machine's metadata.
    pub(super) metadata: String,
}

// Each client has a gate of its own: the keys that ask are not those that are handed out.
impl Desk {
    /// The Security Token Service for who signs with `credentials`.
    fn sts(&self, credentials: &Credentials) -> Client {
        let (endpoint, region) = self.sts.clone();
        let scheme = SigV4 {
            service: Service::Sts,
            region,
        };
        self.caller
            .apart()
            .service(endpoint, scheme, credentials, &self.limits)
    }

    /// Somebody near who hands keys out.
    fn near(&self, base: &str, header: Option<Header>) -> Client {
        let plain = Plain {
            base: base.to_owned(),
            header,
            answers: (REQUEST_ID, classify),
        };
        self.caller.near().client(plain, &anonymous(), &self.limits)
    }
}

/// The credentials that `sign_in` comes to. Nothing is called yet.
pub(super) fn credentials(sign_in: &SignIn, desk: &Desk) -> Credentials {
    let own = Arc::new(match &sign_in.way {
        Way::Keys(keys) => Cache::fixed(Credential::Keys(keys.clone())),
        Way::WebIdentity(bought) => {
            let role = bought.role.clone();
            let call = move |token: &str, _: Timestamp| {
                as_role("AssumeRoleWithWebIdentity", &role)
                    .with("WebIdentityToken", Some(token))
                    .call()
            };
            let named_by = sign_in.origin().map(Origin::to_string);
            Cache::fetched(Bought {
                service: desk.sts(&anonymous()),
                token: bought.token.clone(),
                named_by: named_by.unwrap_or_default(),
                taken: desk.caller.taken.clone(),
                call,
                keys: of_sts,
                check: "role_arn and the role's trust policy",
            })
        }
        Way::Container(container) => Cache::fetched(InContainer {
            container: container.clone(),
            desk: desk.clone(),
        }),
        Way::Machine => Cache::fetched(OfMachine(desk.clone())),
    });
    sign_in.roles.iter().fold(own, |base, role| {
        Arc::new(Cache::fetched(Assumed {
            service: desk.sts(&base),
            call: as_role("AssumeRole", &role.value)
                .with("ExternalId", role.value.external_id.as_deref())
                .call(),
            taken: desk.caller.taken.clone(),
            keys: of_sts,
        }))
    })
}

/// A call of who becomes a role.
fn as_role(action: &'static str, role: &Role) -> Query {
    let session = role.session.as_deref().unwrap_or(SESSION);
    let seconds = role.seconds.map(|seconds| seconds.to_string());
    Query::new(Service::Sts, action, Effect::Reads)
        .with("RoleArn", Some(role.arn.as_str()))
        .with("RoleSessionName", Some(session))
        .with("DurationSeconds", seconds)
        .with("Policy", role.policy.as_deref())
}

/// What the Security Token Service says: the result stands below the answer's root, and is named after the call.
fn of_sts(answer: &Response<Vec<u8>>) -> Result<Issued, ApiError> {
    let root = Element::parse(answer.body());
    let issued = root.as_ref().and_then(|root| {
        let result = root.name().strip_suffix("Response")?;
        let keys = root.at(&format!("{result}Result/Credentials"))?;
        let [access_key, secret_key, token] =
            ["AccessKeyId", "SecretAccessKey", "SessionToken"].map(|name| keys.text(name));
        Temporary::of([access_key?, secret_key?, token?], keys.text("Expiration")).issued()
    });
    issued.ok_or_else(|| unreadable(answer, "The answer has no temporary keys"))
}

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
struct InContainer {
    container: Container,
    desk: Desk,
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
struct OfMachine(Desk);

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
