//! Signing in without a signature: a machine's metadata, a credentials URI, and STS's roles for who brings
//! an identity provider's token.
//! <https://help.aliyun.com/zh/ecs/user-guide/view-instance-metadata>
//! <https://help.aliyun.com/en/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc>
//!
//! The token `OIDC.of.X` is the one of the tenant with the access key `X`, whom the role `role-X` of any
//! account trusts.

use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::json;

use super::super::id::{AccessKey, random_hex};
use super::super::machine::MachineVersion;
use super::super::request::{Answer, Body, Request};
use super::Api;
use super::api::Context;
use super::error::Refusal;
use super::parameters::{Parameters, decoded};
use super::peering::AccountId;
use super::sts::Wanted;

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
    pub(super) fn of(request: &Request) -> Option<Self> {
        let found = match (request.method.as_str(), request.parts().as_slice()) {
            ("PUT", ["latest", "api", "token"]) => Self::MachineToken,
            ("GET", ["latest", "meta-data", "ram", "security-credentials", ""]) => {
                Self::MachineRole
            }
            ("GET", ["latest", "meta-data", "ram", "security-credentials", _]) => Self::MachineKeys,
            ("GET", ["credentials", _]) => Self::Uri,
            _ => return Self::of_sts(request),
        };
        Some(found)
    }

    /// The old form of calls, where the query says what is called. One of the vendor's libraries sends a form
    /// with it, another puts all into the query.
    fn of_sts(request: &Request) -> Option<Self> {
        let query = decoded(&request.query);
        let says = |name: &str, value: &str| query.iter().any(|(n, v)| n == name && v == value);
        let oidc = matches!(request.method, Method::GET | Method::POST)
            && says("Action", "AssumeRoleWithOIDC")
            && says("Version", "2015-04-01");
        oidc.then_some(Self::Oidc)
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

    /// Performs the call for whoever sends it.
    pub(crate) fn perform(
        self,
        request: &Request,
        request_id: &str,
        context: &mut Context<'_>,
    ) -> Result<Answer, Refusal> {
        match self {
            Self::MachineToken | Self::MachineRole | Self::MachineKeys => {
                Ok(metadata(self, request, context))
            }
            Self::Uri => Ok(uri(request, context)),
            Self::Oidc => oidc(request, request_id, context),
        }
    }
}

/// An answer of the metadata service, which is no JSON but for the keys.
fn text(status: StatusCode, text: &str) -> Answer {
    Answer {
        status,
        headers: Vec::new(),
        body: Body::Text(text.to_owned()),
    }
}

fn metadata(call: SignIn, request: &Request, context: &mut Context<'_>) -> Answer {
    let nothing = text(StatusCode::NOT_FOUND, "404 - Not Found");
    let Some(machine) = &context.seed.machine else {
        return nothing;
    };
    let issued = &mut context.state.issued;
    if call == SignIn::MachineToken {
        let seconds = request.header("x-aliyun-ecs-metadata-token-ttl-seconds");
        let seconds = seconds.and_then(|text| text.parse::<u32>().ok());
        if machine.version == MachineVersion::One {
            return nothing;
        }
        if !seconds.is_some_and(|seconds| (1..=21600).contains(&seconds)) {
            return text(StatusCode::BAD_REQUEST, "400 - Bad Request");
        }
        let token = format!("TTOKEN{}", random_hex());
        let answer = text(StatusCode::OK, &token);
        issued.machine_tokens.push(token);
        return answer;
    }
    let token = request
        .header("x-aliyun-ecs-metadata-token")
        .unwrap_or_default();
    let is_known = issued.machine_tokens.iter().any(|one| one == token);
    if machine.version == MachineVersion::Two && !is_known {
        return text(StatusCode::FORBIDDEN, "403 - Forbidden");
    }
    if call == SignIn::MachineRole {
        return text(StatusCode::OK, &machine.role);
    }
    if request.segments.last() != Some(&machine.role) {
        return nothing;
    }
    keys(&machine.access_key, OF_MACHINE, context)
}

/// Keys of a tenant's own account, as who is near shows them.
fn keys(of: &AccessKey, lifetime: Duration, context: &mut Context<'_>) -> Answer {
    let issued = &mut context.state.issued;
    let mut keys = issued.add(AccountId::of(of), of.clone(), context.now, lifetime);
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

fn oidc(request: &Request, request_id: &str, context: &mut Context<'_>) -> Result<Answer, Refusal> {
    let parameters = Parameters::read(Api::SignIn(SignIn::Oidc), request)?;
    let token = parameters
        .text("OIDCToken")
        .ok_or(Refusal::OidcToken("The OIDCToken can not empty."))?;
    if token.split('.').count() != 3 {
        let why = "The number of Jwt field should be divided into 3 parts with '.' .";
        return Err(Refusal::OidcToken(why));
    }
    let provider = parameters.required("OIDCProviderArn")?;
    let wanted = Wanted::of(&parameters)?;
    let of = token.strip_prefix("OIDC.of.");
    let of = of.ok_or(Refusal::OidcToken(
        "The Jwt content is invalid that cannot be recognized.",
    ))?;
    let of_account = format!("acs:ram::{}:oidc-provider/", wanted.account);
    if !provider.starts_with(&of_account) || wanted.name != format!("role-{of}") {
        return Err(Refusal::NotTrustedOidc);
    }
    Ok(wanted.become_by(AccessKey::from(of), request_id, context))
}
