//! Who sees what: an object is shown to the account of each end in that end's region, and for a while after it
//! is over.

use std::time::Duration;

use jiff::Timestamp;

use super::lives::{BRIEFLY, DELETED, EXPIRED, FAILED, LONG, REJECTED};
use super::seed::Quirks;
use super::{Aws, tenant};
use crate::simulator::clock;
use crate::simulator::context::{At, Context};
use crate::simulator::id::Region;
use crate::simulator::object::{Connection, Id, Kind, Party, TenantId};
use crate::simulator::refusal::{Refusal, What};

/// Where somebody looks from.
pub(super) struct Viewer {
    pub(super) account: TenantId,
    pub(super) region: Region,
    now: Timestamp,
}

impl Viewer {
    pub(super) fn of(cloud: &Aws, at: &At<'_>) -> Self {
        let region = tenant::region(at.call.request);
        Self {
            account: at.call.caller.account.clone(),
            region: region.unwrap_or_else(|| cloud.seed.default_region.clone()),
            now: at.context.now,
        }
    }

    fn is_at(&self, end: &Party) -> bool {
        end.tenant == self.account && end.region == self.region
    }

    pub(super) fn asks(&self, one: &Connection) -> bool {
        self.is_at(&one.requester)
    }

    pub(super) fn answers(&self, one: &Connection) -> bool {
        self.is_at(&one.accepter)
    }

    /// The end that is the viewer's; the requester's when both are: there is one set of tags then.
    pub(super) fn own<'a>(&self, one: &'a Connection) -> &'a Party {
        if self.asks(one) {
            &one.requester
        } else {
            &one.accepter
        }
    }

    pub(super) fn own_mut<'a>(&self, one: &'a mut Connection) -> &'a mut Party {
        if self.asks(one) {
            &mut one.requester
        } else {
            &mut one.accepter
        }
    }

    pub(super) fn sees(&self, one: &Connection, quirks: &Quirks) -> bool {
        let is_there = clock::after(one.created_at, quirks.hidden_at_first.0) <= self.now;
        let is_shown = |shown: Duration| clock::after(one.updated_at, shown) > self.now;
        let deleted_it = one.own.text("deleted_by") == self.account.as_str();
        is_there
            && (self.asks(one) || self.answers(one))
            && match one.status.as_str() {
                REJECTED | DELETED if one.is_same_tenant() => is_shown(BRIEFLY),
                DELETED if deleted_it => is_shown(BRIEFLY),
                REJECTED if !self.asks(one) => is_shown(BRIEFLY),
                REJECTED | DELETED | EXPIRED => is_shown(LONG),
                FAILED => self.asks(one) && is_shown(BRIEFLY),
                _ => true,
            }
    }

    /// One that the viewer sees.
    pub(super) fn find<'a>(
        &self,
        cloud: &Aws,
        id: &Id,
        context: &'a mut Context<'_>,
    ) -> Result<&'a mut Connection, Refusal> {
        let found = context.find(cloud, Kind::Peering, id)?;
        if self.sees(found, &cloud.seed.quirks) {
            Ok(found)
        } else {
            Err(Refusal::NotFound(What::Peering, id.clone()))
        }
    }
}
