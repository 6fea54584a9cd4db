//! The peerings as the handshake watches and decides them.

use std::sync::Arc;

use super::ids::{ClientToken, PeeringId};
use super::peering::{Changes, Own, Peering, Peerings, Routes};
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
    type Cursor = String;

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
        from: Option<&String>,
    ) -> Result<Page<Peering, String>, Failure> {
        Peerings(&self.0)
            .page(operation, from.map(String::as_str))
            .await
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
    type Token = ClientToken;
}

impl Decides for AllPeerings {
    /// What an accept sets on our side.
    type Along = Own;

    const FINALITY: Finality = Finality::Final;

    async fn decide(
        &self,
        operation: &Operation,
        id: &PeeringId,
        decision: Decision,
        own: &Own,
        token: &ClientToken,
    ) -> Result<Option<Peering>, Failure> {
        let decided = Peerings(&self.0).decide(operation, id, decision, own, token);
        decided.await.map(|()| None)
    }
}

impl Deletes for AllPeerings {
    type How = Routes;

    const ON_CONFLICT: OnConflict = OnConflict::RetryAtRest;

    async fn delete(
        &self,
        operation: &Operation,
        id: &PeeringId,
        routes: &Routes,
        token: &ClientToken,
    ) -> Result<Deletion, Failure> {
        Peerings(&self.0)
            .delete(operation, id, *routes, token)
            .await
    }

    fn is_deleted(peering: &Peering) -> bool {
        peering.status.is(DELETED)
    }
}

impl Modifies for AllPeerings {
    type Changes = Changes;

    const ON_CONFLICT: OnConflict = OnConflict::RetryAtRest;

    async fn modify(
        &self,
        operation: &Operation,
        id: &PeeringId,
        changes: &Changes,
        token: &ClientToken,
    ) -> Result<Option<Peering>, Failure> {
        let modified = Peerings(&self.0)
            .modify(operation, id, changes, token)
            .await;
        modified.map(|()| None)
    }

    fn has(peering: &Peering, changes: &Changes) -> bool {
        let same =
            |wanted: &Option<String>, shown: &Option<String>| wanted.is_none() || wanted == shown;
        !peering.state().is_moving()
            && same(&changes.name, &peering.name)
            && same(&changes.description, &peering.description)
            && same(&changes.link_type, &peering.extra.link_type)
            && (changes.bandwidth.is_none() || changes.bandwidth == peering.extra.bandwidth)
    }
}
