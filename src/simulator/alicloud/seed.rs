//! How the simulated Alibaba Cloud begins, and its answers where the vendor's documents give none.

use serde::{Deserialize, Serialize};

use super::privatelink::quirks as privatelink;
use crate::simulator::duration::GoDuration;
use crate::simulator::id::{AccessKey, Region};
use crate::simulator::machine::MachineVersion;
use crate::simulator::new::NewPeering;
use crate::simulator::page::Order;

/// The `alicloud` part of a seed file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Seed {
    /// Where peerings are made that name no region.
    pub(super) default_region: Region,
    /// Peerings of one VPC within a region; documented 10.
    pub(super) quota_per_vpc: usize,
    /// Peerings of one VPC to other regions; documented 20.
    pub(super) quota_per_vpc_cross_region: usize,
    /// Peerings of one account in a region; documented 20.
    pub(super) quota_per_region: usize,
    /// How long a request may stay unanswered; documented 7 days.
    pub(super) expire_after: GoDuration,
    /// The machine whose metadata are served. Absent: none are.
    pub(super) machine: Option<Machine>,
    /// Peerings that exist from the start. Not applied when a state file was loaded.
    pub(super) peerings: Vec<NewPeering>,
    /// PrivateLink.
    pub(super) privatelink: privatelink::Seed,
    /// Answers where the documents give none.
    #[serde(rename = "doubts")]
    pub(super) quirks: Quirks,
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
            quirks: Quirks::default(),
        }
    }
}

/// A machine on the cloud, with a RAM role bound to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Machine {
    /// The tenant that the role acts for.
    pub(super) access_key: AccessKey,
    /// The role's name; absent: `ecs-role`.
    #[serde(default = "ecs_role")]
    pub(super) role: String,
    /// How it is asked; absent: version 2.
    #[serde(default)]
    pub(super) version: MachineVersion,
}

fn ecs_role() -> String {
    "ecs-role".to_owned()
}

/// Where the vendor's documents are silent or contradict each other: choose, and test against both.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is one question that the documents leave open"
)]
pub(super) struct Quirks {
    /// The form of error bodies. SDKs read both.
    pub(super) errors: ErrorForm,
    /// Whether a Rejected or Expired peering still blocks another of the same two VPCs.
    pub(super) terminal_blocks_pair: bool,
    /// How long a deleted peering is still shown, as `Deleted`, before it is not found.
    pub(super) shows_deleted: GoDuration,
    /// What a requester's own accept or reject is told.
    pub(super) wrong_side: WrongSide,
    /// Whether a second accept (or reject) of what was accepted (or rejected) succeeds.
    pub(super) decided_again_succeeds: bool,
    /// Whether a reject takes the settling time; its page does not call it asynchronous.
    pub(super) reject_settles: bool,
    /// Whether `RegionId` of a list matches the accepter's region as well.
    pub(super) lists_accepter_region: bool,
    /// Whether both sides see the same tags and resource group.
    pub(super) shares_tags: bool,
    /// Whether other changes under way on a VPC refuse a create on it (`Conflict.Operation`).
    pub(super) vpc_conflicts: bool,
    /// In which order peerings are listed.
    pub(super) list_order: Order,
}

impl Default for Quirks {
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
            list_order: Order::Id,
        }
    }
}

/// The form of an error body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ErrorForm {
    /// `{"Code": …}`
    Json,
    /// `<Error><Code>…`
    Xml,
}

/// What somebody is told who decides a request of his own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum WrongSide {
    /// `ResourceNotFound.InstanceId`
    NotFound,
    /// `Forbidden.NoPermission`
    Forbidden,
    /// `IncorrectStatus.VpcPeer`
    Status,
}
