//! Alibaba Cloud.
//!
//! `config` settles what an account is, `account` holds what its calls share, `session` is one in a region, `sign` and `error` are
//! the dialect. `credential` has the ways to sign in, `chain` settles which, from `variables` and from a `profile`, and `sign_in`
//! does it. `model` has the wire structs, `objects` what is made of them, `peering`, `calls`, `endpoint` and `identity` the
//! documented calls, `trial` the same as dry runs, and `port` is what the handshake needs of peerings.

pub mod account;
pub mod account_error;
pub mod calls;
mod chain;
pub mod config;
pub mod credential;
pub mod credential_error;
pub mod endpoint;
pub mod endpoint_model;
pub mod error;
pub mod identity;
pub mod ids;
pub mod model;
pub mod objects;
mod own;
pub mod peering;
pub mod peering_list;
mod port;
pub mod profile;
mod rpc;
pub mod session;
pub mod sign;
mod sign_in;
pub mod status;
pub mod trial;
pub(crate) mod variables;
