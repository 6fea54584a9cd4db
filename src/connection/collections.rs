//! Collections of one kind, by what their connections are below: a service, a cluster.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use super::observe::Collection;
use super::stamps::Stamps;

/// Collections by their parent `P`.
pub struct Collections<P, K, T> {
    stamps: Arc<Stamps>,
    all: Mutex<HashMap<P, Arc<Collection<K, T>>>>,
}

impl<P, K, T> Collections<P, K, T>
where
    P: Clone + Eq + Hash,
    K: AsRef<str> + Clone + Eq + Hash + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    /// Collections of which nothing is known.
    pub fn new(stamps: Arc<Stamps>) -> Self {
        let all = Mutex::default();
        Self { stamps, all }
    }

    /// The collection below `parent`.
    pub fn of(&self, parent: &P) -> Arc<Collection<K, T>> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let of = all
            .entry(parent.clone())
            .or_insert_with(|| Arc::new(Collection::new(Arc::clone(&self.stamps))));
        Arc::clone(of)
    }
}
