//! Huawei Cloud's resources and data sources (`…_data`): one file for each, beside what they share.

mod accepter_schema;
pub mod account;
mod account_error;
pub mod account_schema;
pub mod cloud;
mod cs_look;
pub mod cs_peering;
pub mod cs_peerings_data;
mod cs_request;
mod destroy;
pub mod endpoint_connection;
pub mod endpoint_connection_data;
pub mod endpoint_connections_data;
mod endpoint_item;
mod endpoint_state;
mod endpoint_warn;
pub mod peering;
mod peering_api;
pub mod peering_data;
mod peering_item;
mod peering_plan;
pub mod peerings_data;
mod request;
mod shown;
