//! What keeps an account from signing in, here alone.

use super::profile;
use crate::credential::error;
use crate::credential::source::Origin;

/// Why an account cannot sign in.
pub type Error = error::Error<Own>;

/// What can be wrong with the credentials of this cloud alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Own {
    /// The credential belongs to another cloud than the one that would be called.
    #[error(transparent)]
    Elsewhere(#[from] Box<Elsewhere>),
    /// Its profile cannot be used.
    #[error(transparent)]
    Profile(#[from] profile::Error),
}

impl From<profile::Error> for Error {
    fn from(error: profile::Error) -> Self {
        Self::Own(error.into())
    }
}

impl From<Box<Elsewhere>> for Error {
    fn from(error: Box<Elsewhere>) -> Self {
        Self::Own(error.into())
    }
}

/// A credential that belongs to another cloud than the one that would be called.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{credential}: {says} names {host:?}, and {other} {elsewhere:?}")]
pub struct Elsewhere {
    /// The parts of the credential, by the names of the arguments or variables.
    pub credential: String,
    /// Which variable names the identity endpoint.
    pub says: Origin,
    /// That endpoint's host.
    pub host: String,
    /// What names another place.
    pub other: Other,
    /// That place.
    pub elsewhere: String,
}

/// What names another place than the identity endpoint does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Other {
    /// An argument or a variable.
    Said(Origin),
    /// Nothing: it is where calls go by default.
    Default,
}

impl std::fmt::Display for Other {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Said(origin) => origin.fmt(formatter),
            Self::Default => formatter.write_str("the default is"),
        }
    }
}
