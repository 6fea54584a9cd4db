//! Where an endpoint's connection is.

use crate::cloud::endpoint::{Connections, EndpointApi, OfService};
use crate::connection::handle::Handle;
use crate::connection::ids::{EndpointId, ServiceId};
use crate::framework::object::Object;
use crate::resource::keys::{ENDPOINT_ID, SERVICE_ID};

/// A service, and an endpoint that asks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The service.
    pub service: ServiceId,
    /// The endpoint.
    pub endpoint: EndpointId,
}

impl Place {
    /// The place of a state, or of a plan that knows it.
    pub fn of(state: &Object) -> Self {
        Self {
            service: state.text(SERVICE_ID).unwrap_or_default().into(),
            endpoint: state.text(ENDPOINT_ID).unwrap_or_default().into(),
        }
    }

    /// The connection at the beginning of a message.
    pub fn what(&self) -> String {
        format!("Endpoint {}", self.endpoint)
    }

    /// The id of the resource.
    pub fn id(&self) -> String {
        format!("{}/{}", self.service, self.endpoint)
    }

    /// All who ask the service.
    pub fn connections<'a, S>(&'a self, session: &'a S) -> Connections<'a, S> {
        let service = &self.service;
        Connections { session, service }
    }

    /// The connection, to be watched or decided.
    pub fn one<S: EndpointApi>(&self, session: &S) -> Handle<OfService<S>> {
        self.connections(session).one(&self.endpoint)
    }
}
