//! What a cloud has to offer for its connections to be watched and decided.

use std::hash::Hash;
use std::sync::Arc;

use super::knowledge::Observed;
use super::status::{Decision, State};
use super::step::Finality;
use super::wait::{Pace, Settling};
use crate::http::error::Failure;
use crate::operation::Operation;

/// One page of a list.
#[derive(Debug)]
pub struct Page<T, C> {
    /// What is on it.
    pub objects: Vec<T>,
    /// Where the next one begins; `None` for the last.
    pub next: Option<C>,
    /// How many pages are left, when the cloud tells.
    pub left: Option<usize>,
}

/// Reads the connections of one collection.
pub trait Source: Clone + Send + Sync + 'static {
    /// What tells them apart.
    type Id: AsRef<str> + Clone + Eq + Hash + Send + Sync + 'static;
    /// A connection as the cloud shows it.
    type Object: Clone + Send + Sync + 'static;
    /// A place in the list.
    type Cursor: Send + Sync;

    /// The id of a connection.
    fn id(object: &Self::Object) -> Self::Id;

    /// Reads one by its id.
    fn get(
        &self,
        operation: &Operation,
        id: &Self::Id,
    ) -> impl Future<Output = Result<Observed<Self::Object>, Failure>> + Send;

    /// Reads one page of all there are.
    fn page(
        &self,
        operation: &Operation,
        from: Option<&Self::Cursor>,
    ) -> impl Future<Output = Result<Page<Self::Object, Self::Cursor>, Failure>> + Send;
}

/// One connection of one cloud, to be watched.
pub trait Watch: Send + Sync {
    /// The connection as the cloud shows it.
    type Object: Send + Sync;

    /// Where it stands.
    fn status(object: &Self::Object) -> State;

    /// Waits until it is time to look again, and looks; `None` when it is not there.
    fn poll(
        &self,
        operation: &Operation,
        pace: &mut Pace<'_>,
    ) -> impl Future<Output = Result<Option<Self::Object>, Failure>> + Send;

    /// How long such connections took to settle.
    fn settling(&self) -> Arc<Settling>;
}

/// One connection of one cloud, to be decided.
pub trait Port: Watch {
    /// Whether a decision can be changed.
    const FINALITY: Finality;

    /// Reads it once more although `operation` may be over: the one look after an interruption.
    fn look_once(
        &self,
        operation: &Operation,
    ) -> impl Future<Output = Result<Option<Self::Object>, Failure>> + Send;

    /// Sends the decision; the answer, where it shows the object, is the first observation.
    fn send(
        &mut self,
        operation: &Operation,
        decision: Decision,
    ) -> impl Future<Output = Result<Option<Self::Object>, Failure>> + Send;

    /// Whether the cloud is known to turn `decision` back by itself. Asked once, when the other one is
    /// shown after it was sent.
    fn overrules(
        &self,
        operation: &Operation,
        decision: Decision,
    ) -> impl Future<Output = bool> + Send;
}
