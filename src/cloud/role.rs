//! Becoming a role: another tenant's rights, for a while.

use std::sync::Arc;

use ::http::Response;

use crate::credential::Issued;
use crate::credential::cache::{Fetching, Source};
use crate::http::call::Call;
use crate::http::client::Client;
use crate::http::error::{ApiError, Failure};
use crate::operation::Operation;

/// Becomes a role.
pub(super) struct Assumed {
    /// For whoever this calls as.
    pub(super) service: Client,
    pub(super) call: Call,
    /// What of the account comes from variables and files, for who is refused.
    pub(super) taken: Option<Arc<str>>,
    /// The keys of an answer.
    pub(super) keys: fn(&Response<Vec<u8>>) -> Result<Issued, ApiError>,
}

impl Source<Failure> for Assumed {
    fn fetch<'a>(&'a self, operation: &'a Operation) -> Fetching<'a, Failure> {
        Box::pin(async move {
            let answer = self.service.call(operation, &self.call).await;
            let answer = answer.map_err(|failure| failure.of_role(self.taken.as_deref()))?;
            Ok((self.keys)(&answer)?)
        })
    }
}
