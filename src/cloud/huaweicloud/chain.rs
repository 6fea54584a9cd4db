//! How an account signs in: whole from one source, never half from here and half from there.

use std::path::Path;

use super::credential::{Domain, SignIn, User, Way};
use super::credential_error::Error;
use super::profile::{self, Profile};
use super::variables;
use crate::cloud::credential::{self, Meant, conceal_place};
use crate::credential::arguments::Place;
use crate::credential::env::Environment;
use crate::credential::name::Half;
use crate::credential::rule::{plain_credential, plain_text};
use crate::credential::source::{Origin, Sourced};

/// How the account signs in: as configured, or else, where `env` is given, as its variables say, or
/// else as the machine. `profile` becomes its profile, which may say more than that.
///
/// A token is taken before keys, keys before a password, and a profile last.
///
/// # Errors
/// [`Error`] when a source is half of one, or there is none.
pub(super) fn settle(
    block: Place<'_>,
    env: Option<&Environment>,
    home: Option<&Path>,
    profile: &mut Option<Profile>,
) -> Result<SignIn, Error> {
    let (role, domain) = (variables::role(block)?, variables::domain(block));
    if let Some(found) = first(block, domain.clone(), home, profile)? {
        return Ok(found.becoming(role));
    }
    let env = Place::Environment(env.ok_or(Error::None)?);
    let domain = domain.or_else(|| variables::domain(env));
    let found = first(env, domain, home, profile)?;
    let role = match role {
        Some(role) => Some(role),
        None => variables::role(env)?,
    };
    let found = found.unwrap_or_else(|| SignIn::last(Way::Machine));
    Ok(found.becoming(role))
}

/// The first way that a place has, with the agency that comes with it. What is wrong with a way that is
/// not taken is nobody's business.
fn first(
    place: Place<'_>,
    domain: Option<Sourced<Domain>>,
    home: Option<&Path>,
    profile: &mut Option<Profile>,
) -> Result<Option<SignIn>, Error> {
    let secrets = [variables::AUTH_TOKEN, variables::PASSWORD];
    conceal_place(place, &variables::KEYS, &secrets);
    let way = |way, parts| Ok(Some(SignIn::chosen(way, parts)));
    if let Some(token) = place.secret(&variables::AUTH_TOKEN) {
        token.secret_checked(plain_credential)?;
        let parts = vec![("auth_token", token.origin)];
        return way(Way::Token(token.value), parts);
    }
    if let Some((keys, parts)) = variables::KEYS.whole(place)? {
        return way(Way::Keys(keys), parts);
    }
    let half = |has: &Origin, lacks| Err(Half::without(lacks, has).into());
    let (name, password) = (
        place.find(&variables::USER_NAME),
        place.secret(&variables::PASSWORD),
    );
    match (name, password, domain) {
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
    let Some(meant) = Meant::of(place, [&variables::PROFILE, &variables::FILE])? else {
        return Ok(None);
    };
    let read = profile::read(meant.name.as_deref(), meant.file.as_deref(), home)?;
    credential::conceal(&read.keys);
    let way = Way::Keys(read.keys.clone());
    let role = read.role.clone();
    *profile = Some(read);
    Ok(Some(SignIn::chosen(way, meant.parts).becoming(role)))
}

#[cfg(test)]
#[path = "chain_tests.rs"]
mod tests;
