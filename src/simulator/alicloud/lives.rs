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
    let accepting = When::Still(&[ACCEPTING]);
    let usable = When::Still(&[ACCEPTING, ACTIVATED]);
    let resting = When::AnyBut(&["Creating", "Updating", DELETING, DELETED]);
    Rules {
        pending: ACCEPTING,
        connected: ACTIVATED,
        asking: Some("Creating"),
        joining: Some("Creating"),
        expires: Some((EXPIRED, seed.expire_after.0)),
        lingers: Some((DELETED, seed.quirks.shows_deleted.0)),
        again: seed.quirks.decided_again_succeeds,
        rejects_at_once: !seed.quirks.reject_settles,
        table: vec![
            rule(
                Event::Accept,
                By::Accepter,
                accepting,
                "Updating",
                To::Status(ACTIVATED),
            ),
            rule(
                Event::Reject,
                By::Accepter,
                accepting,
                "",
                To::Status(REJECTED),
            ),
            rule(Event::Modify, By::Either, usable, "Updating", To::Same),
            rule(
                Event::Delete,
                By::Either,
                resting,
                DELETING,
                To::Status(DELETED),
            ),
            rule(Event::Expire, By::Time, accepting, "", To::Status(EXPIRED)),
        ],
    }
}

/// An endpoint's connection: what nobody has answered looks like what was refused, and a change of the
/// bandwidth like something that waits.
pub(super) fn of_endpoint(quirks: Quirks) -> Rules {
    let enabling = When::Still(&[DISCONNECTED, "Pending"]);
    let disabling = When::Still(&[CONNECTED, "Pending"]);
    let changing = if quirks.disconnected_takes_bandwidth {
        When::Still(&[CONNECTED, DISCONNECTED])
    } else {
        When::Still(&[CONNECTED])
    };
    Rules {
        pending: if quirks.waits_as_pending {
            "Pending"
        } else {
            DISCONNECTED
        },
        connected: CONNECTED,
        asking: None,
        joining: Some("Connecting"),
        expires: None,
        lingers: None,
        again: quirks.decided_again_succeeds,
        rejects_at_once: false,
        table: vec![
            rule(
                Event::Accept,
                By::Accepter,
                enabling,
                "Connecting",
                To::Status(CONNECTED),
            ),
            rule(
                Event::Reject,
                By::Accepter,
                disabling,
                "Disconnecting",
                To::Status(DISCONNECTED),
            ),
            rule(Event::Modify, By::Accepter, changing, "Pending", To::Same),
            rule(
                Event::Delete,
                By::Requester,
                When::AnyBut(&[]),
                DELETING,
                To::Gone,
            ),
        ],
    }
}
