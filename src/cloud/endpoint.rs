//! The connections between an endpoint service and the endpoints that ask it, from the side of the service's owner: what a cloud
//! can be asked about them, and what follows from that on every cloud.

use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use ::http::Response;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::write::Unreadable;
use crate::connection::handle::{Decides, Handle, Modifies, Watched, Writes};
use crate::connection::ids::{EndpointId, ServiceId};
use crate::connection::knowledge::Observed;
use crate::connection::observe::Collection;
use crate::connection::pages;
use crate::connection::progress::OnConflict;
use crate::connection::queue::Turn;
use crate::connection::source::{Page, Source};
use crate::connection::status::{Decision, State, Status, Statuses};
use crate::connection::step::Finality;
use crate::http::error::{Failure, Kind};
use crate::operation::{Ended, Operation};

/// What the cloud leaves out of a list by itself.
#[derive(Clone, Copy, Debug)]
pub enum Filter<'a> {
    /// Nothing.
    All,
    /// All but one endpoint.
    Endpoint(&'a EndpointId),
    /// What has not this status.
    Status(&'a Status),
}

/// A page of a list, and the answer that it came in.
pub type Answered<S> = (
    Page<<S as EndpointApi>::Connection, <S as EndpointApi>::Cursor>,
    Response<Vec<u8>>,
);

/// The calls of one cloud about those who ask an endpoint service: a session of the service's owner makes them.
pub trait EndpointApi: Clone + Send + Sync + 'static {
    /// A connection as the cloud shows it.
    type Connection: Clone + Send + Sync + 'static;
    /// What may be set beside the decision, such as a description or a bandwidth.
    type Detail: Clone + PartialEq + Send + Sync;
    /// A place in a list.
    type Cursor: Clone + Eq + Hash + Send + Sync + 'static;
    /// Names one write through all its attempts, where the API has such names.
    type Token: Default + Serialize + DeserializeOwned + Send + Sync;

    /// The statuses that the API documents.
    const STATUSES: Statuses;
    /// The error for an answer that cannot be used, and what is wrong with it.
    const UNREADABLE: Unreadable;

    /// The endpoint that asks.
    fn id(connection: &Self::Connection) -> &EndpointId;

    /// Whether a connection has this detail, as far as it shows that.
    fn has(connection: &Self::Connection, detail: &Self::Detail) -> bool;

    /// Where it stands.
    fn status(connection: &Self::Connection) -> &Status;

    /// Whether it is this service that it asks, where a list has who asks others, too.
    fn asks(_connection: &Self::Connection, _service: &ServiceId) -> bool {
        true
    }

    /// What a connection means to whoever has waited for so long.
    fn after(connection: Self::Connection, _waited: Duration) -> Self::Connection {
        connection
    }

    /// What is known of those who ask `service`.
    fn collection(
        &self,
        service: &ServiceId,
    ) -> Arc<Collection<EndpointId, Self::Connection, Self::Cursor>>;

    /// Reads one page of what `filter` leaves.
    fn page(
        all: Connections<'_, Self>,
        operation: &Operation,
        filter: Filter<'_>,
        from: Option<&Self::Cursor>,
    ) -> impl Future<Output = Result<Answered<Self>, Failure>> + Send;

    /// Accepts or rejects; an accept takes `detail` along, where the API takes it there. The connection, where the answer
    /// shows it.
    fn decide(
        about: About<'_, Self>,
        decision: Decision,
        detail: Option<&Self::Detail>,
    ) -> impl Future<Output = Result<Option<Self::Connection>, Failure>> + Send;

    /// Sets the detail by itself. The connection, where the answer shows it.
    fn modify(
        about: About<'_, Self>,
        detail: &Self::Detail,
    ) -> impl Future<Output = Result<Option<Self::Connection>, Failure>> + Send;

    /// Whether the service is known to turn a decision back by itself.
    fn overrules(
        _all: Connections<'_, Self>,
        _operation: &Operation,
        _decision: Decision,
    ) -> impl Future<Output = bool> + Send {
        std::future::ready(false)
    }

    /// Waits until this process may change a connection, where the cloud lets an account do one thing at a time.
    fn queue(
        &self,
        _operation: &Operation,
    ) -> impl Future<Output = Result<Option<Turn>, Ended>> + Send {
        std::future::ready(Ok(None))
    }
}

/// What a call is about that changes a connection.
pub struct About<'a, S: EndpointApi> {
    /// Those who ask the service.
    pub all: Connections<'a, S>,
    /// As long as this lasts.
    pub operation: &'a Operation,
    /// Who of them.
    pub id: &'a EndpointId,
    /// Names the call through all its attempts.
    pub token: &'a S::Token,
}

/// Those who ask one service, as its owner sees them.
#[derive(Debug)]
pub struct Connections<'a, S> {
    /// The owner's account.
    pub session: &'a S,
    /// The service.
    pub service: &'a ServiceId,
}

impl<S> Clone for Connections<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Connections<'_, S> {}

impl<S: EndpointApi> Connections<'_, S> {
    /// Reads one by itself.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn get(
        self,
        operation: &Operation,
        id: &EndpointId,
    ) -> Result<Observed<S::Connection>, Failure> {
        let (page, _) = match S::page(self, operation, Filter::Endpoint(id), None).await {
            Err(Failure::Refused(error)) if error.kind == Kind::NotFound => {
                return Ok(Observed::Absent(Some(error)));
            }
            page => page?,
        };
        let found = page.objects.into_iter().find(|one| S::id(one) == id);
        Ok(found.map_or(Observed::Absent(None), Observed::There))
    }

    /// Reads one page of all.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn page(
        self,
        operation: &Operation,
        from: Option<&S::Cursor>,
    ) -> Result<Page<S::Connection, S::Cursor>, Failure> {
        Ok(S::page(self, operation, Filter::All, from).await?.0)
    }

    /// Reads all pages; with `status` only those that stand there.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn list(
        self,
        operation: &Operation,
        status: Option<&Status>,
    ) -> Result<Vec<S::Connection>, Failure> {
        let filter = status.map_or(Filter::All, Filter::Status);
        let page = |from: Option<S::Cursor>| async move {
            S::page(self, operation, filter, from.as_ref()).await
        };
        let all = pages::all(page, |one| S::id(one).clone(), S::UNREADABLE);
        let (mut found, _) = all.await?;
        found.retain(|one| S::asks(one, self.service));
        Ok(found)
    }

    /// One connection, to be watched or decided.
    pub fn one(self, id: &EndpointId) -> Handle<OfService<S>> {
        let all = OfService {
            session: self.session.clone(),
            service: self.service.clone(),
        };
        Handle::new(all, id)
    }
}

/// All who ask a service, as the handshake watches and decides them.
#[derive(Clone)]
pub struct OfService<S> {
    session: S,
    service: ServiceId,
}

impl<S> OfService<S> {
    fn all(&self) -> Connections<'_, S> {
        Connections {
            session: &self.session,
            service: &self.service,
        }
    }
}

impl<S: EndpointApi> OfService<S> {
    fn about<'a>(
        &'a self,
        operation: &'a Operation,
        id: &'a EndpointId,
        token: &'a S::Token,
    ) -> About<'a, S> {
        About {
            all: self.all(),
            operation,
            id,
            token,
        }
    }
}

impl<S: EndpointApi> Source for OfService<S> {
    type Id = EndpointId;
    type Object = S::Connection;
    type Cursor = S::Cursor;

    fn id(connection: &S::Connection) -> EndpointId {
        S::id(connection).clone()
    }

    async fn get(
        &self,
        operation: &Operation,
        id: &EndpointId,
    ) -> Result<Observed<S::Connection>, Failure> {
        self.all().get(operation, id).await
    }

    async fn page(
        &self,
        operation: &Operation,
        from: Option<&S::Cursor>,
    ) -> Result<Page<S::Connection, S::Cursor>, Failure> {
        self.all().page(operation, from).await
    }
}

impl<S: EndpointApi> Watched for OfService<S> {
    fn collection(&self) -> Arc<Collection<EndpointId, S::Connection, S::Cursor>> {
        self.session.collection(&self.service)
    }

    fn state(connection: &S::Connection) -> State {
        S::status(connection).state().clone()
    }

    fn is_own(&self, connection: &S::Connection) -> bool {
        S::asks(connection, &self.service)
    }

    fn after(connection: S::Connection, waited: Duration) -> S::Connection {
        S::after(connection, waited)
    }

    /// The call is the list's own: where it is not allowed, the list is not either.
    async fn look(
        &self,
        operation: &Operation,
        id: &EndpointId,
    ) -> Result<Observed<S::Connection>, Failure> {
        self.all().get(operation, id).await
    }
}

impl<S: EndpointApi> Writes for OfService<S> {
    type Token = S::Token;
}

impl<S: EndpointApi> Modifies for OfService<S> {
    type Changes = S::Detail;

    const ON_CONFLICT: OnConflict = OnConflict::Fail;

    async fn modify(
        &self,
        operation: &Operation,
        id: &EndpointId,
        detail: &S::Detail,
        token: &S::Token,
    ) -> Result<Option<S::Connection>, Failure> {
        S::modify(self.about(operation, id, token), detail).await
    }

    fn has(connection: &S::Connection, detail: &S::Detail) -> bool {
        S::has(connection, detail)
    }
}

impl<S: EndpointApi> Decides for OfService<S> {
    type Along = Option<S::Detail>;

    const FINALITY: Finality = Finality::Revisable;

    async fn decide(
        &self,
        operation: &Operation,
        id: &EndpointId,
        decision: Decision,
        detail: &Option<S::Detail>,
        token: &S::Token,
    ) -> Result<Option<S::Connection>, Failure> {
        let about = self.about(operation, id, token);
        S::decide(about, decision, detail.as_ref()).await
    }

    async fn overrules(&self, operation: &Operation, decision: Decision) -> bool {
        S::overrules(self.all(), operation, decision).await
    }
}
