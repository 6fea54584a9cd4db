//! Who asks an account's endpoint services: one of them, or all.

use std::marker::PhantomData;

use super::item::{Asked, PAGE, answers, since};
use super::walk::{Pages, Part, PendingFirst, Walk};
use crate::cloud::endpoint::{EndpointApi, Filter};
use crate::cloud::every_service::{EveryService, PageOfAll, Services};
use crate::connection::ids::{EndpointId, ServiceId};
use crate::connection::status::{State, Status};
use crate::framework::list_resource::{ListResource, Results, Stopped};
use crate::framework::object::Object;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::http::error::Failure;
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
use crate::resource::filter::{self, ANSWERS, STATUSES, is_wanted, leaves, only};
use crate::resource::import_id::Form;
use crate::resource::keys::{CREATED_AT, DECISION, ENDPOINT_ID, SERVICE_ID, UPDATED_AT};

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
        let asked = Asked {
            operation: &cx.operation,
            session,
            own,
            shown: &resource::<C>(),
            config: &config,
            results,
        };
        read::<C>(&asked, &lists).await
    }
}

/// Reads the lists one after the other, what is pending in any of them first where the cloud can be asked for it.
async fn read<C: EndpointLists>(
    asked: &Asked<'_, C>,
    lists: &[Option<ServiceId>],
) -> Result<(), Stopped> {
    let status = |word| <C::Session>::STATUSES.status(word);
    let statuses = asked.config.get(STATUSES);
    let only = only(&statuses).map(status);
    let wanted = leaves(&asked.config.get(ANSWERS), Some("pending"));
    let pending = C::PENDING.filter(|_| only.is_none() && wanted).map(status);
    let of = |service, all| OfList {
        asked,
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
        let list = of(service.as_ref(), only.as_ref());
        walk.read(order, &list).await?;
    }
    Ok(())
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
        let (config, session) = (self.asked.config, self.asked.session);
        let place = Place::new(service, <C::Session>::id(&connection).clone());
        let mut state = self.asked.empty();
        state.set(SERVICE_ID, place.service.as_str());
        state.set(ENDPOINT_ID, place.endpoint.as_str());
        show::<C>(&mut state, session, &place, Some(&connection));
        state.set(DECISION, C::state(&connection).decision());
        if !is_wanted(config, C::TEXTS.requesters, C::TEXTS.requester, &state) {
            return Ok(());
        }
        let called = called::<C>(&place, &connection, &state);
        self.asked.found(Form::ENDPOINT, state, called).await
    }
}

/// A place in a list.
type CursorOf<C> = <<C as Cloud>::Session as EndpointApi>::Cursor;

/// What people call it: the endpoint, who asks, for what, and where that stands since when.
fn called<C: EndpointCloud>(
    place: &Place<C>,
    connection: &ConnectionOf<C>,
    state: &Object,
) -> String {
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
