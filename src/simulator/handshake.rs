//! The handshake, once for all clouds: asking, answering, changing and deleting by a cloud's rules.

use std::time::Duration;

use super::cloud::Cloud;
use super::context::Context;
use super::object::{Connection, Id, Kind, Own, Party, Status, TenantId};
use super::refusal::{Refusal, What};
use super::rules::{By, Done, Event, Rule};

impl Kind {
    pub(crate) fn what(self) -> What {
        match self {
            Self::Peering => What::Peering,
            Self::Endpoint => What::Endpoint,
        }
    }
}

impl Context<'_> {
    /// A connection that nothing has happened to.
    pub(crate) fn draft(
        &self,
        cloud: &dyn Cloud,
        kind: Kind,
        (requester, accepter): (Party, Party),
        own: Own,
    ) -> Connection {
        let rules = cloud.rules(kind);
        Connection {
            cloud: cloud.name().to_owned(),
            kind,
            id: cloud.new_id(kind.what()),
            service_id: None,
            name: String::new(),
            description: String::new(),
            status: rules.pending.into(),
            requester,
            accepter,
            created_at: self.now,
            updated_at: self.now,
            expires_at: rules.expiry(self.now),
            settling: None,
            own,
        }
    }

    /// Somebody asks: it waits for an answer, or needs none.
    pub(crate) fn ask(&mut self, cloud: &dyn Cloud, mut new: Connection, needs_answer: bool) {
        let rules = cloud.rules(new.kind);
        rules.begin(&mut new, needs_answer, self.settle, self.now);
        if let Some(status) = cloud.fails(&new).map(Status::from) {
            match &mut new.settling {
                Some(settling) => settling.to = Some(status),
                None => new.status = status,
            }
        }
        self.objects.insert(new);
    }

    pub(crate) fn find(
        &mut self,
        cloud: &dyn Cloud,
        kind: Kind,
        id: &Id,
    ) -> Result<&mut Connection, Refusal> {
        let found = self.objects.shelf_mut(kind).get_mut(cloud.name(), id);
        found.ok_or_else(|| Refusal::NotFound(kind.what(), id.clone()))
    }

    /// One that a tenant may see: it owns an end.
    pub(crate) fn visible(
        &mut self,
        cloud: &dyn Cloud,
        id: &Id,
        tenant: &TenantId,
    ) -> Result<&mut Connection, Refusal> {
        let found = self.find(cloud, Kind::Peering, id)?;
        if found.has_end(tenant) {
            Ok(found)
        } else {
            Err(Refusal::NotFound(What::Peering, id.clone()))
        }
    }

    /// The rule by which an event may happen now, wherever it comes from.
    pub(crate) fn may(
        &mut self,
        cloud: &dyn Cloud,
        kind: Kind,
        id: &Id,
        event: Event,
    ) -> Result<Rule, Refusal> {
        let found = &*self.find(cloud, kind, id)?;
        let Some(rule) = cloud.rules(kind).allowing(event, found) else {
            return Err(cloud.denied(event, found));
        };
        let found = found.clone();
        cloud.check(event, &found, self.objects)?;
        Ok(rule)
    }

    /// Lets `tenant` do something, or whoever may where none is named.
    pub(crate) fn change(
        &mut self,
        cloud: &dyn Cloud,
        kind: Kind,
        id: &Id,
        event: Event,
        tenant: Option<&TenantId>,
    ) -> Result<Done, Refusal> {
        let rules = cloud.rules(kind);
        let found = &*self.find(cloud, kind, id)?;
        let is_theirs = match rules.by(event, found) {
            Some(By::Requester) => tenant.is_none_or(|one| *one == found.requester.tenant),
            Some(By::Accepter) => tenant.is_none_or(|one| *one == found.accepter.tenant),
            Some(By::Time) => tenant.is_none(),
            Some(By::Either) | None => true,
        };
        if !is_theirs {
            return Err(Refusal::WrongSide(id.clone(), event));
        }
        if rules.is_again(event, found) {
            return Ok(Done::Already);
        }
        let rule = self.may(cloud, kind, id, event)?;
        let (settle, now) = (self.settle, self.now);
        let found = self.find(cloud, kind, id)?;
        let settle = if cloud.is_at_once(event, found) {
            Duration::ZERO
        } else {
            settle
        };
        let done = rules.apply(rule, found, settle, now);
        if done == Done::Gone {
            self.objects.shelf_mut(kind).remove(cloud.name(), id);
        }
        Ok(done)
    }
}
