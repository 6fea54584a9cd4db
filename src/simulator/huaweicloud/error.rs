//! Refusals, and the bodies that say so. The gateway and the VPC service speak differently.
//!
//! Only one body of the service is published
//! (<https://github.com/opentelekomcloud/terraform-provider-opentelekomcloud/issues/3170>); the other
//! `type`s follow its form and are not the cloud's own words. A client must not depend on them.

use http::StatusCode;
use serde_json::json;

use super::super::rate::Rate;
use super::super::request::Answer;
use super::super::state::StateError;
use super::peering::{PeeringId, Status};
use super::seed::Seed;
use super::sign::BadSignature;
use super::{cs, vpcep};

/// Why a call is refused.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Refusal {
    // --- the gateway
    #[error("The API does not exist or has not been published in the environment")]
    Unpublished,
    #[error(
        "Incorrect IAM authentication information: Authorization header is missing or malformed"
    )]
    NoAuthorization,
    #[error("Incorrect IAM authentication information: {0}")]
    Signature(#[from] BadSignature),
    #[error(
        "Incorrect IAM authentication information: x-sdk-date is missing, malformed, or more than 15 minutes off"
    )]
    Skew,
    #[error("Incorrect IAM authentication information: the security token is missing or wrong")]
    SecurityToken,
    #[error(
        "Incorrect IAM authentication information: the access key is locked for 5 minutes after 5 wrong signatures"
    )]
    Locked,
    #[error("Incorrect IAM authentication information: the security token has expired")]
    KeysOver,
    #[error("Incorrect IAM authentication information: the token is unknown")]
    UnknownToken,
    #[error("The token must be updated.")]
    TokenOver,
    #[error("API access denied: project {0} does not belong to the caller")]
    Project(String),
    #[error(
        "The throttling threshold has been reached: policy user over ratelimit,limit:{},time:{} second",
        .0.calls, .0.per_seconds
    )]
    Throttled(Rate),
    #[error("Backend error: {0}")]
    Broken(String),
    #[error("Bad request: the body is larger than 12 MB")]
    TooLarge,
    // --- the identity services
    #[error("{1}")]
    Iam(StatusCode, String),
    #[error("{2}")]
    Sts(StatusCode, &'static str, String),
    #[error("There are no metadata of that kind")]
    NoMetadata,
    // --- the service
    #[error("{0}")]
    Body(String),
    #[error("Invalid input for operation: {0}.")]
    Input(String),
    #[error("VpcPeering {0} could not be found.")]
    NotFound(PeeringId),
    #[error("A VPC peering connection already exists between VPC {0} and VPC {1}.")]
    Duplicate(String, String),
    #[error("Quota exceeded for resources: ['peering'].")]
    Quota,
    #[error("VpcPeering {id} is in status {status}; {action} is not possible.")]
    Status {
        id: PeeringId,
        status: Status,
        action: &'static str,
    },
    #[error("Only the accepter's project may {action} VpcPeering {id}.")]
    WrongSide { id: PeeringId, action: &'static str },
    // --- another service
    #[error(transparent)]
    Endpoint(#[from] vpcep::Refused),
    #[error(transparent)]
    Cluster(#[from] cs::Refused),
}

impl From<StateError> for Refusal {
    fn from(error: StateError) -> Self {
        Self::Broken(error.to_string())
    }
}

impl Refusal {
    /// The answer that says so.
    pub(crate) fn answer(&self, seed: &Seed, request_id: &str) -> Answer {
        let doubts = seed.doubts;
        let gateway = |status: StatusCode, code: &str| {
            let body = json!({
                "error_msg": self.to_string(),
                "error_code": code,
                "request_id": request_id,
            });
            Answer::json(status, body)
        };
        let service = |status: StatusCode, kind: &str| {
            let body = json!({
                "NeutronError": { "message": self.to_string(), "type": kind, "detail": "" }
            });
            Answer::json(status, body)
        };
        let unauthorized = StatusCode::UNAUTHORIZED;
        match self {
            Self::Unpublished => gateway(StatusCode::NOT_FOUND, "APIGW.0101"),
            Self::NoAuthorization
            | Self::Signature(_)
            | Self::Skew
            | Self::SecurityToken
            | Self::KeysOver
            | Self::UnknownToken
            | Self::Locked => gateway(unauthorized, "APIGW.0301"),
            Self::TokenOver => gateway(unauthorized, "APIGW.0307"),
            Self::Iam(status, message) => {
                let title = status.canonical_reason().unwrap_or_default();
                let error = json!({ "code": status.as_u16(), "message": message, "title": title });
                Answer::json(*status, json!({ "error": error }))
            }
            Self::Sts(status, code, message) => {
                let body =
                    json!({ "error_code": code, "error_msg": message, "request_id": request_id });
                Answer::json(*status, body)
            }
            Self::NoMetadata => Answer::empty(StatusCode::NOT_FOUND),
            Self::Project(_) => gateway(StatusCode::FORBIDDEN, "APIGW.0306"),
            Self::Throttled(_) => gateway(StatusCode::TOO_MANY_REQUESTS, "APIGW.0308"),
            Self::TooLarge => gateway(StatusCode::PAYLOAD_TOO_LARGE, "APIGW.0201"),
            Self::Broken(_) => gateway(StatusCode::INTERNAL_SERVER_ERROR, "APIGW.0601"),
            Self::Body(_) => service(StatusCode::BAD_REQUEST, "HTTPBadRequest"),
            Self::Input(_) => service(StatusCode::BAD_REQUEST, "InvalidInput"),
            Self::NotFound(_) => service(doubts.not_found.into(), "VpcPeeringNotFound"),
            Self::Duplicate(..) => service(doubts.duplicate.into(), "VpcPeeringDuplicate"),
            Self::Quota => service(StatusCode::CONFLICT, "OverQuota"),
            Self::Status { .. } => service(doubts.wrong_status.into(), "VpcPeeringStatusConflict"),
            Self::WrongSide { .. } => service(doubts.wrong_side.into(), "PolicyNotAuthorized"),
            Self::Endpoint(refused) => refused.answer(seed.vpcep.doubts),
            Self::Cluster(refused) => refused.answer(),
        }
    }
}
