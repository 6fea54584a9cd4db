//! Connections between an endpoint service and the endpoints that ask it, API v1: the documented calls of
//! the service's owner.
//!
//! Source: VPC Endpoint API reference, "VPC Endpoint Services".

use std::borrow::Cow;
use std::sync::Arc;

use ::http::Method;
use serde_json::{Value, json};

use super::endpoint_model as wire;
use super::error::unreadable;
use super::ids::{EndpointId, ServiceId};
pub use super::objects::{Approval, Connection, Problem};
use super::peering::read;
use super::session::Session;
use super::sign::encode;
use super::status::CONNECTIONS;
use crate::cloud::endpoint::{self, About, Answered, EndpointApi, Filter};
use crate::cloud::write::{Unreadable, send};
use crate::connection::observe::Collection;
use crate::connection::source::Page;
use crate::connection::status::{Decision, State, Status, Statuses};
use crate::http::call::{Call, Effect};
use crate::http::error::Failure;
use crate::operation::Operation;

/// The most that one page holds. Without a `limit` the cloud sends 10.
const PAGE: usize = 1000;

/// The query for the page that begins after so many.
pub(super) fn paging(offset: usize) -> Vec<(Cow<'static, str>, String)> {
    let mut query = vec![("limit".into(), PAGE.to_string())];
    if offset > 0 {
        query.push(("offset".into(), offset.to_string()));
    }
    query
}

/// That page, of `total` objects on all, as far as the cloud tells.
pub(super) fn page<T>(offset: usize, objects: Vec<T>, total: Option<usize>) -> Page<T, usize> {
    let count = objects.len();
    let seen = offset.saturating_add(count);
    let more = count > 0 && total.map_or(count >= PAGE, |total| seen < total);
    Page {
        objects,
        next: more.then_some(seen),
        left: total.map(|total| total.saturating_sub(seen).div_ceil(PAGE)),
    }
}

/// Those who ask one service, of one account in one region.
pub type Connections<'a> = endpoint::Connections<'a, Session>;

impl EndpointApi for Session {
    type Connection = Connection;
    /// A description.
    type Detail = String;
    /// How many came before.
    type Cursor = usize;
    type Token = ();

    const STATUSES: Statuses = CONNECTIONS;
    const UNREADABLE: Unreadable = unreadable;

    fn id(connection: &Connection) -> &EndpointId {
        &connection.id
    }

    fn has(connection: &Connection, description: &String) -> bool {
        connection.description.as_ref() == Some(description)
    }

    fn status(connection: &Connection) -> &Status {
        &connection.status
    }

    async fn page(
        all: Connections<'_>,
        operation: &Operation,
        filter: Filter<'_>,
        from: Option<&usize>,
    ) -> Result<Answered<Self>, Failure> {
        let mut call = all.call("ListServiceConnections", Method::GET, "/connections");
        let offset = from.copied().unwrap_or_default();
        call.query = paging(offset);
        match filter {
            Filter::Endpoint(id) => call.query.push(("id".into(), id.to_string())),
            // The list is documented to know these.
            Filter::Status(status)
                if matches!(
                    status.state(),
                    State::Pending | State::Accepted | State::Rejected | State::Failed
                ) =>
            {
                let status = status.as_str().to_owned();
                call.query.push(("status".into(), status));
            }
            Filter::Status(_) | Filter::All => {}
        }
        let answer = all.session.vpcep.call(operation, &call).await?;
        let listed: wire::Connections = read(&answer)?;
        let page = page(offset, listed.connections, listed.total_count);
        Ok((page.map(Into::into), answer))
    }

    async fn decide(
        about: About<'_, Self>,
        decision: Decision,
        _description: Option<&String>,
    ) -> Result<Option<Connection>, Failure> {
        let (api, below) = ("AcceptOrRejectEndpoint", "/connections/action");
        let action = match decision {
            Decision::Accept => "receive",
            Decision::Reject => "reject",
        };
        // "Each request accepts or rejects only one VPC endpoint."
        let body = json!({ "action": action, "endpoints": [about.id] });
        write(&about, about.all.call(api, Method::POST, below), body).await
    }

    async fn modify(
        about: About<'_, Self>,
        description: &String,
    ) -> Result<Option<Connection>, Failure> {
        let (api, below) = ("UpdateEndpointConnectionsDesc", "/connections/description");
        let body = json!({ "connections": [{ "id": about.id, "description": description }] });
        write(&about, about.all.call(api, Method::PUT, below), body).await
    }

    fn collection(&self, service: &ServiceId) -> Arc<Collection<EndpointId, Connection, usize>> {
        self.here().connections(service)
    }

    /// A service without approval accepts what its owner rejects.
    async fn overrules(all: Connections<'_>, operation: &Operation, decision: Decision) -> bool {
        if decision == Decision::Accept {
            return false;
        }
        let approvals = &all.session.here().approvals;
        let approval = approvals.of(operation, all.service, all.approval(operation));
        approval.await == Some(Approval::NotNeeded)
    }
}

impl Connections<'_> {
    /// Whether the service asks for an approval; `None` where the cloud does not say.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn approval(self, operation: &Operation) -> Result<Option<Approval>, Failure> {
        let call = self.call("ListServiceDetails", Method::GET, "");
        let answer = self.session.vpcep.call(operation, &call).await?;
        let service: wire::Service = read(&answer)?;
        Ok(service.approval_enabled.map(|enabled| {
            if enabled {
                Approval::Needed
            } else {
                Approval::NotNeeded
            }
        }))
    }

    /// A call below the service.
    fn call(self, api: &'static str, method: Method, below: &str) -> Call {
        let project = encode(self.session.project.as_str());
        let service = encode(self.service.as_str());
        let path = format!("/v1/{project}/vpc-endpoint-services/{service}{below}");
        Call::new(api, method, path, Effect::Reads)
    }
}

/// Sends what changes a connection. The answer has to be about that one.
async fn write(
    about: &About<'_, Session>,
    call: Call,
    body: Value,
) -> Result<Option<Connection>, Failure> {
    let (session, id) = (about.all.session, about.id);
    let mut call = call.with(body);
    call.effect = Effect::Writes;
    let _writing = session.stamps().begin().of(id.as_str());
    let read = |answer: &_| {
        let mut shown = read::<wire::Connections>(answer)?.connections.into_iter();
        match shown.find(|one| one.id == *id) {
            Some(shown) => Ok(Some(shown.into())),
            None => {
                let problem = format!("The answer is not about endpoint {id}");
                Err(unreadable(answer, &problem).into())
            }
        }
    };
    send(&session.vpcep, about.operation, &call, read).await
}
