//! The rules that look at more than one peering: one live request of a pair, and the quotas.

use super::lives::{ACTIVE, INITIATING, LIVE, PENDING, PROVISIONING};
use super::seed::Seed;
use super::{NAME, error};
use crate::simulator::object::{Connection, Kind};
use crate::simulator::objects::Objects;
use crate::simulator::refusal::Refusal;

/// The live one of the same requester's and accepter's VPC. The reverse pair is another request.
pub(super) fn same<'a>(new: &Connection, objects: &'a Objects) -> Option<&'a Connection> {
    let mut all = objects.shelf(Kind::Peering).of(NAME);
    all.find(|one| {
        one.is_any(&LIVE)
            && one.requester.vpc_id == new.requester.vpc_id
            && one.accepter.vpc_id == new.accepter.vpc_id
    })
}

/// Whether another request may wait for an answer.
pub(super) fn has_room(new: &Connection, objects: &Objects, seed: &Seed) -> Result<(), Refusal> {
    let (asks, all_regions) = (&new.requester, seed.quirks.counts_all_regions);
    let all = objects.shelf(Kind::Peering).of(NAME);
    let waiting = all.filter(|one| {
        one.is_any(&[INITIATING, PENDING])
            && one.requester.tenant == asks.tenant
            && (all_regions || one.requester.region == asks.region)
    });
    if waiting.count() < seed.quota_outstanding {
        Ok(())
    } else {
        Err(error::OUTSTANDING.of(seed.quota_outstanding))
    }
}

/// Whether other connections let one be accepted: none of the same two VPCs, and not too many of either.
pub(super) fn may_accept(one: &Connection, objects: &Objects, seed: &Seed) -> Result<(), Refusal> {
    let all = objects.shelf(Kind::Peering).of(NAME);
    let connected: Vec<_> = all
        .filter(|other| other.is_any(&[PROVISIONING, ACTIVE]))
        .collect();
    if let Some(other) = connected.iter().find(|other| other.joins_same(one)) {
        return Err(error::EXISTS.of(&other.id));
    }
    for end in [&one.requester, &one.accepter] {
        let of_vpc = connected.iter().filter(|other| other.has_vpc(&end.vpc_id));
        if of_vpc.count() >= seed.quota_per_vpc {
            return Err(error::PER_VPC.of(&end.vpc_id));
        }
    }
    Ok(())
}
