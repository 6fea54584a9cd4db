//! Data sources `vpcconnect_…_endpoint_connection` (one, by its id or by service and endpoint) and
//! `…_endpoint_connections` (all who ask one service), on all clouds.

use std::marker::PhantomData;

use super::cloud::EndpointApi;
use super::named::{arguments, named};
use super::place::{Place, PlaceOf, account_of};
use super::shown::show;
use crate::connection::knowledge::Observed;
use crate::framework::data_source::DataSource;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::path::Path;
use crate::framework::schema::{Attribute, Schema};
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::resource::context::{Configured, Cx};
use crate::resource::failure::error;
use crate::resource::filter::{ANSWERS, STATUSES, leaves, only};
use crate::resource::keys::{ACCOUNT, ENDPOINT_ID, ID, REGION, SERVICE_ID};

/// What a cloud says of its data sources for endpoint connections.
pub trait EndpointData: EndpointApi {
    /// The data source for many.
    const PLURAL: &'static str;
    /// The filter by the tenants that ask.
    const REQUESTERS: Key<Vec<Field<String>>>;
    /// What the data source for one is.
    const DESCRIPTION: &'static str;

    /// What a connection shows, all computed.
    fn item() -> Vec<Attribute>;

    /// The schema of the data source for many.
    fn plural_schema() -> Schema;

    /// The id of the endpoint that asks.
    fn endpoint(connection: &Self::Connection) -> &Self::EndpointId;

    /// Reads one by itself; with all where that is not allowed.
    fn get(
        session: &Self::Session,
        operation: &Operation,
        place: &PlaceOf<Self>,
    ) -> impl Future<Output = Result<Observed<Self::Connection>, Failure>> + Send;

    /// Lists those who ask a service, with one status if that is given.
    fn list(
        session: &Self::Session,
        operation: &Operation,
        service: &Self::ServiceId,
        status: Option<&str>,
    ) -> impl Future<Output = Result<Vec<Self::Connection>, Failure>> + Send;

    /// Who sees none, and where.
    fn sees_none(session: &Self::Session, account: &str) -> String;
}

/// The data source for one.
pub struct OneConnection<C>(PhantomData<C>);

impl<C: EndpointData> DataSource for OneConnection<C> {
    type Provider = Configured;
    type State = Object;
    const NAME: &'static str = C::RESOURCE;

    fn schema() -> Schema {
        Schema::new(C::DESCRIPTION, arguments(C::item()))
    }

    async fn read(cx: &mut Cx<'_>, config: Object) -> Result<Object, Diagnostic> {
        let parts = [ID, SERVICE_ID, ENDPOINT_ID].map(|key| config.text(key));
        let (service, endpoint) = named(parts)?;
        let place: PlaceOf<C> = Place {
            service: service.into(),
            endpoint: endpoint.into(),
        };
        let account = account_of::<C>(&config);
        let session = account.session(cx, "the data source").await?;
        let got = C::get(&session, &cx.operation, &place).await;
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
        let mut item = item::<C>(&C::item(), account.name(), &session, &place, &connection);
        item.copy(ACCOUNT, &config);
        Ok(item)
    }
}

/// The data source for many.
pub struct Connections<C>(PhantomData<C>);

impl<C: EndpointData> DataSource for Connections<C> {
    type Provider = Configured;
    type State = Object;
    const NAME: &'static str = C::PLURAL;

    fn schema() -> Schema {
        C::plural_schema()
    }

    async fn read(cx: &mut Cx<'_>, mut config: Object) -> Result<Object, Diagnostic> {
        let account = account_of::<C>(&config);
        let session = account.session(cx, "the data source").await?;
        let service = C::ServiceId::from(config.text(SERVICE_ID).unwrap_or_default());
        let [statuses, answers, requesters] =
            [STATUSES, ANSWERS, C::REQUESTERS].map(|key| config.get(key));
        let listed = C::list(&session, &cx.operation, &service, only(&statuses)).await;
        let mut connections = listed.map_err(|failure| {
            let what = format!("Those who ask service {service} could not be listed");
            error(what, &failure)
        })?;
        connections.retain(|one| {
            let standing = C::standing(one);
            let requester = C::requester(one).into_iter().next().flatten();
            !standing.is_gone()
                && leaves(&statuses, Some(C::status(one)))
                && leaves(&answers, Some(standing.answer().as_str()))
                && leaves(&requesters, requester)
        });
        connections.sort_by_key(|one| C::endpoint(one).to_string());
        let (attributes, name) = (C::item(), account.name());
        let items = connections.iter().map(|one| {
            let place: PlaceOf<C> = Place {
                service: service.clone(),
                endpoint: C::endpoint(one).clone(),
            };
            Field::Known(item::<C>(&attributes, name, &session, &place, one))
        });
        let items: Vec<_> = items.collect();
        config.set(REGION, C::region(&session));
        config.set(Key::<Vec<Field<Object>>>::new("connections"), items);
        Ok(config)
    }
}

/// What `account` sees of a connection.
fn item<C: EndpointData>(
    attributes: &[Attribute],
    account: &str,
    session: &C::Session,
    place: &PlaceOf<C>,
    connection: &C::Connection,
) -> Object {
    let mut item = Object::of(attributes);
    item.set(ACCOUNT, account);
    item.set(SERVICE_ID, place.service.to_string());
    item.set(ENDPOINT_ID, place.endpoint.to_string());
    show::<C>(&mut item, session, place, Some(connection));
    item
}
