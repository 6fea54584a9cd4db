//! What every schema keeps to, whatever the resource: one that is added is held to it as well.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use vpcconnect::credential::env::Environment;
use vpcconnect::framework::diagnostics::Diagnostics;
use vpcconnect::framework::path::At;
use vpcconnect::framework::plan::{complete, honour, keep_form, replacements};
use vpcconnect::framework::schema::{Attribute, Kind, Mode, Schema, Type};
use vpcconnect::framework::validate::validate;
use vpcconnect::framework::value::{Number, Value};
use vpcconnect::provider::VpcConnect;

/// The schemas of everything that users write.
fn schemas() -> Vec<(String, Schema)> {
    let server = VpcConnect::server(Environment::empty());
    let resources = server.resource_schemas();
    let resources = resources.map(|(name, schema)| (name.to_owned(), schema));
    let data = server.data_schemas();
    let data = data.map(|(name, schema)| (format!("data.{name}"), schema));
    let actions = server.action_schemas();
    let actions = actions.map(|(name, schema)| (format!("action.{name}"), schema));
    let lists = server.list_schemas();
    let lists = lists.map(|(name, schema)| (format!("list.{name}"), schema));
    let blocks = resources.chain(data).chain(actions);
    let mut all: Vec<_> = blocks.chain(lists).collect();
    all.push(("provider".to_owned(), server.provider_schema()));
    all
}

/// Terraform 1.5 and OpenTofu 1.6 crash with the whole plan over a computed nested attribute when they
/// write configuration. A computed list of objects that is a plain value reads the same.
#[test]
fn nothing_that_is_computed_is_nested_on_the_wire() {
    fn check(of: &[Attribute], at: &str) {
        for attribute in of {
            let at = format!("{at}.{}", attribute.name);
            let nested = matches!(attribute.kind, Kind::Nested(..));
            assert!(!(nested && attribute.is_computed()), "{at}");
            // What users write is none of these, and hidden nowhere but at the top.
            let computed = |inner: &Attribute| inner.mode == Mode::Computed && !inner.sensitive;
            let objects = matches!(attribute.kind, Kind::Objects(_));
            assert!(!objects || attribute.mode == Mode::Computed, "{at}");
            assert!(!objects || attribute.inner().iter().all(computed), "{at}");
            check(attribute.inner(), &at);
        }
    }
    for (name, schema) in schemas() {
        check(&schema.attributes, &name);
    }
}

/// Values of a type, without nulls in lists and maps.
fn values(of: &Type) -> BoxedStrategy<Value> {
    match of {
        Type::String => "[a-c]{0,2}".prop_map(Value::text).boxed(),
        Type::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::Number => any::<i64>()
            .prop_map(|number| Value::Number(Number::from(number)))
            .boxed(),
        Type::List(of) | Type::Set(of) => prop::collection::vec(values(of), 0..3)
            .prop_map(Value::List)
            .boxed(),
        Type::Map(of) => prop::collection::btree_map("[a-c]", values(of), 0..3)
            .prop_map(Value::Map)
            .boxed(),
        Type::Object(attributes) => {
            let attributes = attributes.iter();
            let all: Vec<_> = attributes
                .map(|(name, of)| {
                    let value = prop_oneof![Just(Value::Null), values(of)];
                    value.prop_map({
                        let name = name.clone();
                        move |value| (name.clone(), value)
                    })
                })
                .collect();
            all.prop_map(|entries| Value::Map(entries.into_iter().collect()))
                .boxed()
        }
    }
}

/// The same value in another form: with `nulls` in its list or map.
fn with_nulls(value: &Value, nulls: &BTreeMap<String, usize>) -> Value {
    let mut value = value.clone();
    match &mut value {
        Value::List(items) => {
            for place in nulls.values() {
                items.insert(place % (items.len() + 1), Value::Null);
            }
        }
        Value::Map(entries) => {
            for key in nulls.keys() {
                entries.insert(format!("null-{key}"), Value::Null);
            }
        }
        _ => panic!("{value:?} is neither a list nor a map"),
    }
    value
}

fn nulls() -> impl Strategy<Value = BTreeMap<String, usize>> {
    prop::collection::btree_map("[a-c]", 0..3usize, 0..3)
}

fn object(attribute: &Attribute, value: &Value) -> Value {
    Value::Map([(attribute.name.to_owned(), value.clone())].into())
}

/// What a configuration is refused for.
fn refusals(schema: &Schema, config: &Value) -> Vec<String> {
    let mut told = Diagnostics::default();
    validate(&schema.attributes, config, &At::Root, &mut told);
    told.iter().map(|one| one.summary.clone()).collect()
}

/// Creates, reads, changes and plans again, with the attribute in two forms of one value.
fn lives(schema: &Schema, attribute: &Attribute, [plain, first, then]: [&Value; 3], drift: &Value) {
    let [plain, first, then, drift] =
        [plain, first, then, drift].map(|value| object(attribute, value));
    assert_eq!(refusals(schema, &first), refusals(schema, &plain));

    let planned = complete(schema, &Value::Null, &first, &first);
    let kept = planned.attribute(attribute.name);
    assert_eq!(kept, first.attribute(attribute.name), "what was configured");
    let planned = object(attribute, kept);
    let stored = honour(&planned, plain.clone());
    assert_eq!(stored, planned, "the result is what was planned");
    let failed = keep_form(schema, &planned, plain.clone());
    assert_eq!(failed.attribute(attribute.name), kept);

    // Refreshed, as it is: no change.
    let read = keep_form(schema, &stored, plain.clone());
    assert_eq!(read.attribute(attribute.name), kept);
    // In another form, or imported: no change.
    for prior in [&stored, &plain] {
        let again = complete(schema, prior, &then, &then);
        assert_eq!(
            again.attribute(attribute.name),
            prior.attribute(attribute.name)
        );
        assert_eq!(replacements(schema, prior, &again), []);
    }
    // Changed by somebody: that shows, and no null with it.
    let read = keep_form(schema, &stored, drift.clone());
    let shown = read.attribute(attribute.name);
    let (found, wanted) = (
        drift.attribute(attribute.name),
        plain.attribute(attribute.name),
    );
    assert!(shown.means_same(found), "{shown:?} is {found:?}");
    let again = complete(schema, &read, &first, &first);
    if !found.means_same(wanted) {
        assert_eq!(
            again.attribute(attribute.name),
            first.attribute(attribute.name)
        );
    }
    if let (Value::Map(shown), Value::Map(first)) = (shown, first.attribute(attribute.name)) {
        let lost = |key: &&String| first[*key].is_null() && !shown.contains_key(*key);
        assert_eq!(
            first.keys().find(lost),
            None,
            "a null is no change of its own"
        );
    }
}

#[test]
fn a_null_in_a_map_or_a_list_plans_nothing_anywhere() {
    let mut tried = 0;
    for (name, schema) in schemas() {
        let attributes = schema.attributes.iter();
        for attribute in attributes.filter(|one| one.is_configurable()) {
            let of = attribute.wire_type();
            if !matches!(of, Type::List(_) | Type::Set(_) | Type::Map(_)) {
                continue;
            }
            assert_ne!(
                attribute.mode,
                Mode::OptionalComputed,
                "no such is thought of"
            );
            tried += 1;
            let strategy = (values(&of), nulls(), nulls(), values(&of));
            let mut runner = TestRunner::default();
            let run = runner.run(&strategy, |(value, first, then, drift)| {
                let forms = [
                    &value,
                    &with_nulls(&value, &first),
                    &with_nulls(&value, &then),
                ];
                lives(&schema, attribute, forms, &drift);
                Ok(())
            });
            run.unwrap_or_else(|why| panic!("{name}.{}: {why}", attribute.name));
        }
    }
    assert!(tried >= 14, "only {tried} attributes were tried");
}
