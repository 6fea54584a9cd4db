//! What keeps an account from signing in.

use super::profile;
use crate::credential::keys::Unusable;
use crate::credential::source::{Half, Invalid};

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

impl From<Unusable> for Error {
    fn from(unusable: Unusable) -> Self {
        match unusable {
            Unusable::Half(half) => Self::Half(half),
            Unusable::Invalid(wrong) => Self::Invalid(wrong),
        }
    }
}
