//! The environment as a parameter, so that every source of settings can be tested.

use std::fmt;
use std::sync::Arc;

use super::source::{Origin, Sourced};

/// Environment variables. An empty one counts as not set.
#[derive(Clone)]
pub struct Environment(Arc<Lookup>);

type Lookup = dyn Fn(&str) -> Option<String> + Send + Sync;

impl Environment {
    /// The variables of this process.
    pub fn process() -> Self {
        // What is no text is not "not set": a proxy, say, must not be left out for that. As it is read here
        // it fits nothing, and whoever needs it says so.
        Self(Arc::new(|name| {
            let value = std::env::var_os(name)?;
            Some(value.to_string_lossy().into_owned())
        }))
    }

    /// Exactly these variables.
    pub fn of<const N: usize>(variables: [(&'static str, &'static str); N]) -> Self {
        Self(Arc::new(move |name| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        }))
    }

    /// No variables.
    pub fn empty() -> Self {
        Self::of([])
    }

    /// The first of `names` that is set.
    pub fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.get(name))
    }

    /// The same, with which one it is.
    pub fn find(&self, names: &[&'static str]) -> Option<Sourced<String>> {
        names.iter().find_map(|name| {
            Some(Sourced {
                value: self.get(name)?,
                origin: Origin::Variable(name),
            })
        })
    }

    fn get(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.is_empty())
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Environment")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_is_set_wins() {
        let env = Environment::of([("A", ""), ("B", "b"), ("C", "c")]);
        assert_eq!(env.first(&["A", "B", "C"]).as_deref(), Some("b"));
        assert_eq!(env.first(&["A"]), None);
        let found = env.find(&["A", "B", "C"]).unwrap();
        assert_eq!(
            (found.value.as_str(), found.origin),
            ("b", Origin::Variable("B"))
        );
    }
}
