//! What is said of a decision that did not come about, of any kind of connection.

use super::kind::{Asker, ConnectionOf, Decidable, state_of};
use crate::connection::decision::End;
use crate::connection::status::Decision;
use crate::framework::diagnostics::Diagnostic;
use crate::resource::lookup::Lookup as _;
use crate::resource::wish::Wish;

/// What is told of a decision that was not made, or not to the end; nothing when it was.
pub fn unmade<K: Decidable>(
    place: &K::Place,
    desired: Decision,
    asker: &Asker<'_>,
    seen: Option<&ConnectionOf<K>>,
    end: &End,
) -> Option<Diagnostic> {
    Some(match end {
        End::Done => return None,
        End::Refused(reason) | End::Overtaken(reason) => {
            K::refused(place, desired, reason, asker, seen)
        }
        End::Failed(failure) => K::not_decided(place, desired, failure, seen.map(state_of::<K>)),
        End::Unsettled(_) | End::Unclear(_) => {
            let status = seen.map(|seen| K::Place::status(seen).as_str());
            Wish::of(place, desired).unsettled(K::TAKEN, status, end)
        }
    })
}
