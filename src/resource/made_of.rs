//! What an account is made of, for the log: which arguments were set, and where every other value comes from.
//!
//! Terraform drops a misspelled attribute of an object in a map without a word, so the provider never sees
//! it. The log shows what has arrived.

use crate::credential::source::Origin;
use crate::framework::value::Value;

/// What may be logged of an account: names alone, no values.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct MadeOf {
    /// The arguments that are set.
    arguments: String,
    /// The other values, each with where it was found.
    taken: String,
    /// The only tenants that it may belong to, as far as that is said.
    guard: String,
}

impl MadeOf {
    /// Of the account's block, and of what it takes from elsewhere. `guard` is the argument that names the
    /// tenants.
    pub(super) fn of(block: &Value, taken: &[(&'static str, Origin)], guard: &str) -> Self {
        let mut arguments = Vec::new();
        collect(block, "", &mut arguments);
        let taken: Vec<_> = taken
            .iter()
            .map(|(argument, origin)| format!("{argument} from {origin}"))
            .collect();
        let is_guarded = !block.attribute(guard).is_empty();
        let is_set = if is_guarded { "is set" } else { "is not set" };
        Self {
            arguments: arguments.join(", "),
            taken: taken.join(", "),
            guard: format!("{guard} {is_set}"),
        }
    }

    /// Logs it.
    pub(super) fn log(&self, cloud: &str, name: &str) {
        let Self {
            arguments,
            taken,
            guard,
        } = self;
        tracing::debug!(
            target: "vpcconnect",
            account = format!("{cloud}.{name}"),
            arguments,
            taken,
            guard,
            "an account is configured"
        );
    }
}

/// The names of what is set, with those of the objects inside.
fn collect(object: &Value, at: &str, names: &mut Vec<String>) {
    let Value::Map(entries) = object else { return };
    for (name, value) in entries {
        let name = format!("{at}{name}");
        match value {
            Value::Null => {}
            Value::Unknown => names.push(format!("{name} (known after apply)")),
            Value::Map(_) => collect(value, &format!("{name}."), names),
            _ => names.push(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_and_values_are_not() {
        let object = |entries: &[(&str, Value)]| {
            let entries = entries.iter().cloned();
            Value::Map(
                entries
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect(),
            )
        };
        let endpoints = object(&[("iam", Value::text("canary")), ("vpc", Value::Null)]);
        let block = object(&[
            ("region", Value::Unknown),
            ("secret_key", Value::text("canary")),
            ("password", Value::Null),
            ("endpoints", endpoints),
            ("allowed_project_ids", Value::List(vec![])),
        ]);
        let taken = [
            ("access_key", Origin::Variable("OS_ACCESS_KEY")),
            (
                "project_id",
                Origin::Profile {
                    entry: "projectId",
                    profile: "one".to_owned(),
                    file: "config.json".to_owned(),
                },
            ),
        ];
        let made = MadeOf::of(&block, &taken, "allowed_project_ids");
        let expected = MadeOf {
            arguments: "allowed_project_ids, endpoints.iam, region (known after apply), secret_key"
                .to_owned(),
            taken:
                "access_key from OS_ACCESS_KEY, project_id from projectId of profile \"one\" in \
                    config.json"
                    .to_owned(),
            guard: "allowed_project_ids is not set".to_owned(),
        };
        assert_eq!(made, expected);
    }
}
