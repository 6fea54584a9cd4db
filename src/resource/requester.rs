//! `vpcconnect_…_peering`: the requester's side of a VPC peering, on all clouds.

use std::marker::PhantomData;

use super::context::{Configured, Cx};
use super::delete::delete;
use super::failure::{FORGET, WAITS_AGAIN, error, unanswered};
use super::identity;
use super::import_id::import;
use super::keys::{ACTIVE_ID, ANSWER, EXPIRES_AT, STATUS, UPDATED_AT, WAIT_FOR_ANSWER};
use super::lookup::{self, Lookup, keep};
use super::messages::{came_to_nothing, gone, not_seen, seen};
use super::moved;
use super::peering_api::{PeeringApi, Requested, Requests, Side};
use super::peering_preflight;
use super::place::Place;
use super::requester_plan::{self, about};
use super::shared_tags;
use super::state::{account_of, is_forgotten, read, set_id, show};
use crate::connection::answered::{Answered, answered};
use crate::connection::handle::Handle;
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::peering::{Peering, Role};
use crate::connection::run_log::Undo;
use crate::connection::status::State;
use crate::connection::write::{self, settled};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::identity::{Identity, IdentitySchema};
use crate::framework::moved::{MOVED, Moved, Source};
use crate::framework::object::Object;
use crate::framework::private::Private;
use crate::framework::resource::{Failed, Plan, Resource};
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::http::error::{Failure, Kind};

/// Whom the resource speaks for.
const ROLE: Role = Role::Requester;

/// The resource on one cloud.
pub struct PeeringRequester<C>(PhantomData<C>);

impl<C: Requests> Resource for PeeringRequester<C> {
    type Provider = Configured;
    type State = Object;
    const NAME: &'static str = C::REQUESTER;
    const TIMEOUTS: Defaults = C::TIMEOUTS;

    fn schema() -> Schema {
        C::requester_schema()
    }

    fn identity_schema() -> IdentitySchema {
        identity::schema::<C>(<Place<C> as Lookup>::FORM)
    }

    fn identity(state: &Object, private: &Private) -> Identity {
        let tenant = ROLE.owner::<C>(state).stored::<C>(private);
        identity::identity::<C>(<Place<C> as Lookup>::FORM, tenant, state)
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
        peering_preflight::delete::<C>(cx, prior).await;
    }

    async fn create(cx: &mut Cx<'_>, planned: Object) -> Result<Object, Failed<Object>> {
        let mut state = planned;
        let account = account_of::<C>(&state);
        let session = account.session(cx, "the create").await?;
        let Requested {
            created,
            tenant,
            turn,
        } = C::request(cx, account, &session, &state).await?;
        let (id, first) = (created.id.as_str(), created.seen);
        if let Some(tenant) = tenant {
            state.set(C::ACCEPTER_TENANT, tenant);
        }
        let place = Place::<C>::at(&state, id);
        cx.provider.run.asked(&place.subject());
        // From here on the request exists: whatever follows is a warning, or Terraform would taint
        // it and the next apply cut a live connection.
        keep::<C>(cx, &session, ROLE.owner::<C>(&state)).await;
        let handle = place.one(&session);
        let (mut last, waited) = settled(&handle, &cx.operation, first).await;
        drop(turn);
        let unseen = match &waited {
            Ok(()) => C::WORDS.deleted,
            Err(_) => C::WORDS.starting,
        };
        if last.is_none() || waited.is_err() {
            cx.warn(not_seen(id, waited.err().as_ref()));
        } else if let Some(peering) = last.take_if(|_| state.is_true(WAIT_FOR_ANSWER)) {
            let (peering, waited) = wait::<C>(cx, &handle, peering).await;
            if let Err(why) = waited {
                cx.warn(why.with(WAITS_AGAIN));
            }
            if let Err(why) = complete::<C>(cx, &session, &peering, &state).await {
                cx.warn(why);
            }
            last = Some(peering);
        }
        match &last {
            Some(peering) => {
                show::<C>(&mut state, &session, peering, ROLE);
                // The cloud's own final word, and nothing that an error could cut.
                if *peering.state() == State::Failed {
                    let error = came_to_nothing(peering.id.as_str(), C::failure(peering));
                    let state = Some(state);
                    return Err(Failed { state, error });
                }
                cx.diagnostics.extend(seen::<C>(peering));
                shared_tags::made::<C>(cx, ROLE, &state);
            }
            None => {
                set_id::<C>(&mut state, id);
                state.set(STATUS, unseen);
                state.set(ANSWER, C::STATUSES.state(unseen).answer().as_str());
            }
        }
        Ok(state)
    }

    async fn read(cx: &mut Cx<'_>, state: Object) -> Result<Option<Object>, Diagnostic> {
        let about = about(&Place::<C>::of(&state));
        read::<C>(cx, ROLE, state, &about).await
    }

    async fn update(
        cx: &mut Cx<'_>,
        prior: Object,
        planned: Object,
    ) -> Result<Object, Failed<Object>> {
        let place = Place::<C>::of(&prior);
        let moved = account_of::<C>(&prior).name() != account_of::<C>(&planned).name();
        let waits = planned.is_unknown(STATUS);
        let writes = C::changes(&prior, &planned).is_some() || C::changes_own(&prior, &planned);
        if !writes && !moved && !waits {
            // Only settings that live in the configuration.
            return Ok(planned);
        }
        let account = account_of::<C>(&planned);
        let session = account.session(cx, "the update").await?;
        if moved {
            ROLE.same_object(cx, account, &prior, Ask::Now).await?;
            cx.private.clear(MOVED);
            keep::<C>(cx, &session, ROLE.owner::<C>(&prior)).await;
        }
        if let Ok(own) = account.tenant(&cx.operation, &session).await {
            ROLE.check_state(account, &own, &prior)?;
        }
        let mut changed = None;
        if writes {
            let mut done = prior.clone();
            match modify::<C>(cx, &session, &prior, &planned, &mut done).await {
                Ok(peering) => changed = peering,
                Err(error) => {
                    let state = Some(done);
                    return Err(Failed { state, error });
                }
            }
        }
        let mut state = planned.clone();
        if let Some(peering) = &changed {
            show::<C>(&mut state, &session, peering, ROLE);
        }
        if !waits && (changed.is_some() || !writes) {
            return Ok(state);
        }
        let handle = place.one(&session);
        let mut peering = match handle.read(&cx.operation, Ask::Now).await {
            // A parent goes on showing what it deleted: nothing is left to wait for.
            Ok(Observed::There(peering)) if C::PARENT.is_none() || !peering.state().is_gone() => {
                peering
            }
            Ok(Observed::There(_) | Observed::Absent(_)) => {
                let owner = ROLE.owner::<C>(&prior);
                let theirs = lookup::gone(cx, &place, account, &session, owner).await;
                let told = theirs.err().unwrap_or_else(|| gone::<C>(&place.id));
                return Err(partly(&prior, state, told));
            }
            Err(failure) => {
                let told = error(format!("{} cannot be read", place.what()), &failure);
                return Err(partly(&prior, state, told));
            }
        };
        keep::<C>(cx, &session, ROLE.owner::<C>(&prior)).await;
        if waits {
            let (last, waited) = finish::<C>(cx, &handle, &state, peering).await;
            peering = last;
            // Nobody who waits for "yes" may go on after a "no".
            let refused = || seen::<C>(&peering).map(Diagnostic::into_error);
            if let Some(error) = waited.err().or_else(refused) {
                show::<C>(&mut state, &session, &peering, ROLE);
                return Err(partly(&prior, state, error));
            }
            if let Err(why) = complete::<C>(cx, &session, &peering, &state).await {
                cx.warn(why);
            }
        }
        show::<C>(&mut state, &session, &peering, ROLE);
        Ok(state)
    }

    async fn delete(cx: &mut Cx<'_>, prior: Object) -> Result<(), Diagnostic> {
        if is_forgotten::<C>(&prior) {
            return Ok(());
        }
        let about = about(&Place::<C>::of(&prior));
        let Some(_turn) = about.destroys(cx, Undo::Delete).await? else {
            return Ok(());
        };
        let account = account_of::<C>(&prior);
        let session = account.session(cx, "the destroy").await;
        let session = session.map_err(|error| error.with(FORGET))?;
        delete::<C>(cx, account, &session, &prior, ROLE).await
    }

    async fn import(cx: &mut Cx<'_>, id: &str) -> Result<Object, Diagnostic> {
        let form = <Place<C> as Lookup>::FORM;
        let id = import(C::accounts(cx.provider), cx, form, id)?;
        Ok(id.least(form, &Self::schema()))
    }

    async fn import_by_identity(
        cx: &mut Cx<'_>,
        identity: &Identity,
    ) -> Result<Object, Diagnostic> {
        let form = <Place<C> as Lookup>::FORM;
        let id = identity::import::<C>(cx, C::SERVICE, form, identity).await?;
        Ok(id.least(form, &Self::schema()))
    }

    fn moved(source: &Source) -> Result<Moved<Object>, Diagnostic> {
        moved::moved(C::MOVED, &Self::schema(), source)
    }
}

/// Sets what can be set on a connection alone, where the peering is one.
async fn complete<C: PeeringApi>(
    cx: &Cx<'_>,
    session: &C::Session,
    peering: &Peering<C::Extra>,
    planned: &Object,
) -> Result<(), Diagnostic> {
    if *peering.state() != State::Accepted {
        return Ok(());
    }
    C::complete(cx, session, peering, planned).await
}

/// Waits for what the plan of an update waits for: the answer, where that is wanted, else the end of what the
/// cloud is at work on.
async fn finish<C: PeeringApi>(
    cx: &Cx<'_>,
    handle: &Handle<C::Source>,
    state: &Object,
    peering: Peering<C::Extra>,
) -> (Peering<C::Extra>, Result<(), Diagnostic>) {
    if state.is_true(WAIT_FOR_ANSWER) {
        return wait::<C>(cx, handle, peering).await;
    }
    if !peering.state().is_moving() {
        return (peering, Ok(()));
    }
    let id = peering.id.as_str().to_owned();
    let (seen, waited) = settled(handle, &cx.operation, Some(peering.clone())).await;
    let waited = waited.map_err(|failure| not_seen(&id, Some(&failure)).into_error());
    (seen.unwrap_or(peering), waited)
}

/// Waits for the other side. `Err` says why there is no answer; the peering is as last seen.
async fn wait<C: PeeringApi>(
    cx: &Cx<'_>,
    handle: &Handle<C::Source>,
    peering: Peering<C::Extra>,
) -> (Peering<C::Extra>, Result<(), Diagnostic>) {
    let mut last = peering.clone();
    let answered = answered(handle, &cx.operation, peering).await;
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

/// Changes the request, and what belongs to the requester's side alone. What was done is in `done` also when
/// something else failed. The peering, where it is known afterwards.
async fn modify<C: PeeringApi>(
    cx: &Cx<'_>,
    session: &C::Session,
    prior: &Object,
    planned: &Object,
    done: &mut Object,
) -> Result<Option<Peering<C::Extra>>, Diagnostic> {
    let place = Place::<C>::of(prior);
    let (id, handle) = (place.id.as_str(), place.one(session));
    let failed = |failure: &Failure| {
        if failure.is(Kind::NotFound) {
            return gone::<C>(id);
        }
        error(format!("Peering {id} was not updated"), failure)
    };
    let turn = C::turn(session, &cx.operation, &[id]).await;
    let _turn = turn.map_err(|ended| failed(&ended.into()))?;
    let mut seen = None;
    if let Some(changes) = C::changes(prior, planned) {
        let changed = write::modify(&handle, &cx.operation, &changes).await;
        let changed = changed.map_err(|failure| failed(&failure))?;
        let changed = changed.ok_or_else(|| gone::<C>(id))?;
        show::<C>(done, session, &changed, ROLE);
        seen = Some(changed);
    }
    if C::changes_own(prior, planned) {
        let shown = handle.get(&cx.operation).await;
        let shown = shown.map_err(|failure| failed(&failure))?.there();
        // What is on its way out is gone, also where the cloud would take the call.
        let shown = shown.filter(|one| !one.state().is_gone());
        let shown = shown.ok_or_else(|| gone::<C>(id))?;
        let side = Side {
            role: ROLE,
            peering: &shown,
            before: Some(prior),
            planned,
        };
        C::align(cx, side).await?;
        C::copy_own(done, planned);
        seen = None;
    }
    Ok(seen)
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
