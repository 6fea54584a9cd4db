//! Data sources `vpcconnect_…_endpoint_connection` (one, by its id or by service and endpoint) and
//! `…_endpoint_connections` (all who ask one service), on all clouds.

use std::marker::PhantomData;

use super::cloud::{ConnectionOf, EndpointCloud};
use super::named::{arguments, named};
use super::place::Place;
use super::schema;
use super::shown::show;
use crate::cloud::endpoint::{Connections, EndpointApi, ServiceId};
use crate::connection::status::State;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::path::Path;
use crate::framework::schema::{Attribute, Schema};
use crate::resource::cloud::AccountRef;
use crate::resource::context::Cx;
use crate::resource::data::{Found, Listed};
use crate::resource::failure::error;
use crate::resource::filter::{STATUSES, only};
use crate::resource::keys::{ENDPOINT_ID, ID, SERVICE_ID};

/// The connections of a service.
pub struct EndpointConnections<C>(PhantomData<C>);

impl<C: EndpointCloud> Listed for EndpointConnections<C> {
    type Cloud = C;
    type Object = (Place, ConnectionOf<C>);

    const LIST: &'static str = C::TEXTS.list_name;
    const SERVICE: C::Service = C::SERVICE;
    const ITEMS: Key<Vec<Field<Object>>> = Key::new("connections");
    const REQUESTERS: Key<Vec<Field<String>>> = C::TEXTS.requesters;

    fn list_schema() -> Schema {
        schema::list::<C>()
    }

    fn item() -> Vec<Attribute> {
        schema::item::<C>()
    }

    async fn list(
        cx: &Cx<'_>,
        _account: AccountRef<'_, C>,
        session: &C::Session,
        config: &Object,
    ) -> Result<Vec<Self::Object>, Diagnostic> {
        let service = &ServiceId::from(config.text(SERVICE_ID).unwrap_or_default());
        let status = config.get(STATUSES);
        let status = only(&status).map(|word| <C::Session>::STATUSES.status(word));
        let all = Connections { session, service };
        let listed = all.list(&cx.operation, status.as_ref()).await;
        let listed = listed.map_err(|failure| {
            let what = format!("Those who ask service {service} could not be listed");
            error(what, &failure)
        })?;
        let places = listed.into_iter().map(|connection| {
            let endpoint = <C::Session>::id(&connection).clone();
            let service = service.clone();
            (Place { service, endpoint }, connection)
        });
        Ok(places.collect())
    }

    fn id((place, _): &Self::Object) -> &str {
        place.endpoint.as_str()
    }

    fn status((_, connection): &Self::Object) -> (&str, State) {
        let status = C::status(connection);
        (status.as_str(), status.state().clone())
    }

    fn requester((_, connection): &Self::Object) -> Option<String> {
        let asks = C::columns().who_asks(connection);
        asks.into_iter().next().and_then(|(_, tenant)| tenant)
    }

    fn show(item: &mut Object, session: &C::Session, (place, connection): &Self::Object) {
        item.set(SERVICE_ID, place.service.as_str());
        item.set(ENDPOINT_ID, place.endpoint.as_str());
        show::<C>(item, session, place, Some(connection));
    }
}

impl<C: EndpointCloud> Found for EndpointConnections<C> {
    const ONE: &'static str = C::TEXTS.name;

    fn one_schema() -> Schema {
        Schema::new(C::TEXTS.one, arguments(schema::item::<C>()))
    }

    async fn find(
        cx: &Cx<'_>,
        account: AccountRef<'_, C>,
        config: &Object,
    ) -> Result<(C::Session, Self::Object), Diagnostic> {
        let parts = [ID, SERVICE_ID, ENDPOINT_ID].map(|key| config.text(key));
        let (service, endpoint) = named(parts)?;
        let place = Place {
            service: service.into(),
            endpoint: endpoint.into(),
        };
        let session = account.session(cx, "the data source").await?;
        let got = place.one(&session).get(&cx.operation).await;
        let got = got.map_err(|failure| {
            let what = format!("Endpoint {endpoint} of service {service} could not be read");
            error(what, &failure)
        })?;
        let Some(connection) = got.there().filter(|one| !C::standing(one).is_gone()) else {
            let none = C::sees_none(&session, account.name());
            return Err(Diagnostic::error(
                format!("There is no endpoint {endpoint} that asks service {service}"),
                format!(
                    "{none}. Check both ids, the account (it has to own the service) and the region."
                ),
            )
            .at(Path::to("endpoint_id")));
        };
        Ok((session, (place, connection)))
    }
}
