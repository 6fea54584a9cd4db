//! Connections between an endpoint service and the endpoints that ask it: the documented calls of the
//! service's owner. All parameters go into the query.
//!
//! Source: PrivateLink API reference, 2020-04-15; `alibabacloud_privatelink20200415`.

use ::http::Response;
use serde::de::DeserializeOwned;

use super::endpoint_model::{self as model, ConnectionPage};
use super::error::unreadable;
use super::ids::{ClientToken, EndpointId, ServiceId};
use super::model::Taken;
pub use super::objects::{Bandwidth, Connection};
use super::rpc::{Rpc, passed};
use super::session::Session;
use crate::connection::knowledge::Observed;
use crate::connection::pages;
use crate::connection::port::Page;
use crate::connection::status::{Decision, Status};
use crate::http::client::Effect;
use crate::http::error::{Failure, Kind};
use crate::operation::Operation;

/// A decision, and what an accept sets along with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Accept is "enable", reject is "disable".
    pub decision: Decision,
    /// Of an accept; `None` leaves it to the cloud.
    pub bandwidth: Option<Bandwidth>,
}

/// The most that one page holds. Without `MaxResults` the cloud sends 50.
const PAGE: usize = 1000;

/// Those who ask one service, of one account in one region.
#[derive(Clone, Copy)]
pub struct Connections<'a> {
    /// The owner's account.
    pub session: &'a Session,
    /// The service.
    pub service: &'a ServiceId,
}

impl Connections<'_> {
    /// Reads one by itself.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn get(
        self,
        operation: &Operation,
        id: &EndpointId,
    ) -> Result<Observed<Connection>, Failure> {
        let call = self.listing().query("EndpointId", Some(id.as_str()));
        let page = match self.some(operation, call, None).await {
            Err(Failure::Refused(error)) if error.kind == Kind::NotFound => {
                return Ok(Observed::Absent(Some(error)));
            }
            page => page?.0,
        };
        let found = page.objects.into_iter().find(|one| one.id == *id);
        Ok(found.map_or(Observed::Absent(None), Observed::There))
    }

    /// Reads one page of all, from `token` on.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn page(
        self,
        operation: &Operation,
        token: Option<&str>,
    ) -> Result<Page<Connection, String>, Failure> {
        Ok(self.some(operation, self.listing(), token).await?.0)
    }

    /// Reads all pages; with `status` only those that stand there.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn list(
        self,
        operation: &Operation,
        status: Option<&Status>,
    ) -> Result<Vec<Connection>, Failure> {
        let status = status.map(Status::as_str);
        let page = |from: Option<String>| async move {
            let call = self.listing().query("ConnectionStatus", status);
            self.some(operation, call, from.as_deref()).await
        };
        Ok(pages::all(page, |one| one.id.clone(), unreadable).await?.0)
    }

    /// One page, and the answer it came in.
    async fn some(
        self,
        operation: &Operation,
        call: Rpc,
        token: Option<&str>,
    ) -> Result<(Page<Connection, String>, Response<Vec<u8>>), Failure> {
        let call = call
            .query("MaxResults", Some(PAGE.to_string().as_str()))
            .query("NextToken", token);
        let client = &self.session.privatelink;
        let answer = client.call(operation, &call.call()).await?;
        let page: ConnectionPage = json(&answer)?;
        let next = page.next_token.filter(|next| !next.is_empty());
        if next.is_some() && next.as_deref() == token {
            return Err(unreadable(&answer, "The cloud sent the same page twice").into());
        }
        // How many pages are left is known on the first one.
        let total = page.total_count.as_ref().and_then(model::Count::number);
        let left = total
            .filter(|_| token.is_none() && next.is_some())
            .map(|total| total.div_ceil(PAGE).saturating_sub(1));
        let page = Page {
            objects: page.connections.into_iter().map(Into::into).collect(),
            left,
            next,
        };
        Ok((page, answer))
    }

    /// Accepts or rejects one endpoint.
    ///
    /// # Errors
    /// [`Failure`]; an answer that cannot be read is [`Failure::Unknown`].
    pub async fn decide(
        self,
        operation: &Operation,
        id: &EndpointId,
        draft: Draft,
        token: &ClientToken,
    ) -> Result<(), Failure> {
        let call = self.deciding(id, draft);
        self.write(operation, id, call, token).await
    }

    /// Gives a connection another bandwidth.
    ///
    /// # Errors
    /// [`Failure`]; an answer that cannot be read is [`Failure::Unknown`].
    pub async fn widen(
        self,
        operation: &Operation,
        id: &EndpointId,
        bandwidth: Bandwidth,
        token: &ClientToken,
    ) -> Result<(), Failure> {
        let call = self.widening(id, bandwidth);
        self.write(operation, id, call, token).await
    }

    /// Asks the cloud whether it would let a decision pass.
    ///
    /// # Errors
    /// [`Failure`]; a refusal is what the decision would meet.
    pub async fn try_decision(
        self,
        operation: &Operation,
        id: &EndpointId,
        draft: Draft,
    ) -> Result<(), Failure> {
        let call = self.deciding(id, draft).dry_run().call();
        passed(self.session.privatelink.call(operation, &call).await)
    }

    /// Asks the cloud whether it would let a change of the bandwidth pass.
    ///
    /// # Errors
    /// [`Failure`]; a refusal is what the change would meet.
    pub async fn try_bandwidth(
        self,
        operation: &Operation,
        id: &EndpointId,
        bandwidth: Bandwidth,
    ) -> Result<(), Failure> {
        let call = self.widening(id, bandwidth).dry_run().call();
        passed(self.session.privatelink.call(operation, &call).await)
    }

    fn deciding(self, id: &EndpointId, draft: Draft) -> Rpc {
        match draft.decision {
            Decision::Accept => {
                let call = self.about("EnableVpcEndpointConnection", id);
                match draft.bandwidth {
                    Some(bandwidth) => with(call, bandwidth),
                    None => call,
                }
            }
            Decision::Reject => self.about("DisableVpcEndpointConnection", id),
        }
    }

    fn widening(self, id: &EndpointId, bandwidth: Bandwidth) -> Rpc {
        with(
            self.about("UpdateVpcEndpointConnectionAttribute", id),
            bandwidth,
        )
    }

    /// Sends what changes a connection.
    async fn write(
        self,
        operation: &Operation,
        id: &EndpointId,
        call: Rpc,
        token: &ClientToken,
    ) -> Result<(), Failure> {
        let call = call.query("ClientToken", Some(token.as_str())).call();
        let _writing = self.session.stamps().begin().of(id.as_str());
        let since = operation.now();
        let answer = self.session.privatelink.call(operation, &call).await?;
        // "Done" in words that cannot be read: it may well have been done.
        let read = json::<Taken>(&answer).map(|_| ());
        read.map_err(|failure| Failure::Unknown {
            problem: failure.to_string(),
            since,
        })
    }

    fn listing(self) -> Rpc {
        Rpc::new("ListVpcEndpointConnections", Effect::Reads)
            .query("RegionId", Some(self.session.region()))
            .query("ServiceId", Some(self.service.as_str()))
    }

    fn about(self, action: &'static str, id: &EndpointId) -> Rpc {
        Rpc::new(action, Effect::Writes)
            .query("RegionId", Some(self.session.region()))
            .query("ServiceId", Some(self.service.as_str()))
            .query("EndpointId", Some(id.as_str()))
    }
}

fn with(call: Rpc, bandwidth: Bandwidth) -> Rpc {
    call.query("Bandwidth", Some(bandwidth.0.to_string().as_str()))
}

fn json<T: DeserializeOwned>(answer: &Response<Vec<u8>>) -> Result<T, Failure> {
    serde_json::from_slice(answer.body())
        .map_err(|_| unreadable(answer, "The answer is not what the API documents").into())
}
