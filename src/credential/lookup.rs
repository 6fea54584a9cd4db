//! The settings of an account that come from its environment or a file: each held to the rule that the
//! argument has, and remembered with where it was found.

use super::arguments::Arguments;
use super::env::Environment;
use super::name::Name;
use super::rule;
use super::source::{Invalid, Origin, Sourced};

/// Fills up what the block leaves open.
#[derive(Debug, Default)]
pub struct Lookup<'a> {
    arguments: Option<&'a Arguments>,
    env: Option<&'a Environment>,
    taken: Vec<(&'static str, Origin)>,
    wrong: Option<Invalid>,
}

impl<'a> Lookup<'a> {
    /// Of what these arguments leave open, from these variables; from none where the account may take nothing from the
    /// environment.
    pub fn new(arguments: &'a Arguments, env: Option<&'a Environment>) -> Self {
        Self {
            arguments: Some(arguments),
            env,
            ..Self::default()
        }
    }

    /// What was taken, by the names of the arguments, and what is wrong with it.
    pub fn end(self) -> (Vec<(&'static str, Origin)>, Result<(), Invalid>) {
        (self.taken, self.wrong.map_or(Ok(()), Err))
    }

    /// What another one has found belongs to it, too.
    pub fn join(&mut self, other: Self) {
        self.taken.extend(other.taken);
        self.wrong = self.wrong.take().or(other.wrong);
    }

    /// The argument, or else the first variable that is set.
    pub fn text(
        &mut self,
        name: &Name,
        rule: impl FnOnce(&str) -> Result<(), String>,
    ) -> Option<Sourced<String>> {
        match self.arguments?.text(name.argument) {
            Some(given) => Some(Sourced::argument(name.argument, given.to_owned())),
            None => {
                let found = name.find(self.env?)?;
                self.take(name.argument, found, rule)
            }
        }
    }

    /// The same of a switch.
    pub fn switch(&mut self, given: Option<bool>, name: &Name) -> Option<Sourced<bool>> {
        match given {
            Some(given) => Some(Sourced::argument(name.argument, given)),
            None => self.parsed(name, rule::switch),
        }
    }

    /// The same of a whole number.
    pub fn whole(&mut self, given: Option<usize>, name: &Name, least: u32) -> Option<usize> {
        given.or_else(|| {
            let read = |text: &str| rule::whole(text, least, u32::MAX);
            let found = self.parsed(name, read)?;
            usize::try_from(found.value).ok()
        })
    }

    /// Takes what was found elsewhere, if the rule lets it pass.
    pub fn take(
        &mut self,
        argument: &'static str,
        found: Sourced<String>,
        rule: impl FnOnce(&str) -> Result<(), String>,
    ) -> Option<Sourced<String>> {
        self.note(argument, &found.origin);
        match found.checked(rule) {
            Ok(()) => Some(found),
            Err(wrong) => {
                self.refuse(wrong);
                None
            }
        }
    }

    /// Remembers where something was found.
    pub fn note(&mut self, argument: &'static str, origin: &Origin) {
        if !matches!(origin, Origin::Argument(_)) {
            self.taken.push((argument, origin.clone()));
        }
    }

    /// Remembers the first thing that is wrong.
    pub fn refuse(&mut self, wrong: Invalid) {
        self.wrong.get_or_insert(wrong);
    }

    fn parsed<T>(
        &mut self,
        name: &Name,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<Sourced<T>> {
        let Sourced { value, origin } = name.find(self.env?)?;
        self.note(name.argument, &origin);
        match read(&value) {
            Ok(value) => Some(Sourced { value, origin }),
            Err(why) => {
                self.refuse(Invalid { origin, why });
                None
            }
        }
    }
}
