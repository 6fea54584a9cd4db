//! The line in which those stand who enable or disable a connection of PrivateLink: the cloud lets an account do
//! one at a time.

use tokio::sync::OnceCell;

use super::account::{Error, Session};
use super::ids::AccountId;
use crate::cloud::random::unique;
use crate::connection::queue::Turn;
use crate::http::error::Failure;
use crate::operation::{Ended, Operation};

/// Whose line it is, once that was asked. Who was told nothing does not ask again: where nobody can say, each
/// account of the configuration has a line of its own.
pub(super) struct Line {
    learned: OnceCell<Option<AccountId>>,
    own: String,
}

impl Default for Line {
    fn default() -> Self {
        Self {
            learned: OnceCell::new(),
            own: unique(),
        }
    }
}

impl Session {
    /// The account's number, where it can be learned.
    pub async fn learned_id(&self, operation: &Operation) -> Option<AccountId> {
        if let Some(seen) = self.seen_id() {
            return Some(seen.clone());
        }
        let asking = self.line.learned.get_or_try_init(|| async {
            match self.own_id(operation).await {
                Ok(own) => Ok(Some(own)),
                // The next one has more time.
                Err(Error::Lookup(Failure::Ended(ended))) => Err(ended),
                Err(_) => Ok(None),
            }
        });
        operation.run(asking).await.ok()?.ok()?.clone()
    }

    /// A turn to decide. Two accounts of the configuration may be one of the cloud's, and then share a line.
    ///
    /// # Errors
    /// [`Ended`]
    pub async fn turn(&self, operation: &Operation) -> Result<Turn, Ended> {
        let own = self.learned_id(operation).await;
        let name = own.as_ref().map_or(&*self.line.own, AccountId::as_str);
        let line = format!("privatelink of {name}");
        self.queues().enter(operation, &[&line]).await
    }
}
