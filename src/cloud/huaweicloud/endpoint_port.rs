//! The connections of an endpoint service as the handshake watches and decides them.

use std::sync::Arc;

use super::endpoint::{Approval, Connection, Connections};
use super::ids::{EndpointId, ServiceId};
use super::session::Session;
use crate::connection::handle::{Decides, Handle, Watched, Writes};
use crate::connection::knowledge::Observed;
use crate::connection::observe::{Ask, Collection};
use crate::connection::port::{Page, Source};
use crate::connection::status::{Decision, State};
use crate::connection::step::Finality;
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

    /// One connection, to be watched or decided.
    pub fn one(self, id: &EndpointId) -> Handle<ServiceConnections> {
        Handle::new(self.source(), id)
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
        self.one(id).read(operation, ask).await
    }
}

impl Watched for ServiceConnections {
    fn collection(&self) -> Arc<Collection<EndpointId, Connection>> {
        self.session.connections(&self.service)
    }

    fn state(connection: &Connection) -> State {
        connection.status.state().clone()
    }

    /// The call is the list's own: where it is not allowed, the list is not either.
    async fn look(
        &self,
        operation: &Operation,
        id: &EndpointId,
    ) -> Result<Observed<Connection>, Failure> {
        self.get(operation, id).await
    }
}

impl Writes for ServiceConnections {
    type Token = ();
}

impl Decides for ServiceConnections {
    type Along = ();

    const FINALITY: Finality = Finality::Revisable;

    async fn decide(
        &self,
        operation: &Operation,
        id: &EndpointId,
        decision: Decision,
        (): &(),
        (): &(),
    ) -> Result<Option<Connection>, Failure> {
        let decided = self.connections().decide(operation, id, decision).await;
        decided.map(Some)
    }

    /// A service without approval accepts what its owner rejects.
    async fn overrules(&self, operation: &Operation, decision: Decision) -> bool {
        if decision == Decision::Accept {
            return false;
        }
        let call = self.connections().approval(operation);
        let approval = self.session.approvals().of(operation, &self.service, call);
        approval.await == Some(Approval::NotNeeded)
    }
}
