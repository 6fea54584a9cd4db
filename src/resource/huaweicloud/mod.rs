//! What Huawei Cloud adds to the resources and data sources that are the same for all clouds: its accounts (`cloud`), its
//! peerings (`peering_api`) and endpoints (`endpoint_connection`), and schemas, whose texts are the documentation.

use std::time::Duration;

use crate::framework::timeouts::Defaults;

mod accepter_schema;
pub mod account;
mod account_error;
pub mod account_schema;
pub mod cloud;
mod cs_peering_api;
mod cs_peering_schema;
pub mod cs_peerings_data;
mod cs_request;
pub mod endpoint_connection;
mod endpoint_data;
mod endpoint_schema;
mod endpoint_warn;
mod peering_api;
mod peering_data;
mod peering_schema;

/// How long writes and reads of peerings and endpoint connections may take by default.
const TIMEOUTS: Defaults = Defaults {
    write: Duration::from_secs(600),
    read: Duration::from_secs(120),
};
