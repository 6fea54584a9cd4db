//! The connections of an endpoint service, from its owner's side: one resource for all clouds.
//!
//! `cloud` is what a cloud says of them, `schema` what comes of that, `place` where a connection is and `connection` what a
//! decision about it needs to know, with `destroy`, `detail`, `preflight` and `messages`. `data` has the data sources (`named` is how one names a
//! connection).

pub mod cloud;
pub mod connection;
pub mod data;
mod destroy;
mod detail;
pub mod messages;
pub mod named;
pub mod place;
mod preflight;
pub mod schema;
pub mod shown;
