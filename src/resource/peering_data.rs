//! Data sources `vpcconnect_…_peering` (one, by its id or by its two VPCs) and `…_peerings` (all that an account
//! sees), on all clouds.

use std::marker::PhantomData;

use super::attributes::{data_account, plain_id};
use super::cloud::Cloud;
use super::context::{Configured, Cx};
use super::failure::error;
use super::filter::{ANSWERS, DIRECTION, Direction, STATUSES, leaves};
use super::keys::{ACCEPTER_VPC_ID, ACCOUNT, ID, PEERING_ID, REGION, REQUESTER_VPC_ID, TAGS, Tags};
use super::pair::{Named, Pair};
use super::peering_api::PairApi;
use super::shown::{account_of, show};
use super::side::Place;
use crate::connection::peering::{Peering, Role};
use crate::framework::data_source::DataSource;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::path::Path;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::http::error::Failure;
use crate::operation::Operation;

/// What a cloud says of its data sources for peerings.
pub trait PeeringData: PairApi {
    /// The data source for many.
    const PLURAL: &'static str;
    /// The filter by the tenants that ask.
    const REQUESTERS: Key<Vec<Field<String>>>;
    /// What to check when nothing is found by an id.
    const CHECK: &'static str;

    /// What the data source for one is.
    const DESCRIPTION: &'static str;

    /// `region` of the data source for one.
    fn region_attribute() -> Attribute;

    /// What a peering shows, all computed.
    fn item() -> Vec<Attribute>;

    /// The schema of the data source for many.
    fn plural_schema() -> Schema;

    /// Lists what has the name and the VPC that a configuration asks for.
    fn list(
        session: &Self::Session,
        operation: &Operation,
        config: &Object,
    ) -> impl Future<Output = Result<Vec<Peering<Self::Extra>>, Failure>> + Send;

    /// Whether the tenant `own` of a session has an end of a peering there: the one that `direction` says, or any.
    fn has_end(
        peering: &Peering<Self::Extra>,
        direction: Option<Direction>,
        own: &str,
        session: &Self::Session,
    ) -> bool;

    /// Where none was seen, in a sentence; `which` follows the verb.
    fn sees_none(session: &Self::Session, account: &str, which: &str) -> String;
}

/// The data source for one.
pub struct OnePeering<C>(PhantomData<C>);

impl<C: PeeringData> DataSource for OnePeering<C> {
    type Provider = Configured;
    type State = Object;
    const NAME: &'static str = C::REQUESTER;

    fn schema() -> Schema {
        let attributes = C::item().into_iter();
        let attributes = attributes.map(|attribute| match attribute.name {
            "id" => attribute.or_computed().rule(Rule::Check(plain_id)),
            "requester_vpc_id" | "accepter_vpc_id" => attribute.or_computed(),
            "account" => data_account(),
            "region" => C::region_attribute(),
            _ => attribute,
        });
        Schema::new(C::DESCRIPTION, attributes.collect())
    }

    async fn read(cx: &mut Cx<'_>, config: Object) -> Result<Object, Diagnostic> {
        let account = account_of::<C>(&config);
        let session = account.session(cx, "the data source").await?;
        let [requester, accepter] = [REQUESTER_VPC_ID, ACCEPTER_VPC_ID].map(|key| config.text(key));
        let found = match Named::of(config.text(ID), requester, accepter, C::PLURAL)? {
            Named::Id(id) => {
                let got = Place::<C>::at(&config, id)
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
                        format!("{none} Check {}.", C::CHECK),
                    )
                    .at(Path::to("id")));
                };
                Pair::of::<C>(&peering).agrees(id, requester, accepter)?;
                peering
            }
            Named::Vpcs(vpcs) => {
                let between = [vpcs.requester, vpcs.accepter];
                let mut found =
                    listed(C::between(&session, &cx.operation, between).await)?.peerings;
                found.retain(|one| !one.state().is_gone());
                let none = C::sees_none(&session, account.name(), "");
                vpcs.sole::<C>(found, &none)?
            }
        };
        let mut item = item::<C>(&C::item(), account.name(), &session, &found);
        item.set(REGION, <C as Cloud>::region(&session));
        item.copy(ACCOUNT, &config);
        Ok(item)
    }
}

/// The data source for many.
pub struct Peerings<C>(PhantomData<C>);

impl<C: PeeringData> DataSource for Peerings<C> {
    type Provider = Configured;
    type State = Object;
    const NAME: &'static str = C::PLURAL;

    fn schema() -> Schema {
        C::plural_schema()
    }

    async fn read(cx: &mut Cx<'_>, mut config: Object) -> Result<Object, Diagnostic> {
        let account = account_of::<C>(&config);
        let session = account.session(cx, "the data source").await?;
        let own = account.tenant(&cx.operation, &session).await?;
        let mut peerings = listed(C::list(&session, &cx.operation, &config).await)?;
        let direction = config.text(DIRECTION).and_then(Direction::parse);
        let [statuses, answers, requesters] =
            [STATUSES, ANSWERS, C::REQUESTERS].map(|key| config.get(key));
        peerings.retain(|peering| {
            let status = peering.state().clone();
            !status.is_gone()
                && leaves(&statuses, Some(peering.status.as_str()))
                && leaves(&answers, Some(status.answer().as_str()))
                && leaves(&requesters, peering.tenant(Role::Requester))
                && C::has_end(peering, direction, &own, &session)
        });
        peerings.sort_by(|one, other| one.id.as_str().cmp(other.id.as_str()));
        let (attributes, name) = (C::item(), account.name());
        let items = peerings
            .iter()
            .map(|one| Field::Known(item::<C>(&attributes, name, &session, one)));
        let items: Vec<_> = items.collect();
        config.set(REGION, <C as Cloud>::region(&session));
        config.set(Key::<Vec<Field<Object>>>::new("peerings"), items);
        Ok(config)
    }
}

fn listed<T>(listed: Result<T, Failure>) -> Result<T, Diagnostic> {
    listed.map_err(|failure| error("The peerings could not be listed", &failure))
}

/// What `account` sees of a peering.
fn item<C: PeeringData>(
    attributes: &[Attribute],
    account: &str,
    session: &C::Session,
    peering: &Peering<C::Extra>,
) -> Object {
    let mut item = Object::of(attributes);
    show::<C>(&mut item, session, peering, Role::Accepter);
    item.set(ACCOUNT, account);
    item.set(PEERING_ID, peering.id.as_str());
    // What is left out is not known here.
    for side in [Role::Requester, Role::Accepter] {
        let tenant = peering.tenant(side).map(str::to_owned);
        item.set(C::tenant_key(side), tenant);
    }
    C::show_own(&mut item, peering);
    if item.is_null(TAGS) {
        // Whoever looks a tag up finds none, not an error.
        item.set(TAGS, Tags::new());
    }
    item
}
