//! What was called: the log that users read, and the events that tests wait for.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::clock;
use super::id::AccessKey;
use super::request::Answer;

/// Entries kept; the oldest go first, so that a simulator can run for weeks.
const KEPT: usize = 100_000;

/// One call of a simulated API. Holds no secret and no body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Counts from 1 and is never given twice by one process, not even after the log was cleared.
    pub seq: u64,
    /// When it arrived, by the simulator's clock.
    #[serde(with = "clock::rfc3339")]
    pub at: Timestamp,
    /// Who called, as the request says: not yet verified.
    pub access_key: Option<AccessKey>,
    /// The HTTP method.
    pub method: String,
    /// Path and query as sent.
    pub path: String,
    /// The vendor's name of the API; absent when the path is none.
    pub api: Option<String>,
    /// How it ended.
    pub end: End,
    /// The HTTP status that was answered, when one was.
    pub status: Option<u16>,
    /// The HTTP status of what was executed, whether or not that answer left; absent: nothing was.
    pub executed: Option<u16>,
    /// How many of those that it names were refused, where a success may hold refusals.
    #[serde(default, skip_serializing_if = "is_none_of_them")]
    pub refused: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "this is how serde asks")]
fn is_none_of_them(refused: &usize) -> bool {
    *refused == 0
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// Not yet.
    Open,
    /// With an answer.
    Answered,
    /// A rule dropped or reset the connection.
    Dropped,
    /// The caller hung up first.
    Aborted,
}

impl Call {
    pub(crate) fn arriving(seq: u64, at: Timestamp, method: &str, path: &str) -> Self {
        Self {
            seq,
            at,
            access_key: None,
            method: method.to_owned(),
            path: path.to_owned(),
            api: None,
            end: End::Open,
            status: None,
            executed: None,
            refused: 0,
        }
    }
}

/// Which calls. What is not given matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Match {
    /// The HTTP method, such as `POST`.
    pub method: Option<String>,
    /// A part of path and query as sent, such as `/accept`.
    pub path: Option<String>,
    /// The API's name as the call log shows it, such as `CreateVpcPeering`.
    pub api: Option<String>,
    /// The tenant's access key.
    pub access_key: Option<AccessKey>,
}

impl Match {
    /// Whether a call is one of those.
    pub fn matches(&self, call: &Call) -> bool {
        self.method
            .as_ref()
            .is_none_or(|method| method.eq_ignore_ascii_case(&call.method))
            && self
                .path
                .as_ref()
                .is_none_or(|part| call.path.contains(part.as_str()))
            && (self.api.is_none() || self.api == call.api)
            && (self.access_key.is_none() || self.access_key == call.access_key)
    }
}

/// Since when a waiter counts a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// When it has arrived.
    Arrived,
    /// When it has ended.
    Ended,
}

/// The log; clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Log {
    calls: Arc<Mutex<Calls>>,
    changed: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Calls {
    entries: VecDeque<Call>,
    /// Everybody who has ever called.
    keys: BTreeSet<AccessKey>,
    last: u64,
}

/// Ends its entry when it is dropped: a future that hyper gave up is a caller that hung up.
#[derive(Debug)]
pub(crate) struct Entry {
    log: Log,
    seq: u64,
    end: End,
    status: Option<u16>,
}

impl Entry {
    pub(crate) fn answered(mut self, status: u16) {
        self.end = End::Answered;
        self.status = Some(status);
    }

    /// The call was executed. Written down at once: the caller may hang up before the answer.
    pub(crate) fn executed(&self, answer: &Answer) {
        self.write(|call| {
            call.executed = Some(answer.status.as_u16());
            call.refused = answer.refused;
        });
    }

    fn write(&self, what: impl FnOnce(&mut Call)) {
        let seq = self.seq;
        self.log.change(|calls| {
            // The entry may have been cleared or have fallen off the end.
            if let Some(call) = calls.entries.iter_mut().rev().find(|call| call.seq == seq) {
                what(call);
            }
        });
    }

    pub(crate) fn dropped(mut self) {
        self.end = End::Dropped;
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let (end, status) = (self.end, self.status);
        self.write(|call| {
            call.end = end;
            call.status = status;
        });
    }
}

impl Default for Log {
    fn default() -> Self {
        Self {
            calls: Arc::default(),
            changed: watch::Sender::new(0),
        }
    }
}

impl Log {
    /// Writes a call down, its `seq` given here.
    pub(crate) fn arrived(&self, mut call: Call) -> Entry {
        let seq = self.change(|calls| {
            calls.last += 1;
            call.seq = calls.last;
            calls.keys.extend(call.access_key.clone());
            calls.entries.push_back(call);
            if calls.entries.len() > KEPT {
                calls.entries.pop_front();
            }
            calls.last
        });
        Entry {
            log: self.clone(),
            seq,
            end: End::Aborted,
            status: None,
        }
    }

    pub(crate) fn all(&self) -> Vec<Call> {
        self.lock().entries.iter().cloned().collect()
    }

    /// The newest calls, the last one first, and who has ever called.
    pub(crate) fn last(&self, count: usize) -> (Vec<Call>, BTreeSet<AccessKey>) {
        let calls = self.lock();
        let newest = calls.entries.iter().rev().take(count).cloned();
        (newest.collect(), calls.keys.clone())
    }

    /// Tells of every change from now on.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    pub(crate) fn clear(&self) {
        self.change(|calls| calls.entries.clear());
    }

    /// The calls after `after` that match, at most `count`, ended ones only when `moment` says so.
    pub(crate) fn find(&self, on: &Match, after: u64, count: usize, moment: Moment) -> Vec<Call> {
        self.lock()
            .entries
            .iter()
            .filter(|call| call.seq > after && on.matches(call))
            .filter(|call| moment == Moment::Arrived || call.end != End::Open)
            .take(count)
            .cloned()
            .collect()
    }

    /// Waits until `find` has `count` calls.
    pub(crate) async fn wait(
        &self,
        on: &Match,
        after: u64,
        count: usize,
        moment: Moment,
    ) -> Vec<Call> {
        let mut changed = self.changed.subscribe();
        loop {
            changed.borrow_and_update();
            let found = self.find(on, after, count, moment);
            // The sender lives as long as the log does; should it be gone, nothing more can come.
            if found.len() >= count || changed.changed().await.is_err() {
                return found;
            }
        }
    }

    fn change<T>(&self, work: impl FnOnce(&mut Calls) -> T) -> T {
        let done = work(&mut self.lock());
        self.changed
            .send_modify(|version| *version = version.wrapping_add(1));
        done
    }

    fn lock(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
