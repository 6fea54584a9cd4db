//! Connections between an endpoint service and the endpoints that ask it: the documented calls of the
//! service's owner. All parameters go into the query.
//!
//! Source: PrivateLink API reference, 2020-04-15; `alibabacloud_privatelink20200415`.

use std::sync::Arc;
use std::time::Duration;

use ::http::Response;

use super::endpoint_model::{self as model, ConnectionPage};
use super::error::unreadable;
use super::ids::{ClientToken, EndpointId, ServiceId};
use super::model::Taken;
pub use super::objects::{Bandwidth, Connection};
use super::peering::json;
use super::rpc::{Rpc, passed};
use super::session::Session;
use super::status::{CONNECTIONS, PENDING};
use crate::cloud::endpoint::{self, Answered, EndpointApi, Filter};
use crate::connection::observe::Collection;
use crate::connection::queue::Turn;
use crate::connection::source::Page;
use crate::connection::status::{Decision, State, Status, Statuses};
use crate::http::client::Effect;
use crate::http::error::{ApiError, Failure};
use crate::operation::{Ended, Operation};

/// A decision, and what an accept sets along with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Accept is "enable", reject is "disable".
    pub decision: Decision,
    /// Of an accept; `None` leaves it to the cloud.
    pub bandwidth: Option<Bandwidth>,
}

/// What a dry run asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trial {
    /// A decision.
    Decide(Draft),
    /// Another bandwidth.
    Widen(Bandwidth),
}

/// The most that one page holds. Without `MaxResults` the cloud sends 50.
const PAGE: usize = 1000;

/// How long a connection may be `Pending` until that must mean that nobody has answered it. The documents call
/// that status "being modified", and name none for what nobody has answered.
const MODIFIED_WITHIN: Duration = Duration::from_secs(20);

/// Those who ask one service, of one account in one region.
pub type Connections<'a> = endpoint::Connections<'a, Session>;

impl EndpointApi for Session {
    type Connection = Connection;
    type Detail = Bandwidth;
    type Cursor = String;
    type Token = ClientToken;

    const STATUSES: Statuses = CONNECTIONS;
    const UNREADABLE: fn(&Response<Vec<u8>>, &str) -> ApiError = unreadable;

    fn id(connection: &Connection) -> &EndpointId {
        &connection.id
    }

    fn has(connection: &Connection, bandwidth: &Bandwidth) -> bool {
        connection.bandwidth.is_none_or(|shown| shown == *bandwidth)
    }

    fn status(connection: &Connection) -> &Status {
        &connection.status
    }

    fn after(mut connection: Connection, waited: Duration) -> Connection {
        if waited >= MODIFIED_WITHIN && connection.status.is(PENDING) {
            connection.status = connection.status.meaning(State::Pending);
        }
        connection
    }

    async fn page(
        all: Connections<'_>,
        operation: &Operation,
        filter: Filter<'_>,
        from: Option<&String>,
    ) -> Result<Answered<Self>, Failure> {
        let service = Some(all.service);
        let (page, answer) = read(all.session, operation, service, filter, from).await?;
        let objects = page.objects.into_iter().map(Into::into).collect();
        let (next, left) = (page.next, page.left);
        let page = Page {
            objects,
            next,
            left,
        };
        Ok((page, answer))
    }

    async fn decide(
        all: Connections<'_>,
        operation: &Operation,
        id: &EndpointId,
        decision: Decision,
        bandwidth: Option<&Bandwidth>,
        token: &ClientToken,
    ) -> Result<Option<Connection>, Failure> {
        let draft = Draft {
            decision,
            bandwidth: bandwidth.copied(),
        };
        let decided = all.decide(operation, id, draft, token).await;
        decided.map(|()| None)
    }

    async fn modify(
        all: Connections<'_>,
        operation: &Operation,
        id: &EndpointId,
        bandwidth: &Bandwidth,
        token: &ClientToken,
    ) -> Result<Option<Connection>, Failure> {
        let widened = all.widen(operation, id, *bandwidth, token).await;
        widened.map(|()| None)
    }

    fn collection(&self, service: &ServiceId) -> Arc<Collection<EndpointId, Connection>> {
        self.connections(service)
    }

    async fn queue(&self, operation: &Operation) -> Result<Option<Turn>, Ended> {
        self.turn(operation).await.map(Some)
    }
}

impl Connections<'_> {
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

    /// Asks the cloud whether it would let something pass.
    ///
    /// # Errors
    /// [`Failure`]; a refusal is what it would meet.
    pub async fn attempt(
        self,
        operation: &Operation,
        id: &EndpointId,
        trial: Trial,
    ) -> Result<(), Failure> {
        let call = match trial {
            Trial::Decide(draft) => self.deciding(id, draft),
            Trial::Widen(bandwidth) => self.widening(id, bandwidth),
        };
        let call = call.dry_run().call();
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

    fn about(self, action: &'static str, id: &EndpointId) -> Rpc {
        Rpc::new(action, Effect::Writes)
            .query("RegionId", Some(self.session.region()))
            .query("ServiceId", Some(self.service.as_str()))
            .query("EndpointId", Some(id.as_str()))
    }
}

/// Reads one page of those who ask a service, or any of the account's in the region.
pub(super) async fn read(
    session: &Session,
    operation: &Operation,
    service: Option<&ServiceId>,
    filter: Filter<'_>,
    from: Option<&String>,
) -> Result<(Page<model::Connection, String>, Response<Vec<u8>>), Failure> {
    let token = from.map(String::as_str);
    let call = Rpc::new("ListVpcEndpointConnections", Effect::Reads)
        .query("RegionId", Some(session.region()))
        .query("ServiceId", service.map(ServiceId::as_str));
    let call = match filter {
        Filter::All => call,
        Filter::Endpoint(id) => call.query("EndpointId", Some(id.as_str())),
        Filter::Status(status) => call.query("ConnectionStatus", Some(status.as_str())),
    };
    let call = call
        .query("MaxResults", Some(PAGE.to_string().as_str()))
        .query("NextToken", token);
    let answer = session.privatelink.call(operation, &call.call()).await?;
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
        objects: page.connections,
        left,
        next,
    };
    Ok((page, answer))
}

fn with(call: Rpc, bandwidth: Bandwidth) -> Rpc {
    call.query("Bandwidth", Some(bandwidth.0.to_string().as_str()))
}
