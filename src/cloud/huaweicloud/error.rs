//! What Huawei's errors mean. The only place that looks into an error body.
//!
//! The shapes differ by service and by what stands in front of it: `NeutronError` (VPC),
//! `error_code` (gateway, IAM, VPCEP), `code` (VPC, newer), `errorCode`, each maybe one level down,
//! and pages that are no JSON at all.
//! Source: VPC API reference, "Error Codes" and "Status Codes"; API Gateway, "Error Codes";
//! `huaweicloudsdkcore/exceptions/exception_handler.py`.

use std::time::Duration;

use ::http::Response;
use serde_json::Value;

use super::endpoint_codes;
use crate::cloud::shown::{self, excerpt, header, message, word};
use crate::http::error::{ApiError, Kind};

/// The header with the request id.
pub const REQUEST_ID: &str = "x-request-id";

/// The same of IAM.
const TRACE_ID: &str = "x-iam-trace-id";

/// What an answer that is no success means.
pub fn classify(answer: &Response<Vec<u8>>) -> ApiError {
    let status = answer.status().as_u16();
    let body = Body::parse(&shown::body(answer));
    let kind = kind(status, &body);
    let window = window(&body.message);
    let seconds = header(answer, "retry-after").and_then(|text| text.parse().ok());
    ApiError {
        kind,
        status,
        advice: advice(kind, &body).map(str::to_owned),
        code: body.code.map(word),
        message: message(&body.message),
        request_id: header(answer, REQUEST_ID)
            .or_else(|| header(answer, TRACE_ID))
            .or(body.request_id)
            .map(word),
        retry_after: seconds.map(Duration::from_secs).or(match kind {
            Kind::Throttled => window,
            _ => None,
        }),
    }
}

/// An answer that says "success" and is none of the API's.
pub fn unreadable(answer: &Response<Vec<u8>>, problem: &str) -> ApiError {
    let mut error = classify(answer).unreadable(problem);
    error.advice = advice(Kind::Unreadable, &Body::default()).map(str::to_owned);
    error
}

/// Whether the body of an answer is one of the documented errors, whatever its status.
pub fn is_error(answer: &Response<Vec<u8>>) -> bool {
    Body::parse(&shown::body(answer)).form == Form::Documented
}

/// What an error body says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Body {
    code: Option<String>,
    message: String,
    request_id: Option<String>,
    form: Form,
}

/// What kind of text a body is.
#[derive(Debug, Default, PartialEq, Eq)]
enum Form {
    /// A documented shape.
    Documented,
    /// JSON of another shape, or none at all.
    #[default]
    Empty,
    /// HTML, half a JSON document, anything.
    Foreign,
}

impl Body {
    fn parse(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return Self::default();
        }
        let json: Option<Value> = serde_json::from_str(text).ok();
        let found = json.and_then(|json| Self::find(&json, 0));
        found.unwrap_or_else(|| Self {
            message: excerpt(text),
            form: Form::Foreign,
            ..Self::default()
        })
    }

    /// Looks for one of the pairs of code and message here, then one level further down.
    fn find(json: &Value, depth: usize) -> Option<Self> {
        const PAIRS: [(&str, &str); 5] = [
            ("error_code", "error_msg"),
            ("errorCode", "errorMsg"),
            ("error_id", "error_msg"),
            ("code", "message"),
            ("type", "message"),
        ];
        let object = json.as_object()?;
        let text = |name: &str| match object.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        for (code, message) in PAIRS {
            if let Some(code) = text(code) {
                return Some(Self {
                    code: Some(code),
                    message: text(message)
                        .or_else(|| text("message"))
                        .unwrap_or_default(),
                    request_id: text("request_id"),
                    form: Form::Documented,
                });
            }
        }
        if depth < 3 {
            let mut inner = object.values();
            return inner.find_map(|value| Self::find(value, depth + 1));
        }
        None
    }

    /// The number of a code of the gateway. Both prefixes occur, in any case of letters.
    fn of_gateway(&self) -> Option<String> {
        let code = self.code.as_deref()?.to_ascii_uppercase();
        let number = code.strip_prefix("APIGW.");
        let number = number.or_else(|| code.strip_prefix("APIG."))?;
        Some(number.to_owned())
    }

    fn code_is(&self, number: &str) -> bool {
        self.of_gateway().as_deref() == Some(number)
    }
}

/// What an answer means: its status, which a code may say more precisely.
fn kind(status: u16, body: &Body) -> Kind {
    // A server that fails may have done what was asked, whatever it says besides.
    if (500..=599).contains(&status) {
        return Kind::Server;
    }
    let code = body.code.as_deref().unwrap_or_default();
    let said = if is_throttling(body) {
        Some(Kind::Throttled)
    } else {
        endpoint_codes::kind(code)
    };
    if let Some(kind) = said.filter(|kind| kind.fits(status)) {
        return kind;
    }
    match status {
        401 if is_over(body) => Kind::Expired,
        401 if is_skewed(body) => Kind::Skewed,
        401 => Kind::Unauthorized,
        403 => Kind::Forbidden,
        // The gateway's 404s are about paths and back ends, never about objects.
        404 if body.of_gateway().is_some() || body.form == Form::Foreign => Kind::Unreadable,
        404 => Kind::NotFound,
        // Some regions answer "not found" with 400; the type still says so.
        400 if code.to_ascii_lowercase().ends_with("notfound") => Kind::NotFound,
        // Cloud Stream: the peering is gone, or the whole cluster.
        400 if matches!(code, "CS.22103" | "CS.20005") => Kind::NotFound,
        409 => Kind::Conflict,
        429 => Kind::Throttled,
        400..=499 => Kind::Invalid,
        _ => Kind::Unreadable,
    }
}

/// Whether code or words say that there were too many calls.
fn is_throttling(body: &Body) -> bool {
    const WORDS: [&str; 3] = [
        "ratelimit",
        "throttling",
        "exceeded the limit. please try later",
    ];
    let message = body.message.to_ascii_lowercase();
    body.form == Form::Documented
        && (body.code_is("0308") || WORDS.iter().any(|word| message.contains(word)))
}

/// Whether a 401 says that the time of a token is over. A signature can be too old as well, which a new
/// credential does not cure.
fn is_over(body: &Body) -> bool {
    let message = body.message.to_ascii_lowercase();
    let token = message.contains("token");
    body.code_is("0307") || (token && (message.contains("expire") || message.contains("updated")))
}

/// Whether a 401 of the gateway says that the time in the signature is not its own.
fn is_skewed(body: &Body) -> bool {
    let message = body.message.to_ascii_lowercase();
    let expired = message.contains("signature") && message.contains("expired");
    (body.code_is("0301") || body.code_is("0303")) && (expired || message.contains("x-sdk-date"))
}

/// The window that a throttling text names: "…,limit:5,time:1 second".
fn window(message: &str) -> Option<Duration> {
    let (_, after) = message.split_once("time:")?;
    let after = after.trim_start();
    let end = after
        .find(|one: char| !one.is_ascii_digit())
        .unwrap_or(after.len());
    let (number, unit) = after.split_at(end);
    let number: u64 = number.parse().ok()?;
    let unit = unit.trim_start();
    let seconds = if unit.starts_with("second") {
        1
    } else if unit.starts_with("minute") {
        60
    } else if unit.starts_with("hour") {
        3600
    } else {
        return None;
    };
    Some(Duration::from_secs(number.checked_mul(seconds)?))
}

fn advice(kind: Kind, body: &Body) -> Option<&'static str> {
    const WRONG_ACCEPTER: &str = "Accept VPC id or tenant id is incorrect";
    if kind == Kind::Invalid && body.message.contains(WRONG_ACCEPTER) {
        return Some(
            "Check accepter_vpc_id and accepter_project_id: the second is the id of the accepter's \
             project in the same region (not the account's or domain's id), and it is needed when \
             the VPC belongs to another project.",
        );
    }
    let code = body.code.as_deref().unwrap_or_default();
    // What a code advises is wrong where it was not believed.
    if endpoint_codes::kind(code).is_none_or(|said| said == kind)
        && let Some(advice) = endpoint_codes::advice(code)
    {
        return Some(advice);
    }
    Some(match kind {
        Kind::Unauthorized | Kind::Skewed => {
            "Check access_key and secret_key (HW_ACCESS_KEY, HW_SECRET_KEY), security_token for \
             temporary keys, or auth_token (HW_AUTH_TOKEN); the region; and this machine's clock: a \
             signature is good for 15 minutes. Five wrong signatures lock a key for five minutes."
        }
        Kind::Expired => {
            "Set a new auth_token, or new temporary keys with their security_token, and check that they are \
             for this region. With user_name and password, assume_role or a profile that names an agency, \
             they are renewed automatically."
        }
        Kind::Forbidden => {
            "Grant the user the missing permission; for peerings these are vpc:peerings:get, create, update, \
             delete, accept and reject; for endpoint connections vpcep:connections:list and update, or \
             vpcep:endpointServices:listConnections, updateConnections and updateConnectionDescription."
        }
        Kind::Unreadable => {
            "This is not an answer from the API. Check the endpoint and the region in the provider \
             configuration, and whether there is a proxy in between."
        }
        Kind::Server => {
            "Try again. If it keeps failing, give the request id to the vendor's support."
        }
        Kind::Throttled => "Set max_requests_per_second in the account, or a longer timeout.",
        Kind::NotFound | Kind::Busy | Kind::Conflict | Kind::Invalid => return None,
    })
}

#[cfg(test)]
#[path = "error_tests.rs"]
mod tests;
