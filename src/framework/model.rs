//! Values as Rust structs: `model!` declares a struct whose fields are the attributes of a schema.

use std::collections::BTreeMap;

use super::value::{Number, Value};

/// One attribute as Rust sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Field<T> {
    /// Not set.
    #[default]
    Null,
    /// Comes with the apply.
    Unknown,
    /// Set.
    Known(T),
}

impl<T> Field<T> {
    /// The value, when it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Null | Self::Unknown => None,
        }
    }

    /// Whether it comes with the apply.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// Whether it is not set.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl Field<String> {
    /// The same, borrowed.
    pub fn as_deref(&self) -> Field<&str> {
        match self {
            Self::Null => Field::Null,
            Self::Unknown => Field::Unknown,
            Self::Known(text) => Field::Known(text),
        }
    }

    /// The text, when it is known and says something: `""` means the same as null.
    pub fn text(&self) -> Option<&str> {
        self.known()
            .map(String::as_str)
            .filter(|text| !text.is_empty())
    }
}

impl<'a> Field<&'a str> {
    /// The text, when it is known and says something: `""` means the same as null.
    pub fn text(self) -> Option<&'a str> {
        match self {
            Self::Known(text) => Some(text).filter(|text| !text.is_empty()),
            Self::Null | Self::Unknown => None,
        }
    }
}

impl Field<bool> {
    /// Whether it is known to be true.
    pub fn is_true(&self) -> bool {
        self.known().copied().unwrap_or_default()
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl From<&str> for Field<String> {
    fn from(value: &str) -> Self {
        Self::Known(value.to_owned())
    }
}

impl<T> From<Option<T>> for Field<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Known)
    }
}

/// What can be one known value. Values come by schema, so a mismatch is our own mistake: it reads
/// as `None`, and the attribute as null.
pub trait ValueType: Sized {
    /// From a known value.
    fn from_value(value: &Value) -> Option<Self>;
    /// To a value.
    fn into_value(self) -> Value;
}

impl<T: ValueType> Field<T> {
    /// From any value.
    pub fn from_value(value: &Value) -> Self {
        match value {
            Value::Unknown => Self::Unknown,
            value => T::from_value(value).map_or(Self::Null, Self::Known),
        }
    }

    /// To a value.
    pub fn into_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Unknown => Value::Unknown,
            Self::Known(value) => value.into_value(),
        }
    }
}

impl ValueType for String {
    fn from_value(value: &Value) -> Option<Self> {
        value.as_text().map(str::to_owned)
    }

    fn into_value(self) -> Value {
        Value::String(self)
    }
}

impl ValueType for bool {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(flag) => Some(*flag),
            _ => None,
        }
    }

    fn into_value(self) -> Value {
        Value::Bool(self)
    }
}

impl ValueType for Number {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => Some(number.clone()),
            _ => None,
        }
    }

    fn into_value(self) -> Value {
        Value::Number(self)
    }
}

/// Any value as it is: for attributes that only the framework reads, such as `timeouts`.
impl ValueType for Value {
    fn from_value(value: &Value) -> Option<Self> {
        (!value.is_null()).then(|| value.clone())
    }

    fn into_value(self) -> Value {
        self
    }
}

/// A null in a list means the same as its absence: nobody has to know of it.
impl<T: ValueType> ValueType for Vec<Field<T>> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::List(items) => {
                let items = items.iter().filter(|item| !item.is_null());
                Some(items.map(Field::from_value).collect())
            }
            _ => None,
        }
    }

    fn into_value(self) -> Value {
        Value::List(self.into_iter().map(Field::into_value).collect())
    }
}

/// A null in a map means the same as its absence: nobody has to know of it.
impl<T: ValueType> ValueType for BTreeMap<String, Field<T>> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Map(entries) => Some(
                entries
                    .iter()
                    .filter(|(_, entry)| !entry.is_null())
                    .map(|(key, entry)| (key.clone(), Field::from_value(entry)))
                    .collect(),
            ),
            _ => None,
        }
    }

    fn into_value(self) -> Value {
        let entries = self.into_iter();
        Value::Map(
            entries
                .map(|(key, entry)| (key, entry.into_value()))
                .collect(),
        )
    }
}

/// Declares a struct of [`Field`]s that is read from and written to a [`Value`], attribute by
/// attribute, under the same names.
#[macro_export]
macro_rules! model {
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($(#[$field_meta:meta])* $field:ident: $of:ty,)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        $vis struct $name {
            $($(#[$field_meta])* pub $field: $crate::framework::model::Field<$of>,)*
        }

        impl $crate::framework::model::ValueType for $name {
            fn from_value(value: &$crate::framework::value::Value) -> Option<Self> {
                match value {
                    $crate::framework::value::Value::Map(_) => Some(Self {
                        $($field: $crate::framework::model::Field::from_value(
                            value.attribute(stringify!($field)),
                        ),)*
                    }),
                    _ => None,
                }
            }

            fn into_value(self) -> $crate::framework::value::Value {
                let mut entries = ::std::collections::BTreeMap::new();
                $(entries.insert(stringify!($field).to_owned(), self.$field.into_value());)*
                $crate::framework::value::Value::Map(entries)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    model! {
        struct Written {
            names: Vec<Field<String>>,
            tags: BTreeMap<String, Field<String>>,
        }
    }

    #[test]
    fn nulls_in_lists_and_maps_are_not_seen() {
        let text = Value::text;
        let tags = |entries: &[(&str, Value)]| {
            let entries = entries.iter().cloned();
            Value::Map(
                entries
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect(),
            )
        };
        let written = tags(&[
            (
                "names",
                Value::List(vec![Value::Null, text("a"), Value::Unknown]),
            ),
            (
                "tags",
                tags(&[("owner", Value::Null), ("late", Value::Unknown)]),
            ),
        ]);
        let seen = Written::from_value(&written).unwrap();
        assert_eq!(seen.names, Field::Known(vec!["a".into(), Field::Unknown]));
        let late = BTreeMap::from([("late".to_owned(), Field::Unknown)]);
        assert_eq!(seen.tags, Field::Known(late));
        let nothing = tags(&[("names", Value::List(vec![Value::Null]))]);
        let seen = Written::from_value(&nothing).unwrap();
        assert_eq!(
            seen.names,
            Field::Known(Vec::new()),
            "a list it is, and an empty one"
        );
        assert!(seen.tags.is_null());
    }
}
