//! Alibaba Cloud's resources and data sources (`…_data`): one file for each, beside what they share.

mod accepter_own;
mod accepter_schema;
pub mod account;
mod account_error;
pub mod account_schema;
pub mod cloud;
mod destroy;
pub mod endpoint_connection;
pub mod endpoint_connection_data;
pub mod endpoint_connections_data;
mod endpoint_item;
mod endpoint_preflight;
mod endpoint_state;
mod own;
pub mod peering;
mod peering_api;
pub mod peering_data;
mod peering_item;
mod peering_plan;
mod peering_schema;
pub mod peerings_data;
mod preflight;
mod request;
mod shown;
mod update;
