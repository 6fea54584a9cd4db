//! What is said of a peering's status, in the same words by both of its resources and on all clouds.

use super::peering_api::{PeeringApi, Times, Words};
use super::settled::Settled;
use super::wish::Wish;
use crate::connection::decision::End;
use crate::connection::peering::Peering;
use crate::connection::status::{Decision, State};
use crate::connection::step::Reason;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::http::error::Failure;
use crate::resource::failure::error;

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
        // The last two are none of a peering's.
        State::Pending
        | State::Starting
        | State::Settling(_)
        | State::Accepted
        | State::Failed
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

/// Whose decision it is that cannot be carried out: the ways out differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// A resource, with the decision in its state, if it is there yet.
    Resource(Option<Decision>),
    /// An action, of which nothing stays.
    Action,
}

/// Why a decision cannot be carried out. `stored` is the one in the state of the resource that asks, if it is
/// there yet.
pub fn refused<C: PeeringApi>(
    id: &str,
    desired: Decision,
    reason: &Reason,
    stored: Option<Decision>,
    times: &Times,
) -> Diagnostic {
    not_possible::<C>(id, desired, reason, Asker::Resource(stored), times)
}

/// Why what `asker` has decided cannot be carried out.
pub fn not_possible<C: PeeringApi>(
    id: &str,
    desired: Decision,
    reason: &Reason,
    asker: Asker,
    times: &Times,
) -> Diagnostic {
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
        Asker::Action => [""; 2],
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
                Asker::Resource(stored) => settled.diagnostic(stored),
                Asker::Action => settled.once(),
            }
        }
        // A peering does neither, as far as it is documented.
        Reason::Failed | Reason::Overruled => wish(id, desired).not_allowed(),
        Reason::UnknownStatus(text) => wish(id, desired).unknown_status(text, "the peering"),
    }
}

/// The other decision was made, and the cloud lets nobody change it. `stored` is the decision in the state of
/// the resource that asks.
pub fn settled<C: PeeringApi>(
    id: &str,
    made: Decision,
    desired: Decision,
    stored: Option<Decision>,
    times: &Times,
) -> Diagnostic {
    let reason = Reason::Settled(made);
    refused::<C>(id, desired, &reason, stored, times)
}

/// The cloud's word for a peering that was decided so, and since when if that is known.
fn decided_status<C: PeeringApi>(made: Decision, times: &Times) -> String {
    match made {
        Decision::Accept => C::WORDS.active.to_owned(),
        Decision::Reject => format!("{}{}", C::WORDS.rejected, times.refused()),
    }
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

/// A decision that the cloud did not take.
pub fn not_decided(id: &str, desired: Decision, failure: &Failure) -> Diagnostic {
    wish(id, desired).failed(failure)
}

/// A decision whose outcome was not seen. `status` is the one last seen.
pub fn unsettled(id: &str, desired: Decision, status: Option<&str>, end: &End) -> Diagnostic {
    wish(id, desired).unsettled("The cloud took the decision", status, end)
}

fn wish(id: &str, desired: Decision) -> Wish<'_> {
    Wish {
        noun: "peering",
        id,
        desired,
    }
}
