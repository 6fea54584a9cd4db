//! What is said of an endpoint's connection, and what the user can do about it.

use super::endpoint_look::Place;
use crate::cloud::huaweicloud::endpoint::{Connection, Status};
use crate::connection::decide::End;
use crate::connection::status::Decision;
use crate::connection::step::Reason;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::http::error::{ApiError, Failure};
use crate::resource::failure::{FORGET, error};

/// Nothing is there to be decided. `refusal` is what the cloud said, if it said anything.
pub(super) fn missing(place: &Place, desired: Decision, refusal: Option<&ApiError>) -> Diagnostic {
    let Place { service, endpoint } = place;
    let told = Diagnostic::error(
        format!("There is no endpoint {endpoint} at service {service} to {desired}"),
        match refusal {
            Some(refusal) => refusal.to_string(),
            None => "The service's list of connections does not have it.".to_owned(),
        },
    )
    .at(Path::to("endpoint_id"));
    told.with(refusal.and_then(|refusal| refusal.advice.as_deref()).unwrap_or(
        "It was deleted, never was, or asks another service. Check service_id, endpoint_id, account and \
         region; if its owner has deleted it, remove this resource.",
    ))
}

/// Soon nothing will be there to be decided.
pub(super) fn leaving(place: &Place, desired: Decision) -> Diagnostic {
    Diagnostic::warning(
        format!("Endpoint {} is being deleted", place.endpoint),
        format!(
            "Its owner takes it away (status deleting), so there will be nothing to {desired}: the apply \
             waits for its end, and then fails. Remove this resource."
        ),
    )
    .at(Path::to("endpoint_id"))
}

/// Why a decision cannot be carried out. `seen` is the connection as it was last seen.
pub(super) fn refused(
    place: &Place,
    desired: Decision,
    reason: &Reason,
    seen: Option<&Connection>,
) -> Diagnostic {
    let Place { service, endpoint } = place;
    match reason {
        Reason::Gone => missing(place, desired, None),
        Reason::Failed => Diagnostic::error(
            format!("Endpoint {endpoint} has failed and cannot be decided"),
            format!(
                "{} No traffic flows. Its owner has to delete it and to make a new one, which has a new \
                 id.",
                why_failed(seen)
            ),
        ),
        Reason::Overruled => Diagnostic::error(
            format!("Endpoint {endpoint} stays accepted: its service needs no approval"),
            format!(
                "The cloud took the reject, and lets everybody in again because approval_enabled of \
                 service {service} is false. Traffic flows. Set approval_enabled of the service to true \
                 and apply again, or take the account off the service's whitelist; or set decision = \
                 \"accept\"."
            ),
        )
        .at(Path::to("decision")),
        Reason::UnknownStatus(text) => Diagnostic::error(
            format!("Endpoint {endpoint} has the unknown status {text:?}"),
            format!(
                "The API documents no such status, so nothing says that {:?} is safe. Look at the \
                 endpoint service in the console.",
                desired.as_str()
            ),
        ),
        // Endpoints neither expire nor are decided for good, as far as it is documented.
        Reason::Expired | Reason::Settled(_) => Diagnostic::error(
            format!("Endpoint {endpoint} cannot be decided"),
            format!("The cloud does not let {:?} stand.", desired.as_str()),
        ),
    }
}

/// The reject that is planned was turned back the last time.
pub(super) fn overruled_before(place: &Place) -> Diagnostic {
    let Place { service, endpoint } = place;
    Diagnostic::warning(
        format!("Endpoint {endpoint} may stay accepted: its service turned the last reject back"),
        format!(
            "approval_enabled of service {service} was false then, and the cloud let everybody in again. \
             Unless it is true by now, this reject comes to nothing, too: set it to true first, or set \
             decision = \"accept\"."
        ),
    )
    .at(Path::to("decision"))
}

fn why_failed(seen: Option<&Connection>) -> String {
    let problems = seen
        .map(|seen| seen.problems.as_slice())
        .unwrap_or_default();
    let told: Vec<_> = problems
        .iter()
        .map(|one| format!("{} ({})", one.message.trim_end_matches('.'), one.code))
        .collect();
    match told.as_slice() {
        [] => "Its status is failed, and the cloud does not say why.".to_owned(),
        told => format!("The cloud says: {}.", told.join("; ")),
    }
}

/// A call was refused, or never left. `seen` is the connection as it was last seen.
pub(super) fn not_decided(
    place: &Place,
    desired: Decision,
    failure: &Failure,
    seen: Option<&Connection>,
) -> Diagnostic {
    let done = match desired {
        Decision::Accept => "accepted",
        Decision::Reject => "rejected",
    };
    let told = error(
        format!("Endpoint {} was not {done}", place.endpoint),
        failure,
    );
    let was_rejected = seen.is_some_and(|seen| seen.status == Status::Rejected);
    match failure {
        // No document says that a reject can be taken back everywhere.
        Failure::Refused(refusal) if refusal.advice.is_none() && was_rejected => told.with(
            "It was rejected before, which may be final in this region. Then its owner has to delete it \
             and to make a new one, which has a new id; or set decision = \"reject\".",
        ),
        _ => told,
    }
}

/// The decision was taken, or may have been, and is not settled.
pub(super) fn unsettled(
    place: &Place,
    desired: Decision,
    seen: Option<&Connection>,
    end: &End,
) -> Diagnostic {
    let why = match end {
        End::Unsettled(ended) => {
            format!("The cloud is at work on it; waiting for it to settle ended: {ended}.")
        }
        End::Unclear(failure) => {
            format!("The decision was sent, and what came of it is not known. {failure}")
        }
        End::Done | End::Refused(_) | End::Overtaken(_) | End::Failed(_) => String::new(),
    };
    let status = seen.map_or("unknown", |seen| seen.status.as_str());
    Diagnostic::error(
        format!(
            "The decision to {desired} endpoint {} has not settled",
            place.endpoint
        ),
        format!("{why} The status last seen is {status}."),
    )
}

/// The description could not be set.
pub(super) fn not_described(place: &Place, failure: &Failure) -> Diagnostic {
    error(
        format!("Endpoint {} did not get its description", place.endpoint),
        failure,
    )
    .at(Path::to("description"))
    .with("Not every region has descriptions of connections: where it has none, leave description out.")
}

/// What a destroy will do.
pub(super) fn destroy(place: &Place, applied: &str, rejects: bool, status: &Status) -> Diagnostic {
    let endpoint = &place.endpoint;
    let flows = matches!(status, Status::Accepted | Status::Creating);
    let (summary, more) = match (rejects, flows) {
        (true, true) => (
            format!("Destroying the connection of endpoint {endpoint} rejects it: traffic stops"),
            "To keep it, apply on_destroy = \"keep\" first.",
        ),
        (true, false) => (
            format!("Destroying the connection of endpoint {endpoint} rejects it"),
            "No traffic flows through it now.",
        ),
        (false, true) => (
            format!("Destroying the connection of endpoint {endpoint} keeps it: traffic goes on"),
            "To end the connection, apply on_destroy = \"reject\" first.",
        ),
        (false, false) => (
            format!("Destroying the connection of endpoint {endpoint} leaves it as it is"),
            "No traffic flows through it now.",
        ),
    };
    let applied = match applied {
        "" => "on_destroy was not set when it was last applied, which means \"reject\".".to_owned(),
        applied => format!("on_destroy was last applied as {applied:?}."),
    };
    Diagnostic::warning(summary, format!("{applied} {more}"))
}

/// A destroy of what was imported and never applied.
pub(super) fn undecided(place: &Place) -> Diagnostic {
    Diagnostic::warning(
        format!(
            "Destroying the connection of endpoint {} leaves it as it is",
            place.endpoint
        ),
        "It was imported, and its decision was never applied: there is nothing to take back.",
    )
}

/// A destroy that could not reject.
pub(super) fn not_destroyed(told: Diagnostic) -> Diagnostic {
    told.with("Or apply on_destroy = \"keep\" first, and then destroy.")
        .with(FORGET)
}
