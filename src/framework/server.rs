//! The life of a provider and its resources by Terraform's rules, without gRPC.

mod action;
mod data;
mod identity;
pub mod list;
mod moved;
mod planning;
mod served;
mod stored_identity;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use self::served::{Served, Shape, empty, find, no_such, served};
pub use self::stored_identity::Import;
use self::stored_identity::{kept, known};
use super::action::AnyAction;
use super::data_source::AnyDataSource;
use super::diagnostics::{Diagnostic, Diagnostics};
use super::exchange::{Encoded, Outcome, Stored, failed, stored};
use super::hidden;
use super::list_resource::AnyListResource;
use super::model::ValueType;
use super::path::At;
use super::plan;
use super::private::Private;
use super::resource::{AnyResource, Context, Creates, Notices};
use super::schema::Schema;
use super::timeouts::Timeout;
use super::validate::validate;
use super::value::Value;
use crate::operation::{Clock, Operation};

/// A provider: its configuration, and all that it offers.
pub trait Provider: Send + Sync + 'static {
    /// The attributes of the `provider` block.
    type Config: ValueType + Send;
    /// What resources work with.
    type Configured: Notices + Send + Sync + 'static;

    /// The schema of the `provider` block.
    fn schema(&self) -> Schema;
    /// The resources.
    fn resources(&self) -> Vec<Box<dyn AnyResource<Self::Configured>>>;
    /// The data sources.
    fn data_sources(&self) -> Vec<Box<dyn AnyDataSource<Self::Configured>>> {
        Vec::new()
    }
    /// The list resources, each named like the resource whose objects it finds.
    fn list_resources(&self) -> Vec<Box<dyn AnyListResource<Self::Configured>>> {
        Vec::new()
    }
    /// The actions.
    fn actions(&self) -> Vec<Box<dyn AnyAction<Self::Configured>>> {
        Vec::new()
    }
    /// Checks what the schema's rules cannot.
    fn validate(&self, config: &Self::Config, diagnostics: &mut Diagnostics);
    /// Takes the configuration. No network here: it is needed by whoever calls a cloud first.
    fn configure(&self, config: Self::Config) -> Self::Configured;
}

/// Serves one provider.
pub struct Server<P: Provider> {
    provider: P,
    clock: Clock,
    resources: Vec<Served<Box<dyn AnyResource<P::Configured>>>>,
    data_sources: Vec<Served<Box<dyn AnyDataSource<P::Configured>>>>,
    lists: Vec<Served<Box<dyn AnyListResource<P::Configured>>>>,
    actions: Vec<Served<Box<dyn AnyAction<P::Configured>>>>,
    configured: Mutex<Option<Arc<P::Configured>>>,
    stop: Mutex<CancellationToken>,
}

/// Reads, plans and imports have no `timeouts` of their own.
const READ: Duration = Duration::from_secs(120);

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<P: Provider> Server<P> {
    /// A server for `provider`, not yet configured.
    pub fn new(provider: P, clock: Clock) -> Self {
        Self {
            resources: served(provider.resources()),
            data_sources: served(provider.data_sources()),
            lists: served(provider.list_resources()),
            actions: served(provider.actions()),
            provider,
            clock,
            configured: Mutex::new(None),
            stop: Mutex::new(CancellationToken::new()),
        }
    }

    /// The schema of the `provider` block.
    pub fn provider_schema(&self) -> Schema {
        self.provider.schema()
    }

    /// The resources' names and schemas.
    pub fn resource_schemas(&self) -> impl Iterator<Item = (&'static str, Schema)> {
        let all = self.resources.iter();
        all.map(|one| (one.it.name(), one.it.schema()))
    }

    /// The resources' names.
    pub fn resource_names(&self) -> impl Iterator<Item = &'static str> {
        self.resources.iter().map(|one| one.it.name())
    }

    /// Aborts every wait and read in flight. What comes later is not affected.
    pub fn stop(&self) {
        let stopped = std::mem::take(&mut *locked(&self.stop));
        stopped.cancel();
    }

    /// Aborts the same, and every wait and read to come, until the next [`Server::stop`]: for a Ctrl-C
    /// that the host may keep to itself.
    pub fn interrupt(&self) {
        locked(&self.stop).cancel();
    }

    /// Checks the `provider` block.
    pub fn validate_provider(&self, config: Encoded<'_>) -> Diagnostics {
        collect(|told| {
            let (config, typed) = self.provider_config(config)?;
            validate(&self.provider.schema().attributes, &config, &At::Root, told);
            self.provider.validate(&typed, told);
            Ok(())
        })
    }

    /// Takes the `provider` block. What was configured before, its caches too, is dropped.
    pub fn configure(&self, config: Encoded<'_>) -> Diagnostics {
        collect(|told| {
            let (config, typed) = self.provider_config(config)?;
            validate(&self.provider.schema().attributes, &config, &At::Root, told);
            self.provider.validate(&typed, told);
            if !told.has_errors() {
                *locked(&self.configured) = Some(Arc::new(self.provider.configure(typed)));
            }
            Ok(())
        })
    }

    fn provider_config(&self, config: Encoded<'_>) -> Result<(Value, P::Config), Diagnostic> {
        let of = self.provider.schema().wire_type();
        let config = match config.decode(&of)? {
            Value::Null => empty(&of),
            config => config,
        };
        let typed = P::Config::from_value(&config).ok_or_else(|| {
            Diagnostic::error("Unreadable provider configuration", "It is not an object.")
        })?;
        Ok((config, typed))
    }

    /// Checks the block of a resource.
    pub fn validate_resource(&self, name: &str, config: Encoded<'_>) -> Diagnostics {
        collect(|told| {
            let (_, shape) = self.resource(name)?;
            let config = config.decode(&shape.wire)?;
            validate(&shape.schema.attributes, &config, &At::Root, told);
            Ok(())
        })
    }

    /// Brings a stored state to today's schema.
    pub fn upgrade(&self, name: &str, version: i64, state: Encoded<'_>) -> Outcome<Value> {
        let mut outcome = Outcome::default();
        let upgraded = self.resource(name).and_then(|(_, Shape { schema, wire, .. })| {
            if version > schema.version {
                return Err(Diagnostic::error(
                    "State from a newer provider",
                    format!(
                        "The state of {name} has schema version {version}, and this provider knows \
                         up to {}. Use the provider version that wrote it, or a newer one.",
                        schema.version
                    ),
                ));
            }
            state.decode(wire)
        });
        match upgraded {
            Ok(value) => outcome.answer = value,
            Err(error) => outcome.diagnostics.push(error),
        }
        outcome
    }

    /// Reads an object; a null state says that it is gone.
    pub async fn read(
        &self,
        name: &str,
        state: Encoded<'_>,
        private: &[u8],
        identity: Encoded<'_>,
    ) -> Outcome<Stored> {
        let prepared = self.resource(name).and_then(|(resource, shape)| {
            let values = (state.decode(&shape.wire)?, known(shape, identity)?);
            Ok((resource, shape, values, self.configured()?))
        });
        let (resource, shape, (state, before), configured) = match prepared {
            Ok(prepared) => prepared,
            Err(error) => return failed(error, private),
        };
        let schema = &shape.schema;
        let mut cx = self.context(&configured, private, resource.timeouts().read);
        let revealed = hidden::reveal(schema, &cx.private, &state);
        let read = match resource.read(&mut cx, &revealed).await {
            Ok(None) => Value::Null,
            Ok(Some(read)) => {
                hidden::hide(schema, &mut cx.private, &state, &read);
                plan::keep_form(schema, &state, plan::resolve(read))
            }
            Err(error) => {
                cx.diagnostics.push(error);
                state
            }
        };
        let identity = stored_identity::read(resource, shape, before.as_ref(), &read, &mut cx);
        stored(cx, read).identified(identity)
    }

    /// Carries a plan out.
    pub async fn apply(
        &self,
        name: &str,
        prior: Encoded<'_>,
        planned: Encoded<'_>,
        private: &[u8],
        identity: Encoded<'_>,
    ) -> Outcome<Stored> {
        let prepared = self.resource(name).and_then(|(resource, shape)| {
            let values = (
                prior.decode(&shape.wire)?,
                planned.decode(&shape.wire)?,
                known(shape, identity)?,
            );
            Ok((resource, shape, values, self.configured()?))
        });
        let (resource, shape, (prior, planned, before), configured) = match prepared {
            Ok(prepared) => prepared,
            Err(error) => return failed(error, private),
        };
        let schema = &shape.schema;
        let defaults = resource.timeouts();
        let timeout = if planned.is_null() {
            Timeout::Delete.of(&prior, defaults)
        } else if prior.is_null() {
            Timeout::Create.of(&planned, defaults)
        } else {
            Timeout::Update.of(&planned, defaults)
        };
        let mut cx = self.context(&configured, private, timeout);
        Creates::applied(&mut cx.private);
        cx.earlier = Some(cx.private.take_notes());
        let identity = before.filter(|_| !prior.is_null());
        let before = hidden::reveal(schema, &cx.private, &prior);
        let state = if planned.is_null() {
            match resource.delete(&mut cx, &before).await {
                Ok(()) => Value::Null,
                Err(error) => {
                    cx.diagnostics.push(error);
                    prior
                }
            }
        } else {
            let wanted = hidden::reveal(schema, &cx.private, &planned);
            let applied = if prior.is_null() {
                resource.create(&mut cx, &wanted).await
            } else {
                resource.update(&mut cx, &before, &wanted).await
            };
            match applied {
                Ok(state) => {
                    hidden::hide(schema, &mut cx.private, &planned, &state);
                    plan::honour(&planned, state)
                }
                Err(failed) => {
                    cx.diagnostics.push(failed.error);
                    match failed.state {
                        Some(state) => {
                            hidden::hide(schema, &mut cx.private, &planned, &state);
                            plan::keep_form(schema, &planned, plan::resolve(state))
                        }
                        None => prior,
                    }
                }
            }
        };
        let identity = kept(resource, shape, identity.as_ref(), &state, &cx);
        stored(cx, state).identified(identity)
    }

    fn resource(
        &self,
        name: &str,
    ) -> Result<(&dyn AnyResource<P::Configured>, &Shape), Diagnostic> {
        let all = &self.resources;
        let found = find(all, name, AnyResource::name, |it| {
            Shape::identified(it.schema(), it.identity_schema())
        });
        found.ok_or_else(|| no_such("resource type", "resource", name))
    }

    fn configured(&self) -> Result<Arc<P::Configured>, Diagnostic> {
        locked(&self.configured).clone().ok_or_else(|| {
            Diagnostic::error(
                "Provider not configured",
                "Terraform used the provider before it configured it. Please report this.",
            )
        })
    }

    fn context<'a>(
        &self,
        provider: &'a P::Configured,
        private: &[u8],
        timeout: Duration,
    ) -> Context<'a, P::Configured> {
        let cancel = locked(&self.stop).clone();
        Context {
            provider,
            operation: Operation::new(self.clock.clone(), cancel, timeout),
            private: Private::decode(private),
            earlier: None,
            diagnostics: Diagnostics::default(),
        }
    }
}

fn collect(work: impl FnOnce(&mut Diagnostics) -> Result<(), Diagnostic>) -> Diagnostics {
    let mut told = Diagnostics::default();
    if let Err(error) = work(&mut told) {
        told.push(error);
    }
    told
}
