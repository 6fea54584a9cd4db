//! One page of a list in the order of ids.

use super::object::Id;

/// Those after `after`, at most `size`, and whether there are more.
pub(crate) fn of<'a, T>(
    all: impl Iterator<Item = &'a T>,
    id: impl Fn(&T) -> &Id,
    after: Option<&Id>,
    size: usize,
) -> (Vec<&'a T>, bool) {
    let rest = all.filter(|one| after.is_none_or(|after| id(one) > after));
    let mut page: Vec<&T> = rest.take(size.saturating_add(1)).collect();
    let more = page.len() > size;
    page.truncate(size);
    (page, more)
}
