//! Who calls: the gateway's checks, from the signature to the project.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::super::clock;
use super::super::id::{AccessKey, Region};
use super::super::lockout::Lockout;
use super::super::request::Request;
use super::error::Refusal;
use super::issued::{Issued, Scope};
use super::peering::ProjectId;
use super::seed::Seed;
use super::sign::{self, Authorization};

/// `x-sdk-date` may be off by so much.
const SKEW: Duration = Duration::from_secs(15 * 60);
/// Access keys that begin so are temporary: their calls need a security token.
pub(super) const TEMPORARY: &str = "TMP";

/// A tenant whose signature held, acting in one project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tenant {
    pub(crate) access_key: AccessKey,
    pub(crate) project: ProjectId,
}

/// The project that every access key has without being told.
pub(super) fn default_project(key: &AccessKey) -> ProjectId {
    ProjectId::from(format!("project-{key}"))
}

/// The project that acts for a tenant in a region when none is named: the one that the seed names
/// after the region, else the default.
pub(super) fn main_project(seed: &Seed, key: &AccessKey, region: &Region) -> ProjectId {
    let named = seed.projects.get(key).into_iter().flatten();
    let main = named.clone().find(|one| one.name == region.as_str());
    main.map_or_else(|| default_project(key), |one| one.id.clone())
}

/// The domain (account) of an access key.
pub(super) fn domain(key: &AccessKey) -> String {
    format!("domain-{key}")
}

/// The access key that a request claims, for the log and the faults. Not verified; a token names none.
pub(crate) fn claimed(request: &Request) -> Option<AccessKey> {
    let header = request.header("authorization")?;
    Authorization::parse(header).map(|found| AccessKey::from(found.access_key))
}

/// Lets a request in, or says why not. `now` is the simulator's time; a signature's age is measured
/// against `wall`, which the control API does not advance: the callers' clocks do not leap along.
pub(crate) fn identify(
    request: &Request,
    seed: &Seed,
    lockout: &mut Lockout,
    issued: &Issued,
    now: Timestamp,
    wall: Timestamp,
) -> Result<Tenant, Refusal> {
    if let (None, Some(token)) = (
        request.header("authorization"),
        request.header("x-auth-token"),
    ) {
        return by_token(request, token, issued, now);
    }
    let authorization = request
        .header("authorization")
        .and_then(Authorization::parse)
        .ok_or(Refusal::NoAuthorization)?;
    let key = AccessKey::from(authorization.access_key);
    if lockout.is_locked(&key, now) {
        return Err(Refusal::Locked);
    }
    let sent = request
        .header("x-sdk-date")
        .and_then(sdk_date)
        .ok_or(Refusal::Skew)?;
    if clock::between(sent, wall).max(clock::between(wall, sent)) > SKEW {
        return Err(Refusal::Skew);
    }
    let temporary = issued.keys(&key);
    let secret = temporary.map_or_else(|| format!("SK-{key}"), |keys| keys.secret.clone());
    if let Err(bad) = sign::verify(request, &authorization, &secret) {
        lockout.failed(&key, now);
        return Err(bad.into());
    }
    lockout.succeeded(&key);
    let token = request.header("x-security-token");
    if let Some(keys) = temporary {
        if token != Some(keys.security_token.as_str()) {
            return Err(Refusal::SecurityToken);
        }
        if keys.expires_at <= now {
            return Err(Refusal::KeysOver);
        }
        return Ok(Tenant {
            project: project(request, seed, &keys.tenant)?,
            access_key: keys.tenant.clone(),
        });
    }
    if key.as_str().starts_with(TEMPORARY) && token != Some(format!("TOKEN-{key}").as_str()) {
        return Err(Refusal::SecurityToken);
    }
    let project = project(request, seed, &key)?;
    Ok(Tenant {
        access_key: key,
        project,
    })
}

/// Whose token it is. It acts in its own project and region alone.
fn by_token(
    request: &Request,
    token: &str,
    issued: &Issued,
    now: Timestamp,
) -> Result<Tenant, Refusal> {
    let token = issued.token(token).ok_or(Refusal::UnknownToken)?;
    let elsewhere = |scope: &Scope| {
        let region = request.region.as_ref();
        region.is_some_and(|region| *region != scope.region)
    };
    if token.expires_at <= now || token.scope.as_ref().is_some_and(elsewhere) {
        return Err(Refusal::TokenOver);
    }
    let project = token.scope.as_ref().map(|scope| scope.project.clone());
    Ok(Tenant {
        access_key: token.tenant.clone(),
        // A token of a whole domain acts in none.
        project: project.unwrap_or_else(|| ProjectId::from("")),
    })
}

/// The project that the request names, or the tenant's own of the region.
fn project(request: &Request, seed: &Seed, key: &AccessKey) -> Result<ProjectId, Refusal> {
    let Some(named) = request.header("x-project-id") else {
        let region = request.region.as_ref().unwrap_or(&seed.default_region);
        return Ok(main_project(seed, key, region));
    };
    let named = ProjectId::from(named);
    let mut seeded = seed.projects.get(key).into_iter().flatten();
    if named == default_project(key) || seeded.any(|one| one.id == named) {
        Ok(named)
    } else {
        Err(Refusal::Project(named.to_string()))
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
