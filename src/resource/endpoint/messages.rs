//! What is said of an endpoint's connection, and what the user can do about it.

use super::cloud::{ConnectionOf, EndpointCloud};
use super::place::Place;
use super::state::At;
use crate::connection::status::{Decision, State};
use crate::connection::step::Reason;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::http::error::{ApiError, Failure};
use crate::resource::decision::kind::Asker;
use crate::resource::failure::FORGET;
use crate::resource::wish::Wish;

/// Nothing is there to be decided. `refusal` is what the cloud said, if it said anything.
pub(super) fn missing(
    place: &Place,
    desired: Decision,
    refusal: Option<&ApiError>,
    asker: &Asker,
) -> Diagnostic {
    let Place { service, endpoint } = place;
    let (none, ways_out) = match asker {
        Asker::Resource(_) => (
            "The service's list of connections does not have it.".to_owned(),
            "account and region; if its owner has deleted it, remove this resource.",
        ),
        Asker::Action(none) => (
            format!("{none}."),
            "the account (it has to own the service) and the region.",
        ),
    };
    let told = Diagnostic::error(
        format!("There is no endpoint {endpoint} at service {service} to {desired}"),
        refusal.map_or(none, ToString::to_string),
    )
    .at(Path::to("endpoint_id"));
    match refusal.and_then(|refusal| refusal.advice.as_deref()) {
        Some(advice) => told.with(advice),
        None => told.with(&format!(
            "It was deleted, never existed, or belongs to another service. Check service_id, endpoint_id, \
             {ways_out}"
        )),
    }
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
    at: &At<C>,
    desired: Decision,
    reason: &Reason,
    asker: &Asker,
    seen: Option<&ConnectionOf<C>>,
) -> Diagnostic {
    if let Some(told) = C::refused(&at.0, reason, seen) {
        return told;
    }
    match reason {
        Reason::Gone => missing(&at.0, desired, None, asker),
        Reason::UnknownStatus(text) => {
            Wish::of(at, desired).unknown_status(text, "the endpoint service")
        }
        // Endpoints neither expire nor are decided for good, as far as it is documented.
        Reason::Failed | Reason::Overruled | Reason::Expired | Reason::Settled(_) => {
            Wish::of(at, desired).not_allowed()
        }
    }
}

/// A call was refused, or never left. `seen` is where the connection was last seen to stand.
pub(super) fn not_decided<C: EndpointCloud>(
    at: &At<C>,
    desired: Decision,
    failure: &Failure,
    seen: Option<&State>,
) -> Diagnostic {
    let told = Wish::of(at, desired).failed(failure);
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

/// A destroy that could not reject.
pub(super) fn not_destroyed(told: Diagnostic) -> Diagnostic {
    told.with("Or apply on_destroy = \"keep\" first, and then destroy.")
        .with(FORGET)
}
