//! VPC peering connections: the documented calls.
//!
//! Source: VpcPeer API reference, 2022-01-01. Where a parameter goes, form or query, is as in
//! `alibabacloud_vpcpeer20220101`.

use ::http::Response;
use serde::de::DeserializeOwned;

use super::calls::{self, Trial};
use super::error::unreadable;
use super::ids::{ClientToken, PeeringId};
use super::model::{self, Created, Taken};
pub use super::objects::{Changes, Draft, Extra, Own, Peering, Routes};
use super::rpc::{Rpc, passed};
use super::session::Session;
pub use crate::connection::handle::Deletion;
use crate::connection::knowledge::Observed;
use crate::connection::status::Decision;
use crate::http::client::Effect;
use crate::http::error::{Failure, Kind};
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

    /// Asks for one peering by itself, which may not be allowed.
    pub(super) async fn show(
        self,
        operation: &Operation,
        id: &PeeringId,
    ) -> Result<Observed<Peering>, Failure> {
        let call = Rpc::new("GetVpcPeerConnectionAttribute", Effect::Reads)
            .form("InstanceId", Some(id.as_str()));
        let answer = match self.0.vpcpeer.call(operation, &call.call()).await {
            Err(Failure::Refused(error)) if error.kind == Kind::NotFound => {
                return Ok(Observed::Absent(Some(error)));
            }
            answer => answer?,
        };
        let peering: Peering = json::<model::Peering>(&answer)?.into();
        if peering.id != *id {
            let problem = format!("The cloud was asked for {id} and returned {}", peering.id);
            return Err(unreadable(&answer, &problem).into());
        }
        Ok(Observed::There(peering))
    }

    /// Changes name, description, bandwidth or kind of link.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn modify(
        self,
        operation: &Operation,
        id: &PeeringId,
        changes: &Changes,
        token: &ClientToken,
    ) -> Result<(), Failure> {
        let call = calls::modify(id, changes).form("ClientToken", Some(token.as_str()));
        self.change(operation, id, call).await
    }

    /// Accepts or rejects. What is the accepter's `own` is given with an accept.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn decide(
        self,
        operation: &Operation,
        id: &PeeringId,
        decision: Decision,
        own: &Own,
        token: &ClientToken,
    ) -> Result<(), Failure> {
        let call = calls::decide(id, decision, own);
        let call = call.form("ClientToken", Some(token.as_str()));
        self.change(operation, id, call).await
    }

    /// Deletes. With [`Routes::Delete`] the cloud deletes the routes to it as well, else it refuses
    /// while there are any.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn delete(
        self,
        operation: &Operation,
        id: &PeeringId,
        routes: Routes,
        token: &ClientToken,
    ) -> Result<Deletion, Failure> {
        let call = calls::delete(id, routes).form("ClientToken", Some(token.as_str()));
        let writing = self.0.stamps().begin().of(id.as_str());
        match self.write::<Taken>(operation, call).await {
            Ok(_) => {
                writing.deleted();
                Ok(Deletion::Begun)
            }
            Err(failure) if failure.is(Kind::NotFound) => Ok(Deletion::NothingThere),
            Err(failure) => Err(failure),
        }
    }

    /// Asks the cloud whether it would let a change pass.
    ///
    /// # Errors
    /// [`Failure`]; a refusal is what the change would meet.
    pub async fn attempt(self, operation: &Operation, trial: Trial<'_>) -> Result<(), Failure> {
        passed(self.0.vpcpeer.call(operation, &trial.call().call()).await)
    }

    pub(super) async fn change(
        self,
        operation: &Operation,
        id: &PeeringId,
        call: Rpc,
    ) -> Result<(), Failure> {
        let _writing = self.0.stamps().begin().of(id.as_str());
        self.write::<Taken>(operation, call).await.map(|_| ())
    }

    /// Sends what changes something.
    async fn write<T: DeserializeOwned>(
        self,
        operation: &Operation,
        call: Rpc,
    ) -> Result<T, Failure> {
        let since = operation.now();
        let answer = self.0.vpcpeer.call(operation, &call.call()).await?;
        // "Done" in words that cannot be read: it may well have been done.
        json(&answer).map_err(|failure| Failure::Unknown {
            problem: failure.to_string(),
            since,
        })
    }
}

pub(super) fn json<T: DeserializeOwned>(answer: &Response<Vec<u8>>) -> Result<T, Failure> {
    serde_json::from_slice(answer.body())
        .map_err(|_| unreadable(answer, "The answer is not what the API documents").into())
}
