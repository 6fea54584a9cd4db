//! What AWS adds to the resources and data sources that are the same for all clouds: its accounts (`cloud`), its peerings
//! (`peering_api`), its endpoint connections (`endpoint`), what its dry runs prove (`preflight`), and schemas, whose texts are the documentation.

use std::time::Duration;

use crate::framework::timeouts::Defaults;

pub mod account;
mod account_error;
pub mod account_schema;
pub mod cloud;
mod endpoint;
mod moved;
mod own;
mod peering_api;
mod peering_data;
mod peering_lists;
mod preflight;
mod schema;

/// How long writes and reads of peerings may take by default.
const TIMEOUTS: Defaults = Defaults {
    write: Duration::from_secs(300),
    read: Duration::from_secs(120),
};
