//! Terraform's rules for plans and their results, as plain functions over values.
//!
//! Core merges configuration and prior state but never marks anything unknown: that is the
//! provider's part. What a plan knows must come back from the apply unchanged, and null, `""` and
//! `[]` are three values to it.
//! Source: internal/plans/objchange of hashicorp/terraform.

use std::collections::BTreeMap;

use super::path::Path;
use super::schema::{Change, Mode, Schema};
use super::value::Value;

/// Core's proposal with the provider's part done: on a create, what we compute is unknown; on an
/// update it stays.
pub fn complete(schema: &Schema, prior: &Value, config: &Value, proposed: &Value) -> Value {
    let mut planned = proposed.clone();
    for attribute in schema.attributes.iter().filter(|one| one.is_computed()) {
        let (configured, before) = (
            config.attribute(attribute.name),
            prior.attribute(attribute.name),
        );
        if configured.is_null() && prior.is_null() {
            planned.set(attribute.name, Value::Unknown);
        } else if !configured.is_null() && configured.is_empty() && !before.is_null() {
            // `""` says nothing, so what was computed stays. Core allows the prior value here.
            planned.set(attribute.name, before.clone());
        }
    }
    for attribute in schema.attributes.iter().filter(|one| one.is_configurable()) {
        let (configured, before) = (
            config.attribute(attribute.name),
            prior.attribute(attribute.name),
        );
        // Another form of the same is no change. Where there was none, or is none now, Core wants
        // what was configured.
        if !configured.is_null() && !before.is_null() && configured.means_same(before) {
            planned.set(attribute.name, before.clone());
        }
    }
    planned
}

/// The attributes whose change replaces the object.
pub fn replacements(schema: &Schema, prior: &Value, planned: &Value) -> Vec<Path> {
    if prior.is_null() || planned.is_null() {
        return Vec::new();
    }
    schema
        .attributes
        .iter()
        .filter(|attribute| attribute.change == Change::Replaces)
        .filter(|attribute| {
            let name = attribute.name;
            !prior.attribute(name).means_same(planned.attribute(name))
        })
        .map(|attribute| Path::to(attribute.name))
        .collect()
}

/// The result of an apply as Core will take it: what the plan knew stays as planned (the next
/// refresh shows the truth), and nothing is left unknown.
pub fn honour(planned: &Value, actual: Value) -> Value {
    match (planned, actual) {
        (Value::Unknown, actual) => resolve(actual),
        (Value::Map(planned), Value::Map(mut actual)) => Value::Map(
            planned
                .iter()
                .map(|(name, planned)| {
                    let actual = actual.remove(name).unwrap_or_default();
                    (name.clone(), honour(planned, actual))
                })
                .collect(),
        ),
        (planned, _) => resolve(planned.clone()),
    }
}

/// A value with null wherever it was unknown.
pub fn resolve(value: Value) -> Value {
    match value {
        Value::Unknown => Value::Null,
        Value::List(items) => Value::List(items.into_iter().map(resolve).collect()),
        Value::Map(entries) => {
            let entries: BTreeMap<_, _> = entries
                .into_iter()
                .map(|(name, entry)| (name, resolve(entry)))
                .collect();
            Value::Map(entries)
        }
        known => known,
    }
}

/// An object in the form in which the user wrote it, as `form` has it: null, `""` and an empty map mean
/// the same, and so do a null in a map or a list and its absence.
pub fn keep_form(schema: &Schema, form: &Value, object: Value) -> Value {
    let mut object = object;
    // Nobody wrote what is only computed: an empty list is not null there.
    for attribute in schema.attributes.iter().filter(|one| one.is_configurable()) {
        let written = form.attribute(attribute.name);
        let value = object.attribute(attribute.name);
        let kept = match attribute.mode {
            // `""` was configured where the provider computes: there the computed value stays hidden.
            Mode::OptionalComputed if written.is_empty() && !written.is_null() => written.clone(),
            // Nothing was configured there, so nothing has a form.
            Mode::OptionalComputed if written.is_null() => continue,
            _ => value.clone().in_form_of(written),
        };
        object.set(attribute.name, kept);
    }
    object
}

#[cfg(test)]
mod tests {
    use super::super::resource::Plan;
    use super::super::schema::Attribute;
    use super::*;

    fn schema() -> Schema {
        Schema::new(
            "",
            vec![
                Attribute::string("id", "").computed(),
                Attribute::string("name", "").required(),
                Attribute::string("note", ""),
                Attribute::string("owner", "").or_computed().replaces(),
            ],
        )
    }

    fn object(entries: [(&str, Value); 4]) -> Value {
        Value::Map(entries.map(|(name, value)| (name.to_owned(), value)).into())
    }

    fn state(owner: &str, note: Value) -> Value {
        object([
            ("id", Value::text("1")),
            ("name", Value::text("n")),
            ("note", note),
            ("owner", Value::text(owner)),
        ])
    }

    #[test]
    fn a_create_plans_what_it_computes_as_unknown() {
        let config = object([
            ("id", Value::Null),
            ("name", Value::text("n")),
            ("note", Value::text("")),
            ("owner", Value::Null),
        ]);
        let planned = complete(&schema(), &Value::Null, &config, &config);
        assert!(planned.attribute("id").is_unknown());
        assert!(planned.attribute("owner").is_unknown());
        assert_eq!(planned.attribute("note"), &Value::text(""));
    }

    #[test]
    fn an_update_keeps_what_is_computed_and_empty_text_says_nothing() {
        let prior = state("a", Value::Null);
        let mut config = state("", Value::Null);
        config.set("id", Value::Null);
        let mut proposed = prior.clone();
        proposed.set("owner", Value::text(""));
        let planned = complete(&schema(), &prior, &config, &proposed);
        assert_eq!(planned, prior);
        assert!(replacements(&schema(), &prior, &planned).is_empty());
    }

    #[test]
    fn replacement_is_asked_for_at_the_attribute() {
        let prior = state("a", Value::Null);
        let paths = replacements(&schema(), &prior, &state("b", Value::Null));
        assert_eq!(paths, [Path::to("owner")]);
        assert!(replacements(&schema(), &Value::Null, &prior).is_empty());
    }

    #[test]
    fn a_resource_is_told_what_replaces() {
        let prior = state("a", Value::Null);
        let plan = |to: Value| Plan::new(&schema(), Some(prior.clone()), to.clone(), to);
        assert!(!plan(state("a", Value::text("x"))).replaces());
        assert_eq!(plan(state("b", Value::Null)).replace, [Path::to("owner")]);
        // What comes with the apply may be the same, but nobody can say so now.
        let mut late = prior.clone();
        late.set("owner", Value::Unknown);
        assert!(plan(late).replaces());
        assert!(!Plan::new(&schema(), None, prior.clone(), prior.clone()).replaces());
    }

    #[test]
    fn the_plan_is_honoured_and_nothing_stays_unknown() {
        let mut planned = state("a", Value::text("x"));
        planned.set("id", Value::Unknown);
        let actual = object([
            ("id", Value::text("2")),
            ("name", Value::text("other")),
            ("note", Value::Null),
            ("owner", Value::Unknown),
        ]);
        let result = honour(&planned, actual);
        assert_eq!(result.attribute("id"), &Value::text("2"));
        assert_eq!(result.attribute("name"), &Value::text("n"));
        assert_eq!(honour(&Value::Unknown, Value::Unknown), Value::Null);
    }

    #[test]
    fn reads_keep_the_form_that_was_configured() {
        let prior = state("", Value::text(""));
        let read = keep_form(&schema(), &prior, state("a", Value::Null));
        assert_eq!(read, prior);
        let drift = keep_form(&schema(), &prior, state("a", Value::text("changed")));
        assert_eq!(drift.attribute("note"), &Value::text("changed"));
    }
}
