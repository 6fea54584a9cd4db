//! What a cloud adds to the connections of endpoint services.

use std::fmt::Display;

use super::place::PlaceOf;
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::port::Port;
use crate::connection::queue::Turn;
use crate::connection::status::{Decision, Status as Standing};
use crate::connection::step::Reason;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::{Datum, Field};
use crate::framework::resource::Creates;
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::http::error::Failure;
use crate::operation::{Ended, Operation};
use crate::resource::below::Cx;
use crate::resource::cloud::Cloud;

/// The attributes that every cloud's resource has.
pub struct Fields<'a> {
    /// `account`
    pub account: &'a Field<String>,
    /// `region`
    pub region: &'a Field<String>,
    /// `service_id`
    pub service_id: &'a Field<String>,
    /// `endpoint_id`
    pub endpoint_id: &'a Field<String>,
    /// `decision`
    pub decision: &'a Field<Decision>,
    /// `on_destroy`
    pub on_destroy: &'a Field<String>,
    /// `status`
    pub status: &'a Field<String>,
}

/// Those that a resource sets.
pub struct FieldsMut<'a> {
    /// `region`
    pub region: &'a mut Field<String>,
    /// `id`
    pub id: &'a mut Field<String>,
    /// `decision`
    pub decision: &'a mut Field<Decision>,
    /// `status`
    pub status: &'a mut Field<String>,
    /// `answer`
    pub answer: &'a mut Field<String>,
    /// `updated_at`
    pub updated_at: &'a mut Field<String>,
}

/// Where an import leads to.
pub struct Imported<'a> {
    /// `account`
    pub account: Field<String>,
    /// `region`
    pub region: Field<String>,
    /// `service_id`
    pub service: &'a str,
    /// `endpoint_id`
    pub endpoint: &'a str,
}

/// What is planned.
#[derive(Clone, Copy)]
pub enum Planned<'a, S> {
    /// A new decision.
    Create(&'a S, Creates),
    /// Another one.
    Update(&'a S),
    /// The end of the one that is there.
    Destroy(&'a S),
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
    /// The attributes.
    type State: Datum + Clone + PartialEq + Send + Sync + 'static;
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
    /// Whether setting the detail takes time.
    const DETAIL_SETTLES: DetailSettles;

    /// The schema.
    fn schema() -> Schema;
    /// The attributes that every cloud has.
    fn fields(state: &Self::State) -> Fields<'_>;
    /// Those to be set.
    fn fields_mut(state: &mut Self::State) -> FieldsMut<'_>;
    /// The least state that a read can start from.
    fn imported(imported: Imported<'_>) -> Self::State;

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

    /// Takes over what the cloud shows; of what is not there only the place.
    fn show(
        state: &mut Self::State,
        session: &Self::Session,
        place: &PlaceOf<Self>,
        seen: Option<&Self::Connection>,
    );

    /// Shows who asks. Only what never changes for an endpoint: a plan must come to the same again.
    fn identify(config: &Self::State, planned: &mut Self::State, connection: &Self::Connection);

    /// The guards: who is not expected is neither accepted nor rejected.
    ///
    /// # Errors
    /// What the user is told of another requester.
    fn guarded(
        wanted: &Self::State,
        what: &str,
        connection: &Self::Connection,
    ) -> Result<(), Diagnostic>;

    /// The same, by who asks according to `prior`, which was read just now.
    ///
    /// # Errors
    /// Likewise.
    fn guarded_by_state(
        prior: &Self::State,
        planned: &Self::State,
        what: &str,
    ) -> Result<(), Diagnostic>;

    /// Whether a guard was set or changed.
    fn guard_is_new(prior: &Self::State, planned: &Self::State) -> bool;

    /// The detail that a create sets.
    fn detail(planned: &Self::State) -> Option<Self::Detail>;
    /// The detail that an update sets, if it sets another one.
    fn new_detail(prior: &Self::State, planned: &Self::State) -> Option<Self::Detail>;
    /// Whether the user wrote one, as far as it is known.
    fn is_detailed(planned: &Self::State) -> bool;
    /// Whether a detail comes with the apply.
    fn detail_is_unknown(planned: &Self::State) -> bool;
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
    /// The detail of another state is what the state says.
    fn restore(state: &mut Self::State, of: &Self::State);

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
        _planned: Planned<'_, Self::State>,
        _call: Option<Decision>,
        _detail: Option<&Self::Detail>,
    ) -> impl Future<Output = Result<(), Diagnostic>> + Send {
        std::future::ready(Ok(()))
    }

    /// What is planned cannot be asked about yet.
    fn skip_preflight(_cx: &mut Cx<'_>, _account: &Self::Account, _planned: &Self::State) {}
}
