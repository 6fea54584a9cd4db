//! What the block of an account says, and the places in which a credential can stand.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};

use super::entries::Entries;
use super::env::Environment;
use super::name::Name;
use super::rule::{plain_text, whole};
use super::source::{Invalid, Sourced};

/// The arguments of an account by their names. What is null or empty is not among them.
#[derive(Clone, Debug, Default)]
pub struct Arguments(BTreeMap<String, Argument>);

#[derive(Clone, Debug)]
enum Argument {
    /// A text, a number or a flag. Some of them are secrets, so all are kept as such.
    Text(SecretString),
    /// A list of texts.
    List(Vec<String>),
    /// An object with arguments of its own, such as `assume_role`.
    Block(Arguments),
}

impl Arguments {
    /// Sets an argument; an empty text means that it is not set.
    pub fn set(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            let text = Argument::Text(text.into());
            self.0.insert(name.to_owned(), text);
        }
    }

    /// Sets an argument that is an object.
    pub fn set_block(&mut self, name: &str, block: Self) {
        self.0.insert(name.to_owned(), Argument::Block(block));
    }

    /// An argument, when it is set.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.0.get(name)? {
            Argument::Text(text) => Some(text.expose_secret()),
            Argument::List(_) | Argument::Block(_) => None,
        }
    }

    /// Sets a list of texts.
    pub fn set_list(&mut self, name: &str, texts: Vec<String>) {
        self.0.insert(name.to_owned(), Argument::List(texts));
    }

    /// The texts of a list; none where there is no list.
    pub fn list(&self, name: &str) -> &[String] {
        match self.0.get(name) {
            Some(Argument::List(texts)) => texts,
            _ => &[],
        }
    }

    /// An argument that is an object, when it is set.
    pub fn block(&self, name: &str) -> Option<&Self> {
        match self.0.get(name)? {
            Argument::Block(block) => Some(block),
            Argument::Text(_) | Argument::List(_) => None,
        }
    }

    /// Whether a flag is set.
    pub fn is_true(&self, name: &str) -> bool {
        self.text(name) == Some("true")
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Arguments {
    fn from(arguments: [(&str, &str); N]) -> Self {
        let mut all = Self::default();
        for (name, text) in arguments {
            all.set(name, text);
        }
        all
    }
}

/// One place in which a credential can stand. No credential is put together from two.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// The block of the account.
    Block(&'a Arguments),
    /// The variables.
    Environment(&'a Environment),
    /// A profile of the user's files, whose entries are called like arguments.
    Profile(&'a Entries),
}

impl Place<'_> {
    /// The place where the parts of the argument `name`, which is an object, stand: variables and files have no objects.
    pub fn within(self, name: &str) -> Option<Self> {
        match self {
            Self::Block(arguments) => arguments.block(name).map(Self::Block),
            Self::Environment(_) | Self::Profile(_) => Some(self),
        }
    }

    /// A setting, when it is there.
    pub fn find(self, name: &Name) -> Option<Sourced<String>> {
        match self {
            Self::Block(arguments) => {
                let text = arguments.text(name.argument)?;
                Some(Sourced::argument(name.argument, text.to_owned()))
            }
            Self::Environment(env) => name.find(env),
            Self::Profile(entries) => entries.find(name.argument),
        }
    }

    /// The same of a secret.
    pub fn secret(self, name: &Name) -> Option<Sourced<SecretString>> {
        self.find(name).map(|found| found.map(SecretString::from))
    }

    /// The same, held to the rule of plain texts.
    ///
    /// # Errors
    /// [`Invalid`]
    pub fn plain(self, name: &Name) -> Result<Option<String>, Invalid> {
        let Some(found) = self.find(name) else {
            return Ok(None);
        };
        found.checked(plain_text)?;
        Ok(Some(found.value))
    }

    /// The same of a whole number from `least` to `most`.
    ///
    /// # Errors
    /// [`Invalid`]
    pub fn whole(self, name: &Name, least: u32, most: u32) -> Result<Option<u32>, Invalid> {
        let Some(Sourced { value, origin }) = self.find(name) else {
            return Ok(None);
        };
        let read = whole(&value, least, most);
        read.map(Some).map_err(|why| Invalid { origin, why })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLE: Name = Name::new("role", &["ROLE"]);

    #[test]
    fn arguments_do_not_print_and_empty_ones_are_none() {
        let arguments = Arguments::from([("key", "canary"), ("none", "")]);
        assert!(!format!("{arguments:?}").contains("canary"));
        assert_eq!(arguments.text("key"), Some("canary"));
        assert_eq!(arguments.text("none"), None);
    }

    #[test]
    fn an_object_is_a_place_of_its_own() {
        let mut arguments = Arguments::default();
        arguments.set_block("assume_role", [("role", "mine")].into());
        let block = Place::Block(&arguments);
        assert_eq!(block.find(&ROLE), None);
        let within = block.within("assume_role").unwrap();
        let mine = Sourced::argument("role", "mine".to_owned());
        assert_eq!(within.find(&ROLE), Some(mine));
        assert!(block.within("other").is_none());
        let env = Environment::of([("ROLE", "theirs")]);
        let variables = Place::Environment(&env).within("assume_role").unwrap();
        assert_eq!(variables.find(&ROLE).unwrap().value, "theirs");
    }
}
