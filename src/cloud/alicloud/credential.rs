//! How an account signs in: whole from one source, never half from here and half from there.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::profile::{self, Profile};
use super::variables;
use super::variables::Switches;
use crate::credential::env::Environment;
use crate::credential::keys::{KeyParts, Keys, Unusable};
use crate::credential::rule::{plain_credential, plain_text};
use crate::credential::source::{Half, Invalid, Origin, Sourced};
use crate::http::endpoint::check_near;
use crate::legible::hide;

/// What an account's configuration, or its environment, says about signing in; each may be missing.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// `access_key`
    pub access_key: Option<String>,
    /// `secret_key`
    pub secret_key: Option<SecretString>,
    /// `security_token`
    pub security_token: Option<SecretString>,
    /// `profile`
    pub profile: Option<String>,
    /// `shared_credentials_file`
    pub shared_credentials_file: Option<String>,
    /// `credentials_uri`
    pub credentials_uri: Option<String>,
    /// `ecs_role_name`
    pub ecs_role_name: Option<String>,
    /// `assume_role_with_oidc`
    pub oidc: Option<Oidc>,
    /// Where the user's own files are: the usual files are below it.
    pub home: Option<PathBuf>,
}

/// A RAM role to act as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// `acs:ram::ACCOUNT:role/NAME`
    pub arn: String,
    /// The name under which the calls are found in logs.
    pub session: Option<String>,
    /// For how many seconds at a time.
    pub seconds: Option<u32>,
    /// Takes rights away, a JSON document.
    pub policy: Option<String>,
    /// What the role's owner wants to see.
    pub external_id: Option<String>,
}

/// A RAM role that trusts whoever has a token of an identity provider.
#[derive(Clone, Debug)]
pub struct Oidc {
    /// `acs:ram::ACCOUNT:oidc-provider/NAME`
    pub provider_arn: String,
    /// What the provider has issued.
    pub token: Token,
    /// The role.
    pub role: Role,
}

/// A token of an identity provider.
#[derive(Clone, Debug)]
pub enum Token {
    /// In this file, where the provider puts a new one in time.
    File(String),
    /// This one.
    Given(SecretString),
}

/// A machine on the cloud that has a role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Machine {
    /// The role's name; the machine is asked when it is not given.
    pub role: Option<String>,
    /// How it is asked.
    pub asked: Asked,
}

/// How a machine is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Asked {
    /// With a token, or without one where the machine gives none.
    #[default]
    Either,
    /// With a token alone.
    WithToken,
}

/// Keys that another program gets, and keeps in a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The file.
    pub file: PathBuf,
    /// The profile.
    pub profile: String,
}

/// How to sign in.
#[derive(Clone, Debug)]
pub enum Way {
    /// A key signs each call.
    Keys(Keys),
    /// Another program has signed on, and keeps the keys in its file.
    Kept(Kept),
    /// Somebody near hands temporary keys out.
    Uri(String),
    /// The machine that this runs on does.
    Machine(Machine),
    /// An identity provider's token buys them.
    Oidc(Oidc),
}

/// Who chose the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// The user, in some place.
    ByTheUser,
    /// Nobody: it is the last one.
    AsTheLast,
}

/// How an account signs in, and what it becomes then.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// As whom.
    pub way: Way,
    /// The roles to become from there, one after the other.
    pub roles: Vec<Sourced<Role>>,
    /// Who chose it.
    pub chosen: Chosen,
    /// Where the parts of the credential come from, by the names of the arguments.
    pub parts: Vec<(&'static str, Origin)>,
}

impl SignIn {
    /// Whether only this machine is asked.
    pub(super) fn is_local(&self) -> bool {
        let own = matches!(self.way, Way::Kept(_)) || self.chosen == Chosen::AsTheLast;
        own && self.roles.is_empty()
    }

    /// Where its way is said.
    pub(super) fn origin(&self) -> Option<&Origin> {
        self.parts.first().map(|(_, origin)| origin)
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
    /// Its profile cannot be used.
    #[error(transparent)]
    Profile(#[from] profile::Error),
}

/// Real access keys are longer. Shorter ones are words of a simulator, which messages need.
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
    pub(super) profile: Option<Sourced<String>>,
    pub(super) shared_credentials_file: Option<Sourced<String>>,
    pub(super) credentials_uri: Option<Sourced<String>>,
    pub(super) ecs_role_name: Option<Sourced<String>>,
    pub(super) oidc: Option<Sourced<Oidc>>,
}

/// What the block says. Its values were checked as its attributes.
impl From<Given> for Parts {
    fn from(given: Given) -> Self {
        Self {
            keys: KeyParts {
                access_key: Sourced::given("access_key", given.access_key),
                secret_key: Sourced::given("secret_key", given.secret_key),
                security_token: Sourced::given("security_token", given.security_token),
            },
            profile: Sourced::given("profile", given.profile),
            shared_credentials_file: Sourced::given(
                "shared_credentials_file",
                given.shared_credentials_file,
            ),
            credentials_uri: Sourced::given("credentials_uri", given.credentials_uri),
            ecs_role_name: Sourced::given("ecs_role_name", given.ecs_role_name),
            oidc: Sourced::given("oidc_token_file", given.oidc),
        }
    }
}

/// How the account signs in: as configured, or else, where `env` is given, as its variables say, or
/// else as the user's own files say, or else as the machine. Also its profile, which may say more. The
/// `role` is the one that was configured, to become in the end.
///
/// # Errors
/// [`Error`] when a source is half of one, or there is none.
pub fn settle(
    given: Given,
    role: Option<Role>,
    env: Option<&Environment>,
) -> (Result<SignIn, Error>, Option<Profile>) {
    let mut profile = None;
    let sign_in = find(given, role, env, &mut profile);
    (sign_in, profile)
}

fn find(
    given: Given,
    role: Option<Role>,
    env: Option<&Environment>,
    profile: &mut Option<Profile>,
) -> Result<SignIn, Error> {
    let switches = env.map(Switches::of).transpose()?.unwrap_or_default();
    let files = profile::Usual::of(given.home.as_deref(), switches);
    let role = Sourced::given("assume_role", role);
    let sign_in = |found: Found, chosen, role: Option<Sourced<Role>>| SignIn {
        way: found.way,
        roles: found.roles.into_iter().chain(role).collect(),
        chosen,
        parts: found.parts,
    };
    if let Some(found) = first(given.into(), &files, profile)? {
        return Ok(sign_in(found, Chosen::ByTheUser, role));
    }
    let env = env.ok_or(Error::None)?;
    let found = match first(variables::parts(env, switches)?, &files, profile)? {
        Some(found) => Some(found),
        None => own(&files, profile)?,
    };
    let chosen = match &found {
        Some(_) => Chosen::ByTheUser,
        None => Chosen::AsTheLast,
    };
    let found = match found {
        Some(found) => found,
        None => Found::of(variables::machine(switches).ok_or(Error::None)?, Vec::new()),
    };
    let role = match role {
        Some(role) => Some(role),
        None => variables::role(env, &found.way)?,
    };
    Ok(sign_in(found, chosen, role))
}

/// A way, the roles that come with it, and where its parts come from.
struct Found {
    way: Way,
    roles: Vec<Sourced<Role>>,
    parts: Vec<(&'static str, Origin)>,
}

impl Found {
    fn of(way: Way, parts: Vec<(&'static str, Origin)>) -> Self {
        let roles = Vec::new();
        Self { way, roles, parts }
    }
}

/// The first way that a source has. What is wrong with a way that is not taken is nobody's business.
fn first(
    source: Parts,
    files: &profile::Usual,
    profile: &mut Option<Profile>,
) -> Result<Option<Found>, Error> {
    conceal_given(&source);
    let keys = source
        .keys
        .whole(&variables::ACCESS_KEY, &variables::SECRET_KEY)?;
    if let Some((keys, parts)) = keys {
        return Ok(Some(Found::of(Way::Keys(keys), parts)));
    }
    let (name, file) = (source.profile, source.shared_credentials_file);
    if name.is_some() || file.is_some() {
        let mut parts = Vec::new();
        for (argument, value) in [("profile", &name), ("shared_credentials_file", &file)] {
            if let Some(value) = value {
                value.checked(plain_text)?;
                parts.push((argument, value.origin.clone()));
            }
        }
        let (name, file) = (name.map(|name| name.value), file.map(|file| file.value));
        let read = profile::read(name.as_deref(), file.as_deref(), files)?;
        return of_profile(read, parts, profile).map(Some);
    }
    if let Some(uri) = source.credentials_uri {
        uri.checked(check_near)?;
        let parts = vec![("credentials_uri", uri.origin)];
        return Ok(Some(Found::of(Way::Uri(uri.value), parts)));
    }
    if let Some(role) = source.ecs_role_name {
        role.checked(plain_text)?;
        let machine = Machine {
            role: Some(role.value),
            asked: files.asked,
        };
        let parts = vec![("ecs_role_name", role.origin)];
        return Ok(Some(Found::of(Way::Machine(machine), parts)));
    }
    let Some(Sourced { value, origin }) = source.oidc else {
        return Ok(None);
    };
    let (token, rule): (_, fn(&str) -> _) = match &value.token {
        Token::Given(token) => (token.expose_secret(), plain_credential),
        Token::File(file) => (file.as_str(), plain_text),
    };
    rule(token).map_err(|why| Invalid {
        origin: origin.clone(),
        why,
    })?;
    let parts = vec![("assume_role_with_oidc", origin)];
    Ok(Some(Found::of(Way::Oidc(value), parts)))
}

/// What the user's own files say, which nobody names.
fn own(files: &profile::Usual, profile: &mut Option<Profile>) -> Result<Option<Found>, Error> {
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
) -> Result<Found, Error> {
    match &read.way {
        Way::Keys(keys) => conceal(keys),
        Way::Uri(uri) => {
            let origin = read.origin.clone().entry("credentials_uri");
            let value = uri.as_str();
            Sourced { value, origin }.checked(check_near)?;
        }
        Way::Kept(_) | Way::Machine(_) | Way::Oidc(_) => {}
    }
    let found = Found {
        way: read.way.clone(),
        roles: read.roles.clone(),
        parts,
    };
    *profile = Some(read);
    Ok(found)
}

/// Also of half a credential: whatever is told of it, this is not.
fn conceal_given(source: &Parts) {
    for (secret, called) in [
        (&source.keys.secret_key, "secret_key"),
        (&source.keys.security_token, "security_token"),
    ] {
        if let Some(secret) = secret {
            hide(secret.value.expose_secret(), called);
        }
    }
    if let Some(Token::Given(token)) = source.oidc.as_ref().map(|oidc| &oidc.value.token) {
        hide(token.expose_secret(), "OIDC token");
    }
    if let Some(key) = &source.keys.access_key {
        conceal_access_key(&key.value);
    }
}

/// From here on no text shows these keys.
pub(super) fn conceal(keys: &Keys) {
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

/// A file that may begin with `~/`, which stands for the user's home.
pub(super) fn at_home(file: &str, home: Option<&Path>) -> Option<PathBuf> {
    match file.strip_prefix("~/") {
        None => Some(file.into()),
        Some(below) => home.map(|home| home.join(below)),
    }
}

#[cfg(test)]
#[path = "credential_tests.rs"]
mod tests;
