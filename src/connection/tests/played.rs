//! Plays what readers, writers and other tenants do to the cloud of [`super::simulated`], on a paused clock.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use proptest::prelude::*;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::simulated::{Simulated, Version};
use crate::connection::knowledge::{Observed, WINDOW};
use crate::connection::observe::{Ask, Collection};
use crate::connection::stamps::Stamps;
use crate::http::error::Failure;
use crate::operation::{Clock, Operation, monotonic};

#[derive(Clone, Copy, Debug)]
pub(in crate::connection) enum Act {
    Recent(&'static str),
    Now,
    Written,
    /// A reader who gives up after so many milliseconds.
    GivesUp(u64),
    /// This process writes; it takes so many milliseconds.
    Writes(u64),
    Creates(u64),
    Deletes(u64),
    /// It is answered at once, and takes effect after so many milliseconds.
    Fades(u64),
    /// Somebody else does.
    Changes,
    Removes,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::connection) struct Event {
    pub(in crate::connection) at: u64,
    pub(in crate::connection) id: u8,
    pub(in crate::connection) act: Act,
}

/// One read that was answered.
pub(in crate::connection) struct Read {
    pub(in crate::connection) id: String,
    floor: Instant,
    answered: Instant,
    seen: Option<Version>,
    /// Whether the cloud itself said that it is not there.
    pub(in crate::connection) confirmed: bool,
}

/// One read that failed.
pub(in crate::connection) struct Failed {
    pub(in crate::connection) id: String,
    pub(in crate::connection) floor: Instant,
    pub(in crate::connection) ended: Instant,
    pub(in crate::connection) failure: Failure,
}

pub(in crate::connection) struct Played {
    pub(in crate::connection) reads: Vec<Read>,
    pub(in crate::connection) failed: Vec<Failed>,
    pub(in crate::connection) asked: usize,
    pub(in crate::connection) cloud: Simulated,
}

pub(in crate::connection) fn operation() -> Operation {
    Operation::new(
        Clock::System,
        CancellationToken::new(),
        Duration::from_secs(120),
    )
}

/// Plays `events`, and returns what every reader was told.
pub(in crate::connection) async fn play(events: Vec<Event>, ids: u8, cloud: Simulated) -> Played {
    for id in 0..ids {
        cloud.change(&id.to_string(), Some(u64::from(id)));
    }
    let stamps: Arc<Stamps> = Arc::default();
    let collection = Arc::new(Collection::new(Arc::clone(&stamps)));
    let begun = monotonic();
    // A cloud gives no id a second time: none is made while a delete of it is under way.
    let leaving: Arc<Mutex<Vec<String>>> = Arc::default();
    let mut tasks = Vec::new();
    let mut asked = 0;
    for (version, event) in (1000..).zip(events) {
        let (cloud, stamps, collection) =
            (cloud.clone(), Arc::clone(&stamps), Arc::clone(&collection));
        let (id, leaving) = (event.id.to_string(), Arc::clone(&leaving));
        asked += usize::from(matches!(
            event.act,
            Act::Recent(_) | Act::Now | Act::Written
        ));
        tasks.push(tokio::spawn(async move {
            tokio::time::sleep_until(begun + Duration::from_millis(event.at)).await;
            let write = async |millis: u64, to: Option<Version>| {
                let half = Duration::from_millis(millis / 2);
                tokio::time::sleep(half).await;
                cloud.change(&id, to);
                tokio::time::sleep(half).await;
            };
            let ask = match event.act {
                Act::Recent(reader) => Ask::Recent(reader),
                Act::Now => Ask::Now,
                Act::Written => Ask::Written,
                Act::GivesUp(millis) => {
                    let operation = operation();
                    let read = collection.read(&cloud, &operation, &id, Ask::Now);
                    let _ = tokio::time::timeout(Duration::from_millis(millis), read).await;
                    return None;
                }
                Act::Writes(millis) => {
                    let _writing = stamps.begin().of(&id);
                    let half = Duration::from_millis(millis / 2);
                    tokio::time::sleep(half).await;
                    cloud.change_if_there(&id, version);
                    tokio::time::sleep(half).await;
                    return None;
                }
                Act::Creates(_) if leaving.lock().unwrap().contains(&id) => return None,
                Act::Creates(millis) => {
                    let writing = stamps.begin();
                    write(millis, Some(version)).await;
                    writing.created(&id);
                    return None;
                }
                Act::Deletes(millis) => {
                    let writing = stamps.begin().of(&id);
                    leaving.lock().unwrap().push(id.clone());
                    write(millis, None).await;
                    writing.deleted();
                    let mut leaving = leaving.lock().unwrap();
                    let at = leaving.iter().position(|one| *one == id);
                    at.map(|at| leaving.swap_remove(at));
                    return None;
                }
                Act::Fades(millis) => {
                    let writing = stamps.begin().of(&id);
                    cloud.change_if_there(&id, version);
                    writing.deleted();
                    tokio::time::sleep(Duration::from_millis(millis)).await;
                    cloud.change(&id, None);
                    return None;
                }
                Act::Changes => {
                    cloud.change_if_there(&id, version);
                    return None;
                }
                Act::Removes => {
                    cloud.change(&id, None);
                    return None;
                }
            };
            let now = monotonic();
            let window = now.checked_sub(WINDOW).unwrap_or(now);
            let written = stamps.of(&id).written;
            let floor = match ask {
                Ask::Recent(_) => window,
                Ask::Now => written.map_or(now, |at| at.max(window)),
                Ask::Written => now,
            };
            let floor = written.map_or(floor, |at| at.max(floor));
            let observed = collection.read(&cloud, &operation(), &id, ask).await;
            let answered = monotonic();
            Some(match observed {
                Ok(observed) => Ok(Read {
                    id,
                    floor,
                    answered,
                    confirmed: matches!(observed, Observed::Absent(Some(_))),
                    seen: observed.there().map(|(_, version)| version),
                }),
                Err(failure) => Err(Failed {
                    id,
                    floor,
                    ended: answered,
                    failure,
                }),
            })
        }));
    }
    let mut reads = Vec::new();
    let mut failed = Vec::new();
    for task in tasks {
        match task.await.unwrap() {
            Some(Ok(read)) => reads.push(read),
            Some(Err(one)) => failed.push(one),
            None => {}
        }
    }
    Played {
        reads,
        failed,
        asked,
        cloud,
    }
}

impl Played {
    /// What an object was from one moment to another.
    pub(in crate::connection) fn between(
        &self,
        id: &str,
        from: Instant,
        to: Instant,
    ) -> Vec<Option<Version>> {
        let cloud = self.cloud.cloud();
        let history = cloud.histories.get(id).cloned().unwrap_or_default();
        let at_first = history.iter().rev().find(|(at, _)| *at <= from);
        let later = history.iter().filter(|(at, _)| *at >= from && *at <= to);
        let mut all: Vec<_> = later.map(|(_, version)| *version).collect();
        all.push(at_first.and_then(|(_, version)| *version));
        all
    }

    /// Nobody was told what the object was not at any moment from as old as asked for until the answer.
    pub(in crate::connection) fn check_truth(&self) -> Result<(), TestCaseError> {
        for read in &self.reads {
            let possible = self.between(&read.id, read.floor, read.answered);
            prop_assert!(
                possible.contains(&read.seen),
                "{} was told to be {:?}, and was {possible:?}",
                read.id,
                read.seen
            );
        }
        Ok(())
    }

    /// Few calls that could have answered all reads: a LIST answers everyone for whom it is neither too old nor too
    /// late, and takes as many calls as it has `pages`; where fewer ids were asked for, each takes a GET; and who is
    /// told that something is gone takes one as well.
    pub(in crate::connection) fn optimum(&self, pages: usize) -> usize {
        let mut spans: Vec<_> = self.reads.iter().collect();
        spans.sort_by_key(|one| (one.answered, one.floor));
        let mut calls = 0;
        let mut last: Option<Instant> = None;
        let mut ids = BTreeSet::new();
        for one in spans {
            if last.is_none_or(|last| last < one.floor) {
                calls += pages.min(ids.len());
                last = Some(one.answered);
                ids.clear();
            }
            ids.insert(&one.id);
        }
        calls += pages.min(ids.len());
        calls + self.reads.iter().filter(|read| read.confirmed).count()
    }
}

/// Runs `work` on a clock that stands still while something can be done.
pub(in crate::connection) fn on_a_paused_clock<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(work)
}
