//! Values and types as Terraform's type system `cty` knows them.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Value as Json, json};

/// A type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    /// `string`
    String,
    /// `number`
    Number,
    /// `bool`
    Bool,
    /// `list(…)`
    List(Box<Type>),
    /// `set(…)`
    Set(Box<Type>),
    /// `map(…)`
    Map(Box<Type>),
    /// `object({…})`
    Object(BTreeMap<String, Type>),
}

impl Type {
    /// Reads a type in cty's JSON notation. Invalid JSON panics the host.
    pub(crate) fn parse(json: &Json) -> Result<Self, String> {
        let parts = json.as_array().map(Vec::as_slice);
        let inner = |json| Self::parse(json).map(Box::new);
        match (json.as_str(), parts) {
            (Some("string"), _) => Ok(Self::String),
            (Some("number"), _) => Ok(Self::Number),
            (Some("bool"), _) => Ok(Self::Bool),
            (_, Some([kind, element])) if kind == "list" => Ok(Self::List(inner(element)?)),
            (_, Some([kind, element])) if kind == "set" => Ok(Self::Set(inner(element)?)),
            (_, Some([kind, element])) if kind == "map" => Ok(Self::Map(inner(element)?)),
            (_, Some([kind, Json::Object(attributes)])) if kind == "object" => attributes
                .iter()
                .map(|(name, of)| Ok((name.clone(), Self::parse(of)?)))
                .collect::<Result<_, String>>()
                .map(Self::Object),
            _ => Err(format!("{json} is no type that this test knows")),
        }
    }
}

/// A value. Which type it has is said by the schema, and checked where it is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Cty {
    /// `null`
    #[default]
    Null,
    /// Known after apply.
    Unknown,
    /// `true` or `false`
    Bool(bool),
    /// A number, by its shortest decimal text.
    Number(String),
    /// Text.
    Text(String),
    /// A list; of a set the elements in an order of our own.
    List(Vec<Cty>),
    /// A map or an object.
    Map(BTreeMap<String, Cty>),
}

/// Text.
pub(crate) fn text(text: &str) -> Cty {
    Cty::Text(text.to_owned())
}

/// An object or a map.
pub(crate) fn object<const N: usize>(entries: [(&str, Cty); N]) -> Cty {
    Cty::Map(
        entries
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

impl Cty {
    /// Whether it is null.
    pub(crate) fn is_null(&self) -> bool {
        *self == Self::Null
    }

    /// Whether it, as a whole, is unknown.
    pub(crate) fn is_unknown(&self) -> bool {
        *self == Self::Unknown
    }

    /// Whether nothing in it is unknown.
    pub(crate) fn is_wholly_known(&self) -> bool {
        match self {
            Self::Unknown => false,
            Self::List(items) => items.iter().all(Self::is_wholly_known),
            Self::Map(entries) => entries.values().all(Self::is_wholly_known),
            _ => true,
        }
    }

    /// An attribute. Null has null attributes, unknown has unknown ones.
    pub(crate) fn get(&self, name: &str) -> &Self {
        match self {
            Self::Map(entries) => entries.get(name).unwrap_or(&Self::Null),
            Self::Unknown => &Self::Unknown,
            _ => &Self::Null,
        }
    }

    /// The same object with another attribute.
    pub(crate) fn with(&self, name: &str, value: Self) -> Self {
        match self {
            Self::Map(entries) => {
                let mut entries = entries.clone();
                let before = entries.insert(name.to_owned(), value);
                assert!(before.is_some(), "there is no attribute {name:?}");
                Self::Map(entries)
            }
            other => panic!("{other} has no attributes"),
        }
    }

    /// The text, which it must be.
    pub(crate) fn as_text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            other => panic!("{other} is no text"),
        }
    }

    /// The elements of a list; none of null.
    pub(crate) fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// The entries of a map; none of null.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&String, &Self)> {
        let entries = match self {
            Self::Map(entries) => Some(entries),
            _ => None,
        };
        entries.into_iter().flatten()
    }

    /// As a state file holds it.
    pub(crate) fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Unknown => panic!("a state holds nothing unknown"),
            Self::Bool(flag) => json!(flag),
            Self::Number(number) => serde_json::from_str(number).unwrap(),
            Self::Text(text) => json!(text),
            Self::List(items) => items.iter().map(Self::to_json).collect(),
            Self::Map(entries) => entries
                .iter()
                .map(|(name, value)| (name.clone(), value.to_json()))
                .collect(),
        }
    }
}

impl fmt::Display for Cty {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => formatter.write_str("null"),
            Self::Unknown => formatter.write_str("(known after apply)"),
            Self::Bool(flag) => write!(formatter, "{flag}"),
            Self::Number(number) => formatter.write_str(number),
            Self::Text(text) => write!(formatter, "{text:?}"),
            Self::List(items) => formatter.debug_list().entries(items).finish(),
            Self::Map(entries) => formatter.debug_map().entries(entries).finish(),
        }
    }
}
