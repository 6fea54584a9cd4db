//! Tags of one side of a peering: which of them are the resource's.

use std::collections::BTreeMap;

use crate::framework::model::Field;
use crate::resource::keys::Tags;

/// The tags that the resource knows of, as they are now. Those that others have set are theirs: no
/// document says whether the two sides share their tags, and they must not fight over them.
pub(super) fn kept(tags: &Field<Tags>, now: &BTreeMap<String, String>) -> Field<Tags> {
    let Field::Known(known) = tags else {
        return tags.clone();
    };
    let still = known
        .keys()
        .filter_map(|key| Some((key.clone(), now.get(key)?.clone().into())));
    Field::Known(still.collect())
}

/// Tags as an import takes them over: all but the cloud's own.
pub(super) fn imported(now: &BTreeMap<String, String>) -> Field<Tags> {
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
pub(super) fn plain(tags: &Field<Tags>) -> BTreeMap<String, String> {
    let tags = tags.known().into_iter().flatten();
    tags.filter_map(|(key, value)| Some((key.clone(), value.known()?.clone())))
        .collect()
}
