//! The ways in which an account signs in, and what says so.

use std::path::PathBuf;

use secrecy::SecretString;

use crate::cloud::credential;
use crate::credential::keys::{KeyParts, Keys};
use crate::credential::source::Sourced;

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

/// How an account signs in, and the agency that it becomes then.
pub type SignIn = credential::SignIn<Way, Role>;

impl SignIn {
    /// The same, to become this agency instead of the one that came with the way, where there is one.
    #[must_use]
    pub(super) fn becoming(self, role: Option<Sourced<Role>>) -> Self {
        match role {
            Some(role) => Self {
                roles: vec![role],
                ..self
            },
            None => self,
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
            keys: KeyParts::given(given.access_key, [given.secret_key, given.security_token]),
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
