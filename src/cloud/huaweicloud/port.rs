//! The peerings as the handshake watches and decides them.

use super::ids::PeeringId;
use super::peering::{Peering, Peerings};
use super::peering_list::Marker;
use super::session::Session;
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::port::{Page, Port, Source};
use crate::connection::status::{Decision, State};
use crate::connection::step::Finality;
use crate::connection::wait::{Pace, Settling};
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
    /// Reads one peering by itself; with all where that is not allowed.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn get(
        self,
        operation: &Operation,
        id: &PeeringId,
    ) -> Result<Observed<Peering>, Failure> {
        let all = AllPeerings(self.0.clone());
        self.0.peerings().look(&all, operation, id).await
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
        let all = AllPeerings(self.0.clone());
        self.0.peerings().read(&all, operation, id, ask).await
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
        let all = AllPeerings(self.0.clone());
        let seen = self.0.peerings().poll(&all, operation, id, pace).await?;
        Ok(seen.there())
    }
}

/// One peering, to be decided.
pub struct ToDecide<'a> {
    /// Where.
    pub peerings: Peerings<'a>,
    /// Which.
    pub id: &'a PeeringId,
}

impl Port for ToDecide<'_> {
    type Object = Peering;

    const FINALITY: Finality = Finality::Final;

    fn status(peering: &Peering) -> State {
        peering.status.state().clone()
    }

    async fn poll(
        &self,
        operation: &Operation,
        pace: &mut Pace<'_>,
    ) -> Result<Option<Peering>, Failure> {
        self.peerings.poll(operation, self.id, pace).await
    }

    async fn look_once(&self, operation: &Operation) -> Result<Option<Peering>, Failure> {
        let seen = self.peerings.get(&operation.last_look(), self.id).await?;
        Ok(seen.there())
    }

    async fn send(
        &self,
        operation: &Operation,
        decision: Decision,
    ) -> Result<Option<Peering>, Failure> {
        let decided = self.peerings.decide(operation, self.id, decision).await;
        decided.map(Some)
    }

    fn settling(&self) -> &Settling {
        self.peerings.0.settling()
    }
}
