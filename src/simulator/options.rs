//! How a simulator is set up, and what can go wrong with it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use super::seed::Seed;
use super::state::StateError;
use crate::operation::Clock;

/// How a simulator is set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it listens: loopback only. Port 0 takes a free one. Not used by `World` itself.
    pub listen: SocketAddr,
    /// The file that keeps the state across restarts; none: it is forgotten.
    pub state: Option<PathBuf>,
    /// Limits, objects and faults to begin with.
    pub seed: Option<Seed>,
    /// How long every call takes: one half before it is executed, the other after.
    pub latency: Duration,
    /// How long after its answer an accept, a reject or a delete takes effect.
    pub settle: Duration,
    /// The time.
    pub clock: Clock,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            state: None,
            seed: None,
            latency: Duration::ZERO,
            settle: Duration::ZERO,
            clock: Clock::System,
        }
    }
}

/// The simulator could not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The seed file cannot be read.
    #[error("cannot read the seed file {path}", path = path.display())]
    ReadSeed {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The seed file is none.
    #[error("{path} is not a seed", path = path.display())]
    Seed {
        /// The file.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
    /// An object of the seed breaks the simulated cloud's own rules.
    #[error("{list}[{index}] of the seed: {reason}")]
    SeedObject {
        /// Where the list is in the seed.
        list: &'static str,
        /// Its place in the list, from 0.
        index: usize,
        /// The rule.
        reason: String,
    },
    /// The state file cannot be used.
    #[error(transparent)]
    State(#[from] StateError),
    /// The address is not a loopback one.
    #[error(
        "{0} is not a loopback address: the simulator's keys are public, so it listens on 127.0.0.0/8 or ::1 only"
    )]
    NotLoopback(SocketAddr),
    /// The address is taken or forbidden.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
}

/// There is no answer: a fault swallowed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Dropped {
    /// The connection is closed.
    #[error("the connection was closed before an answer came")]
    Closed,
    /// The connection is reset.
    #[error("the connection was reset before an answer came")]
    Reset,
}
