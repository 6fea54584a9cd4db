//! Refusals and their bodies, which EC2 and STS write differently.
//! <https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html>

use http::StatusCode;
use serde_json::json;

use super::lives::{EXPIRED, PENDING};
use super::seed::{Denial, Quirks};
use super::xml;
use crate::simulator::object::Status;
use crate::simulator::refusal::{Refusal, Row, Said, What};
use crate::simulator::request::Answer;
use crate::simulator::rules::Event;

/// A code and its text, with `{}` for what is wrong.
const fn row(code: &'static str, text: &'static str) -> Row {
    Row {
        code,
        text,
        form: ec2,
    }
}

// --- the gateway
const NO_SUCH_ACTION: Row = row(
    "InvalidAction",
    "The action or its version is not valid for this web service.",
);
const NO_CREDENTIALS: Row = row(
    "AuthFailure",
    "AWS was not able to validate the provided access credentials",
);
const REQUEST_EXPIRED: Row = row("RequestExpired", "Request has expired.");
const THROTTLED: Row = row("RequestLimitExceeded", "Request limit exceeded.");
const THROTTLED_STS: Row = row("Throttling", "Rate exceeded");
const BROKEN: Row = row("InternalError", "An internal error has occurred. {}");
/// The status is HTTP's own; the code follows the form of the others and is not documented.
const TOO_LARGE: Row = row("RequestTooLarge", "The request is larger than 12 MB.");
const DRY_RUN: Row = row(
    "DryRunOperation",
    "Request would have succeeded, but DryRun flag is set.",
);
// --- parameters
const MISSING: Row = row(
    "MissingParameter",
    "The request must contain the parameter {}",
);
pub(super) const UNKNOWN: Row = row("UnknownParameter", "The parameter {} is not recognized");
pub(super) const INVALID: Row = row("InvalidParameterValue", "{}");
pub(super) const COMBINATION: Row = row(
    "InvalidParameterCombination",
    "The parameter {} cannot be used with the parameter maxResults",
);
// --- peerings
const NOT_FOUND: Row = row(
    "InvalidVpcPeeringConnectionID.NotFound",
    "The vpcPeeringConnection ID '{}' does not exist",
);
const NO_ENDPOINT: Row = row(
    "InvalidVpcEndpointId.NotFound",
    "The Vpc Endpoint Id '{}' does not exist",
);
const NO_SERVICE: Row = row(
    "InvalidVpcEndpointServiceId.NotFound",
    "The VpcEndpointService Id '{}' does not exist",
);
const TRANSITION: Row = row("InvalidStateTransition", "Invalid state transition for {}");
pub(super) const NOT_PERMITTED: Row = row("OperationNotPermitted", "{}");
pub(super) const EXISTS: Row = row(
    "VpcPeeringConnectionAlreadyExists",
    "A VPC peering connection between these VPCs already exists: {}",
);
pub(super) const OUTSTANDING: Row = row(
    "OutstandingVpcPeeringConnectionLimitExceeded",
    "You have reached the limit on outstanding VPC peering connection requests: {}",
);
pub(super) const PER_VPC: Row = row(
    "ActiveVpcPeeringConnectionPerVpcLimitExceeded",
    "You have reached the limit on active VPC peering connections for the VPC {}",
);
pub(super) const TAG_LIMIT: Row = row(
    "TagLimitExceeded",
    "The maximum number of Tags for a resource has been reached.",
);
// --- STS
pub(super) const ACCESS_DENIED: Row = row(
    "AccessDenied",
    "The caller is not authorized to perform: {}",
);
pub(super) const SIGNATURE: Row = row("SignatureDoesNotMatch", "{}");
pub(super) const TOKEN: Row = row(
    "InvalidClientTokenId",
    "The security token included in the request is invalid.",
);
pub(super) const TOKEN_OVER: Row = row(
    "ExpiredToken",
    "The security token included in the request is expired",
);
pub(super) const NO_TOKEN: Row = row(
    "MissingAuthenticationToken",
    "Request is missing Authentication Token",
);
pub(super) const IDENTITY_TOKEN: Row = row(
    "InvalidIdentityToken",
    "The web identity token that was passed could not be validated",
);
pub(super) const VALIDATION: Row = row("ValidationError", "{}");

/// A parameter that has to be there is not.
pub(super) fn missing(name: &str) -> Refusal {
    MISSING.of(name)
}

/// A parameter has a value that it cannot have.
pub(super) fn invalid(name: &str, why: &str) -> Refusal {
    INVALID.of(format!("The value for parameter {name} is invalid. {why}"))
}

/// It would have been done.
pub(super) fn dry_run() -> Refusal {
    DRY_RUN.said(StatusCode::PRECONDITION_FAILED, &"").into()
}

/// Its date is too far off, or what it was signed with is over.
pub(super) fn request_expired(quirks: &Quirks) -> Refusal {
    let status = StatusCode::from(quirks.request_expired);
    REQUEST_EXPIRED.said(status, &"").into()
}

/// What every cloud refuses, in EC2's words.
pub(super) fn say(refusal: &Refusal, quirks: &Quirks) -> Said {
    let bad = StatusCode::BAD_REQUEST;
    match refusal {
        Refusal::Said(said) => said.clone(),
        Refusal::NoSuchCall => NO_SUCH_ACTION.said(bad, &""),
        Refusal::Throttled(_) => THROTTLED.said(StatusCode::SERVICE_UNAVAILABLE, &""),
        Refusal::TooLarge => TOO_LARGE.said(StatusCode::PAYLOAD_TOO_LARGE, &""),
        Refusal::Broken(why) => BROKEN.said(StatusCode::INTERNAL_SERVER_ERROR, why),
        Refusal::NotFound(What::Peering, id) => NOT_FOUND.said(bad, id),
        Refusal::NotFound(What::Endpoint, id) => NO_ENDPOINT.said(bad, id),
        Refusal::NotFound(What::Service, id) => NO_SERVICE.said(bad, id),
        Refusal::Taken(id) => INVALID.said(bad, &format!("{id} is taken")),
        Refusal::Invalid(why) => INVALID.said(bad, why),
        Refusal::Status(id, status, Event::Delete)
            if *status == EXPIRED && quirks.expired_deletes == Denial::NotPermitted =>
        {
            NOT_PERMITTED.said(bad, &format!("{id} cannot be deleted: it is {status}"))
        }
        Refusal::Status(id, status, event) => {
            TRANSITION.said(bad, &transition(id.as_str(), status, *event))
        }
        Refusal::WrongSide(id, event) => match quirks.accepter_deletes {
            Denial::State if *event == Event::Delete => {
                TRANSITION.said(bad, &transition(id.as_str(), &PENDING.into(), *event))
            }
            _ => {
                let act = event.word();
                NOT_PERMITTED.said(bad, &format!("The caller cannot {act} peering {id}"))
            }
        },
    }
}

fn transition(id: &str, from: &Status, event: Event) -> String {
    let to = match event {
        Event::Accept => "provisioning",
        Event::Reject => "rejected",
        Event::Modify => "active",
        Event::Delete => "deleting",
        Event::Expire => EXPIRED,
    };
    format!("{id}, attempted to transition from {from} to {to}")
}

/// The same in the words of STS, whose limits are of another status.
pub(super) fn say_sts(refusal: &Refusal, quirks: &Quirks) -> Said {
    let mut said = match refusal {
        Refusal::Throttled(_) => THROTTLED_STS.said(StatusCode::BAD_REQUEST, &""),
        other => say(other, quirks),
    };
    said.form = sts;
    said
}

/// A refusal with another status than 400, as most of STS's are.
pub(super) fn forbidden(row: &Row, what: &str) -> Refusal {
    row.said(StatusCode::FORBIDDEN, &what).into()
}

/// EC2's own.
pub(super) fn unauthorized() -> Refusal {
    NO_CREDENTIALS.said(StatusCode::UNAUTHORIZED, &"").into()
}

fn ec2(said: &Said, request_id: &str) -> Answer {
    let body = json!({
        "Errors": [{ "Code": said.code, "Message": said.message }],
        "RequestID": request_id,
    });
    let root = xml::element("Response", &body, "Error");
    xml::answer(said.status, &root, request_id)
}

fn sts(said: &Said, request_id: &str) -> Answer {
    let blame = if said.status.is_server_error() {
        "Receiver"
    } else {
        "Sender"
    };
    let body = json!({
        "Error": { "Type": blame, "Code": said.code, "Message": said.message },
        "RequestId": request_id,
    });
    let root = xml::element("ErrorResponse", &body, "");
    let named = root.replacen(
        "<ErrorResponse>",
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">",
        1,
    );
    xml::answer(said.status, &named, request_id)
}
