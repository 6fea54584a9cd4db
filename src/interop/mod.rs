//! Resources and data sources that were written for the crate [`tf_provider`], served by our plugin.
//!
//! That crate's own server lets in whoever connects, sends nested attributes in a form that hosts refuse, and forgets an
//! object whose destroy returned nothing. Here its traits alone are used: [`mount`] and [`mount_data`] make of them what the
//! framework serves, and everything else (certificates, sockets, Terraform's rules) is ours. `docs/guides/tf-provider.md`
//! shows how, and says what differs.
//!
//! A leaf: nothing else in the crate knows of it, and it knows the framework alone.

mod data_source;
mod diagnostics;
mod resource;
mod schema;
mod wire;

use tf_provider::Diagnostics;

use self::data_source::MountedData;
use self::resource::Mounted;
pub use self::schema::Unfit;
use self::schema::{converted, kept};
use crate::framework::data_source::AnyDataSource;
use crate::framework::resource::AnyResource;
use crate::framework::schema::Schema;

/// Makes a resource of the framework of one that implements tf-provider's trait, under its name in HCL.
///
/// # Errors
/// [`Unfit`] when its schema holds something that the framework does not have.
pub fn mount<P, R>(name: &str, resource: R) -> Result<Box<dyn AnyResource<P>>, Unfit>
where
    P: Send + Sync + 'static,
    R: tf_provider::Resource + 'static,
{
    let schema = schema_of(name, |told| resource.schema(told))?;
    Ok(Box::new(Mounted::new(kept(name), resource, schema)))
}

/// The same of a data source.
///
/// # Errors
/// [`Unfit`] when its schema holds something that the framework does not have.
pub fn mount_data<P, D>(name: &str, data: D) -> Result<Box<dyn AnyDataSource<P>>, Unfit>
where
    P: Send + Sync + 'static,
    D: tf_provider::DataSource + 'static,
{
    let schema = schema_of(name, |told| data.schema(told))?;
    Ok(Box::new(MountedData::new(kept(name), data, schema)))
}

fn schema_of(
    name: &str,
    schema: impl FnOnce(&mut Diagnostics) -> Option<tf_provider::schema::Schema>,
) -> Result<Schema, Unfit> {
    let mut told = Diagnostics::default();
    let found = schema(&mut told);
    if let Some(error) = told.errors.first() {
        return Err(Unfit::None {
            of: name.to_owned(),
            why: diagnostics::without_trace(&error.summary).to_owned(),
        });
    }
    let found = found.ok_or_else(|| Unfit::None {
        of: name.to_owned(),
        why: "it returned nothing".to_owned(),
    })?;
    converted(name, &found)
}
