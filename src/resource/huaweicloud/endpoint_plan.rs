//! What a plan says of a decision about an endpoint.

use super::below::{AT_PLAN, Below, same_object};
use super::endpoint_look::{Place, look, reach};
use super::endpoint_state::{State, decision_of, rejects, standing};
use super::endpoint_warn as warn;
use super::reach::{AtPlan, Cx, place_of_create};
use crate::cloud::huaweicloud::config::Service;
use crate::cloud::huaweicloud::endpoint::Connection;
use crate::cloud::huaweicloud::ids::DomainId;
use crate::connection::knowledge::Observed;
use crate::connection::status::{Decision, Status as Standing};
use crate::connection::step::{Finality, Sent, Step, step};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::resource::guard::hold;

/// Set when the service, which needs no approval, turned the last reject back.
pub(super) const OVERRULED: &str = "overruled";

/// A new decision: looks the endpoint up and shows who asks.
pub(super) async fn create(
    cx: &mut Cx<'_>,
    account: &AtPlan<'_>,
    config: &State,
    planned: &mut State,
) -> Result<(), Diagnostic> {
    let known = [&planned.service_id, &planned.endpoint_id].map(Field::text);
    let [Some(service), Some(endpoint)] = known else {
        place(account, config, planned)?;
        return Ok(());
    };
    planned.id = format!("{service}/{endpoint}").into();
    let Some(region) = place(account, config, planned)? else {
        return Ok(());
    };
    let (_, seen) = match look(cx, planned, AT_PLAN, "the plan").await {
        Ok(found) => found,
        // A look made only for a plan must not fail it.
        Err(warning) => {
            let here = reach(planned);
            if let AtPlan::Account(account) = account {
                // Another tenant than allowed is no look-up that failed.
                let checked = account.check(here.service, &region);
                checked.map_err(|error| here.told(&error))?;
            }
            cx.warn(warning);
            return Ok(());
        }
    };
    if let Observed::There(connection) = &seen {
        identify(config, planned, connection);
    }
    let Some(desired) = decision_of(planned) else {
        return Ok(());
    };
    let place = Place::of(planned);
    match seen {
        Observed::There(connection) => {
            if let Err(warning) = guarded(planned, &place, connection.requester.as_ref()) {
                cx.warn(warning);
                return Ok(());
            }
            let standing = connection.status.standing();
            if standing == Standing::Leaving {
                cx.warn(warn::leaving(&place, desired));
            }
            let next = step(Finality::Revisable, &standing, desired, Sent::Nothing);
            if let Step::Refuse(reason) = next {
                cx.warn(warn::refused(&place, desired, &reason, Some(&connection)));
            }
        }
        Observed::Absent(refusal) => {
            cx.warn(warn::missing(&place, desired, refusal.as_ref()));
        }
    }
    Ok(())
}

/// Fills the region in; the region, when all of the place is known.
fn place(
    account: &AtPlan<'_>,
    config: &State,
    planned: &mut State,
) -> Result<Option<String>, Diagnostic> {
    let place = place_of_create(
        account,
        Service::Vpcep,
        &config.account,
        &config.region,
        &mut planned.region,
    )?;
    Ok(place.map(|(_, region)| region))
}

/// Shows who asks. Only what never changes for an endpoint: a plan must come to the same again.
fn identify(config: &State, planned: &mut State, connection: &Connection) {
    if let (true, Some(requester)) = (config.requester_domain_id.is_null(), &connection.requester) {
        planned.requester_domain_id = requester.as_str().into();
    }
    if let Some(marker) = &connection.marker_id {
        planned.marker_id = marker.as_str().into();
    }
}

/// The guard: who is not expected is neither accepted nor rejected.
pub(super) fn guarded(
    wanted: &State,
    place: &Place,
    found: Option<&DomainId>,
) -> Result<(), Diagnostic> {
    hold(
        &place.what(),
        "endpoint_id",
        "requester_domain_id",
        &wanted.requester_domain_id,
        found.map(DomainId::as_str),
    )
}

/// A decision that stands, is to be finished, or changed.
pub(super) async fn update(
    cx: &mut Cx<'_>,
    account: &AtPlan<'_>,
    prior: &State,
    planned: &mut State,
) -> Result<(), Diagnostic> {
    let place = Place::of(prior);
    if place != Place::of(planned) || prior.region != planned.region {
        // It is replaced; the create will be planned by itself.
        if rejects(prior) {
            cx.warn(Diagnostic::warning(
                format!("Replacing the connection of endpoint {} rejects it", place.endpoint),
                "A replacement destroys first, and on_destroy was not last applied as \"keep\". To keep \
                 it, apply on_destroy = \"keep\" before this change.",
            ));
        }
        return Ok(());
    }
    if planned.description.is_unknown() || described(prior, planned).is_some() {
        planned.updated_at = Field::Unknown;
    }
    if planned.decision.is_unknown() {
        unsettle(planned);
        return Ok(());
    }
    let Some(desired) = decision_of(planned) else {
        return Ok(());
    };
    match step(
        Finality::Revisable,
        &standing(prior),
        desired,
        Sent::Nothing,
    ) {
        Step::Call(decision) => {
            unsettle(planned);
            if decision == Decision::Reject && cx.private.has(OVERRULED) {
                cx.warn(warn::overruled_before(&place));
            }
        }
        Step::Wait => unsettle(planned),
        Step::Done => {}
        Step::Refuse(reason) => {
            if decision_of(prior) != Some(desired) {
                // It is planned all the same, and fails when it is applied.
                unsettle(planned);
            }
            cx.warn(warn::refused(&place, desired, &reason, None));
        }
    }
    // The state was read just now, and it shows who asks.
    let requester = prior.requester_domain_id.text();
    let requester = requester.or(planned.requester_domain_id.text());
    if let Err(warning) = guarded(planned, &place, requester.map(DomainId::from).as_ref()) {
        cx.warn(warning);
    }
    let moves = reach(prior).name() != reach(planned).name();
    if moves && matches!(account, AtPlan::Account(_)) {
        let seen = look(cx, planned, AT_PLAN, "the change of account").await;
        let name = reach(planned).name();
        if let Err(warning) = seen.and_then(|(_, seen)| same_object(&place, name, &seen)) {
            cx.warn(warning);
        }
    }
    Ok(())
}

/// The update carries the decision out, or finishes it.
fn unsettle(planned: &mut State) {
    planned.status = Field::Unknown;
    planned.answer = Field::Unknown;
    planned.updated_at = Field::Unknown;
}

/// The description that an update sets, if it sets one.
pub(super) fn described<'a>(prior: &State, planned: &'a State) -> Option<&'a str> {
    let wanted = planned.description.text()?;
    (prior.description.text() != Some(wanted)).then_some(wanted)
}
