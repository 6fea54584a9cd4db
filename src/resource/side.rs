//! Looks at a peering from one of its two sides: what reads and changes of account have in common, on all
//! clouds.

use super::accounts;
use super::below::{Cx, Origin, Seen, Tenancy};
use super::failure::{WITHOUT_READING, error, wordless};
use super::import_id::IMPORTED;
use super::run::About;
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::run_log::Role;
use crate::connection::status::Status;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::path::Path;
use crate::http::error::Failure;
use crate::operation::Operation;

/// Whom a resource speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Who asks.
    Requester,
    /// Who is asked.
    Accepter,
}

/// How the tenant of a side is reached on one cloud, and what it sees there.
pub trait Sides: Tenancy {
    /// A peering as the cloud shows it.
    type Peering: Send + Sync;

    /// Who else may be named when a new account does not find the peering: "Put account back, or name …".
    const ANOTHER: &'static str;

    /// Reads a peering, alone or together with others.
    fn read(
        session: &Self::Session,
        operation: &Operation,
        id: &str,
        ask: Ask,
    ) -> impl Future<Output = Result<Observed<Self::Peering>, Failure>> + Send;

    /// Whether it is as good as gone.
    fn is_leaving(peering: &Self::Peering) -> bool;

    /// Where it stands.
    fn status(peering: &Self::Peering) -> Status;

    /// What a user should know of a peering that is there.
    fn notice(_peering: &Self::Peering) -> Option<Diagnostic> {
        None
    }

    /// The error for an account that is not on `side`. Where it cannot be asked which one it is, the cloud's
    /// own refusal has to do.
    fn check(
        &self,
        cx: &Cx<'_>,
        session: &Self::Session,
        side: Side,
        peering: &Self::Peering,
    ) -> impl Future<Output = Result<(), Diagnostic>> + Send;

    /// What is said of the account `own`, where `side` is `theirs`.
    fn wrong_side(&self, id: &str, side: Side, own: &str, theirs: &str) -> Diagnostic;

    /// What an import is told of a peering that is not there.
    fn not_found(&self, session: &Self::Session, id: &str) -> Diagnostic;

    /// Whether "not found" means gone: only to the tenant that the state belongs to.
    fn gone(
        &self,
        cx: &Cx<'_>,
        session: &Self::Session,
        id: &str,
        tenant: &Field<String>,
    ) -> impl Future<Output = Result<(), Diagnostic>> + Send;
}

impl Side {
    /// The word for messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Requester => "requester",
            Self::Accepter => "accepter",
        }
    }

    /// The same for the log of the run.
    pub fn role(self) -> Role {
        match self {
            Self::Requester => Role::Requester,
            Self::Accepter => Role::Accepter,
        }
    }

    /// How old what it sees may be when it refreshes.
    fn at_refresh(self) -> Ask {
        Ask::Recent(self.word())
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
    pub fn check_state(
        self,
        reach: impl Sides,
        own: &str,
        tenant: &Field<String>,
        id: &str,
    ) -> Result<(), Diagnostic> {
        match tenant.text() {
            Some(theirs) if theirs != own => Err(reach.wrong_side(id, self, own, theirs)),
            _ => Ok(()),
        }
    }

    /// Reads a peering for a refresh, or after an import. `tenant` is whose this side is as it stands in the
    /// state.
    ///
    /// # Errors
    /// What the user is told when nothing can be read, or when there is nothing to import.
    pub async fn read<R: Sides>(
        self,
        cx: &mut Cx<'_>,
        reach: R,
        id: &str,
        tenant: &Field<String>,
        about: &About,
    ) -> Result<Seen<R::Peering, R::Session>, Diagnostic> {
        cx.provider.run.reads(&about.subject, about.role);
        let imported = cx.private.has(IMPORTED);
        if imported && reach.is_unknown(cx.provider) {
            return Err(accounts::unknown("the import"));
        }
        let what = format!("Peering {id}");
        let session = reach.at_read(cx, &what).await;
        let Some(session) = session.map_err(|error| error.with(WITHOUT_READING))? else {
            return Ok(Seen::AsItWas);
        };
        let seen = R::read(&session, &cx.operation, id, self.at_refresh()).await;
        let seen = seen.map_err(|failure| {
            error(format!("{what} cannot be read"), &failure).with(WITHOUT_READING)
        })?;
        let seen = match seen {
            Observed::There(peering) => Some(peering).filter(|peering| !R::is_leaving(peering)),
            Observed::Absent(refusal) => {
                cx.diagnostics.extend(wordless(&what, refusal));
                None
            }
        };
        let Some(peering) = seen else {
            if imported {
                return Err(reach.not_found(&session, id));
            }
            reach.gone(cx, &session, id, tenant).await?;
            cx.provider.run.saw(&about.subject, Status::Absent);
            return Ok(Seen::Gone);
        };
        cx.provider.run.saw(&about.subject, R::status(&peering));
        if self == Self::Accepter {
            about.keep_whether_asked(cx);
        }
        cx.diagnostics.extend(R::notice(&peering));
        let origin = if imported {
            reach.check(cx, &session, self, &peering).await?;
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
    pub async fn status<R: Sides>(
        self,
        cx: &Cx<'_>,
        reach: R,
        id: &str,
    ) -> Result<Status, Diagnostic> {
        let session = reach.session(cx, "the plan").await?;
        let seen = R::read(&session, &cx.operation, id, self.at_plan()).await;
        let seen =
            seen.map_err(|failure| error(format!("Peering {id} cannot be read"), &failure))?;
        let seen = seen.there().filter(|peering| !R::is_leaving(peering));
        Ok(seen.as_ref().map_or(Status::Absent, R::status))
    }

    /// Whether another account finds the same peering, on the same side.
    ///
    /// # Errors
    /// What the user is told when it does not.
    pub async fn same_object<R: Sides>(
        self,
        cx: &Cx<'_>,
        reach: R,
        id: &str,
        ask: Ask,
    ) -> Result<(), Diagnostic> {
        let session = reach.session(cx, "the change of account").await?;
        let seen = R::read(&session, &cx.operation, id, ask).await;
        let at = |told: Diagnostic| told.at(Path::to("account"));
        let name = reach.name();
        let seen = seen.map_err(|failure| {
            let summary = format!("Peering {id} cannot be read through account {name:?}");
            at(error(summary, &failure))
        })?;
        match seen {
            Observed::There(peering) => reach.check(cx, &session, self, &peering).await,
            Observed::Absent(_) => Err(at(Diagnostic::error(
                format!("Account {name:?} does not find peering {id}"),
                format!(
                    "An account says how to reach an object, not what it is: the new one has to find the \
                     same object. Put account back, or name {}.",
                    R::ANOTHER
                ),
            ))),
        }
    }
}
