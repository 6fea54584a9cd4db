//! How a cloud is listed: its name, its texts for users, and how it is opened.

use std::sync::Arc;

use serde_json::Value;

use super::cloud::Cloud;

/// A cloud in the list of them.
pub(crate) struct Listed {
    /// Its name in the seed, the control API and the state file.
    pub(crate) name: &'static str,
    /// What is simulated of it, for `simulate --help`.
    pub(crate) offers: &'static str,
    /// What every access key stands for there, for `simulate --help`.
    pub(crate) tenants: &'static str,
    /// Its part of a provider configuration, with `{url}` where the simulator is.
    pub(crate) configuration: &'static str,
    /// Opens it, with its part of the seed where there is one.
    pub(crate) open: fn(Option<Value>) -> serde_json::Result<Arc<dyn Cloud>>,
}
