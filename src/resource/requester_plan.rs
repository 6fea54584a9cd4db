//! What a plan says of a request for a VPC peering.

use super::accounts::Found;
use super::cloud::{Account, place_of_create};
use super::context::Cx;
use super::failure::unknown_replacement;
use super::keys::{
    ACCEPTER_REGION, ACCEPTER_VPC_ID, ACTIVE_ID, ID, REGION, REPLACE_REFUSED, REQUESTER_VPC_ID,
    STATUS, UPDATED_AT, WAIT_FOR_ANSWER,
};
use super::lookup::Lookup;
use super::messages::closed;
use super::peering_api::PeeringApi;
use super::peering_preflight;
use super::place::Place;
use super::request::Token;
use super::run::About;
use super::shared_tags;
use super::state::{account_of, unsettle};
use super::traffic::{self, End};
use crate::connection::peering::Role;
use crate::connection::run_log::{Subject, Undo};
use crate::connection::status::State;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::object::Object;
use crate::framework::path::Path;
use crate::framework::resource::{Creates, Plan};

/// Whom the resource speaks for.
const ROLE: Role = Role::Requester;

/// What a new request is known to become.
pub(super) async fn create<C: PeeringApi>(
    cx: &mut Cx<'_>,
    account: &Found<'_, Account<C>>,
    config: &Object,
    planned: &mut Object,
    creates: Creates,
) -> Result<(), Diagnostic> {
    let mut region = planned.get(REGION);
    let place = place_of_create(account, account_of::<C>(config), &mut region)?;
    planned.set(REGION, region);
    // What is left out is in the requester's region.
    if config.is_null(ACCEPTER_REGION) && planned.has(ACCEPTER_REGION) {
        planned.set(ACCEPTER_REGION, planned.get(REGION));
    }
    cx.name_change::<Token<C>>();
    if let Some(between) = between::<C>(planned) {
        between.plans_create(cx, creates)?;
    }
    let Some((account, region)) = &place else {
        return Ok(());
    };
    let here = account_of::<C>(planned);
    here.sign_in_locally(cx, account, region).await?;
    // Nobody can answer a request to another tenant within this apply, unless it waits: then
    // `active_id == null` can be asked about at plan.
    let waits = planned.is_true(WAIT_FOR_ANSWER) || planned.is_unknown(WAIT_FOR_ANSWER);
    if C::PARENT.is_some() || !C::ACCEPTS_WITHIN_TENANT {
        // Whoever owns the parent's VPC is nobody's tenant, and asks everybody.
        if !waits {
            planned.set(ACTIVE_ID, Field::Null);
        }
    } else if let (Some(accepter), false) = (planned.text(C::ACCEPTER_TENANT), waits) {
        match here.own_tenant(cx, account).await {
            Ok(own) if own != accepter => planned.set(ACTIVE_ID, Field::Null),
            Ok(_) => {}
            Err(error) => {
                // Another tenant than allowed is no look-up that failed.
                here.check(account, region)?;
                cx.warn(error);
            }
        }
    }
    peering_preflight::create::<C>(cx, account, config, planned, creates).await
}

/// What an update changes, and what the user should know of the request as it is.
pub(super) async fn update<C: PeeringApi>(
    cx: &mut Cx<'_>,
    account: &Found<'_, Account<C>>,
    plan: &mut Plan<Object>,
) -> Result<(), Diagnostic> {
    let mut replaces = plan.replaces();
    let Plan {
        prior: Some(prior),
        planned,
        replace,
        ..
    } = plan
    else {
        return Ok(());
    };
    C::leave_unasked(prior, planned);
    let place = &Place::<C>::of(prior);
    let id = &place.id;
    if replaces {
        ends::<C>(cx, prior, End::Replace).await;
    } else {
        let (about, run) = (about(place), &cx.provider.run);
        run.plans_to_stay(&about.subject, about.role, Undo::Delete);
        shared_tags::plan::<C>(cx, ROLE, planned)?;
    }
    let unknown = C::MODIFIABLE.iter().any(|key| planned.is_unknown(*key));
    let changes = C::changes(prior, planned).is_some();
    if unknown || changes {
        planned.set(UPDATED_AT, Field::Unknown);
    }
    let waits = planned.is_true(WAIT_FOR_ANSWER) || planned.is_unknown(WAIT_FOR_ANSWER);
    match status_of::<C>(prior) {
        // When it is not known yet whether to wait, the apply may still find that it should.
        State::Pending if waits => unsettle(planned),
        // An apply ended before this did: the next one finishes it.
        State::Starting | State::Settling(_) => unsettle(planned),
        State::Rejected | State::Expired if planned.is_unknown(REPLACE_REFUSED) => {
            return Err(unknown_replacement(id));
        }
        State::Rejected | State::Expired if planned.is_true(REPLACE_REFUSED) => {
            planned.set(STATUS, Field::Unknown);
            replace.push(Path::to(STATUS.name()));
            replaces = true;
        }
        _ if replaces => {}
        status => {
            let told = closed::<C>(id, &status, &C::stored_times(prior));
            cx.diagnostics.extend(told);
        }
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
    }
    if replaces {
        peering_preflight::delete::<C>(cx, prior).await;
    } else if unknown || peering_preflight::is_incomplete::<C>(planned) {
        peering_preflight::skip::<C>(cx, account, prior);
    } else if changes || C::changes_own(prior, planned) {
        peering_preflight::modify::<C>(cx, account, prior, planned).await?;
    }
    Ok(())
}

/// Where a state says that the peering stands.
fn status_of<C: PeeringApi>(state: &Object) -> State {
    C::STATUSES.state(state.text(STATUS).unwrap_or_default())
}

/// A destroy: what it does to traffic, and to a request that another resource makes anew.
pub(super) async fn destroy<C: PeeringApi>(cx: &mut Cx<'_>, prior: &Object) {
    if let Some(between) = between::<C>(prior) {
        between.plans_destroy(cx, Undo::Delete);
    }
    ends::<C>(cx, prior, End::Destroy).await;
}

/// The request ends, and its traffic with it.
async fn ends<C: PeeringApi>(cx: &mut Cx<'_>, prior: &Object, end: End) {
    let about = about(&Place::<C>::of(prior));
    let run = &cx.provider.run;
    run.plans_destroy(&about.subject, about.role, Undo::Delete);
    let look = async |cx: &Cx<'_>| ROLE.status(cx, account_of::<C>(prior), prior).await;
    let status = about.status(cx, status_of::<C>(prior), look).await;
    traffic::request(cx, &about, end, &status, C::routes_notice(prior));
}

/// The one request that the cloud lets stand between the two VPCs, once both are known.
fn between<C: PeeringApi>(state: &Object) -> Option<About> {
    if C::PARENT.is_some() {
        return None;
    }
    let region = state.text(REGION)?;
    let across = if state.has(ACCEPTER_REGION) {
        state.text(ACCEPTER_REGION)?
    } else {
        region
    };
    let requester = [region, state.text(REQUESTER_VPC_ID)?];
    let accepter = [across, state.text(ACCEPTER_VPC_ID)?];
    let subject = Subject::between(C::NAME, requester, accepter);
    let what = match state.text(ID) {
        Some(id) => format!("Peering {id}"),
        None => "A peering between two VPCs".to_owned(),
    };
    Some(About {
        subject,
        role: ROLE,
        what,
        resource: C::REQUESTER,
    })
}

/// The peering, as this resource is about it.
pub(super) fn about<C: PeeringApi>(place: &Place<C>) -> About {
    place.about(ROLE, C::REQUESTER)
}
