//! How an account signs in: whole from one source, never half from here and half from there.

use secrecy::ExposeSecret;

use super::credential::{Domain, Given, Parts, SignIn, User, Way};
use super::credential_error::Error;
use super::profile::{self, Profile};
use super::variables;
use crate::cloud::credential::{self, Meant, conceal_parts};
use crate::credential::env::Environment;
use crate::credential::name::Half;
use crate::credential::rule::{plain_credential, plain_text};
use crate::credential::source::{Origin, Sourced};
use crate::sanitize::hide;

/// How the account signs in: as configured, or else, where `env` is given, as its variables say, or
/// else as the machine. `profile` becomes its profile, which may say more than that.
///
/// A token is taken before keys, keys before a password, and a profile last.
///
/// # Errors
/// [`Error`] when a source is half of one, or there is none.
pub(super) fn settle(
    given: Given,
    env: Option<&Environment>,
    profile: &mut Option<Profile>,
) -> Result<SignIn, Error> {
    let role = Sourced::given("assume_role", given.role.clone());
    let (home, domain) = (given.home.clone(), given.domain.clone());
    if let Some(found) = first(given.into(), profile)? {
        return Ok(found.becoming(role));
    }
    let env = env.ok_or(Error::None)?;
    let mut parts = variables::parts(env);
    parts.home = home;
    let configured = match domain.id {
        Some(_) => "domain_id",
        None => "domain_name",
    };
    parts.domain = Sourced::given(configured, domain.settled()).or(parts.domain);
    let found = first(parts, profile)?;
    let role = match role {
        Some(role) => Some(role),
        None => variables::role(env)?,
    };
    let found = found.unwrap_or_else(|| SignIn::last(Way::Machine));
    Ok(found.becoming(role))
}

/// The first way that a source has, with the agency that comes with it. What is wrong with a way that is
/// not taken is nobody's business.
fn first(source: Parts, profile: &mut Option<Profile>) -> Result<Option<SignIn>, Error> {
    conceal(&source);
    let way = |way, parts| Ok(Some(SignIn::chosen(way, parts)));
    if let Some(token) = source.auth_token {
        token.secret_checked(plain_credential)?;
        let parts = vec![("auth_token", token.origin)];
        return way(Way::Token(token.value), parts);
    }
    if let Some((keys, parts)) = source.keys.whole(&variables::KEYS)? {
        return way(Way::Keys(keys), parts);
    }
    let half = |has: &Origin, lacks| Err(Half::without(lacks, has).into());
    match (source.user_name, source.password, source.domain) {
        (Some(name), Some(password), Some(domain)) => {
            name.checked(plain_text)?;
            password.secret_checked(plain_text)?;
            domain.checked(plain_text)?;
            let of_domain = match &domain.value {
                Domain::Id(_) => "domain_id",
                Domain::Name(_) => "domain_name",
            };
            let parts = vec![
                ("user_name", name.origin),
                ("password", password.origin),
                (of_domain, domain.origin),
            ];
            let user = User {
                name: name.value,
                password: password.value,
                domain: domain.value,
            };
            return way(Way::User(user), parts);
        }
        (Some(has), None, _) => return half(&has.origin, &variables::PASSWORD),
        (None, Some(has), _) => return half(&has.origin, &variables::USER_NAME),
        (Some(has), Some(_), None) => return half(&has.origin, &variables::DOMAIN_NAME),
        (None, None, _) => {}
    }
    let file = (variables::FILE.argument, source.shared_config_file);
    let Some(meant) = Meant::of(source.profile, file)? else {
        return Ok(None);
    };
    let (name, file) = (meant.name.as_deref(), meant.file.as_deref());
    let read = profile::read(name, file, source.home.as_deref())?;
    credential::conceal(&read.keys);
    let way = Way::Keys(read.keys.clone());
    let role = read.role.clone();
    *profile = Some(read);
    Ok(Some(SignIn::chosen(way, meant.parts).becoming(role)))
}

/// Also of half a credential: whatever is told of it, this is not.
fn conceal(source: &Parts) {
    conceal_parts(&source.keys);
    for (secret, called) in [
        (&source.auth_token, "auth_token"),
        (&source.password, "password"),
    ] {
        if let Some(secret) = secret {
            hide(secret.value.expose_secret(), called);
        }
    }
}

#[cfg(test)]
#[path = "chain_tests.rs"]
mod tests;
