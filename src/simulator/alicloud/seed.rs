//! How the simulated Alibaba Cloud begins, and its answers where the vendor's documents give none.

use serde::{Deserialize, Serialize};

use super::super::duration::GoDuration;
use super::super::id::{AccessKey, Region};
use super::super::machine::MachineVersion;
use super::peering::{PeeringId, Status, VpcId};
use super::privatelink;

/// The `alicloud` part of a seed file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seed {
    /// Where peerings are made that name no region.
    pub default_region: Region,
    /// Peerings of one VPC within a region; documented 10.
    pub quota_per_vpc: usize,
    /// Peerings of one VPC to other regions; documented 20.
    pub quota_per_vpc_cross_region: usize,
    /// Peerings of one account in a region; documented 20.
    pub quota_per_region: usize,
    /// How long a request may stay unanswered; documented 7 days.
    pub expire_after: GoDuration,
    /// The machine whose metadata are served. Absent: none are.
    pub machine: Option<Machine>,
    /// Peerings that exist from the start. Not applied when a state file was loaded.
    pub peerings: Vec<NewPeering>,
    /// PrivateLink.
    pub privatelink: privatelink::Seed,
    /// Answers where the documents give none.
    pub doubts: Doubts,
}

impl Default for Seed {
    fn default() -> Self {
        Self {
            default_region: Region::from("cn-hangzhou"),
            quota_per_vpc: 10,
            quota_per_vpc_cross_region: 20,
            quota_per_region: 20,
            expire_after: GoDuration(std::time::Duration::from_secs(7 * 24 * 3600)),
            machine: None,
            peerings: Vec::new(),
            privatelink: privatelink::Seed::default(),
            doubts: Doubts::default(),
        }
    }
}

/// A machine on the cloud, with a RAM role bound to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// The tenant that the role acts for.
    pub access_key: AccessKey,
    /// The role's name; absent: `ecs-role`.
    #[serde(default = "ecs_role")]
    pub role: String,
    /// How it is asked; absent: version 2.
    #[serde(default)]
    pub version: MachineVersion,
}

fn ecs_role() -> String {
    "ecs-role".to_owned()
}

/// A peering made without a signed call: by the seed, or by the control API for "the other side".
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPeering {
    /// The access key of the tenant that asks.
    pub requester: AccessKey,
    /// The access key of the tenant that is asked; absent: the same.
    #[serde(default)]
    pub accepter: Option<AccessKey>,
    /// The requester's VPC.
    pub requester_vpc_id: VpcId,
    /// The accepter's VPC.
    pub accepter_vpc_id: VpcId,
    /// Absent: `peering`.
    #[serde(default)]
    pub name: Option<String>,
    /// Empty for none.
    #[serde(default)]
    pub description: String,
    /// The requester's region; absent: the default one.
    #[serde(default)]
    pub region: Option<Region>,
    /// The accepter's region; absent: the requester's.
    #[serde(default)]
    pub accepter_region: Option<Region>,
    /// Absent: what a signed call would have made.
    #[serde(default)]
    pub status: Option<Status>,
    /// Absent: a random one.
    #[serde(default)]
    pub id: Option<PeeringId>,
}

/// Where the vendor's documents are silent or contradict each other: choose, and test against both.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is one question that the documents leave open"
)]
pub struct Doubts {
    /// The form of error bodies. SDKs read both.
    pub errors: ErrorForm,
    /// Whether a Rejected or Expired peering still blocks another of the same two VPCs.
    pub terminal_blocks_pair: bool,
    /// How long a deleted peering is still shown, as `Deleted`, before it is not found.
    pub shows_deleted: GoDuration,
    /// What a requester's own accept or reject is told.
    pub wrong_side: WrongSide,
    /// Whether a second accept (or reject) of what was accepted (or rejected) succeeds.
    pub decided_again_succeeds: bool,
    /// Whether a reject takes the settling time; its page does not call it asynchronous.
    pub reject_settles: bool,
    /// Whether `RegionId` of a list matches the accepter's region as well.
    pub lists_accepter_region: bool,
    /// Whether both sides see the same tags and resource group.
    pub shares_tags: bool,
    /// Whether other changes under way on a VPC refuse a create on it (`Conflict.Operation`).
    pub vpc_conflicts: bool,
}

impl Default for Doubts {
    fn default() -> Self {
        Self {
            errors: ErrorForm::Json,
            terminal_blocks_pair: false,
            shows_deleted: GoDuration::default(),
            wrong_side: WrongSide::NotFound,
            decided_again_succeeds: false,
            reject_settles: false,
            lists_accepter_region: true,
            shares_tags: false,
            vpc_conflicts: true,
        }
    }
}

/// The form of an error body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorForm {
    /// `{"Code": …}`
    Json,
    /// `<Error><Code>…`
    Xml,
}

/// What somebody is told who decides a request of his own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WrongSide {
    /// `ResourceNotFound.InstanceId`
    NotFound,
    /// `Forbidden.NoPermission`
    Forbidden,
    /// `IncorrectStatus.VpcPeer`
    Status,
}
