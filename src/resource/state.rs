//! A peering as a state shows it, whichever side the resource speaks for.

use jiff::Timestamp;

use super::cloud::AccountRef;
use super::context::Cx;
use super::keys::{
    ACCEPTER_REGION, ACCEPTER_VPC_ID, ACTIVE_ID, ANSWER, CREATED_AT, DECISION, DESCRIPTION,
    EXPIRES_AT, ID, NAME, PEERING_ID, REGION, REQUESTER_REGION, REQUESTER_VPC_ID, STATUS,
    UPDATED_AT,
};
use super::lookup::{Origin, Seen};
use super::peering_api::PeeringApi;
use super::run::About;
use crate::connection::ids::RegionId;
use crate::connection::peering::{Peering, Role};
use crate::connection::status::{Decision, State};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};

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
    role: Role,
    mut state: Object,
    about: &About,
) -> Result<Option<Object>, Diagnostic> {
    let account = account_of::<C>(&state);
    match role.read(cx, account, &state, about).await? {
        Seen::AsItWas => Ok(Some(state)),
        Seen::Gone if is_forgotten::<C>(&state) => Ok(Some(state)),
        Seen::Gone => Ok(None),
        Seen::There {
            session,
            object: peering,
            origin,
        } => {
            show::<C>(&mut state, &session, &peering, role);
            C::refresh_own(&mut state, &peering);
            if origin != Origin::State {
                // An accepter takes over what was decided.
                state.set(DECISION, peering.state().decision());
            }
            if origin == Origin::Import {
                C::show_own(&mut state, &peering);
            }
            Ok(Some(state))
        }
    }
}

/// Whether nothing but a state tells of a request any more, or nothing of it is left that could be deleted.
pub fn is_forgotten<C: PeeringApi>(state: &Object) -> bool {
    let status = C::STATUSES.state(state.text(STATUS).unwrap_or_default());
    C::FORGETS && matches!(status, State::Rejected | State::Expired | State::Failed)
}

/// Names the peering `id` in a state: below its parent, where it has one.
pub fn set_id<C: PeeringApi>(state: &mut Object, id: &str) {
    match C::PARENT {
        Some(parent) => {
            let above = state.text(parent.key).unwrap_or_default();
            state.set(ID, format!("{above}/{id}"));
            state.set(PEERING_ID, id);
        }
        None => state.set(ID, id),
    }
}

/// Takes over what the cloud shows to `role`.
pub fn show<C: PeeringApi>(
    state: &mut Object,
    session: &C::Session,
    peering: &Peering<C::Extra>,
    role: Role,
) {
    let (id, status) = (peering.id.as_str(), peering.state().clone());
    // Once it has been active the id stays while the peering exists, whatever its status.
    if status == State::Accepted {
        state.set(ACTIVE_ID, id);
    } else {
        state.resolve(ACTIVE_ID);
    }
    if !C::hides_pending(peering, state.text(ANSWER)) {
        state.set(ANSWER, status.answer().as_str());
    }
    set_id::<C>(state, id);
    state.set(STATUS, peering.status.as_str());
    state.show_id(REQUESTER_VPC_ID, peering.requester.vpc.as_str());
    state.show_id(ACCEPTER_VPC_ID, peering.accepter.vpc.as_str());
    for (key, region) in regions(peering, role) {
        state.show(key, region);
    }
    state.show(NAME, peering.name.as_deref());
    state.show(DESCRIPTION, peering.description.as_deref());
    state.show(CREATED_AT, time(peering.created_at).as_deref());
    state.show(UPDATED_AT, time(peering.updated_at).as_deref());
    state.set(EXPIRES_AT, time(peering.expires_at));
    C::show(state, session, peering, role);
}

/// Shows in the plan of a decision who asks and who is asked, where the configuration does not say so. Only what
/// never changes for a peering: a plan must come to the same again.
pub fn identify<C: PeeringApi>(config: &Object, planned: &mut Object, peering: &Peering<C::Extra>) {
    let tenant = |role| peering.tenant(role).unwrap_or_default();
    let shown = [
        (REQUESTER_VPC_ID, peering.requester.vpc.as_str()),
        (ACCEPTER_VPC_ID, peering.accepter.vpc.as_str()),
        (C::REQUESTER_TENANT, tenant(Role::Requester)),
        (C::ACCEPTER_TENANT, tenant(Role::Accepter)),
    ];
    let regions = regions(peering, Role::Accepter);
    let regions = regions.map(|(key, region)| (key, region.unwrap_or_default()));
    for (key, text) in shown.into_iter().chain(regions) {
        if config.is_null(key) && !text.is_empty() {
            planned.set(key, text);
        }
    }
}

/// The regions that a peering shows, and the attributes that show them: `region` is that of the resource's own
/// side.
fn regions<X>(peering: &Peering<X>, role: Role) -> [(Key<String>, Option<&str>); 3] {
    let region = |role| peering.party(role).region.as_ref().map(RegionId::as_str);
    [
        (REGION, region(role)),
        (REQUESTER_REGION, region(Role::Requester)),
        (ACCEPTER_REGION, region(Role::Accepter)),
    ]
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
    if planned.is_null(ACTIVE_ID) && planned.known(DECISION) != Some(Decision::Reject) {
        planned.set(ACTIVE_ID, Field::Unknown);
    }
}
