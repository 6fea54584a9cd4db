//! What Alibaba Cloud's errors mean: one table of codes, because the documented HTTP status says nothing
//! (it is 400 for all that a service refuses, "not found" included). Any other status decides.
//!
//! Source: VpcPeer API reference, "Error codes" and each operation's page; PrivateLink API reference, likewise;
//! `alibabacloud_tea_openapi`.

use std::time::Duration;

use ::http::Response;
use serde_json::Value;

use crate::cloud::shown::{self, excerpt, header, message, usual, word};
use crate::http::error::{ApiError, Kind};

/// The header with the request id.
pub const REQUEST_ID: &str = "x-acs-request-id";

/// How long to wait, in milliseconds. Its being there means throttling, whatever the code is, where the
/// status lets it.
const RETRY_AFTER: &str = "x-acs-retry-after";

/// Codes, or with a `*` at the end how they begin; what they mean; what the user can do.
type Row = (&'static [&'static str], Kind, Option<&'static str>);

const KEYS: &str = "Check access_key and secret_key (ALIBABA_CLOUD_ACCESS_KEY_ID, \
    ALIBABA_CLOUD_ACCESS_KEY_SECRET), security_token for temporary keys, and this machine's clock: a \
    signature is good for 15 minutes.";
const PERMISSION: &str = "Grant the RAM user the missing permission: actions are named after the calls, such \
    as vpc:RejectVpcPeerConnection, on the resource \"*\", or privatelink:EnableVpcEndpointConnection; \
    creating a peering also needs cdt:GetCdtServiceStatus (AliyunCDTReadOnlyAccess). A policy on the other \
    side (acs:TargetRDId, acs:TargetRDPath) may also forbid it.";
const CDT: &str = "Activate Cloud Data Transfer (CDT) for the account in the console, including cross-border \
    CDT if the regions are in different countries.";
const PAY: &str = "An account has overdue payments: the peering is locked until they are paid.";
const REGIONS: &str = "bandwidth and link_type apply only to peerings between regions; which link_type is \
    available depends on the regions.";
const SERVICE: &str = "The endpoint service does not exist, or belongs to another account: check service_id, \
    account and region.";
const ENDPOINT: &str = "The endpoint does not exist, or belongs to another service: its owner may have \
    deleted it. Check endpoint_id; if it is gone, remove this resource.";
const AT_WORK: &str = "The cloud does not allow this in the connection's current status. Check the endpoint \
    service in the console, and apply again.";
const AGAIN: &str = "Try again. If it keeps failing, give the request id to the vendor's support.";

/// Every code that the documents name, the first row that fits. What is not here is a wrong request.
const TABLE: &[Row] = &[
    // --- the credentials
    (
        &["InvalidSecurityToken.Expired"],
        Kind::Expired,
        Some("The temporary keys have expired: get new ones."),
    ),
    (
        &[
            "InvalidAccessKeyId*",
            "InvalidAccessKeySecret*",
            "SignatureDoesNotMatch",
            "IncompleteSignature",
            "InvalidSecurityToken*",
            "MissingSecurityToken",
        ],
        Kind::Unauthorized,
        Some(KEYS),
    ),
    (&["InvalidTimeStamp*"], Kind::Skewed, Some(KEYS)),
    (
        &["Forbidden.TagKey*"],
        Kind::Invalid,
        Some("Choose other tag keys: the prefixes acs: and aliyun are reserved by the cloud."),
    ),
    (
        &["Forbidden*", "NoPermission*"],
        Kind::Forbidden,
        Some(PERMISSION),
    ),
    // --- again, soon
    (
        &["Throttling*", "Rejected.Throttling"],
        Kind::Throttled,
        Some("Set max_requests_per_second in the account, or a longer timeout."),
    ),
    (
        &["Conflict.Operation"],
        Kind::Busy,
        Some(
            "Another operation on one of the VPCs has not finished. Try again later, or set a longer \
             timeout.",
        ),
    ),
    (
        &[
            "SignatureNonceUsed",
            "LastTokenProcessing",
            "OperationConflict",
            "TaskConflict",
            "SystemBusy",
            "ConcurrentCallNotSupported",
        ],
        Kind::Busy,
        None,
    ),
    (
        &["ServiceUnavailable*", "InternalError*"],
        Kind::Server,
        Some(AGAIN),
    ),
    // --- what is there
    (
        &[
            "ResourceNotFound.InstanceId",
            "ResourceNotFound.VpcPeer",
            "InvalidInstanceIds.NotFound",
        ],
        Kind::NotFound,
        None,
    ),
    (&["EndpointServiceNotFound"], Kind::NotFound, Some(SERVICE)),
    (
        &["EndpointConnectionNotFound", "EndpointNotFound"],
        Kind::NotFound,
        Some(ENDPOINT),
    ),
    // The cloud is at work on it, or does not allow it: what is there decides, or time.
    (
        &[
            "EndpointConnectionOperationDenied",
            "EndpointOperationDenied",
            "EndpointLocked",
        ],
        Kind::Conflict,
        Some(AT_WORK),
    ),
    (
        &[
            "IncorrectStatus.VpcPeer",
            "IdempotentParameterMismatch",
            "IdempotenceSignatureMismatch",
            "ResourceAlreadyExist.VpcPeer",
        ],
        Kind::Conflict,
        None,
    ),
    (
        &["IncorrectStatus.Vpc"],
        Kind::Conflict,
        Some("Wait until requester_vpc_id is available."),
    ),
    (
        &["IncorrectStatus.AcceptingVpc"],
        Kind::Conflict,
        Some("Wait until accepter_vpc_id is available."),
    ),
    (
        &["ResourceAlreadyExist.RouterInterface"],
        Kind::Conflict,
        Some("The VPCs are already connected by a router interface. Delete that first."),
    ),
    (
        &["OperationDenied.RouteEntryExist"],
        Kind::Conflict,
        Some(
            "Routes point to the peering. Delete them on both sides, and destroy again. Or let the cloud \
             delete them: set force_delete = true (if you removed the block, put it back with that), apply \
             it with `terraform apply -target=ADDRESS`, which recreates nothing that was just destroyed, and \
             destroy again.",
        ),
    ),
    (
        &["OperationDenied.ServiceManagedInstance"],
        Kind::Invalid,
        Some("A cloud service created this peering and manages it. Change it there."),
    ),
    (
        &["OperationDenied.OperateShareResource"],
        Kind::Invalid,
        Some("The VPC is shared: only its owner may connect it."),
    ),
    (
        &["OperationDenied.CloudBoxExistsIn*"],
        Kind::Invalid,
        Some("A VPC with a CloudBox cannot be connected."),
    ),
    // --- the account
    (
        &["OperationFailed.AcceptUserCdtNotOpened"],
        Kind::Invalid,
        Some(
            "The accepter has not activated Cloud Data Transfer (CDT). Its owner has to do that in the \
             console.",
        ),
    ),
    (
        &["OperationFailed.AcceptUserCrossBorderCdtNotOpened"],
        Kind::Invalid,
        Some(
            "The accepter has not activated cross-border Cloud Data Transfer (CDT). Its owner has to do that \
             in the console.",
        ),
    ),
    (
        &[
            "OperationFailed.CdtNotOpened",
            "OperationFailed.CrossBorderCdtNotOpened",
        ],
        Kind::Invalid,
        Some(CDT),
    ),
    (&["IncorrectBusinessStatus.*"], Kind::Invalid, Some(PAY)),
    (
        &["QuotaExceeded.Bandwidth"],
        Kind::Invalid,
        Some("Choose a smaller bandwidth, or ask for a higher quota in the console."),
    ),
    (
        &["QuotaExceeded.*"],
        Kind::Invalid,
        Some(
            "Delete peerings that are not needed, or ask for a higher quota in the console (Quota Center).",
        ),
    ),
    // --- the request
    (
        &["OperationFailed.NotExist.ResourceGroup"],
        Kind::Invalid,
        Some("Check resource_group_id: it must be one of this account's own."),
    ),
    (
        &["OperationFailed.BandwidthCannotBeChangedInSameRegion"],
        Kind::Invalid,
        Some("Within a region there is no limit: remove bandwidth."),
    ),
    (
        &[
            "OperationFailed.InterRegionLinkTypeNotSupported",
            "OperationFailed.RegionIdNotSupportLinkType",
            "OperationFailed.SpecificLinkTypeNotSupported",
            "OperationFailed.ChargeTypeNotSupported",
        ],
        Kind::Invalid,
        Some(REGIONS),
    ),
    (
        &["OperationFailed.CrossBusinessNotAllowed"],
        Kind::Invalid,
        Some(
            "Accounts of the China site and of the international site, and public and finance or government cloud, cannot be connected.",
        ),
    ),
    (
        &["OperationFailed.ViolativeVpcPeer"],
        Kind::Invalid,
        Some("The vendor's compliance rules forbid this peering. Ask the vendor's support."),
    ),
    (
        &["UnsupportedRegion"],
        Kind::Invalid,
        Some("Check region and accepter_region."),
    ),
    (
        &["InvalidAction.NotFound", "InvalidVersion"],
        Kind::Unreadable,
        Some(
            "Check endpoints in the provider configuration: this is not the service that was called.",
        ),
    ),
];

fn row(code: &str) -> Option<&'static Row> {
    let is = |pattern: &&str| match pattern.strip_suffix('*') {
        Some(beginning) => code.starts_with(beginning),
        None => code == *pattern,
    };
    let mut rows = TABLE.iter();
    rows.find(|(codes, ..)| codes.iter().any(is))
}

/// What an answer that is no success means.
pub fn classify(answer: &Response<Vec<u8>>) -> ApiError {
    let status = answer.status().as_u16();
    let body = Body::parse(&shown::body(answer));
    let wait = header(answer, RETRY_AFTER).and_then(|millis| millis.parse().ok());
    let wait = wait.map(Duration::from_millis);
    let row = body.code.as_deref().and_then(row);
    let row = row.filter(|(_, kind, _)| kind.fits(status));
    let kind = match row {
        _ if wait.is_some() && Kind::Throttled.fits(status) => Kind::Throttled,
        Some((_, kind, _)) => *kind,
        None => by_status(status, body.code.is_some()),
    };
    let usual = usual(kind, [KEYS, PERMISSION, AGAIN]);
    let advice = row.and_then(|(.., advice)| *advice).or(usual);
    let recommend = body.recommend.map(|link| message(&link));
    let advice = match (advice, recommend) {
        (Some(advice), Some(link)) => Some(format!("{advice} The vendor's page: {link}")),
        (None, Some(link)) => Some(format!("The vendor's page: {link}")),
        (advice, None) => advice.map(str::to_owned),
    };
    ApiError {
        kind,
        status,
        code: body.code.map(word),
        message: message(&body.message),
        request_id: header(answer, REQUEST_ID).or(body.request_id).map(word),
        retry_after: wait,
        advice,
    }
}

/// What a status means where the code says nothing more.
fn by_status(status: u16, has_code: bool) -> Kind {
    match status {
        500..=599 => Kind::Server,
        429 => Kind::Throttled,
        // Whoever says it: with the same keys the next call would meet the same.
        401 => Kind::Unauthorized,
        // A page of a proxy.
        _ if !has_code => Kind::Unreadable,
        403 => Kind::Forbidden,
        409 => Kind::Conflict,
        400..=499 => Kind::Invalid,
        _ => Kind::Unreadable,
    }
}

/// An answer that says "success" and is none of the API's.
pub fn unreadable(answer: &Response<Vec<u8>>, problem: &str) -> ApiError {
    classify(answer).unreadable(problem)
}

/// What an error body says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Body {
    code: Option<String>,
    message: String,
    request_id: Option<String>,
    recommend: Option<String>,
}

impl Body {
    /// JSON, or XML where a gateway did not hear that JSON was asked for.
    fn parse(text: &str) -> Self {
        let text = text.trim();
        let json: Option<Value> = serde_json::from_str(text).ok();
        let field = |names: [&str; 2]| match &json {
            Some(json) => names
                .iter()
                .find_map(|name| json.get(name)?.as_str())
                .map(str::to_owned),
            None => names.iter().find_map(|name| element(text, name)),
        };
        let code = field(["Code", "code"]).filter(|code| !code.is_empty());
        let message = match (&code, field(["Message", "message"])) {
            (Some(_), message) => message.unwrap_or_default(),
            (None, _) => excerpt(text),
        };
        Self {
            message,
            request_id: field(["RequestId", "requestId"]),
            recommend: field(["Recommend", "recommend"]).filter(|link| !link.is_empty()),
            code,
        }
    }
}

/// The text between `<name>` and `</name>`, of an `<Error>`.
fn element(text: &str, name: &str) -> Option<String> {
    let (_, inside) = text.split_once("<Error>")?;
    let (_, after) = inside.split_once(&format!("<{name}>"))?;
    let (text, _) = after.split_once(&format!("</{name}>"))?;
    Some(
        text.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&"),
    )
}

#[cfg(test)]
#[path = "error_tests.rs"]
mod tests;
