//! Huawei Cloud and its partner clouds with the same API.
//!
//! `config` settles what an account is, `credential`, `chain`, `variables` and `profile` how it signs in, `belonging` where that
//! credential may go, and `sign_in` does it; `account` holds what its calls share, `session` is one in a region, `sign` and `error`
//! are the dialect, `model` the wire structs, `objects` what is made of them, `peering`, `peering_list` and `project` the documented
//! calls, and `port` is what the handshake needs of peerings. VPC Endpoint has its own `endpoint_codes`, `endpoint_model` and
//! `endpoint`, Cloud Stream `cs_peering`.

pub mod account;
pub mod account_error;
mod approvals;
pub mod belonging;
mod chain;
pub mod config;
pub mod credential;
pub mod credential_error;
pub mod cs_peering;
pub mod endpoint;
mod endpoint_codes;
pub mod endpoint_model;
pub mod error;
pub mod ids;
pub mod model;
pub mod objects;
pub mod peering;
pub mod peering_list;
mod port;
pub mod profile;
pub mod project;
mod services;
pub mod session;
pub mod sign;
mod sign_in;
pub mod status;
pub(crate) mod variables;
