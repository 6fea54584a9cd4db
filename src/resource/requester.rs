//! `vpcconnect_…_peering`: the requester's side of a VPC peering, on all clouds.

use std::marker::PhantomData;

use super::context::{Configured, Cx};
use super::failure::{FORGET, WAITS_AGAIN, error, unanswered};
use super::keys::{ACTIVE_ID, ANSWER, EXPIRES_AT, ID, STATUS, UPDATED_AT, WAIT_FOR_ANSWER};
use super::messages::{gone, not_seen, seen};
use super::peering_api::{PeeringApi, Requested};
use super::requester_plan::{self, about};
use super::shown::{account_of, imported, read, show};
use crate::connection::answered::Answered;
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::peering::{Peering, Role};
use crate::connection::run_log::Undo;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;
use crate::framework::resource::{Failed, Plan, Resource};
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::http::error::Failure;

/// Whom the resource speaks for.
const ROLE: Role = Role::Requester;

/// The resource on one cloud.
pub struct PeeringRequester<C>(PhantomData<C>);

impl<C: PeeringApi> Resource for PeeringRequester<C> {
    type Provider = Configured;
    type State = Object;
    const NAME: &'static str = C::REQUESTER;
    const TIMEOUTS: Defaults = C::TIMEOUTS;

    fn schema() -> Schema {
        C::requester_schema()
    }

    async fn plan(cx: &mut Cx<'_>, plan: &mut Plan<Object>) -> Result<(), Diagnostic> {
        let account = account_of::<C>(&plan.planned).at_plan(cx)?;
        match &plan.prior {
            None => {
                let (config, planned) = (&plan.config, &mut plan.planned);
                requester_plan::create::<C>(cx, &account, config, planned, plan.creates).await
            }
            Some(_) => requester_plan::update::<C>(cx, &account, plan).await,
        }
    }

    async fn plan_destroy(cx: &mut Cx<'_>, prior: &Object) {
        requester_plan::destroy::<C>(cx, prior).await;
        C::try_delete(cx, prior).await;
    }

    async fn create(cx: &mut Cx<'_>, planned: Object) -> Result<Object, Failed<Object>> {
        let mut state = planned;
        let account = account_of::<C>(&state);
        let session = account.session(cx, "the create").await?;
        let Requested {
            id,
            seen: first,
            tenant,
            turn,
        } = C::request(cx, account, &session, &state).await?;
        if let Some(tenant) = tenant {
            state.set(C::ACCEPTER_TENANT, tenant);
        }
        cx.provider.run.asked(&about::<C>(&id).subject);
        // From here on the request exists: whatever follows is a warning, or Terraform would taint
        // it and the next apply cut a live connection.
        let (mut last, waited) = C::settled(&session, &cx.operation, &id, first).await;
        drop(turn);
        let unseen = match &waited {
            Ok(()) => C::WORDS.deleted,
            Err(_) => C::WORDS.starting,
        };
        if last.is_none() || waited.is_err() {
            cx.warn(not_seen(&id, waited.err().as_ref()));
        } else if let Some(peering) = last.take_if(|_| state.is_true(WAIT_FOR_ANSWER)) {
            let (peering, waited) = wait::<C>(cx, &session, peering).await;
            if let Err(why) = waited {
                cx.warn(why.with(WAITS_AGAIN));
            }
            last = Some(peering);
        }
        match &last {
            Some(peering) => {
                cx.diagnostics.extend(seen::<C>(peering));
                show::<C>(&mut state, &session, peering, ROLE);
            }
            None => {
                state.set(ID, id);
                state.set(STATUS, unseen);
                state.set(ANSWER, C::STATUSES.state(unseen).answer().as_str());
            }
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
        let id = prior.text(ID).unwrap_or_default().to_owned();
        let moved = account_of::<C>(&prior).name() != account_of::<C>(&planned).name();
        let waits = planned.is_unknown(STATUS);
        let writes = C::modifies(&prior, &planned) || C::changes_own(&prior, &planned);
        if !writes && !moved && !waits {
            // Only settings that live in the configuration.
            return Ok(planned);
        }
        let account = account_of::<C>(&planned);
        let session = account.session(cx, "the update").await?;
        if moved {
            ROLE.same_object(cx, account, &id, Ask::Now).await?;
        }
        if let Ok(own) = account.tenant(&cx.operation, &session).await {
            ROLE.check_state(account, &own, prior.field(C::REQUESTER_TENANT), &id)?;
        }
        let mut changed = None;
        if writes {
            let mut done = prior.clone();
            match C::modify(cx, &session, &prior, &planned, &mut done).await {
                Ok(peering) => changed = peering,
                Err(error) => {
                    let state = Some(done);
                    return Err(Failed { state, error });
                }
            }
        }
        let mut state = planned;
        if let Some(peering) = &changed {
            show::<C>(&mut state, &session, peering, ROLE);
        }
        if !waits && (changed.is_some() || !writes) {
            return Ok(state);
        }
        let mut peering = match C::read(&session, &cx.operation, &id, Ask::Now).await {
            Ok(Observed::There(peering)) => peering,
            Ok(Observed::Absent(_)) => return Err(partly(&prior, state, gone(&id))),
            Err(failure) => {
                let told = error(format!("Peering {id} cannot be read"), &failure);
                return Err(partly(&prior, state, told));
            }
        };
        if waits {
            let (last, waited) = finish::<C>(cx, &session, &state, peering).await;
            peering = last;
            // Nobody who waits for "yes" may go on after a "no".
            let refused = || seen::<C>(&peering).map(Diagnostic::into_error);
            if let Some(error) = waited.err().or_else(refused) {
                show::<C>(&mut state, &session, &peering, ROLE);
                return Err(partly(&prior, state, error));
            }
        }
        show::<C>(&mut state, &session, &peering, ROLE);
        Ok(state)
    }

    async fn delete(cx: &mut Cx<'_>, prior: Object) -> Result<(), Diagnostic> {
        let about = about::<C>(prior.text(ID).unwrap_or_default());
        let Some(_turn) = about.destroys(cx, Undo::Delete).await? else {
            return Ok(());
        };
        let account = account_of::<C>(&prior);
        let session = account.session(cx, "the destroy").await;
        let session = session.map_err(|error| error.with(FORGET))?;
        C::delete(cx, account, &session, &prior, ROLE).await
    }

    async fn import(cx: &mut Cx<'_>, id: &str) -> Result<Object, Diagnostic> {
        imported::<C>(cx, &Self::schema(), id)
    }
}

/// Waits for what the plan of an update waits for: the answer, where that is wanted, else the end of what the
/// cloud is at work on.
async fn finish<C: PeeringApi>(
    cx: &Cx<'_>,
    session: &C::Session,
    state: &Object,
    peering: Peering<C::Extra>,
) -> (Peering<C::Extra>, Result<(), Diagnostic>) {
    if state.is_true(WAIT_FOR_ANSWER) {
        return wait::<C>(cx, session, peering).await;
    }
    if !peering.state().is_moving() {
        return (peering, Ok(()));
    }
    let id = peering.id.as_str().to_owned();
    let first = Some(peering.clone());
    let (seen, waited) = C::settled(session, &cx.operation, &id, first).await;
    let waited = waited.map_err(|failure| not_seen(&id, Some(&failure)).into_error());
    (seen.unwrap_or(peering), waited)
}

/// Waits for the other side. `Err` says why there is no answer; the peering is as last seen.
async fn wait<C: PeeringApi>(
    cx: &Cx<'_>,
    session: &C::Session,
    peering: Peering<C::Extra>,
) -> (Peering<C::Extra>, Result<(), Diagnostic>) {
    let first = peering.clone();
    let answered = C::answered(session, &cx.operation, peering).await;
    outcome::<C>(first, answered)
}

/// What a wait for the other side came to, which began with `first`. `Err` says why there is no answer; the
/// peering is as last seen.
pub(super) fn outcome<C: PeeringApi>(
    first: Peering<C::Extra>,
    answered: Answered<Peering<C::Extra>>,
) -> (Peering<C::Extra>, Result<(), Diagnostic>) {
    let mut last = first;
    let Answered {
        object,
        unanswered: why,
    } = answered;
    match object {
        Some(seen) => last = seen,
        None => last.status = C::STATUSES.status(C::WORDS.deleted),
    }
    let id = last.id.as_str();
    let why = match why {
        None => return (last, Ok(())),
        Some(Failure::Ended(ended)) => unanswered(id, ended, last.status.as_str()),
        Some(failure) => error(format!("Peering {id} could not be watched"), &failure),
    };
    (last, Err(why))
}

/// An update that got half-way: what it changed is stored.
fn partly(prior: &Object, mut state: Object, error: Diagnostic) -> Failed<Object> {
    for key in [STATUS, ANSWER, ACTIVE_ID, UPDATED_AT, EXPIRES_AT] {
        if state.is_unknown(key) {
            state.copy(key, prior);
        }
    }
    let state = Some(state);
    Failed { state, error }
}
