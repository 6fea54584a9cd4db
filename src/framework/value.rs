//! A value as Terraform sees it, and numbers that stay exact.

use std::collections::BTreeMap;
use std::fmt;

/// A value of any type. Which type it has is the schema's business.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Not set. Terraform tells it from `""` and `[]`.
    #[default]
    Null,
    /// Not known before the apply.
    Unknown,
    /// `true` or `false`.
    Bool(bool),
    /// A number of any size.
    Number(Number),
    /// Text.
    String(String),
    /// A list, or a set in any order.
    List(Vec<Value>),
    /// A map, or an object with the attributes of its schema.
    Map(BTreeMap<String, Value>),
}

impl Value {
    /// Text as a value.
    pub fn text(text: impl Into<String>) -> Self {
        Self::String(text.into())
    }

    /// Whether nothing is set. Not the same as [`Value::is_empty`].
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether the value, all of it, comes with the apply.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// Whether the value says nothing: null, `""`, a list or map that is empty or has nothing but
    /// nulls. Users of modules write all of them and mean the same.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::String(text) => text.is_empty(),
            Self::List(items) => items.iter().all(Self::is_null),
            Self::Map(entries) => entries.values().all(Self::is_null),
            Self::Unknown | Self::Bool(_) | Self::Number(_) => false,
        }
    }

    /// Whether both mean the same to a user, though Terraform may tell them apart.
    pub fn means_same(&self, other: &Self) -> bool {
        (self.is_empty() && other.is_empty()) || self.equals_without_nulls(other)
    }

    /// Whether both are equal but for nulls in lists and maps, which are as good as absent.
    fn equals_without_nulls(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::List(ours), Self::List(theirs)) => {
                let (mut ours, mut theirs) = (present(ours), present(theirs));
                loop {
                    match (ours.next(), theirs.next()) {
                        (None, None) => return true,
                        (Some(one), Some(other)) if one.equals_without_nulls(other) => {}
                        _ => return false,
                    }
                }
            }
            (Self::Map(ours), Self::Map(theirs)) => ours.keys().chain(theirs.keys()).all(|key| {
                let ours = ours.get(key).unwrap_or(&Self::Null);
                ours.equals_without_nulls(theirs.get(key).unwrap_or(&Self::Null))
            }),
            (ours, theirs) => ours == theirs,
        }
    }

    /// The same, written as `form` is: where both mean the same it is `form`, and the nulls in the
    /// lists and maps of `form` stay.
    #[must_use]
    pub fn in_form_of(self, form: &Self) -> Self {
        match (self, form) {
            (value, form) if value.means_same(form) => form.clone(),
            // Nothing is left of it but what was not there.
            (Self::Null, Self::Map(form)) => {
                let nulls = form.iter().filter(|(_, entry)| entry.is_null());
                let nulls: BTreeMap<_, _> =
                    nulls.map(|(key, _)| (key.clone(), Self::Null)).collect();
                if nulls.is_empty() {
                    Self::Null
                } else {
                    Self::Map(nulls)
                }
            }
            (value, form) => value.with_nulls_of(form),
        }
    }

    fn with_nulls_of(self, form: &Self) -> Self {
        match (self, form) {
            (Self::Map(mut entries), Self::Map(form)) => {
                for (key, form) in form {
                    match entries.remove(key) {
                        Some(entry) => {
                            entries.insert(key.clone(), entry.with_nulls_of(form));
                        }
                        None if form.is_null() => {
                            entries.insert(key.clone(), Self::Null);
                        }
                        None => {}
                    }
                }
                Self::Map(entries)
            }
            (Self::List(mut items), Self::List(form)) => {
                for (index, _) in form.iter().enumerate().filter(|(_, one)| one.is_null()) {
                    items.insert(index.min(items.len()), Self::Null);
                }
                Self::List(items)
            }
            (value, _) => value,
        }
    }

    /// Whether nothing in it is unknown, at any depth.
    pub fn is_wholly_known(&self) -> bool {
        match self {
            Self::Unknown => false,
            Self::List(items) => items.iter().all(Self::is_wholly_known),
            Self::Map(entries) => entries.values().all(Self::is_wholly_known),
            _ => true,
        }
    }

    /// One attribute of an object. What has no attributes (null, unknown) gives itself.
    pub fn attribute(&self, name: &str) -> &Self {
        match self {
            Self::Map(entries) => entries.get(name).unwrap_or(&Self::Null),
            Self::Unknown => &Self::Unknown,
            _ => &Self::Null,
        }
    }

    /// Sets one attribute; does nothing to what has none.
    pub fn set(&mut self, name: &str, value: Self) {
        if let Self::Map(entries) = self {
            entries.insert(name.to_owned(), value);
        }
    }

    /// The text, when it is known text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }
}

fn present(items: &[Value]) -> impl Iterator<Item = &Value> {
    items.iter().filter(|item| !item.is_null())
}

/// An exact number: plain decimal text without exponent, leading or trailing zeros.
///
/// Terraform's numbers have 512 bits and compare by their shortest decimal text, so neither `f64`
/// nor `i64` can carry all of them; `0.1` even arrives as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number(String);

impl Number {
    /// Reads decimal text such as `-12.50`, without an exponent. `None` when it is no such text.
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction)
        {
            return None;
        }
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        Some(Self(match (whole, fraction) {
            ("0", "") => "0".to_owned(),
            (whole, "") => format!("{sign}{whole}"),
            (whole, fraction) => format!("{sign}{whole}.{fraction}"),
        }))
    }

    /// A finite float by its shortest decimal text; `None` for infinities and NaN, which no
    /// attribute of ours can mean.
    pub fn from_f64(number: f64) -> Option<Self> {
        Self::parse(&format!("{number}"))
    }

    /// The number as a whole one, if it is one and fits.
    pub fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    /// The number rounded to the nearest float.
    pub fn as_f64(&self) -> Option<f64> {
        self.0.parse().ok()
    }

    /// The decimal text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<i64> for Number {
    fn from(number: i64) -> Self {
        Self(number.to_string())
    }
}

impl From<u64> for Number {
    fn from(number: u64) -> Self {
        Self(number.to_string())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_text() {
        for (given, expected) in [
            ("0.1", Some("0.1")),
            ("-0", Some("0")),
            ("+007.500", Some("7.5")),
            (".5", Some("0.5")),
            (
                "123456789012345678901234567890",
                Some("123456789012345678901234567890"),
            ),
            ("", None),
            (".", None),
            ("1e3", None),
            ("1.2.3", None),
        ] {
            let number = Number::parse(given);
            assert_eq!(number.as_ref().map(Number::as_str), expected, "{given}");
        }
        assert_eq!(Number::from_f64(1.5).unwrap().as_str(), "1.5");
        assert_eq!(Number::from_f64(f64::INFINITY), None);
    }

    #[test]
    fn null_and_empty_mean_the_same_but_differ() {
        let empty = Value::text("");
        assert_ne!(empty, Value::Null);
        assert!(empty.means_same(&Value::Null));
        assert!(Value::Map(BTreeMap::new()).means_same(&Value::Null));
        assert!(!Value::Unknown.means_same(&Value::Null));
    }

    fn map(entries: &[(&str, Value)]) -> Value {
        let entries = entries.iter().cloned();
        Value::Map(
            entries
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        )
    }

    #[test]
    fn a_null_in_a_map_or_a_list_means_the_same_as_its_absence() {
        let (net, null) = (Value::text("net"), Value::Null);
        let with = map(&[("team", net.clone()), ("owner", null.clone())]);
        let without = map(&[("team", net.clone())]);
        assert!(with.means_same(&without) && without.means_same(&with));
        assert!(map(&[("owner", null.clone())]).means_same(&null));
        assert!(map(&[("owner", null.clone())]).means_same(&map(&[])));
        assert!(Value::List(vec![null.clone()]).means_same(&null));
        let list = |items: &[&Value]| Value::List(items.iter().copied().cloned().collect());
        assert!(list(&[&null, &net]).means_same(&list(&[&net, &null, &null])));
        // An empty text is a text there: a tag may have no value.
        let empty = map(&[("team", net.clone()), ("owner", Value::text(""))]);
        assert!(!empty.means_same(&with) && !empty.means_same(&without));
        let late = map(&[("team", net), ("owner", Value::Unknown)]);
        assert!(!late.means_same(&with));
    }

    #[test]
    fn drift_in_a_map_shows_without_the_nulls_of_the_configuration() {
        let form = map(&[("owner", Value::Null), ("team", Value::text("net"))]);
        let net = || map(&[("team", Value::text("net"))]);
        assert_eq!(net().in_form_of(&form), form);
        for (found, shown) in [
            (Value::Null, map(&[("owner", Value::Null)])),
            (map(&[]), map(&[("owner", Value::Null)])),
            (
                map(&[("team", Value::text("x"))]),
                map(&[("owner", Value::Null), ("team", Value::text("x"))]),
            ),
            (
                map(&[("owner", Value::text("")), ("team", Value::text("net"))]),
                map(&[("owner", Value::text("")), ("team", Value::text("net"))]),
            ),
        ] {
            assert_eq!(found.clone().in_form_of(&form), shown, "{found:?}");
        }
        assert_eq!(Value::Null.in_form_of(&net()), Value::Null);
        let (a, b) = (Value::text("a"), Value::text("b"));
        let form = Value::List(vec![Value::Null, a, Value::Null]);
        let found = Value::List(vec![b.clone()]).in_form_of(&form);
        assert_eq!(found, Value::List(vec![Value::Null, b, Value::Null]));
    }
}
