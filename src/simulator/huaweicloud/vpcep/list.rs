//! One page of a list: `limit` (10 unless it is given, 1000 at most), `offset`, order and filters.

use http::StatusCode;
use serde_json::{Value, json};

use super::{Quirks, error, wire};
use crate::simulator::object::{Connection, Id};
use crate::simulator::refusal::{Refusal, Row};
use crate::simulator::request::{Answer, Request};

/// The page when no `limit` is given.
const USUAL: usize = 10;

/// Where a page begins and ends.
pub(super) struct Page {
    offset: usize,
    limit: usize,
}

impl Page {
    pub(super) fn read(request: &Request, largest: usize) -> Result<Self, Refusal> {
        let number = |name: &str, wrong: &Row| match request.query(name) {
            None => Ok(None),
            Some(text) => text.parse::<usize>().map(Some).map_err(|_| wrong.refusal()),
        };
        let limit = match number("limit", &error::LIMIT)? {
            // What 0 means is not documented; the default is as good a guess as any.
            None | Some(0) => USUAL,
            Some(limit) if limit <= largest => limit,
            Some(_) => return Err(error::LIMIT.refusal()),
        };
        let offset = number("offset", &error::OFFSET)?.unwrap_or_default();
        Ok(Self { offset, limit })
    }

    /// The page of these objects, under `name`; `total_count` counts them all.
    pub(super) fn of(&self, name: &str, all: &[Value]) -> Answer {
        let page: Vec<_> = all.iter().skip(self.offset).take(self.limit).collect();
        let body = json!({ name: page, "total_count": all.len() });
        Answer::json(StatusCode::OK, body)
    }
}

/// The documented statuses.
const STATUSES: [&str; 6] = [
    "pendingAcceptance",
    "creating",
    "accepted",
    "rejected",
    "failed",
    "deleting",
];

/// The connections of a service that the query asks for, in its order.
pub(super) fn connections<'a>(
    request: &Request,
    all: impl Iterator<Item = &'a Connection>,
    quirks: Quirks,
) -> Result<Vec<Value>, Refusal> {
    let marker = match request.query("marker_id") {
        None => None,
        Some(text) => Some(text.parse::<i64>().map_err(|_| error::MARKER.refusal())?),
    };
    let status = request.query("status");
    if status
        .as_ref()
        .is_some_and(|status| !STATUSES.contains(&status.as_str()))
    {
        return Err(error::STATUS.refusal());
    }
    let id = request.query("id").map(Id::from);
    let mut found: Vec<&Connection> = all
        .filter(|one| id.as_ref().is_none_or(|id| one.id == *id))
        .filter(|one| marker.is_none_or(|marker| one.own.number("marker_id") == marker))
        .filter(|one| {
            status
                .as_ref()
                .is_none_or(|status| one.status == status.as_str())
        })
        .collect();
    if let (Some(id), true, true) = (id, found.is_empty(), quirks.list_refuses_missing) {
        return Err(error::vanished(&id).into());
    }
    // The clouds spell the fields differently.
    match request.query("sort_key").as_deref() {
        None | Some("create_at" | "created_at") => found.sort_by_key(|one| one.created_at),
        Some("update_at" | "updated_at") => found.sort_by_key(|one| one.updated_at),
        Some(_) => return Err(error::SORT_KEY.refusal()),
    }
    match request.query("sort_dir").as_deref() {
        None | Some("desc") => found.reverse(),
        Some("asc") => {}
        Some(_) => return Err(error::SORT_DIRECTION.refusal()),
    }
    Ok(found
        .into_iter()
        .map(|one| wire::connection(one, quirks))
        .collect())
}
