//! The connections of an endpoint service, from its owner's side: one resource for all clouds.
//!
//! `cloud` is what a cloud adds, `connection` the resource's events (`destroy`, `detail`), `plan` what its plans say, `warn` the
//! words, `place` where a connection is, `named` how a data source names one.

pub mod cloud;
pub mod connection;
pub mod data;
mod destroy;
mod detail;
pub mod named;
pub mod place;
mod plan;
pub mod schema;
pub mod shown;
pub mod warn;
