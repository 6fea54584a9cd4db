//! One connection in the hands of whoever watches, decides or deletes it: the same for all APIs, each of which
//! says only how it is called.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use super::knowledge::Observed;
use super::observe::{Ask, Collection};
use super::progress::OnConflict;
use super::source::Source;
use super::status::{Decision, State};
use super::step::Finality;
use super::wait::{Pace, Settling};
use crate::http::error::Failure;
use crate::operation::{Operation, monotonic};

/// An API whose connections can be watched.
pub trait Watched: Source {
    /// What is known of all of them.
    fn collection(&self) -> Arc<Collection<Self::Id, Self::Object, Self::Cursor>>;

    /// Where a connection stands.
    fn state(object: &Self::Object) -> State;

    /// Whether it is one of those that are meant, where what is known has others, too.
    fn is_own(&self, _object: &Self::Object) -> bool {
        true
    }

    /// What a connection means to whoever has waited for so long.
    fn after(object: Self::Object, _waited: Duration) -> Self::Object {
        object
    }

    /// Reads one by itself; with all where that is not allowed.
    fn look(
        &self,
        operation: &Operation,
        id: &Self::Id,
    ) -> impl Future<Output = Result<Observed<Self::Object>, Failure>> + Send {
        async move { self.collection().look(self, operation, id).await }
    }
}

/// An API whose connections can be changed.
pub trait Writes: Watched {
    /// Names one call through all its attempts, where the API has such names.
    type Token: Default + Serialize + DeserializeOwned + Send + Sync;
}

/// An API that decides on its connections.
pub trait Decides: Writes {
    /// What an accept sets beside the decision.
    type Along: Send + Sync;

    /// Whether a decision can be changed.
    const FINALITY: Finality;

    /// Accepts or rejects; the answer, where it shows the connection.
    fn decide(
        &self,
        operation: &Operation,
        id: &Self::Id,
        decision: Decision,
        along: &Self::Along,
        token: &Self::Token,
    ) -> impl Future<Output = Result<Option<Self::Object>, Failure>> + Send;

    /// Whether the cloud is known to turn `decision` back by itself. Asked once, when the other one is shown after it
    /// was sent.
    fn overrules(
        &self,
        _operation: &Operation,
        _decision: Decision,
    ) -> impl Future<Output = bool> + Send {
        std::future::ready(false)
    }
}

/// What a delete came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// The cloud took it.
    Begun,
    /// There was no such connection.
    NothingThere,
}

/// An API that deletes its connections.
pub trait Deletes: Writes {
    /// What becomes of what hangs on a connection.
    type How: Send + Sync;

    /// What a refusal for a conflict means.
    const ON_CONFLICT: OnConflict;

    /// Deletes one.
    fn delete(
        &self,
        operation: &Operation,
        id: &Self::Id,
        how: &Self::How,
        token: &Self::Token,
    ) -> impl Future<Output = Result<Deletion, Failure>> + Send;

    /// Whether a connection that is shown is deleted, or nothing of it is left that could be. How long a region goes on showing it is
    /// its own business.
    fn is_deleted(object: &Self::Object) -> bool;
}

/// An API that changes what its connections are called, or may carry.
pub trait Modifies: Writes {
    /// What to change.
    type Changes: Send + Sync;

    /// What a refusal for a conflict means.
    const ON_CONFLICT: OnConflict;

    /// Changes one; the answer, where it shows the connection.
    fn modify(
        &self,
        operation: &Operation,
        id: &Self::Id,
        changes: &Self::Changes,
        token: &Self::Token,
    ) -> impl Future<Output = Result<Option<Self::Object>, Failure>> + Send;

    /// Whether a connection has what a change asks for, and is done with it.
    fn has(object: &Self::Object, changes: &Self::Changes) -> bool;
}

/// Whatever stays as it was asked for.
pub trait Unmodified: Writes {}

impl<S: Unmodified> Modifies for S {
    type Changes = Infallible;

    const ON_CONFLICT: OnConflict = OnConflict::Fail;

    async fn modify(
        &self,
        _operation: &Operation,
        _id: &S::Id,
        changes: &Infallible,
        _token: &S::Token,
    ) -> Result<Option<S::Object>, Failure> {
        match *changes {}
    }

    fn has(_object: &S::Object, changes: &Infallible) -> bool {
        match *changes {}
    }
}

/// One connection.
pub struct Handle<S: Watched> {
    source: S,
    id: S::Id,
    all: Arc<Collection<S::Id, S::Object, S::Cursor>>,
    begun: Instant,
}

impl<S: Watched> Handle<S> {
    /// The connection `id` of `source`.
    pub fn new(source: S, id: &S::Id) -> Self {
        Self {
            all: source.collection(),
            source,
            id: id.clone(),
            begun: monotonic(),
        }
    }

    /// How the API is called.
    pub fn source(&self) -> &S {
        &self.source
    }

    /// Its id.
    pub fn id(&self) -> &S::Id {
        &self.id
    }

    /// Reads it by itself; with all where that is not allowed.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn get(&self, operation: &Operation) -> Result<Observed<S::Object>, Failure> {
        let seen = self.source.look(operation, &self.id).await;
        seen.map(|seen| self.own(seen))
    }

    fn own(&self, seen: Observed<S::Object>) -> Observed<S::Object> {
        match seen {
            Observed::There(object) if !self.source.is_own(&object) => Observed::Absent(None),
            seen => seen,
        }
    }

    /// Reads it, alone or in a list together with others.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn read(
        &self,
        operation: &Operation,
        ask: Ask,
    ) -> Result<Observed<S::Object>, Failure> {
        let seen = self.all.read(&self.source, operation, &self.id, ask).await;
        seen.map(|seen| self.own(seen))
    }

    /// Waits until it is time to look again, and looks, together with others who wait; `None` when it is not there.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn poll(
        &self,
        operation: &Operation,
        pace: &mut Pace<'_>,
    ) -> Result<Option<S::Object>, Failure> {
        let polled = self.all.poll(&self.source, operation, &self.id, pace).await;
        let waited = self.begun.elapsed();
        let there = self.own(polled?).there();
        Ok(there.map(|object| S::after(object, waited)))
    }

    /// The first look after a write whose answer showed nothing: at once, unless the end is known to come later.
    pub(super) async fn look_after_write(
        &self,
        operation: &Operation,
        pace: &mut Pace<'_>,
    ) -> Result<Option<S::Object>, Failure> {
        if pace.begins_with_a_look() {
            let read = self.read(operation, Ask::Written).await;
            return read.map(Observed::there);
        }
        self.poll(operation, pace).await
    }

    /// How long such connections took to settle.
    pub fn settling(&self) -> Arc<Settling> {
        Arc::clone(self.all.settling())
    }
}

impl<S: Decides> Handle<S> {
    /// The same, to be decided; an accept takes `along` with it.
    pub fn deciding(self, along: S::Along) -> Deciding<S> {
        Deciding {
            handle: self,
            along,
            token: S::Token::default(),
            listener: None,
        }
    }
}

/// What is heard of a decision that is carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It is sent.
    Sends(Decision),
    /// A look or an answer shows that the connection stands here.
    Saw(State),
}

/// Hears what becomes of a decision while it is carried out.
pub type Listener = Box<dyn Fn(Heard) + Send + Sync>;

/// One connection, to be decided.
pub struct Deciding<S: Decides> {
    handle: Handle<S>,
    along: S::Along,
    token: S::Token,
    listener: Option<Listener>,
}

impl<S: Decides> Deciding<S> {
    /// The same, with somebody who hears what becomes of it, if anybody does.
    #[must_use]
    pub fn heard_by(mut self, listener: Option<Listener>) -> Self {
        self.listener = listener;
        self
    }

    /// Tells whoever hears it.
    pub(super) fn tell(&self, heard: Heard) {
        if let Some(listener) = &self.listener {
            listener(heard);
        }
    }

    /// The connection, to be watched.
    pub fn handle(&self) -> &Handle<S> {
        &self.handle
    }

    /// Reads it once more although `operation` may be over: the one look after an interruption.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn look_once(&self, operation: &Operation) -> Result<Option<S::Object>, Failure> {
        let seen = self.handle.get(&operation.last_look()).await?;
        Ok(seen.there())
    }

    /// Sends the decision; the answer, where it shows the object, is the first observation.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn send(
        &mut self,
        operation: &Operation,
        decision: Decision,
    ) -> Result<Option<S::Object>, Failure> {
        self.tell(Heard::Sends(decision));
        let Handle { source, id, .. } = &self.handle;
        let sent = source.decide(operation, id, decision, &self.along, &self.token);
        let decided = sent.await;
        if matches!(decided, Err(Failure::Refused(_))) {
            // That was an answer: what is sent after it is another operation.
            self.token = S::Token::default();
        }
        decided
    }

    /// See [`Decides::overrules`].
    pub(super) async fn overrules(&self, operation: &Operation, decision: Decision) -> bool {
        self.handle.source.overrules(operation, decision).await
    }
}
