//! Columns: what the objects of a cloud show, each declared once for resources and data sources.

use jiff::Timestamp;

use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::rule::Rule;
use crate::framework::schema::Attribute;
use crate::framework::value::Value;

/// What an answer says of one attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// Nothing: what was there stays, and what nobody knows is null.
    LeftOut,
    /// That there is none.
    Null,
    /// This.
    Value(Value),
    /// This, which does not count yet: it is shown where nothing else is known.
    Meanwhile(Value),
}

impl Shown {
    /// A text; an empty one means none.
    pub fn text(text: Option<&str>) -> Self {
        match text {
            None => Self::LeftOut,
            Some("") => Self::Null,
            Some(text) => Self::Value(Value::text(text)),
        }
    }

    /// An id, which is never empty: that is one that is left out.
    pub fn id(id: Option<&str>) -> Self {
        Self::text(id.filter(|id| !id.is_empty()))
    }

    /// A time, RFC 3339 in UTC.
    pub fn time(at: Option<Timestamp>) -> Self {
        Self::text(at.map(|at| at.to_string()).as_deref())
    }

    /// The text that is shown, if one is.
    pub fn into_text(self) -> Option<String> {
        match self {
            Self::Value(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// Takes it over into an attribute.
    fn set(self, object: &mut Object, key: Key<Value>) {
        match self {
            Self::Value(value) => object.set(key, value),
            Self::Meanwhile(value) if object.get(key).known().is_none() => object.set(key, value),
            Self::Null => object.set(key, Field::Null),
            Self::LeftOut | Self::Meanwhile(_) => object.resolve(key),
        }
    }
}

/// One attribute, and what an object shows in it.
#[derive(Clone, Debug)]
pub struct Column<T> {
    /// As data sources have it.
    pub shown: Attribute,
    /// As the resource has it.
    pub written: Attribute,
    /// What an object shows.
    pub show: fn(&T) -> Shown,
    /// Whether it never changes for an object: then a plan can show it already.
    pub is_fixed: bool,
}

impl<T> Column<T> {
    /// A column that the cloud alone sets.
    pub fn new(attribute: Attribute, show: fn(&T) -> Shown) -> Self {
        let attribute = attribute.computed();
        Self {
            written: attribute.clone(),
            shown: attribute,
            show,
            is_fixed: false,
        }
    }

    /// The same text column, which users of the resource may write, with what they should know of that.
    #[must_use]
    pub fn written(mut self, attribute: Attribute) -> Self {
        self.written = attribute.or_computed();
        self
    }

    /// Who asks, which never changes, as it is `shown` and as it is `written`: then others are turned away.
    pub fn requester(
        name: &'static str,
        shown: &'static str,
        written: &'static str,
        show: fn(&T) -> Shown,
    ) -> Self {
        Self::new(Attribute::string(name, shown), show)
            .written(Attribute::string(name, written))
            .fixed()
    }

    /// What users write must follow `rule`.
    #[must_use]
    pub fn rule(mut self, rule: Rule) -> Self {
        self.written = self.written.rule(rule);
        self
    }

    /// It never changes for an object.
    #[must_use]
    pub fn fixed(mut self) -> Self {
        self.is_fixed = true;
        self
    }

    /// The attribute.
    pub fn key(&self) -> Key<Value> {
        Key::new(self.shown.name)
    }

    /// Takes over what `seen` shows.
    pub fn take(&self, object: &mut Object, seen: &T) {
        (self.show)(seen).set(object, self.key());
    }
}
