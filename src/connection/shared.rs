//! What the readers and the lists of a collection share.

use std::hash::Hash;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::DropGuard;

use super::batch::Batch;
use super::knowledge::Knowledge;
use super::places::Places;
use super::stamps::Stamps;
use super::wait::{Dues, Settling};
use crate::operation::Queue;

/// Somebody who looks before deciding.
pub(super) struct Looking<'a>(&'a AtomicUsize);

impl Drop for Looking<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What the readers and the batches of a collection share.
pub(super) struct Shared<K, T, C> {
    state: Mutex<State<K, T, C>>,
    pub(super) stamps: Arc<Stamps>,
    /// Whether a LIST stands in one of our queues.
    pub(super) queue: Queue,
    /// Counts the lists that arrived.
    pub(super) news: watch::Sender<u64>,
    pub(super) settling: Arc<Settling>,
    /// How many look before they decide.
    looking: AtomicUsize,
}

/// What changes.
pub(super) struct State<K, T, C> {
    pub(super) knowledge: Knowledge<K, T>,
    pub(super) places: Places<K, C>,
    /// Readers gather for this one.
    pub(super) next: Option<Batch<K>>,
    /// A LIST that was sent at the moment, and has not come back.
    pub(super) sent: Option<(Instant, Batch<K>)>,
    /// How many looked together at what their writes had come to.
    pub(super) expected: usize,
    pub(super) dues: Dues,
}

impl<K, T, C> Shared<K, T, C> {
    /// Nothing is known yet.
    pub(super) fn new(stamps: Arc<Stamps>) -> Self {
        let (news, _) = watch::channel(0);
        Self {
            state: Mutex::new(State {
                knowledge: Knowledge::default(),
                places: Places::default(),
                next: None,
                sent: None,
                expected: 0,
                dues: Dues::default(),
            }),
            stamps,
            queue: Queue::default(),
            news,
            settling: Arc::default(),
            looking: AtomicUsize::new(0),
        }
    }

    /// One more looks before it decides, until what is returned is dropped.
    pub(super) fn looks(&self) -> Looking<'_> {
        self.looking.fetch_add(1, Ordering::Relaxed);
        Looking(&self.looking)
    }

    /// How many do.
    pub(super) fn looking(&self) -> usize {
        self.looking.load(Ordering::Relaxed)
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State<K, T, C>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Clone + Eq + Hash, T, C> Shared<K, T, C> {
    /// Makes way for the next one.
    pub(super) fn clear(&self, me: &Weak<DropGuard>) {
        let mut state = self.state();
        state.next.take_if(|batch| batch.is(me));
        state.sent.take_if(|(_, batch)| batch.is(me));
    }
}
