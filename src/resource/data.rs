//! Data sources on all clouds: one that lists what an account sees, and one that finds a single object of it.

use std::marker::PhantomData;

use super::attributes::{data_account, plain_id, region_to_look};
use super::cloud::{AccountRef, Cloud};
use super::context::{Configured, Cx};
use super::filter::is_wanted;
use super::keys::{ACCOUNT, ID, REGION};
use crate::framework::data_source::DataSource;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};

/// What a data source lists.
pub trait Listed: Send + Sync + 'static {
    /// Whose it is.
    type Cloud: Cloud;

    /// The service that is called.
    const SERVICE: <Self::Cloud as Cloud>::Service;
    /// The data source in HCL.
    const LIST: &'static str;
    /// The attribute that has them all.
    const ITEMS: Key<Vec<Field<Object>>>;
    /// The filter by the tenants that ask.
    const REQUESTERS: Key<Vec<Field<String>>>;
    /// Where an item shows the tenant that asks.
    const REQUESTER: Key<String>;

    /// The schema, with the filters.
    fn list_schema() -> Schema;

    /// What is there, as items without the account; it may be more than `config` asks for.
    fn list(
        cx: &Cx<'_>,
        account: AccountRef<'_, Self::Cloud>,
        session: &<Self::Cloud as Cloud>::Session,
        config: &Object,
    ) -> impl Future<Output = Result<Vec<Object>, Diagnostic>> + Send;
}

/// What a data source finds one of.
pub trait Found: Listed {
    /// The data source in HCL.
    const ONE: &'static str;

    /// The schema: an item, whose parts name it.
    fn one_schema() -> Schema;

    /// The one that `config` names, without the account.
    fn find(
        cx: &Cx<'_>,
        account: AccountRef<'_, Self::Cloud>,
        config: &Object,
    ) -> impl Future<Output = Result<Object, Diagnostic>> + Send;
}

/// The data source for many.
pub struct ListData<L>(PhantomData<L>);

impl<L: Listed> DataSource for ListData<L> {
    type Provider = Configured;
    type State = Object;
    const NAME: &'static str = L::LIST;

    fn schema() -> Schema {
        L::list_schema()
    }

    async fn read(cx: &mut Cx<'_>, mut config: Object) -> Result<Object, Diagnostic> {
        let account = AccountRef::<L::Cloud>::of(L::SERVICE, &config);
        let session = account.session(cx, "the data source").await?;
        let mut items = L::list(cx, account, &session, &config).await?;
        items.retain(|item| is_wanted(&config, L::REQUESTERS, L::REQUESTER, item));
        items.sort_by(|one, other| one.text(ID).cmp(&other.text(ID)));
        for item in &mut items {
            item.set(ACCOUNT, account.name());
        }
        let items: Vec<_> = items.into_iter().map(Field::Known).collect();
        config.set(REGION, L::Cloud::region(&session));
        config.set(L::ITEMS, items);
        Ok(config)
    }
}

/// The data source for one.
pub struct FindData<L>(PhantomData<L>);

impl<L: Found> DataSource for FindData<L> {
    type Provider = Configured;
    type State = Object;
    const NAME: &'static str = L::ONE;

    fn schema() -> Schema {
        L::one_schema()
    }

    async fn read(cx: &mut Cx<'_>, config: Object) -> Result<Object, Diagnostic> {
        let account = AccountRef::of(L::SERVICE, &config);
        let mut found = L::find(cx, account, &config).await?;
        found.copy(ACCOUNT, &config);
        Ok(found)
    }
}

/// The attributes of an item as those of a data source that shows one: some of them name it, and some of those are `ids`.
/// `region` is the text of that attribute.
pub fn arguments(
    item: Vec<Attribute>,
    region: &'static str,
    named: &[&str],
    ids: &[&str],
) -> Vec<Attribute> {
    let item = item.into_iter();
    item.map(|attribute| match attribute.name {
        "account" => data_account(),
        "region" => region_to_look(region),
        name if ids.contains(&name) => attribute.or_computed().rule(Rule::Check(plain_id)),
        name if named.contains(&name) => attribute.or_computed(),
        _ => attribute,
    })
    .collect()
}
