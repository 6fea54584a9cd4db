//! Connections between an endpoint service and the endpoints that ask it, API v1: the documented calls of
//! the service's owner.
//!
//! Source: VPC Endpoint API reference, "VPC Endpoint Services".

use std::sync::Arc;

use ::http::{Method, Response};
use serde::Serialize;

use super::endpoint_model::{self as wire, Action, Description, Descriptions};
use super::error::unreadable;
use super::ids::{EndpointId, ServiceId};
pub use super::objects::{Approval, Connection, Problem};
use super::peering::json;
use super::session::Session;
use super::sign::encode;
use super::status::CONNECTIONS;
use crate::cloud::endpoint::{self, Answered, EndpointApi, Filter};
use crate::connection::observe::Collection;
use crate::connection::source::Page;
use crate::connection::status::{Decision, State, Status, Statuses};
use crate::http::client::{Call, Effect};
use crate::http::error::{ApiError, Failure};
use crate::operation::Operation;

/// The most that one page holds. Without a `limit` the cloud sends 10.
const PAGE: usize = 1000;

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
    const UNREADABLE: fn(&Response<Vec<u8>>, &str) -> ApiError = unreadable;

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
        let limit = ("limit".into(), PAGE.to_string());
        match filter {
            Filter::Endpoint(id) => call.query = vec![("id".into(), id.to_string()), limit],
            // The list is documented to know these.
            Filter::Status(status)
                if matches!(
                    status.state(),
                    State::Pending | State::Accepted | State::Rejected | State::Failed
                ) =>
            {
                call.query = vec![limit, ("status".into(), status.as_str().to_owned())];
            }
            Filter::Status(_) | Filter::All => call.query = vec![limit],
        }
        let offset = from.copied().unwrap_or_default();
        if offset > 0 {
            call.query.push(("offset".into(), offset.to_string()));
        }
        let answer = all.session.vpcep.call(operation, &call).await?;
        let listed: wire::Connections = json(&answer)?;
        let count = listed.connections.len();
        let seen = offset.saturating_add(count);
        let total = listed.total_count;
        let more = count > 0 && total.map_or(count >= PAGE, |total| seen < total);
        let left = total.map(|total| total.saturating_sub(seen).div_ceil(PAGE));
        let page = Page {
            objects: listed.connections.into_iter().map(Into::into).collect(),
            next: more.then_some(seen),
            left,
        };
        Ok((page, answer))
    }

    async fn decide(
        all: Connections<'_>,
        operation: &Operation,
        id: &EndpointId,
        decision: Decision,
        _description: Option<&String>,
        (): &(),
    ) -> Result<Option<Connection>, Failure> {
        let decided = all.decide(operation, id, decision).await;
        decided.map(Some)
    }

    async fn modify(
        all: Connections<'_>,
        operation: &Operation,
        id: &EndpointId,
        description: &String,
        (): &(),
    ) -> Result<Option<Connection>, Failure> {
        let described = all.describe(operation, id, description).await;
        described.map(Some)
    }

    fn collection(&self, service: &ServiceId) -> Arc<Collection<EndpointId, Connection>> {
        self.connections(service)
    }

    /// A service without approval accepts what its owner rejects.
    async fn overrules(all: Connections<'_>, operation: &Operation, decision: Decision) -> bool {
        if decision == Decision::Accept {
            return false;
        }
        let approvals = all.session.approvals();
        let approval = approvals.of(operation, all.service, all.approval(operation));
        approval.await == Some(Approval::NotNeeded)
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
        decision: Decision,
    ) -> Result<Connection, Failure> {
        let call = self.call(
            "AcceptOrRejectEndpoint",
            Method::POST,
            "/connections/action",
        );
        let body = Action {
            action: match decision {
                Decision::Accept => "receive",
                Decision::Reject => "reject",
            },
            endpoints: [id.as_str()],
        };
        self.write(operation, call, &body, id).await
    }

    /// Gives a connection another description.
    ///
    /// # Errors
    /// [`Failure`]; an answer that cannot be read is [`Failure::Unknown`].
    pub async fn describe(
        self,
        operation: &Operation,
        id: &EndpointId,
        description: &str,
    ) -> Result<Connection, Failure> {
        let api = "UpdateEndpointConnectionsDesc";
        let call = self.call(api, Method::PUT, "/connections/description");
        let body = Descriptions {
            connections: [Description {
                id: id.as_str(),
                description,
            }],
        };
        self.write(operation, call, &body, id).await
    }

    /// Whether the service asks for an approval; `None` where the cloud does not say.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn approval(self, operation: &Operation) -> Result<Option<Approval>, Failure> {
        let call = self.call("ListServiceDetails", Method::GET, "");
        let answer = self.session.vpcep.call(operation, &call).await?;
        let service: wire::Service = json(&answer)?;
        Ok(service.approval_enabled.map(|enabled| {
            if enabled {
                Approval::Needed
            } else {
                Approval::NotNeeded
            }
        }))
    }

    /// Sends what changes a connection. The answer has to be about that one.
    async fn write(
        self,
        operation: &Operation,
        mut call: Call,
        body: &impl Serialize,
        id: &EndpointId,
    ) -> Result<Connection, Failure> {
        // Structs of text cannot fail to serialise.
        call.body = serde_json::to_vec(body).unwrap_or_default();
        call.effect = Effect::Writes;
        let _writing = self.session.stamps().begin().of(id.as_str());
        let since = operation.now();
        let answer = self.session.vpcep.call(operation, &call).await?;
        let done = json::<wire::Connections>(&answer).and_then(|shown| {
            let mut shown = shown.connections.into_iter();
            shown.find(|one| one.id == *id).ok_or_else(|| {
                let problem = format!("The answer is not about endpoint {id}");
                unreadable(&answer, &problem).into()
            })
        });
        // "Done" in words that cannot be read: it may well have been done.
        done.map(Into::into)
            .map_err(|failure: Failure| Failure::Unknown {
                problem: failure.to_string(),
                since,
            })
    }

    /// A call below the service.
    fn call(self, api: &'static str, method: Method, below: &str) -> Call {
        let project = encode(self.session.project.as_str());
        let service = encode(self.service.as_str());
        Call {
            api,
            method,
            path: format!("/v1/{project}/vpc-endpoint-services/{service}{below}"),
            query: Vec::new(),
            body: Vec::new(),
            effect: Effect::Reads,
        }
    }
}
