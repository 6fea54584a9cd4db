//! How an account signs in: whole from one source, never half from here and half from there.

use std::path::Path;

use super::credential::{Machine, SignIn, Way};
use super::credential_error::Error;
use super::profile::{self, Profile};
use super::variables::{self, Switches};
use crate::cloud::credential::{Meant, conceal, conceal_place};
use crate::credential::arguments::Place;
use crate::credential::env::Environment;
use crate::credential::rule::plain_text;
use crate::credential::source::{Origin, Sourced};
use crate::http::endpoint::check_near;

/// How the account signs in: as configured, or else, where `env` is given, as its variables say, or
/// else as the user's own files say, or else as the machine. `profile` becomes its profile, which may say more.
///
/// # Errors
/// [`Error`] when a source is half of one, or there is none.
pub(super) fn settle(
    block: Place<'_>,
    env: Option<&Environment>,
    home: Option<&Path>,
    profile: &mut Option<Profile>,
) -> Result<SignIn, Error> {
    let switches = env.map(Switches::of).transpose()?.unwrap_or_default();
    let files = profile::Usual::of(home, switches.without_cli, switches.asked);
    let role = variables::ROLE.find(block)?;
    let role = role.map(|role| Sourced::argument("assume_role", role.value));
    if let Some(mut found) = first(block, &files, switches, profile)? {
        found.roles.extend(role);
        return Ok(found);
    }
    let env = Place::Environment(env.ok_or(Error::None)?);
    let found = match first(env, &files, switches, profile)? {
        Some(found) => Some(found),
        None => own(&files, profile)?,
    };
    let mut found = match found {
        Some(found) => found,
        None => SignIn::last(variables::machine(switches).ok_or(Error::None)?),
    };
    let role = match (role, &found.way) {
        (Some(role), _) => Some(role),
        (None, Way::Oidc(_)) => variables::ROLE_AFTER_TOKEN.find(env)?,
        (None, _) => variables::ROLE.find(env)?,
    };
    found.roles.extend(role);
    Ok(found)
}

/// The first way that a place has. What is wrong with a way that is not taken is nobody's business.
fn first(
    place: Place<'_>,
    files: &profile::Usual,
    switches: Switches,
    profile: &mut Option<Profile>,
) -> Result<Option<SignIn>, Error> {
    conceal_place(place, &variables::KEYS, &[]);
    if let Some((keys, parts)) = variables::KEYS.whole(place)? {
        return Ok(Some(SignIn::chosen(Way::Keys(keys), parts)));
    }
    if let Some(meant) = Meant::of(place, [&variables::PROFILE, &variables::FILE])? {
        let read = profile::read(meant.name.as_deref(), meant.file.as_deref(), files)?;
        return of_profile(read, meant.parts, profile).map(Some);
    }
    if let Some(uri) = place.find(&variables::URI) {
        uri.checked(check_near)?;
        let parts = vec![("credentials_uri", uri.origin)];
        return Ok(Some(SignIn::chosen(Way::Uri(uri.value), parts)));
    }
    // Where nobody is to ask the machine, a variable with its role says nothing.
    let role = place.find(&variables::ECS_ROLE);
    let role = role.filter(|role| !switches.without_machine || role.origin.variable().is_none());
    if let Some(role) = role {
        role.checked(plain_text)?;
        let machine = Machine {
            role: Some(role.value),
            asked: files.asked,
        };
        let parts = vec![("ecs_role_name", role.origin)];
        return Ok(Some(SignIn::chosen(Way::Machine(machine), parts)));
    }
    let Some(Sourced { value, origin }) = variables::oidc(place)? else {
        return Ok(None);
    };
    value.token.check(&origin)?;
    let parts = vec![("assume_role_with_oidc", origin)];
    Ok(Some(SignIn::chosen(Way::Oidc(value), parts)))
}

/// What the user's own files say, which nobody names.
fn own(files: &profile::Usual, profile: &mut Option<Profile>) -> Result<Option<SignIn>, Error> {
    match profile::usual(files)? {
        Some(read) => {
            let parts = vec![("profile", read.origin.clone())];
            of_profile(read, parts, profile).map(Some)
        }
        None => Ok(None),
    }
}

fn of_profile(
    read: Profile,
    parts: Vec<(&'static str, Origin)>,
    profile: &mut Option<Profile>,
) -> Result<SignIn, Error> {
    match &read.way {
        Way::Keys(keys) => conceal(keys),
        Way::Uri(uri) => {
            let origin = read.origin.clone().entry("credentials_uri");
            origin.check(uri, check_near)?;
        }
        Way::Kept(_) | Way::Machine(_) | Way::Oidc(_) => {}
    }
    let found = SignIn {
        roles: read.roles.clone(),
        ..SignIn::chosen(read.way.clone(), parts)
    };
    *profile = Some(read);
    Ok(found)
}

#[cfg(test)]
#[path = "chain_tests.rs"]
mod tests;
