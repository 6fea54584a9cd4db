//! The peerings as the handshake watches and decides them.

use std::sync::{Mutex, PoisonError};

use super::ids::{ClientToken, PeeringId};
use super::peering::{Own, Peering, Peerings};
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

    /// Waits until it changes no more by itself, beginning with `seen`. The wait that ended early tells
    /// why, beside what was last seen.
    pub async fn settled(
        self,
        operation: &Operation,
        id: &PeeringId,
        seen: Option<Peering>,
    ) -> (Option<Peering>, Result<(), Failure>) {
        let mut seen = seen;
        let mut pace = Pace::new(self.0.settling());
        let mut polled = false;
        loop {
            match &seen {
                Some(peering) if !peering.status.state().is_moving() => break,
                None if polled => break,
                _ => {}
            }
            match self.poll(operation, id, &mut pace).await {
                Ok(next) => seen = next,
                Err(failure) => return (seen, Err(failure)),
            }
            polled = true;
        }
        if polled {
            pace.settled();
        }
        (seen, Ok(()))
    }
}

/// One peering, to be decided.
pub struct ToDecide<'a> {
    peerings: Peerings<'a>,
    id: &'a PeeringId,
    /// What an accept sets on our side.
    own: &'a Own,
    token: Mutex<ClientToken>,
}

impl<'a> ToDecide<'a> {
    /// The decision about `id`, through `session`.
    pub fn new(session: &'a Session, id: &'a PeeringId, own: &'a Own) -> Self {
        Self {
            peerings: Peerings(session),
            id,
            own,
            token: Mutex::default(),
        }
    }

    fn token(&self) -> std::sync::MutexGuard<'_, ClientToken> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
        let token = self.token().clone();
        let decided = self
            .peerings
            .decide(operation, self.id, decision, self.own, &token)
            .await;
        if matches!(decided, Err(Failure::Refused(_))) {
            // That was an answer: what is sent after it is another operation.
            *self.token() = ClientToken::new();
        }
        decided.map(|()| None)
    }

    fn settling(&self) -> &Settling {
        self.peerings.0.settling()
    }
}
