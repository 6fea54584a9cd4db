//! Connections between an endpoint service and the endpoints that ask it, API v1: the documented calls of
//! the service's owner.
//!
//! Source: VPC Endpoint API reference, "VPC Endpoint Services".

use ::http::{Method, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;

use super::endpoint_model::{self as wire, Action, Description, Descriptions};
use super::error::unreadable;
use super::ids::{EndpointId, ServiceId};
pub use super::objects::{Approval, Connection, Problem};
use super::session::Session;
use super::sign::encode;
use crate::connection::knowledge::Observed;
use crate::connection::pages;
use crate::connection::port::Page;
use crate::connection::status::{Decision, State, Status};
use crate::http::client::{Call, Effect};
use crate::http::error::{Failure, Kind};
use crate::operation::Operation;

/// The most that one page holds. Without a `limit` the cloud sends 10.
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
        let query = vec![
            ("id".into(), id.to_string()),
            ("limit".into(), PAGE.to_string()),
        ];
        let listed = match self.connections(operation, query).await {
            Err(Failure::Refused(error)) if error.kind == Kind::NotFound => {
                return Ok(Observed::Absent(Some(error)));
            }
            listed => listed?.0,
        };
        let found = listed.connections.into_iter().find(|one| one.id == *id);
        Ok(found.map_or(Observed::Absent(None), |one| Observed::There(one.into())))
    }

    /// Reads one page of all, beginning after the first `offset` ones.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn page(
        self,
        operation: &Operation,
        offset: usize,
    ) -> Result<Page<Connection, usize>, Failure> {
        Ok(self.some(operation, None, offset).await?.0)
    }

    async fn some(
        self,
        operation: &Operation,
        status: Option<&Status>,
        offset: usize,
    ) -> Result<(Page<Connection, usize>, Response<Vec<u8>>), Failure> {
        let mut query = vec![("limit".into(), PAGE.to_string())];
        // The list is documented to know these.
        let known = [
            State::Pending,
            State::Accepted,
            State::Rejected,
            State::Failed,
        ];
        let status = status.filter(|status| known.contains(status.state()));
        query.extend(status.map(|status| ("status".into(), status.as_str().to_owned())));
        if offset > 0 {
            query.push(("offset".into(), offset.to_string()));
        }
        let (listed, answer) = self.connections(operation, query).await?;
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

    /// Reads all pages; with `status` only those that stand there.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn list(
        self,
        operation: &Operation,
        status: Option<&Status>,
    ) -> Result<Vec<Connection>, Failure> {
        let page = |from: Option<usize>| self.some(operation, status, from.unwrap_or_default());
        Ok(pages::all(page, |one| one.id.clone(), unreadable).await?.0)
    }

    async fn connections(
        self,
        operation: &Operation,
        query: Vec<(Cow<'static, str>, String)>,
    ) -> Result<(wire::Connections, Response<Vec<u8>>), Failure> {
        let mut call = self.call("ListServiceConnections", Method::GET, "/connections");
        call.query = query;
        let answer = self.session.vpcep.call(operation, &call).await?;
        Ok((json(&answer)?, answer))
    }

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

fn json<T: DeserializeOwned>(answer: &Response<Vec<u8>>) -> Result<T, Failure> {
    serde_json::from_slice(answer.body())
        .map_err(|_| unreadable(answer, "The answer is not what the API documents").into())
}
