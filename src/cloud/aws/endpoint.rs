//! Connections between an endpoint service and the endpoints that ask it: the documented calls of the service's owner.
//!
//! Source: EC2 API reference, 2016-11-15, "DescribeVpcEndpointConnections", "AcceptVpcEndpointConnections",
//! "RejectVpcEndpointConnections".

use std::convert::Infallible;
use std::sync::Arc;

use ::http::Response;

use super::answer;
use super::calls::{self, ec2};
use super::error::{refusal, unreadable};
pub use super::objects::Connection;
use super::objects::connection;
use super::session::Session;
use super::status::CONNECTIONS;
use super::xml::Element;
use crate::cloud::endpoint::{self, About, Answered, EndpointApi, Filter};
use crate::cloud::every_service::{EveryService, PageOfAll, Services};
use crate::cloud::write::{Unreadable, send};
use crate::connection::group::Together;
use crate::connection::ids::{EndpointId, ServiceId};
use crate::connection::observe::Collection;
use crate::connection::pages;
use crate::connection::source::Page;
use crate::connection::status::{Decision, Status, Statuses};
use crate::http::call::{Effect, Place};
use crate::http::client::Before;
use crate::http::error::{ApiError, Failure, Kind};
use crate::operation::{Ended, Operation};

/// Those who ask one service, of one account in one region.
pub type Connections<'a> = endpoint::Connections<'a, Session>;

impl EndpointApi for Session {
    type Connection = Connection;
    /// Nothing is set beside the decision.
    type Detail = Infallible;
    type Cursor = String;
    type Token = ();

    const STATUSES: Statuses = CONNECTIONS;
    const UNREADABLE: Unreadable = unreadable;

    fn id(connection: &Connection) -> &EndpointId {
        &connection.id
    }

    fn has(_connection: &Connection, detail: &Infallible) -> bool {
        match *detail {}
    }

    fn status(connection: &Connection) -> &Status {
        &connection.status
    }

    async fn page(
        all: Connections<'_>,
        operation: &Operation,
        filter: Filter<'_>,
        from: Option<&String>,
    ) -> Result<Answered<Self>, Failure> {
        // One list has those of all services: who looks for any of them shares it.
        let service = match filter {
            Filter::All => None,
            Filter::Endpoint(_) | Filter::Status(_) => Some(all.service),
        };
        read(all.session, operation, service, filter, from).await
    }

    fn asks(connection: &Connection, service: &ServiceId) -> bool {
        connection.service == *service
    }

    /// In one call with the others that are decided so at this time.
    async fn decide(
        about: About<'_, Self>,
        decision: Decision,
        _detail: Option<&Infallible>,
    ) -> Result<Option<Connection>, Failure> {
        let (session, service, id) = (about.all.session, about.all.service, about.id);
        let _writing = session.stamps().begin().of(id.as_str());
        let together = Deciding {
            session: session.clone(),
            service: service.clone(),
            decision,
        };
        let key = ((service.clone(), decision), id.clone());
        let decided = session.here().deciding.send(about.operation, key, together);
        decided.await.map(|()| None)
    }

    async fn modify(
        _about: About<'_, Self>,
        detail: &Infallible,
    ) -> Result<Option<Connection>, Failure> {
        match *detail {}
    }

    fn collection(&self, _service: &ServiceId) -> Arc<Collection<EndpointId, Connection, String>> {
        Arc::clone(&self.here().connections)
    }
}

/// Who asks any of the account's services: one list has them all.
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
        let (page, _) = read(self, operation, service, filter, from).await?;
        Ok(page.map(|one| (one.service.clone(), one)))
    }
}

impl Session {
    /// Reads all pages of who asks a service, or any of the account's in the region; with `status` only what stands there.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn connections(
        &self,
        operation: &Operation,
        service: Option<&ServiceId>,
        status: Option<&Status>,
    ) -> Result<Vec<Connection>, Failure> {
        let filter = status.map_or(Filter::All, Filter::Status);
        let page = |from: Option<String>| async move {
            read(self, operation, service, filter, from.as_ref()).await
        };
        let key = |one: &Connection| (one.service.clone(), one.id.clone());
        let (mut found, _) = pages::all(page, key, unreadable).await?;
        found.retain(|one| service.is_none_or(|service| one.service == *service));
        Ok(found)
    }
}

/// Reads one page of who asks a service, or any of the account's in the region.
async fn read(
    session: &Session,
    operation: &Operation,
    service: Option<&ServiceId>,
    filter: Filter<'_>,
    from: Option<&String>,
) -> Result<(Page<Connection, String>, Response<Vec<u8>>), Failure> {
    let token = from.map(String::as_str);
    let (endpoint, status) = match filter {
        Filter::All => (None, None),
        Filter::Endpoint(id) => (Some(id.as_str()), None),
        Filter::Status(status) => (None, Some(status.as_str())),
    };
    let service = service.map(ServiceId::as_str);
    let list = ec2("DescribeVpcEndpointConnections", Effect::Reads).filters(&[
        ("service-id", service.as_slice()),
        ("vpc-endpoint-id", endpoint.as_slice()),
        ("vpc-endpoint-state", status.as_slice()),
    ]);
    let items = "vpcEndpointConnectionSet";
    answer::page(&session.ec2, operation, list, token, (items, connection)).await
}

/// The call that answers who asks a service, up to 50 at a time: ten such calls may come at once, and one a second after that.
struct Deciding {
    session: Session,
    service: ServiceId,
    decision: Decision,
}

impl Together<EndpointId> for Deciding {
    const LARGEST: usize = 50;

    fn may_others_join(&self) -> bool {
        self.session.here().connections.is_looked_at()
    }

    async fn admit(&self, operation: &Operation) -> Result<(), Ended> {
        let api = calls::answering(self.decision);
        self.session.ec2.admit(operation, api).await
    }

    async fn send(
        &self,
        operation: &Operation,
        ids: &[EndpointId],
    ) -> Result<Vec<(EndpointId, Failure)>, Failure> {
        let mut call = calls::answer(&self.service, self.decision, ids).call();
        call.place = Place::Taken;
        let sent = send(&self.session.ec2, operation, &call, |answer| {
            refused(&answer::root(answer, call.api)?, answer)
                .ok_or_else(|| unreadable(answer, "It does not say whom it refuses").into())
        });
        sent.await.map_err(|failure| match failure {
            Failure::Refused(error) => of_state(error).into(),
            failure => failure,
        })
    }

    /// What is said of the service, or of who calls, is said of each.
    fn is_due_to_one(refusal: &ApiError) -> bool {
        let code = refusal.code.as_deref().unwrap_or_default();
        matches!(refusal.kind, Kind::NotFound | Kind::Invalid)
            && !code.to_ascii_lowercase().contains("endpointservice")
    }
}

/// Whom an answer that took the others refuses; nothing where it does not say. An earlier attempt that was not answered may have done
/// what now does not fit any more.
fn refused(root: &Element, answer: &Response<Vec<u8>>) -> Option<Vec<(EndpointId, Failure)>> {
    let request_id = root.text("requestId");
    let before = answer.extensions().get::<Before>();
    let refused = root.items("unsuccessful").map(|one| {
        let failure = match before {
            Some(Before(unknown)) => unknown.clone(),
            None => of_state(refusal(one, request_id)).into(),
        };
        Some((one.word("resourceId")?, failure))
    });
    refused.collect()
}

/// A state that does not fit is none that time mends: whoever is on the way was looked at before.
fn of_state(mut error: ApiError) -> ApiError {
    if error.kind == Kind::Conflict {
        error.kind = Kind::Invalid;
    }
    error
}
