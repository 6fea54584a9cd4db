//! Actions: checked, planned and invoked.

use super::served::{find, no_such, unknown};
use std::sync::Arc;

use super::{Provider, READ, Server, Shape, collect};
use crate::framework::action::{AnyAction, Progress};
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::exchange::{Encoded, stored};
use crate::framework::path::At;
use crate::framework::schema::Schema;
use crate::framework::validate::validate;
use crate::framework::value::Value;

/// An action, its schema and configuration, and the configured provider.
type Prepared<'a, P> = (&'a dyn AnyAction<P>, &'a Schema, Value, Arc<P>);

impl<P: Provider> Server<P> {
    /// The actions' names and schemas.
    pub fn action_schemas(&self) -> impl Iterator<Item = (&'static str, Schema)> {
        let all = self.actions.iter();
        all.map(|one| (one.it.name(), one.it.schema()))
    }

    /// The actions' names.
    pub fn action_names(&self) -> impl Iterator<Item = &'static str> {
        self.actions.iter().map(|one| one.it.name())
    }

    /// Checks the block of an action.
    pub fn validate_action(&self, name: &str, config: Encoded<'_>) -> Diagnostics {
        collect(|told| {
            let (_, shape) = self.action(name)?;
            let config = config.decode(&shape.wire)?;
            validate(&shape.schema.attributes, &config, &At::Root, told);
            Ok(())
        })
    }

    /// Plans an action.
    pub async fn plan_action(&self, name: &str, config: Encoded<'_>) -> Diagnostics {
        let (action, schema, config, configured) = match self.prepared(name, config) {
            Ok(prepared) => prepared,
            Err(error) => return error.into(),
        };
        let mut cx = self.context(&configured, &[], READ);
        validate(&schema.attributes, &config, &At::Root, &mut cx.diagnostics);
        if !cx.diagnostics.has_errors()
            && let Err(error) = action.plan(&mut cx, &config).await
        {
            cx.diagnostics.push(error);
        }
        stored(cx, Value::Null).diagnostics
    }

    /// Carries an action out. It is cancelled when nobody hears of its `progress` any more.
    pub async fn invoke_action(
        &self,
        name: &str,
        config: Encoded<'_>,
        progress: Progress,
    ) -> Diagnostics {
        let (action, schema, config, configured) = match self.prepared(name, config) {
            Ok(prepared) => prepared,
            Err(error) => return error.into(),
        };
        let mut cx = self.context(&configured, &[], action.timeout());
        // A token of its own: this one action ends, whatever else is in flight.
        let cancel = cx.operation.cancellable();
        // What came with the apply was not known when it was planned.
        validate(&schema.attributes, &config, &At::Root, &mut cx.diagnostics);
        cx.diagnostics.extend(unknown(&config));
        if !cx.diagnostics.has_errors() {
            let invoked = {
                let invoking = action.invoke(&mut cx, &config, &progress);
                tokio::pin!(invoking);
                tokio::select! {
                    biased;
                    done = &mut invoking => done,
                    () = progress.abandoned() => {
                        cancel.cancel();
                        // A write in flight is never cut in two.
                        invoking.await
                    }
                }
            };
            if let Err(error) = invoked {
                cx.diagnostics.push(error);
            }
        }
        stored(cx, Value::Null).diagnostics
    }

    /// What a call of an action works with.
    fn prepared(
        &self,
        name: &str,
        config: Encoded<'_>,
    ) -> Result<Prepared<'_, P::Configured>, Diagnostic> {
        let (action, Shape { schema, wire, .. }) = self.action(name)?;
        let config = config.decode(wire)?;
        Ok((action, schema, config, self.configured()?))
    }

    fn action(&self, name: &str) -> Result<(&dyn AnyAction<P::Configured>, &Shape), Diagnostic> {
        let found = find(&self.actions, name, AnyAction::name, |it| {
            Shape::new(it.schema())
        });
        found.ok_or_else(|| no_such("action", "action", name))
    }
}
