//! Reads a list page by page, no page before somebody wants it, and pending ones first.

use std::collections::HashSet;
use std::hash::Hash;

use crate::connection::source::Page;
use crate::connection::status::State;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::list_resource::Stopped;
use crate::http::error::Failure;
use crate::resource::failure::error;

/// The most pages that a list may have.
const PAGES: usize = 10_000;

/// Which part of a list a page is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    All,
    /// What is pending.
    Pending,
}

/// Whether a cloud can be asked for what is pending alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PendingFirst {
    /// It can: those come first.
    AskedFor,
    /// It cannot, or none is asked for: each page's come first.
    OnEachPage,
}

/// A list that is read page by page.
pub(super) trait Pages: Sync {
    /// What is on it.
    type Object: Send;
    /// A place in it.
    type Cursor: Clone + Eq + Hash + Send;
    /// What tells its objects apart.
    type Key: Eq + Hash + Send;

    /// What the list is of, in "The … could not be listed".
    const WHAT: &'static str;

    /// Reads a page of a part of it.
    fn page(
        &self,
        part: Part,
        from: Option<Self::Cursor>,
    ) -> impl Future<Output = Result<PageOf<Self>, Failure>> + Send;

    /// What tells an object from the others.
    fn key(object: &Self::Object) -> Self::Key;

    /// Where an object stands.
    fn state(object: &Self::Object) -> State;

    /// Takes an object, which none before it was.
    fn found(&self, object: Self::Object) -> impl Future<Output = Result<(), Stopped>> + Send;
}

/// A page of a list.
pub(super) type PageOf<P> = Page<<P as Pages>::Object, <P as Pages>::Cursor>;

/// Lists on their way, of the same objects.
pub(super) struct Walk<K> {
    seen: HashSet<K>,
}

impl<K: Eq + Hash + Send> Walk<K> {
    /// Nothing was read.
    pub(super) fn begin() -> Self {
        let seen = HashSet::new();
        Self { seen }
    }

    /// Reads one list.
    pub(super) async fn read<P: Pages<Key = K>>(
        &mut self,
        order: PendingFirst,
        pages: &P,
    ) -> Result<(), Stopped> {
        let first = told::<P>(pages.page(Part::All, None).await)?;
        // Where one page holds all, there is nothing to be asked for.
        if order == PendingFirst::AskedFor && first.next.is_some() {
            let pending = told::<P>(pages.page(Part::Pending, None).await)?;
            self.pages(Part::Pending, pending, pages).await?;
        }
        self.pages(Part::All, first, pages).await
    }

    /// Reads the pages of one part, of which the first is there already.
    async fn pages<P: Pages<Key = K>>(
        &mut self,
        part: Part,
        mut here: PageOf<P>,
        pages: &P,
    ) -> Result<(), Stopped> {
        let mut cursors = HashSet::new();
        loop {
            let is_pending = |one: &P::Object| P::state(one) == State::Pending;
            let (pending, others): (Vec<_>, Vec<_>) =
                here.objects.into_iter().partition(is_pending);
            for one in pending.into_iter().chain(others) {
                if !P::state(&one).is_gone() && self.seen.insert(P::key(&one)) {
                    pages.found(one).await?;
                }
            }
            let Some(next) = here.next else {
                return Ok(());
            };
            if !cursors.insert(next.clone()) || cursors.len() >= PAGES {
                return Err(Stopped::Failed(Diagnostic::error(
                    format!("The {} could not be listed to the end", P::WHAT),
                    "The cloud sent the same page twice, or its list has no end. Nothing more was read.",
                )));
            }
            // What was handed over goes out before anything else is asked for.
            tokio::task::yield_now().await;
            here = told::<P>(pages.page(part, Some(next)).await)?;
        }
    }
}

fn told<P: Pages>(read: Result<PageOf<P>, Failure>) -> Result<PageOf<P>, Diagnostic> {
    read.map_err(|failure| error(format!("The {} could not be listed", P::WHAT), &failure))
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::connection::status::Decision;

    type Row = (u32, State);

    /// Numbered pages of a list, and what becomes of reading it.
    struct Numbered {
        pages: Vec<Vec<Row>>,
        /// Where the last page says that the list goes on, if it does.
        goes_on: Option<usize>,
        /// What was asked for and taken, in order.
        log: Mutex<Vec<String>>,
    }

    impl Numbered {
        fn of(pages: Vec<Vec<Row>>) -> Self {
            Self {
                pages,
                goes_on: None,
                log: Mutex::default(),
            }
        }

        async fn read(&self, order: PendingFirst) -> (Vec<String>, Result<(), Stopped>) {
            let done = Walk::begin().read(order, self).await;
            (self.log.lock().unwrap().clone(), done)
        }
    }

    impl Pages for Numbered {
        type Object = Row;
        type Cursor = usize;
        type Key = u32;

        const WHAT: &'static str = "numbers";

        async fn page(&self, part: Part, from: Option<usize>) -> Result<PageOf<Self>, Failure> {
            let from = from.unwrap_or_default();
            let mut log = self.log.lock().unwrap();
            if part == Part::Pending {
                log.push("pending".to_owned());
                let all = self.pages.iter().flatten();
                let pending = all.filter(|(_, state)| *state == State::Pending);
                return Ok(Page {
                    objects: pending.cloned().collect(),
                    next: None,
                    left: None,
                });
            }
            log.push(format!("page {from}"));
            let next = from + 1;
            let next = if next < self.pages.len() {
                Some(next)
            } else {
                self.goes_on
            };
            Ok(Page {
                objects: self.pages[from].clone(),
                next,
                left: None,
            })
        }

        fn key((number, _): &Row) -> u32 {
            *number
        }

        fn state((_, state): &Row) -> State {
            state.clone()
        }

        async fn found(&self, (number, _): Row) -> Result<(), Stopped> {
            self.log.lock().unwrap().push(number.to_string());
            if number == 99 {
                return Err(Stopped::Enough);
            }
            Ok(())
        }
    }

    const WAITS: State = State::Pending;
    const DONE: State = State::Accepted;

    #[tokio::test]
    async fn one_page_needs_no_second_call_and_shows_what_is_pending_first() {
        let page = vec![
            (1, DONE),
            (2, WAITS),
            (3, State::Absent),
            (4, State::Leaving),
        ];
        let list = Numbered::of(vec![page]);
        let (log, done) = list.read(PendingFirst::AskedFor).await;
        assert!(done.is_ok());
        assert_eq!(log, ["page 0", "2", "1"]);
    }

    #[tokio::test]
    async fn what_is_pending_on_any_page_is_asked_for_and_comes_once() {
        let settling = State::Settling(Decision::Accept);
        let pages = vec![vec![(1, DONE), (2, WAITS)], vec![(3, WAITS), (4, settling)]];
        let (log, _) = Numbered::of(pages.clone())
            .read(PendingFirst::AskedFor)
            .await;
        assert_eq!(log, ["page 0", "pending", "2", "3", "1", "page 1", "4"]);
        let (log, _) = Numbered::of(pages).read(PendingFirst::OnEachPage).await;
        assert_eq!(log, ["page 0", "2", "1", "page 1", "3", "4"]);
    }

    #[tokio::test]
    async fn nothing_is_asked_for_once_it_is_enough() {
        let pages = vec![vec![(99, DONE), (1, DONE)], vec![(2, DONE)]];
        let (log, done) = Numbered::of(pages).read(PendingFirst::OnEachPage).await;
        assert!(matches!(done, Err(Stopped::Enough)));
        assert_eq!(log, ["page 0", "99"]);
    }

    #[tokio::test]
    async fn a_list_that_goes_round_ends_with_an_error() {
        let mut list = Numbered::of(vec![vec![(1, DONE)], vec![(2, DONE)]]);
        list.goes_on = Some(1);
        let (log, done) = list.read(PendingFirst::OnEachPage).await;
        let says = |told: &Diagnostic| told.detail.contains("same page twice");
        assert!(matches!(done, Err(Stopped::Failed(told)) if says(&told)));
        assert_eq!(log, ["page 0", "1", "page 1", "2"]);
    }
}
