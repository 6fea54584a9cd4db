//! The resource: what each event does to a connection.

use std::marker::PhantomData;

use super::cloud::{DetailSettles, EndpointApi};
use super::destroy::destroy;
use super::detail::set;
use super::place::{At, Place, PlaceOf, account_of, look, place};
use super::shown::{guard_is_new, guarded, is_detailed, show};
use super::{plan, warn};
use crate::connection::decide::{Decided, End, decide, outlast};
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::peering::Role;
use crate::connection::port::Port;
use crate::connection::queue::Turn;
use crate::connection::run_log::{Subject, Undo};
use crate::connection::status::{Decision, State as Standing};
use crate::connection::step::{Finality, Reason, Sent, Step, step};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;
use crate::framework::private::Private;
use crate::framework::resource::{Failed, Plan, Resource};
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::operation::Ended;
use crate::resource::attributes::decided;
use crate::resource::below::{AT_REFRESH, Origin, Owner, Seen, keep, read, same_object};
use crate::resource::context::{Configured, Cx};
use crate::resource::import_id::{Form, import};
use crate::resource::keys::{
    ACCOUNT, DECISION, ENDPOINT_ID, ID, ON_DESTROY, REGION, SERVICE_ID, STATUS,
};
use crate::resource::run::About;

/// The resource of a cloud.
pub struct EndpointConnection<C>(PhantomData<C>);

impl<C: EndpointApi> Resource for EndpointConnection<C> {
    type Provider = Configured;
    type State = Object;
    const NAME: &'static str = C::RESOURCE;
    const TIMEOUTS: Defaults = C::TIMEOUTS;

    fn schema() -> Schema {
        C::schema()
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
        let place = place::<C>(&planned);
        let (desired, mut state) = (decided(&planned.get(DECISION))?, planned.clone());
        let about = about::<C>(&place);
        let _turn_here = about.turn(cx).await?;
        let (session, seen) = look::<C>(cx, &state, Ask::Now, "the decision").await?;
        let seen = match seen {
            Observed::There(connection) => connection,
            Observed::Absent(refusal) => {
                return Err(warn::missing(&place, desired, refusal.as_ref()).into());
            }
        };
        guarded::<C>(&state, &place, &seen)?;
        keep::<C>(cx, &session).await;
        let detail = C::detail(&state);
        let mut port = C::port(&session, &place, detail.as_ref());
        let turn = turn::<C>(cx, &session, &seen, desired, detail.as_ref()).await;
        let _turn =
            turn.map_err(|ended| warn::not_decided(&place, desired, &ended.into(), None))?;
        let seen = outlasted(cx, &about, &port, seen, desired).await;
        let Decided { object, end } =
            decide(&mut port, &cx.operation, seen, desired, Sent::Nothing).await;
        if !matches!(end, End::Refused(_) | End::Failed(_)) {
            about.wants(cx, desired);
        }
        let seen = object.as_ref();
        show::<C>(&mut state, &session, &place, seen);
        let is_settled = matches!(end, End::Done);
        match end {
            End::Done => {}
            End::Refused(reason) => {
                return Err(warn::refused::<C>(&place, desired, &reason, seen).into());
            }
            End::Failed(failure) => {
                let standing = seen.map(C::standing);
                let told = warn::not_decided(&place, desired, &failure, standing.as_ref());
                return Err(told.into());
            }
            // The cloud's own final word, and nothing that an error could cut.
            End::Overtaken(Reason::Failed) => {
                let error = warn::refused::<C>(&place, desired, &Reason::Failed, seen);
                return Err(Failed {
                    state: Some(state),
                    error,
                });
            }
            // The cloud has taken it, or may have: an error would taint what may be a live connection.
            End::Overtaken(reason) => {
                remember(&mut cx.private, &reason);
                cx.warn(warn::refused::<C>(&place, desired, &reason, seen));
            }
            End::Unsettled(_) | End::Unclear(_) => cx.warn(
                warn::unsettled(&place, desired, seen.map(C::status), &end)
                    .with("It is in the state, and the next apply finishes it."),
            ),
        }
        let may = is_settled || C::DETAIL_SETTLES == DetailSettles::AtOnce;
        let differs = |detail: &C::Detail| seen.is_none_or(|seen| !C::has(seen, detail));
        if let Some(detail) = detail.filter(|detail| may && differs(detail)) {
            match set::<C>(cx, &session, &place, &mut port, &detail, desired).await {
                Ok(connection) => show::<C>(&mut state, &session, &place, Some(&connection)),
                Err(told) => cx.warn(told),
            }
        }
        // What is configured comes back as planned; the next refresh shows the truth.
        if is_detailed::<C>(&planned) {
            state.copy(C::DETAIL, &planned);
        }
        Ok(state)
    }

    async fn read(cx: &mut Cx<'_>, state: Object) -> Result<Option<Object>, Diagnostic> {
        let place = place::<C>(&state);
        match read(
            cx,
            &At::<C>(&place),
            account_of::<C>(&state),
            Owner::Kept,
            (&about::<C>(&place), AT_REFRESH),
        )
        .await?
        {
            Seen::AsItWas => Ok(Some(state)),
            Seen::Gone => Ok(None),
            Seen::There {
                session,
                object: connection,
                origin,
            } => {
                let mut state = state;
                // Another decision by hand is drift. What is imported and was never applied stays
                // undecided, and so nothing that a destroy would take back.
                let made = C::standing(&connection).decision();
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
        let (place, desired) = (place::<C>(&prior), decided(&planned.get(DECISION))?);
        let about = about::<C>(&place);
        about.wants(cx, desired);
        let moved = account_of::<C>(&prior).name() != account_of::<C>(&planned).name();
        let guard = guard_is_new::<C>(&prior, &planned);
        let decides = planned.is_unknown(STATUS);
        let wanted = C::new_detail(&prior, &planned);
        if !decides && !moved && !guard && wanted.is_none() {
            // Only settings that live in the configuration.
            return Ok(planned);
        }
        let _turn_here = about.turn(cx).await?;
        let mut state = planned.clone();
        let (session, seen) = look::<C>(cx, &state, Ask::Now, "the update").await?;
        if moved {
            same_object(&At::<C>(&place), account_of::<C>(&state), &seen)?;
        }
        let mut object = match seen {
            Observed::There(connection) => connection,
            Observed::Absent(refusal) => {
                return Err(warn::missing(&place, desired, refusal.as_ref()).into());
            }
        };
        guarded::<C>(&state, &place, &object)?;
        keep::<C>(cx, &session).await;
        let detail = C::detail(&state);
        let mut port = C::port(&session, &place, detail.as_ref());
        let turn = turn::<C>(cx, &session, &object, desired, wanted.as_ref()).await;
        let _turn =
            turn.map_err(|ended| warn::not_decided(&place, desired, &ended.into(), None))?;
        if decides {
            let shown = outlasted(cx, &about, &port, object, desired).await;
            let decided = decide(&mut port, &cx.operation, shown, desired, Sent::Nothing);
            let Decided { object: seen, end } = decided.await;
            let taken = !matches!(end, End::Refused(_) | End::Failed(_));
            match &end {
                End::Done => cx.private.clear(OVERRULED),
                End::Refused(reason) | End::Overtaken(reason) => {
                    remember(&mut cx.private, reason);
                }
                End::Failed(_) | End::Unsettled(_) | End::Unclear(_) => {}
            }
            if let Some(error) = unmade::<C>(&place, desired, seen.as_ref(), end) {
                // What was decided before is what the state says until a read shows otherwise.
                state.copy(C::DETAIL, &prior);
                show::<C>(&mut state, &session, &place, seen.as_ref());
                let made = seen.as_ref().and_then(|one| C::standing(one).decision());
                // What the cloud never took was not decided: then a destroy has nothing to take back.
                if !taken {
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
        if let Some(wanted) = wanted.filter(|wanted| !C::has(&object, wanted)) {
            match set::<C>(cx, &session, &place, &mut port, &wanted, desired).await {
                Ok(connection) => object = connection,
                Err(error) => {
                    show::<C>(&mut state, &session, &place, Some(&object));
                    state.copy(C::DETAIL, &prior);
                    let state = Some(state);
                    return Err(Failed { state, error });
                }
            }
        }
        show::<C>(&mut state, &session, &place, Some(&object));
        if is_detailed::<C>(&planned) {
            state.copy(C::DETAIL, &planned);
        }
        Ok(state)
    }

    async fn delete(cx: &mut Cx<'_>, prior: Object) -> Result<(), Diagnostic> {
        destroy::<C>(cx, &prior).await
    }

    async fn import(cx: &mut Cx<'_>, id: &str) -> Result<Object, Diagnostic> {
        let id = import(C::accounts(cx.provider), cx, Form::ENDPOINT, id)?;
        let (service, endpoint) = id.pair();
        let mut state = Object::empty(&C::schema());
        state.set(ACCOUNT, id.account_field());
        state.set(REGION, id.region.clone());
        state.set(SERVICE_ID, service);
        state.set(ENDPOINT_ID, endpoint);
        state.set(ID, id.id.as_str());
        Ok(state)
    }
}

/// The connection once what a destroy of this run has sent shows: only then does a look tell what is left to do.
async fn outlasted<P: Port>(
    cx: &Cx<'_>,
    about: &About,
    port: &P,
    seen: P::Object,
    desired: Decision,
) -> Option<P::Object>
where
    P::Object: Clone,
{
    if desired == Decision::Reject || !cx.provider.run.is_rejected(&about.subject) {
        return Some(seen);
    }
    let before = seen.clone();
    let outlasted = outlast(port, &cx.operation, seen, Decision::Reject).await;
    // What cannot be seen now is seen, or told, by whoever decides.
    outlasted.unwrap_or(Some(before))
}

/// Set when the service turned the last reject back.
pub(super) const OVERRULED: &str = "overruled";

/// The next plan can say why the decision that was made is not the one that is shown.
fn remember(private: &mut Private, reason: &Reason) {
    if *reason == Reason::Overruled {
        private.set(OVERRULED);
    }
}

/// Without a status nothing says that the decision is settled: the next apply looks.
pub(super) fn standing<C: EndpointApi>(state: &Object) -> Standing {
    state.text(STATUS).map_or(Standing::Pending, C::standing_of)
}

/// Whether a destroy rejects: as last applied, and never what was imported and not yet decided.
pub(super) fn rejects(prior: &Object) -> bool {
    prior.text(ON_DESTROY) != Some("keep") && prior.known(DECISION).is_some()
}

/// What a destroy does.
pub(super) fn undo(prior: &Object) -> Undo {
    if rejects(prior) {
        Undo::Reject
    } else {
        Undo::Nothing
    }
}

/// The connection, as the resource is about it.
pub(super) fn about<C: EndpointApi>(place: &PlaceOf<C>) -> About {
    let Place { service, endpoint } = place;
    About {
        subject: Subject::endpoint(C::RESOURCE, &service.to_string(), &endpoint.to_string()),
        role: Role::Accepter,
        what: place.what(),
        resource: C::RESOURCE,
    }
}

/// A turn, where the decision or the detail takes a call.
pub(super) async fn turn<C: EndpointApi>(
    cx: &Cx<'_>,
    session: &C::Session,
    seen: &C::Connection,
    desired: Decision,
    detail: Option<&C::Detail>,
) -> Result<Option<Turn>, Ended> {
    let standing = C::standing(seen);
    let next = step(Finality::Revisable, &standing, desired, Sent::Nothing);
    let calls = match next {
        Step::Call(_) | Step::Wait => true,
        Step::Done => detail.is_some_and(|detail| !C::has(seen, detail)),
        Step::Refuse(_) => false,
    };
    if calls {
        C::turn(&cx.operation, session).await
    } else {
        Ok(None)
    }
}

/// What an update is told that did not make the decision; nothing when it did.
pub(super) fn unmade<C: EndpointApi>(
    place: &PlaceOf<C>,
    desired: Decision,
    seen: Option<&C::Connection>,
    end: End,
) -> Option<Diagnostic> {
    Some(match end {
        End::Done => return None,
        End::Refused(reason) | End::Overtaken(reason) => {
            warn::refused::<C>(place, desired, &reason, seen)
        }
        End::Failed(failure) => {
            let standing = seen.map(C::standing);
            warn::not_decided(place, desired, &failure, standing.as_ref())
        }
        End::Unsettled(_) | End::Unclear(_) => {
            warn::unsettled(place, desired, seen.map(C::status), &end)
        }
    })
}
