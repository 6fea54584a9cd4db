//! How peerings live: the documented statuses, and what leads from one to the other.
//! <https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle>

use std::time::Duration;

use super::seed::Seed;
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
