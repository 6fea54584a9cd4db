//! Collections of one kind, by what their connections are below: a service, a cluster.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use super::observe::Collection;
use super::port::Source;
use super::stamps::Stamps;

/// Collections by their parent `K`.
pub struct Collections<K, S: Source> {
    stamps: Arc<Stamps>,
    all: Mutex<HashMap<K, Arc<Collection<S>>>>,
}

impl<K: Clone + Eq + Hash, S: Source> Collections<K, S> {
    /// Collections of which nothing is known.
    pub fn new(stamps: Arc<Stamps>) -> Self {
        let all = Mutex::default();
        Self { stamps, all }
    }

    /// The collection below `parent`.
    pub fn of(&self, parent: &K) -> Arc<Collection<S>> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let of = all
            .entry(parent.clone())
            .or_insert_with(|| Arc::new(Collection::new(Arc::clone(&self.stamps))));
        Arc::clone(of)
    }
}
