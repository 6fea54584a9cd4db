//! How an account signs in: whole from one source, never half from here and half from there.

use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

use super::belonging::Elsewhere;
use super::profile::{self, Profile};
use super::variables;
use crate::credential::env::Environment;
use crate::credential::keys::{KeyParts, Keys, Unusable};
use crate::credential::rule::{plain_credential, plain_text};
use crate::credential::source::{Half, Invalid, Origin, Sourced};
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
}

impl AsRef<str> for Domain {
    fn as_ref(&self) -> &str {
        match self {
            Self::Id(text) | Self::Name(text) => text,
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
    pub role: Option<Sourced<Role>>,
    /// Where the parts of the credential come from, by the names of the arguments; none of a machine's.
    pub parts: Vec<(&'static str, Origin)>,
}

impl SignIn {
    /// Where its parts come from.
    pub fn origins(&self) -> Vec<Origin> {
        self.parts
            .iter()
            .map(|(_, origin)| origin.clone())
            .collect()
    }
}

/// Why an account cannot sign in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// None of the sources has any.
    #[error("the account has no credentials")]
    None,
    /// A source has one part and not the other.
    #[error(transparent)]
    Half(#[from] Half),
    /// A variable or a file says something that cannot be used.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The credential belongs to another cloud than the one that would be called.
    #[error(transparent)]
    Elsewhere(#[from] Box<Elsewhere>),
    /// Its profile cannot be used.
    #[error(transparent)]
    Profile(#[from] profile::Error),
}

/// Real access keys have 20 characters. They are no secrets, but whoever hides keys in a log looks for
/// them, too; shorter ones are words (of a simulator, say) that messages need.
const LEAST_ACCESS_KEY: usize = 16;

impl From<Unusable> for Error {
    fn from(unusable: Unusable) -> Self {
        match unusable {
            Unusable::Half(half) => Self::Half(half),
            Unusable::Invalid(wrong) => Self::Invalid(wrong),
        }
    }
}

/// What a source has, each with its place.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) keys: KeyParts,
    pub(super) auth_token: Option<Sourced<SecretString>>,
    pub(super) user_name: Option<Sourced<String>>,
    pub(super) password: Option<Sourced<SecretString>>,
    pub(super) domain: Option<Sourced<Domain>>,
    pub(super) profile: Option<Sourced<String>>,
    pub(super) shared_config_file: Option<Sourced<String>>,
    pub(super) home: Option<PathBuf>,
}

/// What the block says. Its values were checked as its attributes.
impl From<Given> for Parts {
    fn from(given: Given) -> Self {
        let domain = match given.domain.id {
            Some(_) => "domain_id",
            None => "domain_name",
        };
        Self {
            keys: KeyParts {
                access_key: Sourced::given("access_key", given.access_key),
                secret_key: Sourced::given("secret_key", given.secret_key),
                security_token: Sourced::given("security_token", given.security_token),
            },
            auth_token: Sourced::given("auth_token", given.auth_token),
            user_name: Sourced::given("user_name", given.user_name),
            password: Sourced::given("password", given.password),
            domain: Sourced::given(domain, given.domain.settled()),
            profile: Sourced::given("profile", given.profile),
            shared_config_file: Sourced::given("shared_config_file", given.shared_config_file),
            home: given.home,
        }
    }
}

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
    let role = Sourced::given("assume_role", given.role.clone());
    let (home, domain) = (given.home.clone(), given.domain.clone());
    if let Some(found) = first(given.into(), profile)? {
        let role = role.or(found.role);
        return Ok(SignIn { role, ..found });
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
    let found = found.unwrap_or(SignIn {
        way: Way::Machine,
        role: None,
        parts: Vec::new(),
    });
    let role = role.or(found.role);
    Ok(SignIn { role, ..found })
}

/// The first way that a source has, with the agency that comes with it. What is wrong with a way that is
/// not taken is nobody's business.
fn first(source: Parts, profile: &mut Option<Profile>) -> Result<Option<SignIn>, Error> {
    conceal(&source);
    let way = |way, parts| {
        let role = None;
        Ok(Some(SignIn { way, role, parts }))
    };
    if let Some(token) = source.auth_token {
        token.secret_checked(plain_credential)?;
        let parts = vec![("auth_token", token.origin)];
        return way(Way::Token(token.value), parts);
    }
    let keys = source
        .keys
        .whole(&variables::ACCESS_KEY, &variables::SECRET_KEY)?;
    if let Some((keys, parts)) = keys {
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
    let (name, file) = (source.profile, source.shared_config_file);
    if name.is_none() && file.is_none() {
        return Ok(None);
    }
    let mut parts = Vec::new();
    for (argument, value) in [("profile", &name), ("shared_config_file", &file)] {
        if let Some(value) = value {
            value.checked(plain_text)?;
            parts.push((argument, value.origin.clone()));
        }
    }
    let (name, file) = (name.map(|name| name.value), file.map(|file| file.value));
    let read = profile::read(name.as_deref(), file.as_deref(), source.home.as_deref())?;
    conceal_keys(&read.keys);
    let way = Way::Keys(read.keys.clone());
    let role = read.role.clone();
    *profile = Some(read);
    Ok(Some(SignIn { way, role, parts }))
}

/// Also of half a credential: whatever is told of it, this is not.
fn conceal(source: &Parts) {
    for (secret, called) in [
        (&source.keys.secret_key, "secret_key"),
        (&source.keys.security_token, "security_token"),
        (&source.auth_token, "auth_token"),
        (&source.password, "password"),
    ] {
        if let Some(secret) = secret {
            hide(secret.value.expose_secret(), called);
        }
    }
    if let Some(key) = &source.keys.access_key {
        conceal_access_key(&key.value);
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
