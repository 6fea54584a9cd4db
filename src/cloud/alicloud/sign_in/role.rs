//! RAM roles: another tenant's rights, or fewer of one's own, for a while.
//!
//! Source: STS API reference, "AssumeRole".

use super::super::credential::Role;
use super::super::rpc::Rpc;
use crate::http::call::{Call, Effect};

/// For how many seconds when nobody says.
pub(super) const DURATION: u32 = 3600;

/// The name under which the calls are found in the cloud's logs, when nobody says.
pub(super) const SESSION: &str = "terraform";

/// The call of who becomes a role.
pub(super) fn call(role: &Role) -> Call {
    let seconds = role.seconds.unwrap_or(DURATION).to_string();
    let session = role.session.as_deref().unwrap_or(SESSION);
    Rpc::new("AssumeRole", Effect::Reads)
        .query("RoleArn", Some(role.arn.as_str()))
        .query("RoleSessionName", Some(session))
        .query("DurationSeconds", Some(seconds.as_str()))
        .query("Policy", role.policy.as_deref())
        .query("ExternalId", role.external_id.as_deref())
        .call()
}
