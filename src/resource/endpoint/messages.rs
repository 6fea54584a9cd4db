//! What is said of an endpoint's connection, and what the user can do about it.

use super::place::Place;
use crate::connection::status::Decision;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::http::error::ApiError;
use crate::resource::decision::kind::Asker;
use crate::resource::failure::FORGET;

/// Nothing is there to be decided. `refusal` is what the cloud said, if it said anything.
pub(super) fn missing<C>(
    place: &Place<C>,
    desired: Decision,
    refusal: Option<&ApiError>,
    asker: &Asker<'_>,
) -> Diagnostic {
    let (service, endpoint) = (&place.service, &place.endpoint);
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
pub(super) fn leaving<C>(place: &Place<C>, desired: Decision, status: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("Endpoint {} is being deleted", place.endpoint),
        format!(
            "Its owner is deleting it (status {status}), so there will be nothing to {desired}: the apply \
             waits until it is gone, and then fails. Remove this resource."
        ),
    )
    .at(Path::to("endpoint_id"))
}

/// A destroy that could not reject.
pub(super) fn not_destroyed(told: Diagnostic) -> Diagnostic {
    told.with("Or apply on_destroy = \"keep\" first, and then destroy.")
        .with(FORGET)
}
