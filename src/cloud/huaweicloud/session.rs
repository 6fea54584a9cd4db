//! What calls through one account in one region, and what is known there.

use std::sync::{Arc, OnceLock};

use tokio::sync::OnceCell;

use super::approvals::Approvals;
use super::ids::{ClusterId, Marker, PeeringId, ProjectId};
use super::objects::{Connection, Peering};
use crate::cloud::caller::Credentials;
use crate::cloud::session;
use crate::connection::collections::Collections;
use crate::http::client::Client;
use crate::http::limit::Limits;

/// An account in one region.
pub type Region = session::Region<Peering, Marker, Connection, usize, OfRegion>;

/// What it has there on this cloud alone.
pub struct OfRegion {
    pub(super) credentials: OnceLock<Credentials>,
    pub(super) project: OnceCell<ProjectId>,
    pub(super) limits: Arc<Limits>,
    /// What is known of the peerings of each cluster.
    pub(super) clusters: Collections<ClusterId, PeeringId, Peering, ()>,
    /// Which services ask for an approval.
    pub(super) approvals: Approvals,
}

/// An account in one region, ready to call. Clones are one session.
pub type Session = session::Session<Region, OfSession>;

/// What a session has on this cloud.
pub struct OfSession {
    /// Calls the VPC service.
    pub(super) vpc: Client,
    /// Calls the VPC Endpoint service.
    pub(super) vpcep: Client,
    /// Calls the Cloud Stream service.
    pub(super) cs: Client,
    /// The account's project there.
    pub project: ProjectId,
}
