//! Deletes a peering, for either side, and knows when "not found" means gone.

use super::reach::{Cx, Reach};
use super::warn;
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::ids::PeeringId;
use crate::cloud::huaweicloud::peering::{Deletion, Peerings, Status};
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::wait::Pace;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::http::error::{Failure, Kind};
use crate::operation::Ended;
use crate::resource::failure::error;

/// The session of a destroy; without one the user is told how to forget the object.
pub(super) async fn to_destroy(cx: &Cx<'_>, reach: Reach<'_>) -> Result<Session, Diagnostic> {
    let session = reach.session(cx, "the destroy").await;
    session.map_err(|error| error.with(warn::FORGET))
}

/// Whether "not found" means gone: only to the tenant that the state belongs to.
pub(super) fn gone(
    session: &Session,
    id: &str,
    tenant: &Field<String>,
    account: &str,
) -> Result<(), Diagnostic> {
    match tenant.text() {
        Some(tenant) if tenant != session.project.as_str() => {
            let what = format!("Peering {id}");
            Err(warn::other_tenant(&what, &session.project, tenant, account))
        }
        _ => Ok(()),
    }
}

/// Deletes a peering and waits until it is gone.
pub(super) async fn delete(
    cx: &Cx<'_>,
    session: &Session,
    id: &str,
    tenant: &Field<String>,
    account: &str,
) -> Result<(), Diagnostic> {
    let peerings = Peerings(session);
    let peering_id = PeeringId::from(id);
    let failed = |failure: &Failure| error(format!("Peering {id} was not deleted"), failure);
    let mut pace = Pace::new(session.settling());
    let mut doubt: Option<Failure> = None;
    loop {
        match peerings.delete(&cx.operation, &peering_id).await {
            Ok(Deletion::NothingThere) => return gone(session, id, tenant, account),
            Ok(Deletion::Begun) => break,
            // Something of it is still changing.
            Err(failure) if failure.is(Kind::Conflict) => {
                if pace.tick(&cx.operation).await.is_err() {
                    return Err(failed(&failure));
                }
            }
            // No answer: what is there now decides.
            Err(failure @ Failure::Unknown { .. }) => {
                match peerings.get(&cx.operation.last_look(), &peering_id).await {
                    Ok(Observed::Absent(_)) => return gone(session, id, tenant, account),
                    Ok(Observed::There(peering)) if peering.status == Status::Deleted => break,
                    // The look says that it has not arrived, so it is sent once more.
                    Ok(Observed::There(_)) if doubt.is_none() => doubt = Some(failure),
                    _ => return Err(failed(&failure)),
                }
            }
            Err(failure) => return Err(failed(doubt.as_ref().unwrap_or(&failure))),
        }
    }
    let mut pace = Pace::new(session.settling());
    let first = peerings.read(&cx.operation, &peering_id, Ask::Gone).await;
    let mut seen = first.map(Observed::there);
    loop {
        let status = match seen {
            Ok(None) => break,
            // The status says so; how long a region goes on showing it is its own business.
            Ok(Some(peering)) if peering.status == Status::Deleted => break,
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
