//! What a cloud adds to the connections of endpoint services.

use std::fmt::Display;

use super::place::PlaceOf;
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::port::Port;
use crate::connection::queue::Turn;
use crate::connection::status::{Decision, State as Standing};
use crate::connection::step::Reason;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::{Key, Object};
use crate::framework::resource::Creates;
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::framework::value::Value;
use crate::http::error::Failure;
use crate::operation::{Ended, Operation};
use crate::resource::cloud::Cloud;
use crate::resource::context::Cx;

/// What is planned.
#[derive(Clone, Copy)]
pub enum Planned<'a> {
    /// A new decision.
    Create(&'a Object, Creates),
    /// Another one.
    Update(&'a Object),
    /// The end of the one that is there.
    Destroy(&'a Object),
}

/// How long things take before they show, and what a plan may do about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DetailSettles {
    /// Setting the detail changes nothing else.
    AtOnce,
    /// The connection's status changes while it is set.
    InTime,
}

/// One cloud's connections of endpoint services. What an accept may set beside the decision is its *detail*:
/// a description, a bandwidth.
pub trait EndpointApi: Cloud {
    /// The id of a service.
    type ServiceId: Display + Clone + PartialEq + for<'a> From<&'a str> + Send + Sync;
    /// The id of an endpoint.
    type EndpointId: Display + Clone + PartialEq + for<'a> From<&'a str> + Send + Sync;
    /// A connection as the cloud shows it.
    type Connection: Clone + Send + Sync;
    /// What may be set beside the decision.
    type Detail: Send + Sync;

    /// The name in HCL.
    const RESOURCE: &'static str;
    /// The service that is called.
    const SERVICE: Self::Service;
    /// How long things may take by default.
    const TIMEOUTS: Defaults;
    /// The attributes that say who may ask.
    const GUARDS: &'static [Key<String>];
    /// The attribute of the detail.
    const DETAIL: Key<Value>;
    /// Whether setting the detail takes time.
    const DETAIL_SETTLES: DetailSettles;

    /// The schema.
    fn schema() -> Schema;
    /// The cloud's word for where a connection stands.
    fn status(connection: &Self::Connection) -> &str;
    /// The same in the words that all clouds share.
    fn standing(connection: &Self::Connection) -> Standing;
    /// The same, of the word in a state.
    fn standing_of(word: &str) -> Standing;

    /// Reads a connection, alone or together with others.
    fn read(
        session: &Self::Session,
        place: &PlaceOf<Self>,
        operation: &Operation,
        ask: Ask,
    ) -> impl Future<Output = Result<Observed<Self::Connection>, Failure>> + Send;

    /// The connection, to be decided; with an accept goes `detail` where the cloud takes it there.
    fn port<'a>(
        session: &'a Self::Session,
        place: &'a PlaceOf<Self>,
        detail: Option<&Self::Detail>,
    ) -> impl Port<Object = Self::Connection> + Send + 'a;

    /// Waits until this process may decide, where the cloud lets an account do one thing at a time.
    fn turn(
        _operation: &Operation,
        _session: &Self::Session,
    ) -> impl Future<Output = Result<Option<Turn>, Ended>> + Send {
        std::future::ready(Ok(None))
    }

    /// Takes over what the cloud shows, beside what every cloud does; nothing when it is not there.
    fn show(state: &mut Object, seen: Option<&Self::Connection>);

    /// Who asks, in the order of the guards, where the cloud shows it.
    fn requester(connection: &Self::Connection) -> Vec<Option<&str>>;

    /// Shows in a plan what else never changes for an endpoint.
    fn identify(_planned: &mut Object, _connection: &Self::Connection) {}

    /// The detail that a create sets.
    fn detail(planned: &Object) -> Option<Self::Detail>;
    /// The detail that an update sets, if it sets another one.
    fn new_detail(prior: &Object, planned: &Object) -> Option<Self::Detail>;
    /// Whether the connection shows it.
    fn has(connection: &Self::Connection, detail: &Self::Detail) -> bool;
    /// Sets it; the answer may show what came of it.
    fn set(
        session: &Self::Session,
        place: &PlaceOf<Self>,
        operation: &Operation,
        detail: &Self::Detail,
    ) -> impl Future<Output = Result<Option<Self::Connection>, Failure>> + Send;
    /// What the user is told when it could not be set.
    fn not_set(place: &PlaceOf<Self>, failure: &Failure) -> Diagnostic;
    /// Why a decision cannot be carried out, where this cloud knows more than all of them do.
    fn refused(
        _place: &PlaceOf<Self>,
        _desired: Decision,
        _reason: &Reason,
        _seen: Option<&Self::Connection>,
    ) -> Option<Diagnostic> {
        None
    }

    /// What a plan warns of when the service turned the last reject back.
    fn overruled_before(_place: &PlaceOf<Self>) -> Option<Diagnostic> {
        None
    }

    /// Asks the cloud, where it can be asked, whether it would let pass what is planned. `call` is the
    /// decision that will be sent.
    fn preflight(
        _cx: &mut Cx<'_>,
        _account: &Self::Account,
        _planned: Planned<'_>,
        _call: Option<Decision>,
        _detail: Option<&Self::Detail>,
    ) -> impl Future<Output = Result<(), Diagnostic>> + Send {
        std::future::ready(Ok(()))
    }

    /// What is planned cannot be asked about yet.
    fn skip_preflight(_cx: &mut Cx<'_>, _account: &Self::Account, _planned: &Object) {}
}
