//! How an account signs in: whole from one source, never half from here and half from there.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::profile::{self, Profile};
use super::variables;
use crate::credential::env::Environment;
use crate::credential::keys::Keys;
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
    pub roles: Vec<Role>,
    /// Who chose it.
    pub chosen: Chosen,
}

impl SignIn {
    /// Whether only this machine is asked.
    pub(super) fn is_local(&self) -> bool {
        let own = matches!(self.way, Way::Kept(_)) || self.chosen == Chosen::AsTheLast;
        own && self.roles.is_empty()
    }
}

/// Why an account cannot sign in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// None of the sources has any.
    #[error("the account has no credentials")]
    None,
    /// A source has one part and not the other.
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
    /// Its credentials URI cannot be used.
    #[error("{0}")]
    Uri(String),
}

/// Real access keys are longer. Shorter ones are words of a simulator, which messages need.
const LEAST_ACCESS_KEY: usize = 16;

/// The names of what a source has, for messages.
struct Names {
    access_key: &'static str,
    secret_key: &'static str,
}

const ARGUMENTS: Names = Names {
    access_key: "access_key",
    secret_key: "secret_key",
};

const VARIABLES: Names = Names {
    access_key: "ALIBABA_CLOUD_ACCESS_KEY_ID",
    secret_key: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
};

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
    let home = given.home.clone();
    let files = profile::Usual::of(home.as_deref(), env);
    if let Some((way, mut roles)) = first(given, &ARGUMENTS, &files, profile)? {
        roles.extend(role);
        let chosen = Chosen::ByTheUser;
        return Ok(SignIn { way, roles, chosen });
    }
    let env = env.ok_or(Error::None)?;
    let variables = variables::given(env, home)?;
    let found = match first(variables, &VARIABLES, &files, profile)? {
        Some(found) => Some(found),
        None => own(&files, profile)?,
    };
    let chosen = match &found {
        Some(_) => Chosen::ByTheUser,
        None => Chosen::AsTheLast,
    };
    let (way, mut roles) = match found {
        Some(found) => found,
        None => (variables::machine(env).ok_or(Error::None)?, Vec::new()),
    };
    roles.extend(role.or_else(|| variables::role(env, &way)));
    Ok(SignIn { way, roles, chosen })
}

/// A way, and the roles that come with it.
type Found = (Way, Vec<Role>);

/// The first way that a source has.
fn first(
    source: Given,
    names: &Names,
    files: &profile::Usual,
    profile: &mut Option<Profile>,
) -> Result<Option<Found>, Error> {
    conceal_given(&source);
    let half = |has, lacks| Error::Half { has, lacks };
    match (source.access_key, source.secret_key, source.security_token) {
        (Some(access_key), Some(secret_key), security_token) => {
            let keys = Keys {
                access_key,
                secret_key,
                security_token,
            };
            return Ok(Some((Way::Keys(keys), Vec::new())));
        }
        (Some(_), None, _) => return Err(half(names.access_key, names.secret_key)),
        (None, Some(_), _) => return Err(half(names.secret_key, names.access_key)),
        (None, None, Some(_)) => return Err(half("a security token", names.access_key)),
        (None, None, None) => {}
    }
    let (name, file) = (source.profile, source.shared_credentials_file);
    if name.is_some() || file.is_some() {
        let read = profile::read(name.as_deref(), file.as_deref(), files)?;
        return of_profile(read, profile).map(Some);
    }
    if let Some(uri) = source.credentials_uri {
        check_near(&uri).map_err(Error::Uri)?;
        return Ok(Some((Way::Uri(uri), Vec::new())));
    }
    if let Some(role) = source.ecs_role_name {
        let machine = Machine {
            role: Some(role),
            asked: files.asked,
        };
        return Ok(Some((Way::Machine(machine), Vec::new())));
    }
    Ok(source.oidc.map(|oidc| (Way::Oidc(oidc), Vec::new())))
}

/// What the user's own files say, which nobody names.
fn own(files: &profile::Usual, profile: &mut Option<Profile>) -> Result<Option<Found>, Error> {
    match profile::usual(files)? {
        Some(read) => of_profile(read, profile).map(Some),
        None => Ok(None),
    }
}

fn of_profile(read: Profile, profile: &mut Option<Profile>) -> Result<Found, Error> {
    match &read.way {
        Way::Keys(keys) => conceal(keys),
        Way::Uri(uri) => check_near(uri).map_err(Error::Uri)?,
        Way::Kept(_) | Way::Machine(_) | Way::Oidc(_) => {}
    }
    let found = (read.way.clone(), read.roles.clone());
    *profile = Some(read);
    Ok(found)
}

/// Also of half a credential: whatever is told of it, this is not.
fn conceal_given(source: &Given) {
    for (secret, called) in [
        (&source.secret_key, "secret_key"),
        (&source.security_token, "security_token"),
    ] {
        if let Some(secret) = secret {
            hide(secret.expose_secret(), called);
        }
    }
    if let Some(Oidc {
        token: Token::Given(token),
        ..
    }) = &source.oidc
    {
        hide(token.expose_secret(), "OIDC token");
    }
    if let Some(key) = source.access_key.as_deref() {
        conceal_access_key(key);
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
