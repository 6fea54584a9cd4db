//! The identity that is stored with an object: what comes of it at a read, a plan and an apply.

use super::served::Shape;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::exchange::Encoded;
use crate::framework::hidden;
use crate::framework::identity::{Identity, is_the_one, settled};
use crate::framework::resource::{AnyResource, Context};
use crate::framework::value::Value;

/// Our mark on what is imported by identity, until its first read.
pub(super) const BY_IDENTITY: &str = "imported_by_identity";

/// What a user names an object with, to take it over.
#[derive(Clone, Copy, Debug)]
pub enum Import<'a> {
    /// An id.
    Id(&'a str),
    /// An identity, or as much of it as is needed.
    Identity(Encoded<'a>),
}

/// The identity that is stored with `state`, of an object that had the one `before`; null where there is none.
pub(super) fn kept<P>(
    resource: &dyn AnyResource<P>,
    shape: &Shape,
    before: Option<&Identity>,
    state: &Value,
    cx: &Context<'_, P>,
) -> Value {
    if state.is_null() {
        return Value::Null;
    }
    let of = &shape.identity;
    let identity = settled(of, before, || shown(resource, shape, state, cx));
    identity.map_or(Value::Null, |identity| of.to_value(&identity))
}

/// The identity as far as a state tells.
fn shown<P>(
    resource: &dyn AnyResource<P>,
    shape: &Shape,
    state: &Value,
    cx: &Context<'_, P>,
) -> Option<Identity> {
    let revealed = hidden::reveal(&shape.schema, &cx.private, state);
    resource.identity(&revealed, &cx.private)
}

/// The same after a read. The first one after an import by identity shows whether the object is the one that was named.
pub(super) fn read<P>(
    resource: &dyn AnyResource<P>,
    shape: &Shape,
    before: Option<&Identity>,
    state: &Value,
    cx: &mut Context<'_, P>,
) -> Value {
    if cx.private.has(BY_IDENTITY) && !cx.diagnostics.has_errors() {
        cx.private.clear(BY_IDENTITY);
        let found = shown(resource, shape, state, cx);
        if let (Some(named), Some(found)) = (before, found)
            && let Err(error) = is_the_one(named, &found)
        {
            cx.diagnostics.push(error);
        }
    }
    kept(resource, shape, before, state, cx)
}

/// The identity of an object whose change is planned: as it was stored, which a plan never changes. A new one has none
/// so far.
pub(super) fn planned<P>(
    resource: &dyn AnyResource<P>,
    shape: &Shape,
    before: Option<&Identity>,
    prior: &Value,
    cx: &Context<'_, P>,
) -> Value {
    match before {
        Some(before) if !prior.is_null() => shape.identity.to_value(before),
        _ => kept(resource, shape, None, prior, cx),
    }
}

/// The identity that a host sent.
///
/// # Errors
/// What the user is told when it does not fit.
pub(super) fn known(shape: &Shape, sent: Encoded<'_>) -> Result<Option<Identity>, Diagnostic> {
    let value = sent.decode(shape.identity.wire_type())?;
    Ok(Identity::from_value(&value))
}
