//! Sends one LIST, and answers all who gathered for it.
//!
//! It runs in a task of its own, so that a reader who is cancelled fails no other; when the
//! last one is gone, so is the task.

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::batch::{Batch, Joined, Outcome, Patience};
use super::knowledge::{Observed, Way};
use super::places::{Part, Start};
use super::shared::Shared;
use super::source::Source;
use crate::http::error::{Failure, Kind};
use crate::operation::{Operation, monotonic};

/// Ends before its first reader does, so that the reader hears the reason.
pub(super) const BEFOREHAND: Duration = Duration::from_millis(50);

/// So many pages are a part: what has grown since a place was seen may stand on the next one.
const PART: usize = 2;

/// Begins a batch with one reader.
pub(super) fn begin<S: Source>(
    (id, since): (&S::Id, Instant),
    patience: Patience,
    strict: bool,
    operation: &Operation,
    shared: &Arc<Shared<S::Id, S::Object, S::Cursor>>,
    source: &S,
) -> (Batch<S::Id>, Joined) {
    let cancel = CancellationToken::new();
    let ticket = Arc::new(cancel.clone().drop_guard());
    let (outcomes, outcome) = watch::channel(None);
    let joined_with = (outcome, ticket);
    let batch = Batch::new(
        (id, since),
        patience,
        strict,
        operation.deadline(),
        &joined_with,
    );
    let task = BatchTask {
        shared: Arc::clone(shared),
        source: source.clone(),
        operation: operation.clone(),
        cancel: cancel.clone(),
        me: Arc::downgrade(&joined_with.1),
        changed: batch.changed.subscribe(),
    };
    tokio::spawn(async move {
        let me = task.me.clone();
        let shared = Arc::clone(&task.shared);
        let ended = cancel.run_until_cancelled(task.run()).await;
        shared.clear(&me);
        if let Some(ended) = ended {
            // Nobody listening is as good as everybody told.
            let _ = outcomes.send(Some(ended));
        }
    });
    (batch, joined_with)
}

/// The task that sends it.
struct BatchTask<S: Source> {
    shared: Arc<Shared<S::Id, S::Object, S::Cursor>>,
    source: S,
    /// Of whoever came first: for its clock.
    operation: Operation,
    cancel: CancellationToken,
    me: Weak<DropGuard>,
    changed: watch::Receiver<()>,
}

/// A batch that is being sent.
struct Sending<S: Source> {
    sent: Instant,
    deadline: Instant,
    wanted: HashMap<S::Id, Instant>,
    /// Whether nobody in it accepts an old answer, so that only what is wanted need be read.
    strict: bool,
    /// Where to read less than all.
    start: Option<Start<S::Id, S::Cursor>>,
}

/// What becomes of the batch.
enum Dispatch<S: Source> {
    Send(Sending<S>),
    AskAlone,
    WaitFor(watch::Receiver<Option<Outcome>>),
}

impl<S: Source> BatchTask<S> {
    async fn run(mut self) -> Outcome {
        // Whoever is ready to read right now comes along.
        tokio::task::yield_now().await;
        self.gather().await;
        let batch = loop {
            match self.dispatch() {
                Dispatch::Send(batch) => break batch,
                Dispatch::AskAlone => return Outcome::AskAlone,
                Dispatch::WaitFor(mut before) => {
                    // However the one before ends, the way is free then.
                    let _ = before.wait_for(Option::is_some).await;
                }
            }
        };
        let time = batch.deadline.saturating_duration_since(monotonic());
        let operation = self.operation.apart(
            self.cancel.clone(),
            time.saturating_sub(BEFOREHAND),
            self.shared.queue.clone(),
        );
        match self.answer(&operation, &batch).await {
            Ok(outcome) => outcome,
            Err(Failure::Refused(error)) if is_about_lists(error.kind) => {
                tracing::debug!(target: "vpcconnect", %error, "no list: everyone asks alone");
                self.shared.state().knowledge.forbid();
                Outcome::AskAlone
            }
            Err(failure) => Outcome::Failed(failure),
        }
    }

    async fn gather(&mut self) {
        let mut writes = self.shared.stamps.activity();
        loop {
            let activity = *writes.borrow_and_update();
            let due_at = {
                let state = self.shared.state();
                let batch = state.next.as_ref().filter(|batch| batch.is(&self.me));
                batch.map(|batch| batch.due_at(activity, state.expected))
            };
            let Some(at) = due_at.filter(|at| *at > monotonic()) else {
                return;
            };
            tokio::select! {
                () = tokio::time::sleep_until(at) => {}
                _ = writes.changed() => {}
                _ = self.changed.changed() => {}
            }
        }
    }

    fn dispatch(&self) -> Dispatch<S> {
        let mut guard = self.shared.state();
        let state = &mut *guard;
        let Some(batch) = state.next.take_if(|batch| batch.is(&self.me)) else {
            return Dispatch::AskAlone;
        };
        let now = monotonic();
        if batch.patience == Patience::Writes {
            let to_come = self.shared.stamps.activity().borrow().in_flight;
            state.expected = batch.ids.len() + to_come;
        }
        let only = (batch.ids.len() == 1).then(|| batch.ids.keys().next());
        let alone = only
            .flatten()
            .is_some_and(|id| !state.knowledge.is_busy(id, now))
            && !state.knowledge.needs_list();
        let deleted = |id: &S::Id| self.shared.stamps.of(id.as_ref()).deleted.is_some();
        let beyond = |id: &S::Id| self.source.beyond(id);
        // Who cannot wait for another part is told with all others.
        let least = match batch.patience {
            Patience::None => batch.ids.len(),
            Patience::Looks | Patience::Writes => 1,
        };
        let start = (batch.strict && !state.knowledge.is_forbidden())
            .then(|| state.places.start(&batch.ids, least, now, beyond, deleted))
            .flatten();
        let way = state.knowledge.way(batch.ids.len(), batch.strict);
        if alone || (start.is_none() && way == Way::Gets) {
            return Dispatch::AskAlone;
        }
        if let Some((_, before)) = &state.sent
            && let Some((outcome, _)) = before.enter()
        {
            state.next = Some(batch);
            return Dispatch::WaitFor(outcome);
        }
        let sending = Sending {
            sent: now,
            deadline: batch.deadline,
            wanted: batch.ids.clone(),
            strict: batch.strict,
            start,
        };
        state.sent = Some((now, batch));
        Dispatch::Send(sending)
    }

    async fn answer(&self, operation: &Operation, batch: &Sending<S>) -> Result<Outcome, Failure> {
        if let Some(start) = &batch.start {
            match self.part(operation, batch, start).await {
                Ok(true) => return Ok(Outcome::Listed),
                Ok(false) => {}
                Err(Failure::Refused(error)) if is_about_lists(error.kind) => {
                    tracing::debug!(target: "vpcconnect", %error, "no part of the list");
                }
                Err(failure) => return Err(failure),
            }
            let mut state = self.shared.state();
            state.places.missed();
            if state.knowledge.way(batch.wanted.len(), batch.strict) == Way::Gets {
                return Ok(Outcome::AskAlone);
            }
        }
        self.list(operation, batch).await
    }

    /// Reads a part of the list. Whether it tells of who has waited longest: the others will have another.
    async fn part(
        &self,
        operation: &Operation,
        batch: &Sending<S>,
        Start { from, oldest }: &Start<S::Id, S::Cursor>,
    ) -> Result<bool, Failure> {
        let mut cursor = from.clone();
        let mut part = Part {
            first: cursor.is_none(),
            last: false,
            ids: Vec::new(),
        };
        for _ in 0..PART {
            let page = self.source.page(operation, cursor.as_ref()).await?;
            part.last = page.next.is_none();
            part.ids.extend(page.objects.iter().map(S::id));
            let mut state = self.shared.state();
            let seen = page.objects.into_iter().map(shown::<S>);
            state.knowledge.part(batch.sent, seen);
            let deleted = |id: &&S::Id| {
                let deleted = self.shared.stamps.of(id.as_ref()).deleted;
                deleted.is_some_and(|at| at <= batch.sent)
            };
            let wanted = batch.wanted.keys().filter(deleted).cloned();
            let gone = state.places.lacking(&part, wanted);
            let absent = gone.iter().map(|id| (id.clone(), Observed::Absent(None)));
            state.knowledge.part(batch.sent, absent);
            state.places.remove(&gone);
            if gone.contains(oldest) || part.ids.contains(oldest) {
                state.places.found(cursor);
                state.places.hit();
                drop(state);
                self.tell();
                return Ok(true);
            }
            match page.next {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
        Ok(false)
    }

    /// Reads the list to its end, or until it has shown all that is wanted.
    async fn list(&self, operation: &Operation, batch: &Sending<S>) -> Result<Outcome, Failure> {
        let oldest = batch.wanted.iter().min_by_key(|(_, since)| **since);
        let oldest = oldest.map(|(id, _)| id);
        let mut objects = HashMap::new();
        let (mut ids, mut pages, mut cursor) = (Vec::new(), Vec::new(), None);
        let mut again = true;
        loop {
            let page = match self.source.page(operation, cursor.as_ref()).await {
                // What the cursor names may have been deleted meanwhile: that says nothing of lists.
                Err(Failure::Refused(error)) if cursor.is_some() && is_about_lists(error.kind) => {
                    tracing::debug!(target: "vpcconnect", %error, "the list broke off");
                    if !std::mem::take(&mut again) {
                        return Ok(Outcome::AskAlone);
                    }
                    (objects, cursor) = (HashMap::new(), None);
                    (ids, pages) = (Vec::new(), Vec::new());
                    continue;
                }
                page => page?,
            };
            pages.extend(cursor.take().map(|cursor| (ids.len(), cursor)));
            let before = ids.len();
            for object in page.objects {
                let id = S::id(&object);
                if objects.insert(id.clone(), object).is_none() {
                    ids.push(id);
                }
            }
            let here = oldest.is_some_and(|oldest| ids.iter().skip(before).any(|id| id == oldest));
            let mut state = self.shared.state();
            if here {
                let cursor = pages.last().map(|(_, cursor)| cursor);
                state.places.found(cursor.cloned());
            }
            let Some(next) = page.next else { break };
            if ids.len() == before {
                tracing::debug!(target: "vpcconnect", pages = pages.len(), "a list without end: everyone asks alone");
                state.knowledge.forbid();
                return Ok(Outcome::AskAlone);
            }
            // After a part that missed, the order is learnt anew.
            let enough = batch.strict && batch.start.is_none();
            if enough && batch.wanted.keys().all(|id| objects.contains_key(id)) {
                let seen = objects.into_values().map(shown::<S>);
                state.knowledge.part(batch.sent, seen);
                state.knowledge.cut_short(pages.len() + 1);
                drop(state);
                self.tell();
                return Ok(Outcome::Listed);
            }
            if !state.knowledge.goes_on(pages.len() + 1, page.left) {
                return Ok(Outcome::AskAlone);
            }
            cursor = Some(next);
        }
        let mut state = self.shared.state();
        state.knowledge.listed(batch.sent, pages.len() + 1, objects);
        state.places.listed(ids, pages);
        drop(state);
        self.tell();
        Ok(Outcome::Listed)
    }

    /// Those who wait for news hear of what was read.
    fn tell(&self) {
        self.shared.news.send_modify(|count| *count += 1);
        self.shared.stamps.told();
    }
}

/// What a page shows is there.
fn shown<S: Source>(object: S::Object) -> (S::Id, Observed<S::Object>) {
    (S::id(&object), Observed::There(object))
}

/// Whether the refusal may be about lists alone, so that a GET may do.
fn is_about_lists(kind: Kind) -> bool {
    match kind {
        Kind::NotFound | Kind::Forbidden | Kind::Conflict | Kind::Invalid | Kind::Unreadable => {
            true
        }
        Kind::Unauthorized
        | Kind::Skewed
        | Kind::Expired
        | Kind::Throttled
        | Kind::Busy
        | Kind::Server => false,
    }
}
