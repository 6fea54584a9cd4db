//! What a cloud says of its accounts, and how a resource reaches its tenant through one of them.

use super::accounts::{Accounts, DEFAULT, Found, unknown};
use super::context::{Configured, Cx};
use super::keys::{ACCOUNT, REGION};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::object::Object;
use crate::operation::Operation;

/// One cloud. Its resources and data sources are generic over it.
pub trait Cloud: Copy + Send + Sync + 'static {
    /// An account of the provider configuration.
    type Account: Send + Sync + 'static;
    /// An account in a region, ready to call.
    type Session: Send + Sync;
    /// One of the cloud's services.
    type Service: Copy + Send + Sync;
    /// Why an account cannot be used.
    type Error;

    /// The name in the types of resources and in the provider configuration.
    const NAME: &'static str;
    /// What a tenant is called there, in one word; a resource keeps its tenant under this name, too.
    const TENANT: &'static str;

    /// The configured accounts.
    fn accounts(configured: &Configured) -> &Accounts<Self::Account>;

    /// The account's own region.
    fn own_region(account: &Self::Account) -> Option<&str>;

    /// Why an account has no region of its own.
    fn no_region(account: &Self::Account) -> Self::Error;

    /// Checks, without a call, that the account can call `service` in `region`.
    ///
    /// # Errors
    /// What keeps it from that.
    fn check(
        account: &Self::Account,
        service: Self::Service,
        region: &str,
    ) -> Result<(), Self::Error>;

    /// Whether the account can sign in, as far as this machine alone can tell: the plan of a create needs to
    /// know, although it makes no other call.
    fn sign_in_locally(
        account: &Self::Account,
        operation: &Operation,
        region: &str,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// The account in a region, ready to call.
    fn session(
        account: &Self::Account,
        operation: &Operation,
        service: Self::Service,
        region: &str,
    ) -> impl Future<Output = Result<Self::Session, Self::Error>> + Send;

    /// The region of a session.
    fn region(session: &Self::Session) -> &str;

    /// The tenant that the account is in a region, when that needs no call.
    fn known_tenant(account: &Self::Account, region: &str) -> Option<String>;

    /// The tenant of an account that needs no session to be sure of it.
    fn configured_tenant(_account: &Self::Account, _region: &str) -> Option<String> {
        None
    }

    /// The tenant of a session, when that needs no call.
    fn seen_tenant(session: &Self::Session) -> Option<&str>;

    /// The tenant of a session, asked if need be.
    fn tenant(
        session: &Self::Session,
        operation: &Operation,
    ) -> impl Future<Output = Result<String, Self::Error>> + Send;

    /// The tenant of a session, where it can be learned.
    fn learned_tenant(
        session: &Self::Session,
        operation: &Operation,
    ) -> impl Future<Output = Option<String>> + Send;

    /// An error of the account `name` as users are told of it.
    fn told(name: &str, error: &Self::Error) -> Diagnostic;

    /// The error for a not-found of another tenant than the state's, which proves nothing. `what` is the object
    /// at the beginning of a message, such as `Peering 1`.
    fn other_tenant(what: &str, own: &str, stored: &str, account: &str) -> Diagnostic;
}

/// Account and region, as they stand in a state or a plan, and the service that is called there.
#[derive(Clone, Copy)]
pub struct AccountRef<'a, C: Cloud> {
    /// The resource's own.
    pub service: C::Service,
    /// `account`
    pub account: Field<&'a str>,
    /// `region`
    pub region: Field<&'a str>,
}

impl<'s, C: Cloud> AccountRef<'s, C> {
    /// The one of a configuration, a state or a plan.
    pub fn of(service: C::Service, state: &'s Object) -> Self {
        Self {
            service,
            account: state.field(ACCOUNT),
            region: state.field(REGION),
        }
    }

    /// The account's name, for messages.
    pub fn name(&self) -> &'s str {
        self.account.text().unwrap_or(DEFAULT)
    }

    /// The region, when it is not the account's own.
    pub fn elsewhere(&self, cx: &Cx<'_>) -> Option<&'s str> {
        let own = match C::accounts(cx.provider).find(self.account) {
            Ok(Found::Account(account)) => C::own_region(account),
            _ => None,
        };
        self.region.text().filter(|region| own != Some(*region))
    }

    /// Whether the account comes with the apply.
    pub fn is_unknown(&self, configured: &Configured) -> bool {
        C::accounts(configured).is_unknown(self.account)
    }

    /// The session. `doing` completes "… needs it now".
    ///
    /// # Errors
    /// What the user is told when there is none.
    pub async fn session(&self, cx: &Cx<'_>, doing: &str) -> Result<C::Session, Diagnostic> {
        let found = C::accounts(cx.provider).find(self.account);
        match found.map_err(|error| error.diagnostic())? {
            Found::Unknown { .. } => Err(unknown(doing)),
            Found::Account(account) => {
                let region = self.region_of(account)?;
                let session = C::session(account, &cx.operation, self.service, region).await;
                session.map_err(|error| self.told(&error))
            }
        }
    }

    /// The account of a plan, see [`Accounts::at_plan`].
    ///
    /// # Errors
    /// What the user is told of a name that nobody configured.
    pub fn at_plan<'a>(&self, cx: &mut Cx<'a>) -> Result<Found<'a, C::Account>, Diagnostic> {
        C::accounts(cx.provider).at_plan(self.account, &mut cx.diagnostics)
    }

    /// The session of a read. `None` keeps the state; the user has been warned. `what` is the object, such as
    /// `Peering 1`.
    ///
    /// # Errors
    /// What the user is told when there is none.
    pub async fn at_read(
        &self,
        cx: &mut Cx<'_>,
        what: &str,
    ) -> Result<Option<C::Session>, Diagnostic> {
        let accounts = C::accounts(cx.provider);
        if !accounts.at_read(self.account, what, &mut cx.diagnostics) {
            return Ok(None);
        }
        self.session(cx, "the read").await.map(Some)
    }

    /// The region: as given, else the account's own.
    ///
    /// # Errors
    /// What the user is told when there is none.
    pub fn region_of<'a>(&self, account: &'a C::Account) -> Result<&'a str, Diagnostic>
    where
        's: 'a,
    {
        let region = self.region.text().or_else(|| C::own_region(account));
        region.ok_or_else(|| self.told(&C::no_region(account)))
    }

    /// Checks, without a call, that the account can call for `region`.
    ///
    /// # Errors
    /// What the user is told when it cannot.
    pub fn check(&self, account: &C::Account, region: &str) -> Result<(), Diagnostic> {
        let checked = C::check(account, self.service, region);
        checked.map_err(|error| self.told(&error))
    }

    /// See [`Cloud::sign_in_locally`].
    ///
    /// # Errors
    /// What the user is told when it cannot sign in.
    pub async fn sign_in_locally(
        &self,
        cx: &Cx<'_>,
        account: &C::Account,
        region: &str,
    ) -> Result<(), Diagnostic> {
        let asked = C::sign_in_locally(account, &cx.operation, region).await;
        asked.map_err(|error| self.told(&error))
    }

    /// The tenant that the account is in its region, asked if need be.
    ///
    /// # Errors
    /// What the user is told when it cannot be learned.
    pub async fn own_tenant(
        &self,
        cx: &Cx<'_>,
        account: &C::Account,
    ) -> Result<String, Diagnostic> {
        let region = self.region_of(account)?;
        if let Some(tenant) = C::configured_tenant(account, region) {
            return Ok(tenant);
        }
        let session = C::session(account, &cx.operation, self.service, region).await;
        let session = session.map_err(|error| self.told(&error))?;
        self.tenant(&cx.operation, &session).await
    }

    /// The tenant of a session, asked if need be.
    ///
    /// # Errors
    /// What the user is told when it cannot be learned.
    pub async fn tenant(
        &self,
        operation: &Operation,
        session: &C::Session,
    ) -> Result<String, Diagnostic> {
        let own = C::tenant(session, operation).await;
        own.map_err(|error| self.told(&error))
    }

    /// An account's error as users are told of it.
    pub fn told(&self, problem: &C::Error) -> Diagnostic {
        C::told(self.name(), problem)
    }
}

/// Where a create will happen: its account and region. The region is filled in into `planned` when it is not
/// configured. `None` when a part of that comes with the apply.
///
/// # Errors
/// What is wrong with the account or the region.
pub fn place_of_create<'a, C: Cloud>(
    found: &Found<'a, C::Account>,
    config: AccountRef<'_, C>,
    planned: &mut Field<String>,
) -> Result<Option<(&'a C::Account, String)>, Diagnostic> {
    let found = match found {
        Found::Account(found) => *found,
        Found::Unknown { region } => {
            if let (true, Some(region)) = (config.region.is_null(), region) {
                *planned = (*region).into();
            }
            return Ok(None);
        }
    };
    if config.region.is_unknown() {
        return Ok(None);
    }
    let region = config.region_of(found)?.to_owned();
    if config.region.is_null() {
        *planned = region.as_str().into();
    }
    config.check(found, &region)?;
    Ok(Some((found, region)))
}
