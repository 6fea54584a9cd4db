//! How a resource reaches its tenant: account and region of its state or plan, to a session.

use super::account_error;
use crate::cloud::alicloud::account::{Account, Error, Session};
use crate::cloud::alicloud::ids::AccountId;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::resource::Context;
use crate::resource::accounts::{DEFAULT, Found, unknown};
use crate::resource::provider_config::Configured;

/// What a resource's context is here.
pub(super) type Cx<'a> = Context<'a, Configured>;

/// Account and region, as they stand in a state or a plan.
#[derive(Clone, Copy)]
pub(super) struct Reach<'a> {
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
        region.ok_or_else(|| self.told(&Error::NoRegion))
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

/// An account as a plan finds it.
pub(super) enum AtPlan<'a> {
    /// It can be asked.
    Account(&'a Account),
    /// It comes with the apply.
    Unknown {
        /// Its region, when that is known.
        region: Option<&'a str>,
    },
}

/// The account of a plan: a name that nobody configured is an error; one that comes with the apply
/// is a warning, once.
pub(super) fn at_plan<'a>(
    cx: &mut Cx<'a>,
    account: &Field<String>,
) -> Result<AtPlan<'a>, Diagnostic> {
    let accounts = &cx.provider.alicloud;
    match accounts.find(account).map_err(|error| error.diagnostic())? {
        Found::Account(account) => Ok(AtPlan::Account(account)),
        Found::Unknown { region } => {
            cx.diagnostics.extend(accounts.unknown_once());
            Ok(AtPlan::Unknown { region })
        }
    }
}

/// Where a create will happen: its account and region, which is filled in when it is not configured.
/// `None` when a part of that comes with the apply.
pub(super) fn place_of_create<'a>(
    found: &AtPlan<'a>,
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

/// The account of a read. `None` keeps the state: the account's name is gone from the configuration
/// or comes with the apply; the user has been warned.
pub(super) async fn at_read(
    cx: &mut Cx<'_>,
    reach: Reach<'_>,
    id: &str,
) -> Result<Option<Session>, Diagnostic> {
    let accounts = &cx.provider.alicloud;
    match accounts.find(reach.account) {
        Err(error) => {
            cx.warn(error.diagnostic().with(&format!(
                "Peering {id} was not read and stays in the state as it was. Name another \
                     account that reaches it, or forget it with `removed {{ lifecycle {{ destroy = \
                     false }} }}` or `terraform state rm`."
            )));
            Ok(None)
        }
        Ok(Found::Unknown { .. }) => {
            cx.diagnostics.extend(accounts.unknown_once());
            Ok(None)
        }
        Ok(Found::Account(_)) => reach.session(cx, "the read").await.map(Some),
    }
}

/// Whether the account comes with the apply.
pub(super) fn is_unknown(cx: &Cx<'_>, account: &Field<String>) -> bool {
    matches!(
        cx.provider.alicloud.find(account),
        Ok(Found::Unknown { .. })
    )
}
