//! Looks at what stands below something of the account's own: an endpoint that asks its service, a peering
//! of its cluster. What reads, plans and changes of account of such objects have in common, on all clouds.
//!
//! No attribute shows the tenant that owns the parent, so it is kept in private state: "not found" counts
//! only there.

use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::status::State;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::http::error::Failure;
use crate::operation::Operation;

use super::accounts;
use super::cloud::{AccountRef, Cloud};
use super::context::Cx;
use super::failure::{WITHOUT_READING, error, wordless};
use super::import_id::IMPORTED;
use super::run::About;

/// How old what is seen may be, at a refresh and at a plan.
const AT_REFRESH: Ask = Ask::Recent("refresh");
/// The same at a plan.
pub const AT_PLAN: Ask = Ask::Recent("plan");

/// An object by its place: its parent's id and its own.
pub trait Below: Sync {
    /// As the cloud shows it.
    type Object: Send;

    /// The account in a region.
    type Session: Sync;

    /// What the account owns, in a word.
    const PARENT: &'static str;

    /// The import id, in words.
    const FORM: &'static str;

    /// The object at the beginning of a message, such as `Peering 1`.
    fn what(&self) -> String;

    /// The object and its parent, such as `peering 1 of cluster 2`.
    fn whole(&self) -> String;

    /// Where it stands.
    fn status(object: &Self::Object) -> State;

    /// Reads it, alone or together with others.
    fn read(
        &self,
        session: &Self::Session,
        operation: &Operation,
        ask: Ask,
    ) -> impl Future<Output = Result<Observed<Self::Object>, Failure>> + Send;
}

/// Looks: where, and what was seen. `doing` completes "… needs it now".
///
/// # Errors
/// What the user is told when nothing can be seen.
pub async fn look<C: Cloud, B: Below<Session = C::Session>>(
    cx: &Cx<'_>,
    place: &B,
    account: AccountRef<'_, C>,
    ask: Ask,
    doing: &str,
) -> Result<(C::Session, Observed<B::Object>), Diagnostic> {
    let session = account.session(cx, doing).await?;
    let seen = place.read(&session, &cx.operation, ask).await;
    let seen = seen.map_err(|failure| {
        let what = place.what();
        error(format!("{what} cannot be looked up for {doing}"), &failure)
    })?;
    Ok((session, seen))
}

/// Where the object stands, looked at for the plan of its destroy.
///
/// # Errors
/// What keeps it from being seen.
pub async fn status<C: Cloud, B: Below<Session = C::Session>>(
    cx: &Cx<'_>,
    place: &B,
    account: AccountRef<'_, C>,
) -> Result<State, Diagnostic> {
    let (_, seen) = look(cx, place, account, AT_PLAN, "the plan").await?;
    let seen = seen.there().filter(|object| !B::status(object).is_gone());
    Ok(seen.as_ref().map_or(State::Absent, B::status))
}

/// What a read saw.
#[allow(
    clippy::large_enum_variant,
    reason = "one lives at a time, and not for long"
)]
pub enum Seen<T, S> {
    /// It could not be read; the user knows why, and the state stays.
    AsItWas,
    /// It is gone.
    Gone,
    /// It is there.
    There {
        /// Where it was seen.
        session: S,
        /// The object.
        object: T,
        /// Whether this is the first read after an import.
        origin: Origin,
    },
}

/// Where the state of a read came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An apply, or an earlier read.
    State,
    /// An import: the state is nearly empty.
    Import,
}

/// Reads for a refresh, or after an import.
///
/// # Errors
/// What the user is told when nothing can be read, or when there is nothing to import.
pub async fn read<C: Cloud, B: Below<Session = C::Session>>(
    cx: &mut Cx<'_>,
    place: &B,
    account: AccountRef<'_, C>,
    about: &About,
) -> Result<Seen<B::Object, C::Session>, Diagnostic> {
    cx.provider.run.reads(&about.subject, about.role);
    let imported = cx.private.has(IMPORTED);
    if imported && account.is_unknown(cx.provider) {
        return Err(accounts::unknown("the import"));
    }
    let session = account.at_read(cx, &place.what()).await;
    let Some(session) = session.map_err(|error| error.with(WITHOUT_READING))? else {
        return Ok(Seen::AsItWas);
    };
    let seen = place.read(&session, &cx.operation, AT_REFRESH).await;
    let seen = seen.map_err(|failure| {
        let told = error(format!("{} cannot be read", place.what()), &failure);
        told.with(WITHOUT_READING)
    })?;
    let refusal = match seen {
        Observed::There(object) if !B::status(&object).is_gone() => {
            cx.private.clear(IMPORTED);
            cx.provider.run.saw(&about.subject, B::status(&object));
            let origin = if imported {
                keep::<C>(cx, &session).await;
                Origin::Import
            } else {
                if let Some(tenant) = C::seen_tenant(&session) {
                    cx.private.keep(C::TENANT, tenant);
                }
                Origin::State
            };
            return Ok(Seen::There {
                session,
                object,
                origin,
            });
        }
        Observed::There(_) => None,
        Observed::Absent(refusal) => refusal,
    };
    if imported {
        let whose = match C::learned_tenant(&session, &cx.operation).await {
            Some(tenant) => format!("The {} {tenant}", C::TENANT),
            None => format!("Account {:?}", account.name()),
        };
        let told = Diagnostic::error(
            format!("There is no {} to import", place.whole()),
            format!(
                "{whose} does not see it in region {:?}. Check both ids, and name account and region \
                 when they are not the default ones: {}.",
                C::region(&session),
                B::FORM
            ),
        );
        return Err(match refusal {
            Some(refusal) => told.with(&refusal.to_string()),
            None => told,
        });
    }
    gone(cx, place, account, &session).await?;
    cx.provider.run.saw(&about.subject, State::Absent);
    cx.diagnostics.extend(wordless(&place.what(), refusal));
    Ok(Seen::Gone)
}

/// Remembers whose the parent is. Where that cannot be learned, "not found" will count.
pub async fn keep<C: Cloud>(cx: &mut Cx<'_>, session: &C::Session) {
    if let Some(tenant) = C::learned_tenant(session, &cx.operation).await {
        cx.private.keep(C::TENANT, &tenant);
    }
}

/// Whether "not found" means gone: only to the tenant that the state belongs to.
///
/// # Errors
/// What the user is told of another tenant.
pub async fn gone<C: Cloud>(
    cx: &Cx<'_>,
    place: &impl Below,
    account: AccountRef<'_, C>,
    session: &C::Session,
) -> Result<(), Diagnostic> {
    if cx.private.text(C::TENANT).is_none() {
        return Ok(());
    }
    let own = account.tenant(&cx.operation, session).await?;
    gone_to(cx, place, account, &own)
}

/// The same, to the tenant `own`.
///
/// # Errors
/// Likewise.
pub fn gone_to<C: Cloud>(
    cx: &Cx<'_>,
    place: &impl Below,
    account: AccountRef<'_, C>,
    own: &str,
) -> Result<(), Diagnostic> {
    match cx.private.text(C::TENANT) {
        Some(stored) if stored != own => {
            Err(C::other_tenant(&place.what(), own, stored, account.name()))
        }
        _ => Ok(()),
    }
}

/// Whether another account finds the same object.
///
/// # Errors
/// What the user is told when it does not.
pub fn same_object<B: Below>(
    place: &B,
    account: AccountRef<'_, impl Cloud>,
    seen: &Observed<B::Object>,
) -> Result<(), Diagnostic> {
    if matches!(seen, Observed::There(_)) {
        return Ok(());
    }
    let mut what = place.what();
    what.get_mut(..1).map(str::make_ascii_lowercase);
    Err(Diagnostic::error(
        format!("Account {:?} does not find {what}", account.name()),
        format!(
            "An account says how to reach an object, not what it is: the new one has to find the same \
             object. Put account back, or name one of the tenant that owns the {}.",
            B::PARENT
        ),
    )
    .at(Path::to("account")))
}
