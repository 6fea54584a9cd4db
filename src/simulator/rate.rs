//! Throttling: so many calls of one API by one tenant in so many seconds, over a sliding window, or from a token bucket that takes so
//! long to fill.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::clock;
use super::id::AccessKey;

/// A limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Calls that one window lets through.
    pub calls: usize,
    /// The window's length in seconds, or how long the bucket takes to fill.
    pub per_seconds: u64,
    /// Whether it is a bucket.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bucket: bool,
}

/// When each (tenant, API) was called within its window.
#[derive(Debug, Default)]
pub(crate) struct Windows {
    calls: HashMap<(AccessKey, &'static str), VecDeque<Timestamp>>,
}

impl Windows {
    /// Counts one call; false when the limit is reached. A refused call does not count.
    pub(crate) fn admit(
        &mut self,
        key: &AccessKey,
        api: &'static str,
        rate: Rate,
        now: Timestamp,
    ) -> bool {
        let calls = self.calls.entry((key.clone(), api)).or_default();
        let window = Duration::from_secs(rate.per_seconds);
        if rate.bucket {
            return from_bucket(calls, rate, now);
        }
        while calls
            .front()
            .is_some_and(|first| clock::after(*first, window) <= now)
        {
            calls.pop_front();
        }
        let admitted = calls.len() < rate.calls;
        if admitted {
            calls.push_back(now);
        }
        admitted
    }
}

/// Takes a token, if one is there. What is kept is when the bucket is full again.
fn from_bucket(full_at: &mut VecDeque<Timestamp>, rate: Rate, now: Timestamp) -> bool {
    let window = Duration::from_secs(rate.per_seconds);
    let share = window / u32::try_from(rate.calls).unwrap_or(u32::MAX).max(1);
    let full = full_at.pop_front().map_or(now, |full| full.max(now));
    let after = clock::after(full, share);
    let admitted = after <= clock::after(now, window);
    full_at.push_back(if admitted { after } else { full });
    admitted
}
