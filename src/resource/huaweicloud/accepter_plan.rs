//! What a plan says of a decision.

use super::guard::{self, Requester};
use super::peering_accepter::{State, about, deletes, reach, standing, undo};
use super::warn;
use crate::cloud::huaweicloud::account::{Account, Session};
use crate::cloud::huaweicloud::ids::PeeringId;
use crate::cloud::huaweicloud::peering::{Peering, Peerings};
use crate::connection::run_log::Undo;
use crate::connection::status::{Decision, Status as Standing};
use crate::connection::step::{Finality, Sent, Step, step};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::resource::{Creates, Plan};
use crate::resource::accounts::Found;
use crate::resource::below::Cx;
use crate::resource::cloud::place_of_create;
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
    let place = place_of_create(account, reach(config), &mut planned.region)?;
    let Some((account, region)) = place else {
        return Ok(());
    };
    reach(planned).sign_in_locally(cx, account, &region).await?;
    let Some(id) = planned.peering_id.text().map(PeeringId::from) else {
        return Ok(());
    };
    let (session, seen) = match look(cx, planned, &id).await {
        Ok(found) => found,
        // A look made only for a plan must not fail it.
        Err(warning) => {
            // Another tenant than allowed is no look-up that failed.
            let here = reach(planned);
            let checked = account.check(here.service, &region);
            checked.map_err(|error| here.told(&error))?;
            cx.warn(warning);
            return Ok(());
        }
    };
    if let Some(peering) = &seen {
        identify(config, planned, peering);
    }
    judge(cx, &session, planned, &id, seen.as_ref(), decision).await;
    Ok(())
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
        return Ok(());
    }
    about(id).plans_to_stay(cx, undo(prior));
    let made = prior.decision.known().copied();
    let standing = standing(prior);
    if planned.decision.is_unknown() {
        unsettle(planned);
        return Ok(());
    }
    let Some(desired) = planned.decision.known().copied() else {
        return Ok(());
    };
    // The user changed a decision that was carried out. Anything else that stands in the way is the
    // other side's doing, and only warned of.
    if made.is_some_and(|made| made != desired) && standing.decision() == made {
        return Err(warn::settled(id, made.unwrap_or(desired), desired, made));
    }
    match step(Finality::Final, &standing, desired, Sent::Nothing) {
        Step::Call(_) | Step::Wait => unsettle(planned),
        Step::Done => {}
        Step::Refuse(reason) => {
            if made != Some(desired) {
                // It is planned all the same, and fails when it is applied.
                unsettle(planned);
            }
            cx.warn(warn::refused(id, desired, &reason, made));
        }
    }
    // The state was read just now, and it shows who asks.
    let requester = Requester {
        // Where the state does not show it (`""` was configured before), only the apply can tell.
        project: prior
            .requester_project_id
            .text()
            .or(planned.requester_project_id.text()),
        vpc: prior
            .requester_vpc_id
            .text()
            .or(planned.requester_vpc_id.text()),
    };
    if let Err(warning) = guard::check(planned, id, requester) {
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
    } else if let Some(own) = account.seen_project(here.region.text().unwrap_or_default())
        && let Err(warning) =
            Side::Accepter.check_state(here, own.as_str(), &prior.accepter_project_id, id)
    {
        cx.warn(warning);
    }
    Ok(())
}

/// The update carries the decision out, or finishes it.
fn unsettle(planned: &mut State) {
    planned.status = Field::Unknown;
    planned.answer = Field::Unknown;
    planned.updated_at = Field::Unknown;
    if planned.active_id.is_null() && planned.decision.known() != Some(&Decision::Reject) {
        planned.active_id = Field::Unknown;
    }
}

/// Shows who asks. Only what never changes for a peering: a plan must come to the same again.
fn identify(config: &State, planned: &mut State, peering: &Peering) {
    let text = |id: Option<&str>| Field::from(id.map(str::to_owned));
    let project = |project: &Option<crate::cloud::huaweicloud::ids::ProjectId>| {
        project.as_ref().map(|project| project.as_str().to_owned())
    };
    if config.requester_vpc_id.is_null() {
        planned.requester_vpc_id = text(Some(peering.requester.vpc.as_str()));
    }
    if let (true, Some(requester)) = (
        config.requester_project_id.is_null(),
        project(&peering.requester.project),
    ) {
        planned.requester_project_id = requester.into();
    }
    planned.accepter_vpc_id = text(Some(peering.accepter.vpc.as_str()));
    if let Some(accepter) = project(&peering.accepter.project) {
        planned.accepter_project_id = accepter.into();
    }
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
        cx.warn(warn::refused(id.as_str(), desired, &reason, None));
    }
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
