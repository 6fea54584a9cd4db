//! A credential that may expire: renewed before it does, once for all who wait, and once more when a
//! cloud says that it no longer holds.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{Mutex, MutexGuard};

use super::{Credential, Issued};
use crate::operation::{Ended, Operation};

/// How long before its end a credential is renewed, at most; one that holds for less than four times
/// this is renewed when three quarters of its time are over. A call may queue and travel that long.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// No credential is renewed more often, whatever its issuer's clock says.
const LEAST: Duration = Duration::from_secs(60);

/// A future of a credential.
pub type Fetching<'a, E> = Pin<Box<dyn Future<Output = Result<Issued, E>> + Send + 'a>>;

/// Where a credential comes from that does not last.
pub trait Source<E>: Send + Sync {
    /// Gets a new one. Whoever asks may give up, and somebody else then asks again.
    fn fetch<'a>(&'a self, operation: &'a Operation) -> Fetching<'a, E>;
}

/// Why there is no credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem<E> {
    /// It could not be had.
    Source(E),
    /// Who asked gave up first.
    Ended(Ended),
}

/// A credential, and which of its cache's it is.
#[derive(Debug)]
pub struct Lease {
    issued: Issued,
    number: u64,
    /// When it should be renewed.
    renew_at: Option<Timestamp>,
}

impl Lease {
    /// What to sign with.
    pub fn credential(&self) -> &Credential {
        &self.issued.credential
    }

    /// The tenant that it belongs to, when its issuer says so.
    pub fn tenant(&self) -> Option<&str> {
        self.issued.tenant.as_deref()
    }

    /// When it ends, as far as that is known.
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.issued.expires_at
    }

    fn is_fresh(&self, now: Timestamp) -> bool {
        self.renew_at.is_none_or(|at| now < at)
    }

    fn still_holds(&self, now: Timestamp) -> bool {
        self.issued.expires_at.is_none_or(|at| now < at)
    }
}

/// The credential of one account, or of one account in one region.
pub struct Cache<E> {
    origin: Origin<E>,
    /// Whoever fetches holds it, so that all others wait for that one.
    state: Mutex<State<E>>,
    /// Fetches that have ended, read before the queue: who finds more when its turn comes has waited
    /// for one of them.
    ended: AtomicU64,
}

enum Origin<E> {
    Fixed(Arc<Lease>),
    Fetched(Box<dyn Source<E>>),
}

struct State<E> {
    current: Option<Arc<Lease>>,
    /// How the last fetch failed.
    failed: Option<E>,
    /// When a credential was last given up because a cloud refused it.
    refused_at: Option<Timestamp>,
}

impl<E: Clone> Cache<E> {
    /// A credential that is what it is.
    pub fn fixed(issued: impl Into<Issued>) -> Self {
        let lease = Lease {
            issued: issued.into(),
            number: 0,
            renew_at: None,
        };
        Self::of(Origin::Fixed(Arc::new(lease)))
    }

    /// A credential that `source` hands out when it is first needed.
    pub fn fetched(source: impl Source<E> + 'static) -> Self {
        Self::of(Origin::Fetched(Box::new(source)))
    }

    fn of(origin: Origin<E>) -> Self {
        let state = State {
            current: None,
            failed: None,
            refused_at: None,
        };
        Self {
            origin,
            state: Mutex::new(state),
            ended: AtomicU64::new(0),
        }
    }

    /// A credential that holds, fetched when there is none or it is about to end.
    ///
    /// When a renewal fails and the old one still holds, that one is given. All who wait for a fetch
    /// share its failure; who comes later tries again.
    ///
    /// # Errors
    /// [`Problem`], see there.
    pub async fn get(&self, operation: &Operation) -> Result<Arc<Lease>, Problem<E>> {
        let source = match &self.origin {
            Origin::Fixed(lease) => return Ok(Arc::clone(lease)),
            Origin::Fetched(source) => source,
        };
        let before = self.ended.load(Ordering::Acquire);
        let mut state = self.turn(operation).await.map_err(Problem::Ended)?;
        let now = operation.now();
        if let Some(lease) = state.current.as_ref().filter(|lease| lease.is_fresh(now)) {
            return Ok(Arc::clone(lease));
        }
        let ended = self.ended.load(Ordering::Acquire);
        if let (true, Some(failed)) = (ended > before, &state.failed) {
            return Err(Problem::Source(failed.clone()));
        }
        let fetched = operation.run(source.fetch(operation)).await;
        let now = operation.now();
        match fetched.map_err(Problem::Ended)? {
            Ok(issued) => {
                let lease = Arc::new(lease(issued, ended + 1, now));
                state.current = Some(Arc::clone(&lease));
                state.failed = None;
                self.ended.store(ended + 1, Ordering::Release);
                Ok(lease)
            }
            // What ended this caller says nothing to the others: the next in the queue fetches.
            Err(error) if operation.ended().is_some() => Err(Problem::Source(error)),
            Err(error) => {
                let old = state.current.take().filter(|old| old.still_holds(now));
                if let Some(old) = old {
                    // Not at every call from now on.
                    let again = Arc::new(Lease {
                        issued: old.issued.clone(),
                        number: old.number,
                        renew_at: Some(after(now, LEAST)),
                    });
                    state.current = Some(Arc::clone(&again));
                    return Ok(again);
                }
                state.failed = Some(error.clone());
                self.ended.store(ended + 1, Ordering::Release);
                Err(Problem::Source(error))
            }
        }
    }

    /// A cloud says that `lease` no longer holds. Whether another try may meet a new one: not when it
    /// cannot be renewed, and not when the last renewal for this reason was just now.
    pub async fn refused(&self, operation: &Operation, lease: &Lease) -> bool {
        if matches!(self.origin, Origin::Fixed(_)) {
            return false;
        }
        let Ok(mut state) = self.turn(operation).await else {
            return false;
        };
        // Somebody else was told so earlier, and it is renewed.
        let current = state.current.as_ref();
        if current.is_none_or(|current| current.number != lease.number) {
            return true;
        }
        let now = operation.now();
        if state.refused_at.is_some_and(|at| now < after(at, LEAST)) {
            return false;
        }
        state.refused_at = Some(now);
        state.current = None;
        true
    }

    async fn turn(&self, operation: &Operation) -> Result<MutexGuard<'_, State<E>>, Ended> {
        operation.run(self.state.lock()).await
    }
}

fn lease(issued: Issued, number: u64, now: Timestamp) -> Lease {
    let renew_at = issued.expires_at.map(|end| {
        let lifetime = Duration::try_from(end.duration_since(now)).unwrap_or_default();
        let early = end.checked_sub(MARGIN.min(lifetime / 4)).unwrap_or(end);
        early.max(after(now, LEAST))
    });
    Lease {
        issued,
        number,
        renew_at,
    }
}

fn after(now: Timestamp, pause: Duration) -> Timestamp {
    now.checked_add(pause).unwrap_or(Timestamp::MAX)
}

impl<E> fmt::Debug for Cache<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Cache")
    }
}
