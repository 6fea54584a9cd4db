//! What a data source is to the framework: a unit type with functions, its attributes a struct
//! declared with [`crate::model!`].

use std::marker::PhantomData;
use std::pin::Pin;

use super::diagnostics::Diagnostic;
use super::model::ValueType;
use super::resource::{Context, typed};
use super::schema::Schema;
use super::value::Value;

/// A data source: its schema and how it is read.
pub trait DataSource: Send + Sync + 'static {
    /// The configured provider.
    type Provider: Send + Sync + 'static;
    /// The attributes.
    type State: ValueType + Send + 'static;
    /// The name in HCL.
    const NAME: &'static str;

    /// The schema, whose texts are the documentation.
    fn schema() -> Schema;

    /// Completes `config`, which is wholly known.
    fn read(
        cx: &mut Context<'_, Self::Provider>,
        config: Self::State,
    ) -> impl Future<Output = Result<Self::State, Diagnostic>> + Send;
}

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A data source of any state type, over plain values.
pub trait AnyDataSource<P>: Send + Sync {
    /// [`DataSource::NAME`]
    fn name(&self) -> &'static str;
    /// [`DataSource::schema`]
    fn schema(&self) -> Schema;
    /// [`DataSource::read`]
    fn read<'a>(
        &'a self,
        cx: &'a mut Context<'_, P>,
        config: &'a Value,
    ) -> Boxed<'a, Result<Value, Diagnostic>>;
}

/// Wraps a [`DataSource`] for a table of data sources.
pub fn any_data<D: DataSource>() -> Box<dyn AnyDataSource<D::Provider>> {
    Box::new(Typed::<D>(PhantomData))
}

struct Typed<D>(PhantomData<D>);

impl<D: DataSource> AnyDataSource<D::Provider> for Typed<D> {
    fn name(&self) -> &'static str {
        D::NAME
    }

    fn schema(&self) -> Schema {
        D::schema()
    }

    fn read<'a>(
        &'a self,
        cx: &'a mut Context<'_, D::Provider>,
        config: &'a Value,
    ) -> Boxed<'a, Result<Value, Diagnostic>> {
        Box::pin(async move { Ok(D::read(cx, typed(config)?).await?.into_value()) })
    }
}
