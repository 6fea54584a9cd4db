//! `vpcconnect_alicloud_endpoint_connection`: the endpoint service's side. What is the same on all clouds is
//! in [`resource::endpoint`](crate::resource::endpoint).

use super::TIMEOUTS;
use super::cloud::AliCloud;
pub use super::endpoint_state::State;
use super::{endpoint_preflight, endpoint_state, preflight};
use crate::cloud::alicloud::account::{Account, Session};
use crate::cloud::alicloud::config::Service;
use crate::cloud::alicloud::endpoint::{Bandwidth, Connection, Connections, Status};
use crate::cloud::alicloud::endpoint_port::ToDecide;
use crate::cloud::alicloud::ids::{AccountId, ClientToken, EndpointId, ServiceId, VpcId};
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::port::Port;
use crate::connection::queue::Turn;
use crate::connection::status::{Decision, Status as Standing};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::http::error::Failure;
use crate::operation::{Ended, Operation};
use crate::resource::below::Cx;
use crate::resource::endpoint::cloud::{
    DetailSettles, EndpointApi, Fields, FieldsMut, Imported, Planned,
};
use crate::resource::endpoint::connection::EndpointConnection;
use crate::resource::endpoint::place;
use crate::resource::failure::error;
use crate::resource::guard::{hold, is_new};

/// The resource.
pub type AliCloudEndpointConnection = EndpointConnection<AliCloud>;

/// A service, and an endpoint that asks it.
pub(super) type Place = place::Place<ServiceId, EndpointId>;

/// Those who ask the service of a place.
pub(super) fn connections<'a>(session: &'a Session, place: &'a Place) -> Connections<'a> {
    Connections {
        session,
        service: &place.service,
    }
}

/// A bandwidth to be set, once, through all attempts.
pub struct Widening {
    pub(super) bandwidth: Bandwidth,
    token: ClientToken,
}

impl Widening {
    fn to(bandwidth: Bandwidth) -> Self {
        let token = ClientToken::new();
        Self { bandwidth, token }
    }
}

impl EndpointApi for AliCloud {
    type State = State;
    type ServiceId = ServiceId;
    type EndpointId = EndpointId;
    type Connection = Connection;
    type Detail = Widening;

    const RESOURCE: &'static str = "vpcconnect_alicloud_endpoint_connection";
    const SERVICE: Service = Service::PrivateLink;
    const TIMEOUTS: Defaults = TIMEOUTS;
    const DETAIL_SETTLES: DetailSettles = DetailSettles::InTime;

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
        connection.standing()
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
        detail: Option<&Widening>,
    ) -> impl Port<Object = Connection> + Send + 'a {
        let bandwidth = detail.map(|detail| detail.bandwidth);
        ToDecide::new(connections(session, place), &place.endpoint, bandwidth)
    }

    async fn turn(operation: &Operation, session: &Session) -> Result<Option<Turn>, Ended> {
        session.turn(operation).await.map(Some)
    }

    fn show(state: &mut State, session: &Session, place: &Place, seen: Option<&Connection>) {
        state.show(session, &place.id(), seen);
    }

    fn identify(config: &State, planned: &mut State, connection: &Connection) {
        if let (true, Some(requester)) =
            (config.requester_account_id.is_null(), &connection.requester)
        {
            planned.requester_account_id = requester.as_str().into();
        }
        if let (true, Some(vpc)) = (config.requester_vpc_id.is_null(), &connection.requester_vpc) {
            planned.requester_vpc_id = vpc.as_str().into();
        }
    }

    fn guarded(wanted: &State, what: &str, connection: &Connection) -> Result<(), Diagnostic> {
        let account = connection.requester.as_ref().map(AccountId::as_str);
        let vpc = connection.requester_vpc.as_ref().map(VpcId::as_str);
        guard(wanted, what, account, vpc)
    }

    fn guarded_by_state(prior: &State, planned: &State, what: &str) -> Result<(), Diagnostic> {
        // Where the state does not show it (`""` was configured before), only the apply can tell.
        let account = prior.requester_account_id.text();
        let vpc = prior.requester_vpc_id.text();
        guard(
            planned,
            what,
            account.or(planned.requester_account_id.text()),
            vpc.or(planned.requester_vpc_id.text()),
        )
    }

    fn guard_is_new(prior: &State, planned: &State) -> bool {
        is_new(
            prior.requester_account_id.as_deref(),
            planned.requester_account_id.as_deref(),
        ) || is_new(
            prior.requester_vpc_id.as_deref(),
            planned.requester_vpc_id.as_deref(),
        )
    }

    fn detail(planned: &State) -> Option<Widening> {
        planned.wanted().map(Widening::to)
    }

    fn new_detail(prior: &State, planned: &State) -> Option<Widening> {
        let wanted = planned.wanted()?;
        (prior.wanted() != Some(wanted)).then(|| Widening::to(wanted))
    }

    fn is_detailed(planned: &State) -> bool {
        planned.bandwidth.known().is_some()
    }

    fn detail_is_unknown(planned: &State) -> bool {
        planned.bandwidth.is_unknown()
    }

    fn has(connection: &Connection, wanted: &Widening) -> bool {
        connection
            .bandwidth
            .is_none_or(|shown| shown == wanted.bandwidth)
    }

    async fn set(
        session: &Session,
        place: &Place,
        operation: &Operation,
        wanted: &Widening,
    ) -> Result<Option<Connection>, Failure> {
        let Widening { bandwidth, token } = wanted;
        let all = connections(session, place);
        let widened = all.widen(operation, &place.endpoint, *bandwidth, token);
        widened.await.map(|()| None)
    }

    fn not_set(place: &Place, failure: &Failure) -> Diagnostic {
        error(
            format!("Endpoint {} did not get its bandwidth", place.endpoint),
            failure,
        )
        .at(Path::to("bandwidth"))
    }

    fn restore(state: &mut State, of: &State) {
        state.bandwidth.clone_from(&of.bandwidth);
    }

    async fn preflight(
        cx: &mut Cx<'_>,
        account: &Account,
        planned: Planned<'_, State>,
        call: Option<Decision>,
        detail: Option<&Widening>,
    ) -> Result<(), Diagnostic> {
        let bandwidth = detail.map(|detail| detail.bandwidth);
        endpoint_preflight::check(cx, account, planned, call, bandwidth).await
    }

    fn skip_preflight(cx: &mut Cx<'_>, account: &Account, planned: &State) {
        preflight::skip(cx, account, place::account_of::<Self>(planned));
    }
}

fn guard(
    wanted: &State,
    what: &str,
    account: Option<&str>,
    vpc: Option<&str>,
) -> Result<(), Diagnostic> {
    let guards = [
        (
            "requester_account_id",
            &wanted.requester_account_id,
            account,
        ),
        ("requester_vpc_id", &wanted.requester_vpc_id, vpc),
    ];
    let mut guards = guards.into_iter();
    guards.try_for_each(|(name, wanted, found)| {
        hold(what, "endpoint_id", name, wanted.as_deref(), found)
    })
}
