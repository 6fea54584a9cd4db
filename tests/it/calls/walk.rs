//! Terraform as its provider sees it: so many workers who take what is left in an order of their own, and
//! between two calls a moment in which Terraform works alone.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use vpcconnect::operation::monotonic;

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        // Knuth's generator; its upper bits are the better ones.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound.max(1)
    }
}

/// The most milliseconds that Terraform works between two calls of one worker. `terraform_data` costs two to
/// three on a quiet machine.
const BETWEEN: usize = 4;

/// Works through `all`, `parallelism` at a time. Returns what came of it, in no order, and how long it took.
pub(super) async fn walk<T, A, F>(
    mut all: Vec<T>,
    parallelism: usize,
    work: impl Fn(T) -> F + Send + Sync + 'static,
) -> (Vec<A>, Duration)
where
    T: Send + 'static,
    A: Send + 'static,
    F: Future<Output = A> + Send,
{
    let mut chance = Chance(u64::try_from(all.len()).unwrap());
    for at in (1..all.len()).rev() {
        all.swap(at, chance.below(at + 1));
    }
    let shared = Arc::new((Mutex::new((all, chance)), work));
    let begun = monotonic();
    let workers: Vec<_> = (0..parallelism)
        .map(|_| {
            let shared = Arc::clone(&shared);
            tokio::spawn(async move {
                let mut done = Vec::new();
                loop {
                    let (one, pause) = {
                        let mut left = shared.0.lock().unwrap();
                        let pause = left.1.below(BETWEEN + 1);
                        let Some(one) = left.0.pop() else {
                            return done;
                        };
                        (one, pause)
                    };
                    tokio::time::sleep(Duration::from_millis(pause.try_into().unwrap())).await;
                    done.push((shared.1)(one).await);
                }
            })
        })
        .collect();
    let mut done = Vec::new();
    for worker in workers {
        done.extend(worker.await.unwrap());
    }
    (done, begun.elapsed())
}
