//! A peering as a state shows it, whichever side the resource speaks for.

use jiff::Timestamp;

use super::below::{Origin, Seen};
use super::cloud::AccountRef;
use super::context::Cx;
use super::import_id::{Form, import};
use super::keys::{
    ACCEPTER_VPC_ID, ACCOUNT, ACTIVE_ID, ANSWER, DECISION, EXPIRES_AT, ID, PEERING_ID, REGION,
    REQUESTER_VPC_ID, STATUS, UPDATED_AT,
};
use super::peering_api::{PeeringApi, Side};
use super::run::About;
use crate::connection::status::State;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::object::Object;
use crate::framework::schema::Schema;

/// The account of a state or a plan.
pub fn account_of<C: PeeringApi>(state: &Object) -> AccountRef<'_, C> {
    AccountRef::of(C::SERVICE, state)
}

/// Reads the peering of a state for a refresh, or after an import.
///
/// # Errors
/// What the user is told when nothing can be read, or when there is nothing to import.
pub async fn read<C: PeeringApi>(
    cx: &mut Cx<'_>,
    side: Side,
    mut state: Object,
    about: &About,
) -> Result<Option<Object>, Diagnostic> {
    let id = state.text(ID).unwrap_or_default();
    let tenant = state.field(C::tenant_key(side));
    let account = account_of::<C>(&state);
    match side.read(cx, account, id, tenant, about).await? {
        Seen::AsItWas => Ok(Some(state)),
        Seen::Gone => Ok(None),
        Seen::There {
            session,
            object: peering,
            origin,
        } => {
            show::<C>(&mut state, &session, &peering, side);
            if origin == Origin::Import {
                // An accepter takes over what was decided.
                state.set(DECISION, C::status(&peering).decision());
                C::show_own(&mut state, &peering);
            }
            Ok(Some(state))
        }
    }
}

/// The least state that a read can start from.
///
/// # Errors
/// What is wrong with the id.
pub fn imported<C: PeeringApi>(
    cx: &mut Cx<'_>,
    schema: &Schema,
    id: &str,
) -> Result<Object, Diagnostic> {
    let id = import(C::accounts(cx.provider), cx, Form::ONE, id)?;
    let mut state = Object::empty(schema);
    state.set(ACCOUNT, id.account_field());
    state.set(REGION, id.region);
    state.set(PEERING_ID, id.id.as_str());
    state.set(ID, id.id);
    Ok(state)
}

/// Takes over what the cloud shows to `side`.
pub fn show<C: PeeringApi>(
    state: &mut Object,
    session: &C::Session,
    peering: &C::Peering,
    side: Side,
) {
    let (id, status) = (C::id(peering), C::status(peering));
    // Once it has been active the id stays while the peering exists, whatever its status.
    if status == State::Accepted {
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
