//! A peering as a state shows it.

use jiff::Timestamp;

use super::keys::{
    ACCEPTER_VPC_ID, ACTIVE_ID, ANSWER, EXPIRES_AT, ID, REQUESTER_VPC_ID, STATUS, UPDATED_AT,
};
use super::peering_api::PeeringApi;
use super::side::Side;
use crate::connection::status::Status;
use crate::framework::model::Field;
use crate::framework::object::Object;

/// Takes over what the cloud shows to `side`.
pub fn show<C: PeeringApi>(
    state: &mut Object,
    session: &C::Session,
    peering: &C::Peering,
    side: Side,
) {
    let (id, status) = (C::id(peering), C::status(peering));
    // Once it has been active the id stays while the peering exists, whatever its status.
    if status == Status::Accepted {
        state.set(ACTIVE_ID, id);
    } else {
        state.resolve(ACTIVE_ID);
    }
    if !C::hides_pending(peering, state.text(ANSWER)) {
        state.set(ANSWER, status.answer().as_str());
    }
    state.set(ID, id);
    state.set(STATUS, C::status_word(peering));
    state.show_id(REQUESTER_VPC_ID, C::vpc_of(peering, Side::Requester));
    state.show_id(ACCEPTER_VPC_ID, C::vpc_of(peering, Side::Accepter));
    for (key, region) in C::regions_of(peering, side) {
        state.show_id(key, region);
    }
    C::show(state, session, peering, side);
}

/// Shows in the plan of a decision who asks and who is asked, where the configuration does not say so. Only what
/// never changes for a peering: a plan must come to the same again.
pub fn identify<C: PeeringApi>(config: &Object, planned: &mut Object, peering: &C::Peering) {
    let tenant = |side| C::tenant_of(peering, side).unwrap_or_default();
    let mut shown = C::regions_of(peering, Side::Accepter);
    shown.extend([
        (REQUESTER_VPC_ID, C::vpc_of(peering, Side::Requester)),
        (ACCEPTER_VPC_ID, C::vpc_of(peering, Side::Accepter)),
        (C::REQUESTER_TENANT, tenant(Side::Requester)),
        (C::ACCEPTER_TENANT, tenant(Side::Accepter)),
    ]);
    for (key, text) in shown {
        if config.is_null(key) && !text.is_empty() {
            planned.set(key, text);
        }
    }
}

/// A time as a state has it.
pub fn time(at: Option<Timestamp>) -> Option<String> {
    at.map(|at| at.to_string())
}

/// What an apply that decides, waits or changes will see.
pub fn unsettle(planned: &mut Object) {
    for key in [STATUS, ANSWER, UPDATED_AT, EXPIRES_AT] {
        planned.set(key, Field::Unknown);
    }
}
