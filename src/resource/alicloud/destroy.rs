//! Deletes a peering, for either side, and knows when "not found" means gone.

use super::cloud::Reach;
use crate::cloud::alicloud::account::Session;
use crate::cloud::alicloud::ids::{ClientToken, PeeringId};
use crate::cloud::alicloud::peering::{Deletion, Peerings, Routes};
use crate::cloud::alicloud::status::DELETED;
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::status::Status;
use crate::connection::wait::Pace;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::http::error::{Failure, Kind};
use crate::operation::Ended;
use crate::resource::context::Cx;
use crate::resource::failure::error;
use crate::resource::side::gone;

/// Deletes a peering and waits until it is gone.
pub(super) async fn delete(
    cx: &Cx<'_>,
    session: &Session,
    id: &str,
    tenant: Field<&str>,
    reach: Reach<'_>,
    routes: Routes,
) -> Result<(), Diagnostic> {
    let peerings = Peerings(session);
    let peering_id = PeeringId::from(id);
    let failed = |failure: &Failure| error(format!("Peering {id} was not deleted"), failure);
    let turn = session.queues().enter(&cx.operation, &[id]).await;
    let _turn = turn.map_err(|ended| failed(&ended.into()))?;
    let mut token = ClientToken::new();
    let mut resent = false;
    loop {
        let failure = match peerings
            .delete(&cx.operation, &peering_id, routes, &token)
            .await
        {
            Ok(Deletion::NothingThere) => return gone(cx, reach, session, id, tenant).await,
            Ok(Deletion::Begun) => break,
            Err(failure) => failure,
        };
        let refused = failure.is(Kind::Conflict);
        if !refused && !matches!(failure, Failure::Unknown { .. }) {
            return Err(failed(&failure));
        }
        // What is there now decides.
        match peerings.get(&cx.operation.last_look(), &peering_id).await {
            Ok(Observed::Absent(_)) => return gone(cx, reach, session, id, tenant).await,
            Ok(Observed::There(peering)) if peering.status.state().is_gone() => break,
            // It cannot be deleted while it changes; then it is asked for anew.
            Ok(Observed::There(peering)) if refused && peering.status.state().is_moving() => {
                let settled = peerings.settled(&cx.operation, &peering_id, Some(peering));
                settled.await.1.map_err(|_| failed(&failure))?;
                token = ClientToken::new();
            }
            // No answer, and no effect: the same call once more.
            Ok(Observed::There(_)) if !refused && !resent => resent = true,
            _ => return Err(failed(&failure)),
        }
    }
    let mut pace = Pace::new(session.settling());
    let first = peerings.read(&cx.operation, &peering_id, Ask::Gone).await;
    let mut seen = first.map(Observed::there);
    loop {
        let status = match seen {
            Ok(None) => break,
            // The status says so; how long a region goes on showing it is its own business.
            Ok(Some(peering)) if peering.status.is(DELETED) => break,
            Ok(Some(peering)) => peering.status,
            Err(failure) => return Err(unseen(id, &failure)),
        };
        seen = match peerings.poll(&cx.operation, &peering_id, &mut pace).await {
            Err(Failure::Ended(ended)) => return Err(not_gone(id, &status, ended)),
            seen => seen,
        };
    }
    pace.settled();
    Ok(())
}

fn unseen(id: &str, failure: &Failure) -> Diagnostic {
    error(
        format!("Peering {id} is being deleted, and the end of it was not seen"),
        failure,
    )
}

fn not_gone(id: &str, status: &Status, ended: Ended) -> Diagnostic {
    Diagnostic::error(
        format!("Peering {id} is not gone yet"),
        format!(
            "The cloud took the delete and still shows the status {}; waiting for it ended: {ended}. \
             Destroy again, with a longer timeouts.delete if need be.",
            status.as_str()
        ),
    )
}
