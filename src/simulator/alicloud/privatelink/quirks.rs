//! How the simulated PrivateLink begins, and its answers where the vendor's documents give none.

use serde::{Deserialize, Serialize};

use crate::simulator::new::{NewEndpoint, NewService};

/// The `privatelink` part of the seed's `alicloud`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Seed {
    /// Services that exist from the start.
    pub(crate) services: Vec<NewService>,
    /// Endpoints that ask them from the start.
    pub(crate) endpoints: Vec<NewEndpoint>,
    /// Answers where the documents give none.
    #[serde(rename = "doubts")]
    pub(crate) quirks: Quirks,
}

/// Where the vendor's documents are silent or contradict each other: choose, and test against both.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is one question that the documents leave open"
)]
pub(crate) struct Quirks {
    /// Whether a connection that nobody has answered is shown as `Pending` and not as `Disconnected`.
    pub(crate) waits_as_pending: bool,
    /// Whether "one at a time" lasts until the connection has settled, and not for the call alone.
    pub(crate) locked_until_settled: bool,
    /// Whether a second enable (or disable) of what is connected (or not) succeeds.
    pub(crate) decided_again_succeeds: bool,
    /// Whether a list of a service that is not there is empty instead of refused.
    pub(crate) lists_missing_service: bool,
    /// Whether `TotalCount` is a number, as in other services, and not a text.
    pub(crate) counts_in_numbers: bool,
    /// Whether a disconnected connection takes another bandwidth.
    pub(crate) disconnected_takes_bandwidth: bool,
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            waits_as_pending: false,
            locked_until_settled: true,
            decided_again_succeeds: false,
            lists_missing_service: false,
            counts_in_numbers: false,
            disconnected_takes_bandwidth: false,
        }
    }
}
