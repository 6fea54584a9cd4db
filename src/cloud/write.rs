//! A call that changes something, on any cloud.

use ::http::Response;
use jiff::Timestamp;

use crate::http::call::Call;
use crate::http::client::Client;
use crate::http::error::{ApiError, Failure};
use crate::operation::Operation;

/// The error for an answer that cannot be used, and what is wrong with it.
pub type Unreadable = fn(&Response<Vec<u8>>, &str) -> ApiError;

/// Sends what changes something, and reads the answer.
pub(super) async fn send<T>(
    client: &Client,
    operation: &Operation,
    call: &Call,
    read: impl FnOnce(&Response<Vec<u8>>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let since = operation.now();
    let answer = client.call(operation, call).await?;
    read(&answer).map_err(|failure| unclear(&failure, since))
}

/// "Done" in words that cannot be read: it may well have been done.
pub(super) fn unclear(failure: &Failure, since: Timestamp) -> Failure {
    Failure::Unknown {
        problem: failure.to_string(),
        since,
    }
}
