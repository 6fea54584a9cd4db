//! Terraform without a cloud and without gRPC: values, schemas, plans and the life of a resource.
//!
//! A resource implements [`resource::Resource`]; [`server::Server`] runs it by Core's rules. What
//! Core demands of every answer is kept here once, so that no resource can break it.

pub mod action;
pub mod data_source;
pub mod diagnostics;
pub mod duration;
pub mod exchange;
mod hidden;
pub mod identity;
pub mod json;
pub mod list_resource;
#[macro_use]
pub mod model;
pub mod moved;
pub mod msgpack;
pub mod notes;
pub mod object;
pub mod path;
pub mod plan;
pub mod private;
pub mod resource;
pub mod rule;
pub mod schema;
pub mod server;
pub mod timeouts;
pub mod validate;
pub mod value;
