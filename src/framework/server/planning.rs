//! The plan of a change.

use super::stored_identity::known;
use super::{Provider, READ, Server, moved, stored_identity};
use crate::framework::exchange::{Before, Encoded, Outcome, Planned, stored};
use crate::framework::path::At;
use crate::framework::resource::{Creates, Plan};
use crate::framework::validate::validate;
use crate::framework::value::Value;
use crate::framework::{hidden, plan};

impl<P: Provider> Server<P> {
    /// Plans a create, an update or (when `proposed` is null) a destroy.
    pub async fn plan(
        &self,
        name: &str,
        prior: Encoded<'_>,
        proposed: Encoded<'_>,
        config: Encoded<'_>,
        private: Before<'_>,
        identity: Encoded<'_>,
    ) -> Outcome<Planned> {
        let prepared = self.resource(name).and_then(|(resource, shape)| {
            let values = (
                prior.decode(&shape.wire)?,
                proposed.decode(&shape.wire)?,
                config.decode(&shape.wire)?,
                known(shape, identity)?,
            );
            Ok((resource, shape, values, self.configured()?))
        });
        let (resource, shape, (prior, proposed, config, before), configured) = match prepared {
            Ok(prepared) => prepared,
            Err(error) => {
                return Outcome {
                    answer: Planned::default(),
                    diagnostics: error.into(),
                };
            }
        };
        let schema = &shape.schema;
        let mut cx = self.context(&configured, private.prior, READ);
        let identity = stored_identity::planned(resource, shape, before.as_ref(), &prior, &cx);
        let mut replace = Vec::new();
        let mut planned = Value::Null;
        if proposed.is_null() {
            let prior = hidden::reveal(schema, &cx.private, &prior);
            resource.plan_destroy(&mut cx, &prior).await;
        } else {
            // Core checks configurations before their unknown values are known; this is the first
            // look at all of them, and it comes before any call.
            validate(&schema.attributes, &config, &At::Root, &mut cx.diagnostics);
            planned = plan::complete(schema, &prior, &config, &proposed);
            moved::unsettle(schema, &cx.private, &prior, &mut planned);
            if !cx.diagnostics.has_errors() {
                cx.begin_notes(private.earlier);
                let creates = Creates::planned(&mut cx.private, &prior);
                if prior.is_null() {
                    // A replacement is another object: nothing of the old one is carried over.
                    hidden::forget(schema, &mut cx.private);
                }
                let prior = hidden::reveal(schema, &cx.private, &prior);
                let mut change = Plan::new(
                    schema,
                    (!prior.is_null()).then(|| prior.clone().into_owned()),
                    config.clone(),
                    hidden::reveal(schema, &cx.private, &planned).into_owned(),
                );
                change.creates = creates;
                moved::spare(&cx.private, &prior, &mut change.replace);
                match resource.plan(&mut cx, change).await {
                    Ok((completed, asked)) => {
                        // What the resource has completed may differ from what is as well.
                        let mut later = plan::replacements(schema, &prior, &completed);
                        later.retain(|path| !asked.contains(path));
                        moved::spare(&cx.private, &prior, &mut later);
                        replace = asked;
                        replace.extend(later);
                        planned = plan::keep_form(schema, &planned, completed);
                        if prior.is_null() {
                            cx.hold(schema, &config, &mut planned);
                        }
                    }
                    Err(error) => cx.diagnostics.push(error),
                }
            }
        }
        let Outcome {
            answer,
            diagnostics,
        } = stored(cx, planned).identified(identity);
        Outcome {
            answer: Planned {
                stored: answer,
                replace,
            },
            diagnostics,
        }
    }
}
