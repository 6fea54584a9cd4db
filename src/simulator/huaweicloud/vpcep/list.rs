//! One page of a list: `limit` (10 unless it is given, 1000 at most), `offset`, order and filters.

use serde_json::{Value, json};

use super::super::super::request::{Answer, Request};
use super::endpoint::{Endpoint, Status};
use super::error::Refused;
use super::seed::Doubts;
use http::StatusCode;

/// The page when no `limit` is given.
const USUAL: usize = 10;

/// Where a page begins and ends.
pub(super) struct Page {
    offset: usize,
    limit: usize,
}

impl Page {
    pub(super) fn read(request: &Request, largest: usize) -> Result<Self, Refused> {
        let number = |name: &str, wrong: Refused| match request.query(name) {
            None => Ok(None),
            Some(text) => text.parse::<usize>().map(Some).map_err(|_| wrong),
        };
        let limit = match number("limit", Refused::Limit)? {
            // What 0 means is not documented; the default is as good a guess as any.
            None | Some(0) => USUAL,
            Some(limit) if limit <= largest => limit,
            Some(_) => return Err(Refused::Limit),
        };
        let offset = number("offset", Refused::Offset)?.unwrap_or_default();
        Ok(Self { offset, limit })
    }

    /// The page of these objects, under `name`; `total_count` counts them all.
    pub(super) fn of(&self, name: &str, all: &[Value]) -> Answer {
        let page: Vec<_> = all.iter().skip(self.offset).take(self.limit).collect();
        let body = json!({ name: page, "total_count": all.len() });
        Answer::json(StatusCode::OK, body)
    }
}

/// The connections of a service that the query asks for, in its order.
pub(super) fn connections<'a>(
    request: &Request,
    all: impl Iterator<Item = &'a Endpoint>,
    doubts: Doubts,
) -> Result<Vec<Value>, Refused> {
    let marker = match request.query("marker_id") {
        None => None,
        Some(text) => Some(text.parse::<i64>().map_err(|_| Refused::Marker)?),
    };
    let status = match request.query("status").map(Status::from) {
        Some(Status::Other(_)) => return Err(Refused::Status),
        status => status,
    };
    let id = request.query("id");
    let mut found: Vec<&Endpoint> = all
        .filter(|one| id.as_ref().is_none_or(|id| one.id.as_str() == id))
        .filter(|one| marker.is_none_or(|marker| one.marker_id == marker))
        .filter(|one| status.as_ref().is_none_or(|status| one.status == *status))
        .collect();
    if let (Some(id), true, true) = (id, found.is_empty(), doubts.list_refuses_missing) {
        return Err(Refused::Vanished(id.into()));
    }
    // The clouds spell the fields differently.
    match request.query("sort_key").as_deref() {
        None | Some("create_at" | "created_at") => found.sort_by_key(|one| one.created_at),
        Some("update_at" | "updated_at") => found.sort_by_key(|one| one.updated_at),
        Some(_) => return Err(Refused::SortKey),
    }
    match request.query("sort_dir").as_deref() {
        None | Some("desc") => found.reverse(),
        Some("asc") => {}
        Some(_) => return Err(Refused::SortDirection),
    }
    Ok(found
        .into_iter()
        .map(|one| one.connection(doubts))
        .collect())
}
