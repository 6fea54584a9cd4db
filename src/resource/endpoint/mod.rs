//! The connections of an endpoint service, from its owner's side: one resource for all clouds.
//!
//! `cloud` is what a cloud says of them, `schema` what comes of that, `place` where a connection is and `state` what a state says of
//! it. `connection` has the resource's events (`destroy`, `detail`), `plan` what its plans say, `messages` the words, and `data` the
//! data sources (`named` is how one names a connection), `answer` the action.

pub mod answer;
pub mod cloud;
pub mod connection;
pub mod data;
mod destroy;
mod detail;
pub mod messages;
pub mod named;
pub mod place;
mod plan;
pub mod schema;
pub mod shown;
mod state;
