//! Looks at a peering from one of its two sides, on all clouds: where it is, and whose the side is that looks.

use std::marker::PhantomData;

use super::cloud::AccountRef;
use super::context::Cx;
use super::import_id::Form;
use super::keys::{ID, PEERING_ID};
use super::lookup::{self, Lookup, Origin, Owner, Seen};
use super::peering_api::PeeringApi;
use super::run::About;
use crate::connection::handle::Handle;
use crate::connection::observe::Ask;
use crate::connection::peering::{Peering, Role};
use crate::connection::run_log::Subject;
use crate::connection::status::{State, Status};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::moved::MOVED;
use crate::framework::object::Object;
use crate::framework::path::Path;

/// A peering by its id, below its parent where it has one.
#[derive(Clone, Debug)]
pub struct Place<C> {
    /// The id of the parent.
    pub parent: Option<String>,
    /// The id of the peering.
    pub id: String,
    cloud: PhantomData<C>,
}

impl<C: PeeringApi> Place<C> {
    /// The peering `id` below the parent that a plan names.
    pub fn at(planned: &Object, id: &str) -> Self {
        let parent = C::PARENT.and_then(|parent| planned.text(parent.key));
        Self {
            parent: parent.map(str::to_owned),
            id: id.to_owned(),
            cloud: PhantomData,
        }
    }
}

impl<C: PeeringApi> Lookup for Place<C> {
    type Source = C::Source;
    type Session = C::Session;

    const SAME_TENANT: &'static str = C::WORDS.same_tenant;
    const FORM: Form = match C::PARENT {
        Some(parent) => parent.form,
        None => Form::ONE,
    };

    /// A resource that is not the peering itself names it in `peering_id`.
    fn of(state: &Object) -> Self {
        let key = if state.has(PEERING_ID) {
            PEERING_ID
        } else {
            ID
        };
        Self::at(state, state.text(key).unwrap_or_default())
    }

    fn subject(&self) -> Subject {
        Subject::peering(C::NAME, &self.id)
    }

    fn what(&self) -> String {
        format!("Peering {}", self.id)
    }

    fn whole(&self) -> String {
        match (C::PARENT, &self.parent) {
            (Some(kind), Some(parent)) => format!("peering {} of {} {parent}", self.id, kind.noun),
            _ => format!("peering {}", self.id),
        }
    }

    fn id(&self) -> String {
        match &self.parent {
            Some(parent) => format!("{parent}/{}", self.id),
            None => self.id.clone(),
        }
    }

    fn status(peering: &Peering<C::Extra>) -> &Status {
        &peering.status
    }

    fn one(&self, session: &C::Session) -> Handle<C::Source> {
        let source = C::source(session, self.parent.as_deref());
        Handle::new(source, &self.id.as_str().into())
    }
}

impl Role {
    /// How old what it sees may be when it refreshes.
    fn at_refresh(self) -> Ask {
        Ask::Recent(self.as_str())
    }

    /// How old what it sees may be when it plans.
    pub const fn at_plan(self) -> Ask {
        Ask::Recent(match self {
            Self::Requester => "requester's plan",
            Self::Accepter => "accepter's plan",
        })
    }

    /// Whose this side is, as it stands in `state`.
    pub fn owner<C: PeeringApi>(self, state: &Object) -> Owner<'_> {
        match C::PARENT {
            // The parent's owner asks through the parent, whose own tenant is not theirs.
            Some(_) => Owner::Kept,
            None => Owner::Shown(state.field(C::tenant_key(self))),
        }
    }

    /// The error for an account that is not the one that the state names for this side.
    ///
    /// # Errors
    /// What the user is told of another one.
    pub fn check_state<C: PeeringApi>(
        self,
        account: AccountRef<'_, C>,
        own: &str,
        state: &Object,
    ) -> Result<(), Diagnostic> {
        let Owner::Shown(tenant) = self.owner::<C>(state) else {
            return Ok(());
        };
        match tenant.text() {
            Some(theirs) if theirs != own => {
                let id = Place::<C>::of(state).id;
                Err(self.wrong::<C>(&id, own, theirs, account.name()))
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
        let (None, Some(theirs)) = (C::PARENT, peering.tenant(self)) else {
            return Ok(());
        };
        match C::tenant(session, &cx.operation).await {
            Ok(own) if own != theirs => {
                let id = peering.id.as_str();
                Err(self.wrong::<C>(id, &own, theirs, account.name()))
            }
            _ => Ok(()),
        }
    }

    /// Reads the peering of a state for a refresh, or after an import.
    ///
    /// # Errors
    /// What the user is told when nothing can be read, or when there is nothing to import.
    pub async fn read<C: PeeringApi>(
        self,
        cx: &mut Cx<'_>,
        account: AccountRef<'_, C>,
        state: &Object,
        about: &About,
    ) -> Result<Seen<Peering<C::Extra>, C::Session>, Diagnostic> {
        let (place, owner) = (Place::<C>::of(state), self.owner::<C>(state));
        let how = (about, self.at_refresh());
        let seen = lookup::read(cx, &place, account, owner, how).await?;
        if let Seen::There {
            session,
            object,
            origin,
        } = &seen
        {
            if self == Self::Accepter {
                about.keep_whether_asked(cx);
            }
            cx.diagnostics.extend(C::notice(object));
            if *origin != Origin::State {
                let checked = self.check(cx, account, session, object).await;
                if let Err(why) = checked {
                    return lookup::not_the_side(cx, &place, why);
                }
                cx.private.clear(MOVED);
            }
        }
        Ok(seen)
    }

    /// Where the peering of a state stands, looked at for the plan of its destroy.
    ///
    /// # Errors
    /// What keeps it from being seen.
    pub async fn status<C: PeeringApi>(
        self,
        cx: &Cx<'_>,
        account: AccountRef<'_, C>,
        state: &Object,
    ) -> Result<State, Diagnostic> {
        lookup::status(cx, &Place::<C>::of(state), account, self.at_plan()).await
    }

    /// Whether another account finds the peering of a state, on the same side.
    ///
    /// # Errors
    /// What the user is told when it does not.
    pub async fn same_object<C: PeeringApi>(
        self,
        cx: &Cx<'_>,
        account: AccountRef<'_, C>,
        state: &Object,
        ask: Ask,
    ) -> Result<(), Diagnostic> {
        let place = Place::<C>::of(state);
        let (session, peering) = lookup::same_object(cx, &place, account, ask).await?;
        self.check(cx, account, &session, &peering).await
    }

    /// The error for an account that is not this side of a peering.
    fn wrong<C: PeeringApi>(self, id: &str, own: &str, theirs: &str, account: &str) -> Diagnostic {
        let (side, whose) = (self.as_str(), C::WORDS.own_tenant);
        Diagnostic::error(
            format!("Account {account:?} is not the {side} of peering {id}"),
            format!(
                "The {side} is {theirs}; {whose} {own}. Set account to the one that belongs to {theirs}."
            ),
        )
        .at(Path::to("account"))
    }
}
