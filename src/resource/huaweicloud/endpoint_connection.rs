//! `vpcconnect_huaweicloud_endpoint_connection`: the endpoint service's side. What is the same on all clouds
//! is in [`resource::endpoint`](crate::resource::endpoint).

use super::TIMEOUTS;
use super::cloud::HuaweiCloud;
pub use super::endpoint_state::State;
use super::endpoint_state::{self, described};
use super::endpoint_warn as warn;
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::config::Service;
use crate::cloud::huaweicloud::endpoint::{Connection, Connections, Status};
use crate::cloud::huaweicloud::endpoint_port::ToDecide;
use crate::cloud::huaweicloud::ids::{DomainId, EndpointId, ServiceId};
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::port::Port;
use crate::connection::status::{Decision, Status as Standing};
use crate::connection::step::Reason;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::resource::endpoint::cloud::{DetailSettles, EndpointApi, Fields, FieldsMut, Imported};
use crate::resource::endpoint::connection::EndpointConnection;
use crate::resource::endpoint::place;
use crate::resource::guard::{hold, is_new};

/// The resource.
pub type HuaweiCloudEndpointConnection = EndpointConnection<HuaweiCloud>;

/// A service, and an endpoint that asks it.
pub(super) type Place = place::Place<ServiceId, EndpointId>;

fn connections<'a>(session: &'a Session, place: &'a Place) -> Connections<'a> {
    Connections {
        session,
        service: &place.service,
    }
}

impl EndpointApi for HuaweiCloud {
    type State = State;
    type ServiceId = ServiceId;
    type EndpointId = EndpointId;
    type Connection = Connection;
    /// A description.
    type Detail = String;

    const RESOURCE: &'static str = "vpcconnect_huaweicloud_endpoint_connection";
    const SERVICE: Service = Service::Vpcep;
    const TIMEOUTS: Defaults = TIMEOUTS;
    const DETAIL_SETTLES: DetailSettles = DetailSettles::AtOnce;

    fn schema() -> Schema {
        endpoint_state::schema()
    }

    fn fields(state: &State) -> Fields<'_> {
        state.fields()
    }

    fn fields_mut(state: &mut State) -> FieldsMut<'_> {
        state.fields_mut()
    }

    fn imported(imported: Imported<'_>) -> State {
        State {
            account: imported.account,
            region: imported.region,
            service_id: imported.service.into(),
            endpoint_id: imported.endpoint.into(),
            ..State::default()
        }
    }

    fn status(connection: &Connection) -> &str {
        connection.status.as_str()
    }

    fn standing(connection: &Connection) -> Standing {
        connection.status.standing()
    }

    fn standing_of(word: &str) -> Standing {
        Status::standing_of(word)
    }

    async fn read(
        session: &Session,
        place: &Place,
        operation: &Operation,
        ask: Ask,
    ) -> Result<Observed<Connection>, Failure> {
        let all = connections(session, place);
        all.read(operation, &place.endpoint, ask).await
    }

    fn port<'a>(
        session: &'a Session,
        place: &'a Place,
        _detail: Option<&String>,
    ) -> impl Port<Object = Connection> + Send + 'a {
        ToDecide::new(connections(session, place), &place.endpoint)
    }

    fn show(state: &mut State, session: &Session, place: &Place, seen: Option<&Connection>) {
        state.show(session, &place.id(), seen);
    }

    fn identify(config: &State, planned: &mut State, connection: &Connection) {
        if let (true, Some(requester)) =
            (config.requester_domain_id.is_null(), &connection.requester)
        {
            planned.requester_domain_id = requester.as_str().into();
        }
        if let Some(marker) = &connection.marker_id {
            planned.marker_id = marker.as_str().into();
        }
    }

    fn guarded(wanted: &State, what: &str, connection: &Connection) -> Result<(), Diagnostic> {
        let found = connection.requester.as_ref().map(DomainId::as_str);
        guard(wanted, what, found)
    }

    fn guarded_by_state(prior: &State, planned: &State, what: &str) -> Result<(), Diagnostic> {
        let requester = prior.requester_domain_id.text();
        // Where the state does not show it (`""` was configured before), only the apply can tell.
        let requester = requester.or(planned.requester_domain_id.text());
        guard(planned, what, requester)
    }

    fn guard_is_new(prior: &State, planned: &State) -> bool {
        is_new(
            prior.requester_domain_id.as_deref(),
            planned.requester_domain_id.as_deref(),
        )
    }

    fn detail(planned: &State) -> Option<String> {
        planned.description.text().map(str::to_owned)
    }

    fn new_detail(prior: &State, planned: &State) -> Option<String> {
        described(prior, planned).map(str::to_owned)
    }

    fn is_detailed(planned: &State) -> bool {
        planned.description.text().is_some()
    }

    fn detail_is_unknown(planned: &State) -> bool {
        planned.description.is_unknown()
    }

    fn has(connection: &Connection, description: &String) -> bool {
        connection.description.as_ref() == Some(description)
    }

    async fn set(
        session: &Session,
        place: &Place,
        operation: &Operation,
        description: &String,
    ) -> Result<Option<Connection>, Failure> {
        let all = connections(session, place);
        let described = all.describe(operation, &place.endpoint, description);
        described.await.map(Some)
    }

    fn not_set(place: &Place, failure: &Failure) -> Diagnostic {
        warn::not_described(place, failure)
    }

    fn restore(state: &mut State, of: &State) {
        state.description.clone_from(&of.description);
    }

    fn overruled_before(place: &Place) -> Option<Diagnostic> {
        Some(warn::overruled_before(place))
    }

    fn refused(
        place: &Place,
        _desired: Decision,
        reason: &Reason,
        seen: Option<&Connection>,
    ) -> Option<Diagnostic> {
        match reason {
            Reason::Failed => Some(warn::failed(place, seen)),
            Reason::Overruled => Some(warn::overruled(place)),
            _ => None,
        }
    }
}

fn guard(wanted: &State, what: &str, found: Option<&str>) -> Result<(), Diagnostic> {
    let name = "requester_domain_id";
    hold(
        what,
        "endpoint_id",
        name,
        wanted.requester_domain_id.as_deref(),
        found,
    )
}
