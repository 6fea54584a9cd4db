//! How connections live: the documented statuses, and what leads from one to the other.
//! <https://www.alibabacloud.com/help/en/vpc/developer-reference/api-vpcpeer-2022-01-01-getvpcpeerconnectionattribute>

use super::privatelink::quirks::Quirks;
use super::seed::Seed;
use crate::simulator::rules::{By, Event, Rules, To, When, rule};

pub(super) const ACCEPTING: &str = "Accepting";
pub(super) const ACTIVATED: &str = "Activated";
pub(super) const REJECTED: &str = "Rejected";
pub(super) const EXPIRED: &str = "Expired";
pub(super) const DELETING: &str = "Deleting";
pub(super) const DELETED: &str = "Deleted";
/// What shows that something is under way, so that nothing else may begin.
pub(super) const MOVING: [&str; 3] = ["Creating", "Updating", DELETING];

pub(super) const CONNECTED: &str = "Connected";
pub(super) const DISCONNECTED: &str = "Disconnected";
pub(super) const DECIDING: [&str; 2] = ["Connecting", "Disconnecting"];
pub(super) const SERVICE_DELETED: &str = "ServiceDeleted";

/// A peering: within an account it is accepted by itself, else it waits for the accepter.
pub(super) fn of_peering(seed: &Seed) -> Rules {
    use By::{Accepter, Either, Time};
    use Event::{Accept, Delete, Expire, Modify, Reject};
    use To::{Same, Status};
    let accepting = When::Still(&[ACCEPTING]);
    let usable = When::Still(&[ACCEPTING, ACTIVATED]);
    let resting = When::AnyBut(&["Creating", "Updating", DELETING, DELETED]);
    let table = vec![
        rule(Accept, Accepter, accepting, "Updating", Status(ACTIVATED)),
        rule(Reject, Accepter, accepting, "", Status(REJECTED)),
        rule(Modify, Either, usable, "Updating", Same),
        rule(Delete, Either, resting, DELETING, Status(DELETED)),
        rule(Expire, Time, accepting, "", Status(EXPIRED)),
    ];
    Rules {
        asking: Some("Creating"),
        joining: Some("Creating"),
        expires: Some((EXPIRED, seed.expire_after.0)),
        lingers: vec![(DELETED, seed.quirks.shows_deleted.0)],
        again: seed.quirks.decided_again_succeeds,
        rejects_at_once: !seed.quirks.reject_settles,
        ..Rules::new(ACCEPTING, ACTIVATED, table)
    }
}

/// An endpoint's connection: what nobody has answered looks like what was refused, and a change of the
/// bandwidth like something that waits.
pub(super) fn of_endpoint(quirks: Quirks) -> Rules {
    use By::{Accepter, Requester};
    use Event::{Accept, Delete, Modify, Reject};
    use To::{Gone, Same, Status};
    let enabling = When::Still(&[DISCONNECTED, "Pending"]);
    let disabling = When::Still(&[CONNECTED, "Pending"]);
    let changing = if quirks.disconnected_takes_bandwidth {
        When::Still(&[CONNECTED, DISCONNECTED])
    } else {
        When::Still(&[CONNECTED])
    };
    let pending = if quirks.waits_as_pending {
        "Pending"
    } else {
        DISCONNECTED
    };
    let any = When::AnyBut(&[]);
    let table = vec![
        rule(Accept, Accepter, enabling, "Connecting", Status(CONNECTED)),
        rule(
            Reject,
            Accepter,
            disabling,
            "Disconnecting",
            Status(DISCONNECTED),
        ),
        rule(Modify, Accepter, changing, "Pending", Same),
        rule(Delete, Requester, any, DELETING, Gone),
    ];
    Rules {
        joining: Some("Connecting"),
        again: quirks.decided_again_succeeds,
        ..Rules::new(pending, CONNECTED, table)
    }
}
