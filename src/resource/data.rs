//! Data sources on all clouds: one that lists what an account sees, and one that finds a single object of it.

use std::marker::PhantomData;

use super::cloud::{AccountRef, Cloud};
use super::context::{Configured, Cx};
use super::filter::{ANSWERS, STATUSES, leaves};
use super::keys::{ACCOUNT, REGION};
use crate::connection::status::State;
use crate::framework::data_source::DataSource;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::schema::{Attribute, Schema};

/// What a data source lists.
pub trait Listed: Send + Sync + 'static {
    /// Whose it is.
    type Cloud: Cloud;
    /// One, as the cloud shows it.
    type Object: Send + Sync;

    /// The data source for many in HCL.
    const LIST: &'static str;
    /// The service that is called.
    const SERVICE: <Self::Cloud as Cloud>::Service;
    /// The attribute that has them all.
    const ITEMS: Key<Vec<Field<Object>>>;
    /// The filter by the tenants that ask.
    const REQUESTERS: Key<Vec<Field<String>>>;

    /// The schema of the data source for many.
    fn list_schema() -> Schema;

    /// What one shows, all computed.
    fn item() -> Vec<Attribute>;

    /// Lists them, as far as the cloud filters what `config` asks for.
    fn list(
        cx: &Cx<'_>,
        account: AccountRef<'_, Self::Cloud>,
        session: &<Self::Cloud as Cloud>::Session,
        config: &Object,
    ) -> impl Future<Output = Result<Vec<Self::Object>, Diagnostic>> + Send;

    /// Its id.
    fn id(object: &Self::Object) -> &str;

    /// The cloud's word for where it stands, and what that means.
    fn status(object: &Self::Object) -> (&str, State);

    /// The tenant that asks, where the cloud shows it.
    fn requester(object: &Self::Object) -> Option<String>;

    /// Takes over what it shows, beside who sees it.
    fn show(item: &mut Object, session: &<Self::Cloud as Cloud>::Session, object: &Self::Object);
}

/// What a data source finds one of.
pub trait Found: Listed {
    /// The data source for one in HCL.
    const ONE: &'static str;

    /// The schema of the data source for one.
    fn one_schema() -> Schema;

    /// The one that `config` names, and where it was found.
    fn find(
        cx: &Cx<'_>,
        account: AccountRef<'_, Self::Cloud>,
        config: &Object,
    ) -> impl Future<Output = Result<(<Self::Cloud as Cloud>::Session, Self::Object), Diagnostic>> + Send;
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
        let account = AccountRef::of(L::SERVICE, &config);
        let session = account.session(cx, "the data source").await?;
        let mut seen = L::list(cx, account, &session, &config).await?;
        let [statuses, answers, requesters] =
            [STATUSES, ANSWERS, L::REQUESTERS].map(|key| config.get(key));
        seen.retain(|one| {
            let (word, state) = L::status(one);
            !state.is_gone()
                && leaves(&statuses, Some(word))
                && leaves(&answers, Some(state.answer().as_str()))
                && leaves(&requesters, L::requester(one).as_deref())
        });
        seen.sort_by(|one, other| L::id(one).cmp(L::id(other)));
        let (attributes, name) = (L::item(), account.name());
        let items = seen.iter().map(|one| {
            let mut item = item::<L>(&attributes, &session, one);
            item.set(ACCOUNT, name);
            Field::Known(item)
        });
        let items: Vec<_> = items.collect();
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
        let (session, found) = L::find(cx, AccountRef::of(L::SERVICE, &config), &config).await?;
        let mut item = item::<L>(&L::item(), &session, &found);
        item.set(REGION, L::Cloud::region(&session));
        item.copy(ACCOUNT, &config);
        Ok(item)
    }
}

fn item<L: Listed>(
    attributes: &[Attribute],
    session: &<L::Cloud as Cloud>::Session,
    object: &L::Object,
) -> Object {
    let mut item = Object::of(attributes);
    L::show(&mut item, session, object);
    item
}
