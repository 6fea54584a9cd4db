//! What AWS's errors mean: one table of codes. EC2, STS and the portal of IAM Identity Center have bodies of different shapes.
//!
//! Source: "Error codes for the Amazon EC2 API"; STS API reference, "Common Errors"; `botocore/data/_retry.json`.

use std::collections::BTreeMap;
use std::time::Duration;

use ::http::Response;

use super::xml::Element;
use crate::cloud::shown::{self, excerpt, header, message, usual, word};
use crate::http::error::{ApiError, Kind};

/// The header with the request id, where a service sends one: EC2 writes it into the body.
pub const REQUEST_ID: &str = "x-amzn-requestid";

/// The header with the code of an error, where the body is JSON.
const ERROR_TYPE: &str = "x-amzn-errortype";

/// How long to wait, in milliseconds.
const RETRY_AFTER: &str = "x-amz-retry-after";

/// How the message of `SignatureDoesNotMatch` begins where the clocks differ.
const STALE: [&str; 2] = ["Signature expired", "Signature not yet current"];

/// Codes, or with a `*` at the end how they begin; what they mean; what the user can do.
struct Row(&'static [&'static str], Kind, Option<&'static str>);

const KEYS: &str = "Check access_key and secret_key (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), session_token \
    for temporary keys, and this machine's clock: a signature is good for 15 minutes.";
const PERMISSION: &str = "Allow the action in the caller's IAM policy: actions are named after the calls, such as \
    ec2:RejectVpcPeeringConnection. A policy may also name the VPCs on both sides (ec2:RequesterVpc, \
    ec2:AccepterVpc). `aws sts decode-authorization-message` reads an encoded message.";
const QUOTA: &str = "Have pending requests answered or delete them: an account has 25 in a region at a time. Other quotas can \
    be raised in Service Quotas.";
const SIDE: &str = "Only the accepter's account answers a request, in the accepter's region; only the requester's \
    deletes one that is pending; and each side has options of its own. Check account and region.";
const SERVICE: &str = "Check service_id, account and region: only the service's owner answers, in the service's region.";
const AGAIN: &str = "Try again. If it keeps failing, give the request id to the vendor's support.";

/// The first row that fits. What is not here is a wrong request.
const TABLE: &[Row] = &[
    // --- the credentials
    Row(
        &["ExpiredToken*"],
        Kind::Expired,
        Some("The temporary keys have expired: get new ones."),
    ),
    // Either the clocks differ, or the keys have expired: a signature with the cloud's time tells.
    Row(&["RequestExpired"], Kind::Skewed, Some(KEYS)),
    Row(
        &[
            "AuthFailure",
            "InvalidClientTokenId",
            "UnrecognizedClientException",
            "SignatureDoesNotMatch",
            "IncompleteSignature",
            "MissingAuthenticationToken",
            "InvalidSecurity",
        ],
        Kind::Unauthorized,
        Some(KEYS),
    ),
    Row(
        &["OptInRequired", "Blocked", "PendingVerification"],
        Kind::Forbidden,
        Some("Enable the region, or finish the account's sign-up, in the console."),
    ),
    Row(
        &["UnauthorizedOperation", "AccessDenied*"],
        Kind::Forbidden,
        Some(PERMISSION),
    ),
    // --- again, soon
    Row(
        &[
            "RequestLimitExceeded",
            "Client.RequestLimitExceeded",
            "EC2ThrottledException",
            "Throttling*",
            "SlowDown",
            "PriorRequestNotComplete",
        ],
        Kind::Throttled,
        Some("Set max_requests_per_second in the account, or a longer timeout."),
    ),
    Row(&["ConcurrentTagAccess"], Kind::Busy, None),
    Row(
        &[
            "InternalError",
            "InternalFailure",
            "ServerInternal",
            "ServiceUnavailable",
            "Unavailable",
        ],
        Kind::Server,
        Some(AGAIN),
    ),
    // --- what is there
    Row(
        &["InvalidVpcPeeringConnectionID.NotFound"],
        Kind::NotFound,
        None,
    ),
    Row(
        &[
            "InvalidVpcEndpointId.NotFound",
            "InvalidVpcEndpoint.NotFound",
        ],
        Kind::NotFound,
        None,
    ),
    Row(
        &[
            "InvalidVpcEndpointServiceId.NotFound",
            "InvalidVpcEndpointService.NotFound",
        ],
        Kind::NotFound,
        Some(SERVICE),
    ),
    Row(
        &[
            "InvalidStateTransition",
            "VpcPeeringConnectionAlreadyExists",
        ],
        Kind::Conflict,
        None,
    ),
    // It is said of a wrong side, and may be said of a request that has run out: a look tells.
    Row(&["OperationNotPermitted"], Kind::Conflict, Some(SIDE)),
    Row(
        &["InvalidVpcPeeringConnectionState.DnsHostnamesDisabled"],
        Kind::Invalid,
        Some("Enable DNS host names in both VPCs, or remove remote_dns_resolution."),
    ),
    // --- the request
    Row(
        &["InvalidVpcID.NotFound"],
        Kind::Invalid,
        Some("Check requester_vpc_id, account and region."),
    ),
    Row(
        &["InvalidVpcEndpointService*"],
        Kind::Invalid,
        Some(SERVICE),
    ),
    Row(
        &[
            "OutstandingVpcPeeringConnectionLimitExceeded",
            "ActiveVpcPeeringConnectionPerVpcLimitExceeded",
            "PendingVpcPeeringConnectionLimitExceeded",
            "VpcPeeringConnectionsPerVpcLimitExceeded",
        ],
        Kind::Invalid,
        Some(QUOTA),
    ),
    Row(
        &["TagLimitExceeded", "TagPolicyViolation"],
        Kind::Invalid,
        Some("Check tags: an object has up to 50, and the prefix aws: is reserved."),
    ),
    Row(
        &["InvalidAction", "NoSuchVersion"],
        Kind::Unreadable,
        Some(
            "Check endpoints in the provider configuration: this is not the service that was called.",
        ),
    ),
];

impl Row {
    /// The row of a code. Documents and services disagree about the case of some.
    fn of(code: &str) -> Option<&'static Self> {
        let code = code.to_ascii_lowercase();
        let is = |pattern: &&str| {
            let pattern = pattern.to_ascii_lowercase();
            match pattern.strip_suffix('*') {
                Some(beginning) => code.starts_with(beginning),
                None => code == pattern,
            }
        };
        TABLE.iter().find(|Self(codes, ..)| codes.iter().any(is))
    }
}

/// What an answer that is no success means.
pub fn classify(answer: &Response<Vec<u8>>) -> ApiError {
    let wait = header(answer, RETRY_AFTER).and_then(|millis| millis.parse().ok());
    let mut error = Body::of(answer).told(answer.status().as_u16());
    error.request_id = error
        .request_id
        .or_else(|| header(answer, REQUEST_ID).map(word));
    error.retry_after = wait
        .map(Duration::from_millis)
        .filter(|_| error.kind == Kind::Throttled);
    error
}

/// What is said of one of those that an answer is about; the others were taken.
pub(super) fn refusal(of: &Element, request_id: Option<&str>) -> ApiError {
    let say = |name| of.text(name).map(str::to_owned);
    let body = Body {
        code: say("error/code"),
        message: say("error/message").unwrap_or_default(),
        request_id: request_id.map(str::to_owned),
    };
    let mut error = body.told(400);
    if error.code.is_none() {
        error.kind = Kind::Invalid;
    }
    error
}

/// What a status means where the code says nothing more.
fn by_status(status: u16, body: &Body) -> Kind {
    match (status, &body.code) {
        (500.., _) => Kind::Server,
        (429, _) => Kind::Throttled,
        (401, _) => Kind::Unauthorized,
        (403, Some(_)) => Kind::Forbidden,
        (400..=499, Some(_)) => Kind::Invalid,
        // A page of a proxy.
        _ => Kind::Unreadable,
    }
}

/// An answer that says "success" and is none of the API's.
pub fn unreadable(answer: &Response<Vec<u8>>, problem: &str) -> ApiError {
    classify(answer).unreadable(problem)
}

/// What an error body says.
#[derive(Debug, Default)]
struct Body {
    code: Option<String>,
    message: String,
    request_id: Option<String>,
}

impl Body {
    /// What it means with a status.
    fn told(self, status: u16) -> ApiError {
        let row = self.code.as_deref().and_then(Row::of);
        // The status of what has expired is documented nowhere.
        let fits = |kind: Kind| kind.fits(status) || (kind == Kind::Skewed && status < 404);
        let row = row.filter(|Row(_, kind, _)| fits(*kind));
        let kind = match row {
            // STS has no code of its own for a wrong clock.
            Some(_) if STALE.iter().any(|words| self.message.starts_with(words)) => Kind::Skewed,
            Some(Row(_, kind, _)) => *kind,
            None => by_status(status, &self),
        };
        let usual = usual(kind, [KEYS, PERMISSION, AGAIN]);
        ApiError {
            kind,
            status,
            code: self.code.map(word),
            message: message(&self.message),
            request_id: self.request_id.map(word),
            retry_after: None,
            advice: row
                .and_then(|Row(.., advice)| *advice)
                .or(usual)
                .map(str::to_owned),
        }
    }

    fn of(answer: &Response<Vec<u8>>) -> Self {
        let text = shown::body(answer);
        let Some(root) = Element::parse(text.as_bytes()) else {
            return Self::of_portal(answer).unwrap_or_else(|| Self {
                message: excerpt(&text),
                ..Self::default()
            });
        };
        // EC2's has a list, STS's the error itself.
        let error = root.at("Errors/Error").or_else(|| root.at("Error"));
        let say = |name| error.and_then(|error| error.text(name)).map(str::to_owned);
        let id = ["RequestID", "RequestId", "requestId"]
            .iter()
            .find_map(|name| root.text(name));
        Self {
            code: say("Code"),
            message: say("Message").unwrap_or_default(),
            request_id: id.map(str::to_owned),
        }
    }

    /// The same of the portal of IAM Identity Center, which speaks JSON, and has the code in a header.
    fn of_portal(answer: &Response<Vec<u8>>) -> Option<Self> {
        let mut read: BTreeMap<String, serde_json::Value> =
            serde_json::from_slice(answer.body()).ok()?;
        let code = header(answer, ERROR_TYPE)?;
        Some(Self {
            code: code.split(':').next().map(str::to_owned),
            message: read.remove("message")?.as_str()?.to_owned(),
            request_id: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(status: u16, body: &str) -> ApiError {
        let answer = Response::builder().status(status);
        classify(&answer.body(body.into()).unwrap())
    }

    fn ec2(code: &str) -> String {
        format!(
            "<Response><Errors><Error><Code>{code}</Code><Message>m &amp; n</Message></Error></Errors>\
             <RequestID>r-1</RequestID></Response>"
        )
    }

    #[test]
    fn both_shapes_are_read() {
        let error = said(400, &ec2("InvalidStateTransition"));
        let told = (
            error.code.as_deref(),
            error.message.as_str(),
            error.request_id.as_deref(),
        );
        assert_eq!(told, (Some("InvalidStateTransition"), "m & n", Some("r-1")));
        let sts = "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
            <Code>AccessDenied</Code><Message>no</Message></Error><RequestId>r-2</RequestId></ErrorResponse>";
        let error = said(403, sts);
        assert_eq!(error.kind, Kind::Forbidden);
        assert_eq!(error.request_id.as_deref(), Some("r-2"));
    }

    #[test]
    fn the_portal_speaks_json() {
        let answer = Response::builder()
            .status(403)
            .header(ERROR_TYPE, "ForbiddenException:http://internal.amazon.com/")
            .body(r#"{"message":"No access"}"#.into());
        let error = classify(&answer.unwrap());
        assert_eq!(error.kind, Kind::Forbidden);
        let told = (error.code.as_deref(), error.message.as_str());
        assert_eq!(told, (Some("ForbiddenException"), "No access"));
    }

    #[test]
    fn the_status_decides_and_the_code_says_it_more_precisely() {
        for (status, code, kind) in [
            (
                400,
                "InvalidVpcPeeringConnectionID.NotFound",
                Kind::NotFound,
            ),
            (
                400,
                "InvalidVpcPeeringConnectionId.NotFound",
                Kind::NotFound,
            ),
            (
                401,
                "InvalidVpcPeeringConnectionID.NotFound",
                Kind::Unauthorized,
            ),
            (
                403,
                "InvalidVpcPeeringConnectionID.NotFound",
                Kind::Forbidden,
            ),
            (500, "InvalidVpcPeeringConnectionID.NotFound", Kind::Server),
            (401, "AuthFailure", Kind::Unauthorized),
            (400, "RequestExpired", Kind::Skewed),
            (403, "RequestExpired", Kind::Skewed),
            (403, "ExpiredToken", Kind::Expired),
            (503, "RequestLimitExceeded", Kind::Throttled),
            (503, "Unavailable", Kind::Server),
            (400, "InvalidStateTransition", Kind::Conflict),
            (400, "SomethingNew", Kind::Invalid),
            (412, "DryRunOperation", Kind::Invalid),
            (403, "UnauthorizedOperation", Kind::Forbidden),
        ] {
            assert_eq!(said(status, &ec2(code)).kind, kind, "{status} {code}");
        }
        for (status, kind) in [
            (404, Kind::Unreadable),
            (502, Kind::Server),
            (200, Kind::Unreadable),
        ] {
            assert_eq!(said(status, "<html>a page").kind, kind, "{status}");
        }
    }
}
