//! Writes that come together, on a clock that stands still while something can be done.

use super::*;
use crate::connection::tests::simulated::refusal;
use crate::http::error::Kind;
use crate::operation::Clock;

/// What a test sees of the calls.
#[derive(Default)]
struct Log {
    calls: Mutex<Vec<Vec<u32>>>,
    cancelled: Mutex<usize>,
}

/// A cloud that takes a second for each call, lets one out every so often, and refuses a call with 13 in it.
#[derive(Clone)]
struct Cloud {
    log: Arc<Log>,
    every: Duration,
    /// Whether an answer names whom it refuses.
    names: bool,
}

const SECOND: Duration = Duration::from_secs(1);

impl Together<u32> for Cloud {
    const LARGEST: usize = 5;

    fn may_others_join(&self) -> bool {
        false
    }

    async fn admit(&self, operation: &Operation) -> Result<(), Ended> {
        operation.uncounted(tokio::time::sleep(self.every)).await
    }

    async fn send(
        &self,
        operation: &Operation,
        ids: &[u32],
    ) -> Result<Vec<(u32, Failure)>, Failure> {
        self.log.calls.lock().unwrap().push(ids.to_vec());
        if let Err(ended) = operation.sleep(SECOND).await {
            *self.log.cancelled.lock().unwrap() += 1;
            return Err(ended.into());
        }
        match (ids.contains(&13), self.names) {
            (true, true) => Ok(vec![(13, refusal(Kind::Invalid).into())]),
            (true, false) => Err(refusal(Kind::Invalid).into()),
            (false, _) => Ok(Vec::new()),
        }
    }

    fn is_due_to_one(refusal: &ApiError) -> bool {
        refusal.kind == Kind::Invalid
    }
}

fn cloud(every: Duration) -> Cloud {
    Cloud {
        log: Arc::default(),
        every,
        names: true,
    }
}

/// One write of so many that are made at once, and how long each may take.
async fn write(cloud: &Cloud, ids: &[(u32, Duration)]) -> Vec<Result<(), Failure>> {
    let groups: Arc<Groups<(), u32>> = Arc::default();
    let mut writes = Vec::new();
    for (id, timeout) in ids.iter().copied() {
        let (groups, cloud) = (Arc::clone(&groups), cloud.clone());
        writes.push(tokio::spawn(async move {
            let operation = Operation::new(Clock::System, CancellationToken::new(), timeout);
            groups.send(&operation, ((), id), cloud).await
        }));
    }
    let mut written = Vec::new();
    for write in writes {
        written.push(write.await.unwrap());
    }
    written
}

fn for_a_minute(ids: impl IntoIterator<Item = u32>) -> Vec<(u32, Duration)> {
    ids.into_iter().map(|id| (id, 60 * SECOND)).collect()
}

fn sizes(cloud: &Cloud) -> Vec<usize> {
    let calls = cloud.log.calls.lock().unwrap();
    calls.iter().map(Vec::len).collect()
}

#[tokio::test(start_paused = true)]
async fn who_comes_together_goes_out_together_as_far_as_a_call_goes() {
    let cloud = cloud(Duration::ZERO);
    let begun = monotonic();
    let written = write(&cloud, &for_a_minute(0..12)).await;
    assert!(written.iter().all(Result::is_ok));
    assert_eq!(sizes(&cloud), [5, 5, 2]);
    assert!(begun.elapsed() < 4 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn two_who_mean_the_same_are_one() {
    let cloud = cloud(Duration::ZERO);
    let written = write(&cloud, &for_a_minute([7, 7, 8])).await;
    assert!(written.iter().all(Result::is_ok));
    assert_eq!(sizes(&cloud), [2]);
}

/// Whether the answer says so or not: only one of them is refused.
#[tokio::test(start_paused = true)]
async fn who_is_refused_spoils_nothing_for_the_others() {
    for names in [true, false] {
        let cloud = Cloud {
            names,
            ..cloud(Duration::ZERO)
        };
        let ids = [11, 12, 13, 14, 15];
        let written = write(&cloud, &for_a_minute(ids)).await;
        for (id, written) in ids.into_iter().zip(written) {
            assert_eq!(written.is_err(), id == 13, "{names}: {id}: {written:?}");
        }
        let calls = sizes(&cloud).len();
        assert!(if names { calls == 1 } else { calls <= 7 }, "{calls} calls");
    }
}

/// The time in a queue of ours does not count; whose time is over otherwise is in no call that is yet to come.
#[tokio::test(start_paused = true)]
async fn who_leaves_before_the_call_is_in_none() {
    let cloud = cloud(10 * SECOND);
    let mut ids = for_a_minute(0..3);
    // The queue does not count: over before anything else is.
    ids.push((9, Duration::from_millis(5)));
    let begun = monotonic();
    let written = write(&cloud, &ids).await;
    let ended = |one: &Result<(), Failure>| matches!(one, Err(Failure::Ended(_)));
    assert_eq!(written.iter().filter(|one| ended(one)).count(), 1);
    assert!(ended(&written[3]));
    assert_eq!(sizes(&cloud), [3]);
    assert!(begun.elapsed() < 12 * SECOND);
}

/// Whose time is over while the call is out hears what became of it, and the call goes on for the others.
#[tokio::test(start_paused = true)]
async fn who_leaves_during_the_call_hears_of_it() {
    let cloud = cloud(Duration::ZERO);
    let mut ids = for_a_minute([1]);
    ids.push((2, SECOND / 2));
    let written = write(&cloud, &ids).await;
    assert!(written.iter().all(Result::is_ok), "{written:?}");
    assert_eq!(sizes(&cloud), [2]);
}

#[tokio::test(start_paused = true)]
async fn when_all_have_left_the_call_ends() {
    let cloud = cloud(Duration::ZERO);
    let written = write(&cloud, &[(1, SECOND / 2), (2, SECOND / 3)]).await;
    assert!(written.iter().all(Result::is_err));
    assert_eq!(*cloud.log.cancelled.lock().unwrap(), 1);
}
