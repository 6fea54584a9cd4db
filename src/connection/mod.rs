//! The handshake: what a connection's status means and what to do next. No vendor, no Terraform.

pub mod answered;
pub mod decide;
pub mod port;
pub mod status;
pub mod step;
pub mod wait;
