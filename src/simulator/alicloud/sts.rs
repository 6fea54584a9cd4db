//! STS 2015-04-01: who the caller is, and roles to act as.

use std::collections::BTreeMap;
use std::time::Duration;

use http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::clock;
use super::super::id::{AccessKey, random_hex};
use super::super::request::{Answer, Request};
use super::Api;
use super::api::Context;
use super::error::Refusal;
use super::parameters::{Parameters, invalid};
use super::peering::AccountId;
use super::tenant::Tenant;

/// What was handed out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Issued {
    /// Keys, by their access key.
    keys: BTreeMap<AccessKey, Acting>,
    /// The tokens of the metadata service, which have no rights but to ask it.
    pub(super) machine_tokens: Vec<String>,
}

/// Somebody who acts as a role.
#[derive(Clone, Debug)]
pub(super) struct Acting {
    pub(super) account: AccountId,
    /// The key of whoever became it.
    pub(super) origin: AccessKey,
    pub(super) secret: String,
    pub(super) token: String,
    pub(super) expires_at: Timestamp,
}

impl Issued {
    pub(super) fn of(&self, key: &AccessKey) -> Option<&Acting> {
        self.keys.get(key)
    }

    /// Keys for a while, as every service shows them that gives some.
    pub(super) fn add(
        &mut self,
        account: AccountId,
        origin: AccessKey,
        now: Timestamp,
        lifetime: Duration,
    ) -> Value {
        let key = AccessKey::from(format!("STS.{}", random_hex()));
        let acting = Acting {
            account,
            origin,
            secret: random_hex(),
            token: format!("CAIS{}", random_hex()),
            expires_at: clock::after(now, lifetime),
        };
        let shown = json!({
            "AccessKeyId": key,
            "AccessKeySecret": acting.secret,
            "SecurityToken": acting.token,
            "Expiration": acting.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        });
        self.keys.insert(key, acting);
        shown
    }
}

/// A role that is asked for, as both ways to become one name it.
pub(super) struct Wanted<'a> {
    pub(super) account: AccountId,
    pub(super) name: &'a str,
    session: &'a str,
    lifetime: Duration,
}

impl<'a> Wanted<'a> {
    pub(super) fn of(parameters: &'a Parameters) -> Result<Self, Refusal> {
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
        Ok(Self {
            account,
            name,
            session,
            lifetime: Duration::from_secs(seconds),
        })
    }

    /// `origin` becomes it.
    pub(super) fn become_by(
        &self,
        origin: AccessKey,
        request_id: &str,
        context: &mut Context<'_>,
    ) -> Answer {
        let Self {
            account,
            name,
            session,
            lifetime,
        } = self;
        let issued = &mut context.state.issued;
        let keys = issued.add(*account, origin, context.now, *lifetime);
        Answer::json(
            StatusCode::OK,
            json!({
                "RequestId": request_id,
                "AssumedRoleUser": {
                    "AssumedRoleId": format!("{account}:{session}"),
                    "Arn": format!("acs:ram::{account}:role/{name}/{session}"),
                },
                "Credentials": keys,
            }),
        )
    }
}

/// `AssumeRole`: the role `role-X` of any account trusts who signs with the key `X`, or became another
/// role from there.
pub(super) fn assume_role(
    request: &Request,
    tenant: &Tenant,
    request_id: &str,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    let parameters = Parameters::read(Api::AssumeRole, request)?;
    let wanted = Wanted::of(&parameters)?;
    if wanted.name != format!("role-{}", tenant.origin) {
        return Err(Refusal::NotTrusted);
    }
    Ok(wanted.become_by(tenant.origin.clone(), request_id, context))
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
