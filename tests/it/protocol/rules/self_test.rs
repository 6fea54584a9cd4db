//! The rules find faults: canned answers, wrong in one way each.

use vpcconnect::plugin::proto::tfplugin6::AttributePath;
use vpcconnect::plugin::proto::tfplugin6::attribute_path::{Step, step::Selector};

use super::plan::{Action, action};
use super::{apply, plan, propose};
use crate::protocol::cty::{Cty, Type, object, text};
use crate::protocol::schema::{Attribute, Attributes, Block, Kind, Nesting};

const COMPUTED: (bool, bool) = (false, true);
const OPTIONAL: (bool, bool) = (true, false);
const BOTH: (bool, bool) = (true, true);
const REQUIRED: (bool, bool) = (false, false);

fn attribute(kind: Kind, (optional, computed): (bool, bool)) -> Attribute {
    Attribute {
        kind,
        optional,
        computed,
        write_only: false,
    }
}

fn nested(nesting: Nesting) -> Attribute {
    let inner = [
        ("key", attribute(Kind::Plain(Type::String), OPTIONAL)),
        ("made", attribute(Kind::Plain(Type::String), BOTH)),
    ];
    attribute(Kind::Nested(nesting, named(inner)), OPTIONAL)
}

fn named<const N: usize>(attributes: [(&str, Attribute); N]) -> Attributes {
    let attributes = attributes.into_iter();
    attributes
        .map(|(name, one)| (name.to_owned(), one))
        .collect()
}

fn block() -> Block {
    let string = |mode| attribute(Kind::Plain(Type::String), mode);
    let mut secret = string(OPTIONAL);
    secret.write_only = true;
    Block {
        version: 0,
        attributes: named([
            ("id", string(COMPUTED)),
            ("name", string(REQUIRED)),
            ("note", string(OPTIONAL)),
            ("owner", string(BOTH)),
            ("secret", secret),
            ("one", nested(Nesting::Single)),
            ("many", nested(Nesting::Map)),
            ("row", nested(Nesting::List)),
            (
                "tags",
                attribute(Kind::Plain(Type::Set(Box::new(Type::String))), OPTIONAL),
            ),
        ]),
    }
}

fn inner(key: Cty, made: Cty) -> Cty {
    object([("key", key), ("made", made)])
}

fn configured() -> Cty {
    block().with([
        ("name", text("n")),
        ("note", text("")),
        ("one", inner(text("k"), Cty::Null)),
        ("many", object([("a", inner(Cty::Null, Cty::Null))])),
        ("row", Cty::List(vec![inner(text("r"), Cty::Null)])),
        ("tags", Cty::List(vec![text("t"), text("u")])),
    ])
}

/// A good plan of a create.
fn planned() -> Cty {
    configured()
        .with("id", Cty::Unknown)
        .with("owner", Cty::Unknown)
        .with("one", inner(text("k"), Cty::Unknown))
}

/// What came of it.
fn prior() -> Cty {
    planned()
        .with("id", text("1"))
        .with("owner", text("o"))
        .with("one", inner(text("k"), text("m")))
}

fn told(prior: &Cty, config: &Cty, planned: &Cty) -> Vec<String> {
    plan::problems(&block().attributes, prior, config, planned)
}

#[test]
fn good_plans_pass() {
    let none: [&str; 0] = [];
    assert_eq!(told(&Cty::Null, &configured(), &planned()), none);
    assert_eq!(told(&prior(), &Cty::Null, &Cty::Null), none);
    // A prior value may stay although the configuration is written differently.
    let other = configured().with("note", text("other"));
    assert_eq!(told(&prior(), &other, &prior()), none);
    let unknown = configured().with("note", Cty::Unknown);
    assert_eq!(
        told(&Cty::Null, &unknown, &planned().with("note", Cty::Unknown)),
        none
    );
}

#[test]
fn wrong_plans_are_found() {
    let create = |attribute: &str, value: Cty| {
        told(&Cty::Null, &configured(), &planned().with(attribute, value))
    };
    let key = |key: &str| object([(key, inner(Cty::Null, Cty::Null))]);
    for problems in [
        create("name", text("other")),
        create("name", Cty::Unknown),
        create("name", Cty::Null),
        create("note", Cty::Null),
        create("secret", text("s")),
        create("one", Cty::Null),
        create("one", Cty::Unknown),
        create("one", inner(text("other"), Cty::Null)),
        create("many", key("b")),
        create("many", object([])),
        create("many", object([("a", inner(text("x"), Cty::Null))])),
        create("row", Cty::List(vec![])),
        create("row", Cty::List(vec![inner(Cty::Null, Cty::Null)])),
        create("tags", Cty::Null),
        told(&Cty::Null, &configured(), &Cty::Null),
        told(&Cty::Null, &configured(), &Cty::Unknown),
        told(&prior(), &Cty::Null, &prior()),
        // What is not computed stays null, and null is not "".
        told(
            &Cty::Null,
            &configured().with("note", Cty::Null),
            &planned(),
        ),
        told(&prior(), &configured().with("note", Cty::Null), &prior()),
        // Unknown in the configuration is unknown in the plan.
        told(
            &Cty::Null,
            &configured().with("note", Cty::Unknown),
            &planned(),
        ),
        told(
            &Cty::Null,
            &configured().with("one", Cty::Unknown),
            &planned(),
        ),
        // A third value, neither configured nor prior.
        told(
            &prior(),
            &configured().with("owner", text("p")),
            &prior().with("owner", text("q")),
        ),
    ] {
        assert_eq!(problems.len(), 1, "{problems:?}");
    }
}

#[test]
fn the_action_follows_from_what_changes() {
    let path = |name: &str| {
        let selector = Some(Selector::AttributeName(name.to_owned()));
        AttributePath {
            steps: vec![Step { selector }],
        }
    };
    let other = prior().with("owner", text("p"));
    assert_eq!(action(&Cty::Null, &planned(), &[]), Ok(Action::Create));
    assert_eq!(
        action(&prior(), &prior(), &[path("owner")]),
        Ok(Action::NoOp)
    );
    assert_eq!(action(&prior(), &other, &[]), Ok(Action::Update));
    assert_eq!(
        action(&prior(), &other, &[path("name")]),
        Ok(Action::Update)
    );
    assert_eq!(
        action(&prior(), &other, &[path("owner")]),
        Ok(Action::Replace)
    );
    let unknown = prior().with("owner", Cty::Unknown);
    assert_eq!(
        action(&prior(), &unknown, &[path("owner")]),
        Ok(Action::Replace)
    );
    assert_eq!(action(&prior(), &Cty::Null, &[]), Ok(Action::Delete));
    assert!(action(&prior(), &other, &[path("nowhere")]).is_err());
}

#[test]
fn wrong_results_are_found() {
    let result = |attribute: &str, value: Cty| {
        let actual = prior().with(attribute, value);
        apply::problems(&block().of(), &planned(), &actual)
    };
    assert_eq!(result("id", text("2")), [""; 0]);
    assert_eq!(result("id", Cty::Null), [""; 0]);
    for problems in [
        result("name", text("other")),
        result("name", Cty::Null),
        result("note", Cty::Null),
        result("name", Cty::Unknown),
        result("secret", text("s")),
        result("one", inner(text("other"), Cty::Null)),
        result("many", object([])),
        result("many", object([("a", Cty::Null)])),
        result("row", Cty::List(vec![])),
        result("row", Cty::List(vec![inner(Cty::Null, Cty::Null)])),
        result("tags", Cty::List(vec![text("t")])),
        result("tags", Cty::List(vec![text("t"), text("v")])),
        apply::problems(&block().of(), &Cty::Null, &prior()),
        apply::problems(&block().of(), &planned(), &Cty::Null),
    ] {
        assert_eq!(problems.len(), 1, "{problems:?}");
    }
    let known = prior().with("many", object([("a", inner(Cty::Null, Cty::Null))]));
    let grown = object([
        ("a", inner(Cty::Null, Cty::Null)),
        ("b", inner(Cty::Null, Cty::Null)),
    ]);
    let grown = known.with("many", grown);
    assert_eq!(apply::problems(&block().of(), &known, &grown).len(), 1);
}

#[test]
fn proposals_keep_what_was_computed() {
    let propose = |prior: &Cty, config: &Cty| propose::proposed(&block().attributes, prior, config);
    assert_eq!(propose(&Cty::Null, &configured()), configured());
    assert_eq!(propose(&prior(), &configured()), prior());
    let changed = configured()
        .with("note", Cty::Null)
        .with("owner", text("p"))
        .with("one", inner(text("other"), Cty::Null));
    let expected = prior()
        .with("note", Cty::Null)
        .with("owner", text("p"))
        .with("one", inner(text("other"), text("m")));
    assert_eq!(propose(&prior(), &changed), expected);
    let gone = propose(&prior(), &configured().with("one", Cty::Null));
    assert!(gone.get("one").is_null());
}
