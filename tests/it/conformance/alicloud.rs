//! Peerings on the simulated Alibaba Cloud.

mod calls;
mod decisions;
mod lost;
mod requests;
mod stage;
