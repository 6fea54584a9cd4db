//! The connections of an endpoint service as the handshake watches and decides them.

use std::sync::Arc;

use super::endpoint::{Approval, Connection, Connections};
use super::ids::{EndpointId, ServiceId};
use super::session::Session;
use crate::connection::knowledge::Observed;
use crate::connection::observe::{Ask, Collection};
use crate::connection::port::{Page, Port, Source};
use crate::connection::status::{Decision, State};
use crate::connection::step::Finality;
use crate::connection::wait::{Pace, Settling};
use crate::http::error::Failure;
use crate::operation::Operation;

/// All who ask a service.
#[derive(Clone)]
pub struct ServiceConnections {
    session: Session,
    service: ServiceId,
}

impl ServiceConnections {
    fn connections(&self) -> Connections<'_> {
        Connections {
            session: &self.session,
            service: &self.service,
        }
    }
}

impl Source for ServiceConnections {
    type Id = EndpointId;
    type Object = Connection;
    type Cursor = usize;

    fn id(connection: &Connection) -> EndpointId {
        connection.id.clone()
    }

    async fn get(
        &self,
        operation: &Operation,
        id: &EndpointId,
    ) -> Result<Observed<Connection>, Failure> {
        self.connections().get(operation, id).await
    }

    async fn page(
        &self,
        operation: &Operation,
        from: Option<&usize>,
    ) -> Result<Page<Connection, usize>, Failure> {
        let offset = from.copied().unwrap_or_default();
        self.connections().page(operation, offset).await
    }
}

impl Connections<'_> {
    fn source(self) -> ServiceConnections {
        ServiceConnections {
            session: self.session.clone(),
            service: self.service.clone(),
        }
    }

    /// Reads one connection, alone or in a list together with others of the service.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn read(
        self,
        operation: &Operation,
        id: &EndpointId,
        ask: Ask,
    ) -> Result<Observed<Connection>, Failure> {
        let all = self.session.connections(self.service);
        all.read(&self.source(), operation, id, ask).await
    }
}

/// One connection, to be decided.
pub struct ToDecide<'a> {
    connections: Connections<'a>,
    id: &'a EndpointId,
    all: Arc<Collection<EndpointId, Connection>>,
}

impl<'a> ToDecide<'a> {
    /// The endpoint `id` of those who ask.
    pub fn new(connections: Connections<'a>, id: &'a EndpointId) -> Self {
        Self {
            connections,
            id,
            all: connections.session.connections(connections.service),
        }
    }
}

impl Port for ToDecide<'_> {
    type Object = Connection;

    const FINALITY: Finality = Finality::Revisable;

    fn status(connection: &Connection) -> State {
        connection.status.state().clone()
    }

    async fn poll(
        &self,
        operation: &Operation,
        pace: &mut Pace<'_>,
    ) -> Result<Option<Connection>, Failure> {
        let source = self.connections.source();
        let seen = self.all.poll(&source, operation, self.id, pace).await?;
        Ok(seen.there())
    }

    async fn look_once(&self, operation: &Operation) -> Result<Option<Connection>, Failure> {
        let look = operation.last_look();
        let seen = self.connections.get(&look, self.id).await?;
        Ok(seen.there())
    }

    async fn send(
        &self,
        operation: &Operation,
        decision: Decision,
    ) -> Result<Option<Connection>, Failure> {
        let decided = self.connections.decide(operation, self.id, decision).await;
        decided.map(Some)
    }

    /// A service without approval accepts what its owner rejects.
    async fn overrules(&self, operation: &Operation, decision: Decision) -> bool {
        if decision == Decision::Accept {
            return false;
        }
        let Connections { session, service } = self.connections;
        let call = self.connections.approval(operation);
        session.approvals().of(operation, service, call).await == Some(Approval::NotNeeded)
    }

    fn settling(&self) -> &Settling {
        self.all.settling()
    }
}
