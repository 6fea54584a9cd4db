//! Data sources `vpcconnect_…_peering` (one, by its id or by its two VPCs) and `…_peerings` (all that an account
//! sees), on all clouds.

use std::marker::PhantomData;

use super::attributes::{self, data_account, region_to_look};
use super::cloud::{AccountRef, Cloud};
use super::context::Cx;
use super::data::{Found, Listed, arguments};
use super::failure::error;
use super::filter::{self, DIRECTION, Direction, STATUSES, VPC_ID, only};
use super::keys::{
    ACCEPTER_VPC_ID, CREATED_AT, DESCRIPTION, ID, NAME, PEERING_ID, REGION, REQUESTER_VPC_ID, TAGS,
    Tags, UPDATED_AT,
};
use super::lookup::Lookup as _;
use super::pair::{Pair, unnamed};
use super::peering_api::{PairApi, PeeringApi};
use super::place::Place;
use super::state::show;
use crate::connection::peering::{Peering, Role};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::path::Path;
use crate::framework::schema::{Attribute, Schema};
use crate::http::error::Failure;
use crate::operation::Operation;

/// Names and texts, which are the documentation.
#[derive(Clone, Copy, Debug)]
pub struct Texts {
    /// The data source for many.
    pub list_name: &'static str,
    /// What the data source for one is.
    pub one: &'static str,
    /// What the data source for many is.
    pub list: &'static str,
    /// `region` of the data source for one.
    pub region_of_one: &'static str,
    /// `region` of the data source for many.
    pub region_of_list: &'static str,
    /// `region` of a peering in it.
    pub region_of_item: &'static str,
    /// The tenant that asks.
    pub requester: &'static str,
    /// The tenant that is asked.
    pub accepter: &'static str,
    /// `status`
    pub status: &'static str,
    /// The statuses that a list can be asked for.
    pub statuses: &'static [&'static str],
    /// What to check when nothing is found by an id.
    pub check: &'static str,
}

/// What a list is asked for, as far as the cloud can filter it.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// What asks for it.
    pub operation: &'a Operation,
    /// Peerings with this name.
    pub name: Option<&'a str>,
    /// Peerings that stand here.
    pub status: Option<&'a str>,
    /// Peerings that have this VPC at either end.
    pub vpc: Option<&'a str>,
}

/// What a cloud says of its data sources for peerings.
pub trait PeeringData: PairApi {
    /// The filter by the tenants that ask.
    const REQUESTERS: Key<Vec<Field<String>>>;
    /// Names and texts.
    const TEXTS: Texts;
    /// Whether a peering has a name, a description and times.
    const IS_NAMED: bool = true;

    /// The attribute of that filter.
    fn requesters() -> Attribute;

    /// The regions that a peering shows, after its VPCs.
    fn region_of(_role: Role) -> Option<Attribute> {
        None
    }

    /// What a peering shows that others do not.
    fn own_columns() -> Vec<Attribute> {
        Vec::new()
    }

    /// Lists what is asked for, and perhaps more.
    fn list(
        session: &Self::Session,
        wanted: Wanted<'_>,
    ) -> impl Future<Output = Result<Vec<Peering<Self::Extra>>, Failure>> + Send;

    /// Whether the tenant `own` of a session has an end of a peering there: the one that `direction` says, or any. An end whose
    /// region is not shown may be there.
    fn has_end(
        peering: &Peering<Self::Extra>,
        direction: Option<Direction>,
        own: &str,
        session: &Self::Session,
    ) -> bool {
        let here = <Self as Cloud>::region(session);
        let wanted = |is: &Direction| direction.is_none_or(|wanted| wanted == *is);
        let mut ends = [Direction::Sent, Direction::Received]
            .into_iter()
            .filter(wanted);
        ends.any(|is| {
            let end = peering.party(is.side());
            let there = end
                .region
                .as_ref()
                .is_none_or(|region| region.as_str() == here);
            there && peering.tenant(is.side()) == Some(own)
        })
    }

    /// Where none was seen, in a sentence; `which` follows the verb.
    fn sees_none(session: &Self::Session, account: &str, which: &str) -> String;
}

/// The peerings that an account sees.
pub struct Peerings<C>(PhantomData<C>);

impl<C: PeeringData> Listed for Peerings<C> {
    type Cloud = C;

    const SERVICE: C::Service = C::SERVICE;
    const LIST: &'static str = C::TEXTS.list_name;
    const ITEMS: Key<Vec<Field<Object>>> = Key::new("peerings");
    const REQUESTERS: Key<Vec<Field<String>>> = C::REQUESTERS;
    const REQUESTER: Key<String> = C::REQUESTER_TENANT;

    fn list_schema() -> Schema {
        Schema::new(
            C::TEXTS.list,
            named::<C>(vec![
                Attribute::string("name", "Only those with this name."),
                filter::statuses(C::TEXTS.statuses),
                filter::answers(),
                Attribute::string("vpc_id", "Only those that have this VPC at either end."),
                filter::direction(),
                C::requesters(),
                data_account(),
                region_to_look(C::TEXTS.region_of_list),
                Attribute::objects(
                    "peerings",
                    attributes_of::<C>(),
                    "The peerings, ordered by id.",
                ),
            ]),
        )
    }

    async fn list(
        cx: &Cx<'_>,
        account: AccountRef<'_, C>,
        session: &C::Session,
        config: &Object,
    ) -> Result<Vec<Object>, Diagnostic> {
        let own = account.tenant(&cx.operation, session).await?;
        let statuses = config.get(STATUSES);
        let wanted = Wanted {
            operation: &cx.operation,
            name: config.text(NAME),
            status: only(&statuses),
            vpc: config.text(VPC_ID),
        };
        let mut peerings = there(C::list(session, wanted).await)?;
        let direction = config.text(DIRECTION).and_then(Direction::parse);
        peerings.retain(|one| C::has_end(one, direction, &own, session));
        let (attributes, peerings) = (attributes_of::<C>(), peerings.iter());
        Ok(peerings
            .map(|one| item::<C>(&attributes, session, one))
            .collect())
    }
}

impl<C: PeeringData> Found for Peerings<C> {
    const ONE: &'static str = C::REQUESTER;

    fn one_schema() -> Schema {
        let (item, vpcs) = (
            attributes_of::<C>(),
            ["requester_vpc_id", "accepter_vpc_id"],
        );
        let arguments = arguments(item, C::TEXTS.region_of_one, &vpcs, &["id"]);
        Schema::new(C::TEXTS.one, arguments)
    }

    async fn find(
        cx: &Cx<'_>,
        account: AccountRef<'_, C>,
        config: &Object,
    ) -> Result<Object, Diagnostic> {
        let session = account.session(cx, "the data source").await?;
        let [id, requester, accepter] =
            [ID, REQUESTER_VPC_ID, ACCEPTER_VPC_ID].map(|key| config.text(key));
        let found = match (id, requester, accepter) {
            (Some(id), _, _) => {
                let got = Place::<C>::at(config, id)
                    .one(&session)
                    .get(&cx.operation)
                    .await;
                let got = got.map_err(|failure| {
                    error(format!("Peering {id} could not be read"), &failure)
                })?;
                let Some(peering) = got.there().filter(|one| !one.state().is_gone()) else {
                    let none = C::sees_none(&session, account.name(), " with this id");
                    return Err(Diagnostic::error(
                        format!("There is no peering {id}"),
                        format!("{none} Check {}.", C::TEXTS.check),
                    )
                    .at(Path::to("id")));
                };
                Pair::of::<C>(&peering).agrees(id, requester, accepter)?;
                peering
            }
            (None, Some(requester), Some(accepter)) => {
                let between = [requester, accepter];
                let found = C::between(&session, &cx.operation, between).await;
                let found = there(found.map(|found| found.peerings))?;
                let none = C::sees_none(&session, account.name(), "");
                let pair = Pair {
                    requester,
                    accepter,
                };
                pair.sole::<C>(found, &none)?
            }
            (None, _, _) => return Err(unnamed(C::TEXTS.list_name)),
        };
        let mut item = item::<C>(&attributes_of::<C>(), &session, &found);
        item.set(REGION, <C as Cloud>::region(&session));
        Ok(item)
    }
}

/// Those of a list that are there.
fn there<X>(listed: Result<Vec<Peering<X>>, Failure>) -> Result<Vec<Peering<X>>, Diagnostic> {
    let mut listed =
        listed.map_err(|failure| error("The peerings could not be listed", &failure))?;
    listed.retain(|one| !one.state().is_gone());
    Ok(listed)
}

/// What a peering shows, all computed.
fn attributes_of<C: PeeringData>() -> Vec<Attribute> {
    let shown = |name, text| Attribute::string(name, text).computed();
    let (texts, id) = (C::TEXTS, "The id of the peering, the same for both sides.");
    let mut attributes = vec![
        shown("id", id),
        shown("account", "The account that sees it."),
        shown("region", texts.region_of_item),
        shown(
            "peering_id",
            "The same as `id`, under the name that the accepter takes.",
        ),
        shown("name", "The name, shown to both sides."),
        shown("description", "The description, shown to both sides."),
        shown("status", texts.status),
        attributes::answer(),
        shown("active_id", "The id for routes: null unless it is active."),
        shown("requester_vpc_id", "The requester's VPC."),
    ];
    attributes.extend(C::region_of(Role::Requester));
    attributes.extend([
        shown(C::REQUESTER_TENANT.name(), texts.requester),
        shown("accepter_vpc_id", "The accepter's VPC."),
    ]);
    attributes.extend(C::region_of(Role::Accepter));
    attributes.push(shown(C::ACCEPTER_TENANT.name(), texts.accepter));
    attributes.extend(C::own_columns());
    attributes.extend([attributes::created_at(), attributes::updated_at()]);
    named::<C>(attributes)
}

/// Those of some attributes that the cloud has.
pub fn named<C: PeeringData>(mut attributes: Vec<Attribute>) -> Vec<Attribute> {
    if !C::IS_NAMED {
        let named = [NAME, DESCRIPTION, CREATED_AT, UPDATED_AT].map(Key::name);
        attributes.retain(|one| !named.contains(&one.name));
    }
    attributes
}

/// A peering with these attributes.
pub fn item<C: PeeringApi>(
    attributes: &[Attribute],
    session: &C::Session,
    peering: &Peering<C::Extra>,
) -> Object {
    let mut item = Object::of(attributes);
    show::<C>(&mut item, session, peering, Role::Accepter);
    item.set(PEERING_ID, peering.id.as_str());
    // What is left out is not known here.
    for role in Role::BOTH {
        let tenant = peering.tenant(role).map(str::to_owned);
        item.set(C::tenant_key(role), tenant);
    }
    C::show_own(&mut item, peering);
    if item.is_null(TAGS) {
        // Whoever looks a tag up finds none, not an error.
        item.set(TAGS, Tags::new());
    }
    item
}
