//! What a plan says of a request.

use super::peering::{State, changed, moved, reach, standing};
use super::reach::{AtPlan, Cx};
use super::warn;
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::peering::Peerings;
use crate::connection::status::Status as Standing;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::path::Path;
use crate::framework::resource::Plan;
use crate::resource::failure::error;

/// What a new request is known to become.
pub(super) async fn create(
    cx: &mut Cx<'_>,
    account: &AtPlan<'_>,
    config: &State,
    planned: &mut State,
) -> Result<(), Diagnostic> {
    let account = match account {
        AtPlan::Account(account) => account,
        AtPlan::Unknown { region } => {
            if let (true, Some(region)) = (config.region.is_null(), region) {
                planned.region = (*region).into();
            }
            return Ok(());
        }
    };
    if config.region.is_unknown() {
        return Ok(());
    }
    if config.region.is_null() {
        planned.region = Field::Null;
        let region = reach(planned).region_of(account)?.to_owned();
        planned.region = region.into();
    }
    let reach = reach(planned);
    let region = reach.region_of(account)?;
    account.check(region).map_err(|error| reach.told(&error))?;
    // Nobody can answer a request to another tenant within this apply, unless it waits: then
    // `active_id == null` can be asked about at plan.
    if let (Some(accepter), false) = (
        planned.accepter_project_id.text(),
        planned.wait_for_answer.is_true(),
    ) && !planned.wait_for_answer.is_unknown()
    {
        match reach.project(cx, account).await {
            Ok(own) if own.as_str() != accepter => planned.active_id = Field::Null,
            Ok(_) => {}
            Err(error) => cx.warn(error),
        }
    }
    Ok(())
}

/// What an update changes, and what the user should know of the request as it is.
pub(super) async fn update(
    cx: &mut Cx<'_>,
    account: &AtPlan<'_>,
    prior: &State,
    plan: &mut Plan<State>,
) {
    let planned = &mut plan.planned;
    let id = prior.id.text().unwrap_or_default();
    let standing = standing(prior);
    if changed(&prior.name, &planned.name).is_some()
        || changed(&prior.description, &planned.description).is_some()
        || planned.name.is_unknown()
        || planned.description.is_unknown()
    {
        planned.updated_at = Field::Unknown;
    }
    let replaced = prior.requester_vpc_id != planned.requester_vpc_id
        || prior.accepter_vpc_id != planned.accepter_vpc_id;
    match standing {
        Standing::Pending if planned.wait_for_answer.is_true() => {
            planned.status = Field::Unknown;
            planned.answer = Field::Unknown;
            planned.updated_at = Field::Unknown;
            if planned.active_id.is_null() {
                planned.active_id = Field::Unknown;
            }
        }
        Standing::Rejected | Standing::Expired if planned.replace_refused.is_true() => {
            planned.status = Field::Unknown;
            plan.replace.push(Path::to("status"));
        }
        _ if replaced => {}
        standing => {
            if let Some(warning) = warn::request(id, &standing) {
                cx.warn(warning);
            }
        }
    }
    let AtPlan::Account(account) = account else {
        return;
    };
    let reach = reach(prior);
    if moved(prior, &plan.planned) {
        let there = super::peering::reach(&plan.planned);
        match there.session(cx, "the plan").await {
            Ok(session) => {
                if let Err(warning) = same_object(cx, &session, prior, &plan.planned).await {
                    cx.warn(warning);
                }
            }
            Err(warning) => cx.warn(warning),
        }
    } else if let (Some(own), Some(requester)) = (
        account.known_project(reach.region.text().unwrap_or_default()),
        prior.requester_project_id.text(),
    ) && own.as_str() != requester
    {
        let requester = requester.into();
        cx.warn(warn::wrong_side(
            id,
            "requester",
            &own,
            Some(&requester),
            reach.name(),
        ));
    }
}

/// Whether another account finds the same request, and is its requester.
pub(super) async fn same_object(
    cx: &Cx<'_>,
    session: &Session,
    prior: &State,
    planned: &State,
) -> Result<(), Diagnostic> {
    let id = prior.id.text().unwrap_or_default();
    let name = reach(planned).name();
    let seen = Peerings(session).show(&cx.operation, &id.into()).await;
    let seen = seen.map_err(|failure| {
        error(
            format!("Peering {id} cannot be read through account {name:?}"),
            &failure,
        )
        .at(Path::to("account"))
    })?;
    match seen {
        Some(peering) if peering.requester.project.as_ref() == Some(&session.project) => Ok(()),
        Some(peering) => Err(warn::wrong_side(
            id,
            "requester",
            &session.project,
            peering.requester.project.as_ref(),
            name,
        )),
        None => Err(Diagnostic::error(
            format!("Account {name:?} does not find peering {id}"),
            "An account says how to reach an object, not what it is: the new one has to find the same \
             object. Put account back, or name one of the same project.",
        )
        .at(Path::to("account"))),
    }
}
