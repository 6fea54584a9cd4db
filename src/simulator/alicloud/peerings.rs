//! All VPC peering connections, and the rules that look at more than one of them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::Refusal;
use super::peering::{AccountId, Existence, Peering, PeeringId, Side, Status, VpcId};
use super::seed::Seed;

/// Ordered by id, which is also the order of lists.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Peerings {
    all: BTreeMap<PeeringId, Peering>,
}

impl Peerings {
    /// Lets time pass for every one.
    pub(super) fn settle(&mut self, now: Timestamp, seed: &Seed) {
        self.all
            .retain(|_, peering| peering.settle(now, seed) == Existence::Exists);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Peering> {
        self.all.values()
    }

    pub(crate) fn get_mut(&mut self, id: &PeeringId) -> Option<&mut Peering> {
        self.all.get_mut(id)
    }

    pub(crate) fn remove(&mut self, id: &PeeringId) {
        self.all.remove(id);
    }

    /// Adds one without asking any rule.
    pub(super) fn insert(&mut self, peering: Peering) {
        self.all.insert(peering.id.clone(), peering);
    }

    /// Whether the rules allow a new one: nothing under way on its VPCs, one per pair, and the quotas.
    pub(super) fn allow(&self, new: &Peering, seed: &Seed) -> Result<(), Refusal> {
        let (from, to) = (&new.requester.vpc_id, &new.accepter.vpc_id);
        if from == to {
            return Err(Refusal::Invalid(
                "AcceptingVpcId".into(),
                "a VPC cannot be connected to itself".into(),
            ));
        }
        let touches = |one: &&Peering| one.has_vpc(from) || one.has_vpc(to);
        let joins = |one: &Peering| one.has_vpc(from) && one.has_vpc(to);
        if self.all.values().any(|one| joins(one) && blocks(one, seed)) {
            return Err(Refusal::Exists);
        }
        let moving = self.all.values().filter(touches);
        if seed.doubts.vpc_conflicts && moving.clone().any(|one| one.status.is_moving()) {
            return Err(Refusal::Conflict);
        }
        for side in [&new.requester, &new.accepter] {
            self.has_room(side, new, seed)?;
        }
        Ok(())
    }

    fn has_room(&self, side: &Side, new: &Peering, seed: &Seed) -> Result<(), Refusal> {
        let of_vpc = |one: &&Peering| {
            one.has_vpc(&side.vpc_id) && one.is_same_region() == new.is_same_region()
        };
        let most = if new.is_same_region() {
            seed.quota_per_vpc
        } else {
            seed.quota_per_vpc_cross_region
        };
        if self.standing().filter(of_vpc).count() >= most {
            return Err(Refusal::QuotaPerVpc(most));
        }
        let here = |one: &&Peering| {
            one.requester.account == side.account && one.requester.region == side.region
        };
        let is_requester = side.vpc_id == new.requester.vpc_id;
        if is_requester && self.standing().filter(here).count() >= seed.quota_per_region {
            return Err(Refusal::QuotaPerRegion(seed.quota_per_region));
        }
        Ok(())
    }

    fn standing(&self) -> impl Iterator<Item = &Peering> {
        self.all.values().filter(|one| {
            !matches!(
                one.status,
                Status::Rejected | Status::Expired | Status::Deleted
            )
        })
    }

    /// One that an account may see: it owns an end.
    pub(super) fn visible(
        &mut self,
        id: &PeeringId,
        account: AccountId,
    ) -> Result<&mut Peering, Refusal> {
        self.all
            .get_mut(id)
            .filter(|found| found.has_end(account))
            .ok_or_else(|| Refusal::NotFound(id.clone()))
    }
}

fn blocks(peering: &Peering, seed: &Seed) -> bool {
    match peering.status {
        Status::Rejected | Status::Expired => seed.doubts.terminal_blocks_pair,
        Status::Deleting | Status::Deleted => false,
        _ => true,
    }
}

/// The VPCs that a list was asked for: one at either end, or two at both.
pub(super) fn matches_vpcs(peering: &Peering, vpcs: &[VpcId]) -> bool {
    vpcs.iter().all(|vpc| peering.has_vpc(vpc))
}
