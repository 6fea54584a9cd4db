//! Reads a list to its end.

use std::collections::HashSet;
use std::hash::Hash;

use super::port::Page;
use crate::http::error::Failure;

/// All objects of a list, each once. A page that shows nothing new is the last one: a list without end has
/// many of those.
///
/// # Errors
/// [`Failure`] of a page.
pub async fn all<T, C, K: Eq + Hash, P: Future<Output = Result<Page<T, C>, Failure>>>(
    mut page: impl FnMut(Option<C>) -> P,
    id: impl Fn(&T) -> K,
) -> Result<Vec<T>, Failure> {
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    let mut from = None;
    loop {
        let Page { objects, next, .. } = page(from).await?;
        let before = seen.len();
        found.extend(objects.into_iter().filter(|one| seen.insert(id(one))));
        match next {
            Some(next) if seen.len() > before => from = Some(next),
            _ => return Ok(found),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_list_without_end_ends() {
        let pages = [vec![1, 2], vec![2, 3], vec![3], vec![4]];
        let listed = all(
            |from: Option<usize>| {
                let at = from.unwrap_or_default();
                let objects = pages.get(at).cloned().unwrap_or_default();
                let (next, left) = (Some(at + 1), None);
                std::future::ready(Ok(Page {
                    objects,
                    next,
                    left,
                }))
            },
            |one| *one,
        );
        assert_eq!(listed.await.unwrap(), [1, 2, 3]);
    }
}
