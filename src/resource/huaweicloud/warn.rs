//! What is said of a peering's status, in the same words by both of its resources.

use crate::connection::status::{Decision, Status as Standing};
use crate::connection::step::Reason;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::resource::settled::Settled;

/// A request that will not be answered any more, or that shows an unknown status; nothing of others.
pub(super) fn request(id: &str, standing: &Standing) -> Option<Diagnostic> {
    let (what, why) = match standing {
        Standing::Rejected => ("was rejected", "The accepter refused it (status REJECTED)."),
        Standing::Expired => (
            "has expired",
            "Nobody answered it in time (status EXPIRED).",
        ),
        Standing::Absent => (
            "is gone",
            "Somebody deleted it (status DELETED, or not found).",
        ),
        Standing::Unknown(text) => {
            return Some(Diagnostic::warning(
                format!("Peering {id} has the unknown status {text:?}"),
                "The API documents no such status. Look at the peering in the console.",
            ));
        }
        // The last four are none of a peering's.
        Standing::Pending
        | Standing::Accepted
        | Standing::Starting
        | Standing::Settling(_)
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
) -> Diagnostic {
    match reason {
        Reason::Gone => Diagnostic::error(
            format!("There is no peering {id} to {desired}"),
            "It was withdrawn, or it never was, or this account cannot see it. Check peering_id, \
             account and region; if it was withdrawn, remove this resource.",
        )
        .at(Path::to("peering_id")),
        Reason::Expired => Diagnostic::error(
            format!("Peering {id} has expired"),
            format!(
                "Nobody answered it in time (status EXPIRED), so {desired:?} is too late. Ask the \
                 requester for a new request, or remove this resource.",
                desired = desired.as_str()
            ),
        ),
        Reason::Settled(made) => settled(id, *made, desired, stored),
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
) -> Diagnostic {
    let status = match made {
        Decision::Accept => "ACTIVE",
        Decision::Reject => "REJECTED",
    };
    Settled {
        id,
        made,
        desired,
        status,
    }
    .told(stored)
}
