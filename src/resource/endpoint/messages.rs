//! What is said of an endpoint's connection, and what the user can do about it.

use super::cloud::{ConnectionOf, EndpointCloud};
use super::place::Place;
use crate::connection::decision::End;
use crate::connection::status::{Decision, State};
use crate::connection::step::Reason;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::http::error::{ApiError, Failure};
use crate::resource::failure::FORGET;
use crate::resource::wish::Wish;

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
        "It was deleted, never existed, or belongs to another service. Check service_id, endpoint_id, \
         account and region; if its owner has deleted it, remove this resource.",
    ))
}

/// Soon nothing will be there to be decided. `status` is the cloud's word for it.
pub(super) fn leaving(place: &Place, desired: Decision, status: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("Endpoint {} is being deleted", place.endpoint),
        format!(
            "Its owner is deleting it (status {status}), so there will be nothing to {desired}: the apply \
             waits until it is gone, and then fails. Remove this resource."
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
    match reason {
        Reason::Gone => missing(place, desired, None),
        Reason::UnknownStatus(text) => {
            wish(place, desired).unknown_status(text, "the endpoint service")
        }
        // Endpoints neither expire nor are decided for good, as far as it is documented.
        Reason::Failed | Reason::Overruled | Reason::Expired | Reason::Settled(_) => {
            wish(place, desired).not_allowed()
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
    let told = wish(place, desired).failed(failure);
    match failure {
        // No document says that a reject can be taken back everywhere.
        Failure::Refused(refusal)
            if refusal.advice.is_none() && seen == Some(&State::Rejected) =>
        {
            told.with(
                "It was rejected before, which may be final in this region. Then its owner has to delete it \
                 and create a new one, which has a new id; or set decision = \"reject\".",
            )
        }
        _ => told,
    }
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
        End::Failed(failure) => not_decided(place, desired, failure, seen.map(C::state)),
        End::Unsettled(_) | End::Unclear(_) => {
            let status = seen.map(|seen| C::status(seen).as_str());
            wish(place, desired).unsettled("The cloud is processing it", status, end)
        }
    })
}

/// A destroy that could not reject.
pub(super) fn not_destroyed(told: Diagnostic) -> Diagnostic {
    told.with("Or apply on_destroy = \"keep\" first, and then destroy.")
        .with(FORGET)
}

fn wish(place: &Place, desired: Decision) -> Wish<'_> {
    Wish {
        noun: "endpoint",
        id: place.endpoint.as_str(),
        desired,
    }
}
