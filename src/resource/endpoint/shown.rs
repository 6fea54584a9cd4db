//! A connection as a state shows it, and who may ask.

use super::cloud::{Columns, ConnectionOf, EndpointCloud};
use super::place::Place;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::schema::Kind;
use crate::framework::value::Value;
use crate::resource::column::Shown;
use crate::resource::guard;
use crate::resource::keys::{ANSWER, ID, REGION, STATUS};

/// Takes over what the cloud shows; of what is not there only the place.
pub fn show<C: EndpointCloud>(
    state: &mut Object,
    session: &C::Session,
    place: &Place,
    seen: Option<&ConnectionOf<C>>,
) {
    state.set(REGION, C::region(session));
    state.set(ID, place.id());
    let columns = C::columns();
    let Some(seen) = seen else {
        // A list that nobody knows is empty.
        for column in columns.iter() {
            if matches!(column.shown.kind, Kind::Objects(_)) && state.is_unknown(column.key()) {
                state.set(column.key(), Value::List(Vec::new()));
            }
        }
        return;
    };
    state.set(STATUS, C::status(seen).as_str());
    state.set(ANSWER, C::state(seen).answer().as_str());
    // Who asks is never guessed: a later guard would take the guess for what the user wrote.
    columns.iter().for_each(|column| column.take(state, seen));
}

/// Shows in the plan of a decision who asks, where the configuration does not say so. Only what never changes for
/// an endpoint: a plan must come to the same again.
pub(super) fn identify<C: EndpointCloud>(
    config: &Object,
    planned: &mut Object,
    seen: &ConnectionOf<C>,
) {
    for column in C::columns().iter().filter(|column| column.is_fixed) {
        if let (true, Shown::Value(shown)) = (config.is_null(column.key()), (column.show)(seen)) {
            planned.set(column.key(), shown);
        }
    }
}

/// The guards: who is not expected is neither accepted nor rejected.
///
/// # Errors
/// What the user is told of another requester.
pub(super) fn guarded<C: EndpointCloud>(
    wanted: &Object,
    place: &Place,
    seen: &ConnectionOf<C>,
) -> Result<(), Diagnostic> {
    let found = C::columns().who_asks(seen);
    let found = found.iter().map(|(key, found)| (*key, found.as_deref()));
    guard::hold(&place.what(), "endpoint_id", wanted, found)
}

/// The same, by who asks according to `prior`, which was read just now. Where that does not show it (`""` was
/// configured before), only the apply can tell.
///
/// # Errors
/// Likewise.
pub(super) fn guarded_by_state<C: EndpointCloud>(
    prior: &Object,
    planned: &Object,
    place: &Place,
) -> Result<(), Diagnostic> {
    let keys = guards::<C>();
    let found = keys
        .iter()
        .map(|key| (*key, prior.text(*key).or(planned.text(*key))));
    guard::hold(&place.what(), "endpoint_id", planned, found)
}

/// Whether a guard was set or changed.
pub(super) fn guard_is_new<C: EndpointCloud>(prior: &Object, planned: &Object) -> bool {
    guard::is_new(prior, planned, guards::<C>())
}

/// The attributes that say who may ask.
fn guards<C: EndpointCloud>() -> Vec<Key<String>> {
    let Columns { requester, .. } = C::columns();
    let names = requester.iter().map(|column| column.shown.name);
    names.map(Key::new).collect()
}

/// What is configured comes back as planned; the next refresh shows the truth.
pub(super) fn keep_detail<C: EndpointCloud>(state: &mut Object, planned: &Object) {
    let key = C::DETAIL.key;
    if let Field::Known(detail) = planned.get(key)
        && !detail.is_empty()
    {
        state.set(key, detail);
    }
}
