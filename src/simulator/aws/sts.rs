//! STS 2011-06-15: who the caller is, and roles to act as.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>

use std::time::Duration;

use serde_json::json;

use super::parameters::{Parameters, Shown};
use super::tenant::TEMPORARY;
use super::{Aws, error, wire};
use crate::simulator::clock;
use crate::simulator::context::{At, Context};
use crate::simulator::id::{AccessKey, random_hex};
use crate::simulator::issued::Keys;
use crate::simulator::object::TenantId;
use crate::simulator::refusal::Refusal;

/// `GetCallerIdentity`
#[allow(
    clippy::unnecessary_wraps,
    reason = "it refuses nothing, and is a handler like those that do"
)]
pub(super) fn caller_identity(_: &Aws, _: &Parameters, at: &mut At<'_>) -> Shown {
    let account = &at.call.caller.account;
    Ok(json!({
        "Arn": format!("arn:aws:iam::{account}:root"),
        "UserId": account,
        "Account": account,
    }))
}

/// A role that is asked for, as both ways to become one name it.
struct Wanted<'a> {
    arn: &'a str,
    partition: &'a str,
    account: &'a str,
    /// Its name, without the folder that it may stand in.
    name: &'a str,
    session: &'a str,
    lifetime: Duration,
}

impl<'a> Wanted<'a> {
    fn of(parameters: &'a Parameters) -> Result<Self, Refusal> {
        let arn = parameters.required("RoleArn")?;
        let session = parameters.required("RoleSessionName")?;
        let seconds = parameters.number("DurationSeconds", 900, 43_200);
        let seconds = seconds.map_err(|_| {
            error::VALIDATION.of("Value at 'durationSeconds' is not one of 900 to 43200")
        })?;
        if !(2..=64).contains(&session.len()) {
            let why = "Value at 'roleSessionName' has not 2 to 64 characters";
            return Err(error::VALIDATION.of(why));
        }
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let ["arn", partition, "iam", "", account, role] = *parts.as_slice() else {
            return Err(error::VALIDATION.of(format!("{arn} is invalid")));
        };
        let name = role.strip_prefix("role/").unwrap_or_default();
        Ok(Self {
            arn,
            partition,
            account,
            name: name.rsplit('/').next().unwrap_or_default(),
            session,
            lifetime: Duration::from_secs(seconds.unwrap_or(3600)),
        })
    }

    /// `origin` becomes it: the role `role-X` of any account trusts the key `X`.
    fn become_by(&self, origin: AccessKey, action: &str, context: &mut Context<'_>) -> Shown {
        let Self {
            arn,
            partition,
            account,
            name,
            session,
            lifetime,
        } = *self;
        if name != format!("role-{origin}") {
            let what = format!("sts:{action} on resource: {arn}");
            return Err(error::forbidden(&error::ACCESS_DENIED, &what));
        }
        let keys = hand_out(account, origin, lifetime, context);
        let random = keys.access_key.as_str().trim_start_matches(TEMPORARY);
        let shown = json!({
            "Credentials": {
                "AccessKeyId": keys.access_key,
                "SecretAccessKey": keys.secret,
                "SessionToken": keys.security_token,
                "Expiration": wire::time(keys.expires_at),
            },
            "AssumedRoleUser": {
                "AssumedRoleId": format!("AROA{random}:{session}"),
                "Arn": format!("arn:{partition}:sts::{account}:assumed-role/{name}/{session}"),
            },
        });
        Ok(shown)
    }
}

/// Temporary keys of an account, for `origin`.
pub(super) fn hand_out(
    account: &str,
    origin: AccessKey,
    lifetime: Duration,
    context: &mut Context<'_>,
) -> Keys {
    let random: String = random_hex().chars().take(16).collect();
    let random = random.to_uppercase();
    let keys = Keys {
        access_key: AccessKey::from(format!("{TEMPORARY}{random}")),
        secret: random_hex(),
        // They look like this, which tells who forgets to encode them.
        security_token: format!("FwoGZXIvYXdz/{}+==", random_hex()),
        origin,
        account: Some(TenantId::from(account)),
        expires_at: clock::after(context.now, lifetime),
    };
    context.issued.add_keys(keys.clone());
    keys
}

/// `AssumeRole`: by who signs, or became another role from there.
pub(super) fn assume_role(_: &Aws, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let origin = at.call.caller.origin.clone();
    Wanted::of(parameters)?.become_by(origin, "AssumeRole", &mut at.context)
}

/// `AssumeRoleWithWebIdentity`, which nobody signs: the token `OIDC.of.X` is the one of the key `X`.
pub(super) fn by_web_identity(_: &Aws, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let token = parameters.required("WebIdentityToken")?;
    let origin = token.strip_prefix("OIDC.of.");
    let origin = origin.ok_or_else(|| error::IDENTITY_TOKEN.refusal())?;
    let wanted = Wanted::of(parameters)?;
    wanted.become_by(origin.into(), "AssumeRoleWithWebIdentity", &mut at.context)
}
