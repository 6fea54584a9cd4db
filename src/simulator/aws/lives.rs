//! How peerings and connections live: the documented statuses, and what leads from one to the other.
//! <https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle>

use std::time::Duration;

use super::seed::{Quirks, Seed};
use crate::simulator::rules::{By, Event, Rules, To, When, rule};

pub(super) const INITIATING: &str = "initiating-request";
pub(super) const PENDING: &str = "pending-acceptance";
pub(super) const PROVISIONING: &str = "provisioning";
pub(super) const ACTIVE: &str = "active";
pub(super) const REJECTED: &str = "rejected";
pub(super) const EXPIRED: &str = "expired";
pub(super) const FAILED: &str = "failed";
pub(super) const DELETING: &str = "deleting";
pub(super) const DELETED: &str = "deleted";

/// What is neither refused nor over: another request of the same pair finds it.
pub(super) const LIVE: [&str; 4] = [INITIATING, PENDING, PROVISIONING, ACTIVE];

/// How long what is over is shown, to whom it is shown for less and for more.
pub(super) const BRIEFLY: Duration = Duration::from_secs(2 * 3600);
pub(super) const LONG: Duration = Duration::from_secs(48 * 3600);

/// A peering: whoever owns its ends, somebody has to accept it.
pub(super) fn of_peering(seed: &Seed) -> Rules {
    use By::{Accepter, Either, Requester, Time};
    use Event::{Accept, Delete, Expire, Modify, Reject};
    use To::{Same, Status};
    let (pending, active) = (When::Still(&[PENDING]), When::Still(&[ACTIVE]));
    let table = vec![
        rule(Accept, Accepter, pending, PROVISIONING, Status(ACTIVE)),
        rule(Reject, Accepter, pending, "", Status(REJECTED)),
        rule(Modify, Either, active, "", Same),
        rule(Delete, Either, active, DELETING, Status(DELETED)),
        rule(Delete, Requester, pending, DELETING, Status(DELETED)),
        rule(Expire, Time, pending, "", Status(EXPIRED)),
    ];
    Rules {
        asking: Some(INITIATING),
        expires: Some((EXPIRED, seed.expire_after.0)),
        lingers: vec![
            (REJECTED, LONG),
            (EXPIRED, LONG),
            (FAILED, BRIEFLY),
            (DELETED, LONG),
        ],
        rejects_at_once: true,
        ..Rules::new(PENDING, ACTIVE, table)
    }
}

pub(super) const WAITING: &str = "pendingAcceptance";
pub(super) const CONNECTING: &str = "pending";
pub(super) const AVAILABLE: &str = "available";

/// An endpoint's connection: its service's owner can reject at any time what was accepted, and never delete it.
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/accept-reject-connections.html>
pub(super) fn of_endpoint(quirks: &Quirks) -> Rules {
    use By::{Accepter, Requester};
    use Event::{Accept, Delete, Reject};
    use To::Status;
    let accepting = if quirks.rejected_accepts {
        When::Still(&[WAITING, REJECTED])
    } else {
        When::Still(&[WAITING])
    };
    let rejecting = if quirks.pending_rejects {
        When::AnyBut(&[REJECTED, EXPIRED, FAILED, DELETING, DELETED])
    } else {
        When::Still(&[WAITING, AVAILABLE, "partial"])
    };
    let any = When::AnyBut(&[DELETED]);
    let table = vec![
        rule(Accept, Accepter, accepting, CONNECTING, Status(AVAILABLE)),
        rule(Reject, Accepter, rejecting, "", Status(REJECTED)),
        rule(Delete, Requester, any, DELETING, Status(DELETED)),
    ];
    let shown = [
        (REJECTED, quirks.shows_rejected.0),
        (DELETED, quirks.shows_deleted.0),
    ];
    let shown = shown.into_iter().filter(|(_, shown)| !shown.is_zero());
    Rules {
        joining: Some(CONNECTING),
        lingers: shown.collect(),
        again: quirks.decided_again_succeeds,
        rejects_at_once: true,
        ..Rules::new(WAITING, AVAILABLE, table)
    }
}
