//! Clouds and hosts that mean harm, or are broken: what comes of it is an error that says so.
//!
//! - [`targets`] what any bytes may do, called by [`properties`], also with the seeds, and by the crate in `fuzz/`;
//! - [`nonsense`] a cloud whose answers make no sense, [`alicloud`] the other one, [`endpoints`] both of endpoints;
//!   [`network`] a server that does not keep to HTTP, [`proxies`] a proxy that makes no connection;
//! - [`scripted`] the cloud that they talk to.

mod alicloud;
mod endpoints;
mod network;
mod nonsense;
mod properties;
mod proxies;
mod scripted;
mod targets;
