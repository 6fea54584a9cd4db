//! The peerings as the handshake watches and decides them.

use std::sync::Arc;

use super::ids::PeeringId;
use super::peering::{Changes, Peering, Peerings};
use super::peering_list::Marker;
use super::session::Session;
use super::status::DELETED;
use crate::connection::handle::{Decides, Deletes, Deletion, Handle, Modifies, Watched, Writes};
use crate::connection::knowledge::Observed;
use crate::connection::observe::Collection;
use crate::connection::progress::OnConflict;
use crate::connection::source::{Page, Source};
use crate::connection::status::{Decision, State};
use crate::connection::step::Finality;
use crate::http::error::Failure;
use crate::operation::Operation;

/// All peerings that an account sees in a region.
#[derive(Clone)]
pub struct AllPeerings(Session);

impl AllPeerings {
    /// Those that `session` sees.
    pub fn of(session: &Session) -> Self {
        Self(session.clone())
    }
}

impl Source for AllPeerings {
    type Id = PeeringId;
    type Object = Peering;
    type Cursor = Marker;

    fn id(peering: &Peering) -> PeeringId {
        peering.id.clone()
    }

    async fn get(
        &self,
        operation: &Operation,
        id: &PeeringId,
    ) -> Result<Observed<Peering>, Failure> {
        Peerings(&self.0).show(operation, id).await
    }

    async fn page(
        &self,
        operation: &Operation,
        from: Option<&Marker>,
    ) -> Result<Page<Peering, Marker>, Failure> {
        Peerings(&self.0).page(operation, from).await
    }
}

impl Peerings<'_> {
    /// One peering, to be watched or decided.
    pub fn one(self, id: &PeeringId) -> Handle<AllPeerings> {
        Handle::new(AllPeerings::of(self.0), id)
    }
}

impl Watched for AllPeerings {
    fn collection(&self) -> Arc<Collection<PeeringId, Peering>> {
        Arc::clone(self.0.peerings())
    }

    fn state(peering: &Peering) -> State {
        peering.state().clone()
    }
}

impl Writes for AllPeerings {
    type Token = ();
}

impl Decides for AllPeerings {
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
        let decided = Peerings(&self.0).decide(operation, id, decision).await;
        decided.map(Some)
    }
}

impl Deletes for AllPeerings {
    type How = ();

    const ON_CONFLICT: OnConflict = OnConflict::Retry;

    async fn delete(
        &self,
        operation: &Operation,
        id: &PeeringId,
        (): &(),
        (): &(),
    ) -> Result<Deletion, Failure> {
        Peerings(&self.0).delete(operation, id).await
    }

    fn is_deleted(peering: &Peering) -> bool {
        peering.status.is(DELETED)
    }
}

impl Modifies for AllPeerings {
    type Changes = Changes;

    const ON_CONFLICT: OnConflict = OnConflict::Fail;

    async fn modify(
        &self,
        operation: &Operation,
        id: &PeeringId,
        changes: &Changes,
        (): &(),
    ) -> Result<Option<Peering>, Failure> {
        let modified = Peerings(&self.0).update(operation, id, changes).await;
        modified.map(Some)
    }

    fn has(peering: &Peering, changes: &Changes) -> bool {
        let same = |wanted: &Option<String>, shown: &Option<String>| match wanted {
            Some(wanted) => shown.as_deref().unwrap_or_default() == wanted,
            None => true,
        };
        same(&changes.name, &peering.name) && same(&changes.description, &peering.description)
    }
}
