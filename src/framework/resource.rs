//! What a resource is to the framework. A resource is a unit type with functions; its state is a
//! struct declared with [`crate::model!`].

use std::marker::PhantomData;
use std::pin::Pin;

use super::diagnostics::{Diagnostic, Diagnostics};
use super::identity::{Identity, IdentitySchema};
use super::model::ValueType;
use super::moved::{Moved, Source};
use super::path::Path;
use super::plan::replacements;
use super::private::Private;
use super::schema::Schema;
use super::timeouts::Defaults;
use super::value::Value;
use crate::operation::Operation;

/// What one call may use. `P` is the configured provider.
pub struct Context<'a, P> {
    /// The configured provider.
    pub provider: &'a P,
    /// How long it may take, and whether it was interrupted.
    pub operation: Operation,
    /// Our marks on the object.
    pub private: Private,
    /// The notes of the plan that this one repeats, at the beginning of an apply, or of the plan that is
    /// applied. Nothing where the host does not hand them on.
    pub earlier: Option<Private>,
    /// Warnings so far. Errors are returned instead, so that none can be forgotten.
    pub diagnostics: Diagnostics,
}

/// What a configured provider may have to tell, whatever it was called for.
pub trait Notices {
    /// Warnings that were not told yet.
    fn notices(&self) -> Vec<Diagnostic>;
}

impl<P> Context<'_, P> {
    /// Tells the user something that is no error.
    pub fn warn(&mut self, warning: Diagnostic) {
        self.diagnostics.push(warning.into_warning());
    }
}

/// What a planned create is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Creates {
    /// The only change of its resource.
    New,
    /// The second half of a replacement, planned right after the first one.
    Replacement,
}

/// Our mark on an object whose change was planned. To replace it, Terraform plans a create right after, and
/// shows it the private state of the first plan: so the create knows which half it is.
const CHANGE_PLANNED: &str = "change_planned";

impl Creates {
    /// What a plan of an object that was `prior` is, when it is a create; else it is marked.
    pub(super) fn planned(private: &mut Private, prior: &Value) -> Self {
        let marked = private.has(CHANGE_PLANNED);
        if prior.is_null() {
            private.clear(CHANGE_PLANNED);
        } else {
            private.set(CHANGE_PLANNED);
        }
        if marked { Self::Replacement } else { Self::New }
    }

    /// What was planned is being applied.
    pub(super) fn applied(private: &mut Private) {
        private.clear(CHANGE_PLANNED);
    }
}

/// A change as it is planned.
#[derive(Clone, Debug)]
pub struct Plan<S> {
    /// What a create is; of no meaning for an update.
    pub creates: Creates,
    /// What is; `None` for a create.
    pub prior: Option<S>,
    /// What the user wrote.
    pub config: S,
    /// What will be, ours to complete. What was computed before is still there on an update.
    pub planned: S,
    /// The attributes whose planned change replaces the object: those of the schema, and what a
    /// resource adds.
    pub replace: Vec<Path>,
}

impl<S: ValueType + Clone> Plan<S> {
    /// A change of an object of `schema`, which says what replaces it.
    pub fn new(schema: &Schema, prior: Option<S>, config: S, planned: S) -> Self {
        let value = |state: &S| state.clone().into_value();
        let replace = prior.as_ref().map_or_else(Vec::new, |prior| {
            replacements(schema, &value(prior), &value(&planned))
        });
        Self {
            creates: Creates::New,
            prior,
            config,
            planned,
            replace,
        }
    }

    /// Whether it destroys what is and makes another, also when that depends on what comes with the
    /// apply.
    pub fn replaces(&self) -> bool {
        !self.replace.is_empty()
    }
}

/// A create or an update that did not do what was asked, and what came of it all the same.
#[derive(Debug)]
pub struct Failed<S> {
    /// The object, when there is one: Terraform must hear of it, or it is lost.
    pub state: Option<S>,
    /// What went wrong.
    pub error: Diagnostic,
}

impl<S> From<Diagnostic> for Failed<S> {
    fn from(error: Diagnostic) -> Self {
        Self { state: None, error }
    }
}

/// A resource: its schema and what each event does.
pub trait Resource: Send + Sync + 'static {
    /// The configured provider.
    type Provider: Send + Sync + 'static;
    /// The attributes.
    type State: ValueType + Clone + PartialEq + Send + Sync + 'static;
    /// The name in HCL.
    const NAME: &'static str;
    /// How long things may take by default.
    const TIMEOUTS: Defaults;

    /// The schema, whose texts are the documentation.
    fn schema() -> Schema;

    /// What names an object, whichever configuration reaches it.
    fn identity_schema() -> IdentitySchema;

    /// That of an object, by its state and our marks, as far as they tell.
    fn identity(state: &Self::State, private: &Private) -> Identity;

    /// Completes a plan: what else becomes unknown, what is already known. Calls that only read are
    /// allowed; must come to the same again.
    fn plan(
        cx: &mut Context<'_, Self::Provider>,
        plan: &mut Plan<Self::State>,
    ) -> impl Future<Output = Result<(), Diagnostic>> + Send;

    /// Warns of what a destroy will do. What the cloud or the other side did is never an error: `terraform
    /// destroy` plans first, and would fail, too. That another resource of the same plan needs what would be
    /// destroyed may be one, pushed to the context's diagnostics.
    fn plan_destroy(
        cx: &mut Context<'_, Self::Provider>,
        prior: &Self::State,
    ) -> impl Future<Output = ()> + Send;

    /// Makes the object.
    fn create(
        cx: &mut Context<'_, Self::Provider>,
        planned: Self::State,
    ) -> impl Future<Output = Result<Self::State, Failed<Self::State>>> + Send;

    /// Reads the object; `None` when it is gone.
    fn read(
        cx: &mut Context<'_, Self::Provider>,
        state: Self::State,
    ) -> impl Future<Output = Result<Option<Self::State>, Diagnostic>> + Send;

    /// Changes the object.
    fn update(
        cx: &mut Context<'_, Self::Provider>,
        prior: Self::State,
        planned: Self::State,
    ) -> impl Future<Output = Result<Self::State, Failed<Self::State>>> + Send;

    /// Removes the object. It being gone already is success.
    fn delete(
        cx: &mut Context<'_, Self::Provider>,
        prior: Self::State,
    ) -> impl Future<Output = Result<(), Diagnostic>> + Send;

    /// The least state that a read can start from, by an id that a user typed.
    fn import(
        cx: &mut Context<'_, Self::Provider>,
        id: &str,
    ) -> impl Future<Output = Result<Self::State, Diagnostic>> + Send;

    /// The same by an identity, or as much of it as a user wrote.
    fn import_by_identity(
        cx: &mut Context<'_, Self::Provider>,
        identity: &Identity,
    ) -> impl Future<Output = Result<Self::State, Diagnostic>> + Send;

    /// What the stored object of another resource is here, for a `moved` block. It must be pure.
    ///
    /// # Errors
    /// What the user is told of a resource or a state that cannot be taken over.
    fn moved(source: &Source) -> Result<Moved<Self::State>, Diagnostic>;
}

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A resource of any state type, over plain values.
pub trait AnyResource<P>: Send + Sync {
    /// [`Resource::NAME`]
    fn name(&self) -> &'static str;
    /// [`Resource::TIMEOUTS`]
    fn timeouts(&self) -> Defaults;
    /// [`Resource::schema`]
    fn schema(&self) -> Schema;
    /// [`Resource::identity_schema`]
    fn identity_schema(&self) -> IdentitySchema;
    /// [`Resource::identity`]; of no object there is none.
    fn identity(&self, state: &Value, private: &Private) -> Option<Identity>;
    /// [`Resource::plan`]
    fn plan<'a>(
        &'a self,
        cx: &'a mut Context<'_, P>,
        plan: Plan<Value>,
    ) -> Boxed<'a, Result<(Value, Vec<Path>), Diagnostic>>;
    /// [`Resource::plan_destroy`]
    fn plan_destroy<'a>(&'a self, cx: &'a mut Context<'_, P>, prior: &'a Value) -> Boxed<'a, ()>;
    /// [`Resource::create`]
    fn create<'a>(
        &'a self,
        cx: &'a mut Context<'_, P>,
        planned: &'a Value,
    ) -> Boxed<'a, Result<Value, Failed<Value>>>;
    /// [`Resource::read`]
    fn read<'a>(
        &'a self,
        cx: &'a mut Context<'_, P>,
        state: &'a Value,
    ) -> Boxed<'a, Result<Option<Value>, Diagnostic>>;
    /// [`Resource::update`]
    fn update<'a>(
        &'a self,
        cx: &'a mut Context<'_, P>,
        prior: &'a Value,
        planned: &'a Value,
    ) -> Boxed<'a, Result<Value, Failed<Value>>>;
    /// [`Resource::delete`]
    fn delete<'a>(
        &'a self,
        cx: &'a mut Context<'_, P>,
        prior: &'a Value,
    ) -> Boxed<'a, Result<(), Diagnostic>>;
    /// [`Resource::import`]
    fn import<'a>(
        &'a self,
        cx: &'a mut Context<'_, P>,
        id: &'a str,
    ) -> Boxed<'a, Result<Value, Diagnostic>>;
    /// [`Resource::import_by_identity`]
    fn import_by_identity<'a>(
        &'a self,
        cx: &'a mut Context<'_, P>,
        identity: &'a Identity,
    ) -> Boxed<'a, Result<Value, Diagnostic>>;
    /// [`Resource::moved`]
    ///
    /// # Errors
    /// Likewise.
    fn moved(&self, source: &Source) -> Result<Moved<Value>, Diagnostic>;
}

/// Wraps a [`Resource`] for a table of resources.
pub fn any<R: Resource>() -> Box<dyn AnyResource<R::Provider>> {
    Box::new(Typed::<R>(PhantomData))
}

struct Typed<R>(PhantomData<R>);

/// What a value is as a struct.
pub(super) fn typed<S: ValueType>(value: &Value) -> Result<S, Diagnostic> {
    S::from_value(value).ok_or_else(|| {
        Diagnostic::error(
            "Unexpected value",
            "Terraform sent no object where one was expected. Please report this.",
        )
    })
}

fn untyped<S: ValueType>(failed: Failed<S>) -> Failed<Value> {
    Failed {
        state: failed.state.map(ValueType::into_value),
        error: failed.error,
    }
}

impl<R: Resource> AnyResource<R::Provider> for Typed<R> {
    fn name(&self) -> &'static str {
        R::NAME
    }

    fn timeouts(&self) -> Defaults {
        R::TIMEOUTS
    }

    fn schema(&self) -> Schema {
        R::schema()
    }

    fn identity_schema(&self) -> IdentitySchema {
        R::identity_schema()
    }

    fn identity(&self, state: &Value, private: &Private) -> Option<Identity> {
        let state = R::State::from_value(state)?;
        Some(R::identity(&state, private))
    }

    fn plan<'a>(
        &'a self,
        cx: &'a mut Context<'_, R::Provider>,
        plan: Plan<Value>,
    ) -> Boxed<'a, Result<(Value, Vec<Path>), Diagnostic>> {
        Box::pin(async move {
            let mut plan = Plan {
                creates: plan.creates,
                prior: plan.prior.as_ref().map(typed).transpose()?,
                config: typed(&plan.config)?,
                planned: typed(&plan.planned)?,
                replace: plan.replace,
            };
            R::plan(cx, &mut plan).await?;
            Ok((plan.planned.into_value(), plan.replace))
        })
    }

    fn plan_destroy<'a>(
        &'a self,
        cx: &'a mut Context<'_, R::Provider>,
        prior: &'a Value,
    ) -> Boxed<'a, ()> {
        Box::pin(async move {
            if let Some(prior) = R::State::from_value(prior) {
                R::plan_destroy(cx, &prior).await;
            }
        })
    }

    fn create<'a>(
        &'a self,
        cx: &'a mut Context<'_, R::Provider>,
        planned: &'a Value,
    ) -> Boxed<'a, Result<Value, Failed<Value>>> {
        Box::pin(async move {
            let created = R::create(cx, typed(planned)?).await;
            created.map(ValueType::into_value).map_err(untyped)
        })
    }

    fn read<'a>(
        &'a self,
        cx: &'a mut Context<'_, R::Provider>,
        state: &'a Value,
    ) -> Boxed<'a, Result<Option<Value>, Diagnostic>> {
        Box::pin(async move {
            let read = R::read(cx, typed(state)?).await?;
            Ok(read.map(ValueType::into_value))
        })
    }

    fn update<'a>(
        &'a self,
        cx: &'a mut Context<'_, R::Provider>,
        prior: &'a Value,
        planned: &'a Value,
    ) -> Boxed<'a, Result<Value, Failed<Value>>> {
        Box::pin(async move {
            let updated = R::update(cx, typed(prior)?, typed(planned)?).await;
            updated.map(ValueType::into_value).map_err(untyped)
        })
    }

    fn delete<'a>(
        &'a self,
        cx: &'a mut Context<'_, R::Provider>,
        prior: &'a Value,
    ) -> Boxed<'a, Result<(), Diagnostic>> {
        Box::pin(async move { R::delete(cx, typed(prior)?).await })
    }

    fn import<'a>(
        &'a self,
        cx: &'a mut Context<'_, R::Provider>,
        id: &'a str,
    ) -> Boxed<'a, Result<Value, Diagnostic>> {
        Box::pin(async move { Ok(R::import(cx, id).await?.into_value()) })
    }

    fn import_by_identity<'a>(
        &'a self,
        cx: &'a mut Context<'_, R::Provider>,
        identity: &'a Identity,
    ) -> Boxed<'a, Result<Value, Diagnostic>> {
        Box::pin(async move { Ok(R::import_by_identity(cx, identity).await?.into_value()) })
    }

    fn moved(&self, source: &Source) -> Result<Moved<Value>, Diagnostic> {
        let Moved { state, warning } = R::moved(source)?;
        Ok(Moved {
            state: state.into_value(),
            warning,
        })
    }
}
