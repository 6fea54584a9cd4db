//! Readers, writers and other tenants in every order that chance finds, on a paused clock.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::connection::simulated::{Gets, Lists, Simulated, Version};
use crate::operation::Clock;

#[derive(Clone, Copy, Debug)]
enum Act {
    Recent(&'static str),
    Now,
    Written,
    /// A reader who gives up after so many milliseconds.
    GivesUp(u64),
    /// This process writes; it takes so many milliseconds.
    Writes(u64),
    Creates(u64),
    Deletes(u64),
    /// Somebody else does.
    Changes,
    Removes,
}

#[derive(Clone, Copy, Debug)]
struct Event {
    at: u64,
    id: u8,
    act: Act,
}

/// One read that was answered.
struct Read {
    id: String,
    floor: Instant,
    answered: Instant,
    seen: Option<Version>,
    /// Whether the cloud itself said that it is not there.
    confirmed: bool,
}

/// One read that failed.
struct Failed {
    id: String,
    floor: Instant,
    ended: Instant,
    failure: Failure,
}

struct Played {
    reads: Vec<Read>,
    failed: Vec<Failed>,
    asked: usize,
    cloud: Simulated,
}

fn operation() -> Operation {
    Operation::new(
        Clock::System,
        CancellationToken::new(),
        Duration::from_secs(120),
    )
}

/// Plays `events`, and returns what every reader was told.
async fn play(events: Vec<Event>, ids: u8, cloud: Simulated) -> Played {
    for id in 0..ids {
        cloud.change(&id.to_string(), Some(u64::from(id)));
    }
    let stamps: Arc<Stamps> = Arc::default();
    let collection = Arc::new(Collection::new(Arc::clone(&stamps)));
    let begun = monotonic();
    let mut tasks = Vec::new();
    let mut asked = 0;
    for (version, event) in (1000..).zip(events) {
        let (cloud, stamps, collection) =
            (cloud.clone(), Arc::clone(&stamps), Arc::clone(&collection));
        let id = event.id.to_string();
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
                Act::Creates(millis) => {
                    let writing = stamps.begin();
                    write(millis, Some(version)).await;
                    writing.created(&id);
                    return None;
                }
                Act::Deletes(millis) => {
                    let writing = stamps.begin().of(&id);
                    write(millis, None).await;
                    writing.deleted();
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
    fn between(&self, id: &str, from: Instant, to: Instant) -> Vec<Option<Version>> {
        let cloud = self.cloud.cloud();
        let history = cloud.histories.get(id).cloned().unwrap_or_default();
        let at_first = history.iter().rev().find(|(at, _)| *at <= from);
        let later = history.iter().filter(|(at, _)| *at >= from && *at <= to);
        let mut all: Vec<_> = later.map(|(_, version)| *version).collect();
        all.push(at_first.and_then(|(_, version)| *version));
        all
    }

    /// Nobody was told what the object was not at any moment from as old as asked for until the answer.
    fn check_truth(&self) -> Result<(), TestCaseError> {
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
    fn optimum(&self, pages: usize) -> usize {
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

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => prop_oneof![Just("one"), Just("other")].prop_map(Act::Recent),
        4 => Just(Act::Now),
        2 => Just(Act::Written),
        1 => (0..400u64).prop_map(Act::GivesUp),
        1 => (0..400u64).prop_map(Act::Writes),
        1 => (0..400u64).prop_map(Act::Deletes),
        1 => Just(Act::Changes),
    ]
}

fn events(ids: u8, until: u64, rare: bool) -> impl Strategy<Value = Vec<Event>> {
    let act = if rare {
        prop_oneof![
            8 => act(),
            1 => (0..400u64).prop_map(Act::Creates),
            1 => Just(Act::Removes),
        ]
        .boxed()
    } else {
        act().boxed()
    };
    let event = (0..until, 0..ids, act).prop_map(|(at, id, act)| Event { at, id, act });
    proptest::collection::vec(event, 1..120)
}

fn lists() -> impl Strategy<Value = Lists> {
    prop_oneof![
        Just(Lists::Work),
        Just(Lists::Forbidden),
        Just(Lists::Lacking),
        Just(Lists::Failing),
    ]
}

fn given_up(events: &[Event]) -> usize {
    let gives_up = |event: &&Event| matches!(event.act, Act::GivesUp(_));
    events.iter().filter(gives_up).count()
}

fn on_a_paused_clock<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(work)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever the lists do, nobody is told an untruth, and everybody is told something.
    #[test]
    fn nobody_is_told_what_is_too_old(
        events in events(12, 20_000, true),
        lists in lists(),
        page in 1..20usize,
        latencies in proptest::collection::vec(0..900u64, 1..8),
    ) {
        let given_up = given_up(&events);
        let cloud = Simulated::new(lists, page, latencies);
        let played = on_a_paused_clock(play(events, 12, cloud));
        prop_assert_eq!(played.reads.len() + played.failed.len(), played.asked);
        prop_assert!(played.failed.is_empty() || lists == Lists::Failing);
        played.check_truth()?;
        if lists == Lists::Forbidden {
            // It is tried once, unless whoever tried was gone before the answer.
            prop_assert!(played.cloud.cloud().lists_sent <= 1 + given_up);
        }
    }

    /// Who may list and not get is told the same, but for what is gone: that nobody may confirm.
    #[test]
    fn a_list_answers_whoever_may_not_ask_alone(
        events in events(12, 20_000, true),
        page in 1..20usize,
        latencies in proptest::collection::vec(0..900u64, 1..8),
    ) {
        let cloud = Simulated::new(Lists::Work, page, latencies).whose(Gets::Forbidden);
        let played = on_a_paused_clock(play(events, 12, cloud));
        prop_assert_eq!(played.reads.len() + played.failed.len(), played.asked);
        played.check_truth()?;
        for one in &played.failed {
            prop_assert!(one.failure.is(Kind::Forbidden), "{:?}", one.failure);
            let was = played.between(&one.id, one.floor, one.ended);
            prop_assert!(was.contains(&None), "{} was {was:?}", one.id);
        }
        for one in &played.reads {
            prop_assert!(!one.confirmed, "{} was confirmed", one.id);
        }
    }

    /// No more than twice the calls that hindsight would have made, however many pages a list has.
    #[test]
    fn no_call_that_is_not_needed(
        events in events(12, 3_000, false),
        page in prop_oneof![Just(100), 1..12usize],
        latencies in proptest::collection::vec(0..900u64, 1..8),
    ) {
        let given_up = given_up(&events);
        let cloud = Simulated::new(Lists::Work, page, latencies);
        let played = on_a_paused_clock(play(events, 12, cloud));
        played.check_truth()?;
        let pages = 12_usize.div_ceil(page);
        // Who gives up has made his call all the same.
        let (calls, optimum) = (played.cloud.cloud().calls, played.optimum(pages) + given_up);
        prop_assert!(calls <= 2 * optimum + 10, "{calls} calls, {optimum} would have done");
    }
}

/// Thirty wait, each for something that settles 0.3 s after it began; they begin 20 ms apart. Returns
/// how often the cloud was called when all of them wait in one collection, or each in one of its own.
async fn calls_of_thirty(together: bool) -> usize {
    let cloud = Simulated::new(Lists::Work, 100, vec![20]);
    let shared = Arc::new(Collection::new(Arc::default()));
    let mut waits = Vec::new();
    for number in 0..30u64 {
        let cloud = cloud.clone();
        let collection = if together {
            Arc::clone(&shared)
        } else {
            Arc::new(Collection::new(Arc::default()))
        };
        waits.push(tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(number * 20)).await;
            let id = number.to_string();
            cloud.change(&id, Some(0));
            let begun = monotonic();
            let settles = {
                let (cloud, id) = (cloud.clone(), id.clone());
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_millis(300)).await;
                    cloud.change(&id, Some(1));
                })
            };
            let mut pace = Pace::new(collection.settling());
            loop {
                let seen = collection.poll(&cloud, &operation(), &id, &mut pace).await;
                if seen
                    .unwrap()
                    .there()
                    .is_some_and(|(_, version)| version == 1)
                {
                    break;
                }
            }
            pace.settled();
            settles.await.unwrap();
            begun.elapsed()
        }));
    }
    for wait in waits {
        let took = wait.await.unwrap();
        assert!(took < Duration::from_secs(1), "{took:?}");
    }
    cloud.cloud().calls
}

/// The order in which those wake who are told the same news is random, and a call more or less with it.
#[tokio::test(start_paused = true)]
async fn all_that_wait_look_together() {
    let alone = calls_of_thirty(false).await;
    let together = calls_of_thirty(true).await;
    assert!(
        together * 5 <= alone,
        "{together} calls, {alone} when alone"
    );
}
