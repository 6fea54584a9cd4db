//! How long to wait before the next try.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};

/// Longer and longer pauses, up to `longest`, never quite the same for two who wait.
pub(super) fn backoff(longest: Duration) -> impl Iterator<Item = Duration> {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(500))
        .with_max_delay(longest)
        .without_max_times()
        .with_jitter()
        .build()
}

/// The pause before the next try: as the cloud says, but neither not at all nor for days.
pub(super) fn pause(
    asked: Option<Duration>,
    pauses: &mut impl Iterator<Item = Duration>,
) -> Duration {
    const LEAST: Duration = Duration::from_millis(500);
    const MOST: Duration = Duration::from_secs(3600);
    match asked {
        Some(asked) if asked >= LEAST => asked.min(MOST),
        _ => next(pauses),
    }
}

/// The next of the pauses.
pub(super) fn next(pauses: &mut impl Iterator<Item = Duration>) -> Duration {
    pauses.next().unwrap_or(Duration::from_secs(30))
}
