//! Deletes a peering, for either side, and knows when "not found" means gone.

use super::cloud::Reach;
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::peering::{Deletion, Peering, Peerings};
use crate::cloud::huaweicloud::status::DELETED;
use crate::connection::handle::{Deletes, Handle};
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::port::Watch;
use crate::connection::status::Status;
use crate::connection::wait::Pace;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::http::error::{Failure, Kind};
use crate::operation::Ended;
use crate::resource::context::Cx;
use crate::resource::failure::{FORGET, error};
use crate::resource::side::gone_to;

/// The session of a destroy; without one the user is told how to forget the object.
pub(super) async fn to_destroy(cx: &Cx<'_>, reach: Reach<'_>) -> Result<Session, Diagnostic> {
    let session = reach.session(cx, "the destroy").await;
    session.map_err(|error| error.with(FORGET))
}

/// Deletes a peering by the VPC API. `tenant` is the project of this side as it stands in the state.
pub(super) async fn delete_peering(
    cx: &Cx<'_>,
    session: &Session,
    id: &str,
    tenant: Field<&str>,
    account: Reach<'_>,
) -> Result<(), Diagnostic> {
    let doomed = Peerings(session).one(&id.into());
    let gone = || gone_to(account, session.project.as_str(), id, tenant);
    delete(cx, &doomed, id, gone).await
}

/// Deletes the peering `id` and waits until it is gone. `gone` says whether "not found" means that.
pub(super) async fn delete(
    cx: &Cx<'_>,
    doomed: &Handle<impl Deletes<Object = Peering>>,
    id: &str,
    gone: impl Fn() -> Result<(), Diagnostic>,
) -> Result<(), Diagnostic> {
    let failed = |failure: &Failure| error(format!("Peering {id} was not deleted"), failure);
    let settling = doomed.settling();
    let mut pace = Pace::new(&settling);
    let mut doubt: Option<Failure> = None;
    loop {
        match doomed.delete(&cx.operation).await {
            Ok(Deletion::NothingThere) => return gone(),
            Ok(Deletion::Begun) => break,
            // Something of it is still changing.
            Err(failure) if failure.is(Kind::Conflict) => {
                if pace.tick(&cx.operation).await.is_err() {
                    return Err(failed(&failure));
                }
            }
            // No answer: what is there now decides.
            Err(failure @ Failure::Unknown { .. }) => {
                match doomed.get(&cx.operation.last_look()).await {
                    Ok(Observed::Absent(_)) => return gone(),
                    Ok(Observed::There(peering)) if peering.status.is(DELETED) => break,
                    // The look says that it has not arrived, so it is sent once more.
                    Ok(Observed::There(_)) if doubt.is_none() => doubt = Some(failure),
                    _ => return Err(failed(&failure)),
                }
            }
            Err(failure) => return Err(failed(doubt.as_ref().unwrap_or(&failure))),
        }
    }
    let mut pace = Pace::new(&settling);
    let mut seen = doomed
        .read(&cx.operation, Ask::Gone)
        .await
        .map(Observed::there);
    loop {
        let status = match seen {
            Ok(None) => break,
            // The status says so; how long a region goes on showing it is its own business.
            Ok(Some(peering)) if peering.status.is(DELETED) => break,
            Ok(Some(peering)) => peering.status,
            Err(failure) => return Err(unseen(id, &failure)),
        };
        seen = match doomed.poll(&cx.operation, &mut pace).await {
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
