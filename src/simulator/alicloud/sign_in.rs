//! Signing in without a signature: a machine's metadata, a credentials URI, and STS's roles for who brings
//! an identity provider's token.
//! <https://help.aliyun.com/zh/ecs/user-guide/view-instance-metadata>
//! <https://help.aliyun.com/en/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc>
//!
//! The token `OIDC.of.X` is the one of the tenant with the access key `X`, whom the role `role-X` of any
//! account trusts.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};

use super::account::AccountId;
use super::parameters::Parameters;
use super::reply::answer;
use super::sts::{Wanted, hand_out};
use super::{AliCloud, error};
use crate::simulator::context::{At, Context, Outcome};
use crate::simulator::id::AccessKey;
use crate::simulator::machine::MachineVersion;
use crate::simulator::refusal::Refusal;
use crate::simulator::request::{Answer, Request};

/// How long a machine's keys hold; documented 6 hours.
const OF_MACHINE: Duration = Duration::from_secs(6 * 3600);

/// How long the keys of a credentials URI hold.
const OF_URI: Duration = Duration::from_secs(3600);

/// Executes a call, from its request to its answer.
type Handler = fn(&AliCloud, &mut At<'_>) -> Outcome;

/// The call that nobody signs which a path means, or the action and version that a request names; and its name.
pub(super) fn of(
    request: &Request,
    named: Option<(&str, &str)>,
) -> Option<(&'static str, Handler)> {
    Some(
        match (request.method.as_str(), request.parts().as_slice()) {
            ("PUT", ["latest", "api", "token"]) => ("CreateMetadataToken", |cloud, at| {
                Ok(machine_token(cloud, at))
            }),
            ("GET", ["latest", "meta-data", "ram", "security-credentials", role]) => {
                let name = match *role {
                    "" => "ShowMetadataRole",
                    _ => "ShowMetadataKeys",
                };
                (name, |cloud, at| Ok(machine_keys(cloud, at)))
            }
            ("GET", ["credentials", _]) => ("CredentialsUri", |_, at| {
                let of = at.call.request.segments.last().map(String::as_str);
                let of = AccessKey::from(of.unwrap_or_default());
                Ok(keys(&of, OF_URI, &mut at.context))
            }),
            ("GET" | "POST", _) if named == Some(("AssumeRoleWithOIDC", "2015-04-01")) => {
                ("AssumeRoleWithOIDC", |_, at| {
                    let done = oidc(at.call.request, &mut at.context)?;
                    Ok(answer(done, at.call.request_id))
                })
            }
            _ => return None,
        },
    )
}

/// What the metadata service, which speaks no JSON but for the keys, says of what it has not.
fn nothing() -> Answer {
    Answer::text(StatusCode::NOT_FOUND, "404 - Not Found")
}

/// Its own token.
fn machine_token(cloud: &AliCloud, at: &mut At<'_>) -> Answer {
    let version = cloud.seed.machine.as_ref().map(|machine| machine.version);
    if version != Some(MachineVersion::Two) {
        return nothing();
    }
    let seconds = at
        .call
        .request
        .header("x-aliyun-ecs-metadata-token-ttl-seconds");
    let seconds = seconds.and_then(|text| text.parse::<u32>().ok());
    if !seconds.is_some_and(|seconds| (1..=21600).contains(&seconds)) {
        return Answer::text(StatusCode::BAD_REQUEST, "400 - Bad Request");
    }
    Answer::text(StatusCode::OK, at.context.issued.add_machine_token())
}

/// The keys of the machine's role; the role's name where none is asked for.
fn machine_keys(cloud: &AliCloud, at: &mut At<'_>) -> Answer {
    let Some(machine) = &cloud.seed.machine else {
        return nothing();
    };
    let token = at.call.request.header("x-aliyun-ecs-metadata-token");
    let is_known = at
        .context
        .issued
        .is_machine_token(token.unwrap_or_default());
    if machine.version == MachineVersion::Two && !is_known {
        return Answer::text(StatusCode::FORBIDDEN, "403 - Forbidden");
    }
    match at.call.request.segments.last().map_or("", String::as_str) {
        "" => Answer::text(StatusCode::OK, &machine.role),
        role if role == machine.role => keys(&machine.access_key, OF_MACHINE, &mut at.context),
        _ => nothing(),
    }
}

/// Keys of a tenant's own account, as who is near shows them.
fn keys(of: &AccessKey, lifetime: Duration, context: &mut Context<'_>) -> Answer {
    let mut keys = hand_out(AccountId::of(of), of.clone(), lifetime, context);
    if let Some(keys) = keys.as_object_mut() {
        keys.insert("Code".into(), json!("Success"));
        keys.insert("LastUpdated".into(), json!(context.now.to_string()));
    }
    Answer::json(StatusCode::OK, keys)
}

fn oidc(request: &Request, context: &mut Context<'_>) -> Result<Value, Refusal> {
    // One of the vendor's libraries sends a form, another puts all into the query.
    const KNOWN: &str = "Action Format SignatureNonce Timestamp Version OIDCProviderArn OIDCToken RoleArn \
                         RoleSessionName DurationSeconds Policy";
    let parameters = Parameters::read(request, KNOWN)?;
    let token = parameters.text("OIDCToken");
    let token = token.ok_or_else(|| error::oidc_token("The OIDCToken can not empty."))?;
    if token.split('.').count() != 3 {
        let why = "The number of Jwt field should be divided into 3 parts with '.' .";
        return Err(error::oidc_token(why));
    }
    let provider = parameters.required("OIDCProviderArn")?;
    let wanted = Wanted::of(&parameters)?;
    let of = token.strip_prefix("OIDC.of.").ok_or_else(|| {
        error::oidc_token("The Jwt content is invalid that cannot be recognized.")
    })?;
    let of_account = format!("acs:ram::{}:oidc-provider/", wanted.account);
    if !provider.starts_with(&of_account) || wanted.name != format!("role-{of}") {
        return Err(error::not_trusted_oidc());
    }
    Ok(wanted.become_by(AccessKey::from(of), context))
}
