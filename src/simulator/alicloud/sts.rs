//! STS 2015-04-01: who the caller is, and roles to act as.

use std::time::Duration;

use serde_json::{Value, json};

use super::account::AccountId;
use super::parameters::{Parameters, Shown};
use super::peering::seconds;
use super::{AliCloud, error};
use crate::simulator::clock;
use crate::simulator::context::{At, Context};
use crate::simulator::id::{AccessKey, random_hex};
use crate::simulator::issued::Keys;
use crate::simulator::refusal::Refusal;

/// Keys for a while, as every service shows them that gives some.
pub(super) fn hand_out(
    account: AccountId,
    origin: AccessKey,
    lifetime: Duration,
    context: &mut Context<'_>,
) -> Value {
    let keys = Keys {
        access_key: AccessKey::from(format!("STS.{}", random_hex())),
        secret: random_hex(),
        security_token: format!("CAIS{}", random_hex()),
        origin,
        account: Some(account.tenant()),
        expires_at: clock::after(context.now, lifetime),
    };
    let shown = json!({
        "AccessKeyId": keys.access_key,
        "AccessKeySecret": keys.secret,
        "SecurityToken": keys.security_token,
        "Expiration": seconds(keys.expires_at),
    });
    context.issued.add_keys(keys);
    shown
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
            .ok_or_else(|| error::invalid("DurationSeconds", "900 to 43200 are allowed"))?;
        let role = arn
            .strip_prefix("acs:ram::")
            .and_then(|rest| rest.split_once(":role/"))
            .and_then(|(account, name)| Some((AccountId(account.parse().ok()?), name)));
        let (account, name) = role.ok_or_else(|| error::no_role(arn))?;
        Ok(Self {
            account,
            name,
            session,
            lifetime: Duration::from_secs(seconds),
        })
    }

    /// `origin` becomes it.
    pub(super) fn become_by(&self, origin: AccessKey, context: &mut Context<'_>) -> Value {
        let Self {
            account,
            name,
            session,
            lifetime,
        } = *self;
        json!({
            "AssumedRoleUser": {
                "AssumedRoleId": format!("{account}:{session}"),
                "Arn": format!("acs:ram::{account}:role/{name}/{session}"),
            },
            "Credentials": hand_out(account, origin, lifetime, context),
        })
    }
}

/// `AssumeRole`: the role `role-X` of any account trusts who signs with the key `X`, or became another
/// role from there.
pub(super) fn assume_role(_: &AliCloud, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let At { call, context } = at;
    let wanted = Wanted::of(parameters)?;
    let origin = &call.caller.origin;
    if wanted.name != format!("role-{origin}") {
        return Err(error::not_trusted());
    }
    Ok(wanted.become_by(origin.clone(), context))
}

/// `GetCallerIdentity`: the account's number is a text here, and a number in VpcPeer.
#[allow(
    clippy::unnecessary_wraps,
    reason = "it refuses nothing, and is a handler like those that do"
)]
pub(super) fn caller_identity(_: &AliCloud, _: &Parameters, at: &mut At<'_>) -> Shown {
    let call = &at.call;
    let account = &call.caller.account;
    Ok(json!({
        "IdentityType": "Account",
        "AccountId": account,
        "PrincipalId": account,
        "UserId": account,
        "Arn": format!("acs:ram::{account}:root"),
    }))
}
