//! The ways in which an account signs in.

use secrecy::SecretString;

use crate::cloud::credential;
use crate::credential::keys::Keys;
use crate::credential::source::Sourced;

/// A domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Domain {
    /// By its id, which is the better one where both are given.
    Id(String),
    /// By its name.
    Name(String),
}

impl Domain {
    /// The domain, when it is named in one way or the other.
    pub(super) fn of(id: Option<String>, name: Option<String>) -> Option<Self> {
        id.map(Self::Id).or(name.map(Self::Name))
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
