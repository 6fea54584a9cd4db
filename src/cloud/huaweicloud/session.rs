//! What calls through one account in one region, and what is known there.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use tokio::sync::OnceCell;

use super::approvals::Approvals;
use super::ids::{ClusterId, EndpointId, PeeringId, ProjectId, ServiceId};
use super::objects::{Connection, Peering};
use crate::cloud::caller::Credentials;
use crate::connection::collections::Collections;
use crate::connection::observe::Collection;
use crate::connection::stamps::Stamps;
use crate::http::client::Client;
use crate::http::limit::Limits;

/// An account in one region.
pub struct Region {
    name: String,
    pub(super) credentials: OnceLock<Credentials>,
    pub(super) project: OnceCell<ProjectId>,
    pub(super) limits: Arc<Limits>,
    stamps: Arc<Stamps>,
    peerings: Arc<Collection<PeeringId, Peering>>,
    endpoints: Collections<ServiceId, EndpointId, Connection>,
    clusters: Collections<ClusterId, PeeringId, Peering>,
    approvals: Approvals,
}

impl Region {
    /// One of which nothing is known.
    pub(super) fn new(name: &str, limits: Limits, stamps: &Arc<Stamps>) -> Self {
        Self {
            name: name.to_owned(),
            credentials: OnceLock::new(),
            project: OnceCell::new(),
            limits: Arc::new(limits),
            stamps: Arc::clone(stamps),
            peerings: Arc::new(Collection::new(Arc::clone(stamps))),
            endpoints: Collections::new(Arc::clone(stamps)),
            clusters: Collections::new(Arc::clone(stamps)),
            approvals: Approvals::default(),
        }
    }
}

/// An account in one region, ready to call. Clones are one session.
#[derive(Clone)]
pub struct Session(Arc<Inner>);

/// What a session has.
pub struct Inner {
    /// Calls the VPC service.
    pub(super) vpc: Client,
    /// Calls the VPC Endpoint service.
    pub(super) vpcep: Client,
    /// Calls the Cloud Stream service.
    pub(super) cs: Client,
    /// The account's project there.
    pub project: ProjectId,
    pub(super) region: Arc<Region>,
}

impl From<Inner> for Session {
    fn from(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }
}

impl Deref for Session {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Session {
    /// The region.
    pub fn region(&self) -> &str {
        &self.region.name
    }

    /// What is known of the peerings there.
    pub(super) fn peerings(&self) -> &Arc<Collection<PeeringId, Peering>> {
        &self.region.peerings
    }

    /// What is known of those who ask `service`.
    pub(super) fn connections(
        &self,
        service: &ServiceId,
    ) -> Arc<Collection<EndpointId, Connection>> {
        self.region.endpoints.of(service)
    }

    /// Which services ask for an approval.
    pub(super) fn approvals(&self) -> &Approvals {
        &self.region.approvals
    }

    /// What is known of the peerings of `cluster`.
    pub(super) fn cluster(&self, cluster: &ClusterId) -> Arc<Collection<PeeringId, Peering>> {
        self.region.clusters.of(cluster)
    }

    /// What this process has written.
    pub(super) fn stamps(&self) -> &Arc<Stamps> {
        &self.region.stamps
    }
}
