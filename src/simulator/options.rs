//! How a simulator is set up.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use super::seed::Seed;
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
