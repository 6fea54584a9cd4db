//! One LIST as its readers see it: they gather for it, and hear how it ended.

use std::collections::HashSet;
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

pub(super) type Boarded = (watch::Receiver<Option<Landed>>, Seat);

/// A flight as readers see it.
pub(super) struct Flight<K> {
    pub(super) ids: HashSet<K>,
    /// Whether nobody aboard accepts an old answer.
    pub(super) strict: bool,
    /// When the first one aboard has to be answered.
    pub(super) deadline: Instant,
    /// When the first one came aboard, and the last.
    begun: Instant,
    joined: Instant,
    /// That of the least patient one aboard.
    pub(super) patience: Patience,
    pub(super) changed: watch::Sender<()>,
    landed: watch::Receiver<Option<Landed>>,
    seat: Weak<DropGuard>,
}

impl<K: Clone + Eq + Hash> Flight<K> {
    /// A flight with one reader. `seat` is that reader's; `landed` tells how the flight ended.
    pub(super) fn new(
        id: &K,
        patience: Patience,
        strict: bool,
        deadline: Instant,
        (landed, seat): &Boarded,
    ) -> Self {
        let now = monotonic();
        Self {
            ids: HashSet::from([id.clone()]),
            strict,
            deadline,
            begun: now,
            joined: now,
            patience,
            changed: watch::channel(()).0,
            landed: landed.clone(),
            seat: Arc::downgrade(seat),
        }
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
    pub(super) fn departure(&self, writes: Activity, company: usize) -> Instant {
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

    pub(super) fn is(&self, seat: &Weak<DropGuard>) -> bool {
        self.seat.ptr_eq(seat)
    }
}
