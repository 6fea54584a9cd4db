//! The simulated clouds: what users practise on, what our tests and their CI run against.
//!
//! ```text
//! command ─► server ─► world ─► { control, huaweicloud, alicloud }
//!                        │
//!                        └─ log, fault, lockout, rate, { state, seed } ─► file, clock
//! ```
//! - `world` is the heart: it takes one HTTP request and answers it, with or without a socket.
//! - `server` is the HTTP/1 listener around it; only it knows how to drop a connection. Whom it lets in
//!   is in `admission`.
//! - `companion` runs it beside somebody's command.
//! - `control` answers the one reserved path, `/_simulator/`.
//! - a cloud is one folder: its signature, its error bodies, its objects.
//!
//! What must not come here: anything of the clients (`cloud`, `http`, `credential`). The simulator
//! is written from the vendors' documents, so that it can find the clients' misreadings.
//! A new cloud: one folder, one field in `state::State` and `seed::Seed`, one arm in `world`.

mod admission;
pub mod alicloud;
mod clock;
mod command;
mod companion;
mod control;
mod duration;
mod fault;
mod file;
pub mod huaweicloud;
mod id;
mod lockout;
mod log;
mod machine;
mod options;
mod rate;
mod request;
mod seed;
mod server;
mod state;
#[cfg(test)]
mod tests;
mod world;

pub use command::run;
pub use duration::GoDuration;
pub use fault::{Effect, Match, Reply, Rule};
pub use id::{AccessKey, Region};
pub use log::{Call, End};
pub use machine::MachineVersion;
pub use options::{Dropped, Error, Options};
pub use rate::Rate;
pub use seed::Seed;
pub use server::Simulator;
pub use state::StateError;
pub use world::World;
