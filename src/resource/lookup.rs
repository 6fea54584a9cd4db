//! Looks at the object that a resource is about: what reads, plans and changes of account have in common, for
//! peerings and endpoint connections on all clouds.
//!
//! "Not found" counts only in the tenant that the state belongs to, see [`Owner`].

use crate::connection::handle::{Handle, Watched};
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::peering::Role;
use crate::connection::run_log::Subject;
use crate::connection::source::Source;
use crate::connection::status::{State, Status};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::moved::MOVED;
use crate::framework::object::Object;
use crate::framework::path::Path;
use crate::framework::private::Private;
use crate::http::error::Failure;
use crate::operation::Operation;

use super::accounts;
use super::cloud::{AccountRef, Cloud, other_tenant};
use super::context::Cx;
use super::failure::{WITHOUT_READING, error, small, wordless};
use super::import_id::{Form, IMPORTED};
use super::run::About;

/// How old what is seen may be at a refresh, where one resource reads the object.
pub const AT_REFRESH: Ask = Ask::Recent("refresh");
/// The same at a plan.
pub const AT_PLAN: Ask = Ask::Recent("plan");

/// Whose the object is, or its parent, so that "not found" means gone.
#[derive(Clone, Copy, Debug)]
pub enum Owner<'a> {
    /// An attribute of the state shows it.
    Shown(Field<&'a str>),
    /// No attribute shows it, so it is kept in private state: that of a parent's owner.
    Kept,
}

impl<'a> Owner<'a> {
    /// The tenant, as far as it is known.
    pub fn stored<'b, C: Cloud>(self, private: &'b Private) -> Option<&'b str>
    where
        'a: 'b,
    {
        match self {
            Self::Shown(tenant) => tenant.text(),
            Self::Kept => private.text(C::TENANT),
        }
    }
}

/// An object as the cloud shows it.
pub type ObjectOf<B> = <<B as Lookup>::Source as Source>::Object;

/// An object by its place: its id, below its parent's where it has one.
pub trait Lookup: Sized + Sync {
    /// The calls about such objects.
    type Source: Watched;

    /// The account in a region.
    type Session: Sync;

    /// Whom to name when a new account does not find the object: "Put account back, or name …".
    const SAME_TENANT: &'static str;

    /// The import id.
    const FORM: Form;

    /// The place of a state, or of a plan that knows it.
    fn of(state: &Object) -> Self;

    /// What a run keeps of it, whichever resource is about it.
    fn subject(&self) -> Subject;

    /// The object at the beginning of a message, such as `Peering 1`.
    fn what(&self) -> String;

    /// It, as a resource is about it that speaks for this side.
    fn about(&self, role: Role, resource: &'static str) -> About {
        About {
            subject: self.subject(),
            role,
            what: self.what(),
            resource,
        }
    }

    /// The object and its parent, such as `peering 1 of cluster 2`.
    fn whole(&self) -> String;

    /// The id of its resource.
    fn id(&self) -> String;

    /// Where it stands.
    fn status(object: &ObjectOf<Self>) -> &Status;

    /// The object, to be read, watched and changed.
    fn one(&self, session: &Self::Session) -> Handle<Self::Source>;

    /// Reads it, alone or together with others.
    fn read(
        &self,
        session: &Self::Session,
        operation: &Operation,
        ask: Ask,
    ) -> impl Future<Output = Result<Observed<ObjectOf<Self>>, Failure>> + Send {
        async move { self.one(session).read(operation, ask).await }
    }
}

/// Looks: where, and what was seen. `doing` completes "… needs it now".
///
/// # Errors
/// What the user is told when nothing can be seen.
pub async fn look<C: Cloud, B: Lookup<Session = C::Session>>(
    cx: &Cx<'_>,
    place: &B,
    account: AccountRef<'_, C>,
    ask: Ask,
    doing: &str,
) -> Result<(C::Session, Observed<ObjectOf<B>>), Diagnostic> {
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
pub async fn status<C: Cloud, B: Lookup<Session = C::Session>>(
    cx: &Cx<'_>,
    place: &B,
    account: AccountRef<'_, C>,
    ask: Ask,
) -> Result<State, Diagnostic> {
    let (_, seen) = look(cx, place, account, ask, "the plan").await?;
    let state = |object: &ObjectOf<B>| B::status(object).state().clone();
    let seen = seen.there().as_ref().map(state);
    Ok(seen.filter(|seen| !seen.is_gone()).unwrap_or(State::Absent))
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
    /// Another provider: the state says what that one knew.
    Moved,
}

/// Reads for a refresh, or after an import.
///
/// # Errors
/// What the user is told when nothing can be read, or when there is nothing to import.
pub async fn read<C: Cloud, B: Lookup<Session = C::Session>>(
    cx: &mut Cx<'_>,
    place: &B,
    account: AccountRef<'_, C>,
    owner: Owner<'_>,
    (about, ask): (&About, Ask),
) -> Result<Seen<ObjectOf<B>, C::Session>, Diagnostic> {
    cx.provider.run.reads(&about.subject, about.role);
    let (imported, moved) = (cx.private.has(IMPORTED), cx.private.has(MOVED));
    if imported && account.is_unknown(cx.provider) {
        return Err(accounts::unknown("the import"));
    }
    let session = match account.at_read(cx, &place.what()).await {
        Ok(session) => session,
        Err(error) if moved => return Ok(unread(cx, place, error)),
        Err(error) => return Err(error.with(WITHOUT_READING)),
    };
    let Some(session) = session else {
        return Ok(Seen::AsItWas);
    };
    let seen = match place.read(&session, &cx.operation, ask).await {
        Ok(seen) => seen,
        Err(failure) => {
            let told = error(format!("{} cannot be read", place.what()), &failure);
            if moved {
                return Ok(unread(cx, place, told));
            }
            return Err(told.with(WITHOUT_READING));
        }
    };
    let refusal = match seen {
        Observed::There(object) if !B::status(&object).state().is_gone() => {
            cx.private.clear(IMPORTED);
            let state = B::status(&object).state().clone();
            cx.provider.run.saw(&about.subject, state);
            let origin = if imported || moved {
                keep::<C>(cx, &session, owner).await;
                if moved { Origin::Moved } else { Origin::Import }
            } else {
                match (owner, C::seen_tenant(&session)) {
                    (Owner::Kept, Some(tenant)) => cx.private.keep(C::TENANT, tenant),
                    // What no apply or import of ours has seen.
                    (Owner::Kept, None) if cx.private.text(C::TENANT).is_none() => {
                        keep::<C>(cx, &session, owner).await;
                    }
                    _ => {}
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
    if moved {
        let told = Diagnostic::warning(
            format!("{} was not found", place.what()),
            format!(
                "Account {:?} does not see it in region {:?}.",
                account.name(),
                C::region(&session)
            ),
        );
        return Ok(unread(cx, place, told));
    }
    if imported {
        // Where an attribute shows the tenant, none has to be learned for the sake of a message.
        let tenant = match owner {
            Owner::Kept => C::learned_tenant(&session, &cx.operation).await,
            Owner::Shown(_) => C::seen_tenant(&session).map(str::to_owned),
        };
        let whose = match tenant {
            Some(tenant) => format!("The {} {tenant}", C::TENANT),
            None => format!("Account {:?}", account.name()),
        };
        let told = Diagnostic::error(
            format!("There is no {} to import", place.whole()),
            format!(
                "{whose} does not see it in region {:?}. Check {}, and name account and region when they \
                 are not the default ones: {}.",
                C::region(&session),
                B::FORM.ids(),
                B::FORM.written()
            ),
        );
        return Err(match refusal {
            Some(refusal) => told.with(&refusal.to_string()),
            None => told,
        });
    }
    gone(cx, place, account, &session, owner).await?;
    cx.provider.run.saw(&about.subject, State::Absent);
    cx.diagnostics.extend(wordless(&place.what(), refusal));
    Ok(Seen::Gone)
}

/// What is imported, or came over, and is seen from another side than the resource's.
///
/// # Errors
/// What the user is told of an import.
pub fn not_the_side<T, S>(
    cx: &mut Cx<'_>,
    place: &impl Lookup,
    why: Diagnostic,
) -> Result<Seen<T, S>, Diagnostic> {
    if cx.private.has(MOVED) {
        return Ok(unread(cx, place, why));
    }
    Err(why)
}

/// What came over from another provider, and is not seen through the account that its state knows: it stays as it was, and
/// the plan looks for it through the account that the configuration names.
fn unread<T, S>(cx: &mut Cx<'_>, place: &impl Lookup, why: Diagnostic) -> Seen<T, S> {
    cx.warn(why.with(&format!(
        "{} came over by a `moved` block and stays in the state as it came. If the configuration names another account or \
         region for it, the apply reads it there; otherwise check account and region.",
        place.what()
    )));
    Seen::AsItWas
}

/// Remembers whose the object is, where no attribute shows it. Where that cannot be learned, "not found" will count.
pub async fn keep<C: Cloud>(cx: &mut Cx<'_>, session: &C::Session, owner: Owner<'_>) {
    if matches!(owner, Owner::Shown(_)) {
        return;
    }
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
    place: &impl Lookup,
    account: AccountRef<'_, C>,
    session: &C::Session,
    owner: Owner<'_>,
) -> Result<(), Diagnostic> {
    let Some(stored) = owner.stored::<C>(&cx.private) else {
        return Ok(());
    };
    // A delete that was interrupted is looked at after the end of its time.
    let own = account.tenant(&cx.operation.last_look(), session).await?;
    if own == stored {
        return Ok(());
    }
    Err(other_tenant::<C>(
        &place.what(),
        &own,
        stored,
        account.name(),
    ))
}

/// The same object as another account finds it.
///
/// # Errors
/// What the user is told when it does not.
pub async fn same_object<C: Cloud, B: Lookup<Session = C::Session>>(
    cx: &Cx<'_>,
    place: &B,
    account: AccountRef<'_, C>,
    ask: Ask,
) -> Result<(C::Session, ObjectOf<B>), Diagnostic> {
    let (what, name) = (place.what(), account.name());
    let session = account.session(cx, "the change of account").await?;
    let seen = place.read(&session, &cx.operation, ask).await;
    let seen = seen.map_err(|failure| {
        let told = format!("{what} cannot be read through account {name:?}");
        error(told, &failure).at(Path::to("account"))
    })?;
    if let Observed::There(object) = seen {
        return Ok((session, object));
    }
    Err(Diagnostic::error(
        format!("Account {name:?} does not find {}", small(&what)),
        format!(
            "An account says how to reach an object, not what it is: the new one has to find the same \
             object. Put account back, or name {}.",
            B::SAME_TENANT
        ),
    )
    .at(Path::to("account")))
}
