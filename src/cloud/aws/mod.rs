//! AWS.
//!
//! `config` settles what an account is, `hosts` where its services are; `account` holds what its calls share, `session` is one in a
//! region; `sign`, `query`, `answer`, `xml` and `error` are the dialect. `credential` has the ways to sign in, `chain` settles which, from `variables` and from a
//! `profile` of the user's files, and `sign_in` does it. `objects` is what answers come to, `calls` what is sent to change
//! something and `trial` the same as dry runs (`tried` is what they came to), `peering`, `peering_list` and `endpoint` the
//! documented calls, and `port` is what the handshake needs of peerings.

pub mod account;
pub mod account_error;
mod answer;
mod calls;
mod chain;
pub mod config;
pub mod credential;
pub mod endpoint;
pub mod error;
mod hosts;
mod objects;
pub mod peering;
pub mod peering_list;
mod port;
pub mod profile;
mod query;
pub mod session;
pub mod sign;
mod sign_in;
pub mod status;
pub mod trial;
mod tried;
pub mod variables;
mod words;
mod xml;
