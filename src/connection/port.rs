//! What a cloud has to offer for one connection to be decided.

use super::status::{Decision, Status};
use super::wait::Settling;
use crate::http::error::Failure;
use crate::operation::Operation;

/// One connection of one cloud.
pub trait Port: Sync {
    /// The connection as the cloud shows it.
    type Object: Send + Sync;

    /// Where it stands.
    fn status(object: &Self::Object) -> Status;

    /// Reads it; `None` when it is not there.
    fn look(
        &self,
        operation: &Operation,
    ) -> impl Future<Output = Result<Option<Self::Object>, Failure>> + Send;

    /// Reads it once more although `operation` may be over: the one look after an interruption.
    fn look_once(
        &self,
        operation: &Operation,
    ) -> impl Future<Output = Result<Option<Self::Object>, Failure>> + Send;

    /// Sends the decision; the answer is the first observation.
    fn send(
        &self,
        operation: &Operation,
        decision: Decision,
    ) -> impl Future<Output = Result<Self::Object, Failure>> + Send;

    /// How long such connections took to settle.
    fn settling(&self) -> &Settling;
}
