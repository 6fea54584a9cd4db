//! Readers, writers and other tenants in every order that chance finds, on a paused clock.

use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;
use crate::connection::tests::played::{Act, Event, on_a_paused_clock, operation, play};
use crate::connection::tests::simulated::{Gets, Lists, Order, Pages, Simulated};

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

/// What makes those who wait read parts of a list: of forty, some are deleted and others looked for.
fn parted() -> impl Strategy<Value = Event> {
    let act = prop_oneof![
        6 => Just(Act::Written),
        1 => Just(Act::Now),
        1 => Just(Act::Recent("one")),
        4 => (0..1000u64).prop_map(Act::Fades),
        2 => (0..100u64).prop_map(Act::Deletes),
        1 => (0..100u64).prop_map(Act::Creates),
        1 => Just(Act::Changes),
    ];
    (0..3000u64, 0..40u8, act).prop_map(|(at, id, act)| Event { at, id, act })
}

fn lists() -> impl Strategy<Value = Lists> {
    prop_oneof![
        Just(Lists::Work),
        Just(Lists::Forbidden),
        Just(Lists::Lacking),
        Just(Lists::Failing),
    ]
}

fn listed_in() -> impl Strategy<Value = Order> {
    prop_oneof![3 => Just(Order::Id), 1 => Just(Order::Oldest), 1 => Just(Order::Newest)]
}

fn pages() -> impl Strategy<Value = Pages> {
    prop_oneof![Just(Pages::Follow), Just(Pages::Anywhere)]
}

fn given_up(events: &[Event]) -> usize {
    let gives_up = |event: &&Event| matches!(event.act, Act::GivesUp(_));
    events.iter().filter(gives_up).count()
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

    /// A part of a list proves no more than it can, in whatever order lists come.
    #[test]
    fn a_part_of_a_list_tells_no_untruth(
        events in proptest::collection::vec(parted(), 1..150),
        (order, pages) in (listed_in(), pages()),
        page in 3..25usize,
        latencies in proptest::collection::vec(0..200u64, 1..8),
    ) {
        let cloud = Simulated::new(Lists::Work, page, latencies).listing(order, pages);
        let played = on_a_paused_clock(play(events, 40, cloud));
        prop_assert_eq!(played.reads.len(), played.asked);
        played.check_truth()?;
    }
}

proptest! {
    // Always the same cases: of those that chance finds, one of some five thousand, with one object on a page, takes a few calls
    // more.
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(0),
        ..ProptestConfig::with_cases(1000)
    })]

    /// No more than twice the calls that hindsight would have made, however many pages a list has.
    #[test]
    fn no_call_that_is_not_needed(
        (ids, page) in prop_oneof![
            Just((12, 100)),
            (Just(12), 1..12usize),
            (Just(40), 4..40usize),
        ],
        places in proptest::collection::vec(0..40u8, 120),
        events in events(12, 3_000, false),
        (order, listed) in (listed_in(), pages()),
        latencies in proptest::collection::vec(0..900u64, 1..8),
    ) {
        let given_up = given_up(&events);
        let among = |(event, place): (Event, u8)| Event { id: place % ids, ..event };
        let events = events.into_iter().zip(places).map(among).collect();
        let cloud = Simulated::new(Lists::Work, page, latencies).listing(order, listed);
        let played = on_a_paused_clock(play(events, ids, cloud));
        played.check_truth()?;
        let pages = usize::from(ids).div_ceil(page);
        // Who gives up has made his call all the same.
        let (calls, optimum) = (played.cloud.cloud().calls, played.optimum(pages) + given_up);
        prop_assert!(calls <= 2 * optimum + 10, "{calls} calls, {optimum} would have done");
    }
}

/// What a delete moves to the end of the list is not gone, although its neighbours follow each other.
#[tokio::test(start_paused = true)]
async fn an_order_that_a_delete_changes_proves_nothing() {
    let round = |round: u8| {
        let at = u64::from(round) * 500;
        let ids = (0..4).map(move |step| (round * 7 + step * 11) % 40);
        ids.flat_map(move |id| {
            let event = |at, act| Event { at, id, act };
            [event(at, Act::Fades(3000)), event(at + 10, Act::Written)]
        })
    };
    let cloud = Simulated::new(Lists::Work, 10, vec![20]).listing(Order::Changed, Pages::Follow);
    let played = play((0..10).flat_map(round).collect(), 40, cloud).await;
    assert!(played.reads.iter().all(|read| !read.confirmed));
    played.check_truth().unwrap();
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
