//! What a cloud has to offer for its connections to be read, alone or together.

use std::convert::Infallible;
use std::hash::Hash;

use super::knowledge::Observed;
use crate::http::error::Failure;
use crate::operation::Operation;

/// One page of a list.
#[derive(Debug)]
pub struct Page<T, C> {
    /// What is on it.
    pub objects: Vec<T>,
    /// Where the next one begins; `None` for the last.
    pub next: Option<C>,
    /// How many pages are left, when the cloud tells.
    pub left: Option<usize>,
}

impl<T, C> Page<T, C> {
    /// The only page of a list.
    pub fn only(objects: Vec<T>) -> Self {
        Self {
            objects,
            next: None,
            left: None,
        }
    }

    /// The same page, with what is made of its objects.
    ///
    /// # Errors
    /// The first error of `make`.
    pub fn try_map<U, E>(self, make: impl FnMut(T) -> Result<U, E>) -> Result<Page<U, C>, E> {
        let objects = self.objects.into_iter().map(make);
        Ok(Page {
            objects: objects.collect::<Result<_, _>>()?,
            next: self.next,
            left: self.left,
        })
    }

    /// The same, where nothing can be wrong with them.
    pub fn map<U>(self, mut make: impl FnMut(T) -> U) -> Page<U, C> {
        let Ok(page) = self.try_map(|one| Ok::<_, Infallible>(make(one)));
        page
    }
}

/// Reads the connections of one collection.
pub trait Source: Clone + Send + Sync + 'static {
    /// What tells them apart.
    type Id: AsRef<str> + Clone + Eq + Hash + Send + Sync + 'static;
    /// A connection as the cloud shows it.
    type Object: Clone + Send + Sync + 'static;
    /// A place in the list.
    type Cursor: Clone + Send + Sync + 'static;

    /// The id of a connection.
    fn id(object: &Self::Object) -> Self::Id;

    /// Reads one by its id.
    fn get(
        &self,
        operation: &Operation,
        id: &Self::Id,
    ) -> impl Future<Output = Result<Observed<Self::Object>, Failure>> + Send;

    /// The place right after `id`, where a page may begin after any that is there.
    fn beyond(&self, _id: &Self::Id) -> Option<Self::Cursor> {
        None
    }

    /// Reads one page of all there are.
    fn page(
        &self,
        operation: &Operation,
        from: Option<&Self::Cursor>,
    ) -> impl Future<Output = Result<Page<Self::Object, Self::Cursor>, Failure>> + Send;
}
