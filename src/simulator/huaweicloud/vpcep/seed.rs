//! How the simulated VPC Endpoint service begins, and its answers where the documents give none.

use serde::{Deserialize, Serialize};

use super::super::super::id::{AccessKey, Region};
use super::super::peering::VpcId;
use super::super::seed::ErrorStatus;
use super::endpoint::{EndpointId, Problem, Status};
use super::service::{ServiceId, ServiceStatus};

/// The `vpcep` part of the seed's `huaweicloud`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seed {
    /// Services per project and region; documented default 20.
    pub service_quota: usize,
    /// Endpoints per project and region; documented default 50.
    pub endpoint_quota: usize,
    /// Services that exist from the start.
    pub services: Vec<NewService>,
    /// Endpoints that exist from the start.
    pub endpoints: Vec<NewEndpoint>,
    /// Answers where the documents give none.
    pub doubts: Doubts,
}

impl Default for Seed {
    fn default() -> Self {
        Self {
            service_quota: 20,
            endpoint_quota: 50,
            services: Vec::new(),
            endpoints: Vec::new(),
            doubts: Doubts::default(),
        }
    }
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
    /// Absent: `service`.
    #[serde(default)]
    pub name: Option<String>,
    /// Whether the owner has to accept; absent: yes.
    #[serde(default = "yes")]
    pub approval_enabled: bool,
    /// Absent: available.
    #[serde(default)]
    pub status: ServiceStatus,
    /// Who may connect, besides the owner's own account; absent: everybody.
    #[serde(default = "everybody")]
    pub permissions: Vec<String>,
}

fn yes() -> bool {
    true
}

fn everybody() -> Vec<String> {
    vec!["*".to_owned()]
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
    /// What the requester writes about it.
    #[serde(default)]
    pub description: String,
    /// Absent: what a signed call would have made.
    #[serde(default)]
    pub status: Option<Status>,
    /// Why it failed.
    #[serde(default)]
    pub errors: Vec<Problem>,
    /// Absent: a random one.
    #[serde(default)]
    pub id: Option<EndpointId>,
    /// Absent: a random one that needs more than 53 bits.
    #[serde(default)]
    pub marker_id: Option<i64>,
}

/// Where the vendor's documents are silent or contradict each other: choose, and test against both.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own, written as such in the seed"
)]
pub struct Doubts {
    /// Whether the API is of the older generation: no `description`, no call that sets it, and times
    /// with fractions and without a zone.
    pub older_answers: bool,
    /// Whether nobody can be accepted any more who was rejected.
    pub rejected_is_final: bool,
    /// Whether a reject of what is rejected is refused.
    pub second_reject_refused: bool,
    /// What a reject does at a service that needs no approval.
    pub unapproved_reject: UnapprovedReject,
    /// Whether accepting asks whether the account is still permitted.
    pub accept_asks_permissions: bool,
    /// Whether a list by the id of an endpoint that is not there is refused, instead of empty.
    pub list_refuses_missing: bool,
    /// The status of a service that is not there: 400 (default) or 404.
    pub missing_service: ErrorStatus,
    /// The status of an endpoint of another service: 400 (default) or 404.
    pub wrong_service: ErrorStatus,
}

impl Default for Doubts {
    fn default() -> Self {
        Self {
            older_answers: false,
            rejected_is_final: false,
            second_reject_refused: false,
            unapproved_reject: UnapprovedReject::Stays,
            accept_asks_permissions: false,
            list_refuses_missing: false,
            missing_service: ErrorStatus::BadRequest,
            wrong_service: ErrorStatus::BadRequest,
        }
    }
}

/// What a reject does at a service that needs no approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnapprovedReject {
    /// It rejects.
    Stays,
    /// It is answered 200, and the endpoint is accepted again.
    FallsBack,
    /// It is refused.
    Refused,
}
