//! Sends one LIST, and answers all who gathered for it.
//!
//! It runs in a task of its own, so that a reader who is cancelled takes nobody down with him; when the
//! last one is gone, so is the task.

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::flight::{Boarded, Flight, Landed, Patience};
use super::knowledge::Way;
use super::port::Source;
use super::shared::Shared;
use crate::http::error::{Failure, Kind};
use crate::operation::{Operation, monotonic};

/// Ends before its first reader does, so that the reader hears the reason.
pub(super) const BEFOREHAND: Duration = Duration::from_millis(50);

/// Begins a flight with one reader.
pub(super) fn begin<S: Source>(
    id: &S::Id,
    patience: Patience,
    strict: bool,
    operation: &Operation,
    shared: &Arc<Shared<S::Id, S::Object>>,
    source: &S,
) -> (Flight<S::Id>, Boarded) {
    let cancel = CancellationToken::new();
    let seat = Arc::new(cancel.clone().drop_guard());
    let (landing, landed) = watch::channel(None);
    let boarded = (landed, seat);
    let flight = Flight::new(id, patience, strict, operation.deadline(), &boarded);
    let crew = Crew {
        shared: Arc::clone(shared),
        source: source.clone(),
        operation: operation.clone(),
        cancel: cancel.clone(),
        me: Arc::downgrade(&boarded.1),
        changed: flight.changed.subscribe(),
    };
    tokio::spawn(async move {
        let me = crew.me.clone();
        let shared = Arc::clone(&crew.shared);
        let ended = cancel.run_until_cancelled(crew.fly()).await;
        shared.clear(&me);
        if let Some(ended) = ended {
            // Nobody listening is as good as everybody told.
            let _ = landing.send(Some(ended));
        }
    });
    (flight, boarded)
}

/// Who flies it.
struct Crew<S: Source> {
    shared: Arc<Shared<S::Id, S::Object>>,
    source: S,
    /// Of whoever came first: for its clock.
    operation: Operation,
    cancel: CancellationToken,
    me: Weak<DropGuard>,
    changed: watch::Receiver<()>,
}

/// Whether to leave.
enum Clearance {
    Leave { sent: Instant, deadline: Instant },
    AskAlone,
    WaitFor(watch::Receiver<Option<Landed>>),
}

impl<S: Source> Crew<S> {
    async fn fly(mut self) -> Landed {
        // Whoever is ready to read right now comes along.
        tokio::task::yield_now().await;
        self.gather().await;
        let (sent, deadline) = loop {
            match self.clearance() {
                Clearance::Leave { sent, deadline } => break (sent, deadline),
                Clearance::AskAlone => return Landed::AskAlone,
                Clearance::WaitFor(mut before) => {
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
            Ok(landed) => landed,
            Err(Failure::Refused(error)) if is_about_lists(error.kind) => {
                tracing::debug!(target: "vpcconnect", %error, "no list: everyone asks alone");
                self.shared.state().knowledge.forbid();
                Landed::AskAlone
            }
            Err(failure) => Landed::Failed(failure),
        }
    }

    async fn gather(&mut self) {
        let mut writes = self.shared.stamps.activity();
        loop {
            let activity = *writes.borrow_and_update();
            let departure = {
                let state = self.shared.state();
                let flight = state.next.as_ref().filter(|flight| flight.is(&self.me));
                flight.map(|flight| flight.departure(activity, state.company))
            };
            let Some(at) = departure.filter(|at| *at > monotonic()) else {
                return;
            };
            tokio::select! {
                () = tokio::time::sleep_until(at) => {}
                _ = writes.changed() => {}
                _ = self.changed.changed() => {}
            }
        }
    }

    fn clearance(&self) -> Clearance {
        let mut guard = self.shared.state();
        let state = &mut *guard;
        let Some(flight) = state.next.take_if(|flight| flight.is(&self.me)) else {
            return Clearance::AskAlone;
        };
        let now = monotonic();
        if flight.patience == Patience::Deletes {
            let to_come = self.shared.stamps.activity().borrow().in_flight;
            state.company = flight.ids.len() + to_come;
        }
        let only = (flight.ids.len() == 1).then(|| flight.ids.iter().next());
        let alone = only
            .flatten()
            .is_some_and(|id| !state.knowledge.is_busy(id, now))
            && !state.knowledge.needs_list();
        if alone || state.knowledge.way(flight.ids.len(), flight.strict) == Way::Gets {
            return Clearance::AskAlone;
        }
        if let Some((_, before)) = &state.air
            && let Some((landed, _)) = before.board()
        {
            state.next = Some(flight);
            return Clearance::WaitFor(landed);
        }
        let deadline = flight.deadline;
        state.air = Some((now, flight));
        Clearance::Leave {
            sent: now,
            deadline,
        }
    }

    async fn list(&self, operation: &Operation, sent: Instant) -> Result<Landed, Failure> {
        let mut objects = HashMap::new();
        let mut pages = 0;
        let mut cursor = None;
        loop {
            let page = self.source.page(operation, cursor.as_ref()).await?;
            pages += 1;
            let before = objects.len();
            objects.extend(page.objects.into_iter().map(|one| (S::id(&one), one)));
            let Some(next) = page.next else { break };
            if objects.len() == before {
                tracing::debug!(target: "vpcconnect", pages, "a list without end: everyone asks alone");
                self.shared.state().knowledge.forbid();
                return Ok(Landed::AskAlone);
            }
            if !self.shared.state().knowledge.goes_on(pages, page.left) {
                return Ok(Landed::AskAlone);
            }
            cursor = Some(next);
        }
        let mut state = self.shared.state();
        state.knowledge.listed(sent, pages, objects);
        drop(state);
        self.shared.news.send_modify(|count| *count += 1);
        Ok(Landed::Listed)
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
