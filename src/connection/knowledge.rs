//! What reads have shown, and whether it answers the next one. Pure: the time is a parameter.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::time::Duration;

use tokio::time::Instant;

use super::stamps::Stamp;
use crate::http::error::ApiError;

/// How old an answer may be for a refresh or a plan, and for how long a read tells that more follow.
pub(super) const WINDOW: Duration = Duration::from_secs(5);

/// Lists of so many pages are worth it for anyone, until that many have told nobody anything.
const FEW_PAGES: usize = 10;

/// What a read came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Observed<T> {
    /// It is there.
    There(T),
    /// It is not there; the cloud's words, when it was asked for by its id.
    Absent(Option<ApiError>),
}

impl<T> Observed<T> {
    /// The object, if it is there.
    pub fn there(self) -> Option<T> {
        match self {
            Self::There(object) => Some(object),
            Self::Absent(_) => None,
        }
    }
}

/// Whether what is known answers a read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Known<T> {
    /// It does. The moment is when the cloud was asked.
    Seen(Observed<T>, Instant),
    /// A fresh list lacks the id: a GET has to confirm that.
    Confirm,
    /// It does not.
    Nothing,
}

/// How to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Each id by its own GET.
    Gets,
    /// All by one LIST.
    List,
}

/// What less than a whole list has told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parts {
    /// Nothing.
    None,
    /// Where some are.
    Some,
    /// All that was looked for, the last time: nobody knows how long the list is.
    CutShort,
}

/// Everything that was observed of one collection.
#[derive(Debug)]
pub(super) struct Knowledge<K, T> {
    list: Option<(Instant, HashMap<K, T>)>,
    single: HashMap<K, (Instant, Observed<T>)>,
    /// What a refresh was last given, by reader: nobody refreshes twice to be told the same.
    given: HashMap<(K, &'static str), Instant>,
    /// The last two different ids that were asked for by themselves.
    asked: Vec<(K, Instant)>,
    /// How many GETs are under way.
    asking: usize,
    /// How many reads have begun since the last whole list.
    reads: usize,
    /// How many pages lists may still cost beyond what they tell.
    spare: usize,
    pages: usize,
    parts: Parts,
    forbidden: bool,
    /// Whether reading one by its id is not allowed.
    no_gets: bool,
}

impl<K, T> Default for Knowledge<K, T> {
    fn default() -> Self {
        Self {
            list: None,
            single: HashMap::new(),
            given: HashMap::new(),
            asked: Vec::new(),
            asking: 0,
            reads: 0,
            spare: FEW_PAGES,
            pages: 1,
            parts: Parts::None,
            forbidden: false,
            no_gets: false,
        }
    }
}

impl<K: Clone + Eq + Hash, T: Clone> Knowledge<K, T> {
    /// What is known of `id` from a call that was sent at `not_before` or later, and after this
    /// process's own last write to it.
    pub(super) fn of(&self, id: &K, not_before: Instant, stamp: &Stamp) -> Known<T> {
        let floor = stamp.written.map_or(not_before, |at| at.max(not_before));
        if let Some((sent, observed)) = self.single.get(id)
            && *sent >= floor
        {
            return Known::Seen(observed.clone(), *sent);
        }
        match &self.list {
            Some((sent, objects)) if *sent >= floor => match objects.get(id) {
                Some(object) => Known::Seen(Observed::There(object.clone()), *sent),
                None if stamp.deleted.is_some_and(|at| at <= *sent) => {
                    Known::Seen(Observed::Absent(None), *sent)
                }
                None => Known::Confirm,
            },
            _ => Known::Nothing,
        }
    }

    /// `id` as it was last shown, by a call that was sent after `after` and after our own last write.
    pub(super) fn news(&self, id: &K, after: Instant, stamp: &Stamp) -> Option<(T, Instant)> {
        let (object, sent) = match (self.single.get(id), &self.list) {
            (Some((sent, Observed::There(object))), _) => (object, sent),
            (None, Some((sent, objects))) => (objects.get(id)?, sent),
            _ => return None,
        };
        let fresh = *sent > after && stamp.written.is_none_or(|at| *sent >= at);
        fresh.then(|| (object.clone(), *sent))
    }

    /// How long ago the answer may have been asked for that `reader` of `id` accepts: five seconds
    /// before `begun`, and never what it was given before.
    pub(super) fn recent(&self, id: &K, reader: &'static str, begun: Instant) -> Instant {
        let floor = begun.checked_sub(WINDOW).unwrap_or(begun);
        match self.given.get(&(id.clone(), reader)) {
            Some(given) => floor.max(*given + Duration::from_nanos(1)),
            None => floor,
        }
    }

    /// `reader` was given what was asked for at `sent`.
    pub(super) fn give(&mut self, id: &K, reader: &'static str, sent: Instant) {
        self.given.insert((id.clone(), reader), sent);
    }

    /// A read of `id` begins.
    pub(super) fn count(&mut self) {
        self.reads += 1;
    }

    /// Whether a GET is under way, other ids than `id` were asked for not long ago, or all were listed:
    /// then more reads will follow.
    pub(super) fn is_busy(&self, id: &K, now: Instant) -> bool {
        let asked = |(other, at): &(K, Instant)| other != id && *at + WINDOW > now;
        self.asking > 0
            || self.parts != Parts::None
            || self.list.is_some()
            || self.asked.iter().any(asked)
    }

    /// How to ask for `count` ids at once. Who accepts old answers is likely to be followed by others
    /// who do; whoever does not is not, and a long list is no bargain for a few.
    pub(super) fn way(&self, count: usize, strict: bool) -> Way {
        let worth = match (strict, self.parts == Parts::CutShort) {
            (true, _) => count.max(1),
            (false, true) => self.reads,
            (false, false) => self.reads.max(self.spare),
        };
        if self.needs_list() {
            Way::List
        } else if self.forbidden || self.pages > worth {
            Way::Gets
        } else {
            Way::List
        }
    }

    /// Whether to go on after `pages` pages with `left` more, as far as the cloud tells.
    pub(super) fn goes_on(&mut self, pages: usize, left: Option<usize>) -> bool {
        let all = pages.saturating_add(left.unwrap_or(1));
        self.pages = self.pages.max(all);
        // The first page is read already; of what is of unknown length, so are all but the last of these.
        let first = usize::from(left.is_some());
        let goes_on = self.needs_list() || all <= self.reads.max(self.spare).saturating_add(first);
        if !goes_on {
            self.spare = self.spare.saturating_sub(pages);
        }
        goes_on
    }

    /// A GET of `id` is sent.
    pub(super) fn ask(&mut self, id: &K, at: Instant) {
        self.asking += 1;
        self.asked.retain(|(other, _)| other != id);
        if self.asked.len() > 1 {
            self.asked.remove(0);
        }
        self.asked.push((id.clone(), at));
    }

    /// A GET is over, one way or another.
    pub(super) fn asked(&mut self) {
        self.asking = self.asking.saturating_sub(1);
    }

    /// A GET that was sent at `sent` came to this.
    pub(super) fn got(&mut self, id: K, sent: Instant, observed: Observed<T>) {
        let told = (sent, observed);
        match self.single.entry(id) {
            Entry::Vacant(none) => drop(none.insert_entry(told)),
            Entry::Occupied(mut known) if known.get().0 <= sent => drop(known.insert(told)),
            Entry::Occupied(_) => {}
        }
    }

    /// A part of a list that was sent at `sent` told of these.
    pub(super) fn part(&mut self, sent: Instant, told: impl Iterator<Item = (K, Observed<T>)>) {
        if self.parts == Parts::None {
            self.parts = Parts::Some;
        }
        for (id, observed) in told {
            self.got(id, sent, observed);
        }
    }

    /// A list was read for so many pages, which told enough; there are more.
    pub(super) fn cut_short(&mut self, pages: usize) {
        self.pages = self.pages.max(pages + 1);
        self.parts = Parts::CutShort;
    }

    /// A complete, unfiltered list that was sent at `sent`.
    pub(super) fn listed(&mut self, sent: Instant, pages: usize, objects: HashMap<K, T>) {
        self.pages = pages.max(1);
        if self.parts == Parts::CutShort {
            self.parts = Parts::Some;
        }
        let in_vain = pages.saturating_sub(std::mem::take(&mut self.reads));
        self.spare = self.spare.saturating_sub(in_vain);
        if self.list.as_ref().is_none_or(|(at, _)| *at <= sent) {
            self.single.retain(|_, (at, _)| *at > sent);
            self.list = Some((sent, objects));
        }
    }

    /// Lists are of no use here: the cloud refuses them, or they lack what is there.
    pub(super) fn forbid(&mut self) {
        self.forbidden = true;
        self.list = None;
    }

    /// Reading one by its id is not allowed: from now on the list tells of it. `false` when lists are of
    /// no use either.
    pub(super) fn forbid_gets(&mut self) -> bool {
        self.no_gets = true;
        self.needs_list()
    }

    /// Whether a list alone can answer.
    pub(super) fn needs_list(&self) -> bool {
        self.no_gets && !self.forbidden
    }

    /// Whether lists are of no use here.
    pub(super) fn is_forbidden(&self) -> bool {
        self.forbidden
    }
}
