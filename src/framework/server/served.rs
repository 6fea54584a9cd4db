//! Resources and data sources with their schemas, which are made once: every call needs them.

use std::sync::OnceLock;

use crate::framework::diagnostics::Diagnostic;
use crate::framework::identity::IdentitySchema;
use crate::framework::schema::{Schema, Type};
use crate::framework::value::Value;

/// A resource or a data source, and its schema from its first use on.
pub(super) struct Served<T> {
    pub(super) it: T,
    shape: OnceLock<Shape>,
}

/// A schema, and the type of what is sent of it.
pub(super) struct Shape {
    pub(super) schema: Schema,
    pub(super) wire: Type,
    /// That of its identity, where it is a resource.
    pub(super) identity: IdentitySchema,
}

impl Shape {
    /// That of what has no identity.
    pub(super) fn new(schema: Schema) -> Self {
        Self::identified(schema, IdentitySchema::none())
    }

    /// That of a resource.
    pub(super) fn identified(schema: Schema, identity: IdentitySchema) -> Self {
        let wire = schema.wire_type();
        Self {
            schema,
            wire,
            identity,
        }
    }
}

/// All of them, none used so far.
pub(super) fn served<T>(all: Vec<T>) -> Vec<Served<T>> {
    let served = |it| Served {
        it,
        shape: OnceLock::new(),
    };
    all.into_iter().map(served).collect()
}

impl<T> Served<T> {
    /// Its schema; `shape` makes it.
    pub(super) fn shape(&self, shape: impl FnOnce(&T) -> Shape) -> &Shape {
        self.shape.get_or_init(|| shape(&self.it))
    }
}

/// The one of that name, and its schema.
pub(super) fn find<'a, T: ?Sized>(
    all: &'a [Served<Box<T>>],
    name: &str,
    named: impl Fn(&T) -> &'static str,
    shape: impl FnOnce(&T) -> Shape,
) -> Option<(&'a T, &'a Shape)> {
    let found = all.iter().find(|served| named(&served.it) == name)?;
    Some((&*found.it, found.shape(|it| shape(it))))
}

/// The error for a name that nothing of a kind has.
pub(super) fn no_such(kind: &str, noun: &str, name: &str) -> Diagnostic {
    Diagnostic::error(
        format!("Unknown {kind}"),
        format!("This provider has no {noun} {name:?}."),
    )
}

/// An object of this type with nothing set.
pub(super) fn empty(of: &Type) -> Value {
    match of {
        Type::Object(attributes) => Value::Map(
            attributes
                .keys()
                .map(|name| (name.clone(), Value::Null))
                .collect(),
        ),
        _ => Value::Null,
    }
}

/// The error for a configuration of which a part is not known: an unknown filter or guard would be none.
pub(super) fn unknown(config: &Value) -> Option<Diagnostic> {
    (!config.is_wholly_known()).then(|| {
        Diagnostic::error(
            "The configuration is not known yet",
            "A value in it is known only after an apply. Nothing was called. Apply what it depends on first, or \
             write the value itself.",
        )
    })
}
