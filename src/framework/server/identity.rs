//! Identities: their schemas, what is stored of an object, and imports, which begin with an id or an identity.

use super::{Provider, READ, Server, Shape};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::exchange::{Encoded, Outcome, Stored, failed, stored};
use crate::framework::hidden;
use crate::framework::identity::{Identity, IdentitySchema, is_the_one, settled};
use crate::framework::plan;
use crate::framework::resource::{AnyResource, Context};
use crate::framework::schema::Schema;
use crate::framework::value::Value;

/// Our mark on what is imported by identity, until its first read.
const BY_IDENTITY: &str = "imported_by_identity";

/// What a user names an object with, to take it over.
#[derive(Clone, Copy, Debug)]
pub enum Import<'a> {
    /// An id.
    Id(&'a str),
    /// An identity, or as much of it as is needed.
    Identity(Encoded<'a>),
}

impl<P: Provider> Server<P> {
    /// The resources' names and the schemas of their identities.
    pub fn identity_schemas(&self) -> impl Iterator<Item = (&'static str, IdentitySchema)> {
        let all = self.resources.iter();
        all.map(|one| (one.it.name(), one.it.identity_schema()))
    }

    /// Brings a stored identity to today's schema.
    pub fn upgrade_identity(
        &self,
        name: &str,
        version: i64,
        identity: Encoded<'_>,
    ) -> Outcome<Value> {
        let upgraded = self.resource(name).and_then(|(resource, _)| {
            let schema = resource.identity_schema();
            if version > schema.version {
                return Err(Diagnostic::error(
                    "Identity from a newer provider",
                    format!(
                        "The identity of {name} has schema version {version}, and this provider knows up to \
                         {}. Use the provider version that wrote it, or a newer one.",
                        schema.version
                    ),
                ));
            }
            let of = schema.wire_type();
            let identity = identity.decode(&of)?;
            Ok(Identity::from_value(&identity).map_or(Value::Null, |it| schema.to_value(&it)))
        });
        let mut outcome = Outcome::default();
        match upgraded {
            Ok(value) => outcome.answer = value,
            Err(error) => outcome.diagnostics.push(error),
        }
        outcome
    }

    /// The beginning of an import: a state that a read can start from.
    pub async fn import(&self, name: &str, by: Import<'_>) -> Outcome<Stored> {
        let prepared = self.resource(name).and_then(|(resource, shape)| {
            let identity = match by {
                Import::Id(_) => None,
                Import::Identity(identity) => known(resource, identity)?,
            };
            Ok((resource, shape, identity, self.configured()?))
        });
        let (resource, Shape { schema, .. }, identity, configured) = match prepared {
            Ok(prepared) => prepared,
            Err(error) => return failed(error, &[]),
        };
        let mut cx = self.context(&configured, &[], READ);
        let imported = match (by, &identity) {
            (Import::Id(id), _) => resource.import(&mut cx, id).await,
            (Import::Identity(_), Some(identity)) => {
                resource.import_by_identity(&mut cx, identity).await
            }
            (Import::Identity(_), None) => Err(Diagnostic::error(
                "Nothing to import",
                format!("The import of {name} names neither an id nor an identity."),
            )),
        };
        let state = match imported {
            Ok(state) => plan::resolve(state),
            Err(error) => {
                cx.diagnostics.push(error);
                Value::Null
            }
        };
        if identity.is_some() {
            cx.private.set(BY_IDENTITY);
        }
        // Whoever imports by identity gets one back, although only the read knows all of it.
        let identity = kept(resource, schema, identity.as_ref(), &state, &cx);
        stored(cx, state).identified(identity)
    }
}

/// The identity that is stored with `state`, of an object that had the one `before`; null where there is none.
pub(super) fn kept<P>(
    resource: &dyn AnyResource<P>,
    schema: &Schema,
    before: Option<&Identity>,
    state: &Value,
    cx: &Context<'_, P>,
) -> Value {
    if state.is_null() {
        return Value::Null;
    }
    let of = resource.identity_schema();
    let now = shown(resource, schema, state, cx);
    let identity = settled(&of, before, now);
    identity.map_or(Value::Null, |identity| of.to_value(&identity))
}

/// The identity as far as a state tells.
fn shown<P>(
    resource: &dyn AnyResource<P>,
    schema: &Schema,
    state: &Value,
    cx: &Context<'_, P>,
) -> Option<Identity> {
    let revealed = hidden::reveal(schema, &cx.private, state);
    resource.identity(&revealed, &cx.private)
}

/// The same after a read. The first one after an import by identity shows whether the object is the one that was named.
pub(super) fn read<P>(
    resource: &dyn AnyResource<P>,
    schema: &Schema,
    before: Option<&Identity>,
    state: &Value,
    cx: &mut Context<'_, P>,
) -> Value {
    if cx.private.has(BY_IDENTITY) && !cx.diagnostics.has_errors() {
        cx.private.clear(BY_IDENTITY);
        let found = shown(resource, schema, state, cx);
        if let (Some(named), Some(found)) = (before, found)
            && let Err(error) = is_the_one(named, &found)
        {
            cx.diagnostics.push(error);
        }
    }
    kept(resource, schema, before, state, cx)
}

/// The identity of an object whose change is planned: as it was stored, which a plan never changes. A new one has none
/// so far.
pub(super) fn planned<P>(
    resource: &dyn AnyResource<P>,
    schema: &Schema,
    before: Option<&Identity>,
    prior: &Value,
    cx: &Context<'_, P>,
) -> Value {
    match before {
        Some(before) if !prior.is_null() => resource.identity_schema().to_value(before),
        _ => kept(resource, schema, None, prior, cx),
    }
}

/// The identity that a host sent.
///
/// # Errors
/// What the user is told when it does not fit.
pub(super) fn known<P>(
    resource: &dyn AnyResource<P>,
    sent: Encoded<'_>,
) -> Result<Option<Identity>, Diagnostic> {
    let value = sent.decode(&resource.identity_schema().wire_type())?;
    Ok(Identity::from_value(&value))
}
