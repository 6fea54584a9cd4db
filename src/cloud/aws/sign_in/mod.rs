//! Signing in: from what an account has to what its calls are signed with.
//!
//! `near` asks the container or the machine that this runs in, `sso` the portal of IAM Identity Center, and `process` another
//! program. Each is a source of a cache, which decides when.
//!
//! Source: STS API reference, "AssumeRole", "AssumeRoleWithWebIdentity".

mod near;
mod process;
mod sso;

use std::sync::Arc;

use ::http::Response;
use jiff::Timestamp;

use super::credential::{Role, SignIn, Way};
use super::error::{REQUEST_ID, classify, unreadable};
use super::hosts::{Endpoints, Service};
use super::query::Query;
use super::sign::SigV4;
use super::xml::Element;
use crate::cloud::caller::{Caller, Credentials, anonymous};
use crate::cloud::credential::Temporary;
use crate::cloud::plain::{Header, Plain};
use crate::cloud::role::{Assumed, Bought};
use crate::credential::cache::Cache;
use crate::credential::source::Origin;
use crate::credential::{Credential, Issued};
use crate::http::call::Effect;
use crate::http::client::Client;
use crate::http::error::ApiError;
use crate::http::limit::Limits;

/// The name under which the calls of a role are found in the cloud's logs, when nobody says.
const SESSION: &str = "terraform";

/// How the services that sign somebody in are called.
#[derive(Clone)]
pub(super) struct Desk {
    pub(super) caller: Caller,
    pub(super) limits: Arc<Limits>,
    /// Where the services are, and the region of the Security Token Service.
    pub(super) endpoints: Endpoints,
    pub(super) region: String,
    /// The endpoint of the machine's metadata.
    pub(super) metadata: String,
}

// Each client has a gate of its own: the keys that ask are not those that are handed out.
impl Desk {
    /// The Security Token Service for who signs with `credentials`.
    fn sts(&self, credentials: &Credentials) -> Client {
        let service = Service::Sts;
        let region = self.region.clone();
        let endpoint = self.endpoints.of(service, &region);
        let scheme = SigV4 { service, region };
        self.caller
            .apart()
            .service(endpoint, scheme, credentials, &self.limits)
    }

    /// Somebody near who hands keys out.
    fn near(&self, base: &str, header: Option<Header>) -> Client {
        self.plain(&self.caller.near(), base, header)
    }

    /// Whoever lets in who brings `header`.
    fn plain(&self, caller: &Caller, base: &str, header: Option<Header>) -> Client {
        let plain = Plain {
            base: base.to_owned(),
            header,
            answers: (REQUEST_ID, classify),
        };
        caller.client(plain, &anonymous(), &self.limits)
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
        Way::Sso(login) => Cache::fetched(sso::Portal::new(login.clone(), desk)),
        Way::Process(process) => Cache::fetched(process::Runner(process.clone())),
        Way::Container(container) => Cache::fetched(near::InContainer {
            container: container.clone(),
            desk: desk.clone(),
        }),
        Way::Machine => Cache::fetched(near::OfMachine(desk.clone())),
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
