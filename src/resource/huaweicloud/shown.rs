//! What an answer shows and what it leaves out. Older regions leave things out, which says nothing: a
//! guess here would plan an update for ever, or a replacement.

use crate::framework::model::Field;

/// Empty means none; what is left out stays as it was.
pub(super) fn text(field: &mut Field<String>, text: Option<&str>) {
    match text {
        Some("") => *field = Field::Null,
        Some(text) => *field = text.into(),
        None if field.is_unknown() => *field = Field::Null,
        None => {}
    }
}
