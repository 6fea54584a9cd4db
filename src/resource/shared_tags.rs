//! Tags, where both sides of a peering have one set of them: on some clouds, within one tenant and one region. Two resources that
//! both set some would take them from each other for ever.

use super::context::Cx;
use super::failure::WITHOUT_READING;
use super::keys::{ACCEPTER_REGION, DECISION, REGION, REQUESTER_REGION, TAGS};
use super::lookup::Lookup as _;
use super::peering_api::PeeringApi;
use super::place::Place;
use crate::connection::peering::Role;
use crate::connection::status::Decision;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;
use crate::framework::path::Path;

/// Logs what is planned of a side that stays, or of a new answer.
///
/// # Errors
/// The other side sets tags in this run, too.
pub(super) fn plan<C: PeeringApi>(
    cx: &Cx<'_>,
    role: Role,
    planned: &Object,
) -> Result<(), Diagnostic> {
    if !is_shared::<C>(role, planned) {
        return Ok(());
    }
    let (place, some) = (Place::<C>::of(planned), sets(planned));
    if cx.provider.run.plans_tags(&place.subject(), role, some) && some {
        return Err(both(&place.what()).with(WITHOUT_READING));
    }
    Ok(())
}

/// Logs what a create has made. That the other side has tags as well could not be planned, and is no error once the cloud has taken
/// the create.
pub(super) fn made<C: PeeringApi>(cx: &mut Cx<'_>, role: Role, state: &Object) {
    if !is_shared::<C>(role, state) {
        return;
    }
    let (place, some) = (Place::<C>::of(state), sets(state));
    if cx.provider.run.made_tags(&place.subject(), role, some) && some {
        let told = both(&place.what()).into_warning();
        cx.warn(told.with("Until then the next plan is an error."));
    }
}

/// Whether both sides have one set, as far as it is known where they are.
fn is_shared<C: PeeringApi>(role: Role, state: &Object) -> bool {
    let other = match role {
        Role::Requester => ACCEPTER_REGION,
        Role::Accepter => REQUESTER_REGION,
    };
    let is_one = |keys: [_; 2]| {
        let [one, other] = keys.map(|key| state.text(key));
        one.is_some() && one == other
    };
    C::SHARES_TAGS && is_one([REGION, other]) && is_one(Role::BOTH.map(C::tenant_key))
}

/// Whether a side sets any. A rejected request has no side of the accepter's.
fn sets(state: &Object) -> bool {
    let tags = state.get(TAGS);
    let some = tags
        .known()
        .is_some_and(|tags| tags.values().any(|tag| !tag.is_null()));
    some && state.known(DECISION) != Some(Decision::Reject)
}

fn both(what: &str) -> Diagnostic {
    Diagnostic::error(
        "Both sides of a peering set tags, and have one set of them",
        format!(
            "{what} is within one account and one region, where the requester's resource and the accepter's have the same tags: \
             each would undo what the other one sets, at every apply. Set tags in one of the two resources, and remove them from \
             the other."
        ),
    )
    .at(Path::to(TAGS.name()))
}
