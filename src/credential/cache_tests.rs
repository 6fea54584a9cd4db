//! Renewals on paused time: when, how often, and what those who wait come to know.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use proptest::prelude::*;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::cache::{Cache, Fetching, Problem, Source};
use super::{Credential, Issued};
use crate::operation::{Clock, Ended, Operation};

const MINUTE: Duration = Duration::from_secs(60);

/// Hands out numbered tokens.
#[derive(Clone)]
struct Issuer {
    clock: Clock,
    /// How long a token holds.
    lifetime: Duration,
    /// How long a fetch takes.
    latency: Duration,
    fetches: Arc<AtomicUsize>,
    /// What the next fetches fail with.
    failures: Arc<Mutex<Vec<&'static str>>>,
}

impl Source<&'static str> for Issuer {
    fn fetch<'a>(&'a self, operation: &'a Operation) -> Fetching<'a, &'static str> {
        Box::pin(async move {
            let number = self.fetches.fetch_add(1, Ordering::Relaxed) + 1;
            if operation.sleep(self.latency).await.is_err() {
                return Err("ended");
            }
            if let Some(failure) = self.failures.lock().unwrap().pop() {
                return Err(failure);
            }
            Ok(Issued {
                credential: Credential::Token(number.to_string().into()),
                expires_at: Some(self.clock.now() + self.lifetime),
                tenant: None,
            })
        })
    }
}

struct Stage {
    issuer: Issuer,
    cache: Arc<Cache<&'static str>>,
}

impl Stage {
    fn new(lifetime: Duration) -> Self {
        let issuer = Issuer {
            clock: Clock::starting_at(Timestamp::UNIX_EPOCH),
            lifetime,
            latency: Duration::from_secs(1),
            fetches: Arc::default(),
            failures: Arc::default(),
        };
        let cache = Arc::new(Cache::fetched(issuer.clone()));
        Self { issuer, cache }
    }

    fn operation(&self) -> (Operation, CancellationToken) {
        let cancel = CancellationToken::new();
        let clock = self.issuer.clock.clone();
        (Operation::new(clock, cancel.clone(), 1000 * MINUTE), cancel)
    }

    fn fetches(&self) -> usize {
        self.issuer.fetches.load(Ordering::Relaxed)
    }

    async fn get(&self) -> Result<(), Problem<&'static str>> {
        let (operation, _cancel) = self.operation();
        self.cache.get(&operation).await.map(|_| ())
    }

    /// So many at once. How many of them got one.
    async fn together(&self, count: usize) -> usize {
        let mut all = JoinSet::new();
        for _ in 0..count {
            let (cache, (operation, cancel)) = (Arc::clone(&self.cache), self.operation());
            all.spawn(async move {
                let got = cache.get(&operation).await.is_ok();
                drop(cancel);
                got
            });
        }
        all.join_all().await.into_iter().filter(|got| *got).count()
    }
}

#[tokio::test(start_paused = true)]
async fn all_who_wait_share_one_fetch_and_one_failure() {
    let stage = Stage::new(60 * MINUTE);
    stage.issuer.failures.lock().unwrap().push("wrong");
    assert_eq!(stage.together(50).await, 0);
    assert_eq!(stage.fetches(), 1);
    // Who comes later tries again.
    assert_eq!(stage.together(50).await, 50);
    assert_eq!(stage.fetches(), 2);
}

#[tokio::test(start_paused = true)]
async fn it_is_renewed_before_it_ends_and_not_earlier() {
    let stage = Stage::new(60 * MINUTE);
    stage.get().await.unwrap();
    tokio::time::sleep(54 * MINUTE).await;
    assert_eq!(stage.together(9).await, 9);
    assert_eq!(stage.fetches(), 1);
    tokio::time::sleep(MINUTE).await;
    assert_eq!(stage.together(9).await, 9);
    assert_eq!(stage.fetches(), 2);
}

#[tokio::test(start_paused = true)]
async fn one_that_still_holds_is_used_when_a_renewal_fails() {
    let stage = Stage::new(60 * MINUTE);
    stage.get().await.unwrap();
    tokio::time::sleep(56 * MINUTE).await;
    *stage.issuer.failures.lock().unwrap() = vec!["down"; 4];
    assert_eq!(stage.together(9).await, 9);
    assert_eq!(stage.fetches(), 2, "and not at every call");
    for _ in 0..3 {
        tokio::time::sleep(MINUTE + Duration::from_secs(1)).await;
        assert_eq!(stage.together(1).await, 1);
    }
    assert_eq!(stage.fetches(), 5);
    // From its end on the failure is one.
    stage.issuer.failures.lock().unwrap().push("down");
    tokio::time::sleep(MINUTE).await;
    assert_eq!(stage.get().await, Err(Problem::Source("down")));
    stage.get().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn who_gives_up_takes_nothing_from_the_others() {
    let stage = Stage::new(60 * MINUTE);
    let (operation, cancel) = stage.operation();
    let first = async {
        let got = stage.cache.get(&operation).await;
        assert!(matches!(got, Err(Problem::Ended(Ended::Cancelled))));
    };
    let interrupt = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        cancel.cancel();
    };
    let ((), (), got) = tokio::join!(first, interrupt, stage.together(9));
    assert_eq!(got, 9);
    assert_eq!(stage.fetches(), 2);
}

#[tokio::test(start_paused = true)]
async fn one_that_is_refused_is_renewed_once_for_all_who_were_refused() {
    let stage = Stage::new(60 * MINUTE);
    let (operation, _cancel) = stage.operation();
    let old = stage.cache.get(&operation).await.unwrap();
    for _ in 0..9 {
        assert!(stage.cache.refused(&operation, &old).await);
        stage.get().await.unwrap();
    }
    assert_eq!(stage.fetches(), 2);
    // The new one, too: that is not about its time, and another would meet the same.
    let new = stage.cache.get(&operation).await.unwrap();
    assert!(!stage.cache.refused(&operation, &new).await);
    tokio::time::sleep(MINUTE).await;
    assert!(stage.cache.refused(&operation, &new).await);
    let fixed: Cache<&str> = Cache::fixed(Credential::Anonymous);
    let lease = fixed.get(&operation).await.unwrap();
    assert!(!fixed.refused(&operation, &lease).await);
}

#[tokio::test(start_paused = true)]
async fn one_that_has_ended_already_is_not_fetched_at_every_call() {
    let stage = Stage::new(Duration::ZERO);
    assert_eq!(stage.together(9).await, 9);
    assert_eq!(stage.together(9).await, 9);
    assert_eq!(stage.fetches(), 1);
}

proptest! {
    /// Whatever the pauses: nobody is given one that has ended, and a fetch serves for a while.
    #[test]
    fn nobody_is_given_one_that_has_ended(
        lifetime in 300u64..7200, pauses in prop::collection::vec(0u64..4000, 1..40),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let stage = Stage::new(Duration::from_secs(lifetime));
            for pause in &pauses {
                tokio::time::sleep(Duration::from_secs(*pause)).await;
                let (operation, _cancel) = stage.operation();
                let lease = stage.cache.get(&operation).await.unwrap();
                prop_assert!(lease.expires_at().unwrap() > operation.now());
            }
            let total: u64 = pauses.iter().sum();
            let fetches = u64::try_from(stage.fetches()).unwrap();
            prop_assert!(fetches <= 1 + total * 4 / (lifetime * 3 - 4));
            Ok(())
        })?;
    }
}
