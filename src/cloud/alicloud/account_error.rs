//! What keeps an account from calling.

use super::credential_error;
use super::ids::AccountId;
use crate::http::error::Failure;

/// Why an account cannot call.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// It has no region.
    #[error("the account has no region")]
    NoRegion,
    /// Its region is none: it may become a part of a host's name.
    #[error("{0:?} is no region")]
    BadRegion(String),
    /// It cannot sign in, as it is configured.
    #[error(transparent)]
    Credentials(#[from] credential_error::Error),
    /// It was not let in.
    #[error("it could not sign in: {0}")]
    SignIn(#[source] Failure),
    /// It has no credentials, and the machine that this runs on gave none.
    #[error("the account has no credentials, and this machine gave none: {0}")]
    Machine(#[source] Failure),
    /// Its endpoint is none.
    #[error("{0}")]
    Endpoint(String),
    /// Its file of certificate authorities cannot be read.
    #[error("{0}")]
    CaFile(String),
    /// Whose the keys are could not be asked.
    #[error("its account id could not be looked up: {0}")]
    Lookup(#[source] Failure),
    /// Its keys belong to none of the accounts that are allowed.
    #[error("its account is {account}, which allowed_account_ids does not list")]
    NotAllowed {
        /// The account.
        account: AccountId,
    },
}
