//! RAM roles: another tenant's rights, or fewer of one's own, for a while.
//!
//! Source: STS API reference, "AssumeRole".

use std::sync::Arc;

use super::super::credential::Role;
use super::super::rpc::Rpc;
use super::Temporary;
use crate::credential::cache::{Fetching, Source};
use crate::http::call::{Call, Effect};
use crate::http::client::Client;
use crate::http::error::Failure;
use crate::operation::Operation;

/// For how many seconds when nobody says.
pub(super) const DURATION: u32 = 3600;

/// The name under which the calls are found in the cloud's logs, when nobody says.
pub(super) const SESSION: &str = "terraform";

/// Becomes a role.
pub(super) struct Assumed {
    sts: Client,
    call: Call,
    taken: Option<Arc<str>>,
}

impl Assumed {
    /// The role, for whoever `sts` calls as.
    pub(super) fn new(role: &Role, sts: Client, taken: Option<Arc<str>>) -> Self {
        let seconds = role.seconds.unwrap_or(DURATION).to_string();
        let session = role.session.as_deref().unwrap_or(SESSION);
        let call = Rpc::new("AssumeRole", Effect::Reads)
            .query("RoleArn", Some(role.arn.as_str()))
            .query("RoleSessionName", Some(session))
            .query("DurationSeconds", Some(seconds.as_str()))
            .query("Policy", role.policy.as_deref())
            .query("ExternalId", role.external_id.as_deref())
            .call();
        Self { sts, call, taken }
    }
}

impl Source<Failure> for Assumed {
    fn fetch<'a>(&'a self, operation: &'a Operation) -> Fetching<'a, Failure> {
        Box::pin(async move {
            let answer = self.sts.call(operation, &self.call).await;
            let answer = answer.map_err(|failure| failure.of_role(self.taken.as_deref()))?;
            Ok(Temporary::of_sts(&answer)?)
        })
    }
}
