//! One operation's limits: when it must end, who may cut it short, and what time it is.
//!
//! The leaf of the crate: everything may use it, and it uses nothing of ours. It is also the only
//! place that reads a clock (`clippy.toml` forbids it elsewhere), so that a test can run the client
//! and the simulator on one paused tokio runtime.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Where wall-clock time comes from.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A fixed beginning plus tokio's own time, which stands still or leaps when a test pauses it.
    Virtual {
        /// The wall-clock time at `start`.
        base: Timestamp,
        /// The moment of tokio's time that `base` belongs to.
        start: Instant,
    },
}

impl Clock {
    /// A clock that reads `base` now and from here on follows tokio's time.
    pub fn starting_at(base: Timestamp) -> Self {
        Self::Virtual {
            base,
            start: monotonic(),
        }
    }

    /// The time in UTC.
    #[allow(clippy::disallowed_methods, reason = "the one place that reads it")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Virtual { base, start } => {
                let gone = monotonic().saturating_duration_since(*start);
                base.checked_add(gone).unwrap_or(Timestamp::MAX)
            }
        }
    }
}

/// A moment of monotonic time. For measuring, never for showing.
#[allow(clippy::disallowed_methods, reason = "the one place that reads it")]
pub fn monotonic() -> Instant {
    Instant::now()
}

/// Why an operation ended before its work did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Ended {
    /// Terraform asked us to stop (Ctrl-C).
    #[error("it was interrupted")]
    Cancelled,
    /// The time allowed by `timeouts` is over.
    #[error("the time allowed for it has run out")]
    TimedOut,
}

/// Tells whether work that others wait for stands in one of our own queues. Clones are the same mark.
#[derive(Clone, Debug)]
pub struct Queue(Arc<watch::Sender<usize>>);

impl Default for Queue {
    fn default() -> Self {
        Self(Arc::new(watch::channel(0).0))
    }
}

/// It stands there until this is dropped.
struct Queued<'a>(&'a Queue);

impl Queue {
    fn enter(&self) -> Queued<'_> {
        self.0.send_modify(|queued| *queued += 1);
        Queued(self)
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.0
            .0
            .send_modify(|queued| *queued = queued.saturating_sub(1));
    }
}

/// The limits of one operation; clones share them.
#[derive(Clone, Debug)]
pub struct Operation {
    clock: Clock,
    cancel: CancellationToken,
    /// How long it goes on once cancelled, and since when it is.
    grace: Duration,
    cancelled_at: Arc<OnceLock<Instant>>,
    start: Instant,
    /// Nanoseconds after `start` at which the operation must have ended. Grows by the time spent
    /// in our own queues, which the user's `timeouts` do not pay for.
    allowed: Arc<AtomicU64>,
    /// Shows others when it stands in one of our queues.
    queue: Option<Queue>,
}

impl Operation {
    /// An operation that starts now, may take `timeout`, and ends early when `cancel` fires.
    pub fn new(clock: Clock, cancel: CancellationToken, timeout: Duration) -> Self {
        Self {
            clock,
            cancel,
            grace: Duration::ZERO,
            cancelled_at: Arc::default(),
            start: monotonic(),
            allowed: Arc::new(AtomicU64::new(nanos(timeout))),
            queue: None,
        }
    }

    /// The limits of work that serves several operations: it ends by `cancel` or after `timeout`, and
    /// shows at `queue` when it stands in one of our queues.
    #[must_use]
    pub fn apart(&self, cancel: CancellationToken, timeout: Duration, queue: Queue) -> Self {
        Self {
            queue: Some(queue),
            ..Self::new(self.clock.clone(), cancel, timeout)
        }
    }

    /// From here on it can be cancelled by itself, too: by the token that is returned.
    pub fn cancellable(&mut self) -> CancellationToken {
        self.cancel = self.cancel.child_token();
        self.cancel.clone()
    }

    /// When it began.
    pub fn begun(&self) -> Instant {
        self.start
    }

    /// The limits of one more look at what a write came to: half a minute while the operation goes on,
    /// a few seconds from the moment it is cancelled or once it is over.
    #[must_use]
    pub fn last_look(&self) -> Self {
        const GOING_ON: Duration = Duration::from_secs(30);
        const OVER: Duration = Duration::from_secs(3);
        let timeout = match self.ended() {
            None => self.remaining().clamp(OVER, GOING_ON),
            Some(_) => OVER,
        };
        Self {
            grace: OVER,
            ..Self::new(self.clock.clone(), self.cancel.clone(), timeout)
        }
    }

    /// The same operation, for work that may take `timeout` at most.
    #[must_use]
    pub fn at_most(&self, timeout: Duration) -> Self {
        Self::new(
            self.clock.clone(),
            self.cancel.clone(),
            timeout.min(self.remaining()),
        )
    }

    /// The wall-clock time in UTC.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// When the operation must have ended, as it stands now.
    pub fn deadline(&self) -> Instant {
        self.start + Duration::from_nanos(self.allowed.load(Ordering::Relaxed))
    }

    /// How long the operation may still take; zero when it is over.
    pub fn remaining(&self) -> Duration {
        self.deadline().saturating_duration_since(monotonic())
    }

    /// Why the operation is over, when it is.
    pub fn ended(&self) -> Option<Ended> {
        if self.cancel.is_cancelled() && self.ends_at() <= monotonic() {
            Some(Ended::Cancelled)
        } else if self.remaining().is_zero() {
            Some(Ended::TimedOut)
        } else {
            None
        }
    }

    /// When the cancelled operation ends. A grace counts from when the cancellation is first seen,
    /// which is at once: whatever takes time here waits for it as well.
    fn ends_at(&self) -> Instant {
        *self.cancelled_at.get_or_init(monotonic) + self.grace
    }

    /// Waits until the operation has ended by being cancelled.
    async fn cancelled(&self) {
        self.cancel.cancelled().await;
        // Where there is no grace the timer is never asked: it counts in milliseconds, rounded up.
        if !self.grace.is_zero() {
            tokio::time::sleep_until(self.ends_at()).await;
        }
    }

    /// Runs `work` until it is done, cancelled or out of time. What is cut short is dropped: only
    /// for waits and reads, never for a call that changes something.
    ///
    /// # Errors
    /// [`Ended`] when the work was cut short.
    pub async fn run<T>(&self, work: impl Future<Output = T>) -> Result<T, Ended> {
        tokio::select! {
            biased;
            () = self.cancelled() => Err(Ended::Cancelled),
            done = work => Ok(done),
            () = tokio::time::sleep_until(self.deadline()) => Err(Ended::TimedOut),
        }
    }

    /// Waits for `pause`, or less when the operation ends first.
    ///
    /// # Errors
    /// [`Ended`] when it did.
    pub async fn sleep(&self, pause: Duration) -> Result<(), Ended> {
        self.run(tokio::time::sleep(pause)).await
    }

    /// Runs `work`, a wait in one of our own queues: it can be cancelled, and the time it takes is
    /// added to the deadline.
    ///
    /// # Errors
    /// [`Ended::Cancelled`] when it was.
    pub async fn uncounted<T>(&self, work: impl Future<Output = T>) -> Result<T, Ended> {
        let before = monotonic();
        let _standing = self.queue.as_ref().map(Queue::enter);
        let done = tokio::select! {
            biased;
            () = self.cancelled() => Err(Ended::Cancelled),
            done = work => Ok(done),
        };
        let spent = nanos(monotonic().saturating_duration_since(before));
        self.allowed.fetch_add(spent, Ordering::Relaxed);
        done
    }

    /// Runs `work`, which waits for what others do: like [`Operation::run`], but the time in which
    /// `queue` says that they stand in one of our queues is added to the deadline.
    ///
    /// # Errors
    /// [`Ended`] when the work was cut short.
    pub async fn beside<T>(
        &self,
        queue: &Queue,
        work: impl Future<Output = T>,
    ) -> Result<T, Ended> {
        let mut queued = queue.0.subscribe();
        tokio::pin!(work);
        loop {
            // The queue outlives whoever listens to it, so that no wait here can fail.
            let paid = async {
                tokio::select! {
                    biased;
                    done = &mut work => Some(done),
                    _ = queued.wait_for(|count| *count > 0) => None,
                }
            };
            if let Some(done) = self.run(paid).await? {
                return Ok(done);
            }
            let free = async {
                tokio::select! {
                    biased;
                    done = &mut work => Some(done),
                    _ = queued.wait_for(|count| *count == 0) => None,
                }
            };
            if let Some(done) = self.uncounted(free).await? {
                return Ok(done);
            }
        }
    }
}

fn nanos(duration: Duration) -> u64 {
    // A century is enough, and far from the overflow that adding to an Instant could meet.
    let century = Duration::from_secs(100 * 365 * 24 * 3600);
    u64::try_from(duration.min(century).as_nanos()).unwrap_or(u64::MAX)
}

/// Returns when somebody asks this process to end: Ctrl-C, or SIGTERM where there is such a thing.
///
/// # Errors
/// What the system says of waiting for it.
pub async fn interrupted() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            done = tokio::signal::ctrl_c() => done,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    {
        tokio::signal::ctrl_c().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(timeout: Duration) -> (Operation, CancellationToken) {
        let cancel = CancellationToken::new();
        (
            Operation::new(Clock::System, cancel.clone(), timeout),
            cancel,
        )
    }

    #[tokio::test(start_paused = true)]
    async fn ends_by_time() {
        let (operation, _cancel) = operation(Duration::from_secs(10));
        assert_eq!(operation.sleep(Duration::from_secs(9)).await, Ok(()));
        assert_eq!(
            operation.sleep(Duration::from_secs(9)).await,
            Err(Ended::TimedOut)
        );
        assert_eq!(operation.ended(), Some(Ended::TimedOut));
    }

    #[tokio::test(start_paused = true)]
    async fn ends_by_cancel() {
        let (operation, cancel) = operation(Duration::from_secs(10));
        cancel.cancel();
        assert_eq!(
            operation.sleep(Duration::from_secs(1)).await,
            Err(Ended::Cancelled)
        );
    }

    /// How long a last look takes that would go on for ever: a call, then a wait in one of our queues.
    async fn endless(look: &Operation) -> Duration {
        let begun = monotonic();
        let _ = look.sleep(Duration::from_secs(11)).await;
        let waited = look.uncounted(std::future::pending::<()>()).await;
        assert_eq!(waited, Err(Ended::Cancelled));
        assert_eq!(look.ended(), Some(Ended::Cancelled));
        begun.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn a_ctrl_c_during_a_last_look_leaves_it_a_few_seconds() {
        let (operation, cancel) = operation(Duration::from_secs(600));
        let look = operation.last_look();
        let ten = Duration::from_secs(10);
        let interrupt = async {
            tokio::time::sleep(ten).await;
            cancel.cancel();
        };
        let (took, ()) = tokio::join!(endless(&look), interrupt);
        assert_eq!(took, ten + Duration::from_secs(3));
    }

    #[tokio::test(start_paused = true)]
    async fn a_last_look_after_a_ctrl_c_has_a_few_seconds() {
        let (operation, cancel) = operation(Duration::from_secs(600));
        cancel.cancel();
        let look = operation.last_look();
        assert_eq!(look.ended(), None);
        assert_eq!(endless(&look).await, Duration::from_secs(3));
    }

    #[tokio::test(start_paused = true)]
    async fn a_last_look_that_nobody_interrupts_has_half_a_minute_at_most() {
        for (timeout, expected) in [(600, 30), (20, 20), (1, 3)] {
            let (operation, _cancel) = operation(Duration::from_secs(timeout));
            let look = operation.last_look();
            let begun = monotonic();
            let ended = look.sleep(Duration::from_secs(3600)).await;
            assert_eq!(ended, Err(Ended::TimedOut));
            assert_eq!(begun.elapsed(), Duration::from_secs(expected));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn our_queues_cost_the_user_nothing() {
        let (operation, _cancel) = operation(Duration::from_secs(10));
        let queued = operation.uncounted(tokio::time::sleep(Duration::from_secs(60)));
        assert_eq!(queued.await, Ok(()));
        assert_eq!(operation.remaining(), Duration::from_secs(10));
    }

    #[tokio::test(start_paused = true)]
    async fn what_others_spend_in_our_queues_costs_the_user_nothing_either() {
        let (waiting, _cancel) = operation(Duration::from_secs(10));
        let queue = Queue::default();
        let (served, _cancel) = operation(Duration::from_secs(10));
        let served = served.apart(
            CancellationToken::new(),
            Duration::from_secs(10),
            queue.clone(),
        );
        let work = async {
            let queued = served.uncounted(tokio::time::sleep(Duration::from_secs(60)));
            assert_eq!(queued.await, Ok(()));
            served.sleep(Duration::from_secs(4)).await
        };
        assert_eq!(waiting.beside(&queue, work).await, Ok(Ok(())));
        assert_eq!(waiting.remaining(), Duration::from_secs(6));
        let endless = std::future::pending::<()>();
        assert_eq!(waiting.beside(&queue, endless).await, Err(Ended::TimedOut));
    }

    #[tokio::test(start_paused = true)]
    async fn the_virtual_clock_follows_tokio() {
        let clock = Clock::starting_at(Timestamp::UNIX_EPOCH);
        tokio::time::sleep(Duration::from_secs(90)).await;
        assert_eq!(clock.now().as_second(), 90);
    }
}
