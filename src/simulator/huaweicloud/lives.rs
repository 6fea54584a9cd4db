//! How connections live: the documented statuses, and what leads from one to the other.
//! <https://support.huaweicloud.com/intl/en-us/api-vpc/vpc_peering_0001.html>

use super::seed::Seed;
use super::vpcep::Quirks;
use crate::simulator::rules::{By, Event, Rules, To, When, rule};

pub(super) const PENDING: &str = "PENDING_ACCEPTANCE";
pub(super) const ACTIVE: &str = "ACTIVE";
pub(super) const REJECTED: &str = "REJECTED";
pub(super) const EXPIRED: &str = "EXPIRED";

/// A peering: ACTIVE between VPCs of one project, else waiting for the accepter. While an accept or a reject
/// settles, it shows what it did; while a delete does, DELETED.
pub(super) fn of_peering(seed: &Seed) -> Rules {
    let pending = When::Still(&[PENDING]);
    Rules {
        pending: PENDING,
        connected: ACTIVE,
        asking: None,
        joining: None,
        expires: Some((EXPIRED, seed.expire_after.0)),
        lingers: None,
        again: false,
        rejects_at_once: false,
        table: vec![
            rule(Event::Accept, By::Accepter, pending, "", To::Status(ACTIVE)),
            rule(
                Event::Reject,
                By::Accepter,
                pending,
                "",
                To::Status(REJECTED),
            ),
            rule(Event::Modify, By::Either, When::AnyBut(&[]), "", To::Same),
            rule(
                Event::Delete,
                By::Either,
                When::AnyBut(&[]),
                "DELETED",
                To::Gone,
            ),
            rule(Event::Expire, By::Time, pending, "", To::Status(EXPIRED)),
        ],
    }
}

/// An endpoint: its service's owner may think again. Nothing is named for a reject until it is done.
pub(super) fn of_endpoint(quirks: Quirks) -> Rules {
    let accepts = if quirks.rejected_is_final {
        When::AnyBut(&["failed", "deleting", "creating", "accepted", "rejected"])
    } else {
        When::AnyBut(&["failed", "deleting", "creating", "accepted"])
    };
    let rejects = if quirks.second_reject_refused {
        When::AnyBut(&["failed", "deleting", "creating", "rejected"])
    } else {
        When::AnyBut(&["failed", "deleting", "creating"])
    };
    let stays = When::AnyBut(&["deleting"]);
    Rules {
        pending: "pendingAcceptance",
        connected: "accepted",
        asking: None,
        joining: Some("creating"),
        expires: None,
        lingers: None,
        again: false,
        rejects_at_once: false,
        table: vec![
            rule(
                Event::Accept,
                By::Accepter,
                accepts,
                "creating",
                To::Status("accepted"),
            ),
            rule(
                Event::Reject,
                By::Accepter,
                rejects,
                "",
                To::Status("rejected"),
            ),
            rule(Event::Delete, By::Requester, stays, "deleting", To::Gone),
        ],
    }
}
