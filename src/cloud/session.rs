//! What calls through one account in one region, and what is known there, whatever the cloud.

use std::ops::Deref;
use std::sync::Arc;

use crate::connection::collections::Collections;
use crate::connection::ids::{EndpointId, PeeringId, ServiceId};
use crate::connection::observe::Collection;
use crate::connection::stamps::Stamps;

/// An account in one region: its peerings `P`, those who ask its services `C`, each with a place in its list, and what only its
/// cloud has there.
pub struct Region<P, PP, C, CP, O> {
    name: String,
    stamps: Arc<Stamps>,
    peerings: Arc<Collection<PeeringId, P, PP>>,
    connections: Collections<ServiceId, EndpointId, C, CP>,
    own: O,
}

impl<P, PP, C, CP, O> Region<P, PP, C, CP, O>
where
    P: Clone + Send + Sync + 'static,
    PP: Clone + Send + Sync + 'static,
    C: Clone + Send + Sync + 'static,
    CP: Clone + Send + Sync + 'static,
{
    /// One of which nothing is known.
    pub(super) fn new(name: &str, stamps: &Arc<Stamps>, own: O) -> Self {
        Self {
            name: name.to_owned(),
            stamps: Arc::clone(stamps),
            peerings: Arc::new(Collection::new(Arc::clone(stamps))),
            connections: Collections::new(Arc::clone(stamps)),
            own,
        }
    }

    /// What is known of the peerings there.
    pub(super) fn peerings(&self) -> Arc<Collection<PeeringId, P, PP>> {
        Arc::clone(&self.peerings)
    }

    /// What is known of those who ask `service`.
    pub(super) fn connections(&self, service: &ServiceId) -> Arc<Collection<EndpointId, C, CP>> {
        self.connections.of(service)
    }
}

impl<P, PP, C, CP, O> Deref for Region<P, PP, C, CP, O> {
    type Target = O;

    fn deref(&self) -> &O {
        &self.own
    }
}

/// An account for a region `R`, ready to call as its cloud's `S` says. Clones are one session.
pub struct Session<R, S>(Arc<(Arc<R>, S)>);

impl<R, S> Session<R, S> {
    pub(super) fn new(region: Arc<R>, own: S) -> Self {
        Self(Arc::new((region, own)))
    }

    /// What is known of the region.
    pub(super) fn here(&self) -> &R {
        &self.0.0
    }
}

impl<P, PP, C, CP, O, S> Session<Region<P, PP, C, CP, O>, S> {
    /// The region.
    pub fn region(&self) -> &str {
        &self.here().name
    }

    /// What this process has written.
    pub(super) fn stamps(&self) -> &Arc<Stamps> {
        &self.here().stamps
    }
}

impl<R, S> Clone for Session<R, S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<R, S> Deref for Session<R, S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.0.1
    }
}
