//! VPC peering connections: the documented calls.
//!
//! Source: VpcPeer API reference, 2022-01-01. Where a parameter goes, form or query, is as in
//! `alibabacloud_vpcpeer20220101`.

use ::http::Response;
use serde::de::DeserializeOwned;

use super::calls;
use super::error::unreadable;
use super::ids::{ClientToken, PeeringId};
use super::model::{Created, Taken};
pub use super::objects::{Changes, Draft, Extra, Own, Peering, Routes};
use super::rpc::Rpc;
use super::session::Session;
use crate::cloud::write::send;
use crate::http::error::Failure;
use crate::operation::Operation;

/// The peerings of one account.
#[derive(Clone, Copy)]
pub struct Peerings<'a>(pub &'a Session);

impl Peerings<'_> {
    /// Asks for a peering, and returns its id: nothing else is known of it yet. Sent again with the same
    /// `token` it makes no second one.
    ///
    /// # Errors
    /// [`Failure`]; an answer that cannot be read is [`Failure::Unknown`].
    pub async fn create(
        self,
        operation: &Operation,
        draft: &Draft,
        token: &ClientToken,
    ) -> Result<PeeringId, Failure> {
        let call = calls::create(draft).form("ClientToken", Some(token.as_str()));
        let writing = self.0.stamps().begin();
        let made: Created = self.write(operation, call).await?;
        writing.created(made.instance_id.as_str());
        Ok(made.instance_id)
    }

    pub(super) async fn change(
        self,
        operation: &Operation,
        id: &PeeringId,
        call: Rpc,
    ) -> Result<(), Failure> {
        let _writing = self.0.stamps().begin().of(id.as_str());
        self.write::<Taken>(operation, call).await.map(drop)
    }

    /// Sends what changes something.
    pub(super) async fn write<T: DeserializeOwned>(
        self,
        operation: &Operation,
        call: Rpc,
    ) -> Result<T, Failure> {
        send(&self.0.vpcpeer, operation, &call.call(), json).await
    }
}

pub(super) fn json<T: DeserializeOwned>(answer: &Response<Vec<u8>>) -> Result<T, Failure> {
    serde_json::from_slice(answer.body())
        .map_err(|_| unreadable(answer, "The answer is not what the API documents").into())
}
