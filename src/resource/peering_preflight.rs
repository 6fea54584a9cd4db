//! Preflight of what plans do to peerings, on all clouds.

use super::cloud::Account;
use super::context::Cx;
use super::keys::REGION;
use super::peering_api::{Change, PeeringApi};
use super::preflight::{self, Planned, Severity};
use super::state::{account_of, is_forgotten};
use crate::connection::status::Decision;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;
use crate::framework::resource::Creates;

/// What is planned cannot be asked about yet.
pub(super) fn skip<C: PeeringApi>(cx: &mut Cx<'_>, account: &Account<C>, planned: &Object) {
    preflight::skip(cx, account, account_of::<C>(planned));
}

/// Whether a part of what is planned for one side alone comes with the apply.
pub(super) fn is_incomplete<C: PeeringApi>(planned: &Object) -> bool {
    let mut asked = C::ASKED_ALONE.iter();
    asked.any(|key| !planned.get(*key).into_value().is_wholly_known())
}

/// Asks whether the cloud would let a request pass.
///
/// # Errors
/// A definite refusal, unless the request replaces another one.
pub(super) async fn create<C: PeeringApi>(
    cx: &mut Cx<'_>,
    account: &Account<C>,
    config: &Object,
    planned: &Object,
    creates: Creates,
) -> Result<(), Diagnostic> {
    // What is computed is unknown in the plan, and null in the configuration.
    if !config.is_wholly_known() || planned.is_unknown(REGION) {
        skip::<C>(cx, account, planned);
        return Ok(());
    }
    let here = account_of::<C>(planned);
    let Some(session) = preflight::session(cx, account, here).await else {
        return Ok(());
    };
    let asked = match C::asked_tenant(cx, here, &session, planned).await {
        Ok(asked) => asked,
        Err(warning) => {
            cx.warn(warning);
            return Ok(());
        }
    };
    let asked = asked.as_deref();
    let tried = C::trials(&session, &Change::Create { planned, asked });
    preflight::check::<C>(cx, &session, tried, Severity::of_create(creates)).await
}

/// Asks whether the cloud would let an update of the request pass.
///
/// # Errors
/// A definite refusal.
pub(super) async fn modify<C: PeeringApi>(
    cx: &mut Cx<'_>,
    account: &Account<C>,
    prior: &Object,
    planned: &Object,
) -> Result<(), Diagnostic> {
    let change = Change::Modify { prior, planned };
    attempt::<C>(cx, account, prior, &change, Severity::Error).await
}

/// Asks whether the cloud would let pass what is planned of an answer.
///
/// # Errors
/// A definite refusal, unless the answer replaces another one.
pub(super) async fn decide<C: PeeringApi>(
    cx: &mut Cx<'_>,
    account: &Account<C>,
    planned: Planned<'_>,
    decision: Option<Decision>,
) -> Result<(), Diagnostic> {
    let change = Change::Decide {
        prior: planned.prior(),
        planned: planned.state(),
        decision,
    };
    attempt::<C>(cx, account, planned.state(), &change, planned.severity()).await
}

/// Asks whether a peering could be deleted, unless nothing is left of it. A plan never fails with the answer.
pub(super) async fn delete<C: PeeringApi>(cx: &mut Cx<'_>, prior: &Object) {
    let account = preflight::account(cx, account_of::<C>(prior));
    let Some(account) = account.filter(|_| !is_forgotten::<C>(prior)) else {
        return;
    };
    let change = Change::Delete(prior);
    if let Err(told) = attempt::<C>(cx, account, prior, &change, Severity::Ending).await {
        cx.warn(told);
    }
}

async fn attempt<C: PeeringApi>(
    cx: &mut Cx<'_>,
    account: &Account<C>,
    state: &Object,
    change: &Change<'_>,
    severity: Severity,
) -> Result<(), Diagnostic> {
    let here = account_of::<C>(state);
    let Some(session) = preflight::session(cx, account, here).await else {
        return Ok(());
    };
    let tried = C::trials(&session, change);
    preflight::check::<C>(cx, &session, tried, severity).await
}
