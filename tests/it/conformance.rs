//! The resources on the simulator, both on one paused runtime: no sockets, no waiting, and the time
//! of the whole is the time that a user would wait. A cloud brings a `driver`; what is true of one cloud alone stands below its name.

pub(crate) mod alicloud;
pub(crate) mod aws;
mod clocks;
mod driver;
mod echo;
mod endpoints;
mod existing;
mod faults;
mod gate;
mod gone;
mod huaweicloud;
mod lost;
mod network;
mod sign_in;
pub(crate) mod stage;
mod throttling;
mod waits;
