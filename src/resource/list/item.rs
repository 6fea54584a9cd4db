//! What all that is listed has in common.

use std::time::Duration;

use jiff::Timestamp;

use crate::connection::status::State;
use crate::framework::list_resource::{Found, Results, Stopped};
use crate::framework::model::{Field, ValueType as _};
use crate::framework::object::Object;
use crate::framework::schema::{Attribute, Schema};
use crate::operation::Operation;
use crate::resource::accounts::DEFAULT;
use crate::resource::cloud::Cloud;
use crate::resource::filter;
use crate::resource::identity;
use crate::resource::import_id::Form;
use crate::resource::keys::ACCOUNT;

/// How long one page may take.
pub(super) const PAGE: Duration = Duration::from_secs(120);

/// `answers`: what is listed is not kept in a `for_each`, as what a data source shows may be.
pub(super) fn answers() -> Attribute {
    let text = "Only those with one of these answers. An empty list matches nothing.";
    Attribute {
        description: text.into(),
        ..filter::answers()
    }
}

/// What a list is asked for, of whom, and where that goes which is found.
pub(super) struct Asked<'a, C: Cloud> {
    pub(super) operation: &'a Operation,
    pub(super) session: &'a C::Session,
    /// The tenant of the session.
    pub(super) own: &'a str,
    /// What an object has.
    pub(super) shown: &'a Schema,
    pub(super) config: &'a Object,
    pub(super) results: &'a Results,
}

impl<C: Cloud> Asked<'_, C> {
    /// An object before anything is shown in it.
    pub(super) fn empty(&self) -> Object {
        let mut state = Object::empty(self.shown);
        // The account that is meant without a name has none in a state, as after an import.
        let named = self.config.text(ACCOUNT).filter(|name| *name != DEFAULT);
        state.set(ACCOUNT, Field::from(named.map(str::to_owned)));
        state
    }

    /// Hands over what was found. `called` is what people call it.
    pub(super) async fn found(
        &self,
        form: Form,
        state: Object,
        called: String,
    ) -> Result<(), Stopped> {
        let found = Found {
            identity: identity::identity::<C>(form, Some(self.own), &state),
            display_name: called,
            object: state.into_value(),
        };
        self.results.send(found).await
    }
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
