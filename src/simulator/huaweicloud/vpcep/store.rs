//! All endpoint services and endpoints, and the rules that look at more than one of them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::super::id::Region;
use super::super::peering::ProjectId;
use super::endpoint::{Endpoint, EndpointId, Status};
use super::error::Refused;
use super::seed::Seed;
use super::service::{Service, ServiceId};

/// Ordered by id.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Store {
    services: BTreeMap<ServiceId, Service>,
    endpoints: BTreeMap<EndpointId, Endpoint>,
}

impl Store {
    /// Lets time pass for every endpoint.
    pub(crate) fn settle(&mut self, now: Timestamp) {
        self.endpoints.retain(|_, endpoint| endpoint.settle(now));
    }

    pub(crate) fn services(&self) -> impl Iterator<Item = &Service> {
        self.services.values()
    }

    pub(crate) fn endpoints(&self) -> impl Iterator<Item = &Endpoint> {
        self.endpoints.values()
    }

    pub(crate) fn service_mut(&mut self, id: &ServiceId) -> Option<&mut Service> {
        self.services.get_mut(id)
    }

    pub(crate) fn service(&self, id: &ServiceId) -> Option<&Service> {
        self.services.get(id)
    }

    pub(crate) fn endpoint_mut(&mut self, id: &EndpointId) -> Option<&mut Endpoint> {
        self.endpoints.get_mut(id)
    }

    pub(super) fn endpoint(&self, id: &EndpointId) -> Option<&Endpoint> {
        self.endpoints.get(id)
    }

    pub(crate) fn remove_service(&mut self, id: &ServiceId) {
        self.services.remove(id);
    }

    pub(super) fn remove_endpoint(&mut self, id: &EndpointId) {
        self.endpoints.remove(id);
    }

    pub(super) fn insert_service(&mut self, service: Service) {
        self.services.insert(service.id.clone(), service);
    }

    pub(super) fn insert_endpoint(&mut self, endpoint: Endpoint) {
        self.endpoints.insert(endpoint.id.clone(), endpoint);
    }

    /// A service that `project` owns, in the region when one is named.
    pub(super) fn owned(
        &mut self,
        id: &ServiceId,
        project: &ProjectId,
        region: Option<&Region>,
    ) -> Result<&mut Service, Refused> {
        self.services
            .get_mut(id)
            .filter(|found| found.project_id == *project)
            .filter(|found| region.is_none_or(|region| found.region == *region))
            .ok_or_else(|| Refused::NoService(id.clone()))
    }

    /// Those who ask a service, or were let in.
    pub(super) fn connections(&self, service: &ServiceId) -> impl Iterator<Item = &Endpoint> {
        let service = service.clone();
        self.endpoints
            .values()
            .filter(move |one| one.service_id == service)
    }

    /// How many are connected to a service, or about to be: what keeps it from being deleted.
    pub(super) fn connected(&self, service: &ServiceId) -> usize {
        let connected = |one: &&Endpoint| matches!(one.status, Status::Accepted | Status::Creating);
        self.connections(service).filter(connected).count()
    }

    /// Whether a project may have one more service in a region.
    pub(super) fn has_room_for_service(
        &self,
        project: &ProjectId,
        region: &Region,
        seed: &Seed,
    ) -> Result<(), Refused> {
        let own = |one: &&Service| one.project_id == *project && one.region == *region;
        room(self.services().filter(own).count(), seed.service_quota)
    }

    /// Whether a project may have one more endpoint in a region.
    pub(super) fn has_room_for_endpoint(
        &self,
        project: &ProjectId,
        region: &Region,
        seed: &Seed,
    ) -> Result<(), Refused> {
        let own = |one: &&Endpoint| one.project_id == *project && one.region == *region;
        room(self.endpoints().filter(own).count(), seed.endpoint_quota)
    }
}

fn room(used: usize, quota: usize) -> Result<(), Refused> {
    if used < quota {
        Ok(())
    } else {
        Err(Refused::Quota)
    }
}
