//! Preflight of decisions about endpoints, on all clouds.

use super::cloud::{DetailOf, EndpointCloud};
use super::place::Place;
use crate::cloud::endpoint::EndpointApi as _;
use crate::connection::status::Decision;
use crate::framework::diagnostics::Diagnostic;
use crate::resource::cloud::{Account, AccountRef};
use crate::resource::context::Cx;
use crate::resource::lookup::Lookup as _;
use crate::resource::preflight::{self, Planned, Tried};

/// Asks whether the cloud would let the decision pass, or another detail.
///
/// # Errors
/// A definite refusal, unless the plan must not fail with it.
pub(super) async fn check<C: EndpointCloud>(
    cx: &mut Cx<'_>,
    account: &Account<C>,
    planned: Planned<'_>,
    call: Option<Decision>,
    detail: Option<&DetailOf<C>>,
) -> Result<(), Diagnostic> {
    let state = planned.state();
    let here = AccountRef::<C>::of(C::SERVICE, state);
    let Some(session) = preflight::session(cx, account, here).await else {
        return Ok(());
    };
    let place = Place::<C>::of(state);
    // A dry run, too, may meet what is being decided.
    let Ok(_turn) = session.queue(&cx.operation).await else {
        return Ok(());
    };
    let id = &place.endpoint;
    let what = match (call, C::DETAIL) {
        (Some(decision), _) => format!("to {decision} endpoint {id}"),
        (None, Some(detail)) => format!("the {} of endpoint {id}", detail.key.name()),
        (None, None) => return Ok(()),
    };
    let trial = C::trial(&place, &session, call, detail);
    let tried = trial.map(|trial| Tried { what, trial });
    preflight::check::<C>(
        cx,
        &session,
        tried.into_iter().collect(),
        planned.severity(),
    )
    .await
}
