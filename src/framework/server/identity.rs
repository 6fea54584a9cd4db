//! Identities: their schemas, and imports, which begin with an id or an identity.

use super::stored_identity::{BY_IDENTITY, Import, kept, known};
use super::{Provider, READ, Server};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::exchange::{Encoded, Outcome, Stored, failed, stored};
use crate::framework::identity::{Identity, IdentitySchema};
use crate::framework::plan;
use crate::framework::value::Value;

impl<P: Provider> Server<P> {
    /// The resources' names and the schemas of their identities, of those that have one.
    pub fn identity_schemas(&self) -> impl Iterator<Item = (&'static str, IdentitySchema)> {
        let all = self.resources.iter();
        let all = all.map(|one| (one.it.name(), one.it.identity_schema()));
        all.filter(|(_, schema)| !schema.attributes.is_empty())
    }

    /// Brings a stored identity to today's schema.
    pub fn upgrade_identity(
        &self,
        name: &str,
        version: i64,
        identity: Encoded<'_>,
    ) -> Outcome<Value> {
        let upgraded = self.resource(name).and_then(|(_, shape)| {
            let schema = &shape.identity;
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
            let identity = identity.decode(schema.wire_type())?;
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
                Import::Identity(identity) => known(shape, identity)?,
            };
            Ok((resource, shape, identity, self.configured()?))
        });
        let (resource, shape, identity, configured) = match prepared {
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
        let identity = kept(resource, shape, identity.as_ref(), &state, &cx);
        stored(cx, state).identified(identity)
    }
}
