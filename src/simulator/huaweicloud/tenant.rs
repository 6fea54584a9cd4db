//! Who calls: the gateway's checks, from the signature to the project.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::error;
use super::seed::Seed;
use super::sign;
use crate::simulator::clock;
use crate::simulator::context::{Caller, Context};
use crate::simulator::id::{AccessKey, Region};
use crate::simulator::issued::Scope;
use crate::simulator::object::TenantId;
use crate::simulator::refusal::Refusal;
use crate::simulator::request::Request;

/// `x-sdk-date` may be off by so much.
const SKEW: Duration = Duration::from_secs(15 * 60);
/// Access keys that begin so are temporary: their calls need a security token.
pub(super) const TEMPORARY: &str = "TMP";

/// The project that every access key has without being told.
pub(super) fn default_project(key: &AccessKey) -> TenantId {
    TenantId::from(format!("project-{key}"))
}

/// The project that acts for a tenant in a region when none is named: the one that the seed names
/// after the region, else the default.
pub(super) fn main_project(seed: &Seed, key: &AccessKey, region: &Region) -> TenantId {
    let named = seed.projects.get(key).into_iter().flatten();
    let main = named.clone().find(|one| one.name == region.as_str());
    main.map_or_else(|| default_project(key), |one| one.id.clone())
}

/// The domain (account) of an access key.
pub(super) fn domain(key: &AccessKey) -> TenantId {
    TenantId::from(format!("domain-{key}"))
}

/// The access key that a request claims, for the log and the faults. Not verified; a token names none.
pub(super) fn claimed(request: &Request) -> Option<AccessKey> {
    let header = request.header("authorization")?;
    sign::parse(header).map(|found| AccessKey::from(found.access_key))
}

/// Somebody with the rights of `key`'s tenant, in a project.
fn caller(key: &AccessKey, project: TenantId) -> Caller {
    Caller {
        access_key: key.clone(),
        origin: key.clone(),
        account: domain(key),
        tenant: project,
    }
}

/// Lets a request in, or says why not. A signature's age is measured against the machine's time, which the
/// control API does not advance: the callers' clocks do not leap along.
pub(super) fn admit(
    request: &Request,
    seed: &Seed,
    context: &mut Context<'_>,
) -> Result<Caller, Refusal> {
    let header = request.header("authorization");
    if let (None, Some(token)) = (header, request.header("x-auth-token")) {
        return by_token(request, token, context);
    }
    let wrong = error::unauthorized;
    let authorization = header.and_then(sign::parse);
    let authorization =
        authorization.ok_or_else(|| wrong("Authorization header is missing or malformed"))?;
    let key = AccessKey::from(authorization.access_key);
    if context.lockout.is_locked(&key, context.now) {
        let why = "the access key is locked for 5 minutes after 5 wrong signatures";
        return Err(wrong(why));
    }
    let sent = request.header("x-sdk-date").and_then(sdk_date);
    if !sent.is_some_and(|sent| clock::is_near(sent, context.wall, SKEW)) {
        let why = "x-sdk-date is missing, malformed, or more than 15 minutes off";
        return Err(wrong(why));
    }
    let temporary = context.issued.keys(&key);
    let secret = temporary.map_or_else(|| format!("SK-{key}"), |keys| keys.secret.clone());
    if let Err(bad) = sign::verify(request, &authorization, &secret) {
        context.lockout.failed(&key, context.now);
        return Err(wrong(&bad.to_string()));
    }
    context.lockout.succeeded(&key);
    let token = request.header("x-security-token");
    let expected = match temporary {
        Some(keys) => Some(keys.security_token.clone()),
        None if key.as_str().starts_with(TEMPORARY) => Some(format!("TOKEN-{key}")),
        None => None,
    };
    if expected.is_some_and(|expected| token != Some(expected.as_str())) {
        return Err(wrong("the security token is missing or wrong"));
    }
    if temporary.is_some_and(|keys| keys.expires_at <= context.now) {
        return Err(wrong("the security token has expired"));
    }
    let key = temporary.map_or(&key, |keys| &keys.origin);
    Ok(caller(key, project(request, seed, key)?))
}

/// Whose token it is. It acts in its own project and region alone.
fn by_token(request: &Request, token: &str, context: &Context<'_>) -> Result<Caller, Refusal> {
    let token = context.issued.token(token);
    let token = token.ok_or_else(|| error::unauthorized("the token is unknown"))?;
    let elsewhere = |scope: &Scope| {
        let region = request.region.as_ref();
        region.is_some_and(|region| *region != scope.region)
    };
    if token.expires_at <= context.now || token.scope.as_ref().is_some_and(elsewhere) {
        return Err(error::token_over());
    }
    let project = token.scope.as_ref().map(|scope| scope.tenant.clone());
    // A token of a whole domain acts in none.
    let project = project.unwrap_or_else(|| TenantId::from(""));
    Ok(caller(&token.tenant, project))
}

/// The project that the request names, or the tenant's own of the region.
fn project(request: &Request, seed: &Seed, key: &AccessKey) -> Result<TenantId, Refusal> {
    let Some(named) = request.header("x-project-id") else {
        let region = request.region.as_ref().unwrap_or(&seed.default_region);
        return Ok(main_project(seed, key, region));
    };
    let named = TenantId::from(named);
    let mut seeded = seed.projects.get(key).into_iter().flatten();
    if named == default_project(key) || seeded.any(|one| one.id == named) {
        Ok(named)
    } else {
        Err(error::project(named.as_str()))
    }
}

/// `20260102T030405Z`, exactly.
fn sdk_date(text: &str) -> Option<Timestamp> {
    if text.len() != 16 {
        return None;
    }
    let civil = DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
    Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
}
