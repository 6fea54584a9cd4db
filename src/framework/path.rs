//! Where in a resource a value is.

use std::fmt;

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// An attribute of an object.
    Attribute(String),
    /// An element of a map.
    Key(String),
    /// An element of a list, from zero.
    Index(i64),
}

/// The way from the root of a configuration to one of its values; empty means the root itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(Vec<Step>);

impl Path {
    /// The root.
    pub fn root() -> Self {
        Self::default()
    }

    /// A top-level attribute.
    pub fn to(attribute: &str) -> Self {
        Self::root().attribute(attribute)
    }

    /// One attribute deeper.
    #[must_use]
    pub fn attribute(self, name: &str) -> Self {
        self.step(Step::Attribute(name.to_owned()))
    }

    /// One element of a map deeper.
    #[must_use]
    pub fn key(self, key: &str) -> Self {
        self.step(Step::Key(key.to_owned()))
    }

    /// One element of a list deeper.
    #[must_use]
    pub fn index(self, index: usize) -> Self {
        self.step(Step::Index(i64::try_from(index).unwrap_or(i64::MAX)))
    }

    fn step(mut self, step: Step) -> Self {
        self.0.push(step);
        self
    }

    /// The part of it that every Terraform finds in a configuration: a top-level attribute, and an
    /// element of it. Hosts before 1.15 show a longer path at the head of the block.
    /// Source: `ElaborateFromConfigBody` in internal/tfdiags/contextual.go of hashicorp/terraform.
    #[must_use]
    pub fn place(&self) -> Self {
        let element = |step: &Step| !matches!(step, Step::Attribute(_));
        let deep = if self.0.get(1).is_some_and(element) {
            2
        } else {
            1
        };
        Self(self.0.iter().take(deep).cloned().collect())
    }

    /// The steps, from the root.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Attribute(name) if position == 0 => write!(formatter, "{name}")?,
                Step::Attribute(name) => write!(formatter, ".{name}")?,
                Step::Key(key) => write!(formatter, "[{key:?}]")?,
                Step::Index(index) => write!(formatter, "[{index}]")?,
            }
        }
        Ok(())
    }
}
