//! Who asks an account's endpoint services: one of them, or all.

use std::marker::PhantomData;
use std::time::Duration;

use super::item::{account, answers, since};
use super::walk::{Pages, Part, PendingFirst, Walk};
use crate::cloud::endpoint::{EndpointApi, Filter};
use crate::cloud::every_service::{EveryService, PageOfAll, Services};
use crate::connection::ids::{EndpointId, ServiceId};
use crate::connection::status::{State, Status};
use crate::framework::list_resource::{Found, ListResource, Results, Stopped};
use crate::framework::model::ValueType as _;
use crate::framework::object::Object;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::resource::attributes::{
    REGION_OF_DATA, data_account, plain_id, region_to_look, stateless,
};
use crate::resource::cloud::{AccountRef, Cloud};
use crate::resource::context::{Configured, Cx};
use crate::resource::endpoint::cloud::{ConnectionOf, EndpointCloud};
use crate::resource::endpoint::place::Place;
use crate::resource::endpoint::schema::resource;
use crate::resource::endpoint::shown::show;
use crate::resource::failure::error;
use crate::resource::filter::{self, ANSWERS, STATUSES, leaves, only};
use crate::resource::identity;
use crate::resource::import_id::Form;
use crate::resource::keys::{
    ACCOUNT, ANSWER, CREATED_AT, DECISION, ENDPOINT_ID, SERVICE_ID, STATUS, UPDATED_AT,
};

/// How long one page may take.
const PAGE: Duration = Duration::from_secs(120);

/// What a cloud says of its list of connections.
pub trait EndpointLists: EndpointCloud<Session: EveryService> {
    /// What the list is.
    const LIST: &'static str;
    /// The status to ask for those that are pending, where the cloud has one.
    const PENDING: Option<&'static str>;
}

/// Those who ask.
pub struct AskingEndpoints<C>(PhantomData<C>);

impl<C: EndpointLists> ListResource for AskingEndpoints<C> {
    type Provider = Configured;
    type Config = Object;
    const NAME: &'static str = C::TEXTS.name;

    fn schema() -> Schema {
        let texts = C::TEXTS;
        Schema::new(
            C::LIST,
            vec![
                Attribute::string(
                    "service_id",
                    "Only those that ask this endpoint service. Default: all services of the account in the \
                     region.",
                )
                .rule(Rule::Check(plain_id)),
                filter::statuses(texts.statuses),
                answers(),
                Attribute::strings(texts.requesters.name(), texts.requesters_text),
                data_account(),
                stateless(region_to_look(REGION_OF_DATA)),
            ],
        )
    }

    async fn list(cx: &mut Cx<'_>, config: Object, results: &Results) -> Result<(), Stopped> {
        let account = AccountRef::<C>::of(C::SERVICE, &config);
        let session = &account.session(cx, "the list").await?;
        let own = &account.tenant(&cx.operation, session).await?;
        let lists = match config.text(SERVICE_ID) {
            Some(service) => vec![Some(service.into())],
            None => {
                let operation = cx.operation.at_most(PAGE);
                let services = session.services(&operation).await;
                let services = services.map_err(|failure| {
                    error("The endpoint services could not be listed", &failure)
                })?;
                match services {
                    Services::Together => vec![None],
                    Services::Each(services) => services.into_iter().map(Some).collect(),
                }
            }
        };
        let asked = Asked::<C> {
            operation: &cx.operation,
            session,
            own,
            shown: &resource::<C>(),
            config: &config,
            results,
        };
        asked.read(&lists).await
    }
}

/// What is asked for, and of whom.
struct Asked<'a, C: EndpointLists> {
    operation: &'a Operation,
    session: &'a C::Session,
    /// The tenant of the session.
    own: &'a str,
    shown: &'a Schema,
    config: &'a Object,
    results: &'a Results,
}

impl<C: EndpointLists> Asked<'_, C> {
    /// Reads the lists one after the other, what is pending in any of them first where the cloud can be asked for it.
    async fn read(&self, lists: &[Option<ServiceId>]) -> Result<(), Stopped> {
        let status = |word| <C::Session>::STATUSES.status(word);
        let statuses = self.config.get(STATUSES);
        let asked = only(&statuses).map(status);
        let wanted = leaves(&self.config.get(ANSWERS), Some("pending"));
        let pending = C::PENDING.filter(|_| asked.is_none() && wanted).map(status);
        let of = |service, all| OfList {
            asked: self,
            service,
            all,
            pending: pending.as_ref(),
        };
        let mut walk = Walk::begin();
        let is_one = matches!(lists, [_]);
        // With many lists, what is pending in the last one would come late.
        if let (Some(pending), false) = (&pending, is_one) {
            for service in lists {
                let list = of(service.as_ref(), Some(pending));
                walk.read(PendingFirst::OnEachPage, &list).await?;
            }
        }
        let order = match &pending {
            Some(_) if is_one => PendingFirst::AskedFor,
            _ => PendingFirst::OnEachPage,
        };
        for service in lists {
            let list = of(service.as_ref(), asked.as_ref());
            walk.read(order, &list).await?;
        }
        Ok(())
    }
}

/// One list, of a service or of all.
struct OfList<'a, C: EndpointLists> {
    asked: &'a Asked<'a, C>,
    service: Option<&'a ServiceId>,
    /// The only status that is asked for.
    all: Option<&'a Status>,
    /// The status of what is pending.
    pending: Option<&'a Status>,
}

impl<C: EndpointLists> Pages for OfList<'_, C> {
    type Object = (ServiceId, ConnectionOf<C>);
    type Cursor = CursorOf<C>;
    type Key = (ServiceId, EndpointId);

    const WHAT: &'static str = "connections";

    async fn page(
        &self,
        part: Part,
        from: Option<CursorOf<C>>,
    ) -> Result<PageOfAll<C::Session>, Failure> {
        let status = match part {
            Part::All => self.all,
            Part::Pending => self.pending,
        };
        let filter = status.map_or(Filter::All, Filter::Status);
        let operation = self.asked.operation.at_most(PAGE);
        let session = self.asked.session;
        session
            .page_of(&operation, self.service, filter, from.as_ref())
            .await
    }

    fn key((service, one): &Self::Object) -> Self::Key {
        (service.clone(), <C::Session>::id(one).clone())
    }

    fn state((_, one): &Self::Object) -> State {
        C::state(one).clone()
    }

    async fn found(&self, (service, connection): Self::Object) -> Result<(), Stopped> {
        let Asked {
            session,
            own,
            shown,
            config,
            results,
            ..
        } = self.asked;
        let place = Place {
            service,
            endpoint: <C::Session>::id(&connection).clone(),
        };
        let state = state::<C>(shown, config, session, &place, &connection);
        if !is_wanted::<C>(config, &state) {
            return Ok(());
        }
        let found = Found {
            identity: identity::identity::<C>(Form::ENDPOINT, Some(own), &state),
            display_name: called::<C>(&place, &connection, &state),
            object: state.into_value(),
        };
        results.send(found).await
    }
}

/// A place in a list.
type CursorOf<C> = <<C as Cloud>::Session as EndpointApi>::Cursor;

/// Whether the filters leave an object.
fn is_wanted<C: EndpointCloud>(config: &Object, state: &Object) -> bool {
    leaves(&config.get(STATUSES), state.text(STATUS))
        && leaves(&config.get(ANSWERS), state.text(ANSWER))
        && leaves(
            &config.get(C::TEXTS.requesters),
            state.text(C::TEXTS.requester),
        )
}

/// The connection as an import would show it.
fn state<C: EndpointCloud>(
    shown: &Schema,
    config: &Object,
    session: &C::Session,
    place: &Place,
    connection: &ConnectionOf<C>,
) -> Object {
    let mut state = Object::empty(shown);
    state.set(ACCOUNT, account(config));
    state.set(SERVICE_ID, place.service.as_str());
    state.set(ENDPOINT_ID, place.endpoint.as_str());
    show::<C>(&mut state, session, place, Some(connection));
    state.set(DECISION, C::state(connection).decision());
    state
}

/// What people call it: the endpoint, who asks, for what, and where that stands since when.
fn called<C: EndpointCloud>(place: &Place, connection: &ConnectionOf<C>, state: &Object) -> String {
    // An attribute such as requester_account_id says what its value is the id of.
    let noun = |name: &'static str| {
        name.trim_start_matches("requester_")
            .trim_end_matches("_id")
    };
    let mut asks = C::columns().who_asks(connection).into_iter();
    let tenant = asks.next();
    let tenant = tenant.and_then(|(key, found)| Some(format!("{} {}", noun(key.name()), found?)));
    let more: Vec<_> = asks.filter_map(|(_, found)| found).collect();
    let who = match (tenant, more.as_slice()) {
        (None, _) => "not shown".to_owned(),
        (Some(tenant), []) => tenant,
        (Some(tenant), more) => format!("{tenant} ({})", more.join(", ")),
    };
    let time = |key| state.text(key).and_then(|text| text.parse().ok());
    let since = since(C::state(connection), [CREATED_AT, UPDATED_AT].map(time));
    format!(
        "{}: {who} → {}, {}{since}",
        place.endpoint,
        place.service,
        C::status(connection).as_str()
    )
}
