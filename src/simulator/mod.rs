//! The simulated clouds: what users practise on, what our tests and their CI run against.
//!
//! ```text
//! command ─► server ─► answer ─► { control ─► arrange, world }
//!                                                      │
//!     clouds ─► { one folder each } ─► cloud ◄─────────┘
//!                                        └─► context, handshake ─► rules ─► objects
//! ```
//! - `world` has all objects, and the faults, limits and time that govern every call. `objects` are those of all
//!   clouds, `rules` are how they live, `handshake` is what the two sides do to them.
//! - `cloud` is what one cloud is: how its requests read, its rules, how its answers are written. `clouds` lists them.
//! - `server` is the HTTP/1 listener; only it knows how to drop a connection. Whom it lets in is in `admission`.
//!   `answer` is one request and its answer, with or without a socket.
//! - `companion` runs it beside somebody's command.
//! - `control` answers the one reserved path, `/_simulator/`; `console` is the page at `/` that uses it. `seed` and
//!   `state` are the files.
//!
//! What must not come here: anything of the clients (`cloud`, `http`, `credential`). The simulator
//! is written from the vendors' documents, so that it can find the clients' misreadings.
//! A new cloud: one folder with implementations of `cloud::SeedPart` and `cloud::Cloud`, one line in `clouds`. No other file names one.

mod admission;
pub mod alicloud;
mod answer;
mod arrange;
mod authorization;
pub mod aws;
mod begin;
mod clock;
mod cloud;
mod clouds;
mod command;
mod companion;
mod console;
mod context;
mod control;
mod duration;
mod encoding;
mod error;
mod fault;
mod file;
mod handshake;
pub mod huaweicloud;
mod id;
mod issued;
mod listed;
mod lockout;
mod log;
mod machine;
mod new;
mod nonces;
mod object;
mod objects;
mod options;
mod page;
mod rate;
mod refusal;
mod request;
mod rules;
mod seed;
mod server;
mod state;
mod status;
#[cfg(test)]
mod tests;
mod tokens;
mod upgrade;
mod world;

pub use command::run;
pub use duration::GoDuration;
pub use error::Error;
pub use fault::{Effect, Reply, Rule};
pub use id::{AccessKey, Region};
pub use log::{Call, End, Match};
pub use new::{NewEndpoint, NewPeering, NewService};
pub use object::{Connection, Id, Kind, Own, Party, Service, Settling, Status, TenantId, VpcId};
pub use options::{Dropped, Options};
pub use rate::Rate;
pub use seed::Seed;
pub use server::Simulator;
pub use state::StateError;
pub use world::World;
