//! Five bad signatures in a row lock an access key for five minutes, where a cloud's gateway does so.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;

use super::clock;
use super::id::AccessKey;

/// Bad signatures in a row that lock a key.
const LIMIT: u32 = 5;
/// How long it stays locked.
const LOCKED: Duration = Duration::from_secs(5 * 60);

/// The failures of each key since its last success.
#[derive(Debug, Default)]
pub(crate) struct Lockout {
    keys: HashMap<AccessKey, Failures>,
}

#[derive(Debug)]
struct Failures {
    in_a_row: u32,
    locked_until: Option<Timestamp>,
}

impl Lockout {
    pub(crate) fn is_locked(&mut self, key: &AccessKey, now: Timestamp) -> bool {
        let until = self.keys.get(key).and_then(|found| found.locked_until);
        match until {
            Some(until) if now < until => true,
            Some(_) => {
                self.keys.remove(key);
                false
            }
            None => false,
        }
    }

    pub(crate) fn failed(&mut self, key: &AccessKey, now: Timestamp) {
        let found = self.keys.entry(key.clone()).or_insert(Failures {
            in_a_row: 0,
            locked_until: None,
        });
        found.in_a_row += 1;
        if found.in_a_row >= LIMIT {
            found.locked_until = Some(clock::after(now, LOCKED));
        }
    }

    pub(crate) fn succeeded(&mut self, key: &AccessKey) {
        self.keys.remove(key);
    }
}
