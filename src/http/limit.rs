//! Client-side rate limits, so that a published rate is never exceeded by our own doing: sliding windows, or token buckets where
//! that is what the cloud has. A bucket lets through twice the rate of a window at first.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::operation::monotonic;

/// So many calls in so much time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub calls: usize,
    /// In any stretch of this length.
    pub per: Duration,
}

impl Rate {
    /// `per_second` calls a second; less than one is one call in more than a second.
    pub fn per_second(per_second: f64) -> Option<Self> {
        if !per_second.is_finite() || per_second <= 0.0 {
            return None;
        }
        if per_second < 1.0 {
            // One call a year is none, and what is longer overflows when it is added to a moment.
            let year = Duration::from_secs(365 * 24 * 3600);
            let per =
                Duration::try_from_secs_f64(1.0 / per_second).map_or(year, |per| per.min(year));
            return Some(Self { calls: 1, per });
        }
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "positive, and as a number of calls saturated is as good as exact"
        )]
        let calls = per_second as usize;
        Some(Self {
            calls,
            per: Duration::from_secs(1),
        })
    }
}

impl Rate {
    /// The time of one call.
    fn share(self) -> Duration {
        let calls = u32::try_from(self.calls).unwrap_or(u32::MAX);
        self.per / calls.max(1)
    }
}

/// What came of waiting for a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It was taken.
    Taken,
    /// It was left to others: the cloud takes no such calls now.
    Closed,
}

/// One limit. Whoever waits holds the lock, which makes the queue fair.
#[derive(Debug)]
pub struct Window {
    rate: Rate,
    sent: tokio::sync::Mutex<Sent>,
    closed_until: Mutex<Option<Instant>>,
}

/// What was sent, as far as it still counts.
#[derive(Debug)]
enum Sent {
    /// No stretch of time has more than the rate: when each was sent.
    Sliding(VecDeque<Instant>),
    /// As many as the rate at once, and then one whenever its share of the time is over: when all are free again.
    Bucket(Instant),
}

impl Sent {
    /// When there is a place for another one; nothing where there is one now.
    fn free_at(&mut self, rate: Rate, now: Instant) -> Option<Instant> {
        match self {
            Self::Sliding(sent) => {
                while sent.front().is_some_and(|first| *first + rate.per <= now) {
                    sent.pop_front();
                }
                let first = sent.front().filter(|_| sent.len() >= rate.calls);
                first.map(|first| *first + rate.per)
            }
            Self::Bucket(full_at) => {
                let held = rate.per.saturating_sub(rate.share());
                let free = full_at.checked_sub(held)?;
                (free > now).then_some(free)
            }
        }
    }

    fn take(&mut self, rate: Rate, now: Instant) {
        match self {
            Self::Sliding(sent) => sent.push_back(now),
            Self::Bucket(full_at) => *full_at = now.max(*full_at) + rate.share(),
        }
    }
}

impl Window {
    /// A sliding window in which nothing was sent yet.
    pub fn new(rate: Rate) -> Self {
        Self::with(rate, Sent::Sliding(VecDeque::new()))
    }

    /// A token bucket, full.
    pub fn bucket(rate: Rate) -> Self {
        Self::with(rate, Sent::Bucket(monotonic()))
    }

    fn with(rate: Rate, sent: Sent) -> Self {
        Self {
            rate,
            sent: tokio::sync::Mutex::new(sent),
            closed_until: Mutex::default(),
        }
    }

    /// Waits for a place in the window and takes it, unless it is of no use by then.
    async fn admit_unless(&self, is_useless: impl Fn() -> bool) -> Admission {
        let mut sent = self.sent.lock().await;
        while let Some(until) = sent.free_at(self.rate, monotonic()) {
            tokio::time::sleep_until(until).await;
        }
        if is_useless() {
            return Admission::Closed;
        }
        sent.take(self.rate, monotonic());
        Admission::Taken
    }

    /// Waits for a place in the window and takes it.
    pub async fn admit(&self) {
        self.admit_unless(|| false).await;
    }

    /// Waits until the cloud's window, which [`Window::drain`] told of, is open again.
    pub async fn reopened(&self) {
        while let Some(until) = self.closed(monotonic()) {
            tokio::time::sleep_until(until).await;
        }
    }

    /// The cloud says that its window is full, whatever ours says: nobody sends for `pause`.
    pub fn drain(&self, pause: Duration) {
        let until = monotonic() + pause;
        let mut closed = self
            .closed_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *closed = (*closed).max(Some(until));
    }

    fn closed(&self, now: Instant) -> Option<Instant> {
        let mut closed = self
            .closed_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if closed.is_some_and(|until| until <= now) {
            *closed = None;
        }
        *closed
    }
}

/// The rate of an API.
#[derive(Clone, Copy, Debug)]
enum RateOf {
    /// A window of the same for each.
    Each(Rate),
    /// By its name.
    ByApi(fn(&str) -> Window),
}

/// The windows of one account in one region: one for each API, and one that all calls share when
/// the user set `max_requests_per_second`.
#[derive(Debug)]
pub struct Limits {
    rate: RateOf,
    windows: Mutex<HashMap<&'static str, Arc<Window>>>,
    all: Option<Arc<Window>>,
    throttled: Arc<Throttled>,
}

/// How long the cloud has kept an account waiting, in all. Who waits side by side waits once.
#[derive(Debug, Default)]
pub struct Throttled(Mutex<Closed>);

#[derive(Debug, Default)]
struct Closed {
    until: Option<Instant>,
    total: Duration,
    told: bool,
}

impl Throttled {
    /// What is worth telling.
    const MUCH: Duration = Duration::from_secs(10);

    /// The cloud takes no calls from `now` for `pause`.
    fn add(&self, now: Instant, pause: Duration) {
        let mut closed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let until = now + pause;
        let from = closed.until.map_or(now, |before| before.max(now));
        closed.total += until.saturating_duration_since(from);
        closed.until = closed.until.max(Some(until));
    }

    /// What it has cost until now; once, and only when it was much.
    pub fn tell(&self) -> Option<Duration> {
        self.tell_at(monotonic())
    }

    fn tell_at(&self, now: Instant) -> Option<Duration> {
        let mut closed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let to_come = closed
            .until
            .map_or(Duration::ZERO, |until| until.saturating_duration_since(now));
        let spent = closed.total.saturating_sub(to_come);
        if closed.told || spent <= Self::MUCH {
            return None;
        }
        closed.told = true;
        Some(spent)
    }
}

impl Limits {
    /// `rate` for each API; `all`, shared with other regions, for everything; `throttled`, shared as
    /// well, sums up what the cloud's own limits cost.
    pub fn new(rate: Rate, all: Option<Arc<Window>>, throttled: Arc<Throttled>) -> Self {
        Self::with(RateOf::Each(rate), all, throttled)
    }

    /// The same, where not all APIs have the same limit.
    pub fn by_api(
        rate: fn(&str) -> Window,
        all: Option<Arc<Window>>,
        throttled: Arc<Throttled>,
    ) -> Self {
        Self::with(RateOf::ByApi(rate), all, throttled)
    }

    fn with(rate: RateOf, all: Option<Arc<Window>>, throttled: Arc<Throttled>) -> Self {
        Self {
            rate,
            windows: Mutex::default(),
            all,
            throttled,
        }
    }

    /// The cloud says that the window of `api` is full: nobody sends for `pause`.
    pub fn drain(&self, api: &'static str, pause: Duration) {
        self.window(api).drain(pause);
        self.throttled.add(monotonic(), pause);
    }

    /// The window of one API.
    pub fn window(&self, api: &'static str) -> Arc<Window> {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let window = windows.entry(api).or_insert_with(|| {
            Arc::new(match self.rate {
                RateOf::Each(rate) => Window::new(rate),
                RateOf::ByApi(limit) => limit(api),
            })
        });
        Arc::clone(window)
    }

    /// Waits until the cloud takes calls of `api` again.
    pub async fn reopened(&self, api: &'static str) {
        self.window(api).reopened().await;
    }

    /// Waits until `api` may be called by our own limits. The place that all share is taken last, and only
    /// by a call that will be sent.
    pub async fn admit(&self, api: &'static str) -> Admission {
        let window = self.window(api);
        let is_closed = || window.closed(monotonic()).is_some();
        let admitted = window.admit_unless(is_closed).await;
        match (&self.all, admitted) {
            (Some(all), Admission::Taken) => all.admit_unless(is_closed).await,
            (_, admitted) => admitted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn no_stretch_of_time_has_more_than_the_rate() {
        let window = Window::new(Rate {
            calls: 5,
            per: SECOND,
        });
        let mut times = Vec::new();
        for _ in 0..23 {
            window.admit().await;
            times.push(monotonic());
        }
        for (first, sixth) in times.iter().zip(times.iter().skip(5)) {
            assert!(*sixth - *first >= SECOND);
        }
        // Four full windows before the last three: no slower than allowed, either.
        assert_eq!(times[22] - times[0], 4 * SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn a_bucket_empties_at_once_and_fills_steadily() {
        let bucket = Window::bucket(Rate {
            calls: 5,
            per: 10 * SECOND,
        });
        let mut times = Vec::new();
        let begun = monotonic();
        for _ in 0..8 {
            bucket.admit().await;
            times.push(begun.elapsed().as_secs());
        }
        assert_eq!(times, [0, 0, 0, 0, 0, 2, 4, 6]);
        // It holds no more than it did at first.
        tokio::time::sleep(100 * SECOND).await;
        let begun = monotonic();
        for _ in 0..6 {
            bucket.admit().await;
        }
        assert_eq!(begun.elapsed(), 2 * SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn what_throttling_costs_is_told_once_it_is_much_and_only_once() {
        let throttled = Throttled::default();
        let begun = monotonic();
        // Two side by side cost no more than one.
        throttled.add(begun, 8 * SECOND);
        throttled.add(begun + SECOND, 6 * SECOND);
        assert_eq!(throttled.tell_at(begun + 60 * SECOND), None);
        throttled.add(begun + 20 * SECOND, 3600 * SECOND);
        // What is still to come has cost nothing yet.
        assert_eq!(throttled.tell_at(begun + 22 * SECOND), None);
        assert_eq!(throttled.tell_at(begun + 23 * SECOND), Some(11 * SECOND));
        assert_eq!(throttled.tell_at(begun + 60 * SECOND), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_drained_window_holds_everyone() {
        let window = Window::new(Rate {
            calls: 100,
            per: SECOND,
        });
        window.admit().await;
        let before = monotonic();
        window.drain(3 * SECOND);
        window.reopened().await;
        window.admit().await;
        assert_eq!(before.elapsed(), 3 * SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn who_may_not_call_any_more_takes_no_place_of_the_others() {
        let one = |seconds| Rate {
            calls: 1,
            per: seconds * SECOND,
        };
        let many = Rate {
            calls: 9,
            per: SECOND,
        };
        let all = Some(Arc::new(Window::new(one(10))));
        let limits = Limits::new(many, all, Arc::default());
        let begun = monotonic();
        assert_eq!(limits.admit("A").await, Admission::Taken);
        let meanwhile = async {
            tokio::time::sleep(SECOND).await;
            limits.drain("A", 60 * SECOND);
        };
        let (second, ()) = tokio::join!(limits.admit("A"), meanwhile);
        assert_eq!(second, Admission::Closed);
        assert_eq!(limits.admit("B").await, Admission::Taken);
        assert_eq!(begun.elapsed(), 10 * SECOND);
        // Nor is the own one taken while it is closed.
        assert_eq!(limits.admit("A").await, Admission::Closed);
        assert_eq!(begun.elapsed(), 10 * SECOND);
    }

    #[test]
    fn rates_may_be_below_one() {
        assert_eq!(
            Rate::per_second(0.5),
            Some(Rate {
                calls: 1,
                per: Duration::from_secs(2)
            })
        );
        assert_eq!(
            Rate::per_second(20.0),
            Some(Rate {
                calls: 20,
                per: Duration::from_secs(1)
            })
        );
        assert_eq!(Rate::per_second(0.0), None);
    }

    #[tokio::test(start_paused = true)]
    async fn the_smallest_rates_and_the_largest_overflow_nothing() {
        for per_second in [f64::MIN_POSITIVE, 5e-324, 1e-19, 1e-9, 1e30, f64::MAX] {
            let rate = Rate::per_second(per_second).unwrap();
            let window = Window::new(rate);
            window.admit().await;
            window.admit().await;
        }
    }
}
