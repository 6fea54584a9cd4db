//! What an answer shows and what it leaves out. Older regions leave things out, which says nothing: a
//! guess here would plan an update for ever, or a replacement.

use jiff::Timestamp;

use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::peering::Peering;
use crate::connection::status::Status as Standing;
use crate::framework::model::Field;

/// The attributes that both sides' resources show in the same way.
pub(super) struct Shown<'a> {
    pub(super) region: &'a mut Field<String>,
    pub(super) id: &'a mut Field<String>,
    pub(super) name: &'a mut Field<String>,
    pub(super) description: &'a mut Field<String>,
    pub(super) requester_vpc_id: &'a mut Field<String>,
    pub(super) accepter_vpc_id: &'a mut Field<String>,
    pub(super) status: &'a mut Field<String>,
    pub(super) answer: &'a mut Field<String>,
    pub(super) active_id: &'a mut Field<String>,
    pub(super) created_at: &'a mut Field<String>,
    pub(super) updated_at: &'a mut Field<String>,
}

impl Shown<'_> {
    /// Takes over what the cloud shows.
    pub(super) fn take(self, session: &Session, peering: &Peering) {
        let standing = peering.status.standing();
        // Once it has been active the id stays while the peering exists, whatever its status.
        if standing == Standing::Accepted {
            *self.active_id = peering.id.as_str().into();
        } else if self.active_id.is_unknown() {
            *self.active_id = Field::Null;
        }
        *self.region = session.region().into();
        *self.id = peering.id.as_str().into();
        text(self.name, peering.name.as_deref());
        text(self.description, peering.description.as_deref());
        id(self.requester_vpc_id, peering.requester.vpc.as_str());
        id(self.accepter_vpc_id, peering.accepter.vpc.as_str());
        *self.status = peering.status.as_str().into();
        *self.answer = standing.answer().as_str().into();
        moment(self.created_at, peering.created_at);
        moment(self.updated_at, peering.updated_at);
    }
}

/// Empty means none; what is left out stays as it was.
pub(super) fn text(field: &mut Field<String>, text: Option<&str>) {
    match text {
        Some("") => *field = Field::Null,
        Some(text) => *field = text.into(),
        None if field.is_unknown() => *field = Field::Null,
        None => {}
    }
}

/// An id is never empty.
fn id(field: &mut Field<String>, id: &str) {
    text(field, (!id.is_empty()).then_some(id));
}

pub(super) fn moment(field: &mut Field<String>, moment: Option<Timestamp>) {
    text(field, moment.map(|moment| moment.to_string()).as_deref());
}
