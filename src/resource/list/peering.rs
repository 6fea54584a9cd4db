//! What an account has sent or received of VPC peerings.

use std::hash::Hash;
use std::marker::PhantomData;

use super::item::{Asked, PAGE, answers, since};
use super::walk::{Pages, Part, PendingFirst, Walk};
use crate::connection::ids::PeeringId;
use crate::connection::peering::{Peering, Role};
use crate::connection::source::Page;
use crate::connection::status::State;
use crate::framework::list_resource::{ListResource, Results, Stopped};
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::schema::{Attribute, Schema};
use crate::http::error::Failure;
use crate::resource::attributes::{REGION_OF_DATA, data_account, region_to_look, stateless};
use crate::resource::context::{Configured, Cx};
use crate::resource::filter::{
    self, ANSWERS, Direction, STATUSES, VPC_ID, is_wanted, leaves, only,
};
use crate::resource::keys::{DECISION, NAME, PEERING_ID};
use crate::resource::lookup::Lookup;
use crate::resource::peering_api::{AccepterApi, PeeringApi};
use crate::resource::peering_data::{PeeringData, Wanted, named};
use crate::resource::place::Place;
use crate::resource::state::{account_of, show};

/// A page of peerings.
pub type PageOf<C> = Page<Peering<<C as PeeringApi>::Extra>, <C as PeeringLists>::Cursor>;

/// What a cloud says of its lists of peerings.
pub trait PeeringLists: PeeringApi {
    /// A place in a list.
    type Cursor: Clone + Eq + Hash + Send + Sync;

    /// What the list of those that were sent is.
    const SENT: &'static str;
    /// The status to ask for those that are pending, where the cloud can be asked.
    const PENDING: Option<&'static str>;
    /// The filter by the tenants that ask.
    const REQUESTERS: Key<Vec<Field<String>>>;

    /// What a list can be asked for, beside account and region.
    fn filters(role: Role) -> Vec<Attribute>;

    /// `region`
    const REGION: &'static str;

    /// Whether the tenant `own` of a session has this side of a peering there.
    fn is_of(
        peering: &Peering<Self::Extra>,
        role: Role,
        own: &str,
        session: &Self::Session,
    ) -> bool;

    /// Reads one page of what is asked for, and perhaps more, below a parent where there is one.
    fn page(
        session: &Self::Session,
        parent: Option<&str>,
        wanted: Wanted<'_>,
        from: Option<Self::Cursor>,
    ) -> impl Future<Output = Result<PageOf<Self>, Failure>> + Send;
}

/// The same where a data source shows them, too.
pub trait ListedData: PeeringData {
    /// A place in a list.
    type Cursor: Clone + Eq + Hash + Send + Sync;

    /// What the list of those that were sent is.
    const SENT: &'static str;
    /// The status to ask for those that are pending, where the cloud can be asked.
    const PENDING: Option<&'static str>;
    /// `region`
    const LOOKS_IN: &'static str = REGION_OF_DATA;

    /// Reads one page of what is asked for, and perhaps more.
    fn page(
        session: &Self::Session,
        wanted: Wanted<'_>,
        from: Option<Self::Cursor>,
    ) -> impl Future<Output = Result<Page<Peering<Self::Extra>, Self::Cursor>, Failure>> + Send;
}

impl<C: ListedData> PeeringLists for C {
    type Cursor = <C as ListedData>::Cursor;

    const SENT: &'static str = <C as ListedData>::SENT;
    const PENDING: Option<&'static str> = <C as ListedData>::PENDING;
    const REQUESTERS: Key<Vec<Field<String>>> = <C as PeeringData>::REQUESTERS;
    const REGION: &'static str = C::LOOKS_IN;

    fn filters(role: Role) -> Vec<Attribute> {
        filters::<C>(role)
    }

    fn is_of(peering: &Peering<C::Extra>, role: Role, own: &str, session: &C::Session) -> bool {
        C::has_end(peering, Some(Direction::of(role)), own, session)
    }

    async fn page(
        session: &C::Session,
        _parent: Option<&str>,
        wanted: Wanted<'_>,
        from: Option<<C as ListedData>::Cursor>,
    ) -> Result<PageOf<C>, Failure> {
        <C as ListedData>::page(session, wanted, from).await
    }
}

/// Those that are answered in the same API, too.
pub trait AccepterLists: PeeringLists + AccepterApi {
    /// What the list of those that were received is.
    const RECEIVED: &'static str;
}

/// What a list is asked for, where data sources are asked for the same.
fn filters<C: PeeringData>(role: Role) -> Vec<Attribute> {
    let mut all = vec![
        Attribute::string("name", "Only those with this name."),
        filter::statuses(C::TEXTS.statuses),
        answers(),
        Attribute::string("vpc_id", "Only those that have this VPC at either end."),
    ];
    if role == Role::Accepter {
        all.push(C::requesters());
    }
    named::<C>(all)
}

/// Those that an account has sent.
pub struct SentPeerings<C>(PhantomData<C>);

impl<C: PeeringLists> ListResource for SentPeerings<C> {
    type Provider = Configured;
    type Config = Object;
    const NAME: &'static str = C::REQUESTER;

    fn schema() -> Schema {
        schema::<C>(C::SENT, Role::Requester)
    }

    async fn list(cx: &mut Cx<'_>, config: Object, results: &Results) -> Result<(), Stopped> {
        let shown = C::requester_schema();
        list::<C>(cx, Role::Requester, &shown, &config, results).await
    }
}

/// Those that an account has received.
pub struct ReceivedPeerings<C>(PhantomData<C>);

impl<C: AccepterLists> ListResource for ReceivedPeerings<C> {
    type Provider = Configured;
    type Config = Object;
    const NAME: &'static str = C::ACCEPTER;

    fn schema() -> Schema {
        schema::<C>(C::RECEIVED, Role::Accepter)
    }

    async fn list(cx: &mut Cx<'_>, config: Object, results: &Results) -> Result<(), Stopped> {
        let shown = C::accepter_schema();
        list::<C>(cx, Role::Accepter, &shown, &config, results).await
    }
}

fn schema<C: PeeringLists>(description: &'static str, role: Role) -> Schema {
    let mut all = C::filters(role);
    all.extend([data_account(), stateless(region_to_look(C::REGION))]);
    Schema::new(description, all)
}

/// Finds what `config` asks for; an object has the attributes of `shown`.
async fn list<C: PeeringLists>(
    cx: &mut Cx<'_>,
    role: Role,
    shown: &Schema,
    config: &Object,
    results: &Results,
) -> Result<(), Stopped> {
    let account = account_of::<C>(config);
    let session = &account.session(cx, "the list").await?;
    let own = &account.tenant(&cx.operation, session).await?;
    let statuses = config.get(STATUSES);
    let asked = Asked {
        operation: &cx.operation,
        session,
        own,
        shown,
        config,
        results,
    };
    let peerings = OfRole::<C> {
        asked,
        role,
        status: only(&statuses),
    };
    let wants_pending = leaves(&config.get(ANSWERS), Some("pending"));
    // Where one status is asked for, the cloud leaves the others out already.
    let order = match (peerings.status, C::PENDING) {
        (None, Some(_)) if wants_pending => PendingFirst::AskedFor,
        _ => PendingFirst::OnEachPage,
    };
    Walk::begin().read(order, &peerings).await
}

/// What an account sent, or received.
struct OfRole<'a, C: PeeringLists> {
    asked: Asked<'a, C>,
    role: Role,
    /// The only status that is asked for.
    status: Option<&'a str>,
}

impl<C: PeeringLists> Pages for OfRole<'_, C> {
    type Object = Peering<C::Extra>;
    type Cursor = C::Cursor;
    type Key = PeeringId;

    const WHAT: &'static str = "peerings";

    async fn page(
        &self,
        part: Part,
        from: Option<C::Cursor>,
    ) -> Result<Page<Self::Object, C::Cursor>, Failure> {
        let (config, session) = (self.asked.config, self.asked.session);
        let wanted = Wanted {
            operation: &self.asked.operation.at_most(PAGE),
            name: config.text(NAME),
            status: match part {
                Part::All => self.status,
                Part::Pending => C::PENDING,
            },
            vpc: config.text(VPC_ID),
        };
        let parent = C::PARENT.and_then(|parent| config.text(parent.key));
        C::page(session, parent, wanted, from).await
    }

    fn key(peering: &Self::Object) -> PeeringId {
        peering.id.clone()
    }

    fn state(peering: &Self::Object) -> State {
        peering.state().clone()
    }

    async fn found(&self, peering: Self::Object) -> Result<(), Stopped> {
        let (config, session) = (self.asked.config, self.asked.session);
        let vpcs: Vec<_> = config.text(VPC_ID).into_iter().map(Into::into).collect();
        // A cloud that ignores a filter sends all of them.
        if !peering.fits(config.text(NAME), &vpcs)
            || !C::is_of(&peering, self.role, self.asked.own, session)
        {
            return Ok(());
        }
        let mut state = self.asked.empty();
        state.set(PEERING_ID, peering.id.as_str());
        if let Some(parent) = C::PARENT {
            state.copy(parent.key, config);
        }
        show::<C>(&mut state, session, &peering, self.role);
        state.set(DECISION, peering.state().decision());
        C::show_own(&mut state, &peering);
        if !is_wanted(config, C::REQUESTERS, C::REQUESTER_TENANT, &state) {
            return Ok(());
        }
        let form = <Place<C> as Lookup>::FORM;
        self.asked.found(form, state, called::<C>(&peering)).await
    }
}

/// What people call it: its name, who asks, for what, and where that stands since when.
fn called<C: PeeringApi>(peering: &Peering<C::Extra>) -> String {
    let name = peering.name.as_deref().filter(|name| !name.is_empty());
    let name = name.unwrap_or(peering.id.as_str());
    let tenant = |role| peering.tenant(role).unwrap_or("not shown");
    let (asks, asked) = (tenant(Role::Requester), tenant(Role::Accepter));
    let whose = if asks == asked {
        String::new()
    } else {
        format!(" of {} {asked}", C::TENANT)
    };
    let since = since(peering.state(), [peering.created_at, peering.updated_at]);
    format!(
        "{name}: {} {asks} ({}) → {}{whose}, {}{since}",
        C::TENANT,
        peering.requester.vpc,
        peering.accepter.vpc,
        peering.status.as_str(),
    )
}
