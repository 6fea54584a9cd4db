//! The arguments of an account and their environment variables.
//!
//! Source: "Environment variables to configure the AWS CLI"; `botocore/configprovider.py`; the provider `aws`.

use super::credential::{Container, WebIdentity};
use crate::cloud::role::{RoleNames, Token};
use crate::credential::arguments::Place;
use crate::credential::env::Environment;
use crate::credential::error::Error;
use crate::credential::keys::KeyNames;
use crate::credential::name::{Half, Name};
use crate::credential::source::{Origin, Sourced};

pub(crate) const KEYS: KeyNames = KeyNames {
    access_key: Name::new("access_key", &["AWS_ACCESS_KEY_ID"]),
    secret_key: Name::new("secret_key", &["AWS_SECRET_ACCESS_KEY"]),
    security_token: Name::new("session_token", &["AWS_SESSION_TOKEN"]),
};
pub(crate) const PROFILE: Name = Name::new("profile", &["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]);
pub(crate) const CONFIG_FILES: Name = Name::new("shared_config_files", &["AWS_CONFIG_FILE"]);
pub(crate) const CREDENTIALS_FILES: Name =
    Name::new("shared_credentials_files", &["AWS_SHARED_CREDENTIALS_FILE"]);
pub(crate) const REGION: Name = Name::new("region", &["AWS_REGION", "AWS_DEFAULT_REGION"]);
pub(crate) const CA_FILE: Name = Name::new("ca_file", &["AWS_CA_BUNDLE"]);
pub(crate) const FIPS: Name = Name::new("use_fips_endpoint", &["AWS_USE_FIPS_ENDPOINT"]);
pub(crate) const DUAL_STACK: Name =
    Name::new("use_dualstack_endpoint", &["AWS_USE_DUALSTACK_ENDPOINT"]);
pub(crate) const EC2: Name = Name::new("endpoints.ec2", &["AWS_ENDPOINT_URL_EC2", ANY]);
pub(crate) const STS: Name = Name::new("endpoints.sts", &["AWS_ENDPOINT_URL_STS", ANY]);
pub(crate) const SSO: Name = Name::new("endpoints.sso", &["AWS_ENDPOINT_URL_SSO", ANY]);
/// The endpoint of every service.
const ANY: &str = "AWS_ENDPOINT_URL";
/// Lets the variables that name endpoints say nothing.
pub(super) const IGNORE_ENDPOINTS: Name =
    Name::new("endpoints", &["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]);
/// Forbids to ask the machine.
pub(super) const WITHOUT_MACHINE: Name = Name::new("machine", &["AWS_EC2_METADATA_DISABLED"]);
pub(super) const METADATA: Name =
    Name::new("endpoints.metadata", &["AWS_EC2_METADATA_SERVICE_ENDPOINT"]);

/// The role to become at last. No variable names it.
pub(super) const ROLE: RoleNames = RoleNames {
    arn: Name::new("role_arn", &[]),
    session: Name::new("session_name", &[]),
    seconds: Name::new("duration", &[]),
};

/// The role that a token buys.
const ROLE_OF_TOKEN: RoleNames = RoleNames {
    arn: Name::new("role_arn", &["AWS_ROLE_ARN"]),
    session: Name::new("session_name", &["AWS_ROLE_SESSION_NAME"]),
    seconds: Name::new("duration", &[]),
};
const TOKEN: Name = Name::new("web_identity_token", &[]);
const TOKEN_FILE: Name = Name::new("web_identity_token_file", &["AWS_WEB_IDENTITY_TOKEN_FILE"]);

/// The token of an identity provider, with the role that it buys.
///
/// # Errors
/// [`Error::Half`], [`Error::Invalid`]
pub(super) fn web_identity<O>(place: Place<'_>) -> Result<Option<Sourced<WebIdentity>>, Error<O>> {
    let Some(place) = place.within("assume_role_with_web_identity") else {
        return Ok(None);
    };
    let half = |has: &Origin, lacks: &Name| Error::from(Half::without(lacks, has));
    let token = Token::find(place, [&TOKEN, &TOKEN_FILE]);
    match (token, place.find(&ROLE_OF_TOKEN.arn)) {
        // A role alone says nothing: other programs read the variable, too.
        (None, Some(arn)) if arn.origin.variable().is_none() => Err(half(&arn.origin, &TOKEN_FILE)),
        (None, _) => Ok(None),
        (Some(token), None) => Err(half(&token.origin, &ROLE_OF_TOKEN.arn)),
        (Some(token), Some(arn)) => {
            token.value.check(&token.origin)?;
            let role = ROLE_OF_TOKEN.read(place, arn)?.value;
            Ok(Some(token.map(|token| WebIdentity { token, role })))
        }
    }
}

const RELATIVE: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const FULL: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const SHOWN: Name = Name::new("container_token", &["AWS_CONTAINER_AUTHORIZATION_TOKEN"]);
const SHOWN_FILE: Name = Name::new("container_token", &[CONTAINER_TOKEN_FILE]);
pub(super) const CONTAINER_TOKEN_FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

/// Where the agent of ECS answers, by every container's own way.
const ECS: &str = "http://169.254.170.2";

/// Who hands out the keys of the container's role, where its variables name somebody.
pub(super) fn container(env: &Environment) -> Option<Sourced<Container>> {
    let url = match env.find(&[RELATIVE]) {
        Some(relative) => relative.map(|path| format!("{ECS}{path}")),
        None => env.find(&[FULL])?,
    };
    let token = Token::find(Place::Environment(env), [&SHOWN, &SHOWN_FILE]);
    Some(url.map(|url| Container {
        url,
        token: token.map(|token| token.value),
    }))
}
