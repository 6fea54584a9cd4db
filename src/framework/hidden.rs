//! What `""` hides.
//!
//! A user who writes `region = ""` means the same as null, but Core wants `""` back in the state: what
//! the provider computed there has no place. It is kept in private state, and resources see it as if
//! it stood in the state.

use std::borrow::Cow;

use super::private::Private;
use super::schema::{Mode, Schema};
use super::value::Value;

fn key(attribute: &str) -> String {
    format!("hidden.{attribute}")
}

fn says_nothing(value: &Value) -> bool {
    value.is_empty() && !value.is_null()
}

fn computed_texts(schema: &Schema) -> impl Iterator<Item = &'static str> {
    let computed = schema
        .attributes
        .iter()
        .filter(|one| one.mode == Mode::OptionalComputed);
    computed.map(|one| one.name)
}

/// The object as a resource sees it: with what `""` hides.
pub(super) fn reveal<'a>(schema: &Schema, private: &Private, object: &'a Value) -> Cow<'a, Value> {
    let mut object = Cow::Borrowed(object);
    for name in computed_texts(schema) {
        if says_nothing(object.attribute(name))
            && let Some(text) = private.text(&key(name))
        {
            object.to_mut().set(name, Value::text(text));
        }
    }
    object
}

/// Keeps what `actual` has where `stored` says `""`, and forgets what is hidden no more.
pub(super) fn hide(schema: &Schema, private: &mut Private, stored: &Value, actual: &Value) {
    for name in computed_texts(schema) {
        if !says_nothing(stored.attribute(name)) {
            private.clear(&key(name));
        } else if let Some(text) = actual
            .attribute(name)
            .as_text()
            .filter(|text| !text.is_empty())
        {
            private.keep(&key(name), text);
        }
    }
}

/// Forgets all of it.
pub(super) fn forget(schema: &Schema, private: &mut Private) {
    for name in computed_texts(schema) {
        private.clear(&key(name));
    }
}

#[cfg(test)]
mod tests {
    use super::super::schema::Attribute;
    use super::*;

    #[test]
    fn what_empty_text_hides_comes_back() {
        let schema = Schema::new("", vec![Attribute::string("region", "").or_computed()]);
        let object = |text: &str| Value::Map([("region".to_owned(), Value::text(text))].into());
        let mut private = Private::default();
        hide(&schema, &mut private, &object(""), &object("eu-de"));
        let stored = Private::decode(&private.encode());
        assert_eq!(*reveal(&schema, &stored, &object("")), object("eu-de"));
        assert_eq!(*reveal(&schema, &stored, &object("eu-nl")), object("eu-nl"));
        hide(&schema, &mut private, &object("eu-nl"), &object("eu-nl"));
        assert_eq!(private, Private::default());
    }
}
