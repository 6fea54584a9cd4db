//! How an account signs in: whole from one source, never half from here and half from there.

use secrecy::ExposeSecret;

use super::credential::{Given, Machine, Parts, SignIn, Token, Way};
use super::credential_error::Error;
use super::profile::{self, Profile};
use super::variables::{self, Switches};
use crate::cloud::credential::{Meant, conceal, conceal_parts};
use crate::credential::env::Environment;
use crate::credential::rule::{plain_credential, plain_text};
use crate::credential::source::{Origin, Sourced};
use crate::http::endpoint::check_near;
use crate::sanitize::hide;

/// How the account signs in: as configured, or else, where `env` is given, as its variables say, or
/// else as the user's own files say, or else as the machine. `profile` becomes its profile, which may say more.
///
/// # Errors
/// [`Error`] when a source is half of one, or there is none.
pub(super) fn settle(
    given: Given,
    env: Option<&Environment>,
    profile: &mut Option<Profile>,
) -> Result<SignIn, Error> {
    let switches = env.map(Switches::of).transpose()?.unwrap_or_default();
    let files = profile::Usual::of(given.home.as_deref(), switches.without_cli, switches.asked);
    let role = Sourced::given("assume_role", given.role.clone());
    if let Some(mut found) = first(given.into(), &files, profile)? {
        found.roles.extend(role);
        return Ok(found);
    }
    let env = env.ok_or(Error::None)?;
    let found = match first(variables::parts(env, switches)?, &files, profile)? {
        Some(found) => Some(found),
        None => own(&files, profile)?,
    };
    let mut found = match found {
        Some(found) => found,
        None => SignIn::last(variables::machine(switches).ok_or(Error::None)?),
    };
    let role = match role {
        Some(role) => Some(role),
        None => variables::role(env, &found.way)?,
    };
    found.roles.extend(role);
    Ok(found)
}

/// The first way that a source has. What is wrong with a way that is not taken is nobody's business.
fn first(
    source: Parts,
    files: &profile::Usual,
    profile: &mut Option<Profile>,
) -> Result<Option<SignIn>, Error> {
    conceal_given(&source);
    if let Some((keys, parts)) = source.keys.whole(&variables::KEYS)? {
        return Ok(Some(SignIn::chosen(Way::Keys(keys), parts)));
    }
    let file = (variables::FILE.argument, source.shared_credentials_file);
    if let Some(meant) = Meant::of(source.profile, file)? {
        let read = profile::read(meant.name.as_deref(), meant.file.as_deref(), files)?;
        return of_profile(read, meant.parts, profile).map(Some);
    }
    if let Some(uri) = source.credentials_uri {
        uri.checked(check_near)?;
        let parts = vec![("credentials_uri", uri.origin)];
        return Ok(Some(SignIn::chosen(Way::Uri(uri.value), parts)));
    }
    if let Some(role) = source.ecs_role_name {
        role.checked(plain_text)?;
        let machine = Machine {
            role: Some(role.value),
            asked: files.asked,
        };
        let parts = vec![("ecs_role_name", role.origin)];
        return Ok(Some(SignIn::chosen(Way::Machine(machine), parts)));
    }
    let Some(Sourced { value, origin }) = source.oidc else {
        return Ok(None);
    };
    let (token, rule): (_, fn(&str) -> _) = match &value.token {
        Token::Given(token) => (token.expose_secret(), plain_credential),
        Token::File(file) => (file.as_str(), plain_text),
    };
    origin.check(token, rule)?;
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

/// Also of half a credential: whatever is told of it, this is not.
fn conceal_given(source: &Parts) {
    conceal_parts(&source.keys);
    if let Some(Token::Given(token)) = source.oidc.as_ref().map(|oidc| &oidc.value.token) {
        hide(token.expose_secret(), "OIDC token");
    }
}

#[cfg(test)]
#[path = "chain_tests.rs"]
mod tests;
