//! Looks at a peering from one of its two sides: what reads and changes of account have in common, on all
//! clouds.

use super::accounts;
use super::below::{Origin, Seen};
use super::cloud::{AccountRef, Cloud};
use super::context::Cx;
use super::failure::{WITHOUT_READING, error, wordless};
use super::import_id::IMPORTED;
use super::peering_api::PeeringApi;
use super::run::About;
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::peering::{Peering, Role};
use crate::connection::status::State;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::path::Path;

impl Role {
    /// How old what it sees may be when it refreshes.
    fn at_refresh(self) -> Ask {
        Ask::Recent(self.as_str())
    }

    /// How old what it sees may be when it plans.
    pub fn at_plan(self) -> Ask {
        Ask::Recent(match self {
            Self::Requester => "requester's plan",
            Self::Accepter => "accepter's plan",
        })
    }

    /// The error for an account that is not the one that the state names for this side.
    ///
    /// # Errors
    /// What the user is told of another one.
    pub fn check_state<C: PeeringApi>(
        self,
        account: AccountRef<'_, C>,
        own: &str,
        tenant: Field<&str>,
        id: &str,
    ) -> Result<(), Diagnostic> {
        match tenant.text() {
            Some(theirs) if theirs != own => {
                Err(wrong_side::<C>(id, self, own, theirs, account.name()))
            }
            _ => Ok(()),
        }
    }

    /// The error for an account that is not on this side of a peering. Where it cannot be asked which one it
    /// is, the cloud's own refusal has to do.
    ///
    /// # Errors
    /// What the user is told of another one.
    pub async fn check<C: PeeringApi>(
        self,
        cx: &Cx<'_>,
        account: AccountRef<'_, C>,
        session: &C::Session,
        peering: &Peering<C::Extra>,
    ) -> Result<(), Diagnostic> {
        let Some(theirs) = peering.tenant(self) else {
            return Ok(());
        };
        match C::tenant(session, &cx.operation).await {
            Ok(own) if own != theirs => Err(wrong_side::<C>(
                peering.id.as_str(),
                self,
                &own,
                theirs,
                account.name(),
            )),
            _ => Ok(()),
        }
    }

    /// Reads a peering for a refresh, or after an import. `tenant` is whose this side is as it stands in the
    /// state.
    ///
    /// # Errors
    /// What the user is told when nothing can be read, or when there is nothing to import.
    pub async fn read<C: PeeringApi>(
        self,
        cx: &mut Cx<'_>,
        account: AccountRef<'_, C>,
        id: &str,
        tenant: Field<&str>,
        about: &About,
    ) -> Result<Seen<Peering<C::Extra>, C::Session>, Diagnostic> {
        cx.provider.run.reads(&about.subject, about.role);
        let imported = cx.private.has(IMPORTED);
        if imported && account.is_unknown(cx.provider) {
            return Err(accounts::unknown("the import"));
        }
        let what = format!("Peering {id}");
        let session = account.at_read(cx, &what).await;
        let Some(session) = session.map_err(|error| error.with(WITHOUT_READING))? else {
            return Ok(Seen::AsItWas);
        };
        let seen = C::read(&session, &cx.operation, id, self.at_refresh()).await;
        let seen = seen.map_err(|failure| {
            error(format!("{what} cannot be read"), &failure).with(WITHOUT_READING)
        })?;
        let seen = match seen {
            Observed::There(peering) => Some(peering).filter(|peering| !peering.state().is_gone()),
            Observed::Absent(refusal) => {
                cx.diagnostics.extend(wordless(&what, refusal));
                None
            }
        };
        let Some(peering) = seen else {
            if imported {
                return Err(C::not_found(&session, id, account.name()));
            }
            gone(cx, account, &session, id, tenant).await?;
            cx.provider.run.saw(&about.subject, State::Absent);
            return Ok(Seen::Gone);
        };
        cx.provider.run.saw(&about.subject, peering.state().clone());
        if self == Self::Accepter {
            about.keep_whether_asked(cx);
        }
        cx.diagnostics.extend(C::notice(&peering));
        let origin = if imported {
            self.check(cx, account, &session, &peering).await?;
            cx.private.clear(IMPORTED);
            Origin::Import
        } else {
            Origin::State
        };
        Ok(Seen::There {
            session,
            object: peering,
            origin,
        })
    }

    /// Where a peering stands, looked at for the plan of its destroy.
    ///
    /// # Errors
    /// What keeps it from being seen.
    pub async fn status<C: PeeringApi>(
        self,
        cx: &Cx<'_>,
        account: AccountRef<'_, C>,
        id: &str,
    ) -> Result<State, Diagnostic> {
        let session = account.session(cx, "the plan").await?;
        let seen = C::read(&session, &cx.operation, id, self.at_plan()).await;
        let seen =
            seen.map_err(|failure| error(format!("Peering {id} cannot be read"), &failure))?;
        let seen = seen.there();
        Ok(seen
            .as_ref()
            .map_or(State::Absent, |one| one.state().clone()))
    }

    /// Whether another account finds the same peering, on the same side.
    ///
    /// # Errors
    /// What the user is told when it does not.
    pub async fn same_object<C: PeeringApi>(
        self,
        cx: &Cx<'_>,
        account: AccountRef<'_, C>,
        id: &str,
        ask: Ask,
    ) -> Result<(), Diagnostic> {
        let session = account.session(cx, "the change of account").await?;
        let seen = C::read(&session, &cx.operation, id, ask).await;
        let at = |told: Diagnostic| told.at(Path::to("account"));
        let name = account.name();
        let seen = seen.map_err(|failure| {
            let summary = format!("Peering {id} cannot be read through account {name:?}");
            at(error(summary, &failure))
        })?;
        match seen {
            Observed::There(peering) => self.check(cx, account, &session, &peering).await,
            Observed::Absent(_) => Err(at(Diagnostic::error(
                format!("Account {name:?} does not find peering {id}"),
                format!(
                    "An account says how to reach an object, not what it is: the new one has to find the \
                     same object. Put account back, or name {}.",
                    C::WORDS.same_tenant
                ),
            ))),
        }
    }
}

/// The error for an account that is not the side that a resource speaks for.
fn wrong_side<C: PeeringApi>(
    id: &str,
    role: Role,
    own: &str,
    theirs: &str,
    account: &str,
) -> Diagnostic {
    let (side, whose) = (role.as_str(), C::WORDS.own_tenant);
    Diagnostic::error(
        format!("Account {account:?} is not the {side} of peering {id}"),
        format!(
            "The {side} is {theirs}; {whose} {own}. Name in account the one that belongs to {theirs}."
        ),
    )
    .at(Path::to("account"))
}

/// Whether "not found" means gone: only to the tenant that the state belongs to.
///
/// # Errors
/// What the user is told of another tenant.
pub async fn gone<C: Cloud>(
    cx: &Cx<'_>,
    account: AccountRef<'_, C>,
    session: &C::Session,
    id: &str,
    tenant: Field<&str>,
) -> Result<(), Diagnostic> {
    if tenant.text().is_none() {
        return Ok(());
    }
    // What was just learned was perhaps learned after the end: a delete that was interrupted is looked at.
    let own = account.tenant(&cx.operation.last_look(), session).await?;
    gone_to(account, &own, id, tenant)
}

/// The same, to the tenant `own`.
///
/// # Errors
/// Likewise.
pub fn gone_to<C: Cloud>(
    account: AccountRef<'_, C>,
    own: &str,
    id: &str,
    tenant: Field<&str>,
) -> Result<(), Diagnostic> {
    match tenant.text() {
        Some(stored) if stored != own => {
            let what = format!("Peering {id}");
            Err(C::other_tenant(&what, own, stored, account.name()))
        }
        _ => Ok(()),
    }
}
