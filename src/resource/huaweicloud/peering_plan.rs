//! What a plan says of a request.

use super::cloud::HuaweiCloud;
use super::peering::{HuaweiCloudPeering, State, about, changed, moved, reach, standing};
use crate::cloud::huaweicloud::account::Account;
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
    let Some((account, region)) = place else {
        return Ok(());
    };
    let reach = reach(planned);
    reach.sign_in_locally(cx, account, &region).await?;
    // Nobody can answer a request to another tenant within this apply, unless it waits: then
    // `active_id == null` can be asked about at plan.
    if let (Some(accepter), false) = (
        planned.accepter_project_id.text(),
        planned.wait_for_answer.is_true(),
    ) && !planned.wait_for_answer.is_unknown()
    {
        match reach.own_tenant(cx, account).await {
            Ok(own) if own != accepter => planned.active_id = Field::Null,
            Ok(_) => {}
            Err(error) => {
                // Another tenant than allowed is no look-up that failed.
                let checked = account.check(reach.service, &region);
                checked.map_err(|error| reach.told(&error))?;
                cx.warn(error);
            }
        }
    }
    Ok(())
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
    let id = prior.id.text().unwrap_or_default();
    if replaces {
        ends(cx, prior, End::Replace).await;
    } else {
        let about = about(id);
        let run = &cx.provider.run;
        run.plans_to_stay(&about.subject, about.role, Undo::Delete);
    }
    let standing = standing(prior);
    if changed(&prior.name, &planned.name).is_some()
        || changed(&prior.description, &planned.description).is_some()
        || planned.name.is_unknown()
        || planned.description.is_unknown()
    {
        planned.updated_at = Field::Unknown;
    }
    match standing {
        // When it is not known yet whether to wait, the apply may still find that it should.
        Standing::Pending
            if planned.wait_for_answer.is_true() || planned.wait_for_answer.is_unknown() =>
        {
            planned.status = Field::Unknown;
            planned.answer = Field::Unknown;
            planned.updated_at = Field::Unknown;
            if planned.active_id.is_null() {
                planned.active_id = Field::Unknown;
            }
        }
        Standing::Rejected | Standing::Expired if planned.replace_refused.is_unknown() => {
            return Err(unknown_replacement(id));
        }
        Standing::Rejected | Standing::Expired if planned.replace_refused.is_true() => {
            planned.status = Field::Unknown;
            plan.replace.push(Path::to("status"));
        }
        _ if replaces => {}
        standing => {
            if let Some(warning) = closed::<HuaweiCloud>(id, &standing, &Times::default()) {
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
    } else if let Some(own) = account.seen_project(reach.region.text().unwrap_or_default())
        && let Err(warning) = Side::Requester.check_state(
            reach,
            own.as_str(),
            prior.requester_project_id.as_deref(),
            id,
        )
    {
        cx.warn(warning);
    }
    Ok(())
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
    let look = async |cx: &Cx<'_>| Side::Requester.status(cx, reach(prior), id).await;
    let status = about.status(cx, standing(prior), look).await;
    traffic::request(cx, &about, end, &status, "Routes to it go.");
}

/// The one request that the cloud lets stand between the two VPCs, once both are known.
fn between(state: &State) -> Option<About> {
    let region = state.region.text()?;
    let requester = [region, state.requester_vpc_id.text()?];
    let accepter = [region, state.accepter_vpc_id.text()?];
    let subject = Subject::between("huaweicloud", requester, accepter);
    let what = match state.id.text() {
        Some(id) => format!("Peering {id}"),
        None => "A peering between two VPCs".to_owned(),
    };
    Some(About {
        subject,
        role: Side::Requester.role(),
        what,
        resource: HuaweiCloudPeering::NAME,
    })
}
