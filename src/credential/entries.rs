//! What the user's files say of one thing, a profile for example.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};

use super::source::{Origin, Sourced};

/// A profile's settings, or those of another section, each with the file that it stands in.
#[derive(Clone, Debug)]
pub struct Entries {
    whose: Whose,
    /// The files in which it may stand, for what stands in none.
    files: String,
    settings: BTreeMap<String, Entry>,
}

#[derive(Clone, Debug)]
enum Whose {
    Profile(String),
    Section(String),
}

#[derive(Clone, Debug)]
struct Entry {
    /// Some of them are secrets, so all are kept as such.
    value: SecretString,
    file: String,
}

impl Entries {
    /// A profile of which nothing is said yet, in `files`.
    pub fn of_profile(name: &str, files: &str) -> Self {
        Self::new(Whose::Profile(name.to_owned()), files)
    }

    /// The same of another section.
    pub fn of_section(name: &str, files: &str) -> Self {
        Self::new(Whose::Section(name.to_owned()), files)
    }

    fn new(whose: Whose, files: &str) -> Self {
        Self {
            whose,
            files: files.to_owned(),
            settings: BTreeMap::new(),
        }
    }

    /// Sets an entry, instead of what an earlier file says; an empty text means that it is not set.
    pub fn set(&mut self, entry: String, value: &str, file: &str) {
        if !value.is_empty() {
            let value = value.into();
            let file = file.to_owned();
            self.settings.insert(entry, Entry { value, file });
        }
    }

    /// These, and instead of them what `other` says.
    #[must_use]
    pub fn with(mut self, other: &Self) -> Self {
        let settings = other.settings.iter();
        self.settings
            .extend(settings.map(|(entry, setting)| (entry.clone(), setting.clone())));
        self
    }

    /// Whether an entry is set.
    pub fn has(&self, entry: &str) -> bool {
        self.settings.contains_key(entry)
    }

    /// An entry, when it is set.
    pub fn find(&self, entry: &'static str) -> Option<Sourced<String>> {
        let Entry { value, .. } = self.settings.get(entry)?;
        Some(self.origin(entry).of(value.expose_secret().to_owned()))
    }

    /// Where an entry stands, or should.
    pub fn origin(&self, entry: &'static str) -> Origin {
        let found = self.settings.get(entry);
        let file = found.map_or(&self.files, |found| &found.file).clone();
        match self.whose.clone() {
            Whose::Profile(profile) => Origin::Profile {
                entry,
                profile,
                file,
            },
            Whose::Section(name) => Origin::Section {
                entry,
                section: format!("[{name}] in {file}"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_say_where_they_stand_and_do_not_print() {
        let mut one = Entries::of_profile("p", "a and b");
        one.set("key".to_owned(), "canary", "a");
        one.set("none".to_owned(), "", "a");
        let mut other = Entries::of_section("sso-session s", "a");
        other.set("key".to_owned(), "other", "b");
        assert_eq!(one.origin("key").to_string(), "key of profile \"p\" in a");
        assert_eq!(
            one.origin("none").to_string(),
            "none of profile \"p\" in a and b"
        );
        assert!(!one.has("none") && !format!("{one:?}").contains("canary"));
        assert_eq!(
            other.origin("key").to_string(),
            "key of [sso-session s] in b"
        );
        assert_eq!(one.with(&other).find("key").unwrap().value, "other");
    }
}
