//! The peerings of a cluster as they are watched.

use std::sync::Arc;

use super::cs_peering::ClusterPeerings;
use super::ids::{ClusterId, PeeringId};
use super::peering::Peering;
use super::session::Session;
use crate::connection::knowledge::Observed;
use crate::connection::observe::{Ask, Collection};
use crate::connection::port::{Page, Source, Watch};
use crate::connection::status::State;
use crate::connection::wait::{Pace, Settling};
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

    /// Reads one peering by itself; with all of the cluster where that is not allowed.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn get(
        self,
        operation: &Operation,
        id: &PeeringId,
    ) -> Result<Observed<Peering>, Failure> {
        let all = self.session.cluster(self.cluster);
        all.look(&self.source(), operation, id).await
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
        let all = self.session.cluster(self.cluster);
        all.read(&self.source(), operation, id, ask).await
    }

    /// Waits until it is time to look again, and looks, together with others who wait; `None` when it
    /// is not there.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn poll(
        self,
        operation: &Operation,
        id: &PeeringId,
        pace: &mut Pace<'_>,
    ) -> Result<Option<Peering>, Failure> {
        let all = self.session.cluster(self.cluster);
        let seen = all.poll(&self.source(), operation, id, pace).await?;
        Ok(seen.there())
    }
}

/// One peering of a cluster, to be watched: it is decided by the VPC API.
pub struct ToWatch<'a> {
    /// Where.
    pub peerings: ClusterPeerings<'a>,
    /// Which.
    pub id: &'a PeeringId,
    all: Arc<Collection<PeeringId, Peering>>,
}

impl<'a> ToWatch<'a> {
    /// The peering `id` of a cluster.
    pub fn new(peerings: ClusterPeerings<'a>, id: &'a PeeringId) -> Self {
        Self {
            peerings,
            id,
            all: peerings.session.cluster(peerings.cluster),
        }
    }
}

impl Watch for ToWatch<'_> {
    type Object = Peering;

    fn status(peering: &Peering) -> State {
        peering.status.state().clone()
    }

    async fn poll(
        &self,
        operation: &Operation,
        pace: &mut Pace<'_>,
    ) -> Result<Option<Peering>, Failure> {
        self.peerings.poll(operation, self.id, pace).await
    }

    fn settling(&self) -> &Settling {
        self.all.settling()
    }
}
