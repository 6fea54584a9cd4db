//! Peerings on the simulated Alibaba Cloud.

mod calls;
mod clocks;
mod decisions;
mod endpoints;
mod existing;
mod lists;
mod lost;
mod lost_table;
mod preflight;
mod requests;
mod sign_in;
pub(crate) mod stage;
mod table;
mod tokens;
