//! `vpcconnect_…_peering_accepter`: the accepter's side of a VPC peering, on all clouds.

use std::marker::PhantomData;

use super::accepter_plan::{self, about, deletes, peering_id, times};
use super::attributes::decided;
use super::context::{Configured, Cx};
use super::delete::delete;
use super::failure::{FORGET, error};
use super::guard::{self, Requester};
use super::identity;
use super::keys::{DECISION, ID, STATUS};
use super::lookup::Lookup;
use super::messages::{not_decided, refused, unsettled};
use super::moved;
use super::peering_api::AccepterApi;
use super::place::Place;
use super::state::{account_of, identity_of, imported, imported_by_identity, read, show};
use super::traffic;
use crate::connection::decide::{Decided, decide};
use crate::connection::decision::End;
use crate::connection::handle::Listener;
use crate::connection::observe::Ask;
use crate::connection::peering::{Peering, Role};
use crate::connection::run_log::Undo;
use crate::connection::status::Decision;
use crate::connection::step::Sent;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::identity::{Identity, IdentitySchema};
use crate::framework::moved::{MOVED, Moved, Source};
use crate::framework::object::Object;
use crate::framework::private::Private;
use crate::framework::resource::{Failed, Plan, Resource};
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;

/// Whom the resource speaks for.
const ROLE: Role = Role::Accepter;

/// The resource on one cloud.
pub struct PeeringAccepter<C>(PhantomData<C>);

impl<C: AccepterApi> Resource for PeeringAccepter<C> {
    type Provider = Configured;
    type State = Object;
    const NAME: &'static str = C::ACCEPTER;
    const TIMEOUTS: Defaults = C::TIMEOUTS;

    fn schema() -> Schema {
        C::accepter_schema()
    }

    fn identity_schema() -> IdentitySchema {
        identity::schema::<C>(<Place<'_, C> as Lookup>::FORM)
    }

    fn identity(state: &Object, private: &Private) -> Identity {
        identity_of::<C>(ROLE, state, private)
    }

    async fn plan(cx: &mut Cx<'_>, plan: &mut Plan<Object>) -> Result<(), Diagnostic> {
        let account = account_of::<C>(&plan.planned).at_plan(cx)?;
        match &plan.prior {
            None => {
                let (config, planned) = (&plan.config, &mut plan.planned);
                accepter_plan::create::<C>(cx, &account, config, planned, plan.creates).await
            }
            Some(_) => accepter_plan::update::<C>(cx, &account, plan).await,
        }
    }

    async fn plan_destroy(cx: &mut Cx<'_>, prior: &Object) {
        accepter_plan::destroy::<C>(cx, prior, traffic::End::Destroy).await;
        accepter_plan::try_delete::<C>(cx, prior).await;
    }

    async fn create(cx: &mut Cx<'_>, planned: Object) -> Result<Object, Failed<Object>> {
        let id = peering_id(&planned).to_owned();
        let (desired, about) = (decided(&planned.get(DECISION))?, about::<C>(&id));
        let _turn = about.turn(cx).await?;
        let (session, seen) = look::<C>(cx, &planned, &id).await?;
        let wish = (desired, Sent::Nothing);
        let Decided { object, end } =
            carry_out::<C>(cx, &session, seen, &planned, wish, None).await?;
        if !matches!(end, End::Refused(_) | End::Failed(_)) {
            about.wants(cx, desired);
            about.keep_whether_asked(cx);
        }
        let mut state = planned;
        let times = times::<C>(object.as_ref());
        match end {
            End::Refused(reason) => {
                return Err(refused::<C>(&id, desired, &reason, None, &times).into());
            }
            End::Failed(failure) => return Err(not_decided(&id, desired, &failure).into()),
            // The cloud has taken it, or may have: an error would taint what may be a live connection.
            End::Done | End::Overtaken(_) | End::Unsettled(_) | End::Unclear(_) => {}
        }
        if let (End::Done, Some(peering)) = (&end, &object)
            && let Err(why) = C::align(cx, ROLE, peering, None, &state).await
        {
            cx.warn(why.with("The next apply does what is missing."));
            C::show_own(&mut state, peering);
        }
        match object {
            Some(peering) => show::<C>(&mut state, &session, &peering, ROLE),
            None => state.set(ID, id.as_str()),
        }
        match end {
            End::Overtaken(reason) => {
                cx.warn(refused::<C>(&id, desired, &reason, None, &times));
            }
            End::Unsettled(_) | End::Unclear(_) => cx.warn(
                unsettled(&id, desired, state.text(STATUS), &end)
                    .with("It is in the state, and the next apply finishes it."),
            ),
            End::Done | End::Refused(_) | End::Failed(_) => {}
        }
        Ok(state)
    }

    async fn read(cx: &mut Cx<'_>, state: Object) -> Result<Option<Object>, Diagnostic> {
        let about = about::<C>(state.text(ID).unwrap_or_default());
        read::<C>(cx, ROLE, state, &about).await
    }

    async fn update(
        cx: &mut Cx<'_>,
        prior: Object,
        planned: Object,
    ) -> Result<Object, Failed<Object>> {
        let id = peering_id(&prior).to_owned();
        let (desired, about) = (decided(&planned.get(DECISION))?, about::<C>(&id));
        about.wants(cx, desired);
        let moved = account_of::<C>(&prior).name() != account_of::<C>(&planned).name();
        let guarded = guard::changed::<C>(&prior, &planned);
        let decides = planned.is_unknown(STATUS);
        if !decides && !moved && !guarded && !C::changes_own(&prior, &planned) {
            // Only settings that live in the configuration.
            return Ok(planned);
        }
        let _turn = about.turn(cx).await?;
        if moved {
            ROLE.same_object(cx, account_of::<C>(&planned), &prior, Ask::Now)
                .await?;
            cx.private.clear(MOVED);
        }
        let (session, seen) = look::<C>(cx, &planned, &id).await?;
        let mut state = planned;
        let peering = if decides {
            // What was applied before may still be on its way.
            let stored = prior.known(DECISION);
            let wish = (desired, stored.map_or(Sent::Nothing, Sent::Decision));
            let Decided { object, end } =
                carry_out::<C>(cx, &session, seen, &state, wish, None).await?;
            match end {
                End::Done => {}
                End::Refused(reason) | End::Overtaken(reason) => {
                    let times = times::<C>(object.as_ref());
                    return Err(refused::<C>(&id, desired, &reason, stored, &times).into());
                }
                End::Failed(failure) => return Err(not_decided(&id, desired, &failure).into()),
                End::Unsettled(_) | End::Unclear(_) => {
                    if let Some(peering) = &object {
                        show::<C>(&mut state, &session, peering, ROLE);
                    }
                    let error = unsettled(&id, desired, state.text(STATUS), &end);
                    let state = Some(state);
                    return Err(Failed { state, error });
                }
            }
            object
        } else {
            if let Some(peering) = &seen {
                guard::check::<C>(&state, &id, Requester::of::<C>(peering))?;
            }
            seen
        };
        let Some(peering) = peering else {
            return Ok(state);
        };
        let aligned = C::align(cx, ROLE, &peering, Some(&prior), &state).await;
        show::<C>(&mut state, &session, &peering, ROLE);
        match aligned {
            Ok(()) => Ok(state),
            Err(error) => {
                C::copy_own(&mut state, &prior);
                let state = Some(state);
                Err(Failed { state, error })
            }
        }
    }

    async fn delete(cx: &mut Cx<'_>, prior: Object) -> Result<(), Diagnostic> {
        if !deletes(&prior) {
            return Ok(());
        }
        let about = about::<C>(prior.text(ID).unwrap_or_default());
        let Some(_turn) = about.destroys(cx, Undo::Delete).await? else {
            return Ok(());
        };
        let account = account_of::<C>(&prior);
        let session = account.session(cx, "the destroy").await;
        let session = session.map_err(|error| error.with(FORGET))?;
        delete::<C>(cx, account, &session, &prior, ROLE).await
    }

    async fn import(cx: &mut Cx<'_>, id: &str) -> Result<Object, Diagnostic> {
        imported::<C>(cx, &Self::schema(), id)
    }

    async fn import_by_identity(
        cx: &mut Cx<'_>,
        identity: &Identity,
    ) -> Result<Object, Diagnostic> {
        imported_by_identity::<C>(cx, &Self::schema(), identity).await
    }

    fn moved(source: &Source) -> Result<Moved<Object>, Diagnostic> {
        moved::moved(C::MOVED_TO_ACCEPTER, &Self::schema(), source)
    }
}

/// The first look: the session and what is there.
pub(super) async fn look<C: AccepterApi>(
    cx: &Cx<'_>,
    planned: &Object,
    id: &str,
) -> Result<(C::Session, Option<Peering<C::Extra>>), Diagnostic> {
    let account = account_of::<C>(planned);
    let session = account.session(cx, "the decision").await?;
    let seen = Place::<C>::at(planned, id)
        .read(&session, &cx.operation, Ask::Now)
        .await;
    let seen = seen.map_err(|failure| error(format!("Peering {id} cannot be read"), &failure))?;
    let seen = seen.there();
    if let Some(peering) = &seen {
        ROLE.check(cx, account, &session, peering).await?;
    }
    Ok((session, seen))
}

/// Decides, unless a guard forbids it. `listener` hears what becomes of it.
pub(super) async fn carry_out<C: AccepterApi>(
    cx: &Cx<'_>,
    session: &C::Session,
    seen: Option<Peering<C::Extra>>,
    planned: &Object,
    (desired, before): (Decision, Sent),
    listener: Option<Listener>,
) -> Result<Decided<Peering<C::Extra>>, Diagnostic> {
    let id = peering_id(planned);
    if let Some(peering) = &seen {
        guard::check::<C>(planned, id, Requester::of::<C>(peering))?;
    }
    let turn = C::turn(session, &cx.operation, &[id]).await;
    let _turn = turn.map_err(|ended| not_decided(id, desired, &ended.into()))?;
    let mut port = Place::<C>::at(planned, id)
        .one(session)
        .deciding(C::along(planned))
        .heard_by(listener);
    Ok(decide(&mut port, &cx.operation, seen, desired, before).await)
}
