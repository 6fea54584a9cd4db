//! How the simulated PrivateLink begins, and its answers where the vendor's documents give none.

use serde::{Deserialize, Serialize};

use super::super::super::id::{AccessKey, Region};
use super::super::peering::VpcId;
use super::connection::{EndpointId, Status};
use super::service::ServiceId;

/// The `privatelink` part of the seed's `alicloud`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seed {
    /// Services that exist from the start.
    pub services: Vec<NewService>,
    /// Endpoints that ask them from the start.
    pub endpoints: Vec<NewEndpoint>,
    /// Answers where the documents give none.
    pub doubts: Doubts,
}

/// A service made without a signed call.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewService {
    /// The access key of the tenant that owns it.
    pub owner: AccessKey,
    /// Absent: a random one.
    #[serde(default)]
    pub id: Option<ServiceId>,
    /// Absent: the default region.
    #[serde(default)]
    pub region: Option<Region>,
    /// Whether it lets everybody in; absent: no.
    #[serde(default)]
    pub auto_accept: bool,
}

/// An endpoint made without a signed call, as the tenant that it names would.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewEndpoint {
    /// The access key of the tenant that asks.
    pub requester: AccessKey,
    /// The service that is asked.
    pub service_id: ServiceId,
    /// Absent: `vpc-<access key>`.
    #[serde(default)]
    pub vpc_id: Option<VpcId>,
    /// Absent: 3072, the documented default.
    #[serde(default)]
    pub bandwidth: Option<i64>,
    /// Whether it scales by itself, so that no bandwidth counts; absent: no.
    #[serde(default)]
    pub scales: bool,
    /// Absent: what a signed call would have made.
    #[serde(default)]
    pub status: Option<Status>,
    /// Absent: a random one.
    #[serde(default)]
    pub id: Option<EndpointId>,
}

/// Where the vendor's documents are silent or contradict each other: choose, and test against both.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is one question that the documents leave open"
)]
pub struct Doubts {
    /// Whether a connection that nobody has answered is shown as `Pending` and not as `Disconnected`.
    pub waits_as_pending: bool,
    /// Whether "one at a time" lasts until the connection has settled, and not for the call alone.
    pub locked_until_settled: bool,
    /// Whether a second enable (or disable) of what is connected (or not) succeeds.
    pub decided_again_succeeds: bool,
    /// Whether a list of a service that is not there is empty instead of refused.
    pub lists_missing_service: bool,
    /// Whether `TotalCount` is a number, as in other services, and not a text.
    pub counts_in_numbers: bool,
    /// Whether a disconnected connection takes another bandwidth.
    pub disconnected_takes_bandwidth: bool,
}

impl Default for Doubts {
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
