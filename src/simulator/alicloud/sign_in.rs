//! Signing in without a signature: a machine's metadata, a credentials URI, and STS's roles for who brings
//! an identity provider's token.
//! <https://help.aliyun.com/zh/ecs/user-guide/view-instance-metadata>
//! <https://help.aliyun.com/en/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc>
//!
//! The token `OIDC.of.X` is the one of the tenant with the access key `X`, whom the role `role-X` of any
//! account trusts.

use std::time::Duration;

use http::{Method, StatusCode};
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

/// A call that nobody signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignIn {
    /// The metadata service's own token.
    MachineToken,
    /// The name of the machine's role.
    MachineRole,
    /// The keys of that role.
    MachineKeys,
    /// Keys of any tenant, for who is on this machine.
    Uri,
    /// A role for a token.
    Oidc,
}

impl SignIn {
    /// The call that a path means, or the action and version that a request names.
    pub(super) fn of(request: &Request, named: Option<(&str, &str)>) -> Option<Self> {
        let found = match (request.method.as_str(), request.parts().as_slice()) {
            ("PUT", ["latest", "api", "token"]) => Self::MachineToken,
            ("GET", ["latest", "meta-data", "ram", "security-credentials", ""]) => {
                Self::MachineRole
            }
            ("GET", ["latest", "meta-data", "ram", "security-credentials", _]) => Self::MachineKeys,
            ("GET", ["credentials", _]) => Self::Uri,
            _ => {
                let oidc = matches!(request.method, Method::GET | Method::POST)
                    && named == Some(("AssumeRoleWithOIDC", "2015-04-01"));
                return oidc.then_some(Self::Oidc);
            }
        };
        Some(found)
    }

    /// The vendor's name, where there is one.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::MachineToken => "CreateMetadataToken",
            Self::MachineRole => "ShowMetadataRole",
            Self::MachineKeys => "ShowMetadataKeys",
            Self::Uri => "CredentialsUri",
            Self::Oidc => "AssumeRoleWithOIDC",
        }
    }
}

/// Performs the call for whoever sends it.
pub(super) fn perform(cloud: &AliCloud, call: SignIn, at: &mut At<'_>) -> Outcome {
    let (request, context) = (at.call.request, &mut at.context);
    match call {
        SignIn::MachineToken | SignIn::MachineRole | SignIn::MachineKeys => {
            Ok(metadata(cloud, call, request, context))
        }
        SignIn::Uri => Ok(uri(request, context)),
        SignIn::Oidc => Ok(answer(oidc(request, context)?, at.call.request_id)),
    }
}

/// An answer of the metadata service, which is no JSON but for the keys.
fn metadata(
    cloud: &AliCloud,
    call: SignIn,
    request: &Request,
    context: &mut Context<'_>,
) -> Answer {
    let nothing = Answer::text(StatusCode::NOT_FOUND, "404 - Not Found");
    let Some(machine) = &cloud.seed.machine else {
        return nothing;
    };
    if call == SignIn::MachineToken {
        let seconds = request.header("x-aliyun-ecs-metadata-token-ttl-seconds");
        let seconds = seconds.and_then(|text| text.parse::<u32>().ok());
        if machine.version == MachineVersion::One {
            return nothing;
        }
        if !seconds.is_some_and(|seconds| (1..=21600).contains(&seconds)) {
            return Answer::text(StatusCode::BAD_REQUEST, "400 - Bad Request");
        }
        return Answer::text(StatusCode::OK, context.issued.add_machine_token());
    }
    let token = request
        .header("x-aliyun-ecs-metadata-token")
        .unwrap_or_default();
    let is_known = context.issued.is_machine_token(token);
    if machine.version == MachineVersion::Two && !is_known {
        return Answer::text(StatusCode::FORBIDDEN, "403 - Forbidden");
    }
    if call == SignIn::MachineRole {
        return Answer::text(StatusCode::OK, &machine.role);
    }
    if request.segments.last() != Some(&machine.role) {
        return nothing;
    }
    keys(&machine.access_key, OF_MACHINE, context)
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

fn uri(request: &Request, context: &mut Context<'_>) -> Answer {
    let of = request.segments.last().map(String::as_str);
    let of = AccessKey::from(of.unwrap_or_default());
    keys(&of, OF_URI, context)
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
