//! Huawei Cloud and its partner clouds with the same API.
//!
//! `config` settles what an account is, `account` holds what its calls share, `sign` and `error` are
//! the dialect, `model` the wire structs, `peering`, `peering_list` and `project` the documented calls,
//! and `port` is what the handshake needs of them.

pub mod account;
pub mod config;
pub mod credential;
pub mod error;
pub mod ids;
pub mod model;
pub mod peering;
pub mod peering_list;
pub mod port;
pub mod project;
pub mod sign;
mod signer;
