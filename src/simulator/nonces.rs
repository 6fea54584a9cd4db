//! The nonces of signed requests: each is good for one.

use std::collections::{HashSet, VecDeque};

/// How many are remembered.
const KEPT: usize = 100_000;

/// Those that were used.
#[derive(Debug, Default)]
pub(crate) struct Nonces {
    used: HashSet<String>,
    order: VecDeque<String>,
}

impl Nonces {
    /// Whether it is new; from now on it is not.
    pub(crate) fn take(&mut self, nonce: &str) -> bool {
        if !self.used.insert(nonce.to_owned()) {
            return false;
        }
        self.order.push_back(nonce.to_owned());
        if self.order.len() > KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            self.used.remove(&oldest);
        }
        true
    }
}
