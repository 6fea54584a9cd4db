//! Refusals and their bodies. Every one of them is HTTP 400, "not found" included, but for those of
//! the gateway. <https://help.aliyun.com/zh/vpc/developer-reference/api-vpcpeer-2022-01-01-errorcodes>

use http::StatusCode;
use serde_json::json;

use super::seed::{ErrorForm, WrongSide};
use crate::simulator::refusal::{Refusal, Row, Said, What};
use crate::simulator::request::{Answer, Body};

/// A code and its text, with `{}` for what is wrong.
const fn row(code: &'static str, text: &'static str) -> Row {
    Row { code, text, form }
}

// --- the gateway
const NO_SUCH_ACTION: Row = row(
    "InvalidAction.NotFound",
    "The specified action is not found, check your action and version.",
);
pub(super) const NO_AUTHORIZATION: Row = row(
    "IncompleteSignature",
    "The Authorization header is missing or malformed.",
);
pub(super) const SIGNATURE: Row = row(
    "SignatureDoesNotMatch",
    "Specified signature does not match our calculation. {}",
);
pub(super) const DATE: Row = row(
    "InvalidTimeStamp.Expired",
    "Specified time stamp or date value is expired.",
);
pub(super) const NONCE: Row = row(
    "SignatureNonceUsed",
    "Specified signature nonce was used already.",
);
const SECURITY_TOKEN: Row = row(
    "InvalidSecurityToken.MismatchWithAccessKey",
    "The specified SecurityToken is missing or wrong.",
);
pub(super) const TOKEN_OVER: Row = row(
    "InvalidSecurityToken.Expired",
    "The specified SecurityToken is expired.",
);
const NO_ROLE: Row = row("EntityNotExist.Role", "The role not exists: {}.");
const NOT_TRUSTED: Row = row(
    "NoPermission",
    "You are not authorized to do this action. You should be authorized by RAM.",
);
const OIDC_TOKEN: Row = row("AuthenticationFail.OIDCToken.Invalid", "{}");
const NOT_TRUSTED_OIDC: Row = row("AuthenticationFail.NoPermission", "There is no permission");
const THROTTLED: Row = row(
    "Throttling.User",
    "Request was denied due to user flow control.",
);
const BROKEN: Row = row(
    "InternalError",
    "The request processing has failed due to some unknown error. {}",
);
/// The status is HTTP's own; the code follows the form of the others and is not documented.
const TOO_LARGE: Row = row(
    "RequestBodyTooLarge",
    "The request body is larger than 12 MB.",
);
// --- parameters
pub(super) const TOKEN_REUSED: Row = row(
    "IdempotentParameterMismatch",
    "The request parameters differ from those of the first request with this ClientToken.",
);
pub(super) const DRY_RUN: Row = row("DryRunOperation", "The operation DryRun verifies success.");
// --- VpcPeer
const NOT_FOUND: Row = row(
    "ResourceNotFound.InstanceId",
    "The specified resource of {} is not found.",
);
pub(super) const NOT_FOUND_TO_MOVE: Row = row(
    "ResourceNotFound.VpcPeer",
    "The specified resource of {} is not found.",
);
pub(super) const NOT_FOUND_TO_TAG: Row = row(
    "InvalidInstanceIds.NotFound",
    "The specified instance {} is not found.",
);
const STATUS: Row = row(
    "IncorrectStatus.VpcPeer",
    "The status of VpcPeer [{}] is incorrect.",
);
const FORBIDDEN: Row = row(
    "Forbidden.NoPermission",
    "You are not authorized to do this operation on {}.",
);
pub(super) const CONFLICT: Row = row(
    "Conflict.Operation",
    "There are other peering operations on the requester VPC or accepter VPC, try again later.",
);
pub(super) const EXISTS: Row = row(
    "ResourceAlreadyExist.VpcPeer",
    "The VPC peering connection between the specified VPCs already exists.",
);
pub(super) const QUOTA_PER_VPC: Row = row(
    "QuotaExceeded.VpcPeerCountPerVpc",
    "The number of VPC peering connections of one VPC exceeds the quota: {}.",
);
pub(super) const QUOTA_PER_REGION: Row = row(
    "QuotaExceeded.VpcPeerCountPerUserPerRegion",
    "The number of VPC peering connections in the region exceeds the quota: {}.",
);
pub(super) const ROUTES: Row = row(
    "OperationDenied.RouteEntryExist",
    "Route entries point to the VPC peering connection {}.",
);
pub(super) const INTRA_REGION_BANDWIDTH: Row = row(
    "OperationFailed.BandwidthCannotBeChangedInSameRegion",
    "The bandwidth of an intra-region VPC peering connection cannot be changed.",
);
pub(super) const INTRA_REGION_LINK_TYPE: Row = row(
    "OperationFailed.InterRegionLinkTypeNotSupported",
    "The link type is for inter-region VPC peering connections.",
);
pub(super) const LOCKED: Row = row(
    "IncorrectBusinessStatus.VpcPeer",
    "The account has overdue payments.",
);
// --- PrivateLink
const NO_SERVICE: Row = row(
    "EndpointServiceNotFound",
    "The specified Service {} does not exist.",
);
const NO_CONNECTION: Row = row(
    "EndpointConnectionNotFound",
    "The specified endpoint connection of {} does not exist.",
);
pub(super) const CONNECTION_DENIED: Row = row(
    "EndpointConnectionOperationDenied",
    "The endpoint connection of {} does not allow the operation.",
);
pub(super) const CONCURRENT: Row = row(
    "ConcurrentCallNotSupported",
    "The operation conflicts with other operations. Please try again later.",
);
// --- tags
pub(super) const NEITHER_TAGS_NOR_RESOURCES: Row = row(
    "BothEmpty.TagsAndResources",
    "Both the tags and the resources are empty.",
);
pub(super) const TOO_MANY_TAGS: Row =
    row("NumberExceed.Tags", "The number of tags exceeds the quota.");
pub(super) const TAG_KEY: Row = row("Forbidden.TagKeys", "The tag key {} is not allowed.");

fn said(status: StatusCode, code: String, message: String) -> Said {
    Said {
        status,
        code,
        message,
        form,
    }
}

fn form(said: &Said, request_id: &str) -> Answer {
    answer(said, "VpcPeer", ErrorForm::Json, request_id)
}

/// A parameter that has to be there is not.
pub(super) fn missing(name: &str) -> Refusal {
    let message = format!(
        "The input parameter {name} that is mandatory for processing this request is not supplied."
    );
    said(
        StatusCode::BAD_REQUEST,
        format!("MissingParam.{name}"),
        message,
    )
    .into()
}

/// A parameter has a value that it cannot have.
pub(super) fn invalid(name: &str, why: &str) -> Refusal {
    let message = format!("The specified value of parameter {name} is not valid: {why}.");
    said(
        StatusCode::BAD_REQUEST,
        format!("IllegalParam.{name}"),
        message,
    )
    .into()
}

/// Temporary keys came without their token.
pub(super) fn security_token() -> Refusal {
    SECURITY_TOKEN.said(StatusCode::FORBIDDEN, &"").into()
}

/// There is no such role.
pub(super) fn no_role(arn: &str) -> Refusal {
    NO_ROLE.said(StatusCode::NOT_FOUND, &arn).into()
}

/// The role does not trust the caller.
pub(super) fn not_trusted() -> Refusal {
    NOT_TRUSTED.said(StatusCode::FORBIDDEN, &"").into()
}

/// Something is wrong with an identity provider's token.
pub(super) fn oidc_token(why: &str) -> Refusal {
    OIDC_TOKEN.said(StatusCode::UNAUTHORIZED, &why).into()
}

/// The role does not trust whom the token is of.
pub(super) fn not_trusted_oidc() -> Refusal {
    NOT_TRUSTED_OIDC.said(StatusCode::UNAUTHORIZED, &"").into()
}

/// What every cloud refuses, in this one's words.
pub(super) fn say(refusal: &Refusal, wrong_side: WrongSide) -> Said {
    let bad = StatusCode::BAD_REQUEST;
    match refusal {
        Refusal::Said(said) => said.clone(),
        Refusal::NoSuchCall => NO_SUCH_ACTION.said(StatusCode::NOT_FOUND, &""),
        Refusal::Throttled(_) => THROTTLED.said(bad, &""),
        Refusal::TooLarge => TOO_LARGE.said(StatusCode::PAYLOAD_TOO_LARGE, &""),
        Refusal::Broken(why) => BROKEN.said(StatusCode::INTERNAL_SERVER_ERROR, why),
        Refusal::NotFound(What::Peering, id) => NOT_FOUND.said(bad, id),
        Refusal::NotFound(What::Endpoint, id) => NO_CONNECTION.said(bad, id),
        Refusal::NotFound(What::Service, id) => NO_SERVICE.said(bad, id),
        Refusal::Taken(id) => said(bad, "IllegalParam.id".into(), format!("{id} is taken")),
        Refusal::Invalid(why) => said(bad, "IllegalParam".into(), why.clone()),
        Refusal::Status(id, ..) => STATUS.said(bad, id),
        Refusal::WrongSide(id, _) => match wrong_side {
            WrongSide::NotFound => NOT_FOUND.said(bad, id),
            WrongSide::Forbidden => FORBIDDEN.said(StatusCode::FORBIDDEN, id),
            WrongSide::Status => STATUS.said(bad, id),
        },
    }
}

/// The answer of a product that says so.
pub(super) fn answer(said: &Said, product: &str, form: ErrorForm, request_id: &str) -> Answer {
    let (code, message) = (&said.code, &said.message);
    let recommend = format!("https://api.aliyun.com/troubleshoot?q={code}&product={product}");
    let host = format!("{}.aliyuncs.com", product.to_ascii_lowercase());
    let mut headers = vec![("x-acs-request-id".to_owned(), request_id.to_owned())];
    let body = match form {
        ErrorForm::Json => Body::Json(json!({
            "RequestId": request_id,
            "HostId": host,
            "Code": code,
            "Message": message,
            "Recommend": recommend,
        })),
        ErrorForm::Xml => {
            let kind = "text/xml;charset=utf-8";
            headers.push(("content-type".to_owned(), kind.to_owned()));
            let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
            Body::Text(format!(
                "<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>{request_id}</RequestId>\
                 <HostId>{host}</HostId><Code>{}</Code><Message>{}</Message>\
                 <Recommend>{}</Recommend></Error>",
                escaped(code),
                escaped(message),
                escaped(&recommend),
            ))
        }
    };
    Answer {
        status: said.status,
        headers,
        body,
        refused: 0,
    }
}
