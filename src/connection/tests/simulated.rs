//! A cloud for the tests of [`crate::connection::observe`], which remembers when each object was what.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use crate::connection::knowledge::Observed;
use crate::connection::source::{Page, Source};
use crate::http::error::{ApiError, Failure, Kind};
use crate::operation::{Operation, monotonic};

pub(in crate::connection) type Version = u64;

/// What an object was, and since when.
pub(in crate::connection) type History = Vec<(Instant, Option<Version>)>;

/// How lists behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::connection) enum Lists {
    Work,
    Forbidden,
    /// They lack the object 0.
    Lacking,
    /// Every other one fails.
    Failing,
    /// The first page that goes on from another one is refused: what it goes on from has been deleted.
    BreakingOff,
}

/// In which order lists come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::connection) enum Order {
    Id,
    Oldest,
    Newest,
    /// What was changed last comes last.
    Changed,
}

/// Where a page may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::connection) enum Pages {
    /// Where another one ended.
    Follow,
    /// After any object that is there, too.
    Anywhere,
}

/// How reads by an id behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::connection) enum Gets {
    Work,
    Forbidden,
}

pub(in crate::connection) struct Cloud {
    pub(in crate::connection) histories: BTreeMap<String, History>,
    pub(in crate::connection) calls: usize,
    pub(in crate::connection) lists_sent: usize,
    pub(in crate::connection) gets_sent: usize,
    gets: Gets,
    latencies: Vec<u64>,
    lists: Lists,
    order: Order,
    pages: Pages,
    page: usize,
    begun: Instant,
}

/// Where an object stands in a list.
pub(in crate::connection) type Place = (i128, String);

impl Cloud {
    fn place(&self, id: &str, history: &History) -> Place {
        let at = match self.order {
            Order::Id => None,
            // No cloud gives an id twice: what is there again has not moved.
            Order::Oldest | Order::Newest => history.first(),
            Order::Changed => history.last(),
        };
        let at = at.map_or(0, |(at, _)| at.duration_since(self.begun).as_nanos());
        let at = i128::try_from(at).unwrap();
        let at = if self.order == Order::Newest { -at } else { at };
        (at, id.to_owned())
    }
}

#[derive(Clone)]
pub(in crate::connection) struct Simulated(pub(super) Arc<Mutex<Cloud>>);

impl Simulated {
    /// A cloud whose calls take as long as the numbers say, in turn and in milliseconds.
    pub(in crate::connection) fn new(lists: Lists, page: usize, latencies: Vec<u64>) -> Self {
        Self(Arc::new(Mutex::new(Cloud {
            histories: BTreeMap::new(),
            calls: 0,
            lists_sent: 0,
            gets_sent: 0,
            gets: Gets::Work,
            latencies,
            lists,
            order: Order::Id,
            pages: Pages::Follow,
            page,
            begun: monotonic(),
        })))
    }

    /// The same, whose reads by an id behave so.
    pub(in crate::connection) fn whose(self, gets: Gets) -> Self {
        self.cloud().gets = gets;
        self
    }

    /// The same, whose lists come in an order and in such pages.
    pub(in crate::connection) fn listing(self, order: Order, pages: Pages) -> Self {
        self.cloud().order = order;
        self.cloud().pages = pages;
        self
    }

    pub(in crate::connection) fn cloud(&self) -> MutexGuard<'_, Cloud> {
        self.0.lock().unwrap()
    }

    pub(in crate::connection) fn change(&self, id: &str, to: Option<Version>) {
        let mut cloud = self.cloud();
        let history = cloud.histories.entry(id.to_owned()).or_default();
        history.push((monotonic(), to));
    }

    pub(in crate::connection) fn change_if_there(&self, id: &str, to: Version) {
        let there = self.cloud().histories.get(id).and_then(now_in).is_some();
        if there {
            self.change(id, Some(to));
        }
    }

    /// A call: half of its time passes before it is executed.
    async fn call(&self) -> Duration {
        let half = {
            let mut cloud = self.cloud();
            cloud.calls += 1;
            let index = cloud.calls % cloud.latencies.len();
            Duration::from_millis(cloud.latencies[index] / 2)
        };
        tokio::time::sleep(half).await;
        half
    }
}

fn now_in(history: &History) -> Option<Version> {
    history.last().and_then(|(_, version)| *version)
}

/// A call whose answer was lost.
pub(in crate::connection) fn unknown() -> Failure {
    Failure::Unknown {
        problem: "the answer was lost".to_owned(),
        since: Timestamp::UNIX_EPOCH,
    }
}

/// A refusal of this kind.
pub(in crate::connection) fn refusal(kind: Kind) -> ApiError {
    ApiError {
        kind,
        status: 403,
        code: None,
        message: "no".to_owned(),
        request_id: None,
        retry_after: None,
        advice: None,
    }
}

impl Source for Simulated {
    type Id = String;
    type Object = (String, Version);
    type Cursor = Place;

    fn id(object: &Self::Object) -> String {
        object.0.clone()
    }

    fn beyond(&self, id: &String) -> Option<Place> {
        let cloud = self.cloud();
        let history = cloud.histories.get(id)?;
        (cloud.pages == Pages::Anywhere).then(|| cloud.place(id, history))
    }

    async fn get(&self, _: &Operation, id: &String) -> Result<Observed<Self::Object>, Failure> {
        let half = self.call().await;
        let (seen, gets) = {
            let mut cloud = self.cloud();
            cloud.gets_sent += 1;
            (cloud.histories.get(id).and_then(now_in), cloud.gets)
        };
        if gets == Gets::Forbidden {
            return Err(refusal(Kind::Forbidden).into());
        }
        tokio::time::sleep(half).await;
        Ok(match seen {
            Some(version) => Observed::There((id.clone(), version)),
            None => Observed::Absent(Some(refusal(Kind::NotFound))),
        })
    }

    async fn page(
        &self,
        _: &Operation,
        from: Option<&Place>,
    ) -> Result<Page<Self::Object, Place>, Failure> {
        let half = self.call().await;
        let page = {
            let mut cloud = self.cloud();
            cloud.lists_sent += 1;
            let there = |id: &String| cloud.histories.get(id).and_then(now_in).is_some();
            let fails = match cloud.lists {
                Lists::Forbidden => Some(Kind::Forbidden),
                Lists::Failing if cloud.lists_sent % 2 == 1 => Some(Kind::Server),
                Lists::BreakingOff if from.is_some() => {
                    cloud.lists = Lists::Work;
                    Some(Kind::NotFound)
                }
                _ if cloud.pages == Pages::Anywhere && from.is_some_and(|(_, id)| !there(id)) => {
                    Some(Kind::NotFound)
                }
                _ => None,
            };
            if let Some(kind) = fails {
                return Err(refusal(kind).into());
            }
            let lacking = cloud.lists == Lists::Lacking;
            let all = cloud.histories.iter();
            let all = all.filter(|(id, _)| !(lacking && id.as_str() == "0"));
            let mut all: Vec<_> = all
                .filter_map(|(id, history)| Some((cloud.place(id, history), now_in(history)?)))
                .filter(|(place, _)| from.is_none_or(|from| place > from))
                .collect();
            all.sort();
            let more = all.len() > cloud.page;
            all.truncate(cloud.page);
            let next = all.last().map(|(place, _)| place.clone()).filter(|_| more);
            let objects = all
                .into_iter()
                .map(|((_, id), version)| (id, version))
                .collect();
            Page {
                objects,
                next,
                left: None,
            }
        };
        tokio::time::sleep(half).await;
        Ok(page)
    }
}
