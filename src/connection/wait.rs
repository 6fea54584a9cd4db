//! How often to look while waiting: soon, then less and less often, and soon again where things are
//! known to settle fast.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use crate::operation::{Ended, Operation, monotonic};

/// The first pause when nothing is known.
const FIRST: Duration = Duration::from_millis(100);

/// The shortest one, after a look that was expected to be the last. What settles faster has settled when the call
/// is answered, as good as.
const SOON: Duration = Duration::from_millis(30);

/// The longest pause.
const LONGEST: Duration = Duration::from_secs(3);

/// How long it takes until something has settled, in milliseconds: more than the one, and no more than
/// the other. Each wait looks in between, and so knows it better afterwards.
#[derive(Debug, Default)]
pub struct Settling {
    more_than: AtomicU64,
    at_most: AtomicU64,
}

impl Settling {
    fn estimate(&self) -> Option<Duration> {
        let more_than = self.more_than.load(Ordering::Relaxed);
        let millis = match self.at_most.load(Ordering::Relaxed) {
            0 => return None,
            // Known well enough: a look that comes too early costs more than it saves.
            at_most if at_most.saturating_sub(more_than) <= at_most / 6 => at_most,
            at_most => more_than.midpoint(at_most),
        };
        Some(Duration::from_millis(millis))
    }

    /// A look so long after the beginning showed it settled, and one before that did not; none when that
    /// was the first.
    fn learn(&self, settled: Duration, unsettled: Option<Duration>) {
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let at_most = millis(settled).max(1);
        let known = self.more_than.load(Ordering::Relaxed);
        // A look that came early, with somebody else's, tells no less than was known.
        let known = if known < at_most { known } else { 0 };
        let more_than = unsettled.map_or(known, |at| millis(at).max(known));
        self.more_than.store(more_than, Ordering::Relaxed);
        self.at_most.store(at_most, Ordering::Relaxed);
    }
}

/// The pauses of one wait.
#[derive(Debug)]
pub struct Pace<'a> {
    settling: &'a Settling,
    begun: Instant,
    /// When the cloud was last asked, and the time before that.
    seen: Instant,
    before: Option<Instant>,
    due: Instant,
    pause: Duration,
    /// Whether the first look is due when things should have settled.
    expects: bool,
}

impl<'a> Pace<'a> {
    /// A wait that begins now.
    pub fn new(settling: &'a Settling) -> Self {
        let now = monotonic();
        let estimate = settling.estimate();
        let pause = estimate.map_or(FIRST, |pause| pause.clamp(SOON, LONGEST));
        Self {
            settling,
            begun: now,
            seen: now,
            before: None,
            due: now + pause,
            pause,
            expects: estimate.is_some(),
        }
    }

    /// Whether the first look is due at once: nothing is known, or things are known to settle while the call
    /// that began it is answered.
    pub(super) fn begins_with_a_look(&self) -> bool {
        !self.expects || self.pause <= SOON
    }

    /// When it is time to look again.
    pub(super) fn due(&self) -> Instant {
        self.due
    }

    /// How much later is still good enough, when others look then.
    pub(super) fn slack(&self) -> Duration {
        self.pause / 2
    }

    /// When the cloud was last asked.
    pub(super) fn seen(&self) -> Instant {
        self.seen
    }

    /// The cloud was asked at this moment. A look that came early takes no turn.
    pub(super) fn look(&mut self, sent: Instant) {
        if sent > self.seen {
            self.before = Some(self.seen);
            self.seen = sent;
        }
        if sent >= self.due {
            // What was expected by now cannot be far.
            let next = if std::mem::take(&mut self.expects) {
                self.pause / 4
            } else {
                self.pause * 3 / 2
            };
            self.pause = next.clamp(SOON, LONGEST);
            self.due = sent + self.pause;
        }
    }

    /// Waits until it is time to look again.
    ///
    /// # Errors
    /// [`Ended`] when the operation is over first.
    pub async fn tick(&mut self, operation: &Operation) -> Result<(), Ended> {
        let due = self.due;
        operation.run(tokio::time::sleep_until(due)).await?;
        self.look(due);
        Ok(())
    }

    /// The wait is over, and what was waited for has happened.
    pub fn settled(self) {
        if self.seen == self.begun {
            // The answer to the call said so: nothing was waited for.
            return;
        }
        let since = |at: Instant| at.duration_since(self.begun);
        let unsettled = self.before.filter(|at| *at > self.begun).map(since);
        self.settling.learn(since(self.seen), unsettled);
    }
}

/// When each of those who wait for something of one collection wants to look.
#[derive(Debug, Default)]
pub(super) struct Dues {
    entered: u64,
    waiting: Vec<Due>,
}

#[derive(Debug)]
struct Due {
    number: u64,
    at: Instant,
    slack: Duration,
}

impl Dues {
    /// One more wants to look at `at`, or up to `slack` later. Returns its number.
    pub(super) fn enter(&mut self, at: Instant, slack: Duration) -> u64 {
        self.entered += 1;
        let number = self.entered;
        self.waiting.push(Due { number, at, slack });
        number
    }

    /// It wants no more.
    pub(super) fn leave(&mut self, number: u64) {
        self.waiting.retain(|due| due.number != number);
    }

    /// When to look for it: together with all who want to before it is too late for it.
    pub(super) fn due_at(&self, number: u64) -> Instant {
        let Some(mine) = self.waiting.iter().find(|due| due.number == number) else {
            return monotonic();
        };
        let until = mine.at + mine.slack;
        let others = self.waiting.iter().map(|due| due.at);
        let together = others.filter(|at| *at <= until).max();
        together.map_or(mine.at, |at| at.max(mine.at))
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
        assert_eq!(pace.pause, LONGEST);
        pace.settled();
        assert_eq!(Pace::new(&settling).pause, LONGEST);
    }

    /// Things that take half a second: after a few waits, little more is waited.
    #[tokio::test(start_paused = true)]
    async fn each_wait_knows_better_when_to_look() {
        let takes = Duration::from_millis(500);
        let settling = Settling::default();
        let operation = Operation::new(
            Clock::System,
            CancellationToken::new(),
            Duration::from_secs(600),
        );
        let mut waits = Vec::new();
        for _ in 0..5 {
            let begun = monotonic();
            let mut pace = Pace::new(&settling);
            let mut looks = 0;
            while begun.elapsed() < takes {
                pace.tick(&operation).await.unwrap();
                looks += 1;
            }
            pace.settled();
            waits.push((begun.elapsed(), looks));
        }
        let (first, looks) = waits[0];
        assert!((812..=815).contains(&first.as_millis()), "{first:?}");
        assert_eq!(looks, 4);
        for (took, looks) in &waits[2..] {
            assert!(
                *took < Duration::from_millis(650) && *looks <= 2,
                "{waits:?}"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_early_look_takes_no_turn() {
        let settling = Settling::default();
        let mut pace = Pace::new(&settling);
        let due = pace.due();
        pace.look(due.checked_sub(Duration::from_millis(1)).unwrap());
        assert_eq!(pace.due(), due);
        pace.look(due);
        assert_eq!(pace.due(), due + FIRST * 3 / 2);
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_due_soon_is_waited_for_but_nobody_for_long() {
        let now = monotonic();
        let at = |millis| now + Duration::from_millis(millis);
        let mut dues = Dues::default();
        let first = dues.enter(at(100), Duration::from_millis(50));
        let second = dues.enter(at(140), Duration::from_millis(70));
        let third = dues.enter(at(200), Duration::from_millis(100));
        assert_eq!(dues.due_at(first), at(140));
        assert_eq!(dues.due_at(second), at(200));
        assert_eq!(dues.due_at(third), at(200));
        dues.leave(second);
        assert_eq!(dues.due_at(first), at(100));
    }
}
