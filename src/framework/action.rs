//! What an action is to the framework: something that is done once, without a state. A unit type with functions; its
//! configuration is a struct declared with [`crate::model!`], or an [`Object`](super::object::Object).

use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

use tokio::sync::mpsc;

use super::diagnostics::Diagnostic;
use super::model::ValueType;
use super::resource::{Context, typed};
use super::schema::Schema;
use super::value::Value;

/// An action: its schema and what it does.
pub trait Action: Send + Sync + 'static {
    /// The configured provider.
    type Provider: Send + Sync + 'static;
    /// The attributes.
    type Config: ValueType + Send + 'static;
    /// The name in HCL.
    const NAME: &'static str;
    /// How long it may take.
    const TIMEOUT: Duration;

    /// The schema, whose texts are the documentation.
    fn schema() -> Schema;

    /// Warns of what will not succeed. Calls that only read are allowed; parts of `config` may come with the apply.
    ///
    /// # Errors
    /// What is wrong with what the user wrote.
    fn plan(
        cx: &mut Context<'_, Self::Provider>,
        config: Self::Config,
    ) -> impl Future<Output = Result<(), Diagnostic>> + Send;

    /// Does it. `config` is wholly known.
    ///
    /// # Errors
    /// Why it was not done.
    fn invoke(
        cx: &mut Context<'_, Self::Provider>,
        config: Self::Config,
        progress: &Progress,
    ) -> impl Future<Output = Result<(), Diagnostic>> + Send;
}

/// How many lines may wait for somebody who reads slowly.
const LINES: usize = 32;

/// Tells how an action goes, line by line.
#[derive(Clone, Debug)]
pub struct Progress(mpsc::Sender<String>);

impl Progress {
    /// One end to tell, and one to hear it. Whoever drops the latter cancels the action.
    pub fn channel() -> (Self, mpsc::Receiver<String>) {
        let (tell, hear) = mpsc::channel(LINES);
        (Self(tell), hear)
    }

    /// Tells one line. Whoever reads too slowly misses some: the action waits for nobody.
    pub fn tell(&self, line: impl Into<String>) {
        let _ = self.0.try_send(line.into());
    }

    /// Waits until nobody hears it any more.
    pub(super) async fn abandoned(&self) {
        self.0.closed().await;
    }
}

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// An action of any type of configuration, over plain values.
pub trait AnyAction<P>: Send + Sync {
    /// [`Action::NAME`]
    fn name(&self) -> &'static str;
    /// [`Action::TIMEOUT`]
    fn timeout(&self) -> Duration;
    /// [`Action::schema`]
    fn schema(&self) -> Schema;
    /// [`Action::plan`]
    fn plan<'a>(
        &'a self,
        cx: &'a mut Context<'_, P>,
        config: &'a Value,
    ) -> Boxed<'a, Result<(), Diagnostic>>;
    /// [`Action::invoke`]
    fn invoke<'a>(
        &'a self,
        cx: &'a mut Context<'_, P>,
        config: &'a Value,
        progress: &'a Progress,
    ) -> Boxed<'a, Result<(), Diagnostic>>;
}

/// Wraps an [`Action`] for a table of actions.
pub fn any_action<A: Action>() -> Box<dyn AnyAction<A::Provider>> {
    Box::new(Typed::<A>(PhantomData))
}

struct Typed<A>(PhantomData<A>);

impl<A: Action> AnyAction<A::Provider> for Typed<A> {
    fn name(&self) -> &'static str {
        A::NAME
    }

    fn timeout(&self) -> Duration {
        A::TIMEOUT
    }

    fn schema(&self) -> Schema {
        A::schema()
    }

    fn plan<'a>(
        &'a self,
        cx: &'a mut Context<'_, A::Provider>,
        config: &'a Value,
    ) -> Boxed<'a, Result<(), Diagnostic>> {
        Box::pin(async move { A::plan(cx, typed(config)?).await })
    }

    fn invoke<'a>(
        &'a self,
        cx: &'a mut Context<'_, A::Provider>,
        config: &'a Value,
        progress: &'a Progress,
    ) -> Boxed<'a, Result<(), Diagnostic>> {
        Box::pin(async move { A::invoke(cx, typed(config)?, progress).await })
    }
}
