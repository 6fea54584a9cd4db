//! Random moments of a run, and a kill (SIGKILL) of the provider at one.
//!
//! A moment is one of the calls that the simulator sees: it has arrived, or it has ended, and a part of
//! a call's duration has gone since then.

use std::time::Duration;

use vpcconnect::simulator::{Match, World};

use super::chance::Chance;
use super::cloud::Cloud;
use super::process;
use super::run::Run;
use super::scene::Running;

/// How long a call takes: half before it is executed, half after.
pub(super) const LATENCY: Duration = Duration::from_millis(24);

/// How long a decision or a delete takes to take effect.
pub(super) const SETTLE: Duration = Duration::from_millis(40);

/// A moment of a run.
#[derive(Debug)]
pub(super) struct Moment {
    /// Which call, from 1.
    call: usize,
    /// Whether its end counts, not its arrival.
    ended: bool,
    /// How long ago.
    ago: Duration,
}

impl Moment {
    /// Any moment of a run with so many calls.
    pub(super) fn any(chance: &mut Chance, calls: usize) -> Self {
        let latency = usize::try_from(LATENCY.as_micros()).unwrap();
        Self {
            call: 1 + chance.below(calls),
            ended: chance.below(2) == 1,
            ago: Duration::from_micros(u64::try_from(chance.below(latency)).unwrap()),
        }
    }

    /// Waits for it, in a log that was empty when the run began.
    async fn come(&self, world: &World) {
        let any = Match::default();
        if self.ended {
            world.ended(&any, 0, self.call).await;
        } else {
            world.arrived(&any, 0, self.call).await;
        }
        tokio::time::sleep(self.ago).await;
    }
}

/// Kills the provider below `run` at `moment`. How the run ended, and the calls that were in flight; nothing
/// when there was nothing to kill.
pub(super) async fn kill(
    cloud: &Cloud,
    run: Running,
    moment: &Moment,
) -> (Run, Option<Vec<String>>) {
    let parent = run.id();
    let mut ended = Box::pin(run.end());
    let killing = async {
        moment.come(cloud.world()).await;
        // Terraform starts one after the other; between two of them there is none.
        let killed = process::children(parent)
            .into_iter()
            .filter(|one| process::kill(*one));
        (killed.count() > 0).then(|| cloud.in_flight())
    };
    tokio::select! {
        ended = &mut ended => (ended, None),
        in_flight = killing => (ended.await, in_flight),
    }
}
