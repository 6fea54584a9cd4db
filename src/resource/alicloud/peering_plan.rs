//! What a plan says of a request.

use super::cloud::AliCloud;
use super::peering::{AliCloudPeering, State, about, draft, moved, reach, routes, standing};
use super::preflight;
use super::update::{changes, leave_limit};
use crate::cloud::alicloud::account::Account;
use crate::cloud::alicloud::calls::Trial;
use crate::cloud::alicloud::ids::{AccountId, PeeringId};
use crate::cloud::alicloud::peering::Changes;
use crate::connection::run_log::{Subject, Undo};
use crate::connection::status::Status as Standing;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::path::Path;
use crate::framework::resource::{Creates, Plan, Resource};
use crate::resource::accounts::Found;
use crate::resource::below::Cx;
use crate::resource::cloud::place_of_create;
use crate::resource::failure::unknown_replacement;
use crate::resource::messages::{Times, closed};
use crate::resource::preflight::Severity;
use crate::resource::run::About;
use crate::resource::side::Side;
use crate::resource::traffic::{self, End};

/// What a new request is known to become.
pub(super) async fn create(
    cx: &mut Cx<'_>,
    account: &Found<'_, Account>,
    config: &State,
    planned: &mut State,
    creates: Creates,
) -> Result<(), Diagnostic> {
    let place = place_of_create(account, reach(config), &mut planned.region)?;
    if let Some(between) = between(planned) {
        between.plans_create(cx, creates)?;
    }
    let Some((account, region)) = &place else {
        return Ok(());
    };
    let reach = reach(planned);
    reach.sign_in_locally(cx, account, region).await?;
    // Nobody can answer a request to another account within this apply, unless it waits: then
    // `active_id == null` can be asked about at plan.
    if let (Some(accepter), false) = (
        planned.accepter_account_id.text(),
        planned.wait_for_answer.is_true(),
    ) && !planned.wait_for_answer.is_unknown()
    {
        match reach.own_tenant(cx, account).await {
            Ok(own) if own != accepter => planned.active_id = Field::Null,
            Ok(_) => {}
            Err(error) => {
                // Another tenant than allowed is no look-up that failed.
                account.check(region).map_err(|error| reach.told(&error))?;
                cx.warn(error);
            }
        }
    }
    let severity = Severity::of_create(creates);
    if preflight::is_on(account) {
        try_create(cx, account, config, planned, severity).await?;
    }
    Ok(())
}

/// Whether the cloud would let the request pass.
async fn try_create(
    cx: &mut Cx<'_>,
    account: &Account,
    config: &State,
    planned: &State,
    severity: Severity,
) -> Result<(), Diagnostic> {
    let here = reach(planned);
    // What is computed is unknown in the plan, and null in the configuration.
    let unknown = config.has_unknowns() || planned.region.is_unknown();
    if unknown {
        preflight::skip(cx, account, here);
        return Ok(());
    }
    let Some(session) = preflight::session(cx, account, here).await else {
        return Ok(());
    };
    let accepter = match planned.accepter_account_id.text() {
        Some(accepter) => AccountId::from(accepter),
        None => match here.own_id(cx, &session).await {
            Ok(own) => own,
            Err(warning) => {
                cx.warn(warning);
                return Ok(());
            }
        },
    };
    let draft = draft(planned, session.region(), &accepter);
    preflight::check(cx, &session, "the peering", Trial::Create(&draft), severity).await
}

/// What an update changes, and what the user should know of the request as it is.
pub(super) async fn update(
    cx: &mut Cx<'_>,
    account: &Found<'_, Account>,
    prior: &State,
    plan: &mut Plan<State>,
) -> Result<(), Diagnostic> {
    let replaces = plan.replaces();
    let planned = &mut plan.planned;
    leave_limit(prior, planned);
    let id = prior.id.text().unwrap_or_default();
    if replaces {
        ends(cx, prior, End::Replace).await;
    } else {
        let about = about(id);
        let run = &cx.provider.run;
        run.plans_to_stay(&about.subject, about.role, Undo::Delete);
    }
    let standing = standing(prior);
    let unknown = planned.name.is_unknown()
        || planned.description.is_unknown()
        || planned.bandwidth.is_unknown()
        || planned.link_type.is_unknown();
    if unknown || changes(prior, planned) != Changes::default() {
        planned.updated_at = Field::Unknown;
    }
    let waits = planned.wait_for_answer.is_true() || planned.wait_for_answer.is_unknown();
    match standing {
        // When it is not known yet whether to wait, the apply may still find that it should.
        Standing::Pending if waits => unsettle(planned),
        // An apply ended before this did: the next one finishes it.
        Standing::Starting | Standing::Settling(_) => unsettle(planned),
        Standing::Rejected | Standing::Expired if planned.replace_refused.is_unknown() => {
            return Err(unknown_replacement(id));
        }
        Standing::Rejected | Standing::Expired if planned.replace_refused.is_true() => {
            planned.status = Field::Unknown;
            plan.replace.push(Path::to("status"));
        }
        _ if replaces => {}
        standing => {
            let times = Times {
                changed: prior.updated_at.text().map(str::to_owned),
                expired: prior.expires_at.text().map(str::to_owned),
            };
            if let Some(warning) = closed::<AliCloud>(id, &standing, &times) {
                cx.warn(warning);
            }
        }
    }
    let Found::Account(account) = account else {
        return Ok(());
    };
    let reach = reach(prior);
    if moved(prior, &plan.planned) {
        let there = super::peering::reach(&plan.planned);
        if let Err(warning) = Side::Requester
            .same_object(cx, there, id, Side::Requester.at_plan())
            .await
        {
            cx.warn(warning);
        }
    } else if let Some(own) = account.seen_id()
        && let Err(warning) = Side::Requester.check_state(
            reach,
            own.as_str(),
            prior.requester_account_id.as_deref(),
            id,
        )
    {
        cx.warn(warning);
    }
    let changes = changes(prior, &plan.planned);
    let trial = PeeringId::from(id);
    let what = format!("the changes of peering {id}");
    let replaces = plan.replaces();
    if replaces {
        preflight::delete(cx, reach, id, routes(&prior.force_delete)).await;
    } else if unknown {
        preflight::skip(cx, account, reach);
    } else if changes != Changes::default()
        && let Some(session) = preflight::session(cx, account, reach).await
    {
        let trial = Trial::Modify(&trial, &changes);
        preflight::check(cx, &session, &what, trial, Severity::Error).await?;
    }
    Ok(())
}

/// The update sees what becomes of it.
fn unsettle(planned: &mut State) {
    planned.status = Field::Unknown;
    planned.answer = Field::Unknown;
    planned.updated_at = Field::Unknown;
    planned.expires_at = Field::Unknown;
    if planned.active_id.is_null() {
        planned.active_id = Field::Unknown;
    }
}

/// A destroy: what it does to traffic, and to a request that another resource makes anew.
pub(super) async fn destroy(cx: &mut Cx<'_>, prior: &State) {
    if let Some(between) = between(prior) {
        between.plans_destroy(cx, Undo::Delete);
    }
    ends(cx, prior, End::Destroy).await;
}

/// The request ends, and its traffic with it.
async fn ends(cx: &mut Cx<'_>, prior: &State, end: End) {
    let id = prior.id.text().unwrap_or_default();
    let about = about(id);
    let run = &cx.provider.run;
    run.plans_destroy(&about.subject, about.role, Undo::Delete);
    let routes = if prior.force_delete.is_true() {
        "Routes to it are deleted on both sides (force_delete)."
    } else {
        "The cloud refuses while routes point to it; force_delete = true deletes them."
    };
    let look = async |cx: &Cx<'_>| Side::Requester.status(cx, reach(prior), id).await;
    let status = about.status(cx, standing(prior), look).await;
    traffic::request(cx, &about, end, &status, routes);
}

/// The one request that the cloud lets stand between the two VPCs, once both are known.
fn between(state: &State) -> Option<About> {
    let requester = [state.region.text()?, state.requester_vpc_id.text()?];
    let accepter = [state.accepter_region.text()?, state.accepter_vpc_id.text()?];
    let subject = Subject::between("alicloud", requester, accepter);
    let what = match state.id.text() {
        Some(id) => format!("Peering {id}"),
        None => "A peering between two VPCs".to_owned(),
    };
    Some(About {
        subject,
        role: Side::Requester.role(),
        what,
        resource: AliCloudPeering::NAME,
    })
}
