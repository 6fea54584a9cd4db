//! Writes that come together, in one call: whoever writes joins those who wait for the next call of its kind, and each is answered
//! for itself.
//!
//! The call is put together once the account's own limits let it out, so that it is about all who have come until then. It is
//! sent by a task of its own: who is cancelled takes nobody along.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::http::error::{ApiError, Failure};
use crate::operation::{Ended, Operation, Queue, monotonic};

/// How long the last one to join waits for another.
const A_MOMENT: Duration = Duration::from_millis(10);

/// The same while others are on their way, or fewer are there than the last time: Terraform's workers, once together, stay
/// together.
const A_FEW_MOMENTS: Duration = Duration::from_millis(50);

/// How long the first one waits in all.
const LONGEST: Duration = Duration::from_millis(200);

/// How long who is over waits for what became of a call that was sent: a little longer than the client does.
const GRACE: Duration = Duration::from_secs(6);

/// Longer than anything takes: a call ends with those who wait for it.
const FOREVER: Duration = Duration::from_secs(365 * 24 * 3600);

/// A call that can be about many.
pub trait Together<I>: Send + Sync + 'static {
    /// How many at most.
    const LARGEST: usize;

    /// Whether others are on their way who may join.
    fn may_others_join(&self) -> bool;

    /// Waits until the account's own limits let the next one out.
    fn admit(&self, operation: &Operation) -> impl Future<Output = Result<(), Ended>> + Send;

    /// Sends the one that was let out. Whom the answer does not take although it took the others, and why.
    fn send(
        &self,
        operation: &Operation,
        ids: &[I],
    ) -> impl Future<Output = Result<Vec<(I, Failure)>, Failure>> + Send;

    /// Whether the refusal of a call may be due to one of many.
    fn is_due_to_one(refusal: &ApiError) -> bool;
}

/// Those who wait, by what their calls have in common.
pub struct Groups<K, I>(Mutex<HashMap<K, Group<I>>>);

/// Those who wait for one call.
struct Group<I> {
    waiting: Vec<Member<I>>,
    /// Whether somebody has their calls sent.
    is_served: bool,
    /// How many the last call was about.
    last: usize,
    /// Tells whether their call stands in one of our queues.
    queue: Queue,
}

/// Who waits.
struct Member<I> {
    id: I,
    joined: Instant,
    answer: oneshot::Sender<Result<(), Failure>>,
    /// Fires when nobody waits for the answer any more.
    left: CancellationToken,
}

impl<I> Default for Group<I> {
    fn default() -> Self {
        Self {
            waiting: Vec::new(),
            is_served: false,
            last: 0,
            queue: Queue::default(),
        }
    }
}

impl<K, I> Default for Groups<K, I> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K, I> Groups<K, I>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    I: Clone + Eq + Send + Sync + 'static,
{
    /// Writes about `id`, in one call with all who do the same by `key` at this time.
    ///
    /// # Errors
    /// [`Failure`]: the refusal of this one, or what became of the call.
    pub async fn send(
        self: &Arc<Self>,
        operation: &Operation,
        (key, id): (K, I),
        together: impl Together<I>,
    ) -> Result<(), Failure> {
        let since = operation.now();
        let unknown = |problem: &str| {
            Err(Failure::Unknown {
                problem: problem.to_owned(),
                since,
            })
        };
        let (told, mut answer) = oneshot::channel();
        let left = CancellationToken::new();
        let leaving = left.clone().drop_guard();
        let member = Member {
            id,
            joined: monotonic(),
            answer: told,
            left,
        };
        let queue = self.join(operation, &key, member, together);
        let ended = match operation.beside(&queue, &mut answer).await {
            Ok(answered) => return answered.unwrap_or_else(|_| unknown("The call had no end.")),
            Err(ended) => ended,
        };
        drop(leaving);
        if let Some(group) = self.state().get_mut(&key) {
            group.thin();
        }
        match tokio::time::timeout(GRACE, answer).await {
            // It was in no call yet, or in one that was not sent.
            Ok(Err(_) | Ok(Err(Failure::Ended(_)))) => Err(ended.into()),
            Ok(Ok(answered)) => answered,
            Err(_) => unknown("No answer came in time."),
        }
    }

    fn state(&self) -> MutexGuard<'_, HashMap<K, Group<I>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits with those who do; the first one has their calls sent.
    fn join(
        self: &Arc<Self>,
        operation: &Operation,
        key: &K,
        member: Member<I>,
        together: impl Together<I>,
    ) -> Queue {
        let mut groups = self.state();
        let group = groups.entry(key.clone()).or_default();
        group.waiting.push(member);
        let queue = group.queue.clone();
        if std::mem::replace(&mut group.is_served, true) {
            return queue;
        }
        let caller = Caller {
            operation: operation.clone(),
            queue: queue.clone(),
            together,
        };
        tokio::spawn(Arc::clone(self).run(key.clone(), caller));
        queue
    }

    /// Sends call after call until nobody waits.
    async fn run<T: Together<I>>(self: Arc<Self>, key: K, caller: Caller<T>) {
        while self.gather(&key, &caller.together).await {
            // Nothing cancels that: who is over has left.
            if caller.admit().await.is_ok() {
                let all = {
                    let mut groups = self.state();
                    groups
                        .get_mut(&key)
                        .map(|group| group.take(T::LARGEST))
                        .unwrap_or_default()
                };
                caller.send(all).await;
            }
        }
    }

    /// Waits until nobody has joined for a moment and nobody is on the way, or enough have. False when nobody waits.
    async fn gather<T: Together<I>>(&self, key: &K, together: &T) -> bool {
        loop {
            let due = {
                let mut groups = self.state();
                let Some(group) = groups.get_mut(key) else {
                    return false;
                };
                group.thin();
                let (Some(first), Some(last)) = (group.waiting.first(), group.waiting.last())
                else {
                    group.is_served = false;
                    return false;
                };
                if group.waiting.len() >= T::LARGEST {
                    return true;
                }
                let still = if together.may_others_join() || group.waiting.len() < group.last {
                    A_FEW_MOMENTS
                } else {
                    A_MOMENT
                };
                (last.joined + still).min(first.joined + LONGEST)
            };
            if due <= monotonic() {
                return true;
            }
            // Meanwhile others may join, or turn out not to.
            tokio::time::sleep_until(due.min(monotonic() + A_MOMENT)).await;
        }
    }
}

impl<I> Group<I> {
    /// Leaves out who has left.
    fn thin(&mut self) {
        self.waiting.retain(|one| !one.left.is_cancelled());
    }

    /// Those whom the next call is about.
    fn take(&mut self, most: usize) -> Vec<Member<I>> {
        self.thin();
        self.last = most.min(self.waiting.len());
        self.waiting.drain(..self.last).collect()
    }
}

/// Who sends the calls of a group.
struct Caller<T> {
    /// Of whoever came first: for its clock.
    operation: Operation,
    queue: Queue,
    together: T,
}

impl<T> Caller<T> {
    /// The limits of a call, and what ends it.
    fn operation(&self) -> (Operation, CancellationToken) {
        let cancel = CancellationToken::new();
        let queue = self.queue.clone();
        let operation = self.operation.apart(cancel.clone(), FOREVER, queue);
        (operation, cancel)
    }

    async fn admit<I>(&self) -> Result<(), Ended>
    where
        T: Together<I>,
    {
        self.together.admit(&self.operation().0).await
    }

    /// Sends one call about all; where one of them may have spoiled it for the others, one about each half.
    async fn send<I: Clone + Eq + Send + Sync>(&self, all: Vec<Member<I>>)
    where
        T: Together<I>,
    {
        let mut parts = vec![all];
        let mut is_admitted = true;
        while let Some(mut part) = parts.pop() {
            if part.is_empty() || !(is_admitted || self.admit().await.is_ok()) {
                continue;
            }
            is_admitted = false;
            match self.call(&part).await {
                Ok(refused) => {
                    for Member { id, answer, .. } in part {
                        let failure = refused.iter().find(|(one, _)| *one == id);
                        let told = failure.map_or(Ok(()), |(_, failure)| Err(failure.clone()));
                        // Who has gone needs no answer.
                        let _ = answer.send(told);
                    }
                }
                Err(Failure::Refused(refusal)) if part.len() > 1 && T::is_due_to_one(&refusal) => {
                    parts.push(part.split_off(part.len() / 2));
                    parts.push(part);
                }
                Err(failure) => {
                    for Member { answer, .. } in part {
                        let _ = answer.send(Err(failure.clone()));
                    }
                }
            }
        }
    }

    /// One call, which is over when nobody waits for it any more.
    async fn call<I: Clone + Eq + Send + Sync>(
        &self,
        part: &[Member<I>],
    ) -> Result<Vec<(I, Failure)>, Failure>
    where
        T: Together<I>,
    {
        let (operation, cancel) = self.operation();
        let mut ids: Vec<I> = Vec::new();
        for Member { id, .. } in part {
            if !ids.contains(id) {
                ids.push(id.clone());
            }
        }
        tracing::debug!(target: "vpcconnect", about = ids.len(), "together");
        let sent = self.together.send(&operation, &ids);
        let all_left = async {
            for one in part {
                one.left.cancelled().await;
            }
        };
        tokio::pin!(sent);
        tokio::select! {
            sent = &mut sent => sent,
            () = all_left => {
                cancel.cancel();
                sent.await
            }
        }
    }
}

#[cfg(test)]
#[path = "group_tests.rs"]
mod tests;
