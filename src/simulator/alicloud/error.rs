//! Refusals and their bodies. Every one of them is HTTP 400, "not found" included, but for those of
//! the gateway. <https://help.aliyun.com/zh/vpc/developer-reference/api-vpcpeer-2022-01-01-errorcodes>

use http::StatusCode;
use serde_json::json;

use super::super::rate::Rate;
use super::super::request::{Answer, Body};
use super::super::state::StateError;
use super::peering::PeeringId;
use super::privatelink::{EndpointId, ServiceId};
use super::seed::{Doubts, ErrorForm};
use super::sign::BadSignature;

/// Why a call is refused.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Refusal {
    // --- the gateway
    #[error("The specified action is not found, check your action and version.")]
    NoSuchAction,
    #[error("The Authorization header is missing or malformed.")]
    NoAuthorization,
    #[error("Specified signature does not match our calculation. {0}")]
    Signature(#[from] BadSignature),
    #[error("Specified time stamp or date value is expired.")]
    Date,
    #[error("Specified signature nonce was used already.")]
    Nonce,
    #[error("The specified SecurityToken is missing or wrong.")]
    SecurityToken,
    #[error("The specified SecurityToken is expired.")]
    TokenOver,
    #[error("The role not exists: {0}.")]
    NoRole(String),
    #[error("You are not authorized to do this action. You should be authorized by RAM.")]
    NotTrusted,
    #[error("{0}")]
    OidcToken(&'static str),
    #[error("There is no permission")]
    NotTrustedOidc,
    #[error("Request was denied due to user flow control.")]
    Throttled(Rate),
    #[error("The request processing has failed due to some unknown error. {0}")]
    Broken(String),
    #[error("The request body is larger than 12 MB.")]
    TooLarge,
    // --- parameters
    #[error(
        "The input parameter {0} that is mandatory for processing this request is not supplied."
    )]
    Missing(&'static str),
    #[error("The specified value of parameter {0} is not valid: {1}.")]
    Invalid(String, String),
    #[error("The request parameters differ from those of the first request with this ClientToken.")]
    TokenReused,
    #[error("The operation DryRun verifies success.")]
    DryRun,
    // --- the service
    #[error("The specified resource of {0} is not found.")]
    NotFound(PeeringId),
    #[error("The specified resource of {0} is not found.")]
    NotFoundToMove(String),
    #[error("The specified instance {0} is not found.")]
    NotFoundToTag(String),
    #[error("The status of VpcPeer [{0}] is incorrect.")]
    Status(PeeringId),
    #[error("You are not authorized to do this operation on {0}.")]
    Forbidden(PeeringId),
    #[error(
        "There are other peering operations on the requester VPC or accepter VPC, try again later."
    )]
    Conflict,
    #[error("The VPC peering connection between the specified VPCs already exists.")]
    Exists,
    #[error("The number of VPC peering connections of one VPC exceeds the quota: {0}.")]
    QuotaPerVpc(usize),
    #[error("The number of VPC peering connections in the region exceeds the quota: {0}.")]
    QuotaPerRegion(usize),
    #[error("Route entries point to the VPC peering connection {0}.")]
    Routes(PeeringId),
    #[error("The bandwidth of an intra-region VPC peering connection cannot be changed.")]
    IntraRegionBandwidth,
    #[error("The link type is for inter-region VPC peering connections.")]
    IntraRegionLinkType,
    #[error("The account has overdue payments.")]
    Locked,
    // --- PrivateLink
    #[error("The specified Service {0} does not exist.")]
    NoService(ServiceId),
    #[error("The specified endpoint connection of {0} does not exist.")]
    NoConnection(EndpointId),
    #[error("The endpoint connection of {0} does not allow the operation.")]
    ConnectionDenied(EndpointId),
    #[error("The operation conflicts with other operations. Please try again later.")]
    Concurrent,
    // --- tags
    #[error("Both the tags and the resources are empty.")]
    NeitherTagsNorResources,
    #[error("The number of tags exceeds the quota.")]
    TooManyTags,
    #[error("The tag key {0} is not allowed.")]
    TagKey(String),
}

impl From<StateError> for Refusal {
    fn from(error: StateError) -> Self {
        Self::Broken(error.to_string())
    }
}

impl Refusal {
    fn code(&self) -> String {
        let code = match self {
            Self::NoSuchAction => "InvalidAction.NotFound",
            Self::NoAuthorization => "IncompleteSignature",
            Self::Signature(_) => "SignatureDoesNotMatch",
            Self::Date => "InvalidTimeStamp.Expired",
            Self::Nonce => "SignatureNonceUsed",
            Self::SecurityToken => "InvalidSecurityToken.MismatchWithAccessKey",
            Self::TokenOver => "InvalidSecurityToken.Expired",
            Self::NoRole(_) => "EntityNotExist.Role",
            Self::NotTrusted => "NoPermission",
            Self::OidcToken(_) => "AuthenticationFail.OIDCToken.Invalid",
            Self::NotTrustedOidc => "AuthenticationFail.NoPermission",
            Self::Throttled(_) => "Throttling.User",
            Self::Broken(_) => "InternalError",
            // The status is HTTP's own; the code follows the form of the others and is not documented.
            Self::TooLarge => "RequestBodyTooLarge",
            Self::Missing(name) => return format!("MissingParam.{name}"),
            Self::Invalid(name, _) => return format!("IllegalParam.{name}"),
            Self::TokenReused => "IdempotentParameterMismatch",
            Self::DryRun => "DryRunOperation",
            Self::NotFound(_) => "ResourceNotFound.InstanceId",
            Self::NotFoundToMove(_) => "ResourceNotFound.VpcPeer",
            Self::NotFoundToTag(_) => "InvalidInstanceIds.NotFound",
            Self::Status(_) => "IncorrectStatus.VpcPeer",
            Self::Forbidden(_) => "Forbidden.NoPermission",
            Self::Conflict => "Conflict.Operation",
            Self::Exists => "ResourceAlreadyExist.VpcPeer",
            Self::QuotaPerVpc(_) => "QuotaExceeded.VpcPeerCountPerVpc",
            Self::QuotaPerRegion(_) => "QuotaExceeded.VpcPeerCountPerUserPerRegion",
            Self::Routes(_) => "OperationDenied.RouteEntryExist",
            Self::IntraRegionBandwidth => "OperationFailed.BandwidthCannotBeChangedInSameRegion",
            Self::IntraRegionLinkType => "OperationFailed.InterRegionLinkTypeNotSupported",
            Self::Locked => "IncorrectBusinessStatus.VpcPeer",
            Self::NoService(_) => "EndpointServiceNotFound",
            Self::NoConnection(_) => "EndpointConnectionNotFound",
            Self::ConnectionDenied(_) => "EndpointConnectionOperationDenied",
            Self::Concurrent => "ConcurrentCallNotSupported",
            Self::NeitherTagsNorResources => "BothEmpty.TagsAndResources",
            Self::TooManyTags => "NumberExceed.Tags",
            Self::TagKey(_) => "Forbidden.TagKeys",
        };
        code.to_owned()
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NoSuchAction | Self::NoRole(_) => StatusCode::NOT_FOUND,
            Self::SecurityToken | Self::NotTrusted | Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::OidcToken(_) | Self::NotTrustedOidc => StatusCode::UNAUTHORIZED,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// The answer that says so.
    pub(crate) fn answer(&self, doubts: &Doubts, request_id: &str) -> Answer {
        let (code, message) = (self.code(), self.to_string());
        let recommend = format!("https://api.aliyun.com/troubleshoot?q={code}&product=VpcPeer");
        let mut headers = vec![("x-acs-request-id".to_owned(), request_id.to_owned())];
        if let Self::Throttled(rate) = self {
            let millis = rate.per_seconds.saturating_mul(1000);
            headers.push(("x-acs-retry-after".to_owned(), millis.to_string()));
        }
        let body = match doubts.errors {
            ErrorForm::Json => Body::Json(json!({
                "RequestId": request_id,
                "HostId": "vpcpeer.aliyuncs.com",
                "Code": code,
                "Message": message,
                "Recommend": recommend,
            })),
            ErrorForm::Xml => {
                headers.push((
                    "content-type".to_owned(),
                    "text/xml;charset=utf-8".to_owned(),
                ));
                let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
                Body::Text(format!(
                    "<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>{request_id}</RequestId>\
                     <HostId>vpcpeer.aliyuncs.com</HostId><Code>{}</Code><Message>{}</Message>\
                     <Recommend>{}</Recommend></Error>",
                    escaped(&code),
                    escaped(&message),
                    escaped(&recommend),
                ))
            }
        };
        Answer {
            status: self.status(),
            headers,
            body,
        }
    }
}
