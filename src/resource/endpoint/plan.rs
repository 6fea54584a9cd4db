//! What a plan says of a decision about an endpoint.

use super::cloud::{EndpointCloud, Planned, Settles};
use super::detail::new_detail;
use super::messages::{leaving, missing, refused};
use super::place::Place;
use super::shown::{guarded, guarded_by_state, identify};
use super::state::{At, OVERRULED, about, account_of, look, rejects, status_of, undo};
use crate::cloud::endpoint::EndpointApi;
use crate::connection::knowledge::Observed;
use crate::connection::run_log::Undo;
use crate::connection::status::{Decision, State};
use crate::connection::step::{Finality, Sent, Step, step};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::notes::Note;
use crate::framework::object::Object;
use crate::framework::resource::{Creates, Plan};
use crate::resource::accounts::Found;
use crate::resource::cloud::Account;
use crate::resource::cloud::place_of_create;
use crate::resource::context::Cx;
use crate::resource::keys::{
    ACCOUNT, DECISION, ENDPOINT_ID, ID, ON_DESTROY, REGION, SERVICE_ID, STATUS, UPDATED_AT,
};
use crate::resource::lookup::{AT_PLAN, same_object, status};
use crate::resource::state::unsettle;
use crate::resource::traffic::{self, Decided, End};

/// A new decision: looks the endpoint up and shows who asks.
pub(super) async fn create<C: EndpointCloud>(
    cx: &mut Cx<'_>,
    account: &Found<'_, Account<C>>,
    config: &Object,
    planned: &mut Object,
    creates: Creates,
) -> Result<(), Diagnostic> {
    let is_known = [SERVICE_ID, ENDPOINT_ID].map(|key| planned.text(key).is_some()) == [true; 2];
    let mut name = planned.get(REGION);
    let region = place_of_create(account, account_of::<C>(config), &mut name)?;
    planned.set(REGION, name);
    if !is_known {
        if let Some((account, _)) = region {
            C::skip_preflight(cx, account, planned);
        }
        return Ok(());
    }
    let place = Place::of(planned);
    planned.set(ID, place.id());
    about::<C>(&place).plans_create(cx, creates)?;
    let Some((account, region)) = region else {
        return Ok(());
    };
    if cx.has_noted(Note::Looked) {
        return Ok(());
    }
    let (_, seen) = match look::<C>(cx, planned, AT_PLAN, "the plan").await {
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
    if let Observed::There(connection) = &seen {
        identify::<C>(config, planned, connection);
    }
    let Some(desired) = planned.known(DECISION) else {
        return Ok(());
    };
    let connection = match seen {
        Observed::There(connection) => connection,
        Observed::Absent(refusal) => {
            cx.warn(missing(&place, desired, refusal.as_ref()));
            return Ok(());
        }
    };
    if let Err(warning) = guarded::<C>(planned, &place, &connection) {
        cx.warn(warning);
        return Ok(());
    }
    let status = C::state(&connection);
    if *status == State::Leaving {
        let status = C::status(&connection).as_str();
        cx.warn(leaving(&place, desired, status));
    }
    match step(Finality::Revisable, status, desired, Sent::Nothing) {
        Step::Refuse(reason) => {
            cx.warn(refused::<C>(&place, desired, &reason, Some(&connection)));
            Ok(())
        }
        Step::Call(decision) => {
            let detail = C::wanted(planned);
            let planned = Planned::Create(planned, creates);
            C::preflight(cx, account, planned, Some(decision), detail.as_ref()).await
        }
        Step::Done | Step::Wait => Ok(()),
    }
}

/// A decision that stands, is to be finished, or changed.
pub(super) async fn update<C: EndpointCloud>(
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
    let here = Place::of(prior);
    if replaces {
        // It is replaced; the create will be planned by itself.
        if rejects(prior) {
            tell::<C>(cx, prior, End::Replace).await;
            try_reject::<C>(cx, prior).await;
        }
        return Ok(());
    }
    about::<C>(&here).plans_to_stay(cx, undo(prior));
    let detail = new_detail::<C>(prior, planned);
    if planned.is_unknown(C::DETAIL.key) || detail.is_some() {
        if C::DETAIL.settles == Settles::InTime {
            unsettle(planned);
        }
        planned.set(UPDATED_AT, Field::Unknown);
    }
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
    let status = status_of::<C>(prior);
    let mut call: Option<Decision> = None;
    match step(Finality::Revisable, &status, desired, Sent::Nothing) {
        Step::Call(decision) => {
            call = Some(decision);
            unsettle(planned);
            if decision == Decision::Reject && cx.private.has(OVERRULED) {
                cx.diagnostics.extend(C::overruled_before(&here));
            }
        }
        Step::Wait => unsettle(planned),
        Step::Done => {}
        Step::Refuse(reason) => {
            if prior.known(DECISION) != Some(desired) {
                // It is planned all the same, and fails when it is applied.
                unsettle(planned);
            }
            cx.warn(refused::<C>(&here, desired, &reason, None));
        }
    }
    if let Err(warning) = guarded_by_state::<C>(prior, planned, &here) {
        cx.warn(warning);
        return Ok(());
    }
    let Found::Account(account) = account else {
        return Ok(());
    };
    if account_of::<C>(prior).name() != account_of::<C>(planned).name() {
        let seen = look::<C>(cx, planned, AT_PLAN, "the change of account").await;
        let account = account_of::<C>(planned);
        if let Err(warning) =
            seen.and_then(|(_, seen)| same_object(&At::<C>::new(&here), account, &seen))
        {
            cx.warn(warning);
            return Ok(());
        }
    }
    if call.is_none() && detail.is_none() {
        return Ok(());
    }
    let planned = Planned::Update(planned);
    C::preflight(cx, account, planned, call, detail.as_ref()).await
}

/// A destroy: says what it will do.
pub(super) async fn destroy<C: EndpointCloud>(cx: &mut Cx<'_>, prior: &Object) {
    let pair = about::<C>(&Place::of(prior)).plans_destroy(cx, undo(prior));
    if !pair {
        tell::<C>(cx, prior, End::Destroy).await;
    }
    if rejects(prior) {
        try_reject::<C>(cx, prior).await;
    }
}

/// What becomes of traffic.
async fn tell<C: EndpointCloud>(cx: &mut Cx<'_>, prior: &Object, end: End) {
    let place = Place::of(prior);
    let (about, undo) = (about::<C>(&place), undo(prior));
    let stored = C::Session::STATUSES.state(prior.text(STATUS).unwrap_or_default());
    let told = Decided {
        noun: "an endpoint connection",
        undo,
        applied: prior.text(ON_DESTROY),
        default: "reject",
        other: if undo == Undo::Reject {
            "keep"
        } else {
            "reject"
        },
    };
    let at = At::<C>::new(&place);
    let look = async |cx: &Cx<'_>| status(cx, &at, account_of::<C>(prior), AT_PLAN).await;
    let status = about.status(cx, stored, look).await;
    traffic::decision(cx, &about, end, &status, told).await;
}

/// Whether the cloud would let a destroy reject, if it has to.
async fn try_reject<C: EndpointCloud>(cx: &mut Cx<'_>, prior: &Object) {
    let accounts = C::accounts(cx.provider);
    let Ok(Found::Account(account)) = accounts.find(prior.field(ACCOUNT)) else {
        return;
    };
    if matches!(status_of::<C>(prior), State::Rejected | State::Failed) {
        return;
    }
    let (planned, call) = (Planned::Destroy(prior), Some(Decision::Reject));
    if let Err(warning) = C::preflight(cx, account, planned, call, None).await {
        cx.warn(warning);
    }
}
