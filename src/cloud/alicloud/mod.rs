//! Alibaba Cloud.
//!
//! `config` settles what an account is, `account` holds what its calls share, `sign` and `error` are
//! the dialect, `sign_in` what temporary keys come from, `model` the wire structs, `peering`, `calls` and `identity` the documented calls, and `port` is
//! what the handshake needs of them.

pub mod account;
pub mod calls;
pub mod config;
pub mod credential;
pub mod error;
pub mod identity;
pub mod ids;
pub mod model;
mod own;
pub mod peering;
pub mod peering_list;
pub mod port;
mod rpc;
pub mod sign;
mod sign_in;
pub mod status;
