//! What a state says of an endpoint's connection, and how its place is looked at.

use std::marker::PhantomData;

use super::cloud::{ConnectionOf, EndpointCloud};
use super::place::Place;
use crate::cloud::endpoint::EndpointApi;
use crate::connection::decision::End;
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::peering::Role;
use crate::connection::run_log::{Subject, Undo};
use crate::connection::status::State;
use crate::connection::step::Reason;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;
use crate::framework::private::Private;
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::resource::cloud::AccountRef;
use crate::resource::context::Cx;
use crate::resource::import_id::Form;
use crate::resource::keys::{DECISION, ON_DESTROY, STATUS};
use crate::resource::lookup::{self, Lookup};
use crate::resource::run::About;

/// Set when the service turned the last reject back.
pub(super) const OVERRULED: &str = "overruled";

/// The next plan can say why the decision that was made is not the one that is shown.
pub(super) fn remember(private: &mut Private, end: &End) {
    match end {
        End::Done => private.clear(OVERRULED),
        End::Refused(Reason::Overruled) | End::Overtaken(Reason::Overruled) => {
            private.set(OVERRULED);
        }
        _ => {}
    }
}

/// Without a status nothing says that the decision is settled: the next apply looks.
pub(super) fn status_of<C: EndpointCloud>(state: &Object) -> State {
    let word = state.text(STATUS);
    word.map_or(State::Pending, |word| C::Session::STATUSES.state(word))
}

/// Whether a destroy rejects: as last applied, and never what was imported and not yet decided.
pub(super) fn rejects(prior: &Object) -> bool {
    prior.text(ON_DESTROY) != Some("keep") && prior.known(DECISION).is_some()
}

/// What a destroy does.
pub(super) fn undo(prior: &Object) -> Undo {
    if rejects(prior) {
        Undo::Reject
    } else {
        Undo::Nothing
    }
}

/// The connection, as the resource is about it.
pub(super) fn about<C: EndpointCloud>(place: &Place) -> About {
    let (name, Place { service, endpoint }) = (C::TEXTS.name, place);
    About {
        subject: Subject::endpoint(name, service.as_str(), endpoint.as_str()),
        role: Role::Accepter,
        what: place.what(),
        resource: name,
    }
}

/// The account of a state or a plan.
pub(super) fn account_of<C: EndpointCloud>(state: &Object) -> AccountRef<'_, C> {
    AccountRef::of(C::SERVICE, state)
}

/// A place on a cloud, to be looked at.
pub(super) struct At<'a, C>(&'a Place, PhantomData<C>);

impl<'a, C> At<'a, C> {
    pub(super) fn new(place: &'a Place) -> Self {
        Self(place, PhantomData)
    }
}

impl<C: EndpointCloud> Lookup for At<'_, C> {
    type Object = ConnectionOf<C>;
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

/// Looks at the connection of a state or a plan. `doing` completes "… needs it now".
pub(super) async fn look<C: EndpointCloud>(
    cx: &Cx<'_>,
    state: &Object,
    ask: Ask,
    doing: &str,
) -> Result<(C::Session, Observed<ConnectionOf<C>>), Diagnostic> {
    let place = Place::of(state);
    let (at, account) = (At::<C>::new(&place), account_of::<C>(state));
    lookup::look(cx, &at, account, ask, doing).await
}
