//! The arguments of an account and their environment variables, of both families: the vendor's own, and those of OpenStack's tools.
//!
//! Source: the provider `huaweicloud` for the names and their order; OpenStack's openrc files for
//! `OS_AUTH_URL`.

use super::credential::{Domain, Role};
use super::credential_error::Error;
use crate::credential::arguments::Place;
use crate::credential::keys::KeyNames;
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
pub(crate) const AGENCY: Name = Name::new("agency_name", &["HW_ASSUME_ROLE_AGENCY_NAME"]);
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

/// The domain that a user belongs to. The id is the better one where both are given.
pub(super) fn domain(place: Place<'_>) -> Option<Sourced<Domain>> {
    let id = place.find(&DOMAIN_ID).map(|found| found.map(Domain::Id));
    id.or_else(|| Some(place.find(&DOMAIN_NAME)?.map(Domain::Name)))
}

/// The agency to become.
///
/// # Errors
/// [`Error::Half`], [`Error::Invalid`]
pub(super) fn role(place: Place<'_>) -> Result<Option<Sourced<Role>>, Error> {
    let Some(place) = place.within("assume_role") else {
        return Ok(None);
    };
    let Some(agency) = place.find(&AGENCY) else {
        return Ok(None);
    };
    agency.checked(plain_text)?;
    let (id, name) = (&AGENCY_DOMAIN_ID, &AGENCY_DOMAIN);
    let domain = Domain::of(place.plain(id)?, place.plain(name)?);
    let domain = domain.ok_or_else(|| Half::without(name, &agency.origin))?;
    let most = match domain {
        Domain::Id(_) => 43_200,
        Domain::Name(_) => 86_400,
    };
    let duration = place.whole(&AGENCY_DURATION, 900, most)?;
    Ok(Some(agency.map(|agency| Role {
        agency,
        domain,
        duration,
    })))
}
