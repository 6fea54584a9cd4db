//! The peerings as the handshake watches and decides them.

use std::sync::Arc;

use super::ids::PeeringId;
use super::peering::{Peering, Peerings};
use super::peering_list::Marker;
use super::session::Session;
use crate::connection::handle::{Decides, Deletes, Deletion, Handle, Watched};
use crate::connection::knowledge::Observed;
use crate::connection::observe::{Ask, Collection};
use crate::connection::port::{Page, Source, Watch};
use crate::connection::status::{Decision, State};
use crate::connection::step::Finality;
use crate::connection::wait::Pace;
use crate::http::error::Failure;
use crate::operation::Operation;

/// All peerings that an account sees in a region.
#[derive(Clone)]
pub struct AllPeerings(pub(super) Session);

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
        Handle::new(AllPeerings(self.0.clone()), id)
    }

    /// Reads one peering by itself; with all where that is not allowed.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn get(
        self,
        operation: &Operation,
        id: &PeeringId,
    ) -> Result<Observed<Peering>, Failure> {
        self.one(id).get(operation).await
    }

    /// Reads one peering, alone or in a list together with others.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn read(
        self,
        operation: &Operation,
        id: &PeeringId,
        ask: Ask,
    ) -> Result<Observed<Peering>, Failure> {
        self.one(id).read(operation, ask).await
    }

    /// Waits until it is time to look again, and looks, together with others who wait; `None` when it
    /// is not there.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn poll(
        self,
        operation: &Operation,
        id: &PeeringId,
        pace: &mut Pace<'_>,
    ) -> Result<Option<Peering>, Failure> {
        self.one(id).poll(operation, pace).await
    }
}

impl Watched for AllPeerings {
    fn collection(&self) -> Arc<Collection<PeeringId, Peering>> {
        Arc::clone(self.0.peerings())
    }

    fn state(peering: &Peering) -> State {
        peering.status.state().clone()
    }
}

impl Decides for AllPeerings {
    type Along = ();
    type Token = ();

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
    async fn delete(&self, operation: &Operation, id: &PeeringId) -> Result<Deletion, Failure> {
        Peerings(&self.0).delete(operation, id).await
    }
}
