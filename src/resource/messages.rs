//! What is said of a peering's status, in the same words by both of its resources and on all clouds.

use super::decision::kind::Asker;
use super::failure::error;
use super::keys::DECISION;
use super::peering_api::{PeeringApi, Times, Words};
use super::place::Place;
use super::settled::Settled;
use super::wish::Wish;
use crate::connection::peering::Peering;
use crate::connection::status::{Decision, State};
use crate::connection::step::Reason;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::http::error::Failure;

/// What is said of a peering as it was seen, see [`closed`].
pub fn seen<C: PeeringApi>(peering: &Peering<C::Extra>) -> Option<Diagnostic> {
    closed::<C>(peering.id.as_str(), peering.state(), &C::times(peering))
}

/// A request that will not be answered any more, or that shows an unknown status; nothing of others.
pub fn closed<C: PeeringApi>(id: &str, status: &State, times: &Times) -> Option<Diagnostic> {
    let Words {
        rejected,
        expired,
        gone,
        in_time,
        ..
    } = C::WORDS;
    let (what, why) = match status {
        State::Rejected => (
            "was rejected",
            format!(
                "The accepter refused it{} (status {rejected}).",
                times.refused()
            ),
        ),
        State::Expired => (
            "has expired",
            format!(
                "Nobody answered it {in_time}{} (status {expired}).",
                times.expired()
            ),
        ),
        State::Failed => (
            "has failed",
            "The cloud gave it up (status failed).".to_owned(),
        ),
        State::Absent => (
            "is gone",
            format!("Somebody deleted it (status {gone}, or not found)."),
        ),
        State::Unknown(text) => {
            return Some(Diagnostic::warning(
                format!("Peering {id} has the unknown status {text:?}"),
                "The API documents no such status. Look at the peering in the console.",
            ));
        }
        // The last one is none of a peering's.
        State::Pending
        | State::Starting
        | State::Settling(_)
        | State::Accepted
        | State::Leaving => return None,
    };
    Some(Diagnostic::warning(
        format!("Peering {id} {what}"),
        format!(
            "{why} No traffic flows. To ask again: set replace_refused = true, or run `terraform \
             apply -replace=ADDRESS`."
        ),
    ))
}

/// Why what `asker` has decided cannot be carried out.
pub fn refused<C: PeeringApi>(
    place: &Place<C>,
    desired: Decision,
    reason: &Reason,
    asker: &Asker<'_>,
    times: &Times,
) -> Diagnostic {
    let id = place.id.as_str();
    let Words {
        expired,
        in_time,
        found_by,
        ..
    } = C::WORDS;
    let word = desired.as_str();
    let [withdrawn, give_up] = match asker {
        Asker::Resource(_) => [
            "; if it was withdrawn, remove this resource",
            ", or remove this resource",
        ],
        Asker::Action(_) => [""; 2],
    };
    match reason {
        Reason::Gone => Diagnostic::error(
            format!("There is no peering {id} to {desired}"),
            format!(
                "It was withdrawn, it never existed, or this account cannot see it. Check \
                 {found_by}{withdrawn}."
            ),
        )
        .at(Path::to("peering_id")),
        Reason::Expired => Diagnostic::error(
            format!("Peering {id} has expired"),
            format!(
                "Nobody answered it {in_time}{} (status {expired}), so {word:?} is too late. Ask the \
                 requester for a new request{give_up}.",
                times.expired()
            ),
        ),
        Reason::Settled(made) => {
            let status = decided_status::<C>(*made, times);
            let settled = Settled {
                id,
                made: *made,
                desired,
                status: &status,
            };
            match asker {
                Asker::Resource(state) => {
                    settled.diagnostic(state.and_then(|state| state.known(DECISION)))
                }
                Asker::Action(_) => settled.once(),
            }
        }
        // A peering does neither, as far as it is documented.
        Reason::Failed | Reason::Overruled => Wish::of(place, desired).not_allowed(),
        Reason::UnknownStatus(text) => Wish::of(place, desired).unknown_status(text, "the peering"),
    }
}

/// The cloud's word for a peering that was decided so, and since when if that is known.
fn decided_status<C: PeeringApi>(made: Decision, times: &Times) -> String {
    match made {
        Decision::Accept => C::WORDS.active.to_owned(),
        Decision::Reject => format!("{}{}", C::WORDS.rejected, times.refused()),
    }
}

/// A create whose request the cloud itself gave up. `why` is what it says.
pub fn came_to_nothing(id: &str, why: Option<&str>) -> Diagnostic {
    let why = why.unwrap_or("The cloud does not say why.");
    Diagnostic::error(
        format!("Peering {id} has failed"),
        format!(
            "The cloud took the request and then gave it up: {why} Check the VPCs and the tenant that is asked; networks must \
             not overlap. It is in the state, and the next apply makes a new request in its place."
        ),
    )
}

/// A peering that an update does not find.
pub fn gone<C: PeeringApi>(id: &str) -> Diagnostic {
    let above = match C::PARENT {
        Some(parent) => format!(", or the {}", parent.noun),
        None => String::new(),
    };
    Diagnostic::error(
        format!("Peering {id} is gone"),
        format!("Somebody deleted it{above}. Plan again: a new one will be requested."),
    )
}

/// A create whose request was not seen to settle.
pub fn not_seen(id: &str, why: Option<&Failure>) -> Diagnostic {
    let told = match why {
        None => Diagnostic::warning(
            format!("Peering {id} was requested, but then was not found"),
            "Somebody may have deleted it.",
        ),
        Some(Failure::Ended(ended)) => Diagnostic::warning(
            format!("Peering {id} is still being created"),
            format!("The cloud took the request; waiting for it to settle ended: {ended}."),
        ),
        Some(failure) => error(
            format!("Peering {id} was requested, but its outcome was not seen"),
            failure,
        ),
    };
    told.with("It is in the state, and the next plan shows what became of it.")
}
