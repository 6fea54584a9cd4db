//! The connections of an endpoint service as the handshake watches and decides them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::endpoint::{Bandwidth, Connection, Connections, Draft};
use super::ids::{ClientToken, EndpointId, ServiceId};
use super::session::Session;
use super::status::PENDING;
use crate::connection::knowledge::Observed;
use crate::connection::observe::{Ask, Collection};
use crate::connection::port::{Page, Port, Source};
use crate::connection::status::{Decision, State};
use crate::connection::step::Finality;
use crate::connection::wait::{Pace, Settling};
use crate::http::error::Failure;
use crate::operation::{Operation, monotonic};

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
    /// What an accept sets.
    bandwidth: Option<Bandwidth>,
    all: Arc<Collection<EndpointId, Connection>>,
    token: Mutex<ClientToken>,
    begun: Instant,
}

impl<'a> ToDecide<'a> {
    /// The endpoint `id` of those who ask.
    pub fn new(
        connections: Connections<'a>,
        id: &'a EndpointId,
        bandwidth: Option<Bandwidth>,
    ) -> Self {
        Self {
            connections,
            id,
            bandwidth,
            all: connections.session.connections(connections.service),
            token: Mutex::default(),
            begun: monotonic(),
        }
    }

    fn token(&self) -> std::sync::MutexGuard<'_, ClientToken> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner)
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
        let long = self.begun.elapsed() >= MODIFIED_WITHIN;
        Ok(seen.there().map(|mut connection| {
            if long && connection.status.is(PENDING) {
                connection.status = connection.status.meaning(State::Pending);
            }
            connection
        }))
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
        let token = self.token().clone();
        let draft = Draft {
            decision,
            bandwidth: self.bandwidth,
        };
        let sent = self.connections.decide(operation, self.id, draft, &token);
        let decided = sent.await;
        if matches!(decided, Err(Failure::Refused(_))) {
            // That was an answer: what is sent after it is another operation.
            *self.token() = ClientToken::new();
        }
        decided.map(|()| None)
    }

    fn settling(&self) -> &Settling {
        self.all.settling()
    }
}
