//! What a list resource is to the framework: it finds what is there, for `terraform query`. A unit type with functions, of
//! the same name as the resource whose objects it finds.

use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use super::diagnostics::Diagnostic;
use super::identity::Identity;
use super::model::ValueType;
use super::resource::{Context, typed};
use super::schema::Schema;
use super::value::Value;

/// A list resource: its schema and what it finds.
pub trait ListResource: Send + Sync + 'static {
    /// The configured provider.
    type Provider: Send + Sync + 'static;
    /// The attributes.
    type Config: ValueType + Send + 'static;
    /// The name in HCL, that of the resource.
    const NAME: &'static str;

    /// The schema, whose texts are the documentation.
    fn schema() -> Schema;

    /// Hands over what is there, one by one. `config` is wholly known.
    ///
    /// # Errors
    /// [`Stopped`] when enough was handed over, or why not everything could be.
    fn list(
        cx: &mut Context<'_, Self::Provider>,
        config: Self::Config,
        results: &Results,
    ) -> impl Future<Output = Result<(), Stopped>> + Send;
}

/// An object that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// What it is.
    pub identity: Identity,
    /// What people call it.
    pub display_name: String,
    /// Its state, as an import would show it.
    pub object: Value,
}

/// Why a list ends before its end.
#[derive(Debug)]
pub enum Stopped {
    /// Nobody wants more.
    Enough,
    /// It cannot be read on.
    Failed(Diagnostic),
}

impl From<Diagnostic> for Stopped {
    fn from(error: Diagnostic) -> Self {
        Self::Failed(error)
    }
}

/// Where what is found is handed over. Nothing happens in a list while nobody asks for its next object.
#[derive(Clone, Debug)]
pub struct Results(Arc<Mutex<Handed>>);

#[derive(Debug)]
struct Handed {
    /// The one that was not taken yet.
    next: Option<Found>,
    /// How many are wanted still.
    left: u64,
}

impl Results {
    /// Takes `limit` objects.
    pub(super) fn at_most(limit: u64) -> Self {
        let (next, left) = (None, limit);
        Self(Arc::new(Mutex::new(Handed { next, left })))
    }

    /// Hands an object over, and waits until the one after it is asked for.
    ///
    /// # Errors
    /// [`Stopped::Enough`] once nobody wants another one.
    pub async fn send(&self, found: Found) -> Result<(), Stopped> {
        let left = {
            let mut handed = self.lock();
            handed.next = Some(found);
            handed.left = handed.left.saturating_sub(1);
            handed.left
        };
        if left == 0 {
            return Err(Stopped::Enough);
        }
        // Whoever takes it polls again when they want the next one: no waker is needed.
        std::future::poll_fn(|_| {
            if self.lock().next.is_none() {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
        Ok(())
    }

    /// The object that was handed over.
    pub(super) fn take(&self) -> Option<Found> {
        self.lock().next.take()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Handed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A list resource of any type of configuration, over plain values.
pub trait AnyListResource<P>: Send + Sync {
    /// [`ListResource::NAME`]
    fn name(&self) -> &'static str;
    /// [`ListResource::schema`]
    fn schema(&self) -> Schema;
    /// [`ListResource::list`]
    fn list<'a>(
        &'a self,
        cx: &'a mut Context<'_, P>,
        config: &'a Value,
        results: &'a Results,
    ) -> Boxed<'a, Result<(), Stopped>>;
}

/// Wraps a [`ListResource`] for a table of list resources.
pub fn any_list<L: ListResource>() -> Box<dyn AnyListResource<L::Provider>> {
    Box::new(Typed::<L>(PhantomData))
}

struct Typed<L>(PhantomData<L>);

impl<L: ListResource> AnyListResource<L::Provider> for Typed<L> {
    fn name(&self) -> &'static str {
        L::NAME
    }

    fn schema(&self) -> Schema {
        L::schema()
    }

    fn list<'a>(
        &'a self,
        cx: &'a mut Context<'_, L::Provider>,
        config: &'a Value,
        results: &'a Results,
    ) -> Boxed<'a, Result<(), Stopped>> {
        Box::pin(async move { L::list(cx, typed(config)?, results).await })
    }
}
