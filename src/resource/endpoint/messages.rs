//! What is said of an endpoint's connection, and what the user can do about it.

use super::cloud::{ConnectionOf, EndpointCloud};
use super::place::Place;
use crate::connection::decide::End;
use crate::connection::status::{Decision, State};
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

/// Soon nothing will be there to be decided. `status` is the cloud's word for it.
pub(super) fn leaving(place: &Place, desired: Decision, status: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("Endpoint {} is being deleted", place.endpoint),
        format!(
            "Its owner takes it away (status {status}), so there will be nothing to {desired}: the apply \
             waits for its end, and then fails. Remove this resource."
        ),
    )
    .at(Path::to("endpoint_id"))
}

/// Why a decision cannot be carried out. `seen` is the connection as it was last seen.
pub(super) fn refused<C: EndpointCloud>(
    place: &Place,
    desired: Decision,
    reason: &Reason,
    seen: Option<&ConnectionOf<C>>,
) -> Diagnostic {
    if let Some(told) = C::refused(place, reason, seen) {
        return told;
    }
    let endpoint = &place.endpoint;
    match reason {
        Reason::Gone => missing(place, desired, None),
        Reason::UnknownStatus(text) => Diagnostic::error(
            format!("Endpoint {endpoint} has the unknown status {text:?}"),
            format!(
                "The API documents no such status, so nothing says that {:?} is safe. Look at the \
                 endpoint service in the console.",
                desired.as_str()
            ),
        ),
        // Endpoints neither expire nor are decided for good, as far as it is documented.
        Reason::Failed | Reason::Overruled | Reason::Expired | Reason::Settled(_) => {
            Diagnostic::error(
                format!("Endpoint {endpoint} cannot be decided"),
                format!("The cloud does not let {:?} stand.", desired.as_str()),
            )
        }
    }
}

/// A call was refused, or never left. `seen` is where the connection was last seen to stand.
pub(super) fn not_decided(
    place: &Place,
    desired: Decision,
    failure: &Failure,
    seen: Option<&State>,
) -> Diagnostic {
    let done = match desired {
        Decision::Accept => "accepted",
        Decision::Reject => "rejected",
    };
    let told = error(
        format!("Endpoint {} was not {done}", place.endpoint),
        failure,
    );
    match failure {
        // No document says that a reject can be taken back everywhere.
        Failure::Refused(refusal)
            if refusal.advice.is_none() && seen == Some(&State::Rejected) =>
        {
            told.with(
                "It was rejected before, which may be final in this region. Then its owner has to delete \
                 it and to make a new one, which has a new id; or set decision = \"reject\".",
            )
        }
        _ => told,
    }
}

/// The decision was taken, or may have been, and is not settled. `status` is the one last seen.
fn unsettled(place: &Place, desired: Decision, status: Option<&str>, end: &End) -> Diagnostic {
    let why = match end {
        End::Unsettled(ended) => {
            format!("The cloud is at work on it; waiting for it to settle ended: {ended}.")
        }
        End::Unclear(failure) => {
            format!("The decision was sent, and what came of it is not known. {failure}")
        }
        End::Done | End::Refused(_) | End::Overtaken(_) | End::Failed(_) => String::new(),
    };
    let status = status.unwrap_or("unknown");
    Diagnostic::error(
        format!(
            "The decision to {desired} endpoint {} has not settled",
            place.endpoint
        ),
        format!("{why} The status last seen is {status}."),
    )
}

/// What is told of a decision that was not made, or not to the end; nothing when it was.
pub(super) fn unmade<C: EndpointCloud>(
    place: &Place,
    desired: Decision,
    seen: Option<&ConnectionOf<C>>,
    end: &End,
) -> Option<Diagnostic> {
    Some(match end {
        End::Done => return None,
        End::Refused(reason) | End::Overtaken(reason) => refused::<C>(place, desired, reason, seen),
        End::Failed(failure) => not_decided(place, desired, failure, seen.map(C::standing)),
        End::Unsettled(_) | End::Unclear(_) => {
            let status = seen.map(|seen| C::status(seen).as_str());
            unsettled(place, desired, status, end)
        }
    })
}

/// A destroy that could not reject.
pub(super) fn not_destroyed(told: Diagnostic) -> Diagnostic {
    told.with("Or apply on_destroy = \"keep\" first, and then destroy.")
        .with(FORGET)
}
