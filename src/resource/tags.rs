//! Tags of one side of a peering: which of them are the resource's.

use std::collections::BTreeMap;

use crate::connection::peering::{Peering, Role};
use crate::connection::status::State;
use crate::framework::model::Field;
use crate::framework::object::Object;
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::resource::keys::{TAGS, Tags};

/// The tags that the resource knows of, as they are now. Those that others have set are theirs: no
/// document says whether the two sides share their tags, and they must not fight over them.
fn kept(tags: &Field<Tags>, now: &BTreeMap<String, String>) -> Field<Tags> {
    let Field::Known(known) = tags else {
        return tags.clone();
    };
    let still = known
        .keys()
        .filter_map(|key| Some((key.clone(), now.get(key)?.clone().into())));
    Field::Known(still.collect())
}

/// Takes over the tags that the cloud shows of a side. A rejected request has no side of the accepter's: there they stay as
/// they are configured.
pub(super) fn show<X>(
    state: &mut Object,
    peering: &Peering<X>,
    role: Role,
    now: &BTreeMap<String, String>,
) {
    if role == Role::Requester || *peering.state() != State::Rejected {
        state.set(TAGS, kept(&state.get(TAGS), now));
    }
}

/// How the keys of the clouds' own tags begin.
const SYSTEM: [&str; 3] = ["acs:", "aliyun", "aws:"];

/// Tags as an import takes them over: all but the cloud's own.
pub(super) fn imported(now: &BTreeMap<String, String>) -> Field<Tags> {
    let is_system = |key: &str| SYSTEM.iter().any(|begin| key.starts_with(begin));
    let tags: BTreeMap<_, _> = now
        .iter()
        .filter(|(key, _)| !is_system(key))
        .map(|(key, value)| (key.clone(), value.clone().into()))
        .collect();
    if tags.is_empty() {
        Field::Null
    } else {
        Field::Known(tags)
    }
}

/// The tags that are known, as plain texts.
pub(super) fn plain(tags: &Field<Tags>) -> BTreeMap<String, String> {
    let tags = tags.known().into_iter().flatten();
    tags.filter_map(|(key, value)| Some((key.clone(), value.known()?.clone())))
        .collect()
}

/// Sends what changes nothing twice; once more where no answer could be read.
pub(super) async fn send<F: Future<Output = Result<(), Failure>>>(
    operation: &Operation,
    call: impl Fn() -> F,
) -> Result<(), Failure> {
    match call().await {
        Err(Failure::Unknown { .. }) if operation.ended().is_none() => call().await,
        done => done,
    }
}

/// What has to be done to tags so that they become what is wanted.
pub(super) struct Retag<'a> {
    /// What is missing, or has another value.
    pub(super) missing: BTreeMap<String, String>,
    /// What the resource knew `before` and does not want any more.
    pub(super) surplus: Vec<&'a str>,
}

impl<'a> Retag<'a> {
    /// From what the resource knew, what is wanted and what is shown.
    pub(super) fn of([before, wanted, shown]: [&'a BTreeMap<String, String>; 3]) -> Self {
        let missing = wanted
            .iter()
            .filter(|(key, value)| shown.get(*key) != Some(value));
        let surplus = before
            .keys()
            .filter(|key| !wanted.contains_key(*key) && shown.contains_key(*key));
        Self {
            missing: missing
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect(),
            surplus: surplus.map(String::as_str).collect(),
        }
    }
}
