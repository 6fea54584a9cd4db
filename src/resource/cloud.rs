//! What a cloud says of its accounts, and how a resource reaches its tenant through one of them.

use std::time::Duration;

use super::accounts::{Accounts, DEFAULT, Found, unknown};
use super::context::{Configured, Cx};
use super::failure::FORGET;
use super::keys::{ACCOUNT, REGION};
use crate::cloud::account::{self, Kind};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::path::Path;
use crate::operation::Operation;

/// An account of the provider configuration.
pub type Account<C> = account::Account<<C as Cloud>::Kind>;

/// Why an account cannot be used.
pub type Error<C> = account::Error<<C as Cloud>::Kind>;

/// One cloud. Its resources and data sources are generic over it.
pub trait Cloud: Copy + Send + Sync + 'static {
    /// What its accounts are made of.
    type Kind: Kind;
    /// An account in a region, ready to call.
    type Session: Send + Sync;
    /// One of the cloud's services.
    type Service: Copy + Send + Sync;

    /// The name in the types of resources and in the provider configuration.
    const NAME: &'static str;
    /// What a tenant is called there, in one word; a resource keeps its tenant under this name, too.
    const TENANT: &'static str;
    /// The attribute that has a tenant's id, of an account and of an identity.
    const TENANT_ID: Key<String>;

    /// What to check of an account that turns out to be another tenant.
    const TENANT_BY: &'static str;

    /// How long the other side may not see what somebody has just created.
    const APPEARS_WITHIN: Duration = Duration::ZERO;

    /// The configured accounts.
    fn accounts(configured: &Configured) -> &Accounts<Account<Self>>;

    /// Checks, without a call, that the account can call `service` in `region`.
    ///
    /// # Errors
    /// What keeps it from that.
    fn check(
        account: &Account<Self>,
        service: Self::Service,
        region: &str,
    ) -> Result<(), Error<Self>>;

    /// Whether the account can sign in, as far as this machine alone can tell: the plan of a create needs to
    /// know, although it makes no other call.
    fn sign_in_locally(
        account: &Account<Self>,
        operation: &Operation,
        region: &str,
    ) -> impl Future<Output = Result<(), Error<Self>>> + Send;

    /// The account in a region, ready to call.
    fn session(
        account: &Account<Self>,
        operation: &Operation,
        service: Self::Service,
        region: &str,
    ) -> impl Future<Output = Result<Self::Session, Error<Self>>> + Send;

    /// The region of a session.
    fn region(session: &Self::Session) -> &str;

    /// The tenant that the account is in a region, when that needs no call.
    fn known_tenant(account: &Account<Self>, region: &str) -> Option<String>;

    /// The tenant of an account that needs no session to be sure of it.
    fn configured_tenant(_account: &Account<Self>, _region: &str) -> Option<String> {
        None
    }

    /// The tenant of a session, when that needs no call.
    fn seen_tenant(session: &Self::Session) -> Option<&str>;

    /// The tenant of a session, asked if need be.
    fn tenant(
        session: &Self::Session,
        operation: &Operation,
    ) -> impl Future<Output = Result<String, Error<Self>>> + Send;

    /// The tenant of a session, where it can be learned.
    fn learned_tenant(
        session: &Self::Session,
        operation: &Operation,
    ) -> impl Future<Output = Option<String>> + Send;

    /// An error of the account `name` as users are told of it.
    fn diagnostic(name: &str, error: &Error<Self>) -> Diagnostic;

    /// Whose an object is by the state, and whom `account` is instead, in a clause.
    fn belongs_to(stored: &str, account: &str, own: &str) -> String;
}

/// The error for a not-found of another tenant than the state's, which proves nothing. `what` is the object at the
/// beginning of a message, such as `Peering 1`.
pub fn other_tenant<C: Cloud>(what: &str, own: &str, stored: &str, account: &str) -> Diagnostic {
    Diagnostic::error(
        format!("{what} was looked for in the wrong {}", C::TENANT),
        format!(
            "The state says that it {}, where it is not found. Nothing was removed from the state. Check {}.",
            C::belongs_to(stored, account, own),
            C::TENANT_BY
        ),
    )
    .at(Path::to("account"))
    .with(FORGET)
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
            Ok(Found::Account(account)) => account.region(),
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
                session.map_err(|error| self.diagnostic(&error))
            }
        }
    }

    /// The account of a plan, see [`Accounts::at_plan`].
    ///
    /// # Errors
    /// What the user is told of a name that nobody configured.
    pub fn at_plan<'a>(&self, cx: &mut Cx<'a>) -> Result<Found<'a, Account<C>>, Diagnostic> {
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
    pub fn region_of<'a>(&self, account: &'a Account<C>) -> Result<&'a str, Diagnostic>
    where
        's: 'a,
    {
        let region = self.region.text().or_else(|| account.region());
        region.ok_or_else(|| self.diagnostic(&account.no_region()))
    }

    /// Checks, without a call, that the account can call for `region`.
    ///
    /// # Errors
    /// What the user is told when it cannot.
    pub fn check(&self, account: &Account<C>, region: &str) -> Result<(), Diagnostic> {
        let checked = C::check(account, self.service, region);
        checked.map_err(|error| self.diagnostic(&error))
    }

    /// See [`Cloud::sign_in_locally`].
    ///
    /// # Errors
    /// What the user is told when it cannot sign in.
    pub async fn sign_in_locally(
        &self,
        cx: &Cx<'_>,
        account: &Account<C>,
        region: &str,
    ) -> Result<(), Diagnostic> {
        let asked = C::sign_in_locally(account, &cx.operation, region).await;
        asked.map_err(|error| self.diagnostic(&error))
    }

    /// The tenant that the account is in its region, asked if need be.
    ///
    /// # Errors
    /// What the user is told when it cannot be learned.
    pub async fn own_tenant(
        &self,
        cx: &Cx<'_>,
        account: &Account<C>,
    ) -> Result<String, Diagnostic> {
        let region = self.region_of(account)?;
        if let Some(tenant) = C::configured_tenant(account, region) {
            return Ok(tenant);
        }
        let session = C::session(account, &cx.operation, self.service, region).await;
        let session = session.map_err(|error| self.diagnostic(&error))?;
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
        own.map_err(|error| self.diagnostic(&error))
    }

    /// An account's error as users are told of it.
    pub fn diagnostic(&self, problem: &Error<C>) -> Diagnostic {
        C::diagnostic(self.name(), problem)
    }
}

/// Where a create will happen: its account and region. The region is filled in into `planned` when it is not
/// configured. `None` when a part of that comes with the apply.
///
/// # Errors
/// What is wrong with the account or the region.
pub fn place_of_create<'a, C: Cloud>(
    found: &Found<'a, Account<C>>,
    config: AccountRef<'_, C>,
    planned: &mut Field<String>,
) -> Result<Option<(&'a Account<C>, String)>, Diagnostic> {
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
