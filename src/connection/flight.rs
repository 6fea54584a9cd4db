//! One LIST: readers gather for it, it is sent, and all of them are answered.
//!
//! It runs in a task of its own, so that a reader who is cancelled takes nobody down with him; when the
//! last one is gone, so is the task.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::knowledge::Way;
use super::observe::Shared;
use super::port::Source;
use super::stamps::Activity;
use crate::http::error::{Failure, Kind};
use crate::operation::{Operation, monotonic};

/// Ends before its first reader does, so that the reader hears the reason.
pub(super) const BEFOREHAND: Duration = Duration::from_millis(50);

/// How long a look waits for the next one to join, and in all.
const A_MOMENT: Duration = Duration::from_millis(20);
const A_FEW_MOMENTS: Duration = Duration::from_millis(60);

/// How long it may be still before nobody else is expected.
const STILL: Duration = Duration::from_millis(100);

/// How long anyone is kept waiting for others.
const LONGEST: Duration = Duration::from_millis(500);

/// Whether a reader lets others join.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Patience {
    /// No: it leaves at once.
    None,
    /// A few milliseconds, while others keep coming: for a look that others will follow.
    Looks,
    /// Until as many are aboard as were the last time, or nothing stirs: for what deletes came to.
    /// Terraform's workers, once together, stay together.
    Deletes,
}

impl Patience {
    /// The same for a reader whom nobody is known to follow.
    pub(super) fn alone(self) -> Self {
        match self {
            Self::Looks => Self::None,
            other => other,
        }
    }
}

/// How a flight ended.
#[derive(Clone, Debug)]
pub(super) enum Landed {
    /// The list is there.
    Listed,
    /// Everyone had better ask alone.
    AskAlone,
    /// There is no list, and asking alone would not help.
    Failed(Failure),
}

/// A reader's place. The flight lasts as long as one is taken.
pub(super) type Seat = Arc<DropGuard>;

type Boarded = (watch::Receiver<Option<Landed>>, Seat);

/// A flight as readers see it.
pub(super) struct Flight<K> {
    ids: HashSet<K>,
    /// Whether nobody aboard accepts an old answer.
    strict: bool,
    /// When the first one aboard has to be answered.
    deadline: Instant,
    /// When the first one came aboard, and the last.
    begun: Instant,
    joined: Instant,
    /// That of the least patient one aboard.
    patience: Patience,
    changed: watch::Sender<()>,
    landed: watch::Receiver<Option<Landed>>,
    seat: Weak<DropGuard>,
}

impl<K: Clone + Eq + Hash + Send + Sync + 'static> Flight<K> {
    /// A flight with one reader.
    pub(super) fn begin<S: Source<Id = K>>(
        id: &K,
        patience: Patience,
        strict: bool,
        operation: &Operation,
        shared: &Arc<Shared<S>>,
        source: &S,
    ) -> (Self, Boarded) {
        let now = monotonic();
        let cancel = CancellationToken::new();
        let seat = Arc::new(cancel.clone().drop_guard());
        let (landing, landed) = watch::channel(None);
        let flight = Self {
            ids: HashSet::from([id.clone()]),
            strict,
            deadline: operation.deadline(),
            begun: now,
            joined: now,
            patience,
            changed: watch::channel(()).0,
            landed: landed.clone(),
            seat: Arc::downgrade(&seat),
        };
        let crew = Crew {
            shared: Arc::clone(shared),
            source: source.clone(),
            operation: operation.clone(),
            cancel: cancel.clone(),
            me: Arc::downgrade(&seat),
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
        (flight, (landed, seat))
    }

    /// Another reader comes aboard; `None` when the flight is being given up.
    pub(super) fn join(
        &mut self,
        id: &K,
        patience: Patience,
        strict: bool,
        operation: &Operation,
    ) -> Option<Boarded> {
        let boarded = self.board()?;
        self.ids.insert(id.clone());
        self.strict &= strict;
        self.deadline = self.deadline.min(operation.deadline());
        self.joined = monotonic();
        self.patience = self.patience.min(patience);
        self.changed.send_replace(());
        Some(boarded)
    }

    /// A place on a flight that has left.
    pub(super) fn board(&self) -> Option<Boarded> {
        Some((self.landed.clone(), self.seat.upgrade()?))
    }

    /// When it leaves, as it stands now. `company` is how many are expected.
    fn departure(&self, writes: Activity, company: usize) -> Instant {
        match self.patience {
            Patience::None => self.joined,
            Patience::Looks => (self.joined + A_MOMENT).min(self.begun + A_FEW_MOMENTS),
            Patience::Deletes if writes.in_flight == 0 && self.ids.len() >= company => self.joined,
            Patience::Deletes => {
                let still = self.joined.max(writes.last) + STILL;
                still.min(self.begun + LONGEST)
            }
        }
    }

    fn is(&self, seat: &Weak<DropGuard>) -> bool {
        self.seat.ptr_eq(seat)
    }
}

/// Who flies it.
struct Crew<S: Source> {
    shared: Arc<Shared<S>>,
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

impl<S: Source> Shared<S> {
    /// Makes way for the next one.
    fn clear(&self, me: &Weak<DropGuard>) {
        let mut state = self.state();
        state.next.take_if(|flight| flight.is(me));
        state.air.take_if(|(_, flight)| flight.is(me));
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
