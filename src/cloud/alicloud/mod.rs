//! Alibaba Cloud.
//!
//! `config` settles what an account is, `account` holds what its calls share, `sign` and `error` are
//! the dialect, spoken by `signer`. `credential` settles how it signs in, from `variables` and from a
//! `profile`, and `sign_in` does it. `model` has the wire structs, `peering`, `calls`, `endpoint` and `identity`
//! the documented calls, and `port` and `endpoint_port` are what the handshake needs of them.

pub mod account;
pub mod calls;
pub mod config;
pub mod credential;
pub mod endpoint;
pub mod endpoint_model;
pub mod endpoint_port;
pub mod error;
pub mod identity;
pub mod ids;
mod line;
pub mod model;
mod own;
pub mod peering;
pub mod peering_list;
pub mod port;
pub mod profile;
mod rpc;
pub mod sign;
mod sign_in;
mod signer;
pub mod status;
mod variables;
