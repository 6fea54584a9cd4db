//! STS 2011-06-15: who the caller is, and roles to act as.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>

use std::time::Duration;

use serde_json::json;

use super::parameters::{Parameters, Shown};
use super::tenant::TEMPORARY;
use super::{Aws, error, wire};
use crate::simulator::clock;
use crate::simulator::context::At;
use crate::simulator::id::{AccessKey, random_hex};
use crate::simulator::issued::Keys;
use crate::simulator::object::TenantId;

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

/// `AssumeRole`: the role `role-X` of any account trusts who signs with the key `X`, or became another role from
/// there.
pub(super) fn assume_role(_: &Aws, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let arn = parameters.required("RoleArn")?;
    let session = parameters.required("RoleSessionName")?;
    let seconds = parameters.number("DurationSeconds", 900, 43_200)?;
    if !(2..=64).contains(&session.len()) {
        let why = "roleSessionName must have 2 to 64 characters";
        return Err(error::VALIDATION.of(why));
    }
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, "iam", "", account, role] = *parts.as_slice() else {
        return Err(error::VALIDATION.of(format!("{arn} is invalid")));
    };
    let origin = &at.call.caller.origin;
    let trusting = format!("role-{origin}");
    // A role may stand in a folder.
    let name = role
        .strip_prefix("role/")
        .and_then(|role| role.rsplit('/').next());
    if name != Some(trusting.as_str()) {
        let what = format!("sts:AssumeRole on resource: {arn}");
        return Err(error::forbidden(&error::ACCESS_DENIED, &what));
    }
    let random: String = random_hex().chars().take(16).collect();
    let lifetime = Duration::from_secs(seconds.unwrap_or(3600));
    let keys = Keys {
        access_key: AccessKey::from(format!("{TEMPORARY}{}", random.to_uppercase())),
        secret: random_hex(),
        // They look like this, which tells who forgets to encode them.
        security_token: format!("FwoGZXIvYXdz/{}+==", random_hex()),
        origin: origin.clone(),
        account: Some(TenantId::from(account)),
        expires_at: clock::after(at.context.now, lifetime),
    };
    let shown = json!({
        "Credentials": {
            "AccessKeyId": keys.access_key,
            "SecretAccessKey": keys.secret,
            "SessionToken": keys.security_token,
            "Expiration": wire::time(keys.expires_at),
        },
        "AssumedRoleUser": {
            "AssumedRoleId": format!("AROA{}:{session}", random.to_uppercase()),
            "Arn": format!("arn:{partition}:sts::{account}:assumed-role/{trusting}/{session}"),
        },
    });
    at.context.issued.add_keys(keys);
    Ok(shown)
}
