//! A connection as a state shows it, and who may ask.

use super::cloud::EndpointApi;
use super::place::PlaceOf;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;
use crate::resource::guard::{hold, is_new};
use crate::resource::keys::{ANSWER, ID, REGION, STATUS};

/// Takes over what the cloud shows; of what is not there only the place.
pub fn show<C: EndpointApi>(
    state: &mut Object,
    session: &C::Session,
    place: &PlaceOf<C>,
    seen: Option<&C::Connection>,
) {
    state.set(REGION, C::region(session));
    state.set(ID, place.id());
    C::show(state, seen);
    let Some(seen) = seen else { return };
    state.set(STATUS, C::status(seen));
    state.set(ANSWER, C::standing(seen).answer().as_str());
    // Who asks is never guessed: a later guard would take the guess for what the user wrote.
    for (key, shown) in C::GUARDS.iter().zip(C::requester(seen)) {
        state.show_id(*key, shown.unwrap_or_default());
    }
}

/// Shows in the plan of a decision who asks, where the configuration does not say so. Only what never changes for
/// an endpoint: a plan must come to the same again.
pub fn identify<C: EndpointApi>(config: &Object, planned: &mut Object, seen: &C::Connection) {
    for (key, shown) in C::GUARDS.iter().zip(C::requester(seen)) {
        if let (true, Some(shown)) = (config.is_null(*key), shown) {
            planned.set(*key, shown);
        }
    }
    C::identify(planned, seen);
}

/// The guards: who is not expected is neither accepted nor rejected.
///
/// # Errors
/// What the user is told of another requester.
pub fn guarded<C: EndpointApi>(
    wanted: &Object,
    place: &PlaceOf<C>,
    seen: &C::Connection,
) -> Result<(), Diagnostic> {
    let mut found = C::GUARDS.iter().zip(C::requester(seen));
    found.try_for_each(|(key, found)| {
        let wanted = wanted.field(*key);
        hold(&place.what(), "endpoint_id", key.name(), wanted, found)
    })
}

/// The same, by who asks according to `prior`, which was read just now. Where that does not show it (`""` was
/// configured before), only the apply can tell.
///
/// # Errors
/// Likewise.
pub fn guarded_by_state<C: EndpointApi>(
    prior: &Object,
    planned: &Object,
    place: &PlaceOf<C>,
) -> Result<(), Diagnostic> {
    C::GUARDS.iter().try_for_each(|key| {
        let found = prior.text(*key).or(planned.text(*key));
        hold(
            &place.what(),
            "endpoint_id",
            key.name(),
            planned.field(*key),
            found,
        )
    })
}

/// Whether a guard was set or changed.
pub fn guard_is_new<C: EndpointApi>(prior: &Object, planned: &Object) -> bool {
    let mut guards = C::GUARDS.iter();
    guards.any(|key| is_new(prior.field(*key), planned.field(*key)))
}

/// Whether the user wrote a detail, as far as it is known.
pub fn is_detailed<C: EndpointApi>(planned: &Object) -> bool {
    let detail = planned.known(C::DETAIL);
    detail.is_some_and(|detail| !detail.is_empty() && !detail.is_unknown())
}
