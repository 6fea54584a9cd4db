//! A resource of tf-provider as the framework serves it.

use std::pin::Pin;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use tf_provider::Diagnostics;

use super::diagnostics::{answer, nothing, path, tell};
use super::wire;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::identity::{Identity, IdentitySchema};
use crate::framework::moved::{Moved, Source};
use crate::framework::path::Path;
use crate::framework::private::Private;
use crate::framework::resource::{AnyResource, Context, Failed, Plan};
use crate::framework::schema::{Mode, Schema, Type};
use crate::framework::timeouts::Defaults;
use crate::framework::value::Value;

/// The resource's own private state, in ours.
const PRIVATE: &str = "tf-provider.private";

/// The attributes that were configured although the resource could compute them: an apply is shown the plan, and the
/// trait wants the configuration as well.
const CONFIGURED: &str = "tf-provider.configured";

/// A resource has no `timeouts` here, and its writes are never cut short; its reads end then.
const TIMEOUTS: Defaults = Defaults {
    write: Duration::from_secs(60 * 60),
    read: Duration::from_secs(10 * 60),
};

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

pub(super) struct Mounted<R> {
    name: &'static str,
    resource: R,
    schema: Schema,
    wire: Type,
}

/// A read or a plan ended before its answer came.
pub(super) fn interrupted(what: &str) -> Diagnostic {
    Diagnostic::error(
        format!("The {what} was interrupted"),
        "It took too long, or Terraform was told to stop.",
    )
}

impl<R: tf_provider::Resource> Mounted<R> {
    pub(super) fn new(name: &'static str, resource: R, schema: Schema) -> Self {
        let wire = schema.wire_type();
        Self {
            name,
            resource,
            schema,
            wire,
        }
    }

    /// What the resource gave: its state, and the private one, which is kept.
    fn stored(
        &self,
        private: &mut Private,
        state: &impl Serialize,
        own: &impl Serialize,
    ) -> Result<Value, Diagnostic> {
        let state = wire::value(state, &self.wire, "state")?;
        keep(private, own)?;
        Ok(state)
    }

    /// What a create or an update came to. There is an object also when something went wrong.
    fn applied(
        &self,
        cx: &mut Context<'_, impl Sized>,
        given: Option<(impl Serialize, impl Serialize)>,
        said: &Diagnostics,
        what: &str,
    ) -> Result<Value, Failed<Value>> {
        let error = tell(said, &mut cx.diagnostics);
        let state = given.map(|(state, own)| self.stored(&mut cx.private, &state, &own));
        match (state.transpose()?, error) {
            (Some(state), None) => Ok(state),
            (state, Some(error)) => Err(Failed { state, error }),
            (None, None) => Err(nothing(what).into()),
        }
    }

    /// Which attributes the user has set although the resource could compute them.
    fn configured(&self, config: &Value) -> String {
        let both = self.schema.attributes.iter();
        let both = both.filter(|one| one.mode == Mode::OptionalComputed);
        let set = both.filter(|one| !config.attribute(one.name).is_null());
        set.map(|one| one.name).collect::<Vec<_>>().join(",")
    }

    /// The configuration that a plan was made of.
    fn config(&self, planned: &Value, private: &Private) -> Value {
        let configured = private.text(CONFIGURED).unwrap_or_default();
        let mut config = planned.clone();
        for attribute in &self.schema.attributes {
            let written = match attribute.mode {
                Mode::Computed => false,
                Mode::OptionalComputed => configured.split(',').any(|name| name == attribute.name),
                Mode::Required | Mode::Optional => true,
            };
            if !written {
                config.set(attribute.name, Value::Null);
            }
        }
        config
    }
}

/// The private state as the resource left it, packed.
fn own(private: &Private) -> Vec<u8> {
    let kept = private.text(PRIVATE);
    kept.and_then(|text| STANDARD.decode(text).ok())
        .unwrap_or_else(|| wire::NULL.to_vec())
}

fn keep(private: &mut Private, own: &impl Serialize) -> Result<(), Diagnostic> {
    let bytes = wire::written(own, "private state")?;
    if bytes == wire::NULL {
        private.clear(PRIVATE);
    } else {
        private.keep(PRIVATE, &STANDARD.encode(bytes));
    }
    Ok(())
}

impl<P, R> AnyResource<P> for Mounted<R>
where
    P: Send + Sync + 'static,
    R: tf_provider::Resource + 'static,
{
    fn name(&self) -> &'static str {
        self.name
    }

    fn timeouts(&self) -> Defaults {
        TIMEOUTS
    }

    fn schema(&self) -> Schema {
        self.schema.clone()
    }

    fn plan<'a>(
        &'a self,
        cx: &'a mut Context<'_, P>,
        plan: Plan<Value>,
    ) -> Boxed<'a, Result<(Value, Vec<Path>), Diagnostic>> {
        Box::pin(async move {
            let (config, proposed) = (wire::packed(&plan.config), wire::packed(&plan.planned));
            let configured = || wire::read(&config, "configuration");
            let mut said = Diagnostics::default();
            let valid = self.resource.validate(&mut said, configured()?).await;
            answer(valid, &said, &mut cx.diagnostics, "check of the resource")?;

            let mut said = Diagnostics::default();
            let mut replace = plan.replace;
            let state = if let Some(prior) = &plan.prior {
                let (prior, own) = (wire::packed(prior), own(&cx.private));
                let planning = self.resource.plan_update(
                    &mut said,
                    wire::read(&prior, "state")?,
                    wire::read(&proposed, "plan")?,
                    configured()?,
                    wire::read(&own, "private state")?,
                    wire::read(&wire::NULL, "metadata")?,
                );
                let given = cx.operation.run(planning).await;
                let given = given.map_err(|_| interrupted("plan"))?;
                let (state, own, triggers) =
                    answer(given, &said, &mut cx.diagnostics, "plan of the update")?;
                replace.extend(triggers.iter().map(path));
                self.stored(&mut cx.private, &state, &own)?
            } else {
                let planning = self.resource.plan_create(
                    &mut said,
                    wire::read(&proposed, "plan")?,
                    configured()?,
                    wire::read(&wire::NULL, "metadata")?,
                );
                let given = cx.operation.run(planning).await;
                let given = given.map_err(|_| interrupted("plan"))?;
                let (state, own) = answer(given, &said, &mut cx.diagnostics, "plan of the create")?;
                self.stored(&mut cx.private, &state, &own)?
            };
            match self.configured(&plan.config) {
                names if names.is_empty() => cx.private.clear(CONFIGURED),
                names => cx.private.keep(CONFIGURED, &names),
            }
            Ok((state, replace))
        })
    }

    fn plan_destroy<'a>(&'a self, cx: &'a mut Context<'_, P>, prior: &'a Value) -> Boxed<'a, ()> {
        Box::pin(async move {
            let planned = async {
                let (prior, own) = (wire::packed(prior), own(&cx.private));
                let mut said = Diagnostics::default();
                let planning = self.resource.plan_destroy(
                    &mut said,
                    wire::read(&prior, "state")?,
                    wire::read(&own, "private state")?,
                    wire::read(&wire::NULL, "metadata")?,
                );
                let given = cx.operation.run(planning).await;
                let given = given.map_err(|_| interrupted("plan"))?;
                let own = answer(given, &said, &mut cx.diagnostics, "plan of the destroy")?;
                keep(&mut cx.private, &own)
            };
            if let Err(error) = planned.await {
                cx.diagnostics.push(error);
            }
        })
    }

    fn create<'a>(
        &'a self,
        cx: &'a mut Context<'_, P>,
        planned: &'a Value,
    ) -> Boxed<'a, Result<Value, Failed<Value>>> {
        Box::pin(async move {
            let config = wire::packed(&self.config(planned, &cx.private));
            let (planned, own) = (wire::packed(planned), own(&cx.private));
            let mut said = Diagnostics::default();
            let given = self.resource.create(
                &mut said,
                wire::read(&planned, "plan")?,
                wire::read(&config, "configuration")?,
                wire::read(&own, "private state")?,
                wire::read(&wire::NULL, "metadata")?,
            );
            let given = given.await;
            self.applied(cx, given, &said, "create")
        })
    }

    fn read<'a>(
        &'a self,
        cx: &'a mut Context<'_, P>,
        state: &'a Value,
    ) -> Boxed<'a, Result<Option<Value>, Diagnostic>> {
        Box::pin(async move {
            let (state, own) = (wire::packed(state), own(&cx.private));
            let mut said = Diagnostics::default();
            let reading = self.resource.read(
                &mut said,
                wire::read(&state, "state")?,
                wire::read(&own, "private state")?,
                wire::read(&wire::NULL, "metadata")?,
            );
            let given = cx.operation.run(reading).await;
            let given = given.map_err(|_| interrupted("read"))?;
            let error = tell(&said, &mut cx.diagnostics);
            match (given, error) {
                (Some((state, own)), error) => {
                    let state = self.stored(&mut cx.private, &state, &own)?;
                    cx.diagnostics.extend(error);
                    Ok(Some(state))
                }
                (None, Some(error)) => Err(error),
                // What the trait calls gone. It may be a slip of the resource's, so nothing goes in silence.
                (None, None) => {
                    cx.warn(Diagnostic::warning(
                        "An object was not found, and leaves the state",
                        format!(
                            "{} has read nothing, and no error, where it was.",
                            self.name
                        ),
                    ));
                    Ok(None)
                }
            }
        })
    }

    fn update<'a>(
        &'a self,
        cx: &'a mut Context<'_, P>,
        prior: &'a Value,
        planned: &'a Value,
    ) -> Boxed<'a, Result<Value, Failed<Value>>> {
        Box::pin(async move {
            let config = wire::packed(&self.config(planned, &cx.private));
            let (prior, planned) = (wire::packed(prior), wire::packed(planned));
            let own = own(&cx.private);
            let mut said = Diagnostics::default();
            let given = self.resource.update(
                &mut said,
                wire::read(&prior, "state")?,
                wire::read(&planned, "plan")?,
                wire::read(&config, "configuration")?,
                wire::read(&own, "private state")?,
                wire::read(&wire::NULL, "metadata")?,
            );
            let given = given.await;
            self.applied(cx, given, &said, "update")
        })
    }

    fn delete<'a>(
        &'a self,
        cx: &'a mut Context<'_, P>,
        prior: &'a Value,
    ) -> Boxed<'a, Result<(), Diagnostic>> {
        Box::pin(async move {
            let (prior, own) = (wire::packed(prior), own(&cx.private));
            let mut said = Diagnostics::default();
            let given = self.resource.destroy(
                &mut said,
                wire::read(&prior, "state")?,
                wire::read(&own, "private state")?,
                wire::read(&wire::NULL, "metadata")?,
            );
            let given = given.await;
            answer(given, &said, &mut cx.diagnostics, "destroy")
        })
    }

    fn import<'a>(
        &'a self,
        cx: &'a mut Context<'_, P>,
        id: &'a str,
    ) -> Boxed<'a, Result<Value, Diagnostic>> {
        Box::pin(async move {
            let mut said = Diagnostics::default();
            let importing = self.resource.import(&mut said, id.to_owned());
            let given = cx.operation.run(importing).await;
            let given = given.map_err(|_| interrupted("import"))?;
            let (state, own) = answer(given, &said, &mut cx.diagnostics, "import")?;
            self.stored(&mut cx.private, &state, &own)
        })
    }

    fn identity_schema(&self) -> IdentitySchema {
        IdentitySchema::none()
    }

    fn identity(&self, _state: &Value, _private: &Private) -> Option<Identity> {
        None
    }

    fn import_by_identity<'a>(
        &'a self,
        _cx: &'a mut Context<'_, P>,
        _identity: &'a Identity,
    ) -> Boxed<'a, Result<Value, Diagnostic>> {
        let error = Diagnostic::error(
            "Nothing to import by",
            format!(
                "Objects of {} have no identity: import it by its id.",
                self.name
            ),
        );
        Box::pin(std::future::ready(Err(error)))
    }

    fn moved(&self, source: &Source) -> Result<Moved<Value>, Diagnostic> {
        Err(Diagnostic::error(
            format!("{} cannot be taken over", source.type_name),
            format!(
                "{} takes over no object of another resource. Use a `removed` block for it, and import it here.",
                self.name
            ),
        ))
    }
}
