//! Queues inside this process: who changes what a cloud lets change one at a time stands in line
//! here, instead of being refused there and trying again.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

use crate::operation::{Ended, Operation};

type Line = Arc<tokio::sync::Mutex<()>>;

/// One queue for each name, for all accounts: both sides of a connection change one object.
#[derive(Debug, Default)]
pub struct Queues(Mutex<HashMap<String, Line>>);

/// The turn of one, until it is dropped.
#[derive(Debug)]
#[must_use]
pub struct Turn(#[allow(dead_code, reason = "held, and dropped")] Vec<OwnedMutexGuard<()>>);

impl Queues {
    /// Waits for a turn in all of these queues. The time does not count.
    ///
    /// # Errors
    /// [`Ended::Cancelled`] when the operation was.
    pub async fn enter(&self, operation: &Operation, names: &[&str]) -> Result<Turn, Ended> {
        // In one order for everyone, so that no two wait for each other.
        let names: BTreeSet<&str> = names.iter().copied().collect();
        let mut turns = Vec::new();
        for name in names {
            let line = self.line(name);
            turns.push(operation.uncounted(line.lock_owned()).await?);
        }
        Ok(Turn(turns))
    }

    fn line(&self, name: &str) -> Line {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody stands in those that only the map knows.
        lines.retain(|_, line| Arc::strong_count(line) > 1);
        Arc::clone(lines.entry(name.to_owned()).or_default())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::operation::{Clock, monotonic};

    fn operation() -> Operation {
        let timeout = Duration::from_secs(5);
        Operation::new(Clock::System, CancellationToken::new(), timeout)
    }

    async fn work(queues: &Queues, names: &[&str]) {
        let _turn = queues.enter(&operation(), names).await.unwrap();
        tokio::time::sleep(Duration::from_secs(4)).await;
    }

    #[tokio::test(start_paused = true)]
    async fn who_shares_a_name_waits_and_others_do_not() {
        let queues = Queues::default();
        let begun = monotonic();
        tokio::join!(
            work(&queues, &["a", "b"]),
            work(&queues, &["b", "a"]),
            work(&queues, &["c", "d"]),
            work(&queues, &["d", "b"]),
        );
        // Three share "b"; the wait is longer than any of them may take.
        assert_eq!(begun.elapsed(), Duration::from_secs(12));
        drop(queues.line("e"));
        assert_eq!(queues.0.lock().unwrap().len(), 1);
    }
}
