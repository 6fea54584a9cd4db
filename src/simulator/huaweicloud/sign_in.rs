//! Signing in: tokens and agencies of IAM, agencies of STS, and a machine's metadata.
//! <https://support.huaweicloud.com/intl/en-us/api-iam/iam_30_0001.html>
//! <https://support.huaweicloud.com/intl/en-us/api-iam/iam_04_0101.html>
//!
//! The access key `X` stands for a tenant with the user `user-X` of the domain `domain-X`, whose
//! password is `PW-X`. An agency `agency-X` of any domain trusts that tenant.

use std::time::Duration;

use http::{Method, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::id::{AccessKey, Region};
use super::super::lockout::Lockout;
use super::super::machine::MachineVersion;
use super::super::request::{Answer, Body, Request};
use super::error::Refusal;
use super::issued::{Issued, Scope, Temporary, Token};
use super::peering::ProjectId;
use super::seed::Seed;
use super::tenant::{Tenant, default_project, domain, main_project};

/// A call that signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignIn {
    /// A password for a token.
    Login,
    /// What a token is good for.
    Inspect,
    /// An agency, by IAM.
    Agency,
    /// An agency, by STS.
    Assume,
    /// The metadata service's own token.
    MachineToken,
    /// The keys of the machine.
    MachineKeys,
}

impl SignIn {
    pub(super) fn of(method: &Method, parts: &[&str]) -> Option<Self> {
        match (method.as_str(), parts) {
            ("POST", ["v3", "auth", "tokens"]) => Some(Self::Login),
            ("GET", ["v3", "auth", "tokens"]) => Some(Self::Inspect),
            ("POST", ["v3.0", "OS-CREDENTIAL", "securitytokens"]) => Some(Self::Agency),
            ("POST", ["v5", "agencies", "assume"]) => Some(Self::Assume),
            ("PUT", ["meta-data", "latest", "api", "token"]) => Some(Self::MachineToken),
            ("GET", ["openstack", "latest", "securitykey"]) => Some(Self::MachineKeys),
            _ => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Login => "KeystoneCreateUserTokenByPassword",
            Self::Inspect => "KeystoneValidateToken",
            Self::Agency => "CreateTemporaryAccessKeyByAgency",
            Self::Assume => "AssumeAgency",
            Self::MachineToken => "CreateMetadataToken",
            Self::MachineKeys => "ShowMetadataSecurityKey",
        }
    }

    /// Whether the caller proves who it is by a signature or a token.
    pub(crate) fn is_signed(self) -> bool {
        matches!(self, Self::Inspect | Self::Agency | Self::Assume)
    }

    /// A call that is let in by what it brings.
    pub(crate) fn unsigned(
        self,
        request: &Request,
        seed: &Seed,
        issued: &mut Issued,
        lockout: &mut Lockout,
        now: Timestamp,
    ) -> Result<Answer, Refusal> {
        match self {
            Self::Login => login(request, seed, issued, lockout, now),
            Self::MachineToken => machine_token(request, seed, issued),
            _ => machine_keys(request, seed, issued, now),
        }
    }

    /// A call of a tenant that was let in.
    pub(super) fn signed(
        self,
        request: &Request,
        tenant: &Tenant,
        issued: &mut Issued,
        now: Timestamp,
    ) -> Result<Answer, Refusal> {
        match self {
            Self::Inspect => inspect(request, tenant, issued),
            Self::Agency => agency(request, tenant, issued, now),
            _ => assume(request, tenant, issued, now),
        }
    }
}

/// The tenant that a domain is of.
fn tenant_of(domain: &Value) -> Option<AccessKey> {
    let named = at(domain, "/name")
        .as_str()
        .or_else(|| at(domain, "/id").as_str())?;
    named.strip_prefix("domain-").map(AccessKey::from)
}

/// What stands at a place of a body; null when nothing does.
fn at<'a>(body: &'a Value, place: &str) -> &'a Value {
    body.pointer(place).unwrap_or(&Value::Null)
}

fn body(request: &Request) -> Result<Value, Refusal> {
    serde_json::from_slice(&request.body)
        .map_err(|_| Refusal::Iam(StatusCode::BAD_REQUEST, "Request body is invalid.".into()))
}

fn login(
    request: &Request,
    seed: &Seed,
    issued: &mut Issued,
    lockout: &mut Lockout,
    now: Timestamp,
) -> Result<Answer, Refusal> {
    let wrong = || {
        let text = "The username or password is wrong.";
        Refusal::Iam(StatusCode::UNAUTHORIZED, text.into())
    };
    let body = body(request)?;
    let identity = at(&body, "/auth/identity");
    if *at(identity, "/methods") != json!(["password"]) {
        let text = "Request parameter identity.methods is invalid.";
        return Err(Refusal::Iam(StatusCode::BAD_REQUEST, text.into()));
    }
    let user = at(identity, "/password/user");
    let tenant = tenant_of(at(user, "/domain")).ok_or_else(wrong)?;
    let name = at(user, "/name").as_str().unwrap_or_default();
    let counted = AccessKey::from(name);
    if lockout.is_locked(&counted, now) {
        let text = "The account is locked.";
        return Err(Refusal::Iam(StatusCode::UNAUTHORIZED, text.into()));
    }
    if name != format!("user-{tenant}") || *at(user, "/password") != format!("PW-{tenant}") {
        lockout.failed(&counted, now);
        return Err(wrong());
    }
    lockout.succeeded(&counted);
    let scope = at(&body, "/auth/scope");
    let scope = match (at(scope, "/project"), at(scope, "/domain")) {
        (Value::Null, of) if tenant_of(of) == Some(tenant.clone()) => None,
        (Value::Null, _) => return Err(wrong()),
        (project, _) => Some(scoped(project, &tenant, request, seed)?),
    };
    let lifetime = seed.token_lifetime.0;
    let token = Token {
        tenant,
        scope,
        expires_at: super::super::clock::after(now, lifetime),
    };
    let shown = shown(&token, now);
    let text = issued.add_token(token);
    let mut answer = Answer::json(StatusCode::CREATED, shown);
    answer.headers.push(("X-Subject-Token".into(), text));
    Ok(answer)
}

/// The project that a token is asked for, which must be the tenant's.
fn scoped(
    project: &Value,
    tenant: &AccessKey,
    request: &Request,
    seed: &Seed,
) -> Result<Scope, Refusal> {
    let here = request.region.as_ref().unwrap_or(&seed.default_region);
    let of_tenant = || seed.projects.get(tenant).into_iter().flatten();
    if let Some(name) = at(project, "/name").as_str() {
        // A sub-project is named after its region, too: `cn-north-4_team`.
        let region = Region::from(name.split('_').next().unwrap_or(name));
        let seeded = of_tenant().find(|one| one.name == name);
        return match seeded {
            Some(one) => Ok(Scope {
                project: one.id.clone(),
                region,
            }),
            None if !seed.projects.contains_key(tenant) && Region::is_like(name) => Ok(Scope {
                project: main_project(seed, tenant, &region),
                region,
            }),
            None => Err(Refusal::Iam(
                StatusCode::NOT_FOUND,
                format!("Could not find project: {name}."),
            )),
        };
    }
    let id = ProjectId::from(at(project, "/id").as_str().unwrap_or_default());
    if id == default_project(tenant) || of_tenant().any(|one| one.id == id) {
        return Ok(Scope {
            project: id,
            region: here.clone(),
        });
    }
    let text = format!("Could not find project: {id}.");
    Err(Refusal::Iam(StatusCode::NOT_FOUND, text))
}

fn shown(token: &Token, now: Timestamp) -> Value {
    let of = domain(&token.tenant);
    let of = json!({ "id": of, "name": of });
    let mut shown = json!({
        "catalog": [],
        "expires_at": micros(token.expires_at),
        "issued_at": micros(now),
        "methods": ["password"],
        "roles": [{ "id": "0", "name": "te_admin" }],
        "user": { "domain": of, "id": format!("id-{}", token.tenant), "name": format!("user-{}", token.tenant),
                  "password_expires_at": "" },
    });
    if let Some(object) = shown.as_object_mut() {
        match &token.scope {
            Some(scope) => object.insert(
                "project".into(),
                json!({ "domain": of, "id": scope.project, "name": scope.region }),
            ),
            None => object.insert("domain".into(), of),
        };
    }
    json!({ "token": shown })
}

/// As the examples have it: six digits after the point.
fn micros(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

fn inspect(request: &Request, tenant: &Tenant, issued: &Issued) -> Result<Answer, Refusal> {
    let asked = request.header("x-subject-token").unwrap_or_default();
    match issued.token(asked) {
        Some(token) if token.tenant == tenant.access_key => {
            Ok(Answer::json(StatusCode::OK, shown(token, token.expires_at)))
        }
        _ => Err(Refusal::Iam(
            StatusCode::NOT_FOUND,
            "The token could not be found.".into(),
        )),
    }
}

/// Whether the agency trusts the caller, and whose it is.
fn trusting(agency: Option<&str>, of: Option<AccessKey>, caller: &Tenant) -> Option<AccessKey> {
    let trusts = agency? == format!("agency-{}", caller.access_key);
    of.filter(|_| trusts)
}

fn agency(
    request: &Request,
    caller: &Tenant,
    issued: &mut Issued,
    now: Timestamp,
) -> Result<Answer, Refusal> {
    let body = body(request)?;
    let identity = at(&body, "/auth/identity");
    let assume = at(identity, "/assume_role");
    if *at(identity, "/methods") != json!(["assume_role"]) {
        let text = "Request parameter identity.methods is invalid.";
        return Err(Refusal::Iam(StatusCode::BAD_REQUEST, text.into()));
    }
    let of = json!({ "name": at(assume, "/domain_name"), "id": at(assume, "/domain_id") });
    let seconds = at(assume, "/duration_seconds").as_u64().unwrap_or(900);
    if !(900..=86400).contains(&seconds) {
        let text = "Request parameter duration_seconds is invalid.";
        return Err(Refusal::Iam(StatusCode::BAD_REQUEST, text.into()));
    }
    let found = trusting(at(assume, "/agency_name").as_str(), tenant_of(&of), caller);
    let found = found.ok_or_else(|| {
        let text = "Could not find the agency, or it does not trust the caller.";
        Refusal::Iam(StatusCode::NOT_FOUND, text.into())
    })?;
    let keys = issued.add_keys(found, now, Duration::from_secs(seconds));
    Ok(Answer::json(StatusCode::CREATED, credential(&keys)))
}

fn credential(keys: &Temporary) -> Value {
    json!({ "credential": {
        "access": keys.access_key,
        "expires_at": micros(keys.expires_at),
        "secret": keys.secret,
        "securitytoken": keys.security_token,
    } })
}

fn assume(
    request: &Request,
    caller: &Tenant,
    issued: &mut Issued,
    now: Timestamp,
) -> Result<Answer, Refusal> {
    // STS knows signatures only.
    if request.header("authorization").is_none() {
        return Err(Refusal::NoAuthorization);
    }
    let body = body(request)?;
    let refused = |status, code: &'static str, text: &str| Refusal::Sts(status, code, text.into());
    let urn = at(&body, "/agency_urn").as_str().unwrap_or_default();
    let seconds = at(&body, "/duration_seconds").as_u64().unwrap_or(3600);
    let named = at(&body, "/agency_session_name")
        .as_str()
        .unwrap_or_default();
    if !(900..=43200).contains(&seconds) || named.is_empty() {
        let text = "invalid agency_session_name or duration_seconds";
        return Err(refused(StatusCode::BAD_REQUEST, "PAP5.0011", text));
    }
    let of = urn
        .strip_prefix("iam::")
        .and_then(|rest| rest.split_once(":agency:"));
    let found = of.and_then(|(id, agency)| {
        let of = id.strip_prefix("domain-").map(AccessKey::from);
        trusting(Some(agency), of, caller)
    });
    let Some(found) = found else {
        let text = format!("not authorized to perform sts:agencies:assume on resource {urn}");
        return Err(refused(StatusCode::FORBIDDEN, "PAP5.0002", &text));
    };
    let keys = issued.add_keys(found, now, Duration::from_secs(seconds));
    Ok(Answer::json(
        StatusCode::OK,
        json!({
            "source_identity": "",
            "assumed_agency": { "urn": format!("sts::{urn}/{named}"), "id": "0" },
            "credentials": {
                "access_key_id": keys.access_key,
                "secret_access_key": keys.secret,
                "security_token": keys.security_token,
                "expiration": keys.expires_at.to_string(),
            },
        }),
    ))
}

fn machine_token(request: &Request, seed: &Seed, issued: &mut Issued) -> Result<Answer, Refusal> {
    let version = seed.machine.as_ref().map(|machine| machine.version);
    if version != Some(MachineVersion::Two) {
        return Err(Refusal::NoMetadata);
    }
    let seconds = request.header("x-metadata-token-ttl-seconds");
    if seconds.and_then(|text| text.parse::<u32>().ok()).is_none() {
        return Err(Refusal::Iam(StatusCode::BAD_REQUEST, "Bad request.".into()));
    }
    Ok(Answer {
        status: StatusCode::OK,
        headers: Vec::new(),
        body: Body::Text(issued.add_machine_token()),
    })
}

fn machine_keys(
    request: &Request,
    seed: &Seed,
    issued: &mut Issued,
    now: Timestamp,
) -> Result<Answer, Refusal> {
    let machine = seed.machine.as_ref().ok_or(Refusal::NoMetadata)?;
    let token = request.header("x-metadata-token").unwrap_or_default();
    if machine.version == MachineVersion::Two && !issued.is_machine_token(token) {
        return Err(Refusal::Iam(
            StatusCode::UNAUTHORIZED,
            "The metadata token is missing or wrong.".into(),
        ));
    }
    let tenant = machine.access_key.clone();
    let keys = issued.add_keys(tenant, now, seed.token_lifetime.0);
    Ok(Answer::json(StatusCode::OK, credential(&keys)))
}
