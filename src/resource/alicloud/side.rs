//! Looks at a peering from one of its two sides: what reads, imports and changes of account have in
//! common.

use super::destroy::gone;
use super::reach::{Cx, Reach, at_read};
use super::warn;
use crate::cloud::alicloud::account::Session;
use crate::cloud::alicloud::ids::AccountId;
use crate::cloud::alicloud::peering::{Peering, Peerings, Status};
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::path::Path;
use crate::resource::accounts;
use crate::resource::failure::{WITHOUT_READING, error, wordless};
use crate::resource::import_id::{Form, IMPORTED, ImportId};

/// Whom a resource speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Who asks.
    Requester,
    /// Who is asked.
    Accepter,
}

/// What a read saw.
#[allow(
    clippy::large_enum_variant,
    reason = "one lives at a time, and not for long"
)]
pub(super) enum Seen {
    /// It could not be read; the user knows why, and the state stays.
    AsItWas,
    /// It is gone.
    Gone,
    /// It is there.
    There {
        /// The peering.
        peering: Peering,
        /// Whether this is the first read after an import.
        origin: Origin,
    },
}

/// Where the state of a read came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// An apply, or an earlier read.
    State,
    /// An import: the state is nearly empty.
    Import,
}

impl Side {
    /// The word for messages.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Requester => "requester",
            Self::Accepter => "accepter",
        }
    }

    fn account(self, peering: &Peering) -> Option<&AccountId> {
        match self {
            Self::Requester => peering.requester.account.as_ref(),
            Self::Accepter => peering.accepter.account.as_ref(),
        }
    }

    /// How old what it sees may be when it refreshes.
    fn at_refresh(self) -> Ask {
        Ask::Recent(self.word())
    }

    /// How old what it sees may be when it plans.
    pub(super) fn at_plan(self) -> Ask {
        Ask::Recent(match self {
            Self::Requester => "requester's plan",
            Self::Accepter => "accepter's plan",
        })
    }

    /// The error for an account that is not on this side. Where it cannot be asked which one it is, the
    /// cloud's own refusal has to do.
    pub(super) async fn check(
        self,
        cx: &Cx<'_>,
        session: &Session,
        peering: &Peering,
        account: &str,
    ) -> Result<(), Diagnostic> {
        let Ok(own) = session.own_id(&cx.operation).await else {
            return Ok(());
        };
        match self.account(peering) {
            Some(theirs) if *theirs != own => Err(warn::wrong_side(
                peering.id.as_str(),
                self.word(),
                &own,
                theirs,
                account,
            )),
            _ => Ok(()),
        }
    }

    /// The error for an account that is not the one that the state names for this side.
    pub(super) fn check_state(
        self,
        own: &AccountId,
        tenant: &Field<String>,
        reach: Reach<'_>,
        id: &str,
    ) -> Result<(), Diagnostic> {
        match tenant.text() {
            Some(tenant) if tenant != own.as_str() => Err(warn::wrong_side(
                id,
                self.word(),
                own,
                &tenant.into(),
                reach.name(),
            )),
            _ => Ok(()),
        }
    }

    /// Reads a peering. `tenant` is the account of this side as it stands in the state.
    pub(super) async fn read(
        self,
        cx: &mut Cx<'_>,
        reach: Reach<'_>,
        id: &str,
        tenant: &Field<String>,
    ) -> Result<Seen, Diagnostic> {
        let imported = cx.private.has(IMPORTED);
        if imported && cx.provider.alicloud.is_unknown(reach.account) {
            return Err(accounts::unknown("the import"));
        }
        let session = at_read(cx, reach, &format!("Peering {id}")).await;
        let Some(session) = session.map_err(|error| error.with(WITHOUT_READING))? else {
            return Ok(Seen::AsItWas);
        };
        let seen = Peerings(&session)
            .read(&cx.operation, &id.into(), self.at_refresh())
            .await;
        let seen = match seen {
            Ok(Observed::There(peering)) => Some(peering),
            Ok(Observed::Absent(refusal)) => {
                if let Some(warning) = wordless(&format!("Peering {id}"), refusal) {
                    cx.warn(warning);
                }
                None
            }
            Err(failure) => {
                let told = error(format!("Peering {id} cannot be read"), &failure);
                return Err(told.with(WITHOUT_READING));
            }
        };
        let gone_by =
            |peering: &Peering| matches!(peering.status, Status::Deleting | Status::Deleted);
        let Some(peering) = seen.filter(|peering| !gone_by(peering)) else {
            if imported {
                return Err(warn::not_found(id, reach.name()));
            }
            gone(cx, &session, id, tenant, reach).await?;
            return Ok(Seen::Gone);
        };
        cx.diagnostics.extend(warn::locked(&peering));
        if !imported {
            return Ok(Seen::There {
                peering,
                origin: Origin::State,
            });
        }
        self.check(cx, &session, &peering, reach.name()).await?;
        cx.private.clear(IMPORTED);
        Ok(Seen::There {
            peering,
            origin: Origin::Import,
        })
    }

    /// Whether another account finds the same peering, on the same side.
    pub(super) async fn same_object(
        self,
        cx: &Cx<'_>,
        reach: Reach<'_>,
        id: &str,
        ask: Ask,
    ) -> Result<(), Diagnostic> {
        let name = reach.name();
        let session = reach.session(cx, "the change of account").await?;
        let seen = Peerings(&session)
            .read(&cx.operation, &id.into(), ask)
            .await;
        let seen = seen.map_err(|failure| {
            error(
                format!("Peering {id} cannot be read through account {name:?}"),
                &failure,
            )
            .at(Path::to("account"))
        })?;
        match seen {
            Observed::There(peering) => self.check(cx, &session, &peering, name).await,
            Observed::Absent(_) => Err(Diagnostic::error(
                format!("Account {name:?} does not find peering {id}"),
                "An account says how to reach an object, not what it is: the new one has to find \
                 the same object. Put account back, or name another one of the same tenant.",
            )
            .at(Path::to("account"))),
        }
    }
}

/// Takes an import id apart and marks the object, so that its first read knows.
pub(super) fn import(cx: &mut Cx<'_>, form: Form, id: &str) -> Result<ImportId, Diagnostic> {
    let id = ImportId::parse(id, form, |name| cx.provider.alicloud.exists(name))?;
    cx.private.set(IMPORTED);
    Ok(id)
}
