//! `vpcconnect_alicloud_endpoint_connection`: the endpoint service's side. What is the same on all clouds is
//! in [`resource::endpoint`](crate::resource::endpoint).

use super::TIMEOUTS;
use super::cloud::AliCloud;
use super::{endpoint_preflight, endpoint_schema, preflight};
use crate::cloud::alicloud::account::{Account, Session};
use crate::cloud::alicloud::config::Service;
use crate::cloud::alicloud::endpoint::{Bandwidth, Connection, Connections};
use crate::cloud::alicloud::ids::{AccountId, ClientToken, EndpointId, ServiceId, VpcId};
use crate::cloud::alicloud::status::CONNECTIONS;
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::port::Port;
use crate::connection::queue::Turn;
use crate::connection::status::{Decision, State as Standing};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::{Key, Object};
use crate::framework::path::Path;
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::framework::value::{Number, Value};
use crate::http::error::Failure;
use crate::operation::{Ended, Operation};
use crate::resource::context::Cx;
use crate::resource::endpoint::cloud::{DetailSettles, EndpointApi, Planned};
use crate::resource::endpoint::connection::EndpointConnection;
use crate::resource::endpoint::place;
use crate::resource::failure::error;
use crate::resource::keys::{BANDWIDTH, DECISION, REQUESTER_VPC_ID, UPDATED_AT};
use crate::resource::shown::time;

/// Who asks.
const REQUESTER_ACCOUNT_ID: Key<String> = Key::new("requester_account_id");

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
    type ServiceId = ServiceId;
    type EndpointId = EndpointId;
    type Connection = Connection;
    type Detail = Widening;

    const RESOURCE: &'static str = "vpcconnect_alicloud_endpoint_connection";
    const SERVICE: Service = Service::PrivateLink;
    const TIMEOUTS: Defaults = TIMEOUTS;
    const GUARDS: &'static [Key<String>] = &[REQUESTER_ACCOUNT_ID, REQUESTER_VPC_ID];
    const DETAIL: Key<Value> = BANDWIDTH.any();
    const DETAIL_SETTLES: DetailSettles = DetailSettles::InTime;

    fn schema() -> Schema {
        endpoint_schema::schema()
    }

    fn status(connection: &Connection) -> &str {
        connection.status.as_str()
    }

    fn standing(connection: &Connection) -> Standing {
        connection.status.state().clone()
    }

    fn standing_of(word: &str) -> Standing {
        CONNECTIONS.state(word)
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
        connections(session, place)
            .one(&place.endpoint)
            .deciding(bandwidth)
    }

    async fn turn(operation: &Operation, session: &Session) -> Result<Option<Turn>, Ended> {
        session.turn(operation).await.map(Some)
    }

    fn show(state: &mut Object, seen: Option<&Connection>) {
        let Some(seen) = seen else { return };
        // While it is not accepted nothing flows: what was configured waits for an accept.
        let counts = !matches!(
            seen.status.state(),
            Standing::Rejected | Standing::Settling(Decision::Reject)
        );
        match seen.bandwidth {
            Some(Bandwidth(limit)) if counts || state.known(BANDWIDTH).is_none() => {
                state.set(BANDWIDTH, Number::from(limit));
            }
            _ => state.resolve(BANDWIDTH),
        }
        state.show(UPDATED_AT, time(seen.updated_at).as_deref());
    }

    fn requester(connection: &Connection) -> Vec<Option<&str>> {
        let account = connection.requester.as_ref().map(AccountId::as_str);
        vec![
            account,
            connection.requester_vpc.as_ref().map(VpcId::as_str),
        ]
    }

    fn detail(planned: &Object) -> Option<Widening> {
        wanted(planned).map(Widening::to)
    }

    fn new_detail(prior: &Object, planned: &Object) -> Option<Widening> {
        let limit = wanted(planned)?;
        (wanted(prior) != Some(limit)).then(|| Widening::to(limit))
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

    async fn preflight(
        cx: &mut Cx<'_>,
        account: &Account,
        planned: Planned<'_>,
        call: Option<Decision>,
        detail: Option<&Widening>,
    ) -> Result<(), Diagnostic> {
        let bandwidth = detail.map(|detail| detail.bandwidth);
        endpoint_preflight::check(cx, account, planned, call, bandwidth).await
    }

    fn skip_preflight(cx: &mut Cx<'_>, account: &Account, planned: &Object) {
        preflight::skip(cx, account, place::account_of::<Self>(planned));
    }
}

/// The bandwidth that is wanted of what is accepted.
fn wanted(state: &Object) -> Option<Bandwidth> {
    let accepts = state.known(DECISION) == Some(Decision::Accept);
    let limit = state.known(BANDWIDTH).filter(|_| accepts)?;
    limit.as_i64().map(Bandwidth)
}
