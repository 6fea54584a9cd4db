//! What a plan says of a decision about a VPC peering.

use super::accounts::Found;
use super::cloud::{Account, AccountRef, place_of_create};
use super::context::Cx;
use super::existing::AccepterRegion;
use super::failure::error;
use super::guard::{self, Requester};
use super::keys::{
    ACCOUNT, ACTIVE_ID, DECISION, ID, ON_DESTROY, PEERING_ID, REGION, REQUESTER_VPC_ID, STATUS,
};
use super::lookup::Lookup;
use super::messages::{refused, settled};
use super::peering_api::{AccepterApi, Times};
use super::place::Place;
use super::preflight::Severity;
use super::run::About;
use super::state::{self, account_of, identify};
use super::traffic::{self, Decided, End};
use crate::connection::peering::{Peering, Role};
use crate::connection::run_log::Undo;
use crate::connection::status::{Decision, State};
use crate::connection::step::{Finality, Sent, Step, step};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::notes::Note;
use crate::framework::object::Object;
use crate::framework::resource::{Creates, Plan};

/// Whom the resource speaks for.
const ROLE: Role = Role::Accepter;

/// A new decision: looks the request up and shows who asks.
pub(super) async fn create<C: AccepterApi>(
    cx: &mut Cx<'_>,
    account: &Found<'_, Account<C>>,
    config: &Object,
    planned: &mut Object,
    creates: Creates,
) -> Result<(), Diagnostic> {
    planned.set(ID, planned.get(PEERING_ID));
    let decision = planned.known(DECISION);
    if decision == Some(Decision::Reject) {
        planned.set(ACTIVE_ID, Field::Null);
    }
    if let Some(id) = planned.text(PEERING_ID) {
        about::<C>(id).plans_create(cx, creates)?;
    }
    let Some((account, region)) = place::<C>(cx, account, config, planned).await? else {
        return Ok(());
    };
    let Some(id) = planned.text(PEERING_ID).map(str::to_owned) else {
        C::skip_preflight(cx, account, planned);
        return Ok(());
    };
    if cx.has_noted(Note::Looked) {
        return Ok(());
    }
    let (session, seen) = match look::<C>(cx, planned, &id).await {
        Ok(found) => found,
        // A look made only for a plan must not fail it.
        Err(warning) => {
            // Another tenant than allowed is no look-up that failed.
            account_of::<C>(planned).check(account, &region)?;
            cx.warn(warning);
            return Ok(());
        }
    };
    if config.is_wholly_known() {
        cx.note(Note::Looked);
    }
    if let Some(peering) = &seen {
        identify::<C>(config, planned, peering);
    }
    judge::<C>(cx, &session, planned, seen.as_ref(), decision).await;
    let Some(peering) = seen.filter(|peering| *peering.state() == State::Pending) else {
        return Ok(());
    };
    let guarded = guard::check::<C>(planned, &id, Requester::of::<C>(&peering));
    match decision {
        // What the guard forbids was warned of, and is never sent.
        Some(decision) if guarded.is_ok() => {
            let severity = Severity::of_create(creates);
            C::try_decision(cx, account, planned, decision, severity).await
        }
        _ => Ok(()),
    }
}

/// Where the decision will be made. `None` when a part of that comes with the apply.
async fn place<'a, C: AccepterApi>(
    cx: &Cx<'_>,
    account: &Found<'a, Account<C>>,
    config: &Object,
    planned: &mut Object,
) -> Result<Option<(&'a Account<C>, String)>, Diagnostic> {
    match C::ACCEPTER_REGION {
        AccepterRegion::Written => {
            let mut region = planned.get(REGION);
            let place = place_of_create(account, account_of::<C>(config), &mut region)?;
            planned.set(REGION, region);
            if let Some((account, region)) = &place {
                let here = account_of::<C>(planned);
                here.sign_in_locally(cx, account, region).await?;
            }
            Ok(place)
        }
        // Which region it is in is seen at the look; the account's own is only where to ask.
        AccepterRegion::Computed => {
            let (Found::Account(account), false) = (account, config.is_unknown(ACCOUNT)) else {
                return Ok(None);
            };
            let here = AccountRef::<C> {
                region: Field::Null,
                ..account_of(config)
            };
            let region = here.region_of(account)?.to_owned();
            here.check(account, &region)?;
            Ok(Some((account, region)))
        }
    }
}

/// A decision that stands, is to be finished, or changed.
pub(super) async fn update<C: AccepterApi>(
    cx: &mut Cx<'_>,
    account: &Found<'_, Account<C>>,
    plan: &mut Plan<Object>,
) -> Result<(), Diagnostic> {
    let replaces = plan.replaces();
    let Plan {
        prior: Some(prior),
        planned,
        ..
    } = plan
    else {
        return Ok(());
    };
    let id = peering_id(prior);
    if replaces {
        // It is replaced; the create will be planned by itself.
        if deletes(prior) {
            destroy::<C>(cx, prior, End::Replace).await;
        }
        try_delete::<C>(cx, prior).await;
        return Ok(());
    }
    about::<C>(id).plans_to_stay(cx, undo(prior));
    let (made, status) = (prior.known(DECISION), status_of::<C>(prior));
    if planned.is_unknown(DECISION) {
        unsettle(planned);
        if let Found::Account(account) = account {
            C::skip_preflight(cx, account, prior);
        }
        return Ok(());
    }
    let Some(desired) = planned.known(DECISION) else {
        return Ok(());
    };
    let times = C::stored_times(prior);
    // The user changed a decision that was carried out. Anything else that stands in the way is the
    // other side's doing, and only warned of.
    if let Some(made) = made.filter(|made| *made != desired)
        && status.decision() == Some(made)
    {
        return Err(settled::<C>(id, made, desired, Some(made), &times));
    }
    let step = step(Finality::Final, &status, desired, Sent::Nothing);
    match &step {
        Step::Call(_) | Step::Wait => unsettle(planned),
        Step::Done => {}
        Step::Refuse(reason) => {
            if made != Some(desired) {
                // It is planned all the same, and fails when it is applied.
                unsettle(planned);
            }
            cx.warn(refused::<C>(id, desired, reason, made, &times));
        }
    }
    // The state was read just now, and it shows who asks. Where it does not (`""` was configured before), only
    // the apply can tell.
    let shown = |key| prior.text(key).or(planned.text(key));
    let requester = Requester {
        tenant: shown(C::REQUESTER_TENANT),
        vpc: shown(REQUESTER_VPC_ID),
    };
    let guarded = guard::check::<C>(planned, id, requester);
    let asks = matches!(step, Step::Call(_)) && guarded.is_ok();
    if let Err(warning) = guarded {
        cx.warn(warning);
    }
    let Found::Account(account) = account else {
        return Ok(());
    };
    let (here, there) = (account_of::<C>(prior), account_of::<C>(planned));
    if here.name() != there.name() {
        if let Err(warning) = ROLE.same_object(cx, there, prior, ROLE.at_plan()).await {
            cx.warn(warning);
        }
    } else if let Some(own) = C::known_tenant(account, here.region.text().unwrap_or_default())
        && let Err(warning) = ROLE.check_state(here, &own, prior)
    {
        cx.warn(warning);
    } else if asks {
        C::try_decision(cx, account, planned, desired, Severity::Error).await?;
    }
    Ok(())
}

/// Whether the cloud would let the delete pass that a destroy means, if it means one.
pub(super) async fn try_delete<C: AccepterApi>(cx: &mut Cx<'_>, prior: &Object) {
    if deletes(prior) {
        C::try_delete(cx, prior).await;
    }
}

/// The update carries the decision out, or finishes it.
fn unsettle(planned: &mut Object) {
    state::unsettle(planned);
    if planned.is_null(ACTIVE_ID) && planned.known(DECISION) != Some(Decision::Reject) {
        planned.set(ACTIVE_ID, Field::Unknown);
    }
}

pub(super) async fn look<C: AccepterApi>(
    cx: &Cx<'_>,
    planned: &Object,
    id: &str,
) -> Result<(C::Session, Option<Peering<C::Extra>>), Diagnostic> {
    let session = account_of::<C>(planned).session(cx, "the plan").await?;
    let seen = Place::<C>::at(planned, id)
        .read(&session, &cx.operation, ROLE.at_plan())
        .await;
    let seen = seen.map_err(|failure| {
        error(
            format!("Peering {id} could not be looked up for the plan"),
            &failure,
        )
    })?;
    Ok((session, seen.there()))
}

/// Warns of what the apply will refuse.
async fn judge<C: AccepterApi>(
    cx: &mut Cx<'_>,
    session: &C::Session,
    planned: &Object,
    seen: Option<&Peering<C::Extra>>,
    decision: Option<Decision>,
) {
    let id = peering_id(planned);
    if let Some(peering) = seen {
        let here = account_of::<C>(planned);
        let side = ROLE.check(cx, here, session, peering).await;
        let checked =
            side.and_then(|()| guard::check::<C>(planned, id, Requester::of::<C>(peering)));
        if let Err(warning) = checked {
            cx.warn(warning);
            return;
        }
    }
    let status = seen.map_or(State::Absent, |one| one.state().clone());
    if let Some(desired) = decision
        && let Step::Refuse(reason) = step(Finality::Final, &status, desired, Sent::Nothing)
    {
        let times = times::<C>(seen);
        cx.warn(refused::<C>(id, desired, &reason, None, &times));
    }
}

/// The destroy, or the first half of a replacement: what it does to traffic.
pub(super) async fn destroy<C: AccepterApi>(cx: &mut Cx<'_>, prior: &Object, end: End) {
    let id = peering_id(prior);
    let (about, undo) = (about::<C>(id), undo(prior));
    if end == End::Destroy && about.plans_destroy(cx, undo) {
        return;
    }
    let told = Decided {
        noun: "a peering",
        undo,
        applied: prior.text(ON_DESTROY),
        default: "keep",
        other: if undo == Undo::Delete {
            "keep"
        } else {
            "delete"
        },
    };
    let look = async |cx: &Cx<'_>| ROLE.status(cx, account_of::<C>(prior), prior).await;
    let status = about.status(cx, status_of::<C>(prior), look).await;
    traffic::decision(cx, &about, end, &status, told).await;
}

/// The peering, as this resource is about it.
pub(super) fn about<C: AccepterApi>(id: &str) -> About {
    About::peering(C::NAME, id, ROLE, C::ACCEPTER)
}

/// The peering that is decided.
pub(super) fn peering_id(state: &Object) -> &str {
    state.text(PEERING_ID).unwrap_or_default()
}

/// Where a state says that the peering stands. Without a status nothing says that the decision is settled: the
/// next apply looks.
pub(super) fn status_of<C: AccepterApi>(state: &Object) -> State {
    state
        .text(STATUS)
        .map_or(State::Pending, |word| C::STATUSES.state(word))
}

/// Whether a destroy deletes: as last applied, and never what was imported and not yet decided.
pub(super) fn deletes(prior: &Object) -> bool {
    prior.text(ON_DESTROY) == Some("delete") && prior.known(DECISION).is_some()
}

/// What a destroy does.
pub(super) fn undo(prior: &Object) -> Undo {
    if deletes(prior) {
        Undo::Delete
    } else {
        Undo::Nothing
    }
}

/// When what was last seen of a peering happened.
pub(super) fn times<C: AccepterApi>(peering: Option<&Peering<C::Extra>>) -> Times {
    peering.map(C::times).unwrap_or_default()
}
