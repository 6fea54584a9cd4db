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
use super::knowledge::Way;
use super::shared::Shared;
use super::source::Source;
use crate::http::error::{Failure, Kind};
use crate::operation::{Operation, monotonic};

/// Ends before its first reader does, so that the reader hears the reason.
pub(super) const BEFOREHAND: Duration = Duration::from_millis(50);

/// Begins a batch with one reader.
pub(super) fn begin<S: Source>(
    id: &S::Id,
    patience: Patience,
    strict: bool,
    operation: &Operation,
    shared: &Arc<Shared<S::Id, S::Object>>,
    source: &S,
) -> (Batch<S::Id>, Joined) {
    let cancel = CancellationToken::new();
    let ticket = Arc::new(cancel.clone().drop_guard());
    let (outcomes, outcome) = watch::channel(None);
    let joined_with = (outcome, ticket);
    let batch = Batch::new(id, patience, strict, operation.deadline(), &joined_with);
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
    shared: Arc<Shared<S::Id, S::Object>>,
    source: S,
    /// Of whoever came first: for its clock.
    operation: Operation,
    cancel: CancellationToken,
    me: Weak<DropGuard>,
    changed: watch::Receiver<()>,
}

/// What becomes of the batch.
enum Dispatch {
    Send { sent: Instant, deadline: Instant },
    AskAlone,
    WaitFor(watch::Receiver<Option<Outcome>>),
}

impl<S: Source> BatchTask<S> {
    async fn run(mut self) -> Outcome {
        // Whoever is ready to read right now comes along.
        tokio::task::yield_now().await;
        self.gather().await;
        let (sent, deadline) = loop {
            match self.dispatch() {
                Dispatch::Send { sent, deadline } => break (sent, deadline),
                Dispatch::AskAlone => return Outcome::AskAlone,
                Dispatch::WaitFor(mut before) => {
                    // However the one before ends, the way is free then.
                    let _ = before.wait_for(Option::is_some).await;
                }
            }
        };
        let time = deadline.saturating_duration_since(monotonic());
        let operation = self.operation.apart(
            self.cancel.clone(),
            time.saturating_sub(BEFOREHAND),
            self.shared.queue.clone(),
        );
        match self.list(&operation, sent).await {
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

    fn dispatch(&self) -> Dispatch {
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
        let only = (batch.ids.len() == 1).then(|| batch.ids.iter().next());
        let alone = only
            .flatten()
            .is_some_and(|id| !state.knowledge.is_busy(id, now))
            && !state.knowledge.needs_list();
        if alone || state.knowledge.way(batch.ids.len(), batch.strict) == Way::Gets {
            return Dispatch::AskAlone;
        }
        if let Some((_, before)) = &state.sent
            && let Some((outcome, _)) = before.enter()
        {
            state.next = Some(batch);
            return Dispatch::WaitFor(outcome);
        }
        let deadline = batch.deadline;
        state.sent = Some((now, batch));
        Dispatch::Send {
            sent: now,
            deadline,
        }
    }

    async fn list(&self, operation: &Operation, sent: Instant) -> Result<Outcome, Failure> {
        let mut objects = HashMap::new();
        let mut pages = 0;
        let mut cursor = None;
        let mut again = true;
        loop {
            let page = match self.source.page(operation, cursor.as_ref()).await {
                // What the cursor names may have been deleted meanwhile: that says nothing of lists.
                Err(Failure::Refused(error)) if cursor.is_some() && is_about_lists(error.kind) => {
                    tracing::debug!(target: "vpcconnect", %error, "the list broke off");
                    if !std::mem::take(&mut again) {
                        return Ok(Outcome::AskAlone);
                    }
                    (objects, pages, cursor) = (HashMap::new(), 0, None);
                    continue;
                }
                page => page?,
            };
            pages += 1;
            let before = objects.len();
            objects.extend(page.objects.into_iter().map(|one| (S::id(&one), one)));
            let Some(next) = page.next else { break };
            if objects.len() == before {
                tracing::debug!(target: "vpcconnect", pages, "a list without end: everyone asks alone");
                self.shared.state().knowledge.forbid();
                return Ok(Outcome::AskAlone);
            }
            if !self.shared.state().knowledge.goes_on(pages, page.left) {
                return Ok(Outcome::AskAlone);
            }
            cursor = Some(next);
        }
        let mut state = self.shared.state();
        state.knowledge.listed(sent, pages, objects);
        drop(state);
        self.shared.news.send_modify(|count| *count += 1);
        self.shared.stamps.told();
        Ok(Outcome::Listed)
    }
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
