//! Where an endpoint's connection is looked at, and what is said of it in a state.

use std::marker::PhantomData;

use super::cloud::{ConnectionOf, EndpointCloud};
use super::place::Place;
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::status::State;
use crate::framework::object::Object;
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::resource::cloud::AccountRef;
use crate::resource::import_id::Form;
use crate::resource::lookup::Lookup;

/// Connections of the endpoint services of one cloud.
pub struct OfEndpoint<C>(PhantomData<C>);

/// The account of a state or a plan.
pub(super) fn account_of<C: EndpointCloud>(state: &Object) -> AccountRef<'_, C> {
    AccountRef::of(C::SERVICE, state)
}

/// A place on a cloud, to be looked at.
pub struct At<C>(pub(super) Place, PhantomData<C>);

impl<C> At<C> {
    /// The place of a state, or of a plan that knows it.
    pub(super) fn of(state: &Object) -> Self {
        Self(Place::of(state), PhantomData)
    }
}

impl<C: EndpointCloud> Lookup for At<C> {
    type Object = ConnectionOf<C>;
    type Session = C::Session;

    const SAME_TENANT: &'static str = "one of the tenant that owns the service";
    const FORM: Form = Form::ENDPOINT;

    fn what(&self) -> String {
        self.0.what()
    }

    fn whole(&self) -> String {
        let Place { service, endpoint } = &self.0;
        format!("endpoint {endpoint} at service {service}")
    }

    fn id(&self) -> String {
        self.0.id()
    }

    fn status(connection: &ConnectionOf<C>) -> State {
        C::state(connection).clone()
    }

    async fn read(
        &self,
        session: &C::Session,
        operation: &Operation,
        ask: Ask,
    ) -> Result<Observed<ConnectionOf<C>>, Failure> {
        self.0.one(session).read(operation, ask).await
    }
}
