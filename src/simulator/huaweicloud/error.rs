//! The bodies of refusals. The gateway and each service speak differently.
//!
//! Only one body of the VPC service is published
//! (<https://github.com/opentelekomcloud/terraform-provider-opentelekomcloud/issues/3170>); the other
//! `type`s follow its form and are not the cloud's own words. A client must not depend on them.

use http::StatusCode;
use serde_json::json;

use super::seed::Seed;
use super::vpcep;
use crate::simulator::refusal::{Form, Refusal, Said, What};
use crate::simulator::request::Answer;

/// A refusal in one of the forms.
pub(super) fn said(form: Form, status: StatusCode, code: &str, message: impl Into<String>) -> Said {
    Said {
        status,
        code: code.to_owned(),
        message: message.into(),
        form,
    }
}

pub(super) fn gateway(said: &Said, request_id: &str) -> Answer {
    let body = json!({
        "error_msg": said.message,
        "error_code": said.code,
        "request_id": request_id,
    });
    Answer::json(said.status, body)
}

fn vpc(said: &Said, _: &str) -> Answer {
    let body = json!({
        "NeutronError": { "message": said.message, "type": said.code, "detail": "" }
    });
    Answer::json(said.status, body)
}

fn iam_form(said: &Said, _: &str) -> Answer {
    let title = said.status.canonical_reason().unwrap_or_default();
    let error = json!({ "code": said.status.as_u16(), "message": said.message, "title": title });
    Answer::json(said.status, json!({ "error": error }))
}

fn nothing(said: &Said, _: &str) -> Answer {
    Answer::empty(said.status)
}

/// The gateway does not know the caller.
pub(super) fn unauthorized(why: &str) -> Refusal {
    let message = format!("Incorrect IAM authentication information: {why}");
    said(gateway, StatusCode::UNAUTHORIZED, "APIGW.0301", message).into()
}

/// The token is over, or good for another place.
pub(super) fn token_over() -> Refusal {
    let message = "The token must be updated.";
    said(gateway, StatusCode::UNAUTHORIZED, "APIGW.0307", message).into()
}

/// The caller has no such project.
pub(super) fn project(id: &str) -> Refusal {
    let message = format!("API access denied: project {id} does not belong to the caller");
    said(gateway, StatusCode::FORBIDDEN, "APIGW.0306", message).into()
}

/// An identity service's refusal.
pub(super) fn iam(status: StatusCode, message: impl Into<String>) -> Refusal {
    said(iam_form, status, "", message).into()
}

/// A machine has no such metadata.
pub(super) fn no_metadata() -> Refusal {
    said(
        nothing,
        StatusCode::NOT_FOUND,
        "",
        "There are no metadata of that kind",
    )
    .into()
}

/// A body of the VPC service is malformed.
pub(super) fn malformed(why: String) -> Refusal {
    said(vpc, StatusCode::BAD_REQUEST, "HTTPBadRequest", why).into()
}

/// The VPC service does not take a value.
pub(super) fn input(why: &str) -> Refusal {
    let message = format!("Invalid input for operation: {why}.");
    said(vpc, StatusCode::BAD_REQUEST, "InvalidInput", message).into()
}

/// Two VPCs have a peering already.
pub(super) fn duplicate(status: StatusCode, a: &str, b: &str) -> Refusal {
    let message = format!("A VPC peering connection already exists between VPC {a} and VPC {b}.");
    said(vpc, status, "VpcPeeringDuplicate", message).into()
}

/// A project has as many peerings as it may.
pub(super) fn quota() -> Refusal {
    let message = "Quota exceeded for resources: ['peering'].";
    said(vpc, StatusCode::CONFLICT, "OverQuota", message).into()
}

/// What every cloud refuses, in this one's words.
pub(super) fn say(refusal: &Refusal, seed: &Seed) -> Said {
    let quirks = seed.quirks;
    match refusal {
        Refusal::Said(said) => said.clone(),
        Refusal::NoSuchCall => said(
            gateway,
            StatusCode::NOT_FOUND,
            "APIGW.0101",
            "The API does not exist or has not been published in the environment",
        ),
        Refusal::Throttled(rate) => said(
            gateway,
            StatusCode::TOO_MANY_REQUESTS,
            "APIGW.0308",
            format!(
                "The throttling threshold has been reached: policy user over ratelimit,limit:{},time:{} second",
                rate.calls, rate.per_seconds
            ),
        ),
        Refusal::TooLarge => said(
            gateway,
            StatusCode::PAYLOAD_TOO_LARGE,
            "APIGW.0201",
            "Bad request: the body is larger than 12 MB",
        ),
        Refusal::Broken(why) => said(
            gateway,
            StatusCode::INTERNAL_SERVER_ERROR,
            "APIGW.0601",
            format!("Backend error: {why}"),
        ),
        Refusal::NotFound(What::Peering, id) => said(
            vpc,
            quirks.not_found.into(),
            "VpcPeeringNotFound",
            format!("VpcPeering {id} could not be found."),
        ),
        Refusal::NotFound(What::Endpoint, id) => vpcep::vanished(id),
        Refusal::NotFound(What::Service, id) => vpcep::no_service(id, seed.vpcep.quirks),
        Refusal::Taken(id) => {
            let message = format!("Invalid input for operation: id {id} is taken.");
            said(vpc, StatusCode::CONFLICT, "InvalidInput", message)
        }
        Refusal::Invalid(why) => said(vpc, StatusCode::BAD_REQUEST, "InvalidInput", why.clone()),
        Refusal::Status(id, status, event) => said(
            vpc,
            quirks.wrong_status.into(),
            "VpcPeeringStatusConflict",
            format!(
                "VpcPeering {id} is in status {status}; {} is not possible.",
                event.word()
            ),
        ),
        Refusal::WrongSide(id, event) => said(
            vpc,
            quirks.wrong_side.into(),
            "PolicyNotAuthorized",
            format!(
                "Only the accepter's project may {} VpcPeering {id}.",
                event.word()
            ),
        ),
    }
}
