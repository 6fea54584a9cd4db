//! A connection as a state shows it.

use super::cloud::{ConnectionOf, EndpointCloud};
use super::place::Place;
use crate::framework::object::Object;
use crate::framework::schema::Kind;
use crate::framework::value::Value;
use crate::resource::column::Shown;
use crate::resource::keys::{ANSWER, ID, REGION, STATUS};
use crate::resource::lookup::Lookup;

/// Takes over what the cloud shows; of what is not there only the place.
pub fn show<C: EndpointCloud>(
    state: &mut Object,
    session: &C::Session,
    place: &Place<C>,
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
