//! What a plan says of a decision.

use super::kind::{
    Asker, ConnectionOf, Decidable, SessionOf, SourceOf, about, account_of, is_named, state_of,
    status_of, undo,
};
use crate::connection::handle::Decides;
use crate::connection::knowledge::Observed;
use crate::connection::run_log::Undo;
use crate::connection::status::Decision;
use crate::connection::step::{Finality, Reason, Sent, Step, step};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::notes::Note;
use crate::framework::object::Object;
use crate::framework::resource::{Creates, Plan};
use crate::resource::accounts::Found;
use crate::resource::cloud::{Account, AccountRef, place_of_create};
use crate::resource::context::Cx;
use crate::resource::existing::AccepterRegion;
use crate::resource::guard;
use crate::resource::keys::{ACCOUNT, ACTIVE_ID, DECISION, ID, REGION};
use crate::resource::lookup::{self, Lookup, look, same_object};
use crate::resource::preflight::Planned;
use crate::resource::state::unsettle;
use crate::resource::traffic::{self, End};

/// Set when the service turned the last reject back.
pub(super) const OVERRULED: &str = "overruled";

/// A new decision: looks the request up and shows who asks.
pub(super) async fn create<K: Decidable>(
    cx: &mut Cx<'_>,
    account: &Found<'_, Account<K::Cloud>>,
    config: &Object,
    planned: &mut Object,
    creates: Creates,
) -> Result<(), Diagnostic> {
    if planned.known(DECISION) == Some(Decision::Reject) {
        planned.set(ACTIVE_ID, Field::Null);
    }
    let reached = reach::<K>(cx, account, config, planned).await?;
    if !is_named::<K>(planned) {
        if let Some((account, _)) = reached {
            K::skip_preflight(cx, account, planned);
        }
        return Ok(());
    }
    let place = K::Place::of(planned);
    planned.set(ID, place.id());
    about::<K>(&place).plans_create(cx, creates)?;
    let Some((account, region)) = reached else {
        return Ok(());
    };
    if cx.has_noted(Note::Looked) {
        return Ok(());
    }
    let here = account_of::<K>(planned);
    let (session, seen) = match look(cx, &place, here, K::AT_PLAN, "the plan").await {
        Ok(found) => found,
        // A look made only for a plan must not fail it.
        Err(warning) => {
            // Another tenant than allowed is no look-up that failed.
            here.check(account, &region)?;
            cx.warn(warning);
            return Ok(());
        }
    };
    if config.is_wholly_known() {
        cx.note(Note::Looked);
    }
    if let Observed::There(connection) = &seen {
        K::identify(config, planned, connection);
    }
    K::check_plan(cx, planned)?;
    let asker = Asker::Resource(None);
    let planned = Planned::Create(planned, creates);
    judge::<K>(cx, account, (&place, &session), seen, planned, &asker).await
}

/// Where the decision will be made. `None` when a part of that comes with the apply.
async fn reach<'a, K: Decidable>(
    cx: &Cx<'_>,
    account: &Found<'a, Account<K::Cloud>>,
    config: &Object,
    planned: &mut Object,
) -> Result<Option<(&'a Account<K::Cloud>, String)>, Diagnostic> {
    match K::REGION {
        AccepterRegion::Written => {
            let mut region = planned.get(REGION);
            let reached = place_of_create(account, account_of::<K>(config), &mut region)?;
            planned.set(REGION, region);
            if let (Some((account, region)), true) = (&reached, K::SIGNS_IN) {
                let here = account_of::<K>(planned);
                here.sign_in_locally(cx, account, region).await?;
            }
            Ok(reached)
        }
        // Which region it is in is seen at the look; the account's own is only where to ask.
        AccepterRegion::Computed => {
            let (Found::Account(account), false) = (account, config.is_unknown(ACCOUNT)) else {
                return Ok(None);
            };
            let here = AccountRef::<K::Cloud> {
                region: Field::Null,
                ..account_of::<K>(config)
            };
            let region = here.region_of(account)?.to_owned();
            here.check(account, &region)?;
            Ok(Some((account, region)))
        }
    }
}

/// Warns of what the apply will refuse; what it will send is asked about.
pub(super) async fn judge<K: Decidable>(
    cx: &mut Cx<'_>,
    account: &Account<K::Cloud>,
    (place, session): (&K::Place, &SessionOf<K>),
    seen: Observed<ConnectionOf<K>>,
    planned: Planned<'_>,
    asker: &Asker<'_>,
) -> Result<(), Diagnostic> {
    let (wanted, desired) = (planned.state(), planned.state().known(DECISION));
    let connection = match seen {
        Observed::There(connection) => connection,
        Observed::Absent(refusal) => {
            let refusal = refusal.as_ref();
            let missing = desired.map(|desired| K::missing(place, desired, refusal, asker));
            let missing = missing.map(Diagnostic::into_warning);
            cx.diagnostics.extend(missing);
            return Ok(());
        }
    };
    let here = account_of::<K>(wanted);
    let side = K::check_side(cx, here, session, &connection).await;
    let checked = side.and_then(|()| guard::check::<K>(wanted, place, &connection));
    if let Err(warning) = checked {
        cx.warn(warning);
        return Ok(());
    }
    let Some(desired) = desired else {
        return Ok(());
    };
    if matches!(asker, Asker::Resource(_)) {
        let notice = K::notice(place, desired, &connection);
        cx.diagnostics.extend(notice);
    }
    let state = state_of::<K>(&connection);
    match step(SourceOf::<K>::FINALITY, state, desired, Sent::Nothing) {
        Step::Refuse(reason) => {
            let seen = Some(&connection);
            cx.warn(K::refused(place, desired, &reason, asker, seen));
            Ok(())
        }
        Step::Call(decision) => K::preflight(cx, account, planned, Some(decision)).await,
        Step::Done | Step::Wait => Ok(()),
    }
}

/// A decision that stands, is to be finished, or changed.
pub(super) async fn update<K: Decidable>(
    cx: &mut Cx<'_>,
    account: &Found<'_, Account<K::Cloud>>,
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
    if replaces {
        // It is replaced; the create will be planned by itself.
        if undo::<K>(prior) != Undo::Nothing {
            tell::<K>(cx, prior, End::Replace).await;
            K::preflight_destroy(cx, prior).await;
        }
        return Ok(());
    }
    let place = K::Place::of(prior);
    about::<K>(&place).plans_to_stay(cx, undo::<K>(prior));
    K::check_plan(cx, planned)?;
    K::foresee(prior, planned);
    if planned.is_unknown(DECISION) {
        unsettle(planned);
        if let Found::Account(account) = account {
            K::skip_preflight(cx, account, prior);
        }
        return Ok(());
    }
    let Some(desired) = planned.known(DECISION) else {
        return Ok(());
    };
    let (made, status) = (prior.known(DECISION), status_of::<K>(prior));
    let refused = |reason: &Reason| {
        let asker = Asker::Resource(Some(prior));
        K::refused(&place, desired, reason, &asker, None)
    };
    // The user changed a decision that was carried out for good. Anything else that stands in the way is the
    // other side's doing, and only warned of.
    if let (Finality::Final, Some(made)) = (SourceOf::<K>::FINALITY, made)
        && made != desired
        && status.decision() == Some(made)
    {
        return Err(refused(&Reason::Settled(made)));
    }
    let mut call = None;
    match step(SourceOf::<K>::FINALITY, &status, desired, Sent::Nothing) {
        Step::Call(decision) => {
            call = Some(decision);
            unsettle(planned);
            if decision == Decision::Reject && cx.private.has(OVERRULED) {
                cx.diagnostics.extend(K::overruled_before(&place));
            }
        }
        Step::Wait => unsettle(planned),
        Step::Done => {}
        Step::Refuse(reason) => {
            if made != Some(desired) {
                // It is planned all the same, and fails when it is applied.
                unsettle(planned);
            }
            cx.warn(refused(&reason));
        }
    }
    let guarded = guard::check_state::<K>(prior, planned, &place);
    let is_expected = guarded.is_ok();
    if let Err(warning) = guarded {
        cx.warn(warning);
    }
    let Found::Account(account) = account else {
        return Ok(());
    };
    if let Err(warning) = check_account::<K>(cx, account, &place, prior, planned).await {
        cx.warn(warning);
        return Ok(());
    }
    if !is_expected {
        return Ok(());
    }
    K::preflight(cx, account, Planned::Update { prior, planned }, call).await
}

/// Whether a plan reaches the same connection, from the side that decides.
async fn check_account<K: Decidable>(
    cx: &Cx<'_>,
    account: &Account<K::Cloud>,
    place: &K::Place,
    prior: &Object,
    planned: &Object,
) -> Result<(), Diagnostic> {
    let there = account_of::<K>(planned);
    if account_of::<K>(prior).name() == there.name() {
        return K::check_state(account, prior);
    }
    let (session, seen) = same_object(cx, place, there, K::AT_PLAN).await?;
    K::check_side(cx, there, &session, &seen).await
}

/// A destroy: says what it will do.
pub(super) async fn destroy<K: Decidable>(cx: &mut Cx<'_>, prior: &Object) {
    let about = about::<K>(&K::Place::of(prior));
    let is_pair = about.plans_destroy(cx, undo::<K>(prior));
    if !is_pair {
        tell::<K>(cx, prior, End::Destroy).await;
    }
    if undo::<K>(prior) != Undo::Nothing {
        K::preflight_destroy(cx, prior).await;
    }
}

/// What becomes of traffic.
async fn tell<K: Decidable>(cx: &mut Cx<'_>, prior: &Object, end: End) {
    let place = K::Place::of(prior);
    let about = about::<K>(&place);
    let look =
        async |cx: &Cx<'_>| lookup::status(cx, &place, account_of::<K>(prior), K::AT_PLAN).await;
    let stored = status_of::<K>(prior);
    let status = about.status(cx, stored, look).await;
    traffic::decision::<K>(cx, &about, end, &status, prior).await;
}
