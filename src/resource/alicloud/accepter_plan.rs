//! What a plan says of a decision.

use super::accepter_own::own;
use super::cloud::Reach;
use super::guard::{self, Requester};
use super::peering::routes;
use super::peering_accepter::{State, about, deletes, reach, standing, undo};
use super::preflight::{self, Severity};
use super::shown::{Times, id as show_id, plain};
use super::warn;
use crate::cloud::alicloud::account::{Account, Session};
use crate::cloud::alicloud::calls::Trial;
use crate::cloud::alicloud::config::Service;
use crate::cloud::alicloud::ids::{AccountId, PeeringId};
use crate::cloud::alicloud::peering::{Peering, Peerings};
use crate::connection::run_log::Undo;
use crate::connection::status::{Decision, Status as Standing};
use crate::connection::step::{Finality, Sent, Step, step};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::resource::{Creates, Plan};
use crate::resource::accounts::Found;
use crate::resource::below::Cx;
use crate::resource::failure::error;
use crate::resource::side::Side;
use crate::resource::traffic::{self, Decided, End};

/// A new decision: looks the request up and shows who asks.
pub(super) async fn create(
    cx: &mut Cx<'_>,
    account: &Found<'_, Account>,
    config: &State,
    planned: &mut State,
    creates: Creates,
) -> Result<(), Diagnostic> {
    planned.id = planned.peering_id.clone();
    let decision = planned.decision.known().copied();
    if decision == Some(Decision::Reject) {
        planned.active_id = Field::Null;
    }
    if let Some(id) = planned.peering_id.text() {
        about(id).plans_create(cx, creates)?;
    }
    let Found::Account(account) = account else {
        return Ok(());
    };
    if config.account.is_unknown() {
        return Ok(());
    }
    // Which region it is in is seen at the look; the account's own is only where to ask.
    let here = Reach {
        service: Service::VpcPeer,
        account: &config.account,
        region: &Field::Null,
    };
    let region = here.region_of(account)?.to_owned();
    account.check(&region).map_err(|error| here.told(&error))?;
    let Some(id) = planned.peering_id.text().map(PeeringId::from) else {
        preflight::skip(cx, account, reach(planned));
        return Ok(());
    };
    let (session, seen) = match look(cx, planned, &id).await {
        Ok(found) => found,
        // A look made only for a plan must not fail it.
        Err(warning) => {
            // Another tenant than allowed is no look-up that failed.
            let here = reach(planned);
            account.check(&region).map_err(|error| here.told(&error))?;
            cx.warn(warning);
            return Ok(());
        }
    };
    if let Some(peering) = &seen {
        identify(config, planned, peering);
    }
    judge(cx, &session, planned, &id, seen.as_ref(), decision).await;
    let severity = preflight::of_create(creates);
    let Some(peering) = seen.filter(|peering| peering.status.standing() == Standing::Pending)
    else {
        return Ok(());
    };
    let guarded = guard::check(planned, peering.id.as_str(), Requester::of(&peering));
    match decision {
        // What the guard forbids was warned of, and is never sent.
        Some(decision) if guarded.is_ok() => {
            try_decision(cx, account, planned, &id, decision, severity).await
        }
        _ => Ok(()),
    }
}

/// A decision that stands, is to be finished, or changed.
pub(super) async fn update(
    cx: &mut Cx<'_>,
    account: &Found<'_, Account>,
    plan: &mut Plan<State>,
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
    let id = prior.peering_id.text().unwrap_or_default();
    if replaces {
        // It is replaced; the create will be planned by itself.
        if deletes(prior) {
            destroy(cx, prior, End::Replace).await;
        }
        try_delete(cx, prior).await;
        return Ok(());
    }
    about(id).plans_to_stay(cx, undo(prior));
    let made = prior.decision.known().copied();
    let standing = standing(prior);
    if planned.decision.is_unknown() {
        unsettle(planned);
        if let Found::Account(account) = account {
            preflight::skip(cx, account, reach(prior));
        }
        return Ok(());
    }
    let Some(desired) = planned.decision.known().copied() else {
        return Ok(());
    };
    let times = Times::stored(&prior.updated_at, &prior.expires_at);
    // The user changed a decision that was carried out. Anything else that stands in the way is the
    // other side's doing, and only warned of.
    if made.is_some_and(|made| made != desired) && standing.decision() == made {
        return Err(warn::settled(
            id,
            made.unwrap_or(desired),
            desired,
            made,
            &times,
        ));
    }
    let step = step(Finality::Final, &standing, desired, Sent::Nothing);
    match &step {
        Step::Call(_) | Step::Wait => unsettle(planned),
        Step::Done => {}
        Step::Refuse(reason) => {
            if made != Some(desired) {
                // It is planned all the same, and fails when it is applied.
                unsettle(planned);
            }
            cx.warn(warn::refused(id, desired, reason, made, &times));
        }
    }
    // The state was read just now, and it shows who asks.
    let requester = Requester {
        // Where the state does not show it (`""` was configured before), only the apply can tell.
        account: prior
            .requester_account_id
            .text()
            .or(planned.requester_account_id.text()),
        vpc: prior
            .requester_vpc_id
            .text()
            .or(planned.requester_vpc_id.text()),
    };
    let guarded = guard::check(planned, id, requester);
    let asks = matches!(step, Step::Call(_)) && guarded.is_ok();
    if let Err(warning) = guarded {
        cx.warn(warning);
    }
    let Found::Account(account) = account else {
        return Ok(());
    };
    let here = reach(prior);
    if here.name() != reach(planned).name() {
        if let Err(warning) = Side::Accepter
            .same_object(cx, reach(planned), id, Side::Accepter.at_plan())
            .await
        {
            cx.warn(warning);
        }
    } else if let Some(own) = account.seen_id()
        && let Err(warning) =
            Side::Accepter.check_state(here, own.as_str(), &prior.accepter_account_id, id)
    {
        cx.warn(warning);
    } else if asks {
        let id = PeeringId::from(id);
        try_decision(cx, account, planned, &id, desired, Severity::Error).await?;
    }
    Ok(())
}

/// Whether the cloud would let the decision pass.
async fn try_decision(
    cx: &mut Cx<'_>,
    account: &Account,
    planned: &State,
    id: &PeeringId,
    decision: Decision,
    severity: Severity,
) -> Result<(), Diagnostic> {
    let Some(session) = preflight::session(cx, account, reach(planned)).await else {
        return Ok(());
    };
    let own = own(planned);
    let what = format!("to {decision} peering {id}");
    let trial = Trial::Decide(id, decision, &own);
    preflight::check(cx, &session, &what, trial, severity).await
}

/// Whether the cloud would let the delete pass that a destroy means, if it means one.
pub(super) async fn try_delete(cx: &mut Cx<'_>, prior: &State) {
    if deletes(prior) {
        let id = prior.peering_id.text().unwrap_or_default();
        preflight::delete(cx, reach(prior), id, routes(&prior.force_delete)).await;
    }
}

/// The update carries the decision out, or finishes it.
fn unsettle(planned: &mut State) {
    planned.status = Field::Unknown;
    planned.answer = Field::Unknown;
    planned.updated_at = Field::Unknown;
    planned.expires_at = Field::Unknown;
    if planned.active_id.is_null() && planned.decision.known() != Some(&Decision::Reject) {
        planned.active_id = Field::Unknown;
    }
}

/// Shows who asks. Only what never changes for a peering: a plan must come to the same again.
fn identify(config: &State, planned: &mut State, peering: &Peering) {
    if config.requester_vpc_id.is_null() {
        show_id(
            &mut planned.requester_vpc_id,
            peering.requester.vpc.as_str(),
        );
    }
    let number = |account: &Option<AccountId>| {
        let account = account.as_ref();
        account.map_or_else(String::new, |account| account.as_str().to_owned())
    };
    if config.requester_account_id.is_null() {
        let requester = number(&peering.requester.account);
        if !requester.is_empty() {
            planned.requester_account_id = requester.into();
        }
    }
    let accepter = number(&peering.accepter.account);
    if !accepter.is_empty() {
        planned.accepter_account_id = accepter.into();
    }
    show_id(&mut planned.accepter_vpc_id, peering.accepter.vpc.as_str());
    show_id(
        &mut planned.accepter_region,
        peering.accepter.region.as_str(),
    );
    show_id(&mut planned.region, peering.accepter.region.as_str());
    show_id(
        &mut planned.requester_region,
        peering.requester.region.as_str(),
    );
}

async fn look(
    cx: &Cx<'_>,
    planned: &State,
    id: &PeeringId,
) -> Result<(Session, Option<Peering>), Diagnostic> {
    let session = reach(planned).session(cx, "the plan").await?;
    let seen = Peerings(&session)
        .read(&cx.operation, id, Side::Accepter.at_plan())
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
async fn judge(
    cx: &mut Cx<'_>,
    session: &Session,
    planned: &State,
    id: &PeeringId,
    seen: Option<&Peering>,
    decision: Option<Decision>,
) {
    if let Some(peering) = seen {
        let here = reach(planned);
        let side = Side::Accepter.check(cx, here, session, peering).await;
        let checked =
            side.and_then(|()| guard::check(planned, id.as_str(), Requester::of(peering)));
        if let Err(warning) = checked {
            cx.warn(warning);
            return;
        }
    }
    let standing = seen.map_or(Standing::Absent, |peering| peering.status.standing());
    if let Some(desired) = decision
        && let Step::Refuse(reason) = step(Finality::Final, &standing, desired, Sent::Nothing)
    {
        let times = seen.map(Times::of).unwrap_or_default();
        cx.warn(warn::refused(id.as_str(), desired, &reason, None, &times));
    }
}

/// Whether the user changes what belongs to the accepter's side.
pub(super) fn changes_own(prior: &State, planned: &State) -> bool {
    let group = planned.resource_group_id.text();
    plain(&prior.tags) != plain(&planned.tags)
        || (group.is_some() && prior.resource_group_id.text() != group)
}

/// The destroy, or the first half of a replacement: what it does to traffic.
pub(super) async fn destroy(cx: &mut Cx<'_>, prior: &State, end: End) {
    let id = prior.peering_id.text().unwrap_or_default();
    let (about, undo) = (about(id), undo(prior));
    if end == End::Destroy && about.plans_destroy(cx, undo) {
        return;
    }
    let told = Decided {
        noun: "a peering",
        undo,
        applied: prior.on_destroy.text(),
        default: "keep",
        other: if undo == Undo::Delete {
            "keep"
        } else {
            "delete"
        },
    };
    let look = async |cx: &Cx<'_>| Side::Accepter.status(cx, reach(prior), id).await;
    let status = about.status(cx, standing(prior), look).await;
    traffic::decision(cx, &about, end, &status, told).await;
}
