//! What an answer shows and what it leaves out. What is left out says nothing: a guess here would plan
//! an update for ever, or a replacement.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::framework::model::Field;

/// Tags as a state has them.
pub(super) type Tags = Field<BTreeMap<String, Field<String>>>;

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
