//! All objects of all clouds.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::object::{Connection, Id, Kind, Service};

/// Objects of one kind by cloud, then by id, which is also the order of lists.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Shelf<T>(BTreeMap<String, BTreeMap<Id, T>>);

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> Shelf<T> {
    /// Those of a cloud.
    pub(crate) fn of(&self, cloud: &str) -> impl Iterator<Item = &T> {
        self.0.get(cloud).into_iter().flat_map(BTreeMap::values)
    }

    pub(crate) fn get(&self, cloud: &str, id: &Id) -> Option<&T> {
        self.0.get(cloud)?.get(id)
    }

    pub(crate) fn get_mut(&mut self, cloud: &str, id: &Id) -> Option<&mut T> {
        self.0.get_mut(cloud)?.get_mut(id)
    }

    pub(crate) fn insert(&mut self, cloud: &str, id: Id, one: T) {
        self.0.entry(cloud.to_owned()).or_default().insert(id, one);
    }

    pub(crate) fn remove(&mut self, cloud: &str, id: &Id) -> Option<T> {
        self.0.get_mut(cloud)?.remove(id)
    }

    /// Keeps those of a cloud for which `keep` holds.
    pub(crate) fn retain(&mut self, cloud: &str, mut keep: impl FnMut(&mut T) -> bool) {
        if let Some(all) = self.0.get_mut(cloud) {
            all.retain(|_, one| keep(one));
        }
    }
}

/// Everything that exists.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Objects {
    peerings: Shelf<Connection>,
    endpoints: Shelf<Connection>,
    pub(crate) services: Shelf<Service>,
    /// The clusters that were deleted: those that nobody names exist, so their absence has to be known.
    pub(crate) gone: BTreeSet<Id>,
}

impl Objects {
    pub(crate) fn shelf(&self, kind: Kind) -> &Shelf<Connection> {
        match kind {
            Kind::Peering => &self.peerings,
            Kind::Endpoint => &self.endpoints,
        }
    }

    pub(crate) fn shelf_mut(&mut self, kind: Kind) -> &mut Shelf<Connection> {
        match kind {
            Kind::Peering => &mut self.peerings,
            Kind::Endpoint => &mut self.endpoints,
        }
    }

    pub(crate) fn insert(&mut self, one: Connection) {
        let (cloud, id) = (one.cloud.clone(), one.id.clone());
        self.shelf_mut(one.kind).insert(&cloud, id, one);
    }

    pub(crate) fn insert_service(&mut self, one: Service) {
        let (cloud, id) = (one.cloud.clone(), one.id.clone());
        self.services.insert(&cloud, id, one);
    }

    /// Those who ask a service, or were let in.
    pub(crate) fn asking<'a>(
        &'a self,
        cloud: &str,
        service: &'a Id,
    ) -> impl Iterator<Item = &'a Connection> {
        let all = self.endpoints.of(cloud);
        all.filter(move |one| one.service_id.as_ref() == Some(service))
    }
}
