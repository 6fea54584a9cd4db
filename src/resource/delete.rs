//! Deletes a peering, for either side, and knows when "not found" means gone: the same on all clouds.

use super::cloud::AccountRef;
use super::context::Cx;
use super::failure::error;
use super::lookup::{Lookup as _, gone};
use super::peering_api::PeeringApi;
use super::place::Place;
use crate::connection::peering::Role;
use crate::connection::write::{self, NotDeleted};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;
use crate::http::error::Failure;

/// Deletes the peering of `state`, which is that of the resource on the side of `role`, and waits until it is gone.
///
/// # Errors
/// What the user is told when it was not deleted, or when the end of it was not seen.
pub(super) async fn delete<C: PeeringApi>(
    cx: &Cx<'_>,
    account: AccountRef<'_, C>,
    session: &C::Session,
    state: &Object,
    role: Role,
) -> Result<(), Diagnostic> {
    let place = Place::<C>::of(state);
    let id = place.id.as_str();
    let failed = |failure: &Failure| error(format!("Peering {id} was not deleted"), failure);
    let turn = C::turn(session, &cx.operation, &[id]).await;
    let _turn = turn.map_err(|ended| failed(&ended.into()))?;
    let deleted = write::delete(&place.one(session), &cx.operation, &C::how(state)).await;
    match deleted {
        Ok(()) => Ok(()),
        Err(NotDeleted::NothingThere) => {
            gone(cx, &place, account, session, role.owner::<C>(state)).await
        }
        Err(NotDeleted::Failed(failure)) => Err(failed(&failure)),
        Err(NotDeleted::Unseen(failure)) => Err(error(
            format!("Peering {id} is being deleted, but its end was not seen"),
            &failure,
        )),
        Err(NotDeleted::Unfinished { object, ended }) => Err(Diagnostic::error(
            format!("Peering {id} is not gone yet"),
            format!(
                "The cloud took the delete and still shows the status {}; waiting for it ended: {ended}. \
                 Destroy again, with a longer timeouts.delete if necessary.",
                object.status.as_str()
            ),
        )),
    }
}
