//! Reads a list to its end.

use std::collections::HashSet;
use std::hash::Hash;

use super::source::Page;
use crate::http::error::{ApiError, Failure};

/// The most pages that a list may have.
const PAGES: usize = 100;

/// All objects of a list, each once, and the answer that the last page came in. `page` reads the one that
/// begins at a cursor, `unreadable` says of an answer what is wrong with it.
///
/// # Errors
/// [`Failure`] of a page; `unreadable` when the pages go round or have no end: half a list is none.
pub async fn all<T, C, A, K, P>(
    mut page: impl FnMut(Option<C>) -> P,
    id: impl Fn(&T) -> K,
    unreadable: impl Fn(&A, &str) -> ApiError,
) -> Result<(Vec<T>, A), Failure>
where
    C: Clone + Eq + Hash,
    K: Eq + Hash,
    P: Future<Output = Result<(Page<T, C>, A), Failure>>,
{
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    let (mut from, mut cursors) = (None, HashSet::new());
    loop {
        let (Page { objects, next, .. }, answer) = page(from).await?;
        // A page may be empty, where the cloud filters after it has counted.
        let (empty, before) = (objects.is_empty(), seen.len());
        found.extend(objects.into_iter().filter(|one| seen.insert(id(one))));
        let Some(next) = next else {
            return Ok((found, answer));
        };
        let nothing_new = !empty && seen.len() == before;
        if nothing_new || !cursors.insert(next.clone()) {
            return Err(unreadable(&answer, "The cloud sent the same page twice").into());
        }
        if cursors.len() >= PAGES {
            return Err(unreadable(&answer, "The cloud's list has no end").into());
        }
        from = Some(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::error::Kind;

    /// Reads pages of numbers, each of which names the one that follows.
    async fn read(
        pages: impl Fn(usize) -> (Vec<usize>, Option<usize>),
    ) -> Result<Vec<usize>, String> {
        let page = |from: Option<usize>| {
            let (objects, next) = pages(from.unwrap_or_default());
            let left = None;
            std::future::ready(Ok((
                Page {
                    objects,
                    next,
                    left,
                },
                (),
            )))
        };
        let unreadable = |(): &(), problem: &str| ApiError {
            kind: Kind::Unreadable,
            status: 200,
            code: None,
            message: problem.to_owned(),
            request_id: None,
            retry_after: None,
            advice: None,
        };
        let listed = all(page, |one| *one, unreadable).await;
        listed
            .map(|(found, ())| found)
            .map_err(|failure| failure.to_string())
    }

    #[tokio::test]
    async fn every_object_is_there_once() {
        let pages = [(vec![1, 2], Some(1)), (vec![], Some(2)), (vec![2, 3], None)];
        assert_eq!(read(|at| pages[at].clone()).await.unwrap(), [1, 2, 3]);
    }

    #[tokio::test]
    async fn half_a_list_is_none() {
        for (pages, why) in [
            (vec![(vec![1], Some(1)), (vec![2], Some(1))], "same page"),
            (
                vec![(vec![], Some(1)), (vec![], Some(0)), (vec![], Some(1))],
                "same page",
            ),
            (vec![(vec![1], Some(1)), (vec![1], Some(2))], "same page"),
        ] {
            let told = read(|at| pages[at].clone()).await.unwrap_err();
            assert!(told.contains(why), "{told}");
        }
        let told = read(|at| (vec![at], Some(at + 1))).await.unwrap_err();
        assert!(told.contains("no end"), "{told}");
    }
}
