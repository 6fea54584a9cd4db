//! Signing in: tokens and agencies of IAM, agencies of STS, and a machine's metadata.
//! <https://support.huaweicloud.com/intl/en-us/api-iam/iam_30_0001.html>
//! <https://support.huaweicloud.com/intl/en-us/api-iam/iam_04_0101.html>
//!
//! The access key `X` stands for a tenant with the user `user-X` of the domain `domain-X`, whose
//! password is `PW-X`. An agency `agency-X` of any domain trusts that tenant.

use std::time::Duration;

use http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::tenant::{TEMPORARY, default_project, domain, main_project};
use super::{HuaweiCloud, error};
use crate::simulator::clock;
use crate::simulator::context::{At, Call, Caller, Context, Outcome};
use crate::simulator::id::{AccessKey, Region, random_hex};
use crate::simulator::issued::{Keys, Scope, Token};
use crate::simulator::machine::MachineVersion;
use crate::simulator::object::TenantId;
use crate::simulator::refusal::Refusal;
use crate::simulator::request::{Answer, Request};

/// The tenant that a domain is of.
fn tenant_of(domain: &Value) -> Option<AccessKey> {
    let named = part(domain, "/name")
        .as_str()
        .or_else(|| part(domain, "/id").as_str())?;
    named.strip_prefix("domain-").map(AccessKey::from)
}

/// What stands at a place of a body; null when nothing does.
fn part<'a>(body: &'a Value, place: &str) -> &'a Value {
    body.pointer(place).unwrap_or(&Value::Null)
}

fn body(request: &Request) -> Result<Value, Refusal> {
    serde_json::from_slice(&request.body)
        .map_err(|_| error::iam(StatusCode::BAD_REQUEST, "Request body is invalid."))
}

fn invalid(field: &str) -> Refusal {
    let text = format!("Request parameter {field} is invalid.");
    error::iam(StatusCode::BAD_REQUEST, text)
}

fn no_project(project: &str) -> Refusal {
    let text = format!("Could not find project: {project}.");
    error::iam(StatusCode::NOT_FOUND, text)
}

/// A password for a token.
pub(super) fn login(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let now = context.now;
    let wrong = || {
        let text = "The username or password is wrong.";
        error::iam(StatusCode::UNAUTHORIZED, text)
    };
    let body = body(call.request)?;
    let identity = part(&body, "/auth/identity");
    if *part(identity, "/methods") != json!(["password"]) {
        return Err(invalid("identity.methods"));
    }
    let user = part(identity, "/password/user");
    let tenant = tenant_of(part(user, "/domain")).ok_or_else(wrong)?;
    let name = part(user, "/name").as_str().unwrap_or_default();
    let counted = AccessKey::from(name);
    if context.lockout.is_locked(&counted, now) {
        let text = "The account is locked.";
        return Err(error::iam(StatusCode::UNAUTHORIZED, text));
    }
    if name != format!("user-{tenant}") || *part(user, "/password") != format!("PW-{tenant}") {
        context.lockout.failed(&counted, now);
        return Err(wrong());
    }
    context.lockout.succeeded(&counted);
    let scope = part(&body, "/auth/scope");
    let scope = match (part(scope, "/project"), part(scope, "/domain")) {
        (Value::Null, of) if tenant_of(of) == Some(tenant.clone()) => None,
        (Value::Null, _) => return Err(wrong()),
        (project, _) => Some(scoped(project, &tenant, cloud, call)?),
    };
    let token = Token {
        tenant,
        scope,
        expires_at: clock::after(now, cloud.seed.token_lifetime.0),
    };
    let shown = shown(&token, now);
    let text = format!("MIIC{}{}", random_hex(), random_hex());
    context.issued.add_token(text.clone(), token);
    let mut answer = Answer::json(StatusCode::CREATED, shown);
    answer.headers.push(("X-Subject-Token".into(), text));
    Ok(answer)
}

/// The project that a token is asked for, which must be the tenant's.
fn scoped(
    project: &Value,
    tenant: &AccessKey,
    cloud: &HuaweiCloud,
    call: &Call<'_>,
) -> Result<Scope, Refusal> {
    let seed = &cloud.seed;
    let here = call.region_or(&seed.default_region);
    let of_tenant = || seed.projects.get(tenant).into_iter().flatten();
    if let Some(name) = part(project, "/name").as_str() {
        // A sub-project is named after its region, too: `cn-north-4_team`.
        let region = Region::from(name.split('_').next().unwrap_or(name));
        let seeded = of_tenant().find(|one| one.name == name);
        return match seeded {
            Some(one) => Ok(Scope {
                tenant: one.id.clone(),
                region,
            }),
            None if !seed.projects.contains_key(tenant) && Region::is_like(name) => Ok(Scope {
                tenant: main_project(seed, tenant, &region),
                region,
            }),
            None => Err(no_project(name)),
        };
    }
    let id = TenantId::from(part(project, "/id").as_str().unwrap_or_default());
    if id == default_project(tenant) || of_tenant().any(|one| one.id == id) {
        return Ok(Scope {
            tenant: id,
            region: here.clone(),
        });
    }
    Err(no_project(id.as_str()))
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
                json!({ "domain": of, "id": scope.tenant, "name": scope.region }),
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

/// What a token is good for.
pub(super) fn inspect(_: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let asked = call.request.header("x-subject-token").unwrap_or_default();
    match context.issued.token(asked) {
        Some(token) if token.tenant == call.caller.access_key => {
            Ok(Answer::json(StatusCode::OK, shown(token, token.expires_at)))
        }
        _ => Err(error::iam(
            StatusCode::NOT_FOUND,
            "The token could not be found.",
        )),
    }
}

/// Whether the agency trusts the caller, and whose it is.
fn trusting(agency: Option<&str>, of: Option<AccessKey>, caller: &Caller) -> Option<AccessKey> {
    let trusts = agency? == format!("agency-{}", caller.access_key);
    of.filter(|_| trusts)
}

/// An agency, by IAM.
pub(super) fn agency(_: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let body = body(call.request)?;
    let identity = part(&body, "/auth/identity");
    let assume = part(identity, "/assume_role");
    if *part(identity, "/methods") != json!(["assume_role"]) {
        return Err(invalid("identity.methods"));
    }
    let of = json!({ "name": part(assume, "/domain_name"), "id": part(assume, "/domain_id") });
    let seconds = part(assume, "/duration_seconds").as_u64().unwrap_or(900);
    if !(900..=86400).contains(&seconds) {
        return Err(invalid("duration_seconds"));
    }
    let found = trusting(
        part(assume, "/agency_name").as_str(),
        tenant_of(&of),
        call.caller,
    );
    let found = found.ok_or_else(|| {
        let text = "Could not find the agency, or it does not trust the caller.";
        error::iam(StatusCode::NOT_FOUND, text)
    })?;
    let keys = hand_out(found, Duration::from_secs(seconds), context);
    Ok(Answer::json(StatusCode::CREATED, credential(&keys)))
}

/// Hands out keys with the rights of `origin`.
fn hand_out(origin: AccessKey, lifetime: Duration, context: &mut Context<'_>) -> Keys {
    let keys = Keys {
        access_key: format!("{TEMPORARY}{}", random_hex().to_uppercase()).into(),
        secret: random_hex(),
        security_token: format!("gQpj{}{}", random_hex(), random_hex()),
        origin,
        account: None,
        expires_at: clock::after(context.now, lifetime),
    };
    context.issued.add_keys(keys.clone());
    keys
}

fn credential(keys: &Keys) -> Value {
    json!({ "credential": {
        "access": keys.access_key,
        "expires_at": micros(keys.expires_at),
        "secret": keys.secret,
        "securitytoken": keys.security_token,
    } })
}

/// An agency, by STS.
pub(super) fn assume(_: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    // STS knows signatures only.
    if call.request.header("authorization").is_none() {
        let why = "Authorization header is missing or malformed";
        return Err(error::unauthorized(why));
    }
    let body = body(call.request)?;
    // The body has the same form as the gateway's.
    let refused = |status, code: &str, text: &str| -> Refusal {
        error::said(error::gateway, status, code, text).into()
    };
    let urn = part(&body, "/agency_urn").as_str().unwrap_or_default();
    let seconds = part(&body, "/duration_seconds").as_u64().unwrap_or(3600);
    let named = part(&body, "/agency_session_name")
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
        trusting(Some(agency), of, call.caller)
    });
    let Some(found) = found else {
        let text = format!("not authorized to perform sts:agencies:assume on resource {urn}");
        return Err(refused(StatusCode::FORBIDDEN, "PAP5.0002", &text));
    };
    let keys = hand_out(found, Duration::from_secs(seconds), context);
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

/// The metadata service's own token.
pub(super) fn machine_token(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let version = cloud.seed.machine.as_ref().map(|machine| machine.version);
    if version != Some(MachineVersion::Two) {
        return Err(error::no_metadata());
    }
    let seconds = call.request.header("x-metadata-token-ttl-seconds");
    if seconds.and_then(|text| text.parse::<u32>().ok()).is_none() {
        return Err(error::iam(StatusCode::BAD_REQUEST, "Bad request."));
    }
    let token = context.issued.add_machine_token();
    Ok(Answer::text(StatusCode::OK, token))
}

/// The keys of the machine.
pub(super) fn machine_keys(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let machine = cloud.seed.machine.as_ref();
    let machine = machine.ok_or_else(error::no_metadata)?;
    let token = call.request.header("x-metadata-token").unwrap_or_default();
    if machine.version == MachineVersion::Two && !context.issued.is_machine_token(token) {
        return Err(error::iam(
            StatusCode::UNAUTHORIZED,
            "The metadata token is missing or wrong.",
        ));
    }
    let tenant = machine.access_key.clone();
    let keys = hand_out(tenant, cloud.seed.token_lifetime.0, context);
    Ok(Answer::json(StatusCode::OK, credential(&keys)))
}
