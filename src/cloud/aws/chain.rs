//! How an account signs in: whole from one source, never half from here and half from there.
//!
//! Source: `botocore/credentials.py` for the order.

use super::credential::{SignIn, Way};
use super::profile::{self, Files, Profile};
use super::variables;
use crate::cloud::credential::{conceal, conceal_place};
use crate::credential::arguments::Place;
use crate::credential::env::Environment;
use crate::credential::error;
use crate::credential::rule::{plain_text, switch};
use crate::credential::source::{Invalid, Origin, Sourced};
use crate::http::endpoint::check_near;

/// Why an account cannot sign in.
pub(super) type Error = error::Error<profile::Error>;

impl From<profile::Error> for Error {
    fn from(error: profile::Error) -> Self {
        match error {
            profile::Error::Invalid(wrong) => Self::Invalid(wrong),
            error => Self::Own(error),
        }
    }
}

/// How the account signs in: as configured, or else, where `env` is given, as its variables say, or else as the user's own
/// files say, or else as the container or the machine.
pub(super) fn settle(
    block: Place<'_>,
    env: Option<&Environment>,
    files: &Files,
) -> Result<SignIn, Error> {
    let role = variables::ROLE.find(block)?;
    let mut found = match first(block, env, files)? {
        Some(found) => found,
        None => around(env.ok_or(Error::None)?, files)?,
    };
    let role = role.map(|role| Sourced::argument("assume_role", role.value));
    found.roles.extend(role);
    Ok(found)
}

/// The first way that a place has. What is wrong with a way that is not taken is nobody's business.
fn first(
    place: Place<'_>,
    env: Option<&Environment>,
    files: &Files,
) -> Result<Option<SignIn>, Error> {
    conceal_place(place, &variables::KEYS, &[]);
    if let Some((keys, parts)) = variables::KEYS.whole(place)? {
        return Ok(Some(SignIn::chosen(Way::Keys(keys), parts)));
    }
    if let Some(name) = place.find(&variables::PROFILE) {
        name.checked(plain_text)?;
        let profile = files.profile(&name.value, env)?;
        return Ok(Some(of_profile(profile, Some(name.origin))));
    }
    let Some(bought) = variables::web_identity(place)? else {
        return Ok(None);
    };
    let parts = vec![("assume_role_with_web_identity", bought.origin)];
    Ok(Some(SignIn::chosen(Way::WebIdentity(bought.value), parts)))
}

/// How the account `default` signs in where its block does not say.
fn around(env: &Environment, files: &Files) -> Result<SignIn, Error> {
    let place = Place::Environment(env);
    if let Some(found) = first(place, Some(env), files)? {
        return Ok(found);
    }
    if let Some(profile) = files.usual(env)? {
        return Ok(of_profile(profile, None));
    }
    if let Some(container) = variables::container(env) {
        container.origin.check(&container.value.url, check_near)?;
        let parts = vec![("container", container.origin)];
        return Ok(SignIn::chosen(Way::Container(container.value), parts));
    }
    if let Some(found) = place.find(&variables::WITHOUT_MACHINE) {
        let Sourced { value, origin } = found;
        let is_forbidden = switch(&value).map_err(|why| Invalid { origin, why })?;
        if is_forbidden {
            return Err(Error::None);
        }
    }
    Ok(SignIn::last(Way::Machine))
}

/// By a profile that is named somewhere, or else by the one that nobody names.
fn of_profile(profile: Profile, named_by: Option<Origin>) -> SignIn {
    if let Way::Keys(keys) = &profile.way {
        conceal(keys);
    }
    let parts = vec![("profile", named_by.unwrap_or(profile.origin))];
    SignIn {
        roles: profile.roles,
        ..SignIn::chosen(profile.way, parts)
    }
}

#[cfg(test)]
#[path = "chain_tests.rs"]
mod tests;
