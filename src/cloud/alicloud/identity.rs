//! Whose the credentials are.
//!
//! Source: STS API reference, "GetCallerIdentity".

use super::error::unreadable;
use super::ids::AccountId;
use super::model::CallerIdentity;
use super::rpc::Rpc;
use crate::http::call::Effect;
use crate::http::client::Client;
use crate::http::error::Failure;
use crate::operation::Operation;

/// The account that the keys belong to.
///
/// # Errors
/// [`Failure`]
pub async fn of_caller(sts: &Client, operation: &Operation) -> Result<AccountId, Failure> {
    let call = Rpc::new("GetCallerIdentity", Effect::Reads).call();
    let answer = sts.call(operation, &call).await?;
    let identity: CallerIdentity = serde_json::from_slice(answer.body())
        .map_err(|_| unreadable(&answer, "The answer names no account"))?;
    Ok(identity.account_id)
}
