//! What keeps an account from signing in, here alone.

use super::profile;
use crate::credential::error;

/// Why an account cannot sign in. Only a profile is this cloud's own.
pub type Error = error::Error<profile::Error>;

impl From<profile::Error> for Error {
    fn from(error: profile::Error) -> Self {
        Self::Own(error)
    }
}
