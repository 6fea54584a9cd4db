//! Where an endpoint's connection is.

use std::marker::PhantomData;

use crate::cloud::endpoint::{Connections, EndpointApi, OfService};
use crate::connection::handle::Handle;
use crate::connection::ids::{EndpointId, ServiceId};
use crate::connection::run_log::Subject;
use crate::connection::status::Status;
use crate::framework::object::Object;
use crate::resource::cloud::Cloud;
use crate::resource::import_id::Form;
use crate::resource::keys::{ENDPOINT_ID, SERVICE_ID};
use crate::resource::lookup::Lookup;

/// A service of a cloud, and an endpoint that asks it.
#[derive(Clone, Debug)]
pub struct Place<C> {
    /// The service.
    pub service: ServiceId,
    /// The endpoint.
    pub endpoint: EndpointId,
    cloud: PhantomData<C>,
}

impl<C: Cloud<Session: EndpointApi>> Place<C> {
    /// The endpoint of the service.
    pub fn new(service: ServiceId, endpoint: EndpointId) -> Self {
        Self {
            service,
            endpoint,
            cloud: PhantomData,
        }
    }

    /// All who ask the service.
    pub fn connections<'a>(&'a self, session: &'a C::Session) -> Connections<'a, C::Session> {
        let service = &self.service;
        Connections { session, service }
    }
}

impl<C: Cloud<Session: EndpointApi>> Lookup for Place<C> {
    type Source = OfService<C::Session>;
    type Session = C::Session;

    const SAME_TENANT: &'static str = "one of the tenant that owns the service";
    const FORM: Form = Form::ENDPOINT;

    fn of(state: &Object) -> Self {
        let [service, endpoint] =
            [SERVICE_ID, ENDPOINT_ID].map(|key| state.text(key).unwrap_or_default());
        Self::new(service.into(), endpoint.into())
    }

    fn subject(&self) -> Subject {
        Subject::endpoint(C::NAME, self.service.as_str(), self.endpoint.as_str())
    }

    fn what(&self) -> String {
        format!("Endpoint {}", self.endpoint)
    }

    fn whole(&self) -> String {
        format!("endpoint {} at service {}", self.endpoint, self.service)
    }

    fn id(&self) -> String {
        format!("{}/{}", self.service, self.endpoint)
    }

    fn status(connection: &<C::Session as EndpointApi>::Connection) -> &Status {
        C::Session::status(connection)
    }

    fn one(&self, session: &C::Session) -> Handle<Self::Source> {
        self.connections(session).one(&self.endpoint)
    }
}
