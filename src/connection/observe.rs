//! Many reads, one list: what every read of a collection goes through.
//!
//! A collection is all connections of one kind that one account sees in one region (and below one
//! parent, where a cloud has such). The first read is a GET; when others follow, all are answered by
//! one LIST. Nobody is ever told what is older than it asked for, or older than this process's own
//! last write to that object.

use std::hash::Hash;
use std::sync::Arc;

use tokio::sync::watch;
use tokio::time::Instant;

use super::batch::{Outcome, Patience};
use super::batch_task::{BEFOREHAND, begin};
use super::knowledge::{Known, Observed, WINDOW};
use super::shared::Shared;
use super::source::Source;
use super::stamps::{Stamp, Stamps};
use super::wait::{Pace, Settling};
use crate::http::error::{ApiError, Failure, Kind};
use crate::operation::{Ended, Operation, monotonic};

/// How old the answer to a read may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A refresh, or a look for a plan: five seconds, but nothing that this reader has been told
    /// before. The text names the reader.
    Recent(&'static str),
    /// A look while applying: as of its own beginning, or of this process's last write to the object.
    Now,
    /// A look at what a write came to: as of now. It can wait a moment for others like it.
    Written,
}

/// All connections of one kind that an account sees.
pub struct Collection<K, T, C> {
    pub(super) shared: Arc<Shared<K, T, C>>,
}

/// What a reader accepts.
#[derive(Clone, Copy, Debug)]
struct Wish {
    /// Nothing that was asked for before this.
    not_before: Instant,
    /// Who reads, where that one is to be told nothing twice.
    reader: Option<&'static str>,
    /// Whether it lets others join.
    patience: Patience,
    /// When it began to wait.
    since: Instant,
}

/// What a reader has to do.
enum Turn<T> {
    /// Nothing: this is the answer.
    Known(Observed<T>),
    /// Ask for the id alone.
    Get(Why),
    /// Wait for these.
    Board(watch::Receiver<Option<Outcome>>, super::batch::Ticket),
}

/// Why an id is asked for alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// It is the only one, or there are no lists.
    Alone,
    /// A list that is fresh lacks it, and it may be too young to be shown there.
    LackedYoung,
    /// A list that is fresh lacks it.
    Lacked,
}

impl<K, T, C> Collection<K, T, C>
where
    K: AsRef<str> + Clone + Eq + Hash + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
    C: Clone + Send + Sync + 'static,
{
    /// A collection of which nothing is known.
    pub fn new(stamps: Arc<Stamps>) -> Self {
        let shared = Arc::new(Shared::new(stamps));
        Self { shared }
    }

    /// How long its connections took to settle.
    pub fn settling(&self) -> &Arc<Settling> {
        &self.shared.settling
    }

    /// Whether somebody looks who may decide next.
    pub fn is_looked_at(&self) -> bool {
        self.shared.looking() > 0
    }

    /// Reads one connection, alone or with others.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn read(
        &self,
        source: &impl Source<Id = K, Object = T, Cursor = C>,
        operation: &Operation,
        id: &K,
        ask: Ask,
    ) -> Result<Observed<T>, Failure> {
        let _looks = (ask != Ask::Written).then(|| self.shared.looks());
        let mut pace = Pace::new(&self.shared.settling);
        let mut ask = Some(ask);
        loop {
            let observed = self.observe(source, operation, id, ask.take()).await;
            if !self.may_still_appear(id, &observed) {
                return observed;
            }
            pace.tick(operation).await?;
        }
    }

    /// Waits until it is time to look again, by `pace`, and looks. All that wait share their looks.
    ///
    /// # Errors
    /// [`Failure`]; [`Failure::Ended`] when the operation is over first.
    pub async fn poll(
        &self,
        source: &impl Source<Id = K, Object = T, Cursor = C>,
        operation: &Operation,
        id: &K,
        pace: &mut Pace<'_>,
    ) -> Result<Observed<T>, Failure> {
        loop {
            if let Some(object) = self.wait(operation, id, pace).await? {
                return Ok(Observed::There(object));
            }
            let observed = self.observe(source, operation, id, None).await;
            if !self.may_still_appear(id, &observed) {
                return observed;
            }
        }
    }

    /// Waits until a look is due, or a list that others asked for shows the id.
    async fn wait(
        &self,
        operation: &Operation,
        id: &K,
        pace: &mut Pace<'_>,
    ) -> Result<Option<T>, Ended> {
        let mut news = self.shared.news.subscribe();
        let due = self.shared.state().dues.enter(pace.due(), pace.slack());
        let _leave = Leave {
            shared: &self.shared,
            due,
        };
        loop {
            let stamp = self.shared.stamps.of(id.as_ref());
            let (told, at) = {
                let state = self.shared.state();
                let told = state.knowledge.news(id, pace.seen(), &stamp);
                (told, state.dues.due_at(due))
            };
            if let Some((object, sent)) = told {
                pace.look(sent);
                return Ok(Some(object));
            }
            if monotonic() >= at {
                pace.look(monotonic());
                return Ok(None);
            }
            let sleep = async {
                tokio::select! {
                    () = tokio::time::sleep_until(at) => {}
                    _ = news.changed() => {}
                }
            };
            operation.run(sleep).await?;
        }
    }

    /// Reads once. Without `ask`, as of now.
    async fn observe(
        &self,
        source: &impl Source<Id = K, Object = T, Cursor = C>,
        operation: &Operation,
        id: &K,
        ask: Option<Ask>,
    ) -> Result<Observed<T>, Failure> {
        self.observe_after(source, operation, id, ask, None).await
    }

    /// The same, for a reader who was just refused a GET with `refusal`.
    pub(super) async fn observe_after(
        &self,
        source: &impl Source<Id = K, Object = T, Cursor = C>,
        operation: &Operation,
        id: &K,
        ask: Option<Ask>,
        mut refusal: Option<ApiError>,
    ) -> Result<Observed<T>, Failure> {
        let now = monotonic();
        let wish = {
            let mut state = self.shared.state();
            state.knowledge.count();
            let written = self.shared.stamps.of(id.as_ref()).written;
            let (not_before, patience) = match ask {
                Some(Ask::Recent(reader)) => {
                    let recent = state.knowledge.recent(id, reader, operation.begun());
                    (recent, Patience::None)
                }
                // What was seen since our own last write was decided upon; but not for ever.
                Some(Ask::Now) => match written {
                    Some(at) => {
                        let floor = operation.begun().checked_sub(WINDOW);
                        (floor.map_or(at, |floor| floor.max(at)), Patience::Looks)
                    }
                    None => (operation.begun(), Patience::Looks),
                },
                Some(Ask::Written) => (now, Patience::Writes),
                None => (now, Patience::None),
            };
            Wish {
                not_before,
                reader: match ask {
                    Some(Ask::Recent(reader)) => Some(reader),
                    _ => None,
                },
                patience,
                since: now,
            }
        };
        let mut alone = false;
        loop {
            let turn = self.turn(source, operation, id, wish, alone);
            match turn {
                Turn::Known(observed) => return Ok(observed),
                Turn::Get(why) => {
                    if let Some(error) = refusal.take_if(|_| why == Why::Alone) {
                        // The list is not allowed either.
                        return Err(Self::neither(error).into());
                    }
                    match self.get(source, operation, id, wish.reader, why).await {
                        Err(Failure::Refused(error)) if error.kind == Kind::Forbidden => {
                            refusal = Some(self.refused(error, why)?);
                            alone = false;
                        }
                        answer => return answer,
                    }
                }
                Turn::Board(mut outcome, _seat) => {
                    let wait = async {
                        let outcome = outcome.wait_for(Option::is_some).await;
                        outcome.ok().and_then(|outcome| outcome.clone())
                    };
                    match operation.beside(&self.shared.queue, wait).await? {
                        Some(Outcome::Listed) | None => {}
                        Some(Outcome::AskAlone) => alone = true,
                        // Others had less time than this reader, and took their batch down.
                        Some(Outcome::Failed(failure)) if outlives(operation, &failure) => {}
                        Some(Outcome::Failed(failure)) => return Err(failure),
                    }
                }
            }
        }
    }

    fn turn(
        &self,
        source: &impl Source<Id = K, Object = T, Cursor = C>,
        operation: &Operation,
        id: &K,
        wish: Wish,
        alone: bool,
    ) -> Turn<T> {
        let Wish {
            not_before,
            reader,
            patience,
            since,
        } = wish;
        let stamp = self.shared.stamps.of(id.as_ref());
        let mut state = self.shared.state();
        match state.knowledge.of(id, not_before, &stamp) {
            Known::Seen(observed, sent) => {
                if let Some(reader) = reader {
                    state.knowledge.give(id, reader, sent);
                }
                if matches!(observed, Observed::There(_)) {
                    self.shared.stamps.seen(id.as_ref());
                }
                return Turn::Known(observed);
            }
            Known::Confirm => {
                return Turn::Get(if is_young(&stamp) {
                    Why::LackedYoung
                } else {
                    Why::Lacked
                });
            }
            Known::Nothing
                if state.knowledge.is_forbidden() || (alone && !state.knowledge.needs_list()) =>
            {
                return Turn::Get(Why::Alone);
            }
            Known::Nothing => {}
        }
        let floor = stamp.written.map_or(not_before, |at| at.max(not_before));
        if let Some((sent, batch)) = &state.sent
            && *sent >= floor
            && let Some((outcome, ticket)) = batch.enter()
        {
            return Turn::Board(outcome, ticket);
        }
        let busy = state.knowledge.is_busy(id, monotonic());
        let patience = if busy { patience } else { patience.alone() };
        let joined_with = state
            .next
            .as_mut()
            .and_then(|batch| batch.join((id, since), patience, reader.is_none(), operation));
        let (outcome, ticket) = joined_with.unwrap_or_else(|| {
            let (batch, joined_with) = begin(
                (id, since),
                patience,
                reader.is_none(),
                operation,
                &self.shared,
                source,
            );
            state.next = Some(batch);
            joined_with
        });
        Turn::Board(outcome, ticket)
    }

    async fn get(
        &self,
        source: &impl Source<Id = K, Object = T, Cursor = C>,
        operation: &Operation,
        id: &K,
        reader: Option<&'static str>,
        why: Why,
    ) -> Result<Observed<T>, Failure> {
        let sent = monotonic();
        self.shared.state().knowledge.ask(id, sent);
        let asked = Asked(&self.shared);
        let observed = source.get(operation, id).await?;
        drop(asked);
        let mut state = self.shared.state();
        let there = matches!(observed, Observed::There(_));
        if there {
            self.shared.stamps.seen(id.as_ref());
        }
        if there && why == Why::Lacked {
            // The list is not complete, whatever it says.
            state.knowledge.forbid();
        }
        state.knowledge.got(id.clone(), sent, observed.clone());
        if let Some(reader) = reader {
            state.knowledge.give(id, reader, sent);
        }
        Ok(observed)
    }
}

/// Whether a list may lack it although it is there.
pub(super) fn is_young(stamp: &Stamp) -> bool {
    stamp.may_appear(monotonic())
}

/// Whether a batch failed only because it ran out of its time, and the reader has enough for another. Else he
/// would begin one batch after the other, none of which has any time.
fn outlives(operation: &Operation, failure: &Failure) -> bool {
    matches!(failure, Failure::Ended(_))
        && operation.ended().is_none()
        && operation.remaining() > BEFOREHAND
}

/// A GET that is under way, until this is dropped.
struct Asked<'a, K: Clone + Eq + Hash, T: Clone, C>(&'a Shared<K, T, C>);

impl<K: Clone + Eq + Hash, T: Clone, C> Drop for Asked<'_, K, T, C> {
    fn drop(&mut self) {
        self.0.state().knowledge.asked();
    }
}

/// A wait that is over leaves the others.
struct Leave<'a, K, T, C> {
    shared: &'a Shared<K, T, C>,
    due: u64,
}

impl<K, T, C> Drop for Leave<'_, K, T, C> {
    fn drop(&mut self) {
        self.shared.state().dues.leave(self.due);
    }
}

#[cfg(test)]
#[path = "observe_tests.rs"]
mod tests;
