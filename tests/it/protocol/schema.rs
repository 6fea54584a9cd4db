//! Schemas, read as strictly as Core does when it loads a provider.
//!
//! Source: configs/configschema/internal_validate.go of hashicorp/terraform. Nested blocks are not
//! read: this provider has none, and would have to teach [`super::rules`] before it gets one.

use std::collections::BTreeMap;

use vpcconnect::plugin::proto::tfplugin6 as proto;

use super::cty::{Cty, Type};

/// Attributes by name.
pub(crate) type Attributes = BTreeMap<String, Attribute>;

/// One attribute.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    /// What it holds.
    pub(crate) kind: Kind,
    /// Whether users may set it.
    pub(crate) optional: bool,
    /// Whether the provider may set it.
    pub(crate) computed: bool,
    /// Whether it is never stored.
    pub(crate) write_only: bool,
}

/// What an attribute holds.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// A value.
    Plain(Type),
    /// Objects with attributes of their own.
    Nested(Nesting, Attributes),
}

/// How many nested objects there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nesting {
    /// One.
    Single,
    /// Some, in order.
    List,
    /// Some, in no order.
    Set,
    /// Some, by key.
    Map,
}

/// The schema of a resource or of the provider.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// The version of stored states.
    pub(crate) version: i64,
    /// The attributes.
    pub(crate) attributes: Attributes,
}

/// Names that mean something to Terraform itself.
pub(crate) const RESERVED_IN_RESOURCES: &[&str] = &[
    "_",
    "connection",
    "count",
    "depends_on",
    "for_each",
    "lifecycle",
    "locals",
    "provider",
    "provisioner",
];

/// The same in the block of a provider.
pub(crate) const RESERVED_IN_PROVIDERS: &[&str] = &["alias", "version"];

impl Block {
    /// Reads a schema.
    pub(crate) fn read(schema: &proto::Schema, reserved: &[&str]) -> Result<Self, Vec<String>> {
        let mut problems = Vec::new();
        let Some(block) = &schema.block else {
            return Err(vec!["there is no block".to_owned()]);
        };
        if !block.block_types.is_empty() {
            problems.push("nested blocks: this test knows no rules for them".to_owned());
        }
        let attributes = read(&block.attributes, "", &mut problems);
        for name in attributes
            .keys()
            .filter(|name| reserved.contains(&name.as_str()))
        {
            problems.push(format!("{name}: Terraform itself uses this name"));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self {
            version: schema.version,
            attributes,
        })
    }

    /// The type of a whole object.
    pub(crate) fn of(&self) -> Type {
        object(&self.attributes)
    }

    /// An object with these attributes; the others are null.
    pub(crate) fn with<const N: usize>(&self, set: [(&str, Cty); N]) -> Cty {
        let nothing = self.attributes.keys();
        let nothing = Cty::Map(nothing.map(|name| (name.clone(), Cty::Null)).collect());
        set.into_iter()
            .fold(nothing, |object, (name, value)| object.with(name, value))
    }
}

fn read(
    attributes: &[proto::schema::Attribute],
    at: &str,
    problems: &mut Vec<String>,
) -> Attributes {
    let mut all = Attributes::new();
    for attribute in attributes {
        let path = format!("{at}{}", attribute.name);
        if let Some(read) = read_one(attribute, &path, problems)
            && all.insert(attribute.name.clone(), read).is_some()
        {
            problems.push(format!("{path}: it is there twice"));
        }
    }
    all
}

fn read_one(
    attribute: &proto::schema::Attribute,
    path: &str,
    problems: &mut Vec<String>,
) -> Option<Attribute> {
    let mut wrong = |what: &str| problems.push(format!("{path}: {what}"));
    let allowed = |one: char| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '_';
    if !attribute.name.chars().all(allowed) || attribute.name.is_empty() {
        wrong("the name may contain lowercase letters, digits and underscores");
    }
    match (attribute.required, attribute.optional, attribute.computed) {
        (false, false, false) => wrong("it must be required, optional or computed"),
        (true, true, _) => wrong("it cannot be both optional and required"),
        (true, _, true) => wrong("it cannot be both computed and required"),
        _ => {}
    }
    if !attribute.deprecated && !attribute.deprecation_message.is_empty() {
        wrong("it has a deprecation message and is not deprecated");
    }
    if attribute.description.is_empty() {
        wrong("it has no description");
    }
    let kind = match (&attribute.nested_type, attribute.r#type.as_slice()) {
        (None, []) => {
            wrong("it needs a type");
            return None;
        }
        (Some(_), [_, ..]) => {
            wrong("type and nested type cannot both be set");
            return None;
        }
        (None, json) => {
            let parsed = serde_json::from_slice(json).map_err(|error| error.to_string());
            match parsed.and_then(|json| Type::parse(&json)) {
                Ok(of) => Kind::Plain(of),
                Err(why) => {
                    wrong(&why);
                    return None;
                }
            }
        }
        (Some(object), []) => {
            use proto::schema::object::NestingMode as Mode;
            if attribute.computed {
                wrong("computed and nested: Terraform 1.5 crashes when it writes configuration");
            }
            let nesting = match object.nesting() {
                Mode::Single => Nesting::Single,
                Mode::List => Nesting::List,
                Mode::Set => Nesting::Set,
                Mode::Map => Nesting::Map,
                Mode::Invalid => {
                    wrong("the nesting mode is invalid");
                    return None;
                }
            };
            let attributes = read(&object.attributes, &format!("{path}."), problems);
            if nesting == Nesting::Set && attributes.values().any(|one| one.write_only) {
                problems.push(format!("{path}: a set may not hold write-only attributes"));
            }
            Kind::Nested(nesting, attributes)
        }
    };
    Some(Attribute {
        kind,
        optional: attribute.optional,
        computed: attribute.computed,
        write_only: attribute.write_only,
    })
}

impl Attribute {
    /// The type of its value.
    pub(crate) fn of(&self) -> Type {
        match &self.kind {
            Kind::Plain(of) => of.clone(),
            Kind::Nested(nesting, attributes) => {
                let element = object(attributes);
                match nesting {
                    Nesting::Single => element,
                    Nesting::List => Type::List(Box::new(element)),
                    Nesting::Set => Type::Set(Box::new(element)),
                    Nesting::Map => Type::Map(Box::new(element)),
                }
            }
        }
    }
}

fn object(attributes: &Attributes) -> Type {
    let attributes = attributes.iter();
    Type::Object(
        attributes
            .map(|(name, one)| (name.clone(), one.of()))
            .collect(),
    )
}

/// Spoils an attribute.
type Change = fn(&mut proto::schema::Attribute);

#[test]
fn schemas_that_core_refuses_are_refused() {
    let good = proto::schema::Attribute {
        name: "a".to_owned(),
        description: "Text.".to_owned(),
        r#type: br#""string""#.to_vec(),
        optional: true,
        ..Default::default()
    };
    let told = |attributes: Vec<proto::schema::Attribute>| {
        let block = proto::schema::Block {
            attributes,
            ..Default::default()
        };
        let schema = proto::Schema {
            version: 0,
            block: Some(block),
        };
        Block::read(&schema, RESERVED_IN_RESOURCES)
            .map_or_else(|all| all.join("\n"), |_| String::new())
    };
    assert_eq!(told(vec![good.clone()]), "");
    let changes: [(Change, &str); 8] = [
        (|one| one.required = true, "both optional and required"),
        (|one| one.optional = false, "required, optional or computed"),
        (
            |one| (one.optional, one.required, one.computed) = (false, true, true),
            "both computed and required",
        ),
        (|one| one.r#type.clear(), "needs a type"),
        (|one| one.r#type = br#""text""#.to_vec(), "no type"),
        (
            |one| one.nested_type = Some(proto::schema::Object::default()),
            "both be set",
        ),
        (|one| "count".clone_into(&mut one.name), "itself uses"),
        (|one| "Upper".clone_into(&mut one.name), "lowercase"),
    ];
    for (change, why) in changes {
        let mut bad = good.clone();
        change(&mut bad);
        let told = told(vec![bad]);
        assert!(told.contains(why), "{told}");
    }
    assert!(told(vec![good.clone(), good]).contains("twice"));
}
