//! The handshake: what a connection's status means and what to do next. No vendor, no Terraform.

pub mod answered;
mod batch;
mod batch_task;
pub mod collections;
pub mod decide;
pub mod decision;
pub mod group;
pub mod handle;
pub mod ids;
pub mod knowledge;
pub mod observe;
pub mod pages;
pub mod peering;
mod permission;
mod places;
pub mod progress;
pub mod queue;
pub mod run_log;
mod shared;
pub mod source;
pub mod stamps;
pub mod status;
pub mod step;
#[cfg(test)]
mod tests;
pub mod wait;
pub mod write;
