//! `vpcconnect_huaweicloud_endpoint_connection`: the endpoint service's side. What is the same on all clouds
//! is in [`resource::endpoint`](crate::resource::endpoint).

use super::TIMEOUTS;
use super::cloud::HuaweiCloud;
use super::endpoint_schema;
use super::endpoint_warn as warn;
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::config::Service;
use crate::cloud::huaweicloud::endpoint::{Connection, Connections};
use crate::cloud::huaweicloud::ids::{DomainId, EndpointId, ServiceId};
use crate::cloud::huaweicloud::status::CONNECTIONS;
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::port::Port;
use crate::connection::status::{Decision, State as Standing};
use crate::connection::step::Reason;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::{Key, Object};
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::framework::value::Value;
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::resource::endpoint::cloud::{DetailSettles, EndpointApi};
use crate::resource::endpoint::connection::EndpointConnection;
use crate::resource::endpoint::place;
use crate::resource::keys::{CREATED_AT, DESCRIPTION, ERRORS, MARKER_ID, UPDATED_AT};
use crate::resource::shown::time;

/// Who asks.
const REQUESTER_DOMAIN_ID: Key<String> = Key::new("requester_domain_id");

/// The resource.
pub type HuaweiCloudEndpointConnection = EndpointConnection<HuaweiCloud>;

/// A service, and an endpoint that asks it.
pub(super) type Place = place::Place<ServiceId, EndpointId>;

pub(super) fn connections<'a>(session: &'a Session, place: &'a Place) -> Connections<'a> {
    Connections {
        session,
        service: &place.service,
    }
}

impl EndpointApi for HuaweiCloud {
    type ServiceId = ServiceId;
    type EndpointId = EndpointId;
    type Connection = Connection;
    /// A description.
    type Detail = String;

    const RESOURCE: &'static str = "vpcconnect_huaweicloud_endpoint_connection";
    const SERVICE: Service = Service::Vpcep;
    const TIMEOUTS: Defaults = TIMEOUTS;
    const GUARDS: &'static [Key<String>] = &[REQUESTER_DOMAIN_ID];
    const DETAIL: Key<Value> = DESCRIPTION.any();
    const DETAIL_SETTLES: DetailSettles = DetailSettles::AtOnce;

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
        _detail: Option<&String>,
    ) -> impl Port<Object = Connection> + Send + 'a {
        connections(session, place)
            .one(&place.endpoint)
            .deciding(())
    }

    fn show(state: &mut Object, seen: Option<&Connection>) {
        let Some(seen) = seen else {
            if state.is_unknown(ERRORS) {
                state.set(ERRORS, Value::List(Vec::new()));
            }
            return;
        };
        if let Some(marker) = &seen.marker_id {
            state.set(MARKER_ID, marker.as_str());
        }
        state.show(DESCRIPTION, seen.description.as_deref());
        state.set(ERRORS, problems(seen));
        state.show(CREATED_AT, time(seen.created_at).as_deref());
        state.show(UPDATED_AT, time(seen.updated_at).as_deref());
    }

    fn requester(connection: &Connection) -> Vec<Option<&str>> {
        vec![connection.requester.as_ref().map(DomainId::as_str)]
    }

    fn identify(planned: &mut Object, connection: &Connection) {
        if let Some(marker) = &connection.marker_id {
            planned.set(MARKER_ID, marker.as_str());
        }
    }

    fn detail(planned: &Object) -> Option<String> {
        planned.text(DESCRIPTION).map(str::to_owned)
    }

    fn new_detail(prior: &Object, planned: &Object) -> Option<String> {
        Self::detail(planned).filter(|wanted| prior.text(DESCRIPTION) != Some(wanted))
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

/// Why an endpoint failed, as `errors` shows it.
fn problems(seen: &Connection) -> Value {
    let problems = seen.problems.iter().map(|one| {
        let texts = [("code", &one.code), ("message", &one.message)];
        Value::Map(
            texts
                .map(|(name, text)| (name.to_owned(), Value::text(text)))
                .into(),
        )
    });
    Value::List(problems.collect())
}
