//! Where a value comes from, so that an error names what the user has to change: an argument, the variable
//! that was read, or the entry of a file.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// Where a value was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In the provider block, under this name.
    Argument(&'static str),
    /// In this environment variable.
    Variable(&'static str),
    /// In a profile of a file.
    Profile {
        /// The name of the entry.
        entry: &'static str,
        /// The profile's name.
        profile: String,
        /// The file.
        file: String,
    },
    /// In another section of a file.
    Section {
        /// The name of the entry.
        entry: &'static str,
        /// Which one, and in which file.
        section: String,
    },
}

impl Origin {
    /// Another entry of the same profile.
    #[must_use]
    pub fn entry(self, name: &'static str) -> Self {
        match self {
            Self::Profile { profile, file, .. } => Self::Profile {
                entry: name,
                profile,
                file,
            },
            other => other,
        }
    }

    /// A value that was found here.
    pub fn of<T>(self, value: T) -> Sourced<T> {
        let origin = self;
        Sourced { value, origin }
    }

    /// Holds a value that was found here to a rule.
    ///
    /// # Errors
    /// [`Invalid`]
    pub fn check(
        &self,
        value: &str,
        rule: impl FnOnce(&str) -> Result<(), String>,
    ) -> Result<(), Invalid> {
        rule(value).map_err(|why| Invalid {
            origin: self.clone(),
            why,
        })
    }

    /// The variable, if it is one.
    pub fn variable(&self) -> Option<&'static str> {
        match self {
            Self::Variable(name) => Some(name),
            Self::Argument(_) | Self::Profile { .. } | Self::Section { .. } => None,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument(name) | Self::Variable(name) => formatter.write_str(name),
            Self::Profile {
                entry,
                profile,
                file,
            } => write!(formatter, "{entry} of profile {profile:?} in {file}"),
            Self::Section { entry, section } => write!(formatter, "{entry} of {section}"),
        }
    }
}

/// Names in a sentence: `A`, `A and B`, `A, B and C`; each once.
pub fn listed(origins: &[Origin]) -> String {
    let mut names: Vec<String> = Vec::new();
    for name in origins.iter().map(Origin::to_string) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// What an account takes from elsewhere than its block, by the names of the arguments, as a sentence.
pub fn taken(from: &[(&'static str, Origin)]) -> Option<String> {
    let places: Vec<_> = from
        .iter()
        .map(|(argument, origin)| format!("{argument} from {origin}"))
        .collect();
    (!places.is_empty()).then(|| {
        format!(
            "The account takes {}: unset what was left there by something else.",
            places.join(", ")
        )
    })
}

/// A value with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it was found.
    pub origin: Origin,
}

impl<T> Sourced<T> {
    /// A value of the provider block.
    pub fn argument(name: &'static str, value: T) -> Self {
        Self {
            value,
            origin: Origin::Argument(name),
        }
    }

    /// The same, where it is there.
    pub fn given(name: &'static str, value: Option<T>) -> Option<Self> {
        value.map(|value| Self::argument(name, value))
    }

    /// The same place, another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Sourced<U> {
        Sourced {
            value: change(self.value),
            origin: self.origin,
        }
    }
}

/// A value that cannot be used. The value is not repeated: it may be a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{origin}: {why}")]
pub struct Invalid {
    /// Where it stands.
    pub origin: Origin,
    /// What is wrong with it, a sentence or two.
    pub why: String,
}

impl<T: AsRef<str>> Sourced<T> {
    /// Holds a value to a rule, which is the one that the argument has.
    ///
    /// # Errors
    /// [`Invalid`]
    pub fn checked(&self, rule: impl FnOnce(&str) -> Result<(), String>) -> Result<(), Invalid> {
        self.origin.check(self.value.as_ref(), rule)
    }
}

impl Sourced<SecretString> {
    /// Holds a secret to a rule.
    ///
    /// # Errors
    /// [`Invalid`]
    pub fn secret_checked(
        &self,
        rule: impl FnOnce(&str) -> Result<(), String>,
    ) -> Result<(), Invalid> {
        self.origin.check(self.value.expose_secret(), rule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_make_a_sentence() {
        let of = |names: &[&'static str]| {
            let origins: Vec<_> = names.iter().map(|name| Origin::Variable(name)).collect();
            listed(&origins)
        };
        assert_eq!(of(&[]), "");
        assert_eq!(of(&["A"]), "A");
        assert_eq!(of(&["A", "B", "A"]), "A and B");
        assert_eq!(of(&["A", "B", "C"]), "A, B and C");
    }
}
