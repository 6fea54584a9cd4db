//! Whose the calls of an account are, where the cloud has to be asked for that.

use std::pin::Pin;

use tokio::sync::OnceCell;

use crate::http::error::Failure;
use crate::operation::Operation;

/// Asks the cloud. It is polled by few, and small in those who only pass it on.
pub(super) type Asking<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + Send + 'a>>;

/// The tenant of an account, the same one in every region: configured, or asked for once.
pub(super) struct Identity<T> {
    configured: Option<T>,
    asked: OnceCell<T>,
    /// Who was told nothing does not ask again.
    learned: OnceCell<Option<T>>,
}

impl<T: Clone> Identity<T> {
    pub(super) fn new(configured: Option<T>) -> Self {
        Self {
            configured,
            asked: OnceCell::new(),
            learned: OnceCell::new(),
        }
    }

    /// The tenant, as the cloud has said.
    pub(super) fn asked(&self) -> Option<&T> {
        self.asked.get()
    }

    /// The tenant, when that needs no call.
    pub(super) fn seen(&self) -> Option<&T> {
        self.asked.get().or(self.configured.as_ref())
    }

    /// The tenant as the cloud says, whatever is configured.
    pub(super) async fn look_up(
        &self,
        operation: &Operation,
        ask: Asking<'_, T>,
    ) -> Result<T, Failure> {
        // Whoever waits for another one's look-up keeps to its own limits.
        let asking = self.asked.get_or_try_init(|| ask);
        operation.run(asking).await?.cloned()
    }

    /// The tenant.
    pub(super) async fn own(
        &self,
        operation: &Operation,
        ask: Asking<'_, T>,
    ) -> Result<T, Failure> {
        match self.seen() {
            Some(seen) => Ok(seen.clone()),
            None => self.look_up(operation, ask).await,
        }
    }

    /// The tenant, where it can be learned.
    pub(super) async fn learned(&self, operation: &Operation, ask: Asking<'_, T>) -> Option<T> {
        if let Some(seen) = self.seen() {
            return Some(seen.clone());
        }
        let asking = self.learned.get_or_try_init(|| async {
            match self.look_up(operation, ask).await {
                Ok(own) => Ok(Some(own)),
                // The next one has more time.
                Err(Failure::Ended(ended)) => Err(ended),
                Err(_) => Ok(None),
            }
        });
        operation.run(asking).await.ok()?.ok()?.clone()
    }
}
