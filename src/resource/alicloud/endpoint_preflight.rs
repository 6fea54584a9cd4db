//! Preflight of decisions about endpoints.

use super::cloud::AliCloud;
use super::preflight;
use crate::cloud::alicloud::account::Account;
use crate::cloud::alicloud::config::Service;
use crate::cloud::alicloud::endpoint::{Bandwidth, Draft, Trial};
use crate::connection::status::Decision;
use crate::framework::diagnostics::Diagnostic;
use crate::http::error::Kind;
use crate::resource::cloud::AccountRef;
use crate::resource::context::Cx;
use crate::resource::endpoint::place::Place;
use crate::resource::lookup::Lookup as _;
use crate::resource::preflight::Planned;

/// Asks the cloud whether it would let the decision pass, or another bandwidth.
pub(super) async fn check(
    cx: &mut Cx<'_>,
    account: &Account,
    planned: Planned<'_>,
    call: Option<Decision>,
    bandwidth: Option<Bandwidth>,
) -> Result<(), Diagnostic> {
    let state = planned.state();
    let here = AccountRef::of(Service::PrivateLink, state);
    let Some(session) = preflight::session(cx, account, here).await else {
        return Ok(());
    };
    let place = Place::<AliCloud>::of(state);
    // A dry run, too, may meet what is being decided.
    let Ok(_turn) = session.turn(&cx.operation).await else {
        return Ok(());
    };
    let id = &place.endpoint;
    let (what, trial) = match (call, bandwidth) {
        (Some(decision), bandwidth) => {
            let draft = Draft {
                decision,
                bandwidth,
            };
            (format!("to {decision} endpoint {id}"), Trial::Decide(draft))
        }
        (None, Some(bandwidth)) => (
            format!("the bandwidth of endpoint {id}"),
            Trial::Widen(bandwidth),
        ),
        (None, None) => return Ok(()),
    };
    let all = place.connections(&session);
    let outcome = all.attempt(&cx.operation, id, trial).await;
    let Err(failure) = outcome else {
        return Ok(());
    };
    if matches!(planned, Planned::Destroy(_)) && failure.is(Kind::NotFound) {
        return Ok(());
    }
    let told = preflight::refusal(cx, &what, &failure);
    preflight::tell(cx, told, planned.severity())
}
