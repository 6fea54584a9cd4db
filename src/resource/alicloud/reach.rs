//! How a resource reaches its tenant: account and region of its state or plan, to a session.

use super::{account_error, warn};
use crate::cloud::alicloud::account::{Account, Error, Session};
use crate::cloud::alicloud::config::Service;
use crate::cloud::alicloud::ids::AccountId;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::resource::Context;
use crate::resource::accounts::{DEFAULT, Found, unknown};
use crate::resource::below::Tenancy;
use crate::resource::provider_config::Configured;

/// What a resource's context is here.
pub(super) type Cx<'a> = Context<'a, Configured>;

/// Account and region, as they stand in a state or a plan, and the service that is called there.
#[derive(Clone, Copy)]
pub struct Reach<'a> {
    /// The resource's own.
    pub service: Service,
    /// `account`
    pub account: &'a Field<String>,
    /// `region`
    pub region: &'a Field<String>,
}

impl<'s> Reach<'s> {
    /// The account's name, for messages.
    pub(super) fn name(&self) -> &'s str {
        self.account.text().unwrap_or(DEFAULT)
    }

    /// The region, when it is not the account's own.
    pub(super) fn elsewhere(&self, cx: &Cx<'_>) -> Option<&'s str> {
        let own = match cx.provider.alicloud.find(self.account) {
            Ok(Found::Account(account)) => account.region(),
            _ => None,
        };
        self.region.text().filter(|region| own != Some(*region))
    }

    /// The session, or the error that says why there is none. `doing` completes "… needs it now".
    pub(super) async fn session(&self, cx: &Cx<'_>, doing: &str) -> Result<Session, Diagnostic> {
        let found = cx.provider.alicloud.find(self.account);
        match found.map_err(|error| error.diagnostic())? {
            Found::Unknown { .. } => Err(unknown(doing)),
            Found::Account(account) => {
                let region = self.region_of(account)?;
                // That one alone has a host in each region.
                if self.service == Service::PrivateLink {
                    let checked = account.check_privatelink(region);
                    checked.map_err(|error| self.told(&error))?;
                }
                let session = account.session(&cx.operation, region).await;
                session.map_err(|error| self.told(&error))
            }
        }
    }

    /// The region: as given, else the account's own.
    pub(super) fn region_of<'a>(&self, account: &'a Account) -> Result<&'a str, Diagnostic>
    where
        's: 'a,
    {
        let region = self.region.text().or_else(|| account.region());
        region.ok_or_else(|| self.told(&account.no_region()))
    }

    /// Whether the account can sign in, as far as this machine alone can tell: the plan of a create needs
    /// to know, although it makes no other call.
    pub(super) async fn sign_in_locally(
        &self,
        cx: &Cx<'_>,
        account: &Account,
    ) -> Result<(), Diagnostic> {
        let asked = account.sign_in_locally(&cx.operation).await;
        asked.map_err(|error| self.told(&error))
    }

    /// The account's number: configured, or asked for.
    pub(super) async fn own_id(
        &self,
        cx: &Cx<'_>,
        session: &Session,
    ) -> Result<AccountId, Diagnostic> {
        let own = session.own_id(&cx.operation).await;
        own.map_err(|error| self.told(&error))
    }

    /// An account's error as users are told of it.
    pub(super) fn told(&self, problem: &Error) -> Diagnostic {
        account_error::told(self.name(), problem)
    }
}

impl Tenancy for Reach<'_> {
    type Session = Session;

    const TENANT: &'static str = "account";

    fn name(&self) -> &str {
        self.name()
    }

    fn is_unknown(&self, configured: &Configured) -> bool {
        configured.alicloud.is_unknown(self.account)
    }

    async fn session(&self, cx: &Cx<'_>, doing: &str) -> Result<Session, Diagnostic> {
        self.session(cx, doing).await
    }

    async fn at_read(&self, cx: &mut Cx<'_>, what: &str) -> Result<Option<Session>, Diagnostic> {
        let accounts = &cx.provider.alicloud;
        if !accounts.at_read(self.account, what, &mut cx.diagnostics) {
            return Ok(None);
        }
        self.session(cx, "the read").await.map(Some)
    }

    fn region(session: &Session) -> &str {
        session.region()
    }

    fn tenant(session: &Session) -> Option<&str> {
        session.seen_id().map(AccountId::as_str)
    }

    async fn ask_tenant(&self, cx: &Cx<'_>, session: &Session) -> Result<String, Diagnostic> {
        let own = self.own_id(cx, session).await?;
        Ok(own.to_string())
    }

    async fn learn_tenant(&self, cx: &Cx<'_>, session: &Session) -> Option<String> {
        let own = session.learned_id(&cx.operation).await;
        own.map(|own| own.to_string())
    }

    fn other_tenant(&self, what: &str, own: &str, stored: &str) -> Diagnostic {
        warn::other_tenant(what, &own.into(), stored, self.name())
    }
}

/// An account as a plan finds it.
pub(super) type AtPlan<'a> = Found<'a, Account>;

/// The account of a plan, see [`Accounts::at_plan`](crate::resource::accounts::Accounts::at_plan).
pub(super) fn at_plan<'a>(
    cx: &mut Cx<'a>,
    account: &Field<String>,
) -> Result<AtPlan<'a>, Diagnostic> {
    cx.provider.alicloud.at_plan(account, &mut cx.diagnostics)
}

/// Where a create will happen: its account and region, which is filled in when it is not configured.
/// `None` when a part of that comes with the apply.
pub(super) fn place_of_create<'a>(
    found: &AtPlan<'a>,
    service: Service,
    account: &Field<String>,
    configured: &Field<String>,
    region: &mut Field<String>,
) -> Result<Option<(&'a Account, String)>, Diagnostic> {
    let found = match found {
        AtPlan::Account(found) => *found,
        AtPlan::Unknown { region: known } => {
            if let (true, Some(known)) = (configured.is_null(), known) {
                *region = (*known).into();
            }
            return Ok(None);
        }
    };
    if configured.is_unknown() {
        return Ok(None);
    }
    let reach = Reach {
        service,
        account,
        region: configured,
    };
    let name = reach.region_of(found)?.to_owned();
    if configured.is_null() {
        *region = name.as_str().into();
    }
    found.check(&name).map_err(|error| reach.told(&error))?;
    Ok(Some((found, name)))
}
