//! Schemas. Their texts are the documentation: `docs/` is generated from them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::rule::Rule;

/// The type of a value on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Text.
    String,
    /// A number of any size.
    Number,
    /// `true` or `false`.
    Bool,
    /// Elements in order.
    List(Box<Type>),
    /// Elements in no order.
    Set(Box<Type>),
    /// Elements by text keys.
    Map(Box<Type>),
    /// Exactly these attributes.
    Object(BTreeMap<String, Type>),
}

impl Type {
    /// The type in cty's JSON notation, as schemas carry it.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::json;
        match self {
            Self::String => json!("string"),
            Self::Number => json!("number"),
            Self::Bool => json!("bool"),
            Self::List(element) => json!(["list", element.to_json()]),
            Self::Set(element) => json!(["set", element.to_json()]),
            Self::Map(element) => json!(["map", element.to_json()]),
            Self::Object(attributes) => {
                let attributes: serde_json::Map<_, _> = attributes
                    .iter()
                    .map(|(name, of)| (name.clone(), of.to_json()))
                    .collect();
                json!(["object", attributes])
            }
        }
    }
}

/// How often nested attributes may occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nesting {
    /// One object.
    Single,
    /// Objects in order.
    List,
    /// Objects in no order.
    Set,
    /// Objects by text keys.
    Map,
}

/// What an attribute holds.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A plain value.
    Of(Type),
    /// Objects with attributes of their own.
    Nested(Nesting, Vec<Attribute>),
    /// Objects in order that the provider alone sets: what is in them is documented, and is of a plain
    /// type on the wire. Terraform 1.5 and OpenTofu 1.6 crash over computed nested attributes when they
    /// write configuration (`plan -generate-config-out`).
    Objects(Vec<Attribute>),
}

/// Who sets an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The user, always. Null and `""` are refused.
    Required,
    /// The user, or nobody.
    Optional,
    /// The provider.
    Computed,
    /// The user, or else the provider.
    OptionalComputed,
}

/// What a change of an attribute does to the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is updated.
    Updates,
    /// It is destroyed and made anew.
    Replaces,
}

/// One attribute.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its name in HCL.
    pub name: &'static str,
    /// Sentences for the documentation, Markdown.
    pub description: Cow<'static, str>,
    /// What it holds.
    pub kind: Kind,
    /// Who sets it.
    pub mode: Mode,
    /// What a change of it does.
    pub change: Change,
    /// Whether Terraform hides its value.
    pub sensitive: bool,
    /// What a configured value must be like.
    pub rules: Vec<Rule>,
}

impl Attribute {
    /// An attribute that holds a plain value, optional until said otherwise.
    pub fn new(name: &'static str, of: Type, description: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name,
            description: description.into(),
            kind: Kind::Of(of),
            mode: Mode::Optional,
            change: Change::Updates,
            sensitive: false,
            rules: Vec::new(),
        }
    }

    /// Text.
    pub fn string(name: &'static str, description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(name, Type::String, description)
    }

    /// `true` or `false`.
    pub fn bool(name: &'static str, description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(name, Type::Bool, description)
    }

    /// A number.
    pub fn number(name: &'static str, description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(name, Type::Number, description)
    }

    /// Text values in no order.
    pub fn strings(name: &'static str, description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(name, Type::Set(Box::new(Type::String)), description)
    }

    /// Objects with attributes of their own.
    pub fn nested(
        name: &'static str,
        nesting: Nesting,
        attributes: Vec<Attribute>,
        description: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            kind: Kind::Nested(nesting, attributes),
            ..Self::string(name, description)
        }
    }

    /// Objects in order that the provider alone sets.
    pub fn objects(
        name: &'static str,
        attributes: Vec<Attribute>,
        description: &'static str,
    ) -> Self {
        Self {
            kind: Kind::Objects(attributes),
            mode: Mode::Computed,
            ..Self::string(name, description)
        }
    }

    /// The user must set it.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.mode = Mode::Required;
        self
    }

    /// The provider sets it.
    #[must_use]
    pub fn computed(mut self) -> Self {
        self.mode = Mode::Computed;
        self
    }

    /// The user sets it, or else the provider.
    #[must_use]
    pub fn or_computed(mut self) -> Self {
        self.mode = Mode::OptionalComputed;
        self
    }

    /// A change of it replaces the object.
    #[must_use]
    pub fn replaces(mut self) -> Self {
        self.change = Change::Replaces;
        self
    }

    /// Terraform hides its value.
    #[must_use]
    pub fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// A configured value must follow `rule`.
    #[must_use]
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Whether the provider may set it.
    pub fn is_computed(&self) -> bool {
        matches!(self.mode, Mode::Computed | Mode::OptionalComputed)
    }

    /// Whether the user may set it.
    pub fn is_configurable(&self) -> bool {
        self.mode != Mode::Computed
    }

    /// The whole documentation: the description, the rules, and what a change does.
    pub fn documentation(&self) -> String {
        let mut text = self.description.clone().into_owned();
        for rule in self.rules.iter().filter_map(Rule::describe) {
            text.push(' ');
            text.push_str(&rule);
        }
        if self.change == Change::Replaces {
            text.push_str(" A change replaces the object.");
        }
        text
    }

    /// The attributes of what it holds, when that has any.
    pub fn inner(&self) -> &[Attribute] {
        match &self.kind {
            Kind::Of(_) => &[],
            Kind::Nested(_, attributes) | Kind::Objects(attributes) => attributes,
        }
    }

    /// The type on the wire.
    pub fn wire_type(&self) -> Type {
        match &self.kind {
            Kind::Of(of) => of.clone(),
            Kind::Nested(Nesting::Single, attributes) => object(attributes),
            Kind::Nested(Nesting::List, attributes) | Kind::Objects(attributes) => {
                Type::List(Box::new(object(attributes)))
            }
            Kind::Nested(Nesting::Set, attributes) => Type::Set(Box::new(object(attributes))),
            Kind::Nested(Nesting::Map, attributes) => Type::Map(Box::new(object(attributes))),
        }
    }
}

fn object(attributes: &[Attribute]) -> Type {
    Type::Object(
        attributes
            .iter()
            .map(|attribute| (attribute.name.to_owned(), attribute.wire_type()))
            .collect(),
    )
}

/// The attributes of a resource or of the provider.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Rises when a stored state would no longer fit.
    pub version: i64,
    /// Sentences for the documentation, Markdown.
    pub description: &'static str,
    /// The attributes, in the order of the documentation.
    pub attributes: Vec<Attribute>,
}

impl Schema {
    /// A schema, version 0.
    pub fn new(description: &'static str, attributes: Vec<Attribute>) -> Self {
        Self {
            version: 0,
            description,
            attributes,
        }
    }

    /// The type of the whole.
    pub fn wire_type(&self) -> Type {
        object(&self.attributes)
    }

    /// One attribute, if it is there.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name == name)
    }
}
