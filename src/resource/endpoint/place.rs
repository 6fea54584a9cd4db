//! Where an endpoint's connection is, and how the service's owner looks at it.

use std::fmt::Display;

use super::cloud::EndpointApi;
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::status::State as Standing;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::resource::below::{self, Below};
use crate::resource::cloud::AccountRef;
use crate::resource::context::Cx;
use crate::resource::import_id::Form;
use crate::resource::keys::{ACCOUNT, ENDPOINT_ID, REGION, SERVICE_ID};

/// A service, and an endpoint that asks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place<S, E> {
    /// The service.
    pub service: S,
    /// The endpoint.
    pub endpoint: E,
}

/// A place on a cloud.
pub type PlaceOf<C> = Place<<C as EndpointApi>::ServiceId, <C as EndpointApi>::EndpointId>;

impl<S: Display, E: Display> Place<S, E> {
    /// The connection at the beginning of a message.
    pub fn what(&self) -> String {
        format!("Endpoint {}", self.endpoint)
    }

    /// The id of the resource.
    pub fn id(&self) -> String {
        format!("{}/{}", self.service, self.endpoint)
    }
}

/// The place of a state, or of a plan that knows it.
pub fn place<C: EndpointApi>(state: &Object) -> PlaceOf<C> {
    Place {
        service: state.text(SERVICE_ID).unwrap_or_default().into(),
        endpoint: state.text(ENDPOINT_ID).unwrap_or_default().into(),
    }
}

/// A place, to be looked at.
pub(super) struct At<'a, C: EndpointApi>(pub(super) &'a PlaceOf<C>);

impl<C: EndpointApi> Below for At<'_, C> {
    type Object = C::Connection;
    type Session = C::Session;

    const SAME_TENANT: &'static str = "one of the tenant that owns the service";
    const FORM: Form = Form::ENDPOINT;

    fn what(&self) -> String {
        self.0.what()
    }

    fn whole(&self) -> String {
        let Place { service, endpoint } = self.0;
        format!("endpoint {endpoint} at service {service}")
    }

    fn status(connection: &C::Connection) -> Standing {
        C::standing(connection)
    }

    fn read(
        &self,
        session: &C::Session,
        operation: &Operation,
        ask: Ask,
    ) -> impl Future<Output = Result<Observed<C::Connection>, Failure>> + Send {
        C::read(session, self.0, operation, ask)
    }
}

/// The account of a state or a plan.
pub fn account_of<C: EndpointApi>(state: &Object) -> AccountRef<'_, C> {
    AccountRef {
        service: C::SERVICE,
        account: state.field(ACCOUNT),
        region: state.field(REGION),
    }
}

/// Looks at the connection of a state or a plan. `doing` completes "… needs it now".
pub(super) async fn look<C: EndpointApi>(
    cx: &Cx<'_>,
    state: &Object,
    ask: Ask,
    doing: &str,
) -> Result<(C::Session, Observed<C::Connection>), Diagnostic> {
    let place = place::<C>(state);
    below::look(cx, &At::<C>(&place), account_of::<C>(state), ask, doing).await
}
