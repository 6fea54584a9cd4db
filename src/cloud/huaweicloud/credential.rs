//! How an account signs in: whole from one source, never half from here and half from there.

use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

use super::profile::{self, Profile};
use crate::credential::env::Environment;
use crate::credential::keys::Keys;
use crate::legible::hide;

/// What an account's configuration says about signing in; each may be missing.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// `access_key`
    pub access_key: Option<String>,
    /// `secret_key`
    pub secret_key: Option<SecretString>,
    /// `security_token`
    pub security_token: Option<SecretString>,
    /// `auth_token`
    pub auth_token: Option<SecretString>,
    /// `user_name`
    pub user_name: Option<String>,
    /// `password`
    pub password: Option<SecretString>,
    /// `domain_name`, `domain_id`
    pub domain: GivenDomain,
    /// `assume_role`
    pub role: Option<Role>,
    /// `profile`
    pub profile: Option<String>,
    /// `shared_config_file`
    pub shared_config_file: Option<String>,
    /// Where the user's own files are: the shared configuration file is below it.
    pub home: Option<PathBuf>,
}

/// A domain (an account of the cloud) as far as it is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GivenDomain {
    /// By its name.
    pub name: Option<String>,
    /// By its id.
    pub id: Option<String>,
}

/// A domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Domain {
    /// By its id, which is the better one where both are given.
    Id(String),
    /// By its name.
    Name(String),
}

impl GivenDomain {
    /// The domain, when there is one.
    pub fn settled(self) -> Option<Domain> {
        self.id.map(Domain::Id).or(self.name.map(Domain::Name))
    }

    fn or(self, other: Self) -> Self {
        match (&self.id, &self.name) {
            (None, None) => other,
            _ => self,
        }
    }
}

/// An agency to act as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub agency: String,
    /// Whose it is.
    pub domain: Domain,
    /// For how many seconds at a time.
    pub duration: Option<u32>,
}

/// A user with a password.
#[derive(Clone, Debug)]
pub struct User {
    /// The name.
    pub name: String,
    /// The password.
    pub password: SecretString,
    /// Whose user it is.
    pub domain: Domain,
}

/// How to sign in.
#[derive(Clone, Debug)]
pub enum Way {
    /// A key signs each call.
    Keys(Keys),
    /// A token goes with each call.
    Token(SecretString),
    /// A password buys such tokens.
    User(User),
    /// The machine that this runs on is asked for temporary keys.
    Machine,
}

/// How an account signs in, and what it becomes then.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// As whom.
    pub way: Way,
    /// The agency to act as from there.
    pub role: Option<Role>,
}

/// Why an account cannot sign in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// None of the sources has any.
    #[error("the account has no credentials")]
    None,
    /// A source has one half of a pair.
    #[error("the account has {has} but no {lacks}")]
    Half {
        /// What is there.
        has: &'static str,
        /// What is missing.
        lacks: &'static str,
    },
    /// Its profile cannot be used.
    #[error(transparent)]
    Profile(#[from] profile::Error),
}

/// Real access keys have 20 characters. They are no secrets, but whoever hides keys in a log looks for
/// them, too; shorter ones are words (of a simulator, say) that messages need.
const LEAST_ACCESS_KEY: usize = 16;

/// The names of what a source has, for messages.
struct Names {
    access_key: &'static str,
    secret_key: &'static str,
    user_name: &'static str,
    password: &'static str,
    domain_name: &'static str,
}

const ARGUMENTS: Names = Names {
    access_key: "access_key",
    secret_key: "secret_key",
    user_name: "user_name",
    password: "password",
    domain_name: "domain_name",
};

const VARIABLES: Names = Names {
    access_key: "HW_ACCESS_KEY",
    secret_key: "HW_SECRET_KEY",
    user_name: "HW_USER_NAME",
    password: "HW_USER_PASSWORD",
    domain_name: "HW_DOMAIN_NAME",
};

/// How the account signs in: as configured, or else, where `env` is given, as its variables say, or
/// else as the machine. Also its profile, which may say more than that.
///
/// A token is taken before keys, keys before a password, and a profile last.
///
/// # Errors
/// [`Error`] when a source is half of one, or there is none.
pub fn settle(given: Given, env: Option<&Environment>) -> (Result<SignIn, Error>, Option<Profile>) {
    let mut profile = None;
    let sign_in = find(given, env, &mut profile);
    (sign_in, profile)
}

fn find(
    given: Given,
    env: Option<&Environment>,
    profile: &mut Option<Profile>,
) -> Result<SignIn, Error> {
    let (role, home, domain) = (given.role.clone(), given.home.clone(), given.domain.clone());
    if let Some((way, role_of_profile)) = first(given, &ARGUMENTS, profile)? {
        let role = role.or(role_of_profile);
        return Ok(SignIn { way, role });
    }
    let env = env.ok_or(Error::None)?;
    let mut variables = variables(env)?;
    variables.home = home;
    variables.domain = domain.or(variables.domain);
    let role = role.or(variables.role.take());
    let (way, role_of_profile) =
        first(variables, &VARIABLES, profile)?.unwrap_or((Way::Machine, None));
    let role = role.or(role_of_profile);
    Ok(SignIn { way, role })
}

/// What the environment says.
fn variables(env: &Environment) -> Result<Given, Error> {
    let secret = |names: &[&str]| env.first(names).map(SecretString::from);
    Ok(Given {
        access_key: env.first(&["HW_ACCESS_KEY", "OS_ACCESS_KEY"]),
        secret_key: secret(&["HW_SECRET_KEY", "OS_SECRET_KEY"]),
        security_token: secret(&["HW_SECURITY_TOKEN"]),
        auth_token: secret(&["HW_AUTH_TOKEN", "OS_AUTH_TOKEN"]),
        user_name: env.first(&["HW_USER_NAME", "OS_USERNAME"]),
        password: secret(&["HW_USER_PASSWORD", "OS_PASSWORD"]),
        domain: GivenDomain {
            name: env.first(&[
                "HW_DOMAIN_NAME",
                "OS_DOMAIN_NAME",
                "OS_USER_DOMAIN_NAME",
                "OS_PROJECT_DOMAIN_NAME",
            ]),
            id: env.first(&[
                "HW_DOMAIN_ID",
                "OS_DOMAIN_ID",
                "OS_USER_DOMAIN_ID",
                "OS_PROJECT_DOMAIN_ID",
            ]),
        },
        role: role(env)?,
        profile: env.first(&["HW_PROFILE"]),
        shared_config_file: env.first(&["HW_SHARED_CONFIG_FILE"]),
        home: None,
    })
}

fn role(env: &Environment) -> Result<Option<Role>, Error> {
    let of = |part: &str| env.first(&[&format!("HW_ASSUME_ROLE_{part}")]);
    let Some(agency) = of("AGENCY_NAME") else {
        return Ok(None);
    };
    let domain = GivenDomain {
        name: of("DOMAIN_NAME"),
        id: of("DOMAIN_ID"),
    };
    let half = Error::Half {
        has: "HW_ASSUME_ROLE_AGENCY_NAME",
        lacks: "HW_ASSUME_ROLE_DOMAIN_NAME",
    };
    Ok(Some(Role {
        agency,
        domain: domain.settled().ok_or(half)?,
        duration: of("DURATION").and_then(|seconds| seconds.parse().ok()),
    }))
}

/// The first way that a source has, with the agency that comes with it.
fn first(
    source: Given,
    names: &Names,
    profile: &mut Option<Profile>,
) -> Result<Option<(Way, Option<Role>)>, Error> {
    conceal(&source);
    if let Some(token) = source.auth_token {
        return Ok(Some((Way::Token(token), None)));
    }
    let half = |has, lacks| Error::Half { has, lacks };
    match (source.access_key, source.secret_key, source.security_token) {
        (Some(access_key), Some(secret_key), security_token) => {
            let keys = Keys {
                access_key,
                secret_key,
                security_token,
            };
            return Ok(Some((Way::Keys(keys), None)));
        }
        (Some(_), None, _) => return Err(half(names.access_key, names.secret_key)),
        (None, Some(_), _) => return Err(half(names.secret_key, names.access_key)),
        (None, None, Some(_)) => return Err(half("a security token", names.access_key)),
        (None, None, None) => {}
    }
    match (source.user_name, source.password, source.domain.settled()) {
        (Some(name), Some(password), Some(domain)) => {
            let user = User {
                name,
                password,
                domain,
            };
            return Ok(Some((Way::User(user), None)));
        }
        (Some(_), None, _) => return Err(half(names.user_name, names.password)),
        (None, Some(_), _) => return Err(half(names.password, names.user_name)),
        (Some(_), Some(_), None) => return Err(half(names.user_name, names.domain_name)),
        (None, None, _) => {}
    }
    if source.profile.is_none() && source.shared_config_file.is_none() {
        return Ok(None);
    }
    let file = source.shared_config_file.as_deref();
    let read = profile::read(source.profile.as_deref(), file, source.home.as_deref())?;
    conceal_keys(&read.keys);
    let way = Way::Keys(read.keys.clone());
    let role = read.role.clone();
    *profile = Some(read);
    Ok(Some((way, role)))
}

/// Also of half a credential: whatever is told of it, this is not.
fn conceal(source: &Given) {
    for (secret, called) in [
        (&source.secret_key, "secret_key"),
        (&source.security_token, "security_token"),
        (&source.auth_token, "auth_token"),
        (&source.password, "password"),
    ] {
        if let Some(secret) = secret {
            hide(secret.expose_secret(), called);
        }
    }
    if let Some(key) = source.access_key.as_deref() {
        conceal_access_key(key);
    }
}

/// From here on no text shows these keys.
pub(super) fn conceal_keys(keys: &Keys) {
    hide(keys.secret_key.expose_secret(), "secret_key");
    if let Some(token) = &keys.security_token {
        hide(token.expose_secret(), "security_token");
    }
    conceal_access_key(&keys.access_key);
}

fn conceal_access_key(key: &str) {
    if key.len() >= LEAST_ACCESS_KEY {
        hide(key, "access_key");
    }
}

#[cfg(test)]
#[path = "credential_tests.rs"]
mod tests;
