//! What an account may not read.
//!
//! It may be allowed the GET or the LIST alone. Which one is not allowed is learnt once, and the other one
//! answers from then on. A list alone does not prove that something is gone: what it lacks, and no GET may
//! confirm, is an error.

use std::hash::Hash;

use super::knowledge::Observed;
use super::observe::{Collection, Why, is_young};
use super::source::Source;
use crate::http::error::{ApiError, Failure, Kind};
use crate::operation::Operation;

impl<K, T, C> Collection<K, T, C>
where
    K: AsRef<str> + Clone + Eq + Hash + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
    C: Clone + Send + Sync + 'static,
{
    /// Reads one connection by itself, as of now; together with all where it is not allowed by itself.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn look(
        &self,
        source: &impl Source<Id = K, Object = T, Cursor = C>,
        operation: &Operation,
        id: &K,
    ) -> Result<Observed<T>, Failure> {
        let mut refusal = None;
        let alone = !self.shared.state().knowledge.needs_list();
        if alone {
            match source.get(operation, id).await {
                Err(Failure::Refused(error)) if error.kind == Kind::Forbidden => {
                    refusal = Some(self.refused(error, Why::Alone)?);
                }
                answer => return answer,
            }
        }
        self.observe_after(source, operation, id, None, refusal)
            .await
    }

    /// Whether it is worth while to look again: a cloud may take a moment to show what it has just made.
    pub(super) fn may_still_appear(&self, id: &K, observed: &Result<Observed<T>, Failure>) -> bool {
        let is_open = match observed {
            Ok(observed) => matches!(observed, Observed::Absent(_)),
            // The next list may have it.
            Err(failure) => {
                failure.is(Kind::Forbidden) && self.shared.state().knowledge.needs_list()
            }
        };
        is_open && is_young(&self.shared.stamps.of(id.as_ref()))
    }

    /// A GET is not allowed: lists will do instead, or nothing does.
    pub(super) fn refused(&self, error: ApiError, why: Why) -> Result<ApiError, ApiError> {
        if why != Why::Alone {
            return Err(error.with_advice(
                "The list of all does not show it, so only that call can tell whether it is there.",
            ));
        }
        if self.shared.state().knowledge.forbid_gets() {
            tracing::debug!(target: "vpcconnect", %error, "nobody may ask alone: all are listed");
            return Ok(error);
        }
        Err(Self::neither(error))
    }

    /// What is told when neither call is allowed.
    pub(super) fn neither(refusal: ApiError) -> ApiError {
        refusal.with_advice("The call that lists all would do as well.")
    }
}

#[cfg(test)]
#[path = "permission_tests.rs"]
mod tests;
