//! Where ids stand in a list of several pages, as this run has seen it: whoever looks for a few reads the part where
//! they stand, and not the whole list. Pure.
//!
//! What a part shows is there, in whatever order it comes. That something is gone a part can tell only where the
//! whole list came in the order of ids: its id has one place then, whatever became of the object, and a part that
//! shows what stands before that place and after it, and not the id, proves it. Any other order proves nothing: the
//! object may have moved.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

use tokio::time::Instant;

/// So many ids are not in order by chance.
const NO_CHANCE: usize = 20;

/// A part begins so many objects early, where any place will do: some may be gone by then.
const MARGIN: usize = 4;

/// After so many parts in a row that did not show what they were read for, no other is read.
const MISSES: u8 = 3;

/// What lists have shown of their order.
#[derive(Debug)]
pub(super) struct Places<K, C> {
    /// How ids follow each other, where they are in order.
    order: Option<Ordering>,
    /// What was listed, in that order.
    ids: Vec<K>,
    /// The first id on each page but the first one, and how to get there.
    pages: Vec<(K, C)>,
    /// How many a full page holds.
    size: usize,
    /// The page that showed what was looked for the last time, unless it is the first one.
    latest: Option<C>,
    misses: u8,
}

/// Where to begin to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Start<K, C> {
    /// Nothing for the first page.
    pub(super) from: Option<C>,
    /// Who has waited longest of those who should stand there.
    pub(super) oldest: K,
}

/// What was read from a start on: pages that follow each other.
#[derive(Debug)]
pub(super) struct Part<K> {
    /// Whether it begins with the list.
    pub(super) first: bool,
    /// Whether it ends with the list.
    pub(super) last: bool,
    pub(super) ids: Vec<K>,
}

impl<K, C> Default for Places<K, C> {
    fn default() -> Self {
        Self {
            order: None,
            ids: Vec::new(),
            pages: Vec::new(),
            size: 0,
            latest: None,
            misses: 0,
        }
    }
}

impl<K: AsRef<str> + Clone + Eq + Hash, C: Clone> Places<K, C> {
    /// A whole list came in this order; `pages` are the places where its pages begin, but for the first one.
    pub(super) fn listed(&mut self, ids: Vec<K>, pages: Vec<(usize, C)>) {
        self.order = [Ordering::Less, Ordering::Greater]
            .into_iter()
            .find(|order| ids.len() >= NO_CHANCE && is_sorted(&ids, *order));
        self.size = pages.first().map_or(usize::MAX, |(at, _)| *at);
        let first = |(at, cursor): (usize, C)| Some((ids.get(at)?.clone(), cursor));
        self.pages = pages.into_iter().filter_map(first).collect();
        self.ids = ids;
    }

    /// Where to begin to read for `wanted`, each since a moment: where those stand who have waited longest in all, and
    /// at least so many of them. Nothing when the whole list is the better choice. `after` begins after any id, where
    /// the cloud can; `deleted` tells what this process has deleted.
    pub(super) fn start(
        &self,
        wanted: &HashMap<K, Instant>,
        least: usize,
        now: Instant,
        after: impl Fn(&K) -> Option<C>,
        deleted: impl Fn(&K) -> bool,
    ) -> Option<Start<K, C>> {
        if wanted.len() < 2 || self.misses >= MISSES {
            return None;
        }
        if self.order.is_none() {
            let (oldest, _) = wanted.iter().min_by_key(|(_, since)| **since)?;
            // Nothing shows what is gone.
            let from = self.latest.clone().filter(|_| !deleted(oldest))?;
            let (from, oldest) = (Some(from), oldest.clone());
            return Some(Start { from, oldest });
        }
        if self.ids.len() <= self.size {
            return None;
        }
        let places = wanted.iter();
        let places: Vec<_> = places.map(|(id, at)| (self.place(id), id, *at)).collect();
        let from = |at: usize| {
            let live = |id: &&K| !wanted.contains_key(*id);
            let before = self.ids.get(..at.checked_sub(MARGIN)?)?;
            before.iter().rfind(live).and_then(&after)
        };
        let size = self.size.saturating_sub(MARGIN);
        let spans: Vec<_> = if self.ids.first().and_then(&after).is_some() {
            let spans = places.iter();
            spans.map(|(at, ..)| (*at, at + size, from(*at))).collect()
        } else {
            self.spans()
        };
        let inside = |from: usize, to: usize| {
            let all = places.iter();
            let inside = all.filter(move |(at, ..)| (from..to).contains(at));
            inside.map(|(_, id, since)| (*id, *since))
        };
        let waited = |(from, to, _): &(usize, usize, Option<C>)| {
            let waited =
                |(_, since)| now.saturating_duration_since(since) + Duration::from_millis(1);
            inside(*from, *to).map(waited).sum::<Duration>()
        };
        let (from, to, cursor) = spans.into_iter().max_by_key(waited)?;
        if inside(from, to).count() < least {
            return None;
        }
        let (oldest, _) = inside(from, to).min_by_key(|(_, since)| *since)?;
        Some(Start {
            from: cursor,
            oldest: oldest.clone(),
        })
    }

    /// The pages as they were: where each begins and ends, and how to get there.
    fn spans(&self) -> Vec<(usize, usize, Option<C>)> {
        // What stands first on a page belongs to the one before: if it is gone, nothing is shown before its place.
        let begins = self.pages.iter().map(|(id, _)| self.place(id) + 1);
        let ends = begins.clone().chain([usize::MAX]);
        let cursors = self.pages.iter().map(|(_, cursor)| Some(cursor.clone()));
        let all = [0].into_iter().chain(begins).zip(ends);
        all.zip([None].into_iter().chain(cursors))
            .map(|((from, to), cursor)| (from, to, cursor))
            .collect()
    }

    /// How many stand before `id`.
    fn place(&self, id: &K) -> usize {
        self.ids
            .partition_point(|one| Some(one.as_ref().cmp(id.as_ref())) == self.order)
    }

    /// Which of `wanted` are not there, by what was read.
    pub(super) fn lacking(&mut self, part: &Part<K>, wanted: impl Iterator<Item = K>) -> Vec<K> {
        let Some(order) = self.order else {
            return Vec::new();
        };
        if !is_sorted(&part.ids, order) {
            // It was chance, or the order has changed.
            self.order = None;
            return Vec::new();
        }
        let stands = |one: Option<&K>, id: &K, how| {
            one.is_some_and(|one| one.as_ref().cmp(id.as_ref()) == how)
        };
        let lacks = |id: &K| {
            let at = part.ids.binary_search_by(|one| {
                let stands = one.as_ref().cmp(id.as_ref());
                if order.is_lt() {
                    stands
                } else {
                    stands.reverse()
                }
            });
            at.is_err()
                && (part.first || stands(part.ids.first(), id, order))
                && (part.last || stands(part.ids.last(), id, order.reverse()))
        };
        wanted.filter(lacks).collect()
    }

    /// These are gone.
    pub(super) fn remove(&mut self, gone: &[K]) {
        for id in gone {
            let at = self.place(id);
            if self.ids.get(at) == Some(id) {
                self.ids.remove(at);
            }
        }
    }

    /// What was looked for stood on the page at `cursor`.
    pub(super) fn found(&mut self, cursor: Option<C>) {
        self.latest = cursor;
    }

    /// A part told what it was read for.
    pub(super) fn hit(&mut self) {
        self.misses = 0;
    }

    /// A part did not tell what it was read for.
    pub(super) fn missed(&mut self) {
        self.latest = None;
        self.misses += 1;
    }
}

fn is_sorted<K: AsRef<str>>(ids: &[K], order: Ordering) -> bool {
    ids.is_sorted_by(|one, next| one.as_ref().cmp(next.as_ref()) == order)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: usize) -> String {
        format!("{number:04}")
    }

    /// What 300 on pages of 100 have shown, from the smallest id on; the cursor of a page is its number.
    fn listed() -> Places<String, usize> {
        let mut places = Places::default();
        places.listed((0..300).map(id).collect(), vec![(100, 1), (200, 2)]);
        places
    }

    /// Where to begin for some, each of whom has waited for so many milliseconds.
    fn start(
        places: &Places<String, usize>,
        wanted: &[(usize, u64)],
        after: impl Fn(&String) -> Option<usize>,
    ) -> Option<Start<String, usize>> {
        let now = crate::operation::monotonic() + Duration::from_secs(1);
        let since =
            |(number, waited): &(usize, u64)| (id(*number), now - Duration::from_millis(*waited));
        let wanted = wanted.iter().map(since).collect();
        places.start(&wanted, 1, now, after, |_| true)
    }

    #[test]
    fn the_page_is_read_where_those_stand_who_have_waited_longest() {
        let of = |wanted: &[(usize, u64)]| {
            let start = start(&listed(), wanted, |_| None)?;
            Some((start.from, start.oldest))
        };
        assert_eq!(of(&[(5, 1), (7, 2), (250, 1)]), Some((None, id(7))));
        assert_eq!(of(&[(5, 1), (7, 2), (250, 9)]), Some((Some(2), id(250))));
        // Nothing before the first one on a page would be shown there, once it is gone.
        assert_eq!(of(&[(200, 9), (299, 1)]), Some((Some(1), id(200))));
        assert_eq!(of(&[(200, 9)]), None, "one is asked for alone");
    }

    #[test]
    fn a_page_begins_anywhere_a_little_early_and_after_none_that_may_be_gone() {
        let of = |wanted: &[(usize, u64)]| {
            let start = start(&listed(), wanted, |id| id.parse().ok())?;
            Some((start.from, start.oldest))
        };
        assert_eq!(
            of(&[(150, 2), (240, 1), (0, 1)]),
            Some((Some(145), id(150)))
        );
        assert_eq!(
            of(&[(150, 2), (145, 1), (3, 1)]),
            Some((Some(140), id(150)))
        );
    }

    #[test]
    fn after_three_that_told_nothing_no_part_is_read() {
        let mut places = listed();
        let reads = |places: &Places<_, _>| start(places, &[(1, 1), (2, 1)], |_| None).is_some();
        for _ in 0..MISSES {
            assert!(reads(&places));
            places.missed();
        }
        assert!(!reads(&places));
        places.hit();
        assert!(reads(&places));
    }
}
