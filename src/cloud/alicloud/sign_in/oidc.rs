//! RAM roles for whoever has a token of an identity provider: a pod of a cluster, a job of a CI.
//!
//! Source: STS API reference, "AssumeRoleWithOIDC"; `aliyun/credentials-go` for the form of the call, which
//! keeps the token out of the URL.

use ::http::Method;
use jiff::Timestamp;

use super::super::credential::Oidc;
use super::super::sign::form;
use super::role::{DURATION, SESSION};
use crate::http::call::{Call, Effect};

/// What a user checks when no role is given for a token.
pub(super) const CHECK: &str = "oidc_provider_arn, role_arn and the role's trust policy";

/// The call of who has `token`.
pub(super) fn call(oidc: &Oidc, token: &str, now: Timestamp) -> Call {
    let role = &oidc.role;
    let seconds = role.seconds.unwrap_or(DURATION).to_string();
    let mut fields = vec![
        ("OIDCProviderArn", oidc.provider_arn.as_str()),
        ("OIDCToken", token),
        ("RoleArn", role.arn.as_str()),
        (
            "RoleSessionName",
            role.session.as_deref().unwrap_or(SESSION),
        ),
        ("DurationSeconds", seconds.as_str()),
    ];
    fields.extend(role.policy.as_deref().map(|policy| ("Policy", policy)));
    let now = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let query = [
        ("Action", "AssumeRoleWithOIDC"),
        ("Format", "JSON"),
        ("Timestamp", &now),
        ("Version", "2015-04-01"),
    ];
    Call {
        query: query
            .map(|(key, value)| (key.into(), value.to_owned()))
            .into(),
        body: form(&fields),
        ..Call::new("AssumeRoleWithOIDC", Method::POST, "/", Effect::Reads)
    }
}
