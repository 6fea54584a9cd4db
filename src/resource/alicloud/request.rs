//! Makes and watches a request so that it is there in the end, whatever the network does.
//!
//! A create carries a client token, so one whose outcome is unknown is sent again and makes no second
//! peering. The answer is only an id: what was made is read until it has left `Creating`.

use super::reach::Cx;
use super::warn;
use crate::cloud::alicloud::account::Session;
use crate::cloud::alicloud::ids::{ClientToken, PeeringId};
use crate::cloud::alicloud::peering::{Draft, Own, Peering, Peerings, Status};
use crate::cloud::alicloud::port::ToDecide;
use crate::connection::answered::{Answered, answered};
use crate::connection::wait::Pace;
use crate::framework::diagnostics::Diagnostic;
use crate::http::error::{Failure, Kind};
use crate::operation::Operation;
use crate::resource::failure::error;

/// How often a create whose outcome is unknown is sent again, beyond what every call is.
const AGAIN: usize = 2;

/// Makes the request. `account` and `elsewhere` (the region, when it is not the account's own) are for
/// the import block.
///
/// # Errors
/// What the user is told; nothing was made, or what was made is named.
pub(super) async fn request(
    peerings: Peerings<'_>,
    operation: &Operation,
    draft: &Draft,
    account: &str,
    elsewhere: Option<&str>,
) -> Result<PeeringId, Diagnostic> {
    let mut token = ClientToken::new();
    let mut pace = Pace::new(peerings.0.settling());
    let mut unknown: Option<Failure> = None;
    let mut attempt = 0;
    loop {
        let failure = match peerings.create(operation, draft, &token).await {
            Ok(id) => return Ok(id),
            Err(failure) => failure,
        };
        let blocked = failure.is(Kind::Conflict);
        if !blocked && unknown.is_none() && !matches!(failure, Failure::Unknown { .. }) {
            return Err(refusal(draft, &failure));
        }
        let look = operation.last_look();
        let vpcs = [&draft.requester.vpc, &draft.accepter.vpc];
        let there = peerings.between(&look, vpcs).await;
        if blocked {
            let there = there.unwrap_or_default();
            if let Some(other) = there.iter().find(|one| stands(one)) {
                return Err(in_the_way(draft, &failure, other, account, elsewhere));
            }
            // What is on its way out may still hold the pair: it is waited for.
            let leaving = there.iter().any(|one| one.status == Status::Deleting);
            if leaving && pace.tick(operation).await.is_ok() {
                token = ClientToken::new();
                continue;
            }
            return Err(there.first().map_or_else(
                || refusal(draft, &failure),
                |old| maybe_in_the_way(draft, &failure, old),
            ));
        }
        let failure = match failure {
            Failure::Unknown { .. } => unknown.insert(failure),
            _ => unknown.get_or_insert(failure),
        };
        // The same token again: the cloud answers with what it made, or makes it now.
        if attempt < AGAIN && operation.ended().is_none() {
            attempt += 1;
            continue;
        }
        let other = there.unwrap_or_default().into_iter().find(stands);
        return Err(lost(draft, failure, other.as_ref(), account, elsewhere));
    }
}

/// Waits for the other side. `Err` says why there is no answer; the peering is as last seen.
pub(super) async fn wait(
    cx: &Cx<'_>,
    session: &Session,
    peering: Peering,
) -> (Peering, Result<(), Diagnostic>) {
    let id = peering.id.clone();
    let mut last = peering.clone();
    let own = Own::default();
    let port = ToDecide::new(session, &id, &own);
    let Answered { object, unanswered } = answered(&port, &cx.operation, peering).await;
    match object {
        Some(seen) => last = seen,
        None => last.status = Status::Deleted,
    }
    let why = match unanswered {
        None => return (last, Ok(())),
        Some(Failure::Ended(ended)) => Diagnostic::error(
            format!("Nobody has answered peering {id} yet"),
            format!(
                "Waiting for the accepter ended: {ended}. Its status is {}.",
                last.status.as_str()
            ),
        ),
        Some(failure) => error(format!("Peering {id} could not be watched"), &failure),
    };
    (last, Err(why))
}

/// What is told of a create whose request was not seen to leave `Creating`.
pub(super) fn unsettled(id: &PeeringId, why: Option<&Failure>) -> Diagnostic {
    let told = match why {
        None => Diagnostic::warning(
            format!("Peering {id} was requested, and then was not there"),
            "Somebody may have deleted it.",
        ),
        Some(Failure::Ended(ended)) => Diagnostic::warning(
            format!("Peering {id} is still being made"),
            format!("The cloud took the request; waiting for it to settle ended: {ended}."),
        ),
        Some(failure) => error(
            format!("Peering {id} was requested, and what came of it was not seen"),
            failure,
        ),
    };
    told.with("It is in the state, and the next plan shows what it has become.")
}

fn stands(peering: &Peering) -> bool {
    matches!(
        peering.status,
        Status::Creating | Status::Accepting | Status::Updating | Status::Activated
    )
}

fn pair(draft: &Draft) -> String {
    format!("{} to {}", draft.requester.vpc, draft.accepter.vpc)
}

fn refusal(draft: &Draft, failure: &Failure) -> Diagnostic {
    error(
        format!("The peering from {} was not requested", pair(draft)),
        failure,
    )
}

/// How to take `other` over.
fn import(other: &Peering, account: &str, elsewhere: Option<&str>) -> String {
    let id = match account {
        "default" => other.id.to_string(),
        account => format!("{account}:{}", other.id),
    };
    let id = match elsewhere {
        Some(region) => format!("{id}@{region}"),
        None => id,
    };
    let requested = other
        .created_at
        .map_or_else(String::new, |at| format!(" at {at}"));
    format!(
        "There is one between these VPCs: {} ({}, requested by {}{requested}). If it is yours, from an \
         apply that was cut off, take it over with:\n\n  import {{\n    to = \
         vpcconnect_alicloud_peering.NAME\n    id = \"{id}\"\n  }}\n\nElse delete it, or leave this \
         resource out.",
        other.id,
        other.status.as_str(),
        other.requester.vpc,
    )
}

fn in_the_way(
    draft: &Draft,
    failure: &Failure,
    other: &Peering,
    account: &str,
    elsewhere: Option<&str>,
) -> Diagnostic {
    refusal(draft, failure).with(&import(other, account, elsewhere))
}

fn maybe_in_the_way(draft: &Draft, failure: &Failure, old: &Peering) -> Diagnostic {
    refusal(draft, failure).with(&format!(
        "One between these VPCs that came to nothing is still there: {} ({}, requested by {}). If it is \
         what is in the way, delete it first.",
        old.id,
        old.status.as_str(),
        old.requester.vpc,
    ))
}

fn lost(
    draft: &Draft,
    failure: &Failure,
    other: Option<&Peering>,
    account: &str,
    elsewhere: Option<&str>,
) -> Diagnostic {
    let told = error(
        format!(
            "It is not known whether the peering from {} was requested",
            pair(draft)
        ),
        failure,
    );
    match other {
        Some(other) => told.with(&import(other, account, elsewhere)),
        None => told.with(
            "Apply again: if it was made, the error will name it. Or look for it in the console and \
             take it over with:\n\n  import {\n    to = vpcconnect_alicloud_peering.NAME\n    id = \
             \"ID\"\n  }",
        ),
    }
}

/// What to tell of a request as it is now.
pub(super) fn told(peering: &Peering) -> Option<Diagnostic> {
    let times = super::shown::Times::of(peering);
    warn::request(peering.id.as_str(), &peering.status.standing(), &times)
}
