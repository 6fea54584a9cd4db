//! One LIST as its readers see it: they gather for it, and hear how it ended.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::DropGuard;

use super::stamps::Activity;
use crate::http::error::Failure;
use crate::operation::{Operation, monotonic};

/// How long a look waits for the next one to join, and in all.
const A_MOMENT: Duration = Duration::from_millis(20);
const A_FEW_MOMENTS: Duration = Duration::from_millis(60);

/// How long anyone is kept waiting for others.
const LONGEST: Duration = Duration::from_millis(500);

/// Whether a reader lets others join.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Patience {
    /// No: the batch is sent at once.
    None,
    /// A few milliseconds, while others keep coming: for a look that others will follow.
    Looks,
    /// Until as many are in it as were the last time, or nothing stirs: for what writes came to.
    /// Terraform's workers, once together, stay together.
    Writes,
}

impl Patience {
    /// The same for a reader that nobody is known to follow.
    pub(super) fn alone(self) -> Self {
        match self {
            Self::Looks => Self::None,
            other => other,
        }
    }
}

/// How a batch ended.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    /// The list is there.
    Listed,
    /// Everyone had better ask alone.
    AskAlone,
    /// There is no list, and asking alone would not help.
    Failed(Failure),
}

/// A reader's place. The batch lasts as long as one is taken.
pub(super) type Ticket = Arc<DropGuard>;

pub(super) type Joined = (watch::Receiver<Option<Outcome>>, Ticket);

/// A batch as readers see it.
pub(super) struct Batch<K> {
    /// What is read, and since when somebody has waited for it.
    pub(super) ids: HashMap<K, Instant>,
    /// Whether nobody in it accepts an old answer.
    pub(super) strict: bool,
    /// When the first one in it has to be answered.
    pub(super) deadline: Instant,
    /// When the first one joined, and the last.
    begun: Instant,
    joined: Instant,
    /// That of the least patient one in it.
    pub(super) patience: Patience,
    pub(super) changed: watch::Sender<()>,
    outcome: watch::Receiver<Option<Outcome>>,
    ticket: Weak<DropGuard>,
}

impl<K: Clone + Eq + Hash> Batch<K> {
    /// A batch with one reader. `ticket` is that reader's; `outcome` tells how the batch ended.
    pub(super) fn new(
        (id, since): (&K, Instant),
        patience: Patience,
        strict: bool,
        deadline: Instant,
        (outcome, ticket): &Joined,
    ) -> Self {
        let now = monotonic();
        Self {
            ids: HashMap::from([(id.clone(), since)]),
            strict,
            deadline,
            begun: now,
            joined: now,
            patience,
            changed: watch::channel(()).0,
            outcome: outcome.clone(),
            ticket: Arc::downgrade(ticket),
        }
    }

    /// Another reader joins; `None` when the batch is being given up.
    pub(super) fn join(
        &mut self,
        (id, since): (&K, Instant),
        patience: Patience,
        strict: bool,
        operation: &Operation,
    ) -> Option<Joined> {
        let joined_with = self.enter()?;
        let first = self.ids.entry(id.clone()).or_insert(since);
        *first = since.min(*first);
        self.strict &= strict;
        self.deadline = self.deadline.min(operation.deadline());
        self.joined = monotonic();
        self.patience = self.patience.min(patience);
        self.changed.send_replace(());
        Some(joined_with)
    }

    /// Joins a batch that was sent.
    pub(super) fn enter(&self) -> Option<Joined> {
        Some((self.outcome.clone(), self.ticket.upgrade()?))
    }

    /// When it is sent, as it stands now. `expected` is how many are expected.
    pub(super) fn due_at(&self, writes: Activity, expected: usize) -> Instant {
        match self.patience {
            Patience::None => self.joined,
            Patience::Looks => (self.joined + A_MOMENT).min(self.begun + A_FEW_MOMENTS),
            Patience::Writes if writes.in_flight == 0 && self.ids.len() >= expected => self.joined,
            Patience::Writes => {
                let still = self.joined.max(writes.last) + writes.still();
                still.min(self.begun + LONGEST)
            }
        }
    }

    pub(super) fn is(&self, ticket: &Weak<DropGuard>) -> bool {
        self.ticket.ptr_eq(ticket)
    }
}
