//! The `timeouts` attribute.

use std::time::Duration;

use super::duration::parse;
use super::rule::Rule;
use super::schema::{Attribute, Nesting};
use super::value::Value;

/// How long an operation may take when `timeouts` does not say.
#[derive(Clone, Copy, Debug)]
pub struct Defaults {
    /// For create, update and delete alike.
    pub write: Duration,
    /// For reads, which users cannot set.
    pub read: Duration,
}

/// Which of the durations is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timeout {
    /// `timeouts.create`
    Create,
    /// `timeouts.update`
    Update,
    /// `timeouts.delete`
    Delete,
}

impl Timeout {
    fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }

    /// The duration that `object` (a configuration or a state) asks for, or the default.
    pub fn of(self, object: &Value, defaults: Defaults) -> Duration {
        object
            .attribute("timeouts")
            .attribute(self.name())
            .as_text()
            .and_then(|text| parse(text).ok())
            .unwrap_or(defaults.write)
    }
}

/// The attribute `timeouts`.
pub fn attribute() -> Attribute {
    let duration = |name, description| Attribute::string(name, description).rule(Rule::Duration);
    Attribute::nested(
        "timeouts",
        Nesting::Single,
        vec![
            duration("create", "How long a create may take."),
            duration("update", "How long an update may take."),
            duration("delete", "How long a delete may take."),
        ],
        "How long operations may take, as Go durations such as `\"10m\"`. Time spent in the \
         provider's own queues and rate limits does not count.",
    )
}
