//! Signing in: from what an account has to what its calls are signed with.
//!
//! `role` becomes a RAM role. Each is a source of a cache, which decides when.

mod role;

use std::sync::Arc;

use super::config::Role;
use crate::credential::Credential;
use crate::credential::cache::Cache;
use crate::credential::keys::Keys;
use crate::http::client::Client;
use crate::http::error::Failure;

/// The credentials of one account.
pub(super) type Credentials = Arc<Cache<Failure>>;

/// The credentials of an account with these keys, or without. `sts` calls the Security Token Service
/// with what it is given.
pub(super) fn credentials(
    keys: Option<Keys>,
    role: Option<&Role>,
    sts: impl FnOnce(Credentials) -> Option<Client>,
) -> Credentials {
    // Without keys nothing is called: see `Account::check`.
    let own = keys.map_or(Credential::Anonymous, Credential::Keys);
    let own = Arc::new(Cache::fixed(own));
    let Some(role) = role else {
        return own;
    };
    match sts(Arc::clone(&own)) {
        Some(sts) => Arc::new(Cache::fetched(role::Assumed::new(role, sts))),
        None => own,
    }
}
