//! Looks at what stands below something of the account's own: an endpoint that asks its service, a peering
//! of its cluster. What reads, plans and changes of account of such objects have in common.
//!
//! No attribute shows the project that owns the parent, so it is kept in private state: "not found" counts
//! only there.

use super::reach::{Cx, Reach, at_read};
use super::side::IMPORTED;
use super::warn;
use crate::cloud::huaweicloud::account::Session;
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::framework::private::Private;
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::resource::accounts;
use crate::resource::failure::{WITHOUT_READING, error, wordless};

/// Where the project is kept.
const PROJECT: &str = "project";

/// How old what is seen may be, at a refresh and at a plan.
const AT_REFRESH: Ask = Ask::Recent("refresh");
pub(super) const AT_PLAN: Ask = Ask::Recent("plan");

/// An object by its place: its parent's id and its own.
pub(super) trait Below: Sync {
    /// As the cloud shows it.
    type Object: Send;

    /// What the account owns, in a word.
    const PARENT: &'static str;

    /// The import id, in words.
    const FORM: &'static str;

    /// The object at the beginning of a message, such as `Peering 1`.
    fn what(&self) -> String;

    /// The object and its parent, such as `peering 1 of cluster 2`.
    fn whole(&self) -> String;

    /// Whether it is as good as gone.
    fn is_leaving(object: &Self::Object) -> bool;

    /// Reads it, alone or together with others.
    fn read(
        &self,
        session: &Session,
        operation: &Operation,
        ask: Ask,
    ) -> impl Future<Output = Result<Observed<Self::Object>, Failure>> + Send;
}

/// Looks: where, and what was seen. `doing` completes "… needs it now".
pub(super) async fn look<B: Below>(
    cx: &Cx<'_>,
    place: &B,
    reach: Reach<'_>,
    ask: Ask,
    doing: &str,
) -> Result<(Session, Observed<B::Object>), Diagnostic> {
    let session = reach.session(cx, doing).await?;
    let seen = place.read(&session, &cx.operation, ask).await;
    let seen = seen.map_err(|failure| {
        let what = place.what();
        error(format!("{what} cannot be looked up for {doing}"), &failure)
    })?;
    Ok((session, seen))
}

/// What a read saw.
#[allow(
    clippy::large_enum_variant,
    reason = "one lives at a time, and not for long"
)]
pub(super) enum Seen<T> {
    /// It could not be read; the user knows why, and the state stays.
    AsItWas,
    /// It is gone.
    Gone,
    /// It is there.
    There {
        /// Where it was seen.
        session: Session,
        /// The object.
        object: T,
        /// Whether this is the first read after an import.
        imported: bool,
    },
}

/// Reads for a refresh, or after an import.
pub(super) async fn read<B: Below>(
    cx: &mut Cx<'_>,
    place: &B,
    reach: Reach<'_>,
) -> Result<Seen<B::Object>, Diagnostic> {
    let imported = cx.private.has(IMPORTED);
    if imported && cx.provider.huaweicloud.is_unknown(reach.account) {
        return Err(accounts::unknown("the import"));
    }
    let session = at_read(cx, reach, &place.what()).await;
    let Some(session) = session.map_err(|error| error.with(WITHOUT_READING))? else {
        return Ok(Seen::AsItWas);
    };
    let seen = place.read(&session, &cx.operation, AT_REFRESH).await;
    let seen = seen.map_err(|failure| {
        let told = error(format!("{} cannot be read", place.what()), &failure);
        told.with(WITHOUT_READING)
    })?;
    let refusal = match seen {
        Observed::There(object) if !B::is_leaving(&object) => {
            cx.private.clear(IMPORTED);
            keep(&mut cx.private, &session);
            return Ok(Seen::There {
                session,
                object,
                imported,
            });
        }
        Observed::There(_) => None,
        Observed::Absent(refusal) => refusal,
    };
    if imported {
        let told = Diagnostic::error(
            format!("There is no {} to import", place.whole()),
            format!(
                "Project {} does not see it in region {:?}. Check both ids, and name account and region \
                 when they are not the default ones: {}.",
                session.project,
                session.region(),
                B::FORM
            ),
        );
        return Err(match refusal {
            Some(refusal) => told.with(&refusal.to_string()),
            None => told,
        });
    }
    gone(&cx.private, &session, place, reach.name())?;
    cx.diagnostics.extend(wordless(&place.what(), refusal));
    Ok(Seen::Gone)
}

/// Remembers whose the parent is.
pub(super) fn keep(private: &mut Private, session: &Session) {
    private.keep(PROJECT, session.project.as_str());
}

/// Whether "not found" means gone: only to the project that the state belongs to.
pub(super) fn gone(
    private: &Private,
    session: &Session,
    place: &impl Below,
    account: &str,
) -> Result<(), Diagnostic> {
    match private.text(PROJECT) {
        Some(project) if project != session.project.as_str() => Err(warn::other_tenant(
            &place.what(),
            &session.project,
            project,
            account,
        )),
        _ => Ok(()),
    }
}

/// Whether another account finds the same object.
pub(super) fn same_object<B: Below>(
    place: &B,
    account: &str,
    seen: &Observed<B::Object>,
) -> Result<(), Diagnostic> {
    if matches!(seen, Observed::There(_)) {
        return Ok(());
    }
    let mut what = place.what();
    what.get_mut(..1).map(str::make_ascii_lowercase);
    Err(Diagnostic::error(
        format!("Account {account:?} does not find {what}"),
        format!(
            "An account says how to reach an object, not what it is: the new one has to find the same \
             object. Put account back, or name one of the project that owns the {}.",
            B::PARENT
        ),
    )
    .at(Path::to("account")))
}
