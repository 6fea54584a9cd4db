//! The peerings that an account sees in a region, as the handshake watches and decides them.

use std::sync::Arc;

use ::http::Method;
use serde_json::json;

use super::error::unreadable;
use super::ids::{Marker, PeeringId};
use super::peering::{Changes, Peering, Peerings, call, deleted, one, parse};
use super::session::Session;
use super::status::DELETED;
use crate::cloud::peering::{PeeringSource, Seen, deletion, shown};
use crate::cloud::write::send;
use crate::connection::handle::{Decides, Deletes, Deletion, Handle, Modifies, Writes};
use crate::connection::observe::Collection;
use crate::connection::progress::OnConflict;
use crate::connection::source::Page;
use crate::connection::status::Decision;
use crate::connection::step::Finality;
use crate::http::call::Effect;
use crate::http::error::Failure;
use crate::operation::Operation;

impl Peerings<'_> {
    /// One peering, to be watched or decided.
    pub fn one(self, id: &PeeringId) -> Handle<Session> {
        Handle::new(self.0.clone(), id)
    }
}

/// All that the account sees in the region.
impl PeeringSource for Session {
    type Extra = ();
    type Place = Marker;

    fn known(&self) -> Arc<Collection<PeeringId, Peering, Marker>> {
        self.here().peerings()
    }

    fn place_after(id: &PeeringId) -> Option<Marker> {
        Some(Marker::after(id))
    }

    async fn ask_for(&self, operation: &Operation, id: &PeeringId) -> Seen<()> {
        let call = call("ShowVpcPeering", Method::GET, &one(id), Effect::Reads);
        shown(self.vpc.call(operation, &call).await, id, parse, unreadable)
    }

    async fn page_from(
        &self,
        operation: &Operation,
        marker: Option<&Marker>,
    ) -> Result<Page<Peering, Marker>, Failure> {
        Peerings(self).page(operation, marker).await
    }
}

impl Writes for Session {
    type Token = ();
}

impl Decides for Session {
    type Along = ();

    const FINALITY: Finality = Finality::Final;

    async fn decide(
        &self,
        operation: &Operation,
        id: &PeeringId,
        decision: Decision,
        (): &(),
        (): &(),
    ) -> Result<Option<Peering>, Failure> {
        let (api, word) = match decision {
            Decision::Accept => ("AcceptVpcPeering", "accept"),
            Decision::Reject => ("RejectVpcPeering", "reject"),
        };
        let path = format!("{}/{word}", one(id));
        let call = call(api, Method::PUT, &path, Effect::Writes);
        Peerings(self).write(operation, id, &call).await
    }
}

impl Deletes for Session {
    type How = ();

    const ON_CONFLICT: OnConflict = OnConflict::Retry;

    async fn delete(
        &self,
        operation: &Operation,
        id: &PeeringId,
        (): &(),
        (): &(),
    ) -> Result<Deletion, Failure> {
        let call = call("DeleteVpcPeering", Method::DELETE, &one(id), Effect::Writes);
        let writing = self.stamps().begin().of(id.as_str());
        deletion(send(&self.vpc, operation, &call, deleted).await, writing)
    }

    fn is_deleted(peering: &Peering) -> bool {
        peering.status.is(DELETED)
    }
}

impl Modifies for Session {
    type Changes = Changes;

    const ON_CONFLICT: OnConflict = OnConflict::Fail;

    async fn modify(
        &self,
        operation: &Operation,
        id: &PeeringId,
        changes: &Changes,
        (): &(),
    ) -> Result<Option<Peering>, Failure> {
        let (name, description) = (&changes.name, &changes.description);
        let body = json!({ "peering": { "name": name, "description": description } });
        let call = call("UpdateVpcPeering", Method::PUT, &one(id), Effect::Writes);
        let call = call.with(body);
        Peerings(self).write(operation, id, &call).await
    }

    fn has(peering: &Peering, changes: &Changes) -> bool {
        let same = |wanted: &Option<String>, shown: &Option<String>| match wanted {
            Some(wanted) => shown.as_deref().unwrap_or_default() == wanted,
            None => true,
        };
        same(&changes.name, &peering.name) && same(&changes.description, &peering.description)
    }
}
