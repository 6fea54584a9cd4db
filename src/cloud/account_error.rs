//! What keeps an account from calling.

use crate::credential::error;
use crate::http::error::Failure;

/// Why an account cannot call. `C` is what can be wrong with the credentials of one cloud alone, `O` with its accounts.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error<C, O> {
    /// It has no region.
    #[error("the account has no region")]
    NoRegion,
    /// Its region cannot become a part of a host's name.
    #[error("{0:?} is not a valid region")]
    BadRegion(String),
    /// It cannot sign in, as it is configured.
    #[error(transparent)]
    Credentials(error::Error<C>),
    /// It was not let in.
    #[error("it could not sign in: {0}")]
    SignIn(#[source] Failure),
    /// It has no credentials, and the machine that this runs on gave none.
    #[error("the account has no credentials, and this machine provides none: {0}")]
    Machine(#[source] Failure),
    /// One of its endpoints cannot be called.
    #[error("{0}")]
    Endpoint(String),
    /// Its file of certificate authorities cannot be read.
    #[error("{0}")]
    CaFile(String),
    /// Which tenant it belongs to could not be asked.
    #[error("the tenant that it belongs to could not be looked up: {0}")]
    Lookup(#[source] Failure),
    /// The tenant that it belongs to is none of those that are allowed.
    #[error("it belongs to {0}, which is not an allowed tenant")]
    NotAllowed(String),
    /// Something of the cloud's own.
    #[error(transparent)]
    Own(O),
}

impl<C, O> From<error::Error<C>> for Error<C, O> {
    fn from(error: error::Error<C>) -> Self {
        Self::Credentials(error)
    }
}
