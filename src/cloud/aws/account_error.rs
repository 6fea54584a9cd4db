//! What keeps an account from calling.

use std::convert::Infallible;

use super::profile;
use crate::cloud::account_error;

/// Why an account cannot call. Nothing of it is this cloud's own but what its files can lack.
pub type Error = account_error::Error<profile::Error, Infallible>;
