//! STS 2015-04-01: who the caller is, and roles to act as.

use std::collections::BTreeMap;
use std::time::Duration;

use http::StatusCode;
use jiff::Timestamp;
use serde_json::json;

use super::super::clock;
use super::super::id::{AccessKey, random_hex};
use super::super::request::{Answer, Request};
use super::Api;
use super::api::Context;
use super::error::Refusal;
use super::parameters::{Parameters, invalid};
use super::peering::AccountId;
use super::tenant::Tenant;

/// The keys that were handed out, by their access key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Issued(BTreeMap<AccessKey, Acting>);

/// Somebody who acts as a role.
#[derive(Clone, Debug)]
pub(super) struct Acting {
    pub(super) account: AccountId,
    pub(super) secret: String,
    pub(super) token: String,
    pub(super) expires_at: Timestamp,
}

impl Issued {
    pub(super) fn of(&self, key: &AccessKey) -> Option<&Acting> {
        self.0.get(key)
    }
}

/// `AssumeRole`: the role `role-X` of any account trusts the key `X`.
pub(super) fn assume_role(
    request: &Request,
    tenant: &Tenant,
    request_id: &str,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    let parameters = Parameters::read(Api::AssumeRole, request)?;
    let arn = parameters.required("RoleArn")?;
    let session = parameters.required("RoleSessionName")?;
    let seconds = parameters.number("DurationSeconds")?.unwrap_or(3600);
    let seconds = u64::try_from(seconds)
        .ok()
        .filter(|seconds| (900..=43200).contains(seconds))
        .ok_or_else(|| invalid("DurationSeconds", "900 to 43200 are allowed"))?;
    let role = arn
        .strip_prefix("acs:ram::")
        .and_then(|rest| rest.split_once(":role/"))
        .and_then(|(account, name)| Some((AccountId(account.parse().ok()?), name)));
    let (account, name) = role.ok_or_else(|| Refusal::NoRole(arn.to_owned()))?;
    if name != format!("role-{}", tenant.access_key) {
        return Err(Refusal::NotTrusted);
    }
    let key = AccessKey::from(format!("STS.{}", random_hex()));
    let acting = Acting {
        account,
        secret: random_hex(),
        token: random_hex(),
        expires_at: clock::after(context.now, Duration::from_secs(seconds)),
    };
    let answer = Answer::json(
        StatusCode::OK,
        json!({
            "RequestId": request_id,
            "AssumedRoleUser": {
                "AssumedRoleId": format!("{account}:{session}"),
                "Arn": format!("acs:ram::{account}:role/{name}/{session}"),
            },
            "Credentials": {
                "AccessKeyId": key,
                "AccessKeySecret": acting.secret,
                "SecurityToken": acting.token,
                "Expiration": acting.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            },
        }),
    );
    context.state.issued.0.insert(key, acting);
    Ok(answer)
}

/// `GetCallerIdentity`: the account's number is a text here, and a number in VpcPeer.
pub(super) fn caller_identity(tenant: &Tenant, request_id: &str) -> Answer {
    let account = tenant.account.to_string();
    Answer::json(
        StatusCode::OK,
        json!({
            "IdentityType": "Account",
            "AccountId": account,
            "RequestId": request_id,
            "PrincipalId": account,
            "UserId": account,
            "Arn": format!("acs:ram::{account}:root"),
        }),
    )
}
