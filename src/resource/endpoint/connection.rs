//! The resource: what each event does to a connection.

use std::marker::PhantomData;

use super::cloud::{ConnectionOf, DetailOf, EndpointCloud, Settles};
use super::destroy::destroy;
use super::detail::{new_detail, set};
use super::messages::{missing, not_decided, unmade};
use super::place::Place;
use super::shown::{guard_is_new, guarded, keep_detail, show};
use super::state::{At, about, account_of, look, remember};
use super::{plan, schema};
use crate::cloud::endpoint::EndpointApi;
use crate::connection::decide::{Decided, decide, outlast};
use crate::connection::decision::End;
use crate::connection::handle::{Decides, Deciding};
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::queue::Turn;
use crate::connection::status::Decision;
use crate::connection::step::{Finality, Reason, Sent, Step, step};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::identity::{Identity, IdentitySchema};
use crate::framework::moved::{MOVED, Moved, Source};
use crate::framework::object::Object;
use crate::framework::private::Private;
use crate::framework::resource::{Failed, Plan, Resource};
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::resource::attributes::decided;
use crate::resource::context::{Configured, Cx};
use crate::resource::identity;
use crate::resource::import_id::{Form, ImportId, import};
use crate::resource::keys::{ACCOUNT, DECISION, ENDPOINT_ID, ID, REGION, SERVICE_ID, STATUS};
use crate::resource::lookup::{AT_REFRESH, Origin, Owner, Seen, keep, read, same_object};
use crate::resource::moved;
use crate::resource::run::About;

/// The resource of a cloud.
pub struct EndpointConnection<C>(PhantomData<C>);

impl<C: EndpointCloud> Resource for EndpointConnection<C> {
    type Provider = Configured;
    type State = Object;
    const NAME: &'static str = C::TEXTS.name;
    const TIMEOUTS: Defaults = C::TIMEOUTS;

    fn schema() -> Schema {
        schema::resource::<C>()
    }

    fn identity_schema() -> IdentitySchema {
        identity::schema::<C>(Form::ENDPOINT)
    }

    fn identity(state: &Object, private: &Private) -> Identity {
        identity::identity::<C>(Form::ENDPOINT, private.text(C::TENANT), state)
    }

    async fn plan(cx: &mut Cx<'_>, plan: &mut Plan<Object>) -> Result<(), Diagnostic> {
        let account = account_of::<C>(&plan.planned).at_plan(cx)?;
        match &plan.prior {
            None => {
                let (config, planned) = (&plan.config, &mut plan.planned);
                plan::create::<C>(cx, &account, config, planned, plan.creates).await
            }
            Some(_) => plan::update::<C>(cx, &account, plan).await,
        }
    }

    async fn plan_destroy(cx: &mut Cx<'_>, prior: &Object) {
        plan::destroy::<C>(cx, prior).await;
    }

    async fn create(cx: &mut Cx<'_>, planned: Object) -> Result<Object, Failed<Object>> {
        let place = Place::of(&planned);
        let desired = decided(&planned.get(DECISION))?;
        let about = about::<C>(&place);
        let _turn_here = about.turn(cx).await?;
        let (session, seen) = open::<C>(cx, None, &planned, desired, "the decision").await?;
        let detail = C::wanted(&planned);
        let mut port = place.one(&session).deciding(detail.clone());
        let _turn = turn::<C>(cx, &session, &place, &seen, desired, detail.as_ref()).await?;
        let seen = outlasted(cx, &about, &port, seen, desired).await;
        let Decided { object, end } =
            decide(&mut port, &cx.operation, seen, desired, Sent::Nothing).await;
        let (seen, mut state) = (object.as_ref(), planned.clone());
        if is_taken(&end) {
            about.wants(cx, desired);
        }
        show::<C>(&mut state, &session, &place, seen);
        remember(&mut cx.private, &end);
        let is_settled = matches!(end, End::Done);
        if let Some(told) = unmade::<C>(&place, desired, seen, &end) {
            match end {
                End::Refused(_) | End::Failed(_) => return Err(told.into()),
                // The cloud's own final word, and nothing that an error could cut.
                End::Overtaken(Reason::Failed) => {
                    let state = Some(state);
                    return Err(Failed { state, error: told });
                }
                // The cloud has taken it, or may have: an error would taint what may be a live connection.
                End::Unsettled(_) | End::Unclear(_) => {
                    cx.warn(told.with("It is in the state, and the next apply finishes it."));
                }
                End::Done | End::Overtaken(_) => cx.warn(told),
            }
        }
        let may = is_settled || C::DETAIL.settles == Settles::AtOnce;
        let differs =
            |detail: &DetailOf<C>| seen.is_none_or(|seen| !<C::Session>::has(seen, detail));
        if let Some(detail) = detail.filter(|detail| may && differs(detail)) {
            match set::<C>(cx, &place, &mut port, &detail, desired).await {
                Ok(connection) => show::<C>(&mut state, &session, &place, Some(&connection)),
                Err(told) => cx.warn(told),
            }
        }
        keep_detail::<C>(&mut state, &planned);
        Ok(state)
    }

    async fn read(cx: &mut Cx<'_>, mut state: Object) -> Result<Option<Object>, Diagnostic> {
        let place = Place::of(&state);
        let (at, about) = (At::<C>::new(&place), about::<C>(&place));
        let account = account_of::<C>(&state);
        match read(cx, &at, account, Owner::Kept, (&about, AT_REFRESH)).await? {
            Seen::AsItWas => Ok(Some(state)),
            Seen::Gone => Ok(None),
            Seen::There {
                session,
                object: connection,
                origin,
            } => {
                cx.private.clear(MOVED);
                // Another decision by hand is drift. What is imported and was never applied stays
                // undecided, and so nothing that a destroy would take back.
                let made = C::state(&connection).decision();
                let decides = origin == Origin::Import || !state.is_null(DECISION);
                if let Some(made) = made.filter(|_| decides) {
                    state.set(DECISION, made);
                }
                show::<C>(&mut state, &session, &place, Some(&connection));
                Ok(Some(state))
            }
        }
    }

    async fn update(
        cx: &mut Cx<'_>,
        prior: Object,
        planned: Object,
    ) -> Result<Object, Failed<Object>> {
        let (place, desired) = (Place::of(&prior), decided(&planned.get(DECISION))?);
        let about = about::<C>(&place);
        about.wants(cx, desired);
        let decides = planned.is_unknown(STATUS);
        let wanted = new_detail::<C>(&prior, &planned);
        let guard = guard_is_new::<C>(&prior, &planned);
        if !decides && !is_moved::<C>(&prior, &planned) && !guard && wanted.is_none() {
            // Only settings that live in the configuration.
            return Ok(planned);
        }
        let _turn_here = about.turn(cx).await?;
        let mut state = planned.clone();
        let opened = open::<C>(cx, Some(&prior), &state, desired, "the update");
        let (session, mut object) = opened.await?;
        let mut port = place.one(&session).deciding(C::wanted(&state));
        let _turn = turn::<C>(cx, &session, &place, &object, desired, wanted.as_ref()).await?;
        if decides {
            let shown = outlasted(cx, &about, &port, object, desired).await;
            let decided = decide(&mut port, &cx.operation, shown, desired, Sent::Nothing);
            let Decided { object: seen, end } = decided.await;
            remember(&mut cx.private, &end);
            if let Some(error) = unmade::<C>(&place, desired, seen.as_ref(), &end) {
                // What was decided before is what the state says until a read shows otherwise.
                state.copy(C::DETAIL.key, &prior);
                show::<C>(&mut state, &session, &place, seen.as_ref());
                let made = seen.as_ref().and_then(|one| C::state(one).decision());
                // What the cloud never took was not decided: then a destroy has nothing to take back.
                if !is_taken(&end) {
                    state.copy(DECISION, &prior);
                }
                if let (Some(made), false) = (made, state.is_null(DECISION)) {
                    state.set(DECISION, made);
                }
                let state = seen.is_some().then_some(state);
                return Err(Failed { state, error });
            }
            match seen {
                Some(connection) => object = connection,
                None => return Ok(state),
            }
        }
        if let Some(wanted) = wanted.filter(|wanted| !<C::Session>::has(&object, wanted)) {
            match set::<C>(cx, &place, &mut port, &wanted, desired).await {
                Ok(connection) => object = connection,
                Err(error) => {
                    show::<C>(&mut state, &session, &place, Some(&object));
                    state.copy(C::DETAIL.key, &prior);
                    let state = Some(state);
                    return Err(Failed { state, error });
                }
            }
        }
        show::<C>(&mut state, &session, &place, Some(&object));
        keep_detail::<C>(&mut state, &planned);
        Ok(state)
    }

    async fn delete(cx: &mut Cx<'_>, prior: Object) -> Result<(), Diagnostic> {
        destroy::<C>(cx, &prior).await
    }

    async fn import(cx: &mut Cx<'_>, id: &str) -> Result<Object, Diagnostic> {
        let id = import(C::accounts(cx.provider), cx, Form::ENDPOINT, id)?;
        Ok(least(&Self::schema(), &id))
    }

    async fn import_by_identity(
        cx: &mut Cx<'_>,
        identity: &Identity,
    ) -> Result<Object, Diagnostic> {
        let id = identity::import::<C>(cx, C::SERVICE, Form::ENDPOINT, identity).await?;
        Ok(least(&Self::schema(), &id))
    }

    fn moved(source: &Source) -> Result<Moved<Object>, Diagnostic> {
        moved::moved(C::MOVED, &Self::schema(), source)
    }
}

/// The least state that a read can start from.
fn least(schema: &Schema, id: &ImportId) -> Object {
    let (service, endpoint) = id.pair();
    let mut state = Object::empty(schema);
    state.set(ACCOUNT, id.account_field());
    state.set(REGION, id.region.clone());
    state.set(SERVICE_ID, service);
    state.set(ENDPOINT_ID, endpoint);
    state.set(ID, id.id.as_str());
    state
}

/// Whether a plan reaches the connection through another account than its state, or in a region that what came over from
/// another provider did not name.
fn is_moved<C: EndpointCloud>(prior: &Object, planned: &Object) -> bool {
    account_of::<C>(prior).name() != account_of::<C>(planned).name()
        || (prior.is_null(REGION) && !planned.is_null(REGION))
}

/// Looks at the connection that an apply is about to change, and whether it may. `doing` completes "… needs it now".
async fn open<C: EndpointCloud>(
    cx: &mut Cx<'_>,
    prior: Option<&Object>,
    planned: &Object,
    desired: Decision,
    doing: &str,
) -> Result<(C::Session, ConnectionOf<C>), Diagnostic> {
    let place = Place::of(planned);
    let (session, seen) = look::<C>(cx, planned, Ask::Now, doing).await?;
    if prior.is_some_and(|prior| is_moved::<C>(prior, planned)) {
        same_object(&At::<C>::new(&place), account_of::<C>(planned), &seen)?;
        cx.private.clear(MOVED);
    }
    let connection = match seen {
        Observed::There(connection) => connection,
        Observed::Absent(refusal) => return Err(missing(&place, desired, refusal.as_ref())),
    };
    guarded::<C>(planned, &place, &connection)?;
    keep::<C>(cx, &session, Owner::Kept).await;
    Ok((session, connection))
}

/// The connection once what a destroy of this run has sent shows: only then does a look tell what is left to do.
pub(super) async fn outlasted<S: Decides>(
    cx: &Cx<'_>,
    about: &About,
    port: &Deciding<S>,
    seen: S::Object,
    desired: Decision,
) -> Option<S::Object> {
    if desired == Decision::Reject || !cx.provider.run.is_rejected(&about.subject) {
        return Some(seen);
    }
    let before = seen.clone();
    let outlasted = outlast(port, &cx.operation, seen, Decision::Reject).await;
    // What cannot be seen now is seen, or told, by whoever decides.
    outlasted.unwrap_or(Some(before))
}

/// Whether the cloud has taken a decision, or may have.
fn is_taken(end: &End) -> bool {
    !matches!(end, End::Refused(_) | End::Failed(_))
}

/// A turn, where the decision or the detail takes a call.
pub(super) async fn turn<C: EndpointCloud>(
    cx: &Cx<'_>,
    session: &C::Session,
    place: &Place,
    seen: &ConnectionOf<C>,
    desired: Decision,
    detail: Option<&DetailOf<C>>,
) -> Result<Option<Turn>, Diagnostic> {
    let next = step(Finality::Revisable, C::state(seen), desired, Sent::Nothing);
    let calls = match next {
        Step::Call(_) | Step::Wait => true,
        Step::Done => detail.is_some_and(|detail| !<C::Session>::has(seen, detail)),
        Step::Refuse(_) => false,
    };
    if !calls {
        return Ok(None);
    }
    let turn = session.queue(&cx.operation).await;
    turn.map_err(|ended| not_decided(place, desired, &ended.into(), None))
}
