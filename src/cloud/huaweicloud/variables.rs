//! The environment variables of an account, of both families: the vendor's own, and those of OpenStack's tools.
//!
//! Source: the provider `huaweicloud` for the names and their order; OpenStack's openrc files for
//! `OS_AUTH_URL`.

use super::credential::{Domain, GivenDomain, Parts, Role};
use super::credential_error::Error;
use crate::credential::env::Environment;
use crate::credential::keys::{KeyNames, KeyParts};
use crate::credential::name::{Half, Name};
use crate::credential::rule::plain_text;
use crate::credential::source::Sourced;

pub(crate) const KEYS: KeyNames = KeyNames {
    access_key: Name::new("access_key", &["HW_ACCESS_KEY", "OS_ACCESS_KEY"]),
    secret_key: Name::new("secret_key", &["HW_SECRET_KEY", "OS_SECRET_KEY"]),
    security_token: Name::new("security_token", &["HW_SECURITY_TOKEN"]),
};
pub(crate) const AUTH_TOKEN: Name = Name::new("auth_token", &["HW_AUTH_TOKEN", "OS_AUTH_TOKEN"]);
pub(crate) const USER_NAME: Name = Name::new("user_name", &["HW_USER_NAME", "OS_USERNAME"]);
pub(crate) const PASSWORD: Name = Name::new("password", &["HW_USER_PASSWORD", "OS_PASSWORD"]);
pub(crate) const DOMAIN_NAME: Name = Name::new(
    "domain_name",
    &[
        "HW_DOMAIN_NAME",
        "OS_DOMAIN_NAME",
        "OS_USER_DOMAIN_NAME",
        "OS_PROJECT_DOMAIN_NAME",
    ],
);
pub(crate) const DOMAIN_ID: Name = Name::new(
    "domain_id",
    &[
        "HW_DOMAIN_ID",
        "OS_DOMAIN_ID",
        "OS_USER_DOMAIN_ID",
        "OS_PROJECT_DOMAIN_ID",
    ],
);
pub(crate) const PROFILE: Name = Name::new("profile", &["HW_PROFILE"]);
pub(crate) const FILE: Name = Name::new("shared_config_file", &["HW_SHARED_CONFIG_FILE"]);
pub(crate) const AGENCY: Name = Name::new("assume_role", &["HW_ASSUME_ROLE_AGENCY_NAME"]);
pub(crate) const AGENCY_DOMAIN: Name = Name::new("domain_name", &["HW_ASSUME_ROLE_DOMAIN_NAME"]);
pub(crate) const AGENCY_DOMAIN_ID: Name = Name::new("domain_id", &["HW_ASSUME_ROLE_DOMAIN_ID"]);
pub(crate) const AGENCY_DURATION: Name = Name::new("duration", &["HW_ASSUME_ROLE_DURATION"]);

pub(crate) const REGION: Name = Name::new("region", &["HW_REGION_NAME", "OS_REGION_NAME"]);
pub(crate) const PROJECT_ID: Name = Name::new(
    "project_id",
    &["HW_PROJECT_ID", "OS_PROJECT_ID", "OS_TENANT_ID"],
);
pub(crate) const PROJECT_NAME: Name = Name::new(
    "project_name",
    &["HW_PROJECT_NAME", "OS_PROJECT_NAME", "OS_TENANT_NAME"],
);
pub(crate) const CLOUD: Name = Name::new("cloud", &["HW_CLOUD"]);
pub(crate) const INSECURE: Name = Name::new("insecure", &["HW_INSECURE", "OS_INSECURE"]);
pub(crate) const CA_FILE: Name = Name::new("ca_file", &["OS_CACERT"]);
pub(crate) const MAX_RETRIES: Name = Name::new("max_retries", &["HW_MAX_RETRIES"]);

/// What the environment says about signing in, but for the agency.
pub(super) fn parts(env: &Environment) -> Parts {
    // The id is the better one where both are given.
    let id = DOMAIN_ID.find(env).map(|found| found.map(Domain::Id));
    let domain = || DOMAIN_NAME.find(env).map(|found| found.map(Domain::Name));
    Parts {
        keys: KeyParts::find(&KEYS, env),
        auth_token: AUTH_TOKEN.secret(env),
        user_name: USER_NAME.find(env),
        password: PASSWORD.secret(env),
        domain: id.or_else(domain),
        profile: PROFILE.find(env),
        shared_config_file: FILE.find(env),
        home: None,
    }
}

/// The agency that the environment names.
///
/// # Errors
/// [`Error::Half`], [`Error::Invalid`]
pub(super) fn role(env: &Environment) -> Result<Option<Sourced<Role>>, Error> {
    let Some(agency) = AGENCY.find(env) else {
        return Ok(None);
    };
    agency.checked(plain_text)?;
    let domain = GivenDomain {
        name: AGENCY_DOMAIN.plain(env)?,
        id: AGENCY_DOMAIN_ID.plain(env)?,
    };
    let domain = domain.settled();
    let domain = domain.ok_or_else(|| Half::without(&AGENCY_DOMAIN, &agency.origin))?;
    let most = match domain {
        Domain::Id(_) => 43_200,
        Domain::Name(_) => 86_400,
    };
    let duration = AGENCY_DURATION.whole(env, 900, most)?;
    Ok(Some(agency.map(|agency| Role {
        agency,
        domain,
        duration,
    })))
}
