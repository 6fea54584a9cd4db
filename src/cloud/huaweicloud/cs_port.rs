//! The peerings of a cluster as they are watched.

use std::convert::Infallible;
use std::sync::Arc;

use super::cs_peering::ClusterPeerings;
use super::ids::{ClusterId, PeeringId};
use super::peering::Peering;
use super::session::Session;
use super::status::DELETED;
use crate::connection::handle::{Deletes, Deletion, Handle, Modifies, Watched, Writes};
use crate::connection::knowledge::Observed;
use crate::connection::observe::Collection;
use crate::connection::progress::OnConflict;
use crate::connection::source::{Page, Source};
use crate::connection::status::State;
use crate::http::error::Failure;
use crate::operation::Operation;

/// All of one cluster.
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

impl Source for OfCluster {
    type Id = PeeringId;
    type Object = Peering;
    type Cursor = ();

    fn id(peering: &Peering) -> PeeringId {
        peering.id.clone()
    }

    async fn get(
        &self,
        operation: &Operation,
        id: &PeeringId,
    ) -> Result<Observed<Peering>, Failure> {
        self.peerings().show(operation, id).await
    }

    async fn page(
        &self,
        operation: &Operation,
        _: Option<&()>,
    ) -> Result<Page<Peering, ()>, Failure> {
        Ok(Page {
            objects: self.peerings().list(operation).await?,
            next: None,
            left: None,
        })
    }
}

impl ClusterPeerings<'_> {
    /// One peering, to be watched: it is decided by the VPC API.
    pub fn one(self, id: &PeeringId) -> Handle<OfCluster> {
        Handle::new(OfCluster::of(self.session, self.cluster), id)
    }
}

impl Watched for OfCluster {
    fn collection(&self) -> Arc<Collection<PeeringId, Peering>> {
        self.session.cluster(&self.cluster)
    }

    fn state(peering: &Peering) -> State {
        peering.state().clone()
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
        self.peerings().delete(operation, id).await
    }

    fn is_deleted(peering: &Peering) -> bool {
        peering.status.is(DELETED)
    }
}

/// The API changes none.
impl Modifies for OfCluster {
    type Changes = Infallible;

    const ON_CONFLICT: OnConflict = OnConflict::Fail;

    async fn modify(
        &self,
        _operation: &Operation,
        _id: &PeeringId,
        changes: &Infallible,
        (): &(),
    ) -> Result<Option<Peering>, Failure> {
        match *changes {}
    }

    fn has(_peering: &Peering, changes: &Infallible) -> bool {
        match *changes {}
    }
}
