//! What all that is listed has in common.

use jiff::Timestamp;

use crate::connection::status::State;
use crate::framework::model::Field;
use crate::framework::object::Object;
use crate::framework::schema::Attribute;
use crate::resource::accounts::DEFAULT;
use crate::resource::filter;
use crate::resource::keys::ACCOUNT;

/// `answers`: what is listed is not kept in a `for_each`, as what a data source shows may be.
pub(super) fn answers() -> Attribute {
    let text = "Only those with one of these answers. An empty list matches nothing.";
    Attribute {
        description: text.into(),
        ..filter::answers()
    }
}

/// The account of what is found. The one that is meant without a name has none in a state, as after an import.
pub(super) fn account(config: &Object) -> Field<String> {
    let named = config.text(ACCOUNT).filter(|name| *name != DEFAULT);
    named.map(str::to_owned).into()
}

/// Since when something stands where it does, of when it was made and when it last changed: what is pending, since it
/// was made.
pub(super) fn since(state: &State, [made, changed]: [Option<Timestamp>; 2]) -> String {
    let at = match state {
        State::Pending | State::Starting => made.or(changed),
        _ => changed.or(made),
    };
    let day = at.map(|at| at.to_string());
    let day = day.as_deref().and_then(|day| day.split('T').next());
    day.map_or_else(String::new, |day| format!(" since {day}"))
}
