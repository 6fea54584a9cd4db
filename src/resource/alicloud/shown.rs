//! What an answer shows and what it leaves out. What is left out says nothing: a guess here would plan
//! an update for ever, or a replacement.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::cloud::alicloud::peering::{Peering, Status};
use crate::connection::status::Status as Standing;
use crate::framework::model::Field;
use crate::framework::value::Number;

/// Tags as a state has them.
pub(super) type Tags = Field<BTreeMap<String, Field<String>>>;

/// The attributes that both sides' resources show in the same way.
pub(super) struct Shown<'a> {
    pub(super) id: &'a mut Field<String>,
    pub(super) name: &'a mut Field<String>,
    pub(super) description: &'a mut Field<String>,
    pub(super) requester_vpc_id: &'a mut Field<String>,
    pub(super) accepter_vpc_id: &'a mut Field<String>,
    pub(super) accepter_region: &'a mut Field<String>,
    pub(super) accepter_account_id: &'a mut Field<String>,
    pub(super) bandwidth: &'a mut Field<Number>,
    pub(super) resource_group_id: &'a mut Field<String>,
    pub(super) tags: &'a mut Tags,
    pub(super) status: &'a mut Field<String>,
    pub(super) answer: &'a mut Field<String>,
    pub(super) active_id: &'a mut Field<String>,
    pub(super) expires_at: &'a mut Field<String>,
    pub(super) created_at: &'a mut Field<String>,
    pub(super) updated_at: &'a mut Field<String>,
}

impl Shown<'_> {
    /// Takes over what the cloud shows.
    pub(super) fn take(self, peering: &Peering) {
        let standing = peering.status.standing();
        // Once it has been active the id stays while the peering exists, whatever its status.
        if standing == Standing::Accepted {
            *self.active_id = peering.id.as_str().into();
        } else if self.active_id.is_unknown() {
            *self.active_id = Field::Null;
        }
        // A pending request that is modified is updating, too, and nobody has accepted it.
        let still_pending =
            peering.status == Status::Updating && self.answer.text() == Some("pending");
        if !still_pending {
            *self.answer = standing.answer().as_str().into();
        }
        *self.id = peering.id.as_str().into();
        text(self.name, peering.name.as_deref());
        text(self.description, peering.description.as_deref());
        id(self.requester_vpc_id, peering.requester.vpc.as_str());
        id(self.accepter_vpc_id, peering.accepter.vpc.as_str());
        id(self.accepter_region, peering.accepter.region.as_str());
        let accepter = peering.accepter.account.as_ref();
        id(
            self.accepter_account_id,
            accepter.map_or("", |account| account.as_str()),
        );
        match peering.bandwidth {
            Some(bandwidth) => *self.bandwidth = Number::from(bandwidth).into(),
            None => resolve(self.bandwidth),
        }
        text(
            self.resource_group_id,
            peering.own.resource_group.as_deref(),
        );
        *self.tags = kept(self.tags, &peering.own.tags);
        *self.status = peering.status.as_str().into();
        moment(self.expires_at, peering.expires_at);
        if peering.expires_at.is_none() {
            *self.expires_at = Field::Null;
        }
        moment(self.created_at, peering.created_at);
        moment(self.updated_at, peering.updated_at);
    }
}

/// The tags that the resource knows of, as they are now. Those that others have set are theirs: no
/// document says whether the two sides share their tags, and they must not fight over them.
pub(super) fn kept(tags: &Tags, now: &BTreeMap<String, String>) -> Tags {
    let Field::Known(known) = tags else {
        return tags.clone();
    };
    let still = known
        .keys()
        .filter_map(|key| Some((key.clone(), now.get(key)?.clone().into())));
    Field::Known(still.collect())
}

/// Tags as an import takes them over: all but the cloud's own.
pub(super) fn imported(now: &BTreeMap<String, String>) -> Tags {
    let own = now
        .iter()
        .filter(|(key, _)| !key.starts_with("acs:") && !key.starts_with("aliyun"));
    let tags: BTreeMap<_, _> = own
        .map(|(key, value)| (key.clone(), value.clone().into()))
        .collect();
    if tags.is_empty() {
        Field::Null
    } else {
        Field::Known(tags)
    }
}

/// The tags that are known, as plain texts.
pub(super) fn plain(tags: &Tags) -> BTreeMap<String, String> {
    let tags = tags.known().into_iter().flatten();
    tags.filter_map(|(key, value)| Some((key.clone(), value.known()?.clone())))
        .collect()
}

/// Empty means none; what is left out stays as it was.
pub(super) fn text(field: &mut Field<String>, text: Option<&str>) {
    match text {
        Some("") => *field = Field::Null,
        Some(text) => *field = text.into(),
        None => resolve(field),
    }
}

/// An id is never empty.
pub(super) fn id(field: &mut Field<String>, id: &str) {
    text(field, (!id.is_empty()).then_some(id));
}

pub(super) fn moment(field: &mut Field<String>, moment: Option<Timestamp>) {
    text(field, moment.map(|moment| moment.to_string()).as_deref());
}

fn resolve<T>(field: &mut Field<T>) {
    if field.is_unknown() {
        *field = Field::Null;
    }
}
