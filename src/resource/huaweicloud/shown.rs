//! What an answer shows and what it leaves out. Older regions leave things out, which says nothing: a
//! guess here would plan an update for ever, or a replacement.

use crate::framework::model::Field;

/// Takes over a text. Empty means none; what is left out stays as it was.
pub(super) fn shown(field: &mut Field<String>, text: Option<String>) {
    match text {
        Some(text) if text.is_empty() => *field = Field::Null,
        Some(text) => *field = text.into(),
        None if field.is_unknown() => *field = Field::Null,
        None => {}
    }
}

/// Takes over an id, which is never empty.
pub(super) fn shown_id(field: &mut Field<String>, id: &str) {
    shown(field, (!id.is_empty()).then(|| id.to_owned()));
}
