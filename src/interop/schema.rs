//! Schemas of tf-provider as the framework has them.

use std::collections::HashMap;

use tf_provider::schema as theirs;
use tf_provider::schema::{AttributeConstraint, AttributeType};

use crate::framework::schema::{Attribute, Mode, Nesting, Schema, Type};

/// Why a resource or a data source cannot be mounted.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// There is no schema.
    #[error("{of} has no schema: {why}")]
    None {
        /// Whose.
        of: String,
        /// What it said.
        why: String,
    },
    /// An attribute of a type that the framework does not have.
    #[error("{at} is of type {of}, which cannot be mounted: name the types of its elements")]
    Type {
        /// The attribute, after the name of the resource.
        at: String,
        /// `Any` or `Tuple`.
        of: &'static str,
    },
    /// A block.
    #[error(
        "{at} is a block, which cannot be mounted: make it a nested attribute, which is written with an equals sign"
    )]
    Block {
        /// The block, after the name of the resource.
        at: String,
    },
}

/// A text that lives as long as the process. What is mounted is never taken down, so each is made once.
pub(super) fn kept(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

/// The schema of the resource `name`.
pub(super) fn converted(name: &str, schema: &theirs::Schema) -> Result<Schema, Unfit> {
    if let Some(block) = schema.block.blocks.keys().min() {
        return Err(Unfit::Block {
            at: format!("{name}.{block}"),
        });
    }
    let attributes = attributes(name, &schema.block.attributes)?;
    let mut converted = Schema::new(kept(&schema.block.description.content), attributes);
    converted.version = schema.version;
    Ok(converted)
}

/// In the order of their names: theirs have none.
fn attributes(
    at: &str,
    attributes: &HashMap<String, theirs::Attribute>,
) -> Result<Vec<Attribute>, Unfit> {
    let mut all: Vec<_> = attributes.iter().collect();
    all.sort_unstable_by_key(|(name, _)| *name);
    let all = all.into_iter();
    all.map(|(name, of)| attribute(&format!("{at}.{name}"), kept(name), of))
        .collect()
}

fn attribute(
    at: &str,
    name: &'static str,
    attribute: &theirs::Attribute,
) -> Result<Attribute, Unfit> {
    let description = attribute.description.content.clone();
    let nested = |nesting, inner| {
        let inner = attributes(at, inner)?;
        Ok(Attribute::nested(name, nesting, inner, description.clone()))
    };
    let mut converted = match &attribute.attr_type {
        AttributeType::AttributeSingle(inner) => nested(Nesting::Single, inner)?,
        AttributeType::AttributeList(inner) => nested(Nesting::List, inner)?,
        AttributeType::AttributeSet(inner) => nested(Nesting::Set, inner)?,
        AttributeType::AttributeMap(inner) => nested(Nesting::Map, inner)?,
        of => Attribute::new(name, plain(at, of)?, description),
    };
    converted.mode = match attribute.constraint {
        AttributeConstraint::Computed => Mode::Computed,
        AttributeConstraint::Optional => Mode::Optional,
        AttributeConstraint::OptionalComputed => Mode::OptionalComputed,
        AttributeConstraint::Required => Mode::Required,
    };
    converted.sensitive = attribute.sensitive;
    Ok(converted)
}

/// A type without attributes of its own. Nested attributes inside one are an object there, as on the wire.
fn plain(at: &str, of: &AttributeType) -> Result<Type, Unfit> {
    let boxed = |of: &AttributeType| plain(at, of).map(Box::new);
    let object = |inner: &HashMap<String, theirs::Attribute>| {
        let entries = inner.iter();
        let entries = entries.map(|(name, one)| Ok((name.clone(), plain(at, &one.attr_type)?)));
        entries.collect::<Result<_, _>>().map(Type::Object)
    };
    let unfit = |of| Unfit::Type {
        at: at.to_owned(),
        of,
    };
    Ok(match of {
        AttributeType::String => Type::String,
        AttributeType::Number => Type::Number,
        AttributeType::Bool => Type::Bool,
        AttributeType::List(of) => Type::List(boxed(of)?),
        AttributeType::Set(of) => Type::Set(boxed(of)?),
        AttributeType::Map(of) => Type::Map(boxed(of)?),
        AttributeType::Object(inner) => {
            let entries = inner.iter();
            let entries = entries.map(|(name, of)| Ok((name.clone(), plain(at, of)?)));
            Type::Object(entries.collect::<Result<_, Unfit>>()?)
        }
        AttributeType::AttributeSingle(inner) => object(inner)?,
        AttributeType::AttributeList(inner) => Type::List(Box::new(object(inner)?)),
        AttributeType::AttributeSet(inner) => Type::Set(Box::new(object(inner)?)),
        AttributeType::AttributeMap(inner) => Type::Map(Box::new(object(inner)?)),
        AttributeType::Tuple(_) => return Err(unfit("Tuple")),
        AttributeType::Any => return Err(unfit("Any")),
    })
}
