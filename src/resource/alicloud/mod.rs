//! What Alibaba Cloud adds to the resources and data sources that are the same for all clouds: its accounts (`cloud`), its
//! peerings (`peering_api`) and endpoints (`endpoint`), and schemas, whose texts are the documentation.

use std::time::Duration;

use crate::framework::timeouts::Defaults;

mod accepter_schema;
pub mod account;
mod account_error;
pub mod account_schema;
mod answer;
pub mod cloud;
mod endpoint;
mod lists;
mod moved;
mod own;
mod peering_api;
mod peering_data;
mod peering_schema;
mod preflight;
mod update;

/// How long writes and reads of peerings and endpoint connections may take by default.
const TIMEOUTS: Defaults = Defaults {
    write: Duration::from_secs(300),
    read: Duration::from_secs(120),
};
