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
use super::rpc::{self, Rpc};
use super::session::Session;
use super::status::{CONNECTIONS, PENDING};
use crate::cloud::endpoint::{self, About, Answered, EndpointApi, Filter};
use crate::cloud::every_service::{EveryService, PageOfAll, Services};
use crate::cloud::write::{Unreadable, send};
use crate::connection::observe::Collection;
use crate::connection::queue::Turn;
use crate::connection::source::Page;
use crate::connection::status::{Decision, State, Status, Statuses};
use crate::http::call::Effect;
use crate::http::error::Failure;
use crate::operation::{Ended, Operation};

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
    const UNREADABLE: Unreadable = unreadable;

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
        Ok((page.map(Into::into), answer))
    }

    async fn decide(
        about: About<'_, Self>,
        decision: Decision,
        bandwidth: Option<&Bandwidth>,
    ) -> Result<Option<Connection>, Failure> {
        let draft = Draft {
            decision,
            bandwidth: bandwidth.copied(),
        };
        write(&about, about.all.deciding(about.id, draft)).await
    }

    async fn modify(
        about: About<'_, Self>,
        bandwidth: &Bandwidth,
    ) -> Result<Option<Connection>, Failure> {
        write(&about, about.all.widening(about.id, *bandwidth)).await
    }

    fn collection(&self, service: &ServiceId) -> Arc<Collection<EndpointId, Connection, String>> {
        self.here().connections(service)
    }

    async fn queue(&self, operation: &Operation) -> Result<Option<Turn>, Ended> {
        self.turn(operation).await.map(Some)
    }
}

/// Who asks any of the account's services: one list has them all, since `ServiceId` is optional.
impl EveryService for Session {
    async fn services(&self, _operation: &Operation) -> Result<Services, Failure> {
        Ok(Services::Together)
    }

    async fn page_of(
        &self,
        operation: &Operation,
        service: Option<&ServiceId>,
        filter: Filter<'_>,
        from: Option<&String>,
    ) -> Result<PageOfAll<Self>, Failure> {
        let (page, answer) = read(self, operation, service, filter, from).await?;
        let with_service = |one: model::Connection| {
            let asked = one.service_id.clone().or_else(|| service.cloned());
            let unknown = || unreadable(&answer, "A connection does not say which service it asks");
            Ok((asked.ok_or_else(unknown)?, one.into()))
        };
        page.try_map(with_service)
    }
}

impl Connections<'_> {
    /// The call that decides about an endpoint.
    pub(super) fn deciding(self, id: &EndpointId, draft: Draft) -> Rpc {
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

    /// The call that sets its bandwidth.
    pub(super) fn widening(self, id: &EndpointId, bandwidth: Bandwidth) -> Rpc {
        with(
            self.about("UpdateVpcEndpointConnectionAttribute", id),
            bandwidth,
        )
    }

    fn about(self, action: &'static str, id: &EndpointId) -> Rpc {
        Rpc::new(action, Effect::Writes)
            .query("RegionId", Some(self.session.region()))
            .query("ServiceId", Some(self.service.as_str()))
            .query("EndpointId", Some(id.as_str()))
    }
}

/// Sends what changes a connection, which the answer does not show.
async fn write(about: &About<'_, Session>, call: Rpc) -> Result<Option<Connection>, Failure> {
    let call = call.query("ClientToken", Some(about.token.as_str())).call();
    let session = about.all.session;
    let _writing = session.stamps().begin().of(about.id.as_str());
    let read = |answer: &_| json::<Taken>(answer).map(|_| None);
    send(&session.privatelink, about.operation, &call, read).await
}

/// Reads one page of those who ask a service, or any of the account's in the region.
async fn read(
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
    let listed: ConnectionPage = json(&answer)?;
    let total = listed.total_count.as_ref().and_then(model::Count::number);
    let told = (listed.next_token, total);
    let page = rpc::page(&answer, listed.connections, told, (token, PAGE))?;
    Ok((page, answer))
}

fn with(call: Rpc, bandwidth: Bandwidth) -> Rpc {
    call.query("Bandwidth", Some(bandwidth.0.to_string().as_str()))
}
