//! The connections of an endpoint service as the handshake watches and decides them.

use std::sync::Arc;
use std::time::Duration;

use super::endpoint::{Bandwidth, Connection, Connections, Draft};
use super::ids::{ClientToken, EndpointId, ServiceId};
use super::session::Session;
use super::status::PENDING;
use crate::connection::handle::{Decides, Handle, Watched, Writes};
use crate::connection::knowledge::Observed;
use crate::connection::observe::{Ask, Collection};
use crate::connection::port::{Page, Source};
use crate::connection::status::{Decision, State};
use crate::connection::step::Finality;
use crate::http::error::Failure;
use crate::operation::Operation;

/// How long a connection may be `Pending` until that must mean that nobody has answered it. The documents call
/// that status "being modified", and name none for what nobody has answered.
const MODIFIED_WITHIN: Duration = Duration::from_secs(20);

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
    type Cursor = String;

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
        from: Option<&String>,
    ) -> Result<Page<Connection, String>, Failure> {
        let token = from.map(String::as_str);
        self.connections().page(operation, token).await
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

    fn after(mut connection: Connection, waited: Duration) -> Connection {
        if waited >= MODIFIED_WITHIN && connection.status.is(PENDING) {
            connection.status = connection.status.meaning(State::Pending);
        }
        connection
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
    type Token = ClientToken;
}

impl Decides for ServiceConnections {
    /// What an accept sets.
    type Along = Option<Bandwidth>;

    const FINALITY: Finality = Finality::Revisable;

    async fn decide(
        &self,
        operation: &Operation,
        id: &EndpointId,
        decision: Decision,
        bandwidth: &Option<Bandwidth>,
        token: &ClientToken,
    ) -> Result<Option<Connection>, Failure> {
        let draft = Draft {
            decision,
            bandwidth: *bandwidth,
        };
        let decided = self.connections().decide(operation, id, draft, token);
        decided.await.map(|()| None)
    }
}
