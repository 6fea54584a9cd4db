//! What dry runs came to that many share: they prove a permission, which whoever calls has for all of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use crate::connection::ids::ServiceId;
use crate::connection::status::Decision;
use crate::http::error::ApiError;

/// What those have in common that meet the same: the service that is asked, and the answer.
pub(super) type Alike = (ServiceId, Decision);

/// Whether the caller may; nothing while nobody was told.
type Outcome = OnceCell<Result<(), ApiError>>;

/// What they came to, for as long as the account is configured.
#[derive(Debug, Default)]
pub(super) struct Tried(Mutex<HashMap<Alike, Arc<Outcome>>>);

impl Tried {
    pub(super) fn of(&self, alike: &Alike) -> Arc<Outcome> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(alike.clone()).or_default())
    }
}
