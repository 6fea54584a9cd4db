//! Where an endpoint's connection is, and how the service's owner looks at it.

use super::below::{self, Below};
use super::endpoint_state::State;
use super::reach::{Cx, Reach};
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::config::Service;
use crate::cloud::huaweicloud::endpoint::{Connection, Connections, Status};
use crate::cloud::huaweicloud::ids::{EndpointId, ServiceId};
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::framework::diagnostics::Diagnostic;
use crate::http::error::Failure;
use crate::operation::Operation;

/// A service, and an endpoint that asks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The service.
    pub(super) service: ServiceId,
    /// The endpoint.
    pub(super) endpoint: EndpointId,
}

impl Place {
    /// The place of a state, or of a plan that knows it.
    pub(super) fn of(state: &State) -> Self {
        Self {
            service: state.service_id.text().unwrap_or_default().into(),
            endpoint: state.endpoint_id.text().unwrap_or_default().into(),
        }
    }

    /// Those who ask the service.
    pub(super) fn connections<'a>(&'a self, session: &'a Session) -> Connections<'a> {
        Connections {
            session,
            service: &self.service,
        }
    }
}

impl Below for Place {
    type Object = Connection;

    const PARENT: &'static str = "service";
    const FORM: &'static str = "[account:]service_id/endpoint_id[@region]";

    fn what(&self) -> String {
        format!("Endpoint {}", self.endpoint)
    }

    fn whole(&self) -> String {
        format!("endpoint {} at service {}", self.endpoint, self.service)
    }

    fn is_leaving(connection: &Connection) -> bool {
        connection.status == Status::Deleting
    }

    async fn read(
        &self,
        session: &Session,
        operation: &Operation,
        ask: Ask,
    ) -> Result<Observed<Connection>, Failure> {
        let connections = self.connections(session);
        connections.read(operation, &self.endpoint, ask).await
    }
}

/// How the account of a state is reached.
pub(super) fn reach(state: &State) -> Reach<'_> {
    Reach {
        service: Service::Vpcep,
        account: &state.account,
        region: &state.region,
    }
}

/// Looks at the connection of a state or a plan.
pub(super) async fn look(
    cx: &Cx<'_>,
    state: &State,
    ask: Ask,
    doing: &str,
) -> Result<(Session, Observed<Connection>), Diagnostic> {
    below::look(cx, &Place::of(state), reach(state), ask, doing).await
}
