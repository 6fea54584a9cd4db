//! A data source of tf-provider as the framework serves it.

use std::pin::Pin;

use tf_provider::Diagnostics;

use super::diagnostics::answer;
use super::resource::interrupted;
use super::wire;
use crate::framework::data_source::AnyDataSource;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::resource::Context;
use crate::framework::schema::{Schema, Type};
use crate::framework::value::Value;

pub(super) struct MountedData<D> {
    name: &'static str,
    data: D,
    schema: Schema,
    wire: Type,
}

impl<D> MountedData<D> {
    pub(super) fn new(name: &'static str, data: D, schema: Schema) -> Self {
        let wire = schema.wire_type();
        Self {
            name,
            data,
            schema,
            wire,
        }
    }
}

impl<P, D> AnyDataSource<P> for MountedData<D>
where
    P: Send + Sync + 'static,
    D: tf_provider::DataSource + 'static,
{
    fn name(&self) -> &'static str {
        self.name
    }

    fn schema(&self) -> Schema {
        self.schema.clone()
    }

    fn read<'a>(
        &'a self,
        cx: &'a mut Context<'_, P>,
        config: &'a Value,
    ) -> Pin<Box<dyn Future<Output = Result<Value, Diagnostic>> + Send + 'a>> {
        Box::pin(async move {
            let config = wire::packed(config);
            let read = |what| wire::read(&config, what);
            let mut said = Diagnostics::default();
            let valid = self.data.validate(&mut said, read("configuration")?).await;
            answer(
                valid,
                &said,
                &mut cx.diagnostics,
                "check of the data source",
            )?;

            let mut said = Diagnostics::default();
            let (config, meta) = (read("configuration")?, wire::read(&wire::NULL, "metadata")?);
            let reading = self.data.read(&mut said, config, meta);
            let found = cx.operation.run(reading).await;
            let found = found.map_err(|_| interrupted("read"))?;
            let found = answer(found, &said, &mut cx.diagnostics, "read of the data source")?;
            wire::value(&found, &self.wire, "object")
        })
    }
}
