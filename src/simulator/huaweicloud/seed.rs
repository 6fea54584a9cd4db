//! How the simulated Huawei Cloud begins, and its answers where the vendor's documents give none.

use std::collections::BTreeMap;

use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::super::duration::GoDuration;
use super::super::id::{AccessKey, Region};
use super::super::machine::MachineVersion;
use super::peering::{PeeringId, ProjectId, Status, VpcId};
use super::{cs, vpcep};

/// The `huaweicloud` part of a seed file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seed {
    /// Where a request without a `/{region}` prefix creates its objects.
    pub default_region: Region,
    /// Peerings per project and region; documented default 50.
    pub quota: usize,
    /// How long a request may stay unanswered. The vendor publishes none; default 7 days.
    pub expire_after: GoDuration,
    /// What the project look-up answers for a tenant; a tenant that is not named has
    /// `project-<access key>` in every region.
    pub projects: BTreeMap<AccessKey, Vec<Project>>,
    /// How long tokens, and the keys of a machine, hold; documented 24 hours.
    pub token_lifetime: GoDuration,
    /// The machine whose metadata are served. Absent: none are.
    pub machine: Option<Machine>,
    /// All VPCs that exist. Absent: every VPC exists, in every project.
    pub vpcs: Option<Vec<Vpc>>,
    /// Peerings that exist from the start. Not applied when a state file was loaded.
    pub peerings: Vec<NewPeering>,
    /// VPC Endpoint.
    pub vpcep: vpcep::Seed,
    /// Cloud Stream.
    pub cs: cs::Seed,
    /// Answers where the documents give none.
    pub doubts: Doubts,
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
            cs: cs::Seed::default(),
            doubts: Doubts::default(),
        }
    }
}

/// A project of a tenant.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Its name: the region's, or `<region>_<text>` for a sub-project.
    pub name: String,
}

/// A machine on the cloud, with an agency bound to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// The tenant that the agency acts for.
    pub access_key: AccessKey,
    /// How it is asked; absent: version 2.
    #[serde(default)]
    pub version: MachineVersion,
}

/// A VPC that exists.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vpc {
    /// Its id.
    pub id: VpcId,
    /// The project that owns it.
    pub project_id: ProjectId,
    /// Its region; absent: every region.
    #[serde(default)]
    pub region: Option<Region>,
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
    /// 1 to 64 characters; absent: `peering`.
    #[serde(default)]
    pub name: Option<String>,
    /// At most 255 characters, no angle brackets.
    #[serde(default)]
    pub description: String,
    /// Absent: the default region.
    #[serde(default)]
    pub region: Option<Region>,
    /// Absent: what a signed call would have made.
    #[serde(default)]
    pub status: Option<Status>,
    /// Absent: a random one.
    #[serde(default)]
    pub id: Option<PeeringId>,
}

/// Where the vendor's documents are silent or contradict each other: choose, and test against both.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Doubts {
    /// Whether lists carry `peerings_links`. Documented; users report that the main site leaves it out.
    pub links: bool,
    /// Whether a REJECTED or EXPIRED peering still blocks another of the same two VPCs.
    pub terminal_blocks_pair: bool,
    /// The status of an unknown id: 404 (default) or 400.
    pub not_found: ErrorStatus,
    /// The status of a second peering of two VPCs: 409 (default) or 400.
    pub duplicate: ErrorStatus,
    /// The status of an accept or reject that comes too late: 409 (default) or 400.
    pub wrong_status: ErrorStatus,
    /// The status of a requester's own accept or reject: 403 (default), 400 or 404.
    pub wrong_side: ErrorStatus,
}

impl Default for Doubts {
    fn default() -> Self {
        Self {
            links: true,
            terminal_blocks_pair: false,
            not_found: ErrorStatus::NotFound,
            duplicate: ErrorStatus::Conflict,
            wrong_status: ErrorStatus::Conflict,
            wrong_side: ErrorStatus::Forbidden,
        }
    }
}

/// An HTTP status that a refusal may have, written as its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub enum ErrorStatus {
    /// 400
    BadRequest,
    /// 403
    Forbidden,
    /// 404
    NotFound,
    /// 409
    Conflict,
}

impl From<ErrorStatus> for StatusCode {
    fn from(status: ErrorStatus) -> Self {
        match status {
            ErrorStatus::BadRequest => Self::BAD_REQUEST,
            ErrorStatus::Forbidden => Self::FORBIDDEN,
            ErrorStatus::NotFound => Self::NOT_FOUND,
            ErrorStatus::Conflict => Self::CONFLICT,
        }
    }
}

impl From<ErrorStatus> for u16 {
    fn from(status: ErrorStatus) -> Self {
        StatusCode::from(status).as_u16()
    }
}

impl TryFrom<u16> for ErrorStatus {
    type Error = String;

    fn try_from(number: u16) -> Result<Self, String> {
        match number {
            400 => Ok(Self::BadRequest),
            403 => Ok(Self::Forbidden),
            404 => Ok(Self::NotFound),
            409 => Ok(Self::Conflict),
            other => Err(format!("{other} is none of 400, 403, 404, 409")),
        }
    }
}
