//! Data sources `vpcconnect_…_endpoint_connection` (one, by its id or by service and endpoint) and
//! `…_endpoint_connections` (all who ask one service), on all clouds.

use std::marker::PhantomData;

use super::cloud::{ConnectionOf, EndpointCloud};
use super::named::named;
use super::place::Place;
use super::schema;
use super::shown::show;
use crate::cloud::endpoint::EndpointApi;
use crate::connection::ids::ServiceId;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::path::Path;
use crate::framework::schema::{Attribute, Schema};
use crate::resource::attributes::REGION_OF_DATA;
use crate::resource::cloud::AccountRef;
use crate::resource::context::Cx;
use crate::resource::data::{Found, Listed, arguments};
use crate::resource::failure::error;
use crate::resource::filter::{STATUSES, only};
use crate::resource::keys::{ENDPOINT_ID, ID, SERVICE_ID};
use crate::resource::lookup::Lookup as _;

/// The connections of a service.
pub struct EndpointConnections<C>(PhantomData<C>);

impl<C: EndpointCloud> Listed for EndpointConnections<C> {
    type Cloud = C;

    const SERVICE: C::Service = C::SERVICE;
    const LIST: &'static str = C::TEXTS.list_name;
    const ITEMS: Key<Vec<Field<Object>>> = Key::new("connections");
    const REQUESTERS: Key<Vec<Field<String>>> = C::TEXTS.requesters;
    const REQUESTER: Key<String> = C::TEXTS.requester;

    fn list_schema() -> Schema {
        schema::list::<C>()
    }

    async fn list(
        cx: &Cx<'_>,
        _account: AccountRef<'_, C>,
        session: &C::Session,
        config: &Object,
    ) -> Result<Vec<Object>, Diagnostic> {
        let service = config.text(SERVICE_ID).map(ServiceId::from);
        let status = config.get(STATUSES);
        let status = only(&status).map(|word| <C::Session>::STATUSES.status(word));
        let listed = C::list(session, &cx.operation, service.as_ref(), status.as_ref()).await;
        let listed = listed.map_err(|failure| {
            let to = service.map(|service| format!(" to service {service}"));
            let to = to.unwrap_or_default();
            error(format!("The connections{to} could not be listed"), &failure)
        })?;
        let attributes = schema::item::<C>();
        let there = listed.iter().filter(|(_, one)| !C::state(one).is_gone());
        let items = there.map(|(service, one)| {
            let place = Place::new(service.clone(), <C::Session>::id(one).clone());
            item::<C>(&attributes, session, &place, one)
        });
        Ok(items.collect())
    }
}

impl<C: EndpointCloud> Found for EndpointConnections<C> {
    const ONE: &'static str = C::TEXTS.name;

    fn one_schema() -> Schema {
        let ids = ["service_id", "endpoint_id"];
        let arguments = arguments(schema::item::<C>(), REGION_OF_DATA, &["id"], &ids);
        Schema::new(C::TEXTS.one, arguments)
    }

    async fn find(
        cx: &Cx<'_>,
        account: AccountRef<'_, C>,
        config: &Object,
    ) -> Result<Object, Diagnostic> {
        let parts = [ID, SERVICE_ID, ENDPOINT_ID].map(|key| config.text(key));
        let (service, endpoint) = named(parts)?;
        let place = Place::<C>::new(service.into(), endpoint.into());
        let session = account.session(cx, "the data source").await?;
        let got = place.one(&session).get(&cx.operation).await;
        let got = got.map_err(|failure| {
            let what = format!("Endpoint {endpoint} of service {service} could not be read");
            error(what, &failure)
        })?;
        let Some(connection) = got.there().filter(|one| !C::state(one).is_gone()) else {
            let none = C::sees_none(&session, account.name());
            return Err(Diagnostic::error(
                format!("There is no endpoint {endpoint} at service {service}"),
                format!(
                    "{none}. Check both ids, the account (it has to own the service) and the region."
                ),
            )
            .at(Path::to("endpoint_id")));
        };
        Ok(item::<C>(
            &schema::item::<C>(),
            &session,
            &place,
            &connection,
        ))
    }
}

fn item<C: EndpointCloud>(
    attributes: &[Attribute],
    session: &C::Session,
    place: &Place<C>,
    connection: &ConnectionOf<C>,
) -> Object {
    let mut item = Object::of(attributes);
    item.set(SERVICE_ID, place.service.as_str());
    item.set(ENDPOINT_ID, place.endpoint.as_str());
    show::<C>(&mut item, session, place, Some(connection));
    item
}
