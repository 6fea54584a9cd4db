//! One page of a list.

use serde::{Deserialize, Serialize};

use super::object::{Connection, Id};

/// In which order a cloud lists; the documents name none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Order {
    /// That of ids.
    #[default]
    Id,
    /// What was made first comes first.
    Oldest,
    /// What was made last comes first.
    Newest,
}

/// Where one stands in a list.
pub(crate) type Place = (i128, Id);

impl Order {
    /// Where `one` stands.
    pub(crate) fn place(self, one: &Connection) -> Place {
        let made = one.created_at.as_nanosecond();
        let at = match self {
            Self::Id => 0,
            Self::Oldest => made,
            Self::Newest => -made,
        };
        (at, one.id.clone())
    }

    /// The same as a text, which a list goes on from although the object may be gone.
    pub(crate) fn token(self, one: &Connection) -> String {
        let (at, id) = self.place(one);
        match self {
            Self::Id => id.to_string(),
            Self::Oldest | Self::Newest => format!("{at}:{id}"),
        }
    }

    /// The place in a token.
    pub(crate) fn read(token: &str) -> Place {
        let timed = token.split_once(':');
        let timed = timed.and_then(|(at, id)| Some((at.parse().ok()?, id.into())));
        timed.unwrap_or_else(|| (0, token.into()))
    }
}

/// Those of `all`, which come in the order of ids, that stand after `after`: at most `size`, and whether there are
/// more.
pub(crate) fn of<'a>(
    all: impl Iterator<Item = &'a Connection>,
    order: Order,
    after: Option<&Place>,
    size: usize,
) -> (Vec<&'a Connection>, bool) {
    let mut all: Vec<_> = all.collect();
    if order != Order::Id {
        all.sort_by_cached_key(|one| order.place(one));
    }
    let begins = after.map_or(0, |after| {
        all.partition_point(|one| order.place(one) <= *after)
    });
    let mut page = all.split_off(begins);
    let more = page.len() > size;
    page.truncate(size);
    (page, more)
}
