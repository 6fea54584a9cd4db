//! List resources: checked, and read as far as somebody wants to know.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use super::served::{find, no_such, unknown};
use super::{Provider, Server, Shape, collect};
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::exchange::{Encoded, stored};
use crate::framework::list_resource::{AnyListResource, Results, Stopped};
use crate::framework::path::At;
use crate::framework::plan;
use crate::framework::schema::{Schema, Type};
use crate::framework::validate::validate;
use crate::framework::value::Value;

/// How long a whole list may take: as long as somebody reads it. Each call has its own time.
const LIST: Duration = Duration::from_secs(24 * 3600);

/// What is wanted of a list.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Whether each result carries the object.
    pub include_object: bool,
    /// How many results.
    pub limit: i64,
}

/// One result of a list.
#[derive(Debug)]
pub struct Listed {
    /// The identity, whole.
    pub identity: Value,
    /// What people call it.
    pub display_name: String,
    /// The object, where it is wanted.
    pub object: Option<Value>,
}

/// What a list tells.
#[derive(Debug)]
pub enum Told {
    /// It found an object.
    Found(Box<Listed>),
    /// It is at its end, with this to say.
    Ended(Diagnostics),
}

/// A list that is being read. It goes on only while it is polled, and what is in flight ends when it is dropped.
pub struct Listing {
    /// Nothing once it has ended.
    reading: Option<Pin<Box<dyn Future<Output = Diagnostics> + Send>>>,
    results: Results,
    show: Box<dyn Fn(crate::framework::list_resource::Found) -> Listed + Send + Sync>,
}

impl Listing {
    /// What it tells next; nothing after its end.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Told>> {
        let Some(reading) = &mut self.reading else {
            return Poll::Ready(None);
        };
        let polled = reading.as_mut().poll(cx);
        if let Some(found) = self.results.take() {
            if let Poll::Ready(told) = polled {
                // The last one: what else there is to say comes after it.
                self.reading = Some(Box::pin(std::future::ready(told)));
            }
            return Poll::Ready(Some(Told::Found(Box::new((self.show)(found)))));
        }
        match polled {
            Poll::Pending => Poll::Pending,
            Poll::Ready(told) => {
                self.reading = None;
                Poll::Ready(Some(Told::Ended(told)))
            }
        }
    }

    /// A list that says only this.
    fn failed(error: Diagnostic) -> Self {
        Self {
            reading: Some(Box::pin(std::future::ready(error.into()))),
            results: Results::at_most(0),
            show: Box::new(|found| Listed {
                identity: Value::Null,
                display_name: found.display_name,
                object: None,
            }),
        }
    }
}

impl<P: Provider> Server<P> {
    /// The list resources' names and schemas.
    pub fn list_schemas(&self) -> impl Iterator<Item = (&'static str, Schema)> {
        let all = self.lists.iter();
        all.map(|one| (one.it.name(), one.it.schema()))
    }

    /// The list resources' names.
    pub fn list_names(&self) -> impl Iterator<Item = &'static str> {
        self.lists.iter().map(|one| one.it.name())
    }

    /// Checks the block of a list, and how many results it asks for.
    pub fn validate_list(
        &self,
        name: &str,
        config: Encoded<'_>,
        limit: Encoded<'_>,
    ) -> Diagnostics {
        collect(|told| {
            let (_, shape) = self.list_resource(name)?;
            let config = config.decode(&shape.wire)?;
            validate(&shape.schema.attributes, &config, &At::Root, told);
            if let Value::Number(limit) = limit.decode(&Type::Number)?
                && limit.as_i64().is_some_and(|limit| limit < 1)
            {
                told.push(no_results());
            }
            Ok(())
        })
    }

    /// Begins to read a list.
    pub fn list(self: &Arc<Self>, name: &str, config: Encoded<'_>, wanted: Wanted) -> Listing {
        let begun = self.list_resource(name).and_then(|(_, shape)| {
            let limit = u64::try_from(wanted.limit).unwrap_or_default();
            if limit == 0 {
                return Err(no_results());
            }
            Ok((config.decode(&shape.wire)?, limit, self.configured()?))
        });
        let identity = self.resource(name);
        let identity = identity.map(|(_, shape)| (shape.identity.clone(), shape.schema.clone()));
        let (config, limit, configured, identity, schema) = match (begun, identity) {
            (Ok((config, limit, configured)), Ok((identity, schema))) => {
                (config, limit, configured, identity, schema)
            }
            (Err(error), _) | (_, Err(error)) => return Listing::failed(error),
        };
        let results = Results::at_most(limit);
        let (server, name, to) = (Arc::clone(self), name.to_owned(), results.clone());
        let reading = async move {
            let Ok((list, Shape { schema, .. })) = server.list_resource(&name) else {
                return Diagnostics::default();
            };
            let mut cx = server.context(&configured, &[], LIST);
            // What came with other values was not known when Core had the block checked.
            validate(&schema.attributes, &config, &At::Root, &mut cx.diagnostics);
            cx.diagnostics.extend(unknown(&config));
            if !cx.diagnostics.has_errors()
                && let Err(Stopped::Failed(error)) = list.list(&mut cx, &config, &to).await
            {
                cx.diagnostics.push(error);
            }
            stored(cx, Value::Null).diagnostics
        };
        Listing {
            reading: Some(Box::pin(reading)),
            results,
            show: Box::new(move |found| Listed {
                identity: identity.to_value(&found.identity),
                display_name: found.display_name,
                object: wanted.include_object.then(|| {
                    let blank = Value::Null;
                    plan::keep_form(&schema, &blank, plan::resolve(found.object))
                }),
            }),
        }
    }

    fn list_resource(
        &self,
        name: &str,
    ) -> Result<(&dyn AnyListResource<P::Configured>, &Shape), Diagnostic> {
        let found = find(&self.lists, name, AnyListResource::name, |it| {
            Shape::new(it.schema())
        });
        found.ok_or_else(|| no_such("list resource", "list resource", name))
    }
}

fn no_results() -> Diagnostic {
    Diagnostic::error(
        "A list of no results",
        "limit is less than 1. Leave it out for 100 results, or set how many are wanted.",
    )
}
