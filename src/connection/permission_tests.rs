//! What an account may not read is learnt once, and read in the other way.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::*;
use crate::connection::observe::Ask;
use crate::connection::tests::simulated::{Gets, Lists, Simulated};
use crate::operation::Clock;

fn operation() -> Operation {
    Operation::new(
        Clock::System,
        CancellationToken::new(),
        Duration::from_secs(120),
    )
}

/// What is not allowed is tried once; long lists are then no reason to ask alone.
#[tokio::test(start_paused = true)]
async fn what_is_not_allowed_is_learnt_once() {
    for (lists, gets) in [
        (Lists::Work, Gets::Forbidden),
        (Lists::Forbidden, Gets::Work),
    ] {
        let cloud = Simulated::new(lists, 1, vec![20]).whose(gets);
        for id in 0..30u64 {
            cloud.change(&id.to_string(), Some(id));
        }
        let collection = Collection::new(Arc::default());
        for round in 0..20u64 {
            let id = (round % 3).to_string();
            let read = collection.read(&cloud, &operation(), &id, Ask::Now).await;
            assert_eq!(read.unwrap(), Observed::There((id.clone(), round % 3)));
            let looked = collection.look(&cloud, &operation(), &id).await;
            assert_eq!(looked.unwrap(), Observed::There((id, round % 3)));
            tokio::time::sleep(Duration::from_millis(round % 2 * 7_000)).await;
        }
        let cloud = cloud.cloud();
        match gets {
            Gets::Forbidden => assert_eq!(cloud.gets_sent, 1),
            Gets::Work => assert_eq!(cloud.lists_sent, 1),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn where_neither_is_allowed_the_first_error_says_so() {
    let cloud = Simulated::new(Lists::Forbidden, 1, vec![20]).whose(Gets::Forbidden);
    cloud.change("1", Some(1));
    let collection = Collection::new(Arc::default());
    for _ in 0..3 {
        let id = "1".to_owned();
        for read in [
            collection.read(&cloud, &operation(), &id, Ask::Now).await,
            collection.look(&cloud, &operation(), &id).await,
        ] {
            let failure = read.unwrap_err();
            let advice = failure.advice().unwrap();
            assert!(advice.contains("lists all would do as well"), "{advice}");
        }
    }
    assert_eq!(cloud.cloud().lists_sent, 1);
}

/// What a page goes on from may be deleted meanwhile: the list is begun anew, and lists go on being read.
#[tokio::test(start_paused = true)]
async fn a_list_that_breaks_off_is_begun_anew() {
    let cloud = Simulated::new(Lists::BreakingOff, 10, vec![20]);
    for id in 0..20u64 {
        cloud.change(&id.to_string(), Some(id));
    }
    let collection = Arc::new(Collection::new(Arc::default()));
    for round in 1..=2 {
        let mut reads = tokio::task::JoinSet::new();
        for id in 0..20u64 {
            let (cloud, collection) = (cloud.clone(), Arc::clone(&collection));
            reads.spawn(async move {
                let name = id.to_string();
                let read = collection.read(&cloud, &operation(), &name, Ask::Now).await;
                assert_eq!(read.unwrap(), Observed::There((name, id)));
            });
        }
        while let Some(read) = reads.join_next().await {
            read.unwrap();
        }
        assert!(
            cloud.cloud().gets_sent <= round,
            "{}",
            cloud.cloud().gets_sent
        );
        tokio::time::sleep(Duration::from_secs(7)).await;
    }
    // Two pages of which the second was refused, and then twice the two.
    assert_eq!(cloud.cloud().lists_sent, 2 + 2 * 2);
}
