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
    use By::{Accepter, Either, Time};
    use Event::{Accept, Delete, Expire, Modify, Reject};
    use To::{Gone, Same, Status};
    let (pending, any) = (When::Still(&[PENDING]), When::AnyBut(&[]));
    let table = vec![
        rule(Accept, Accepter, pending, "", Status(ACTIVE)),
        rule(Reject, Accepter, pending, "", Status(REJECTED)),
        rule(Modify, Either, any, "", Same),
        rule(Delete, Either, any, "DELETED", Gone),
        rule(Expire, Time, pending, "", Status(EXPIRED)),
    ];
    Rules {
        expires: Some((EXPIRED, seed.expire_after.0)),
        ..Rules::new(PENDING, ACTIVE, table)
    }
}

/// An endpoint: its service's owner may think again. Nothing is named for a reject until it is done.
pub(super) fn of_endpoint(quirks: Quirks) -> Rules {
    use By::{Accepter, Requester};
    use Event::{Accept, Delete, Reject};
    use To::{Gone, Status};
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
    let table = vec![
        rule(Accept, Accepter, accepts, "creating", Status("accepted")),
        rule(Reject, Accepter, rejects, "", Status("rejected")),
        rule(Delete, Requester, stays, "deleting", Gone),
    ];
    Rules {
        joining: Some("creating"),
        ..Rules::new("pendingAcceptance", "accepted", table)
    }
}
