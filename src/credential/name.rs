//! What a setting is called, in the provider block and in the environment.

use super::env::Environment;
use super::source::{Origin, Sourced};

/// The names of one setting: as an argument, and as variables in the order in which they are read.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    /// The argument.
    pub argument: &'static str,
    /// The variables.
    pub variables: &'static [&'static str],
}

impl Name {
    /// The setting that is called `argument` in the provider block.
    pub const fn new(argument: &'static str, variables: &'static [&'static str]) -> Self {
        Self {
            argument,
            variables,
        }
    }

    /// The first of its variables that is set.
    pub fn find(&self, env: &Environment) -> Option<Sourced<String>> {
        env.find(self.variables)
    }

    /// What it is called beside a value that comes from `origin`: a variable of the same family goes with a
    /// variable. A family is told by the first word of its names.
    pub fn beside(&self, origin: &Origin) -> &'static str {
        let Some(variable) = origin.variable() else {
            return self.argument;
        };
        let family = |name: &'static str| name.split('_').next();
        let mut same = self.variables.iter();
        let same = same.find(|name| family(name) == family(variable));
        same.or(self.variables.first()).unwrap_or(&self.argument)
    }
}

/// One part of a credential without the other that goes with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the account has {has} but no {lacks}")]
pub struct Half {
    /// What is there.
    pub has: Origin,
    /// What is missing, by its name beside that.
    pub lacks: &'static str,
}

impl Half {
    /// What is needed beside what stands at `has`.
    pub fn without(lacks: &Name, has: &Origin) -> Self {
        Self {
            lacks: lacks.beside(has),
            has: has.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_goes_with_those_of_its_family() {
        const SECRET: Name = Name {
            argument: "secret_key",
            variables: &["HW_SECRET_KEY", "OS_SECRET_KEY"],
        };
        for (origin, expected) in [
            (Origin::Variable("OS_ACCESS_KEY"), "OS_SECRET_KEY"),
            (Origin::Variable("HW_ACCESS_KEY"), "HW_SECRET_KEY"),
            (Origin::Variable("XX_ACCESS_KEY"), "HW_SECRET_KEY"),
            (Origin::Argument("access_key"), "secret_key"),
        ] {
            assert_eq!(SECRET.beside(&origin), expected, "{origin}");
        }
    }
}
