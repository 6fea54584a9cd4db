//! All endpoint services and their connections.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::super::id::Region;
use super::super::error::Refusal;
use super::super::peering::AccountId;
use super::connection::{Connection, EndpointId, Status};
use super::service::{Service, ServiceId};

/// Ordered by id, which is also the order of lists.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Store {
    services: BTreeMap<ServiceId, Service>,
    connections: BTreeMap<EndpointId, Connection>,
}

impl Store {
    /// Lets time pass.
    pub(crate) fn settle(&mut self, now: Timestamp) {
        self.connections.retain(|_, one| one.settle(now));
    }

    pub(crate) fn services(&self) -> impl Iterator<Item = &Service> {
        self.services.values()
    }

    pub(crate) fn connections(&self) -> impl Iterator<Item = &Connection> {
        self.connections.values()
    }

    pub(super) fn service(&self, id: &ServiceId) -> Option<&Service> {
        self.services.get(id)
    }

    pub(crate) fn connection_mut(&mut self, id: &EndpointId) -> Option<&mut Connection> {
        self.connections.get_mut(id)
    }

    pub(super) fn insert_service(&mut self, service: Service) {
        self.services.insert(service.id.clone(), service);
    }

    pub(super) fn insert(&mut self, connection: Connection) {
        self.connections.insert(connection.id.clone(), connection);
    }

    pub(crate) fn remove(&mut self, id: &EndpointId) {
        self.connections.remove(id);
    }

    /// Its owner deletes a service.
    pub(crate) fn delete_service(&mut self, id: &ServiceId) -> Result<(), Refusal> {
        let found = self.services.get_mut(id);
        found.ok_or_else(|| Refusal::NoService(id.clone()))?.deleted = true;
        for one in self.connections.values_mut() {
            if one.service_id == *id {
                one.stop();
                one.status = Status::ServiceDeleted;
            }
        }
        Ok(())
    }

    /// A service that `account` owns in `region`.
    pub(super) fn owned(
        &self,
        id: &ServiceId,
        account: AccountId,
        region: &Region,
    ) -> Result<&Service, Refusal> {
        self.service(id)
            .filter(|found| found.owner == account && found.region == *region && !found.deleted)
            .ok_or_else(|| Refusal::NoService(id.clone()))
    }

    /// The connections of all services that `account` owns.
    pub(super) fn of_owner(&self, account: AccountId) -> impl Iterator<Item = &Connection> {
        self.connections().filter(move |one| {
            self.service(&one.service_id)
                .is_some_and(|service| service.owner == account)
        })
    }
}
