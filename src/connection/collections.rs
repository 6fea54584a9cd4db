//! Collections of one kind, by what their connections are below: a service, a cluster.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use super::observe::Collection;
use super::stamps::Stamps;

type One<K, T, C> = Arc<Collection<K, T, C>>;

/// Collections by their parent `P`.
pub struct Collections<P, K, T, C> {
    stamps: Arc<Stamps>,
    all: Mutex<HashMap<P, One<K, T, C>>>,
}

impl<P, K, T, C> Collections<P, K, T, C>
where
    P: Clone + Eq + Hash,
    K: AsRef<str> + Clone + Eq + Hash + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
    C: Clone + Send + Sync + 'static,
{
    /// Collections of which nothing is known.
    pub fn new(stamps: Arc<Stamps>) -> Self {
        let all = Mutex::default();
        Self { stamps, all }
    }

    /// The collection below `parent`.
    pub fn of(&self, parent: &P) -> One<K, T, C> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let of = all
            .entry(parent.clone())
            .or_insert_with(|| Arc::new(Collection::new(Arc::clone(&self.stamps))));
        Arc::clone(of)
    }
}
