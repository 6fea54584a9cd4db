//! Why a simulator does not start.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::state::StateError;

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
        list: String,
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
