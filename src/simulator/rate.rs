//! Throttling: so many calls of one API by one tenant in so many seconds, over a sliding window.

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
    /// The window's length in seconds.
    pub per_seconds: u64,
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
