//! Peerings of a Cloud Stream cluster, API v1.0: the documented calls. The vendor has retired the service
//! for new customers.
//!
//! The request is flat, the answer wrapped. They are accepted and rejected by the VPC API.
//! Source: Cloud Stream API reference, "VPC Peering Connections".

use std::sync::Arc;

use ::http::Method;
use serde_json::json;

use super::error::unreadable;
use super::ids::{ClusterId, PeeringId, VpcId};
use super::model::PeeringPage;
use super::peering::{Peering, deleted, made, parse, read};
use super::session::Session;
use super::sign::encode;
use super::status::DELETED;
use crate::cloud::peering::{PeeringSource, Seen, deletion, shown};
use crate::cloud::write::send;
use crate::connection::handle::{Deletes, Deletion, Handle, Unmodified, Writes};
use crate::connection::observe::Collection;
use crate::connection::peering::Party;
use crate::connection::progress::OnConflict;
use crate::connection::source::Page;
use crate::http::call::{Call, Effect};
use crate::http::error::Failure;
use crate::operation::Operation;

/// What a create asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// 1 to 64 characters.
    pub name: String,
    /// The VPC that is asked, and its project when it is not the account's own.
    pub accepter: Party,
}

impl Draft {
    /// Whether `peering` has this name and this VPC: the service keeps no two such apart.
    pub fn describes(&self, peering: &Peering) -> bool {
        let project = |peering: &Peering| match (&self.accepter.tenant, &peering.accepter.tenant) {
            (Some(asked), Some(shown)) => asked == shown,
            _ => true,
        };
        peering.name.as_deref() == Some(&self.name)
            && peering.accepter.vpc == self.accepter.vpc
            && project(peering)
    }
}

/// The peerings of one cluster, as one account sees them.
#[derive(Clone, Copy)]
pub struct ClusterPeerings<'a> {
    /// The account of the cluster's owner.
    pub session: &'a Session,
    /// The cluster.
    pub cluster: &'a ClusterId,
}

impl ClusterPeerings<'_> {
    /// Asks for a peering. Sent once, never again: a second one would be a second peering.
    ///
    /// # Errors
    /// [`Failure`]; an answer that cannot be read is [`Failure::Unknown`].
    pub async fn create(self, operation: &Operation, draft: &Draft) -> Result<Peering, Failure> {
        let Party { vpc, tenant, .. } = &draft.accepter;
        let body = json!({ "name": draft.name, "vpc_id": vpc, "accept_tenant_id": tenant });
        let call = self.call("CreateClusterPeering", Method::POST, "", Effect::Creates);
        let call = call.with(body);
        let writing = self.session.stamps().begin();
        let since = operation.now();
        let answer = self.session.cs.call(operation, &call).await?;
        let meant = |shown: &VpcId| shown.as_str().is_empty() || *shown == draft.accepter.vpc;
        let asked = |made: &Peering| meant(&made.accepter.vpc);
        let look = operation.last_look();
        let made = made(&answer, since, asked, |id| async move {
            self.one(&id).get(&look).await
        })
        .await?;
        writing.created(made.id.as_str());
        Ok(made)
    }

    /// Reads all of the cluster's: the API has no pages.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn list(self, operation: &Operation) -> Result<Vec<Peering>, Failure> {
        let call = self.call("ListClusterPeerings", Method::GET, "", Effect::Reads);
        let answer = self.session.cs.call(operation, &call).await?;
        let page: PeeringPage = read(&answer)?;
        Ok(page.peerings.into_iter().map(Peering::from).collect())
    }

    /// One peering, to be watched: it is decided by the VPC API.
    pub fn one(self, id: &PeeringId) -> Handle<OfCluster> {
        Handle::new(OfCluster::of(self.session, self.cluster), id)
    }

    /// A call below the cluster.
    fn call(self, api: &'static str, method: Method, below: &str, effect: Effect) -> Call {
        let project = encode(self.session.project.as_str());
        let cluster = encode(self.cluster.as_str());
        let path = format!("/v1.0/{project}/reserved_cluster/{cluster}/peering{below}");
        Call::new(api, method, path, effect)
    }
}

fn below(id: &PeeringId) -> String {
    format!("/{}", encode(id.as_str()))
}

/// All peerings of one cluster, as they are watched.
#[derive(Clone)]
pub struct OfCluster {
    session: Session,
    cluster: ClusterId,
}

impl OfCluster {
    /// Those that `session` sees.
    pub fn of(session: &Session, cluster: &ClusterId) -> Self {
        Self {
            session: session.clone(),
            cluster: cluster.clone(),
        }
    }

    fn peerings(&self) -> ClusterPeerings<'_> {
        ClusterPeerings {
            session: &self.session,
            cluster: &self.cluster,
        }
    }
}

impl PeeringSource for OfCluster {
    type Extra = ();
    type Place = ();

    fn known(&self) -> Arc<Collection<PeeringId, Peering, ()>> {
        self.session.here().clusters.of(&self.cluster)
    }

    /// It is not there either when the whole cluster is gone.
    async fn ask_for(&self, operation: &Operation, id: &PeeringId) -> Seen<()> {
        let (api, method) = ("ShowClusterPeering", Method::GET);
        let call = self.peerings().call(api, method, &below(id), Effect::Reads);
        shown(
            self.session.cs.call(operation, &call).await,
            id,
            parse,
            unreadable,
        )
    }

    async fn page_from(
        &self,
        operation: &Operation,
        _: Option<&()>,
    ) -> Result<Page<Peering, ()>, Failure> {
        let all = self.peerings().list(operation).await?;
        Ok(Page::only(all))
    }
}

impl Writes for OfCluster {
    type Token = ();
}

impl Deletes for OfCluster {
    type How = ();

    const ON_CONFLICT: OnConflict = OnConflict::Retry;

    async fn delete(
        &self,
        operation: &Operation,
        id: &PeeringId,
        (): &(),
        (): &(),
    ) -> Result<Deletion, Failure> {
        let (api, method) = ("DeleteClusterPeering", Method::DELETE);
        let call = self
            .peerings()
            .call(api, method, &below(id), Effect::Writes);
        let writing = self.session.stamps().begin().of(id.as_str());
        deletion(
            send(&self.session.cs, operation, &call, deleted).await,
            writing,
        )
    }

    fn is_deleted(peering: &Peering) -> bool {
        peering.status.is(DELETED)
    }
}

/// The API changes none.
impl Unmodified for OfCluster {}
