//! How the simulated Huawei Cloud begins, and its answers where the vendor's documents give none.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::vpcep;
use crate::simulator::duration::GoDuration;
use crate::simulator::id::{AccessKey, Region};
use crate::simulator::machine::MachineVersion;
use crate::simulator::new::NewPeering;
use crate::simulator::object::{Id, TenantId, VpcId};
use crate::simulator::page::Order;
use crate::simulator::status::ErrorStatus;

/// The `huaweicloud` part of a seed file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Seed {
    /// Where a request without a `/{region}` prefix creates its objects.
    pub(super) default_region: Region,
    /// Peerings per project and region; documented default 50.
    pub(super) quota: usize,
    /// How long a request may stay unanswered. The vendor publishes none; default 7 days.
    pub(super) expire_after: GoDuration,
    /// What the project look-up answers for a tenant; a tenant that is not named has
    /// `project-<access key>` in every region.
    pub(super) projects: BTreeMap<AccessKey, Vec<Project>>,
    /// How long tokens, and the keys of a machine, hold; documented 24 hours.
    pub(super) token_lifetime: GoDuration,
    /// The machine whose metadata are served. Absent: none are.
    pub(super) machine: Option<Machine>,
    /// All VPCs that exist. Absent: every VPC exists, in every project.
    pub(super) vpcs: Option<Vec<Vpc>>,
    /// Peerings that exist from the start. Not applied when a state file was loaded.
    pub(super) peerings: Vec<NewPeering>,
    /// VPC Endpoint.
    pub(super) vpcep: vpcep::Seed,
    /// Cloud Stream.
    pub(super) cs: CloudStream,
    /// Answers where the documents give none.
    #[serde(rename = "doubts")]
    pub(super) quirks: Quirks,
}

impl Default for Seed {
    fn default() -> Self {
        Self {
            default_region: Region::from("cn-north-4"),
            quota: 50,
            expire_after: GoDuration(std::time::Duration::from_secs(7 * 24 * 3600)),
            projects: BTreeMap::new(),
            token_lifetime: GoDuration(std::time::Duration::from_secs(24 * 3600)),
            machine: None,
            vpcs: None,
            peerings: Vec::new(),
            vpcep: vpcep::Seed::default(),
            cs: CloudStream::default(),
            quirks: Quirks::default(),
        }
    }
}

/// A project of a tenant.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Project {
    /// Its id.
    pub(super) id: TenantId,
    /// Its name: the region's, or `<region>_<text>` for a sub-project.
    pub(super) name: String,
}

/// The `cs` part of the seed's `huaweicloud`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct CloudStream {
    /// The clusters that exist; absent: everybody has every cluster.
    pub(super) clusters: Option<Vec<Cluster>>,
}

/// A cluster.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cluster {
    /// Its id. The service's own ids are numbers.
    pub(super) id: Id,
    /// The access key of the tenant that reserved it.
    pub(super) owner: AccessKey,
}

/// A machine on the cloud, with an agency bound to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Machine {
    /// The tenant that the agency acts for.
    pub(super) access_key: AccessKey,
    /// How it is asked; absent: version 2.
    #[serde(default)]
    pub(super) version: MachineVersion,
}

/// A VPC that exists.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vpc {
    /// Its id.
    pub(super) id: VpcId,
    /// The project that owns it.
    pub(super) project_id: TenantId,
    /// Its region; absent: every region.
    pub(super) region: Option<Region>,
}

/// Where the vendor's documents are silent or contradict each other: choose, and test against both.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Quirks {
    /// Whether lists carry `peerings_links`. Documented; users report that the main site leaves it out.
    pub(super) links: bool,
    /// Whether a REJECTED or EXPIRED peering still blocks another of the same two VPCs.
    pub(super) terminal_blocks_pair: bool,
    /// The status of an unknown id: 404 (default) or 400.
    pub(super) not_found: ErrorStatus,
    /// The status of a second peering of two VPCs: 409 (default) or 400.
    pub(super) duplicate: ErrorStatus,
    /// The status of an accept or reject that comes too late: 409 (default) or 400.
    pub(super) wrong_status: ErrorStatus,
    /// The status of a requester's own accept or reject: 403 (default), 400 or 404.
    pub(super) wrong_side: ErrorStatus,
    /// In which order peerings are listed.
    pub(super) list_order: Order,
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            links: true,
            terminal_blocks_pair: false,
            not_found: ErrorStatus::NotFound,
            duplicate: ErrorStatus::Conflict,
            wrong_status: ErrorStatus::Conflict,
            wrong_side: ErrorStatus::Forbidden,
            list_order: Order::Id,
        }
    }
}
