//! What is said of an endpoint's connection on this cloud alone.

use super::cloud::HuaweiCloud;
use crate::cloud::huaweicloud::endpoint::Connection;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::resource::endpoint::place::Place;

/// It could not be connected, and never will be.
pub(super) fn failed(place: &Place<HuaweiCloud>, seen: Option<&Connection>) -> Diagnostic {
    Diagnostic::error(
        format!(
            "Endpoint {} has failed and cannot be decided",
            place.endpoint
        ),
        format!(
            "{} No traffic flows. Its owner has to delete it and create a new one, which has a new id.",
            why_failed(seen)
        ),
    )
}

/// Everybody is let in.
pub(super) fn overruled(place: &Place<HuaweiCloud>) -> Diagnostic {
    let (service, endpoint) = (&place.service, &place.endpoint);
    Diagnostic::error(
        format!("Endpoint {endpoint} stays accepted: its service needs no approval"),
        format!(
            "The cloud took the reject, but lets everyone in again because approval_enabled of service \
             {service} is false. Traffic flows. Set approval_enabled of the service to true and apply again, \
             or take the account off the service's whitelist; or set decision = \"accept\"."
        ),
    )
    .at(Path::to("decision"))
}

/// The reject that is planned was turned back the last time.
pub(super) fn overruled_before(place: &Place<HuaweiCloud>) -> Diagnostic {
    let (service, endpoint) = (&place.service, &place.endpoint);
    Diagnostic::warning(
        format!("Endpoint {endpoint} may stay accepted: its service reverted the last reject"),
        format!(
            "approval_enabled of service {service} was false then, and the cloud let everyone in again. \
             Unless it is true by now, this reject has no effect either: set it to true first, or set \
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
