//! How the simulated VPC Endpoint service begins, and its answers where the documents give none.

use serde::{Deserialize, Serialize};

use crate::simulator::new::{NewEndpoint, NewService};
use crate::simulator::status::ErrorStatus;

/// The `vpcep` part of the seed's `huaweicloud`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Seed {
    /// Services per project and region; documented default 20.
    pub(crate) service_quota: usize,
    /// Endpoints per project and region; documented default 50.
    pub(crate) endpoint_quota: usize,
    /// Services that exist from the start.
    pub(crate) services: Vec<NewService>,
    /// Endpoints that exist from the start.
    pub(crate) endpoints: Vec<NewEndpoint>,
    /// Answers where the documents give none.
    #[serde(rename = "doubts")]
    pub(crate) quirks: Quirks,
}

impl Default for Seed {
    fn default() -> Self {
        Self {
            service_quota: 20,
            endpoint_quota: 50,
            services: Vec::new(),
            endpoints: Vec::new(),
            quirks: Quirks::default(),
        }
    }
}

/// Where the vendor's documents are silent or contradict each other: choose, and test against both.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own, written as such in the seed"
)]
pub(crate) struct Quirks {
    /// Whether the API is of the older generation: no `description`, no call that sets it, and times
    /// with fractions and without a zone.
    pub(crate) older_answers: bool,
    /// Whether nobody can be accepted any more who was rejected.
    pub(crate) rejected_is_final: bool,
    /// Whether a reject of what is rejected is refused.
    pub(crate) second_reject_refused: bool,
    /// What a reject does at a service that needs no approval.
    pub(crate) unapproved_reject: UnapprovedReject,
    /// Whether accepting asks whether the account is still permitted.
    pub(crate) accept_asks_permissions: bool,
    /// Whether a list by the id of an endpoint that is not there is refused, instead of empty.
    pub(crate) list_refuses_missing: bool,
    /// The status of a service that is not there: 400 (default) or 404.
    pub(crate) missing_service: ErrorStatus,
    /// The status of the page of a service that was deleted: 400 (default), as of any other that is not there, or 404.
    pub(crate) gone_service: ErrorStatus,
    /// The status of an endpoint of another service: 400 (default) or 404.
    pub(crate) wrong_service: ErrorStatus,
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            older_answers: false,
            rejected_is_final: false,
            second_reject_refused: false,
            unapproved_reject: UnapprovedReject::Stays,
            accept_asks_permissions: false,
            list_refuses_missing: false,
            missing_service: ErrorStatus::BadRequest,
            gone_service: ErrorStatus::BadRequest,
            wrong_service: ErrorStatus::BadRequest,
        }
    }
}

/// What a reject does at a service that needs no approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UnapprovedReject {
    /// It rejects.
    Stays,
    /// It is answered 200, and the endpoint is accepted again.
    FallsBack,
    /// It is refused.
    Refused,
}
