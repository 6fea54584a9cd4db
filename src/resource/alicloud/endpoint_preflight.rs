//! Preflight of decisions about endpoints.

use super::cloud::AliCloud;
use super::endpoint_connection::connections;
use super::preflight;
use crate::cloud::alicloud::account::Account;
use crate::cloud::alicloud::endpoint::{Bandwidth, Draft};
use crate::connection::status::Decision;
use crate::framework::diagnostics::Diagnostic;
use crate::http::error::Kind;
use crate::resource::context::Cx;
use crate::resource::endpoint::cloud::Planned;
use crate::resource::endpoint::place::{account_of, place};
use crate::resource::preflight::Severity;

/// Asks the cloud whether it would let the decision pass, or another bandwidth.
pub(super) async fn check(
    cx: &mut Cx<'_>,
    account: &Account,
    planned: Planned<'_>,
    call: Option<Decision>,
    bandwidth: Option<Bandwidth>,
) -> Result<(), Diagnostic> {
    let (state, severity) = match planned {
        Planned::Create(state, creates) => (state, Severity::of_create(creates)),
        Planned::Update(state) => (state, Severity::Error),
        Planned::Destroy(state) => (state, Severity::Warning),
    };
    let reach = account_of::<AliCloud>(state);
    let Some(session) = preflight::session(cx, account, reach).await else {
        return Ok(());
    };
    let place = place::<AliCloud>(state);
    let (all, id) = (connections(&session, &place), &place.endpoint);
    // A dry run, too, may meet what is being decided.
    let Ok(_turn) = session.turn(&cx.operation).await else {
        return Ok(());
    };
    let (what, outcome) = match (call, bandwidth) {
        (Some(decision), bandwidth) => {
            let draft = Draft {
                decision,
                bandwidth,
            };
            let outcome = all.try_decision(&cx.operation, id, draft).await;
            (format!("to {decision} endpoint {id}"), outcome)
        }
        (None, Some(bandwidth)) => {
            let outcome = all.try_bandwidth(&cx.operation, id, bandwidth).await;
            (format!("the bandwidth of endpoint {id}"), outcome)
        }
        (None, None) => return Ok(()),
    };
    let Err(failure) = outcome else {
        return Ok(());
    };
    if matches!(planned, Planned::Destroy(_)) && failure.is(Kind::NotFound) {
        return Ok(());
    }
    let told = preflight::refusal(cx, &what, &failure);
    preflight::tell(cx, told, severity)
}
