//! How the simulated AWS begins, and its answers where the vendor's documents give none.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::simulator::duration::GoDuration;
use crate::simulator::id::Region;
use crate::simulator::new::{NewEndpoint, NewPeering, NewService};
use crate::simulator::object::VpcId;
use crate::simulator::page::Order;
use crate::simulator::status::ErrorStatus;

/// The `aws` part of a seed file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Seed {
    /// Where peerings are made that name no region.
    pub(super) default_region: Region,
    /// Requests of one account in a region that wait for an answer; documented 25.
    pub(super) quota_outstanding: usize,
    /// Active peerings of one VPC; documented 50.
    pub(super) quota_per_vpc: usize,
    /// How long a request may stay unanswered; documented 7 days.
    pub(super) expire_after: GoDuration,
    /// VPCs that are not there, or whose addresses overlap with all others: what names one ends as `failed`.
    pub(super) failing_vpcs: Vec<VpcId>,
    /// Peerings that exist from the start. Not applied when a state file was loaded.
    pub(super) peerings: Vec<NewPeering>,
    /// Likewise, services and who asks them.
    pub(super) privatelink: PrivateLink,
    /// Answers where the documents give none.
    #[serde(rename = "doubts")]
    pub(super) quirks: Quirks,
}

impl Default for Seed {
    fn default() -> Self {
        Self {
            default_region: Region::from("us-east-1"),
            quota_outstanding: 25,
            quota_per_vpc: 50,
            expire_after: GoDuration(Duration::from_secs(7 * 24 * 3600)),
            failing_vpcs: Vec::new(),
            peerings: Vec::new(),
            privatelink: PrivateLink::default(),
            quirks: Quirks::default(),
        }
    }
}

/// Endpoint services that exist from the start, and the endpoints that ask them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PrivateLink {
    pub(super) services: Vec<NewService>,
    pub(super) endpoints: Vec<NewEndpoint>,
}

/// Where the vendor's documents are silent or contradict each other: choose, and test against both.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is one question that the documents leave open"
)]
pub(super) struct Quirks {
    /// What comes of another request for the same pair of VPCs, of two accounts or regions.
    pub(super) duplicate: Duplicate,
    /// What an accepter is told who deletes what is pending.
    pub(super) accepter_deletes: Denial,
    /// What is told of a delete of what has expired.
    pub(super) expired_deletes: Denial,
    /// What the accepter's account is told in the requester's region, where it has no end of the peering.
    pub(super) wrong_region: WrongRegion,
    /// How long a new peering is not found.
    pub(super) hidden_at_first: GoDuration,
    /// Whether `quota_outstanding` is of all regions together.
    pub(super) counts_all_regions: bool,
    /// Whether a list by ids that names a page's size is refused.
    pub(super) refuses_size_with_ids: bool,
    /// The status of `RequestExpired`.
    pub(super) request_expired: ErrorStatus,
    /// In which order peerings and connections are listed.
    pub(super) list_order: Order,
    /// Whether a rejected connection can be accepted.
    pub(super) rejected_accepts: bool,
    /// Whether a connection that is `pending` can be rejected.
    pub(super) pending_rejects: bool,
    /// Whether a connection that stands as desired takes the same answer again.
    pub(super) decided_again_succeeds: bool,
    /// Whether an endpoint that is none of the service's spoils the call for the others.
    pub(super) missing_endpoint_spoils: bool,
    /// How long a rejected connection is shown; zero: for good.
    pub(super) shows_rejected: GoDuration,
    /// How long a deleted one is.
    pub(super) shows_deleted: GoDuration,
    /// Whether statuses of connections begin with a capital letter.
    pub(super) capital_statuses: bool,
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            duplicate: Duplicate::Existing,
            accepter_deletes: Denial::NotPermitted,
            expired_deletes: Denial::State,
            wrong_region: WrongRegion::NotFound,
            hidden_at_first: GoDuration::default(),
            counts_all_regions: false,
            refuses_size_with_ids: false,
            request_expired: ErrorStatus::BadRequest,
            list_order: Order::Id,
            rejected_accepts: true,
            pending_rejects: false,
            decided_again_succeeds: false,
            missing_endpoint_spoils: false,
            shows_rejected: GoDuration::default(),
            shows_deleted: GoDuration(Duration::from_secs(3600)),
            capital_statuses: false,
        }
    }
}

/// What comes of a second request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Duplicate {
    /// The one that exists is answered.
    Existing,
    /// One that fails is made.
    Failed,
}

/// A refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Denial {
    /// `OperationNotPermitted`
    NotPermitted,
    /// `InvalidStateTransition`
    State,
}

/// A refusal of whom the region is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum WrongRegion {
    /// `InvalidVpcPeeringConnectionID.NotFound`
    NotFound,
    /// `OperationNotPermitted`
    NotPermitted,
}
