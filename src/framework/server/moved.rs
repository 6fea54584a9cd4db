//! Objects that come over from another provider's resources.

use super::{Provider, Server};
use crate::framework::diagnostics::Diagnostics;
use crate::framework::exchange::{Outcome, Stored, failed};
use crate::framework::moved::{MOVED, Moved, Source};
use crate::framework::path::{Path, Step};
use crate::framework::plan;
use crate::framework::private::Private;
use crate::framework::schema::Schema;
use crate::framework::value::Value;

impl<P: Provider> Server<P> {
    /// Takes over an object. It is pure: Terraform asks a process that nobody has configured, OpenTofu asks more than
    /// once. What the other provider kept in private is left behind.
    pub fn moved(
        &self,
        target: &str,
        source_type: &str,
        version: i64,
        state: &[u8],
    ) -> Outcome<Stored> {
        let moved = self.resource(target).and_then(|(resource, _)| {
            let source = Source::new(source_type, version, state)?;
            resource.moved(&source)
        });
        match moved {
            Ok(Moved { state, warning }) => {
                let mut private = Private::default();
                private.set(MOVED);
                let mut diagnostics = Diagnostics::default();
                diagnostics.extend(warning);
                Outcome {
                    answer: Stored {
                        state: plan::resolve(state),
                        private: private.encode(),
                        identity: Value::Null,
                    },
                    diagnostics,
                }
            }
            Err(error) => failed(error, &[]),
        }
    }
}

/// An apply that changes what came over and was not read yet reads it: what the source did not say is seen then.
pub(super) fn unsettle(schema: &Schema, private: &Private, prior: &Value, planned: &mut Value) {
    if !private.has(MOVED) || prior == planned {
        return;
    }
    let computed = schema.attributes.iter().filter(|one| one.is_computed());
    let unsaid = computed.filter(|one| prior.attribute(one.name).is_null());
    for attribute in unsaid {
        if planned.attribute(attribute.name).is_null() {
            planned.set(attribute.name, Value::Unknown);
        }
    }
}

/// Of an object that came over and was not read yet, what the source did not say replaces nothing.
pub(super) fn spare(private: &Private, prior: &Value, replace: &mut Vec<Path>) {
    if private.has(MOVED) {
        let said = |path: &Path| match path.steps().first() {
            Some(Step::Attribute(name)) => !prior.attribute(name).is_null(),
            _ => true,
        };
        replace.retain(said);
    }
}
