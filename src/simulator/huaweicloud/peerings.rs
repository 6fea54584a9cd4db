//! All VPC peering connections, and the rules that look at more than one of them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::id::Region;
use super::error::Refusal;
use super::peering::{Existence, Peering, PeeringId, ProjectId, Side, Status, VpcId};
use super::seed::Seed;

/// Ordered by id, which is also the order of lists.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Peerings {
    all: BTreeMap<PeeringId, Peering>,
}

impl Peerings {
    /// Lets time pass for every one.
    pub(crate) fn settle(&mut self, now: Timestamp) {
        self.all
            .retain(|_, peering| peering.settle(now) == Existence::Exists);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Peering> {
        self.all.values()
    }

    pub(crate) fn get(&self, id: &PeeringId) -> Option<&Peering> {
        self.all.get(id)
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

    /// Adds one when the rules allow it: one per pair of VPCs, and the quota of each side that it
    /// counts for.
    pub(super) fn add(&mut self, peering: Peering, seed: &Seed) -> Result<&Peering, Refusal> {
        let (a, b) = (&peering.requester.vpc_id, &peering.accepter.vpc_id);
        let blocked = self.all.values().any(|other| {
            other.region == peering.region
                && joins(other, a, b)
                && blocks(other, seed.doubts.terminal_blocks_pair)
        });
        if blocked {
            return Err(Refusal::Duplicate(a.to_string(), b.to_string()));
        }
        self.has_room(&peering.requester.project_id, &peering.region, seed)?;
        if peering.is_active() {
            self.has_room(&peering.accepter.project_id, &peering.region, seed)?;
        }
        let id = peering.id.clone();
        Ok(self.all.entry(id).or_insert(peering))
    }

    /// A pending peering counts for its requester, an active one for both.
    pub(super) fn has_room(
        &self,
        project: &ProjectId,
        region: &Region,
        seed: &Seed,
    ) -> Result<(), Refusal> {
        let used = self.all.values().filter(|peering| {
            peering.region == *region
                && ((peering.is_active() && peering.has_end(project))
                    || (peering.is_pending() && peering.requester.project_id == *project))
        });
        if used.count() < seed.quota {
            Ok(())
        } else {
            Err(Refusal::Quota)
        }
    }

    /// One that `project` may see: it owns an end, and the region, when one is named, is right.
    pub(super) fn visible(
        &mut self,
        id: &PeeringId,
        project: &ProjectId,
        region: Option<&Region>,
    ) -> Result<&mut Peering, Refusal> {
        self.all
            .get_mut(id)
            .filter(|found| found.has_end(project) && region.is_none_or(|r| found.region == *r))
            .ok_or_else(|| Refusal::NotFound(id.clone()))
    }
}

/// In either direction.
fn joins(peering: &Peering, a: &VpcId, b: &VpcId) -> bool {
    let (from, to) = (&peering.requester.vpc_id, &peering.accepter.vpc_id);
    (from == a && to == b) || (from == b && to == a)
}

fn blocks(peering: &Peering, terminal_too: bool) -> bool {
    let terminal = matches!(peering.status, Status::Rejected | Status::Expired);
    peering.is_pending() || peering.is_active() || (terminal && terminal_too)
}

/// Whether a side's VPC exists, as far as the seed says.
pub(super) fn exists(side: &Side, region: &Region, seed: &Seed) -> bool {
    seed.vpcs.as_ref().is_none_or(|vpcs| {
        vpcs.iter().any(|vpc| {
            vpc.id == side.vpc_id
                && vpc.project_id == side.project_id
                && vpc.region.as_ref().is_none_or(|one| one == region)
        })
    })
}
