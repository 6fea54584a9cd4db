//! Huawei Cloud's resources and data sources (`…_data`): one file for each, beside what they share.

mod accepter_plan;
pub mod account;
mod account_error;
pub mod account_schema;
mod cs_look;
pub mod cs_peering;
mod cs_request;
mod destroy;
pub mod endpoint_connection;
mod endpoint_look;
mod endpoint_plan;
mod endpoint_state;
mod endpoint_warn;
mod guard;
pub mod peering;
pub mod peering_accepter;
pub mod peering_data;
mod peering_item;
mod peering_plan;
pub mod peerings_data;
mod reach;
mod request;
mod shown;
mod side;
mod warn;
