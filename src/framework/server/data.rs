//! Data sources: checked and read.

use super::served::{find, no_such};
use super::{Provider, READ, Server, Shape, collect, plan};
use crate::framework::data_source::AnyDataSource;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::exchange::{Encoded, Outcome, stored};
use crate::framework::path::At;
use crate::framework::schema::Schema;
use crate::framework::validate::validate;
use crate::framework::value::Value;

impl<P: Provider> Server<P> {
    /// The data sources' names and schemas.
    pub fn data_schemas(&self) -> impl Iterator<Item = (&'static str, Schema)> {
        let all = self.data_sources.iter();
        all.map(|one| (one.it.name(), one.it.schema()))
    }

    /// The data sources' names.
    pub fn data_names(&self) -> impl Iterator<Item = &'static str> {
        self.data_sources.iter().map(|one| one.it.name())
    }

    /// Checks the block of a data source.
    pub fn validate_data(&self, name: &str, config: Encoded<'_>) -> Diagnostics {
        collect(|told| {
            let (_, shape) = self.data_source(name)?;
            let config = config.decode(&shape.wire)?;
            validate(&shape.schema.attributes, &config, &At::Root, told);
            Ok(())
        })
    }

    /// Reads a data source.
    pub async fn read_data(&self, name: &str, config: Encoded<'_>) -> Outcome<Value> {
        let prepared = self
            .data_source(name)
            .and_then(|(source, Shape { schema, wire, .. })| {
                let config = config.decode(wire)?;
                Ok((source, schema, config, self.configured()?))
            });
        let (source, schema, config, configured) = match prepared {
            Ok(prepared) => prepared,
            Err(error) => {
                return Outcome {
                    answer: Value::Null,
                    diagnostics: error.into(),
                };
            }
        };
        let mut cx = self.context(&configured, &[], READ);
        // What came with other resources was not known when Core had the block checked.
        validate(&schema.attributes, &config, &At::Root, &mut cx.diagnostics);
        let mut answer = Value::Null;
        if !cx.diagnostics.has_errors() {
            match source.read(&mut cx, &config).await {
                Ok(read) => answer = plan::keep_form(schema, &config, plan::resolve(read)),
                Err(error) => cx.diagnostics.push(error),
            }
        }
        let Outcome {
            answer,
            diagnostics,
        } = stored(cx, answer);
        Outcome {
            answer: answer.state,
            diagnostics,
        }
    }

    fn data_source(
        &self,
        name: &str,
    ) -> Result<(&dyn AnyDataSource<P::Configured>, &Shape), Diagnostic> {
        let found = find(&self.data_sources, name, AnyDataSource::name, |it| {
            Shape::new(it.schema())
        });
        found.ok_or_else(|| no_such("data source", "data source", name))
    }
}
