//! Peerings on the simulated Alibaba Cloud.

mod calls;
mod decisions;
mod driver;
mod endpoints;
mod lists;
mod lost;
mod preflight;
mod requests;
mod sign_in;
pub(crate) mod stage;
mod table;
mod tokens;

pub(super) use driver::DRIVER;
pub(super) use sign_in::Ways;
