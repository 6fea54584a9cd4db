//! The peerings of a cluster as they are watched.

use std::sync::Arc;

use super::cs_peering::ClusterPeerings;
use super::ids::{ClusterId, PeeringId};
use super::peering::Peering;
use super::session::Session;
use crate::connection::handle::{Deletes, Deletion, Handle, Watched};
use crate::connection::knowledge::Observed;
use crate::connection::observe::{Ask, Collection};
use crate::connection::port::{Page, Source};
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
    fn source(self) -> OfCluster {
        OfCluster {
            session: self.session.clone(),
            cluster: self.cluster.clone(),
        }
    }

    /// One peering, to be watched: it is decided by the VPC API.
    pub fn one(self, id: &PeeringId) -> Handle<OfCluster> {
        Handle::new(self.source(), id)
    }

    /// Reads one peering by itself; with all of the cluster where that is not allowed.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn get(
        self,
        operation: &Operation,
        id: &PeeringId,
    ) -> Result<Observed<Peering>, Failure> {
        self.one(id).get(operation).await
    }

    /// Reads one peering, alone or in a list together with others of the cluster.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn read(
        self,
        operation: &Operation,
        id: &PeeringId,
        ask: Ask,
    ) -> Result<Observed<Peering>, Failure> {
        self.one(id).read(operation, ask).await
    }
}

impl Watched for OfCluster {
    fn collection(&self) -> Arc<Collection<PeeringId, Peering>> {
        self.session.cluster(&self.cluster)
    }

    fn state(peering: &Peering) -> State {
        peering.status.state().clone()
    }
}

impl Deletes for OfCluster {
    async fn delete(&self, operation: &Operation, id: &PeeringId) -> Result<Deletion, Failure> {
        self.peerings().delete(operation, id).await
    }
}
