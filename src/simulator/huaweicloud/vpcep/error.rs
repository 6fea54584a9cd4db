//! Refusals of the VPC Endpoint service. Its documents publish the codes; the texts follow them.
//! The table: API reference, "Error Codes". It says itself that codes and texts may not correspond.

use http::StatusCode;
use serde_json::json;

use super::super::super::request::Answer;
use super::endpoint::EndpointId;
use super::seed::Doubts;
use super::service::ServiceId;

/// Why the service refuses a call.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Refused {
    #[error("Invalid parameter: {0}")]
    Parameter(String),
    #[error("The requested resource does not exist.")]
    NoEndpoint,
    #[error("The project ID {0} is invalid.")]
    Project(String),
    #[error("The offset is invalid.")]
    Offset,
    #[error("The limit is invalid.")]
    Limit,
    #[error("The sorting field is invalid.")]
    SortKey,
    #[error("The sorting method is invalid.")]
    SortDirection,
    #[error("The status is invalid.")]
    Status,
    #[error("The marker ID is invalid.")]
    Marker,
    #[error("The quota has been exceeded.")]
    Quota,
    #[error("The VPC endpoint service {0} does not exist.")]
    NoService(ServiceId),
    #[error("The VPC endpoint service is unavailable.")]
    Unavailable,
    #[error("The VPC endpoint {0} does not exist.")]
    Vanished(EndpointId),
    #[error("You do not have the permission to connect to the VPC endpoint service.")]
    NotPermitted,
    #[error("The endpoint does not belong to the endpoint service.")]
    WrongService,
    #[error("The VPC endpoint has been connected.")]
    Connected,
    #[error("The VPC endpoint is frozen.")]
    Frozen,
    #[error("The VPC endpoint is being deleted.")]
    Deleting,
    #[error("The VPC endpoint is being created.")]
    Creating,
    #[error("The action is invalid.")]
    Action,
    #[error("Only one VPC endpoint can be accepted or rejected at a time.")]
    OnlyOne,
    #[error("The VPC endpoint that failed to be created cannot be modified.")]
    Failed,
    #[error("The VPC endpoint service is in use.")]
    InUse,
    #[error("The permissions are empty.")]
    NoPermissions,
    #[error("The operation is not allowed while the endpoint service does not need an approval.")]
    NoApproval,
    #[error("The VPC endpoint is {0}; it cannot be decided again.")]
    Decided(super::Status),
}

impl Refused {
    /// The answer that says so.
    pub(crate) fn answer(&self, doubts: Doubts) -> Answer {
        let bad = StatusCode::BAD_REQUEST;
        let (status, code) = match self {
            Self::Parameter(_) => (bad, "EndPoint.0002"),
            Self::NoEndpoint => (StatusCode::NOT_FOUND, "EndPoint.0005"),
            Self::Project(_) => (bad, "EndPoint.0014"),
            Self::Offset => (bad, "EndPoint.0010"),
            Self::Limit => (bad, "EndPoint.0006"),
            Self::SortKey => (bad, "EndPoint.0017"),
            Self::SortDirection => (bad, "EndPoint.0018"),
            Self::Status | Self::Decided(_) => (bad, "EndPoint.0019"),
            Self::Marker => (bad, "EndPoint.0021"),
            Self::Quota => (bad, "Endpoint.1018"),
            Self::NoService(_) => (doubts.missing_service.into(), "EndPoint.2003"),
            Self::Unavailable => (bad, "EndPoint.2004"),
            Self::Vanished(_) => (StatusCode::NOT_FOUND, "EndPoint.2006"),
            Self::NotPermitted => (bad, "EndPoint.2012"),
            // The one code that the documents write in another case of letters.
            Self::WrongService => (doubts.wrong_service.into(), "Endpoint.2013"),
            Self::Connected => (bad, "EndPoint.2014"),
            Self::Frozen => (bad, "EndPoint.2015"),
            Self::Deleting => (bad, "EndPoint.2018"),
            Self::Creating => (bad, "EndPoint.2019"),
            Self::Action => (bad, "EndPoint.2027"),
            Self::OnlyOne => (bad, "EndPoint.2031"),
            Self::Failed => (bad, "EndPoint.2047"),
            Self::InUse => (bad, "EndPoint.3006"),
            Self::NoPermissions => (bad, "EndPoint.3036"),
            Self::NoApproval => (bad, "EndPoint.3045"),
        };
        let body = json!({ "error_code": code, "error_msg": self.to_string() });
        Answer::json(status, body)
    }
}
