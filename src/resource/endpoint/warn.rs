//! What is said of an endpoint's connection, and what the user can do about it.

use std::fmt::Display;

use super::cloud::EndpointApi;
use super::place::{Place, PlaceOf};
use crate::connection::decide::End;
use crate::connection::status::{Decision, State as Standing};
use crate::connection::step::Reason;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::http::error::{ApiError, Failure};
use crate::resource::failure::{FORGET, error};

/// Nothing is there to be decided. `refusal` is what the cloud said, if it said anything.
pub fn missing(
    place: &Place<impl Display, impl Display>,
    desired: Decision,
    refusal: Option<&ApiError>,
) -> Diagnostic {
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
pub fn leaving(
    place: &Place<impl Display, impl Display>,
    desired: Decision,
    status: &str,
) -> Diagnostic {
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
pub fn refused<C: EndpointApi>(
    place: &PlaceOf<C>,
    desired: Decision,
    reason: &Reason,
    seen: Option<&C::Connection>,
) -> Diagnostic {
    if let Some(told) = C::refused(place, desired, reason, seen) {
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
pub fn not_decided(
    place: &Place<impl Display, impl Display>,
    desired: Decision,
    failure: &Failure,
    seen: Option<&Standing>,
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
            if refusal.advice.is_none() && seen == Some(&Standing::Rejected) =>
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
pub fn unsettled(
    place: &Place<impl Display, impl Display>,
    desired: Decision,
    status: Option<&str>,
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
    let status = status.unwrap_or("unknown");
    Diagnostic::error(
        format!(
            "The decision to {desired} endpoint {} has not settled",
            place.endpoint
        ),
        format!("{why} The status last seen is {status}."),
    )
}

/// A destroy that could not reject.
pub fn not_destroyed(told: Diagnostic) -> Diagnostic {
    told.with("Or apply on_destroy = \"keep\" first, and then destroy.")
        .with(FORGET)
}
