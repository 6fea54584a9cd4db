//! The resources on the simulator, both on one paused runtime: no sockets, no waiting, and the time
//! of the whole is the time that a user would wait.

pub(crate) mod alicloud;
mod clocks;
mod echo;
mod endpoints;
mod existing;
mod faults;
mod gate;
mod gone;
mod lost;
mod network;
mod sign_in;
pub(crate) mod stage;
mod throttling;
mod waits;
