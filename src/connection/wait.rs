//! How often to look while waiting: soon, then less and less often, and soon again where things are
//! known to settle fast.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use crate::operation::{Ended, Operation, monotonic};

/// The first pause when nothing is known.
const FIRST: Duration = Duration::from_millis(100);

/// The longest pause.
const LONGEST: Duration = Duration::from_secs(3);

/// How long it last took until something had settled.
#[derive(Debug, Default)]
pub struct Settling(AtomicU64);

impl Settling {
    fn last(&self) -> Option<Duration> {
        match self.0.load(Ordering::Relaxed) {
            0 => None,
            millis => Some(Duration::from_millis(millis)),
        }
    }

    fn learn(&self, took: Duration) {
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        self.0.store(millis, Ordering::Relaxed);
    }
}

/// The pauses of one wait.
#[derive(Debug)]
pub struct Pace<'a> {
    settling: &'a Settling,
    begun: Instant,
    next: Duration,
}

impl<'a> Pace<'a> {
    /// A wait that begins now.
    pub fn new(settling: &'a Settling) -> Self {
        Self {
            settling,
            begun: monotonic(),
            next: settling.last().unwrap_or(FIRST).clamp(FIRST, LONGEST),
        }
    }

    /// Waits until it is time to look again.
    ///
    /// # Errors
    /// [`Ended`] when the operation is over first.
    pub async fn tick(&mut self, operation: &Operation) -> Result<(), Ended> {
        operation.sleep(self.next).await?;
        self.next = (self.next * 3 / 2).min(LONGEST);
        Ok(())
    }

    /// The wait is over, and what was waited for has happened.
    pub fn settled(self) {
        self.settling.learn(self.begun.elapsed());
    }
}

#[cfg(test)]
mod tests {
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::operation::Clock;

    #[tokio::test(start_paused = true)]
    async fn pauses_grow_to_three_seconds_and_learn() {
        let settling = Settling::default();
        let operation = Operation::new(
            Clock::System,
            CancellationToken::new(),
            Duration::from_secs(600),
        );
        let mut pace = Pace::new(&settling);
        let begun = monotonic();
        pace.tick(&operation).await.unwrap();
        assert_eq!(begun.elapsed(), FIRST);
        for _ in 0..20 {
            pace.tick(&operation).await.unwrap();
        }
        assert_eq!(pace.next, LONGEST);
        pace.settled();
        assert_eq!(Pace::new(&settling).next, LONGEST);
    }
}
