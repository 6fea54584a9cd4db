//! An object by its attributes, which are read and written through keys that know their types.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use super::model::{Field, ValueType};
use super::schema::{Attribute, Schema};
use super::value::Value;

/// The name of an attribute, and the type of its values.
#[derive(Debug)]
pub struct Key<T> {
    name: &'static str,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Key<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Key<T> {}

impl<T> Key<T> {
    /// The key of the attribute `name`.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            of: PhantomData,
        }
    }

    /// The name in HCL.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// The same attribute, whatever the type of its values.
    pub const fn any(self) -> Key<Value> {
        Key::new(self.name)
    }
}

/// The attributes of a resource: a configuration, a plan or a state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object(BTreeMap<String, Value>);

impl Object {
    /// One with nothing set.
    pub fn empty(schema: &Schema) -> Self {
        Self::of(&schema.attributes)
    }

    /// One with these attributes, and nothing set.
    pub fn of(attributes: &[Attribute]) -> Self {
        let names = attributes.iter().map(|one| one.name.to_owned());
        Self(names.map(|name| (name, Value::Null)).collect())
    }

    /// Whether the resource has such an attribute.
    pub fn has<T>(&self, key: Key<T>) -> bool {
        self.0.contains_key(key.name)
    }

    /// An attribute; null where the resource has none of that name.
    pub fn get<T: ValueType>(&self, key: Key<T>) -> Field<T> {
        Field::from_value(self.value(key))
    }

    /// The known value of an attribute.
    pub fn known<T: ValueType>(&self, key: Key<T>) -> Option<T> {
        T::from_value(self.value(key))
    }

    /// Sets an attribute. What the resource does not have is not set.
    pub fn set<T: ValueType>(&mut self, key: Key<T>, value: impl Into<Field<T>>) {
        if let Some(attribute) = self.0.get_mut(key.name) {
            *attribute = value.into().into_value();
        }
    }

    /// Sets an attribute to what it is in another object.
    pub fn copy<T>(&mut self, key: Key<T>, from: &Self) {
        if let (Some(attribute), Some(value)) = (self.0.get_mut(key.name), from.0.get(key.name)) {
            attribute.clone_from(value);
        }
    }

    /// A text, borrowed.
    pub fn field(&self, key: Key<String>) -> Field<&str> {
        match self.value(key) {
            Value::Unknown => Field::Unknown,
            Value::String(text) => Field::Known(text),
            _ => Field::Null,
        }
    }

    /// A text, when it is known and says something: `""` means the same as null.
    pub fn text(&self, key: Key<String>) -> Option<&str> {
        self.field(key).text()
    }

    /// Whether a flag is known to be set.
    pub fn is_true(&self, key: Key<bool>) -> bool {
        self.value(key) == &Value::Bool(true)
    }

    /// Whether an attribute is not set.
    pub fn is_null<T>(&self, key: Key<T>) -> bool {
        self.value(key).is_null()
    }

    /// Whether an attribute comes with the apply.
    pub fn is_unknown<T>(&self, key: Key<T>) -> bool {
        self.value(key).is_unknown()
    }

    /// Whether no part of it comes with the apply.
    pub fn is_wholly_known(&self) -> bool {
        self.0.values().all(Value::is_wholly_known)
    }

    /// Takes over what an answer shows: empty means none. What an answer leaves out stays as it was, because it
    /// says nothing: a guess would plan an update for ever, or a replacement.
    pub fn show(&mut self, key: Key<String>, text: Option<&str>) {
        match text {
            Some("") => self.set(key, Field::Null),
            Some(text) => self.set(key, text),
            None => self.resolve(key),
        }
    }

    /// The same of an id, which is never empty: that is one that is left out.
    pub fn show_id(&mut self, key: Key<String>, id: &str) {
        self.show(key, (!id.is_empty()).then_some(id));
    }

    /// What nobody knows after an apply is null.
    pub fn resolve<T: ValueType>(&mut self, key: Key<T>) {
        if self.is_unknown(key) {
            self.set(key, Field::Null);
        }
    }

    /// All attributes by their names.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Value)> {
        let entries = self.0.iter();
        entries.map(|(name, value)| (name.as_str(), value))
    }

    fn value<T>(&self, key: Key<T>) -> &Value {
        self.0.get(key.name).unwrap_or(&Value::Null)
    }
}

impl ValueType for Object {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Map(entries) => Some(Self(entries.clone())),
            _ => None,
        }
    }

    fn into_value(self) -> Value {
        Value::Map(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: Key<String> = Key::new("name");
    const OTHER: Key<String> = Key::new("other");

    fn object() -> Object {
        Object::empty(&Schema::new("", vec![Attribute::string("name", "")]))
    }

    #[test]
    fn what_an_answer_leaves_out_stays() {
        for (before, shown, after) in [
            (Field::Null, None, Field::Null),
            (Field::Unknown, None, Field::Null),
            (Field::Known("a"), None, Field::Known("a")),
            (Field::Known("a"), Some("b"), Field::Known("b")),
            (Field::Known("a"), Some(""), Field::Null),
            (Field::Unknown, Some("b"), Field::Known("b")),
        ] {
            let mut object = object();
            let owned = match before {
                Field::Known(text) => Field::from(text),
                Field::Null => Field::Null,
                Field::Unknown => Field::Unknown,
            };
            object.set(NAME, owned);
            object.show(NAME, shown);
            assert_eq!(object.field(NAME), after, "{before:?} {shown:?}");
        }
    }

    #[test]
    fn an_object_keeps_to_the_attributes_of_its_schema() {
        let mut object = object();
        object.set(OTHER, "a");
        assert!(!object.has(OTHER) && object.is_null(OTHER));
        assert_eq!(object, self::object());
    }
}
