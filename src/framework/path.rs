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

/// The same while a value is walked: it lies on the stack, and costs nothing until something is wrong
/// there.
#[derive(Clone, Copy, Debug)]
pub enum At<'a> {
    /// The root.
    Root,
    /// An attribute of the object there.
    Attribute(&'a At<'a>, &'a str),
    /// An element of the map there.
    Key(&'a At<'a>, &'a str),
    /// An element of the list there, from zero.
    Index(&'a At<'a>, usize),
}

impl At<'_> {
    /// To keep.
    pub fn path(&self) -> Path {
        match self {
            Self::Root => Path::root(),
            Self::Attribute(up, name) => up.path().attribute(name),
            Self::Key(up, key) => up.path().key(key),
            Self::Index(up, index) => up.path().index(*index),
        }
    }
}
