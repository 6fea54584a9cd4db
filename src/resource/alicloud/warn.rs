//! What is said of a peering's status, in the same words by both of its resources.

use super::shown::Times;
use crate::connection::status::{Decision, Status as Standing};
use crate::connection::step::Reason;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::resource::settled::Settled;

/// A request that will not be answered any more, or that shows an unknown status; nothing of others.
pub(super) fn request(id: &str, standing: &Standing, times: &Times) -> Option<Diagnostic> {
    let (what, why) = match standing {
        Standing::Rejected => (
            "was rejected",
            format!(
                "The accepter refused it{} (status Rejected).",
                times.refused()
            ),
        ),
        Standing::Expired => (
            "has expired",
            format!(
                "Nobody answered it within seven days{} (status Expired).",
                times.expired()
            ),
        ),
        Standing::Absent => (
            "is gone",
            "Somebody deleted it (status Deleting or Deleted, or not found).".to_owned(),
        ),
        Standing::Unknown(text) => {
            return Some(Diagnostic::warning(
                format!("Peering {id} has the unknown status {text:?}"),
                "The API documents no such status. Look at the peering in the console.",
            ));
        }
        // The last two are none of a peering's.
        Standing::Pending
        | Standing::Starting
        | Standing::Settling(_)
        | Standing::Accepted
        | Standing::Failed
        | Standing::Leaving => return None,
    };
    Some(Diagnostic::warning(
        format!("Peering {id} {what}"),
        format!(
            "{why} No traffic flows. To ask again: set replace_refused = true, or run `terraform \
             apply -replace=ADDRESS`."
        ),
    ))
}

/// Why a decision cannot be carried out. `stored` is the one in the state of the resource that asks, if it is
/// there yet.
pub(super) fn refused(
    id: &str,
    desired: Decision,
    reason: &Reason,
    stored: Option<Decision>,
    times: &Times,
) -> Diagnostic {
    match reason {
        Reason::Gone => Diagnostic::error(
            format!("There is no peering {id} to {desired}"),
            "It was withdrawn, or it never was, or this account cannot see it. Check peering_id and \
             account; if it was withdrawn, remove this resource.",
        )
        .at(Path::to("peering_id")),
        Reason::Expired => Diagnostic::error(
            format!("Peering {id} has expired"),
            format!(
                "Nobody answered it within seven days{} (status Expired), so {desired:?} is too late. \
                 Ask the requester for a new request, or remove this resource.",
                times.expired(),
                desired = desired.as_str()
            ),
        ),
        Reason::Settled(made) => settled(id, *made, desired, stored, times),
        // A peering does neither, as far as it is documented.
        Reason::Failed | Reason::Overruled => Diagnostic::error(
            format!("Peering {id} cannot be decided"),
            format!("The cloud does not let {:?} stand.", desired.as_str()),
        ),
        Reason::UnknownStatus(text) => Diagnostic::error(
            format!("Peering {id} has the unknown status {text:?}"),
            format!(
                "The API documents no such status, so nothing says that {:?} is safe. Look at the \
                 peering in the console.",
                desired.as_str()
            ),
        ),
    }
}

/// The other decision was made, and the cloud lets nobody change it. `stored` is the decision in the state of
/// the resource that asks.
pub(super) fn settled(
    id: &str,
    made: Decision,
    desired: Decision,
    stored: Option<Decision>,
    times: &Times,
) -> Diagnostic {
    let status = match made {
        Decision::Accept => "Activated".to_owned(),
        Decision::Reject => format!("Rejected{}", times.refused()),
    };
    let status = status.as_str();
    Settled {
        id,
        made,
        desired,
        status,
    }
    .told(stored)
}
