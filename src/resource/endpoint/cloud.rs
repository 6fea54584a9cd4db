//! What a cloud says of the connections of endpoint services.

use std::marker::PhantomData;

use super::place::Place;
use crate::cloud::endpoint::{Connections, EndpointApi};
use crate::connection::ids::ServiceId;
use crate::connection::observe::Ask;
use crate::connection::status::{Decision, State, Status};
use crate::connection::step::Reason;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::timeouts::Defaults;
use crate::framework::value::Value;
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::resource::answer::Texts as ActionTexts;
use crate::resource::cloud::Cloud;
use crate::resource::column::Column;
use crate::resource::moved::SourceTypes;
use crate::resource::preflight::DryRuns;

/// A connection as a cloud shows it.
pub type ConnectionOf<C> = <<C as Cloud>::Session as EndpointApi>::Connection;
/// What a cloud lets its users set beside the decision.
pub type DetailOf<C> = <<C as Cloud>::Session as EndpointApi>::Detail;

/// How long setting the detail takes before it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settles {
    /// It changes nothing else.
    AtOnce,
    /// The connection's status changes meanwhile.
    InTime,
}

/// What may be set beside the decision.
#[derive(Clone, Copy, Debug)]
pub struct Detail {
    /// Its attribute.
    pub key: Key<Value>,
    /// How long it takes.
    pub settles: Settles,
    /// What the user can do where it could not be set, if more is known than the cloud says.
    pub advice: Option<&'static str>,
}

/// Names and texts. Those of the attributes are the documentation.
#[derive(Clone, Copy, Debug)]
pub struct Texts {
    /// The resource in HCL, and the data source for one.
    pub name: &'static str,
    /// The data source for many.
    pub list_name: &'static str,
    /// What the resource does.
    pub resource: &'static str,
    /// What the data source for one is.
    pub one: &'static str,
    /// What the data source for many is.
    pub list: &'static str,
    /// `service_id`
    pub service_id: &'static str,
    /// The same of a list, where that can be of all services of the account.
    pub every_service: Option<&'static str>,
    /// `endpoint_id`
    pub endpoint_id: &'static str,
    /// `status`
    pub status: &'static str,
    /// The statuses that a list can be asked for.
    pub statuses: &'static [&'static str],
    /// The tenant that asks.
    pub requester: Key<String>,
    /// The filter of a list by such tenants.
    pub requesters: Key<Vec<Field<String>>>,
    /// The text of that filter.
    pub requesters_text: &'static str,
}

/// What the connections of a cloud show, beside what all of them do.
pub struct Columns<T> {
    /// What may be set beside the decision, if anything may.
    pub detail: Option<Column<T>>,
    /// Who asks, the tenant first. What users write there guards the decision.
    pub requester: Vec<Column<T>>,
    /// The rest.
    pub others: Vec<Column<T>>,
}

impl<T> Columns<T> {
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Column<T>> {
        let first = self.detail.iter();
        first.chain(&self.requester).chain(&self.others)
    }

    /// Who asks, as far as it is shown, with the attributes that guard against others.
    pub fn who_asks(&self, seen: &T) -> Vec<(Key<String>, Option<String>)> {
        let guards = self.requester.iter();
        guards
            .map(|one| (Key::new(one.shown.name), (one.show)(seen).into_text()))
            .collect()
    }
}

/// Connections of the endpoint services of one cloud.
pub struct OfEndpoint<C>(PhantomData<C>);

/// A cloud whose endpoint connections have a resource and data sources.
pub trait EndpointCloud: DryRuns<Session: EndpointApi> {
    /// The service that is called.
    const SERVICE: Self::Service;
    /// How old what is seen before a decision is sent may be. Where the cloud answers each decision for itself, what was just listed will do: who was
    /// asked about meanwhile is refused, and looked at then.
    const AT_APPLY: Ask = Ask::Now;
    /// The resources of other providers that come over.
    const MOVED: &'static [SourceTypes];
    /// How long things may take by default.
    const TIMEOUTS: Defaults;
    /// The detail, where there is one.
    const DETAIL: Option<Detail>;
    /// Names and texts.
    const TEXTS: Texts;
    /// Names and texts of the action.
    const ANSWER: ActionTexts;

    /// What a connection shows.
    fn columns() -> Columns<ConnectionOf<Self>>;

    /// The detail that a plan or a state asks for.
    fn wanted(state: &Object) -> Option<DetailOf<Self>>;

    /// All who ask a service, or any of the account's where a list can be of all; with `status` only what stands there.
    fn list(
        session: &Self::Session,
        operation: &Operation,
        service: Option<&ServiceId>,
        status: Option<&Status>,
    ) -> impl Future<Output = Result<Vec<(ServiceId, ConnectionOf<Self>)>, Failure>> + Send {
        async move {
            let Some(service) = service else {
                return Ok(Vec::new());
            };
            let listed = Connections { session, service }.list(operation, status);
            let with_service = |one| (service.clone(), one);
            Ok(listed.await?.into_iter().map(with_service).collect())
        }
    }

    /// Who sees none, and where.
    fn sees_none(session: &Self::Session, account: &str) -> String;

    /// Why a decision cannot be carried out, where this cloud knows more than all of them do.
    fn refused(
        _place: &Place<Self>,
        _reason: &Reason,
        _seen: Option<&ConnectionOf<Self>>,
    ) -> Option<Diagnostic> {
        None
    }

    /// What a plan warns of when the service turned the last reject back.
    fn overruled_before(_place: &Place<Self>) -> Option<Diagnostic> {
        None
    }

    /// The call that decides, or that sets the detail alone, to be tried, where the cloud can be asked whether it would let
    /// that pass.
    fn trial(
        _place: &Place<Self>,
        _session: &Self::Session,
        _decision: Option<Decision>,
        _detail: Option<&DetailOf<Self>>,
    ) -> Option<Self::Trial> {
        None
    }

    /// Where a connection stands.
    fn status(connection: &ConnectionOf<Self>) -> &Status {
        <Self::Session>::status(connection)
    }

    /// The same in the words that all clouds share.
    fn state(connection: &ConnectionOf<Self>) -> &State {
        Self::status(connection).state()
    }
}
