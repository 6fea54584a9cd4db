//! Preflight: the plan asks the cloud, by a dry run, whether it would let the apply pass.

use super::reach::{Cx, Reach};
use crate::cloud::alicloud::account::{Account, Session};
use crate::cloud::alicloud::calls::Trial;
use crate::cloud::alicloud::config::Preflight;
use crate::cloud::alicloud::peering::Peerings;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::http::error::{ApiError, Failure, Kind};
use crate::resource::failure::error;

/// How a definite refusal is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Severity {
    /// The apply would fail: so does the plan.
    Error,
    /// A delete, or a half of a replacement: the plan must not fail.
    Warning,
}

/// Whether the account wants it.
pub(super) fn is_on(account: &Account) -> bool {
    account.preflight() == Preflight::On
}

/// What comes with the apply cannot be asked about. The user is told once.
pub(super) fn skip(cx: &mut Cx<'_>, account: &Account, reach: Reach<'_>) {
    if is_on(account) && account.skips_first() {
        cx.warn(Diagnostic::warning(
            format!("Preflight of account {:?} is not complete", reach.name()),
            "Some values are known only after the apply, or belong to a request that this plan makes \
             itself. The cloud was not asked whether it would let those changes pass.",
        ));
    }
}

/// The session for it, when the account wants it.
pub(super) async fn session(
    cx: &mut Cx<'_>,
    account: &Account,
    reach: Reach<'_>,
) -> Option<Session> {
    if !is_on(account) {
        return None;
    }
    let session = reach.session(cx, "the preflight").await;
    session.map_err(|warning| cx.warn(warning)).ok()
}

/// Asks. What is no definite refusal is a warning: the apply may pass.
pub(super) async fn check(
    cx: &mut Cx<'_>,
    session: &Session,
    what: &str,
    trial: Trial<'_>,
    severity: Severity,
) -> Result<(), Diagnostic> {
    let Err(failure) = Peerings(session).attempt(&cx.operation, trial).await else {
        return Ok(());
    };
    let refusal = failure.refusal().filter(|error| is_definite(error));
    let Some(refusal) = refusal else {
        cx.warn(undecided(what, &failure));
        return Ok(());
    };
    let told = error(
        format!("The cloud would refuse {what} (preflight)"),
        &failure,
    );
    let told = match attribute(refusal) {
        Some(attribute) => told.at(Path::to(attribute)),
        None => told,
    };
    match severity {
        Severity::Error => Err(told),
        Severity::Warning => {
            cx.warn(told);
            Ok(())
        }
    }
}

fn undecided(what: &str, failure: &Failure) -> Diagnostic {
    error(
        format!("Whether the cloud would refuse {what} is not known (preflight)"),
        failure,
    )
}

/// Whether the apply would meet the same. A state that is in the way may have passed by then.
fn is_definite(error: &ApiError) -> bool {
    match error.kind {
        Kind::NotFound | Kind::Forbidden | Kind::Conflict | Kind::Invalid => true,
        Kind::Unauthorized
        | Kind::Expired
        | Kind::Throttled
        | Kind::Busy
        | Kind::Server
        | Kind::Unreadable => false,
    }
}

/// The attribute that a code is about.
fn attribute(error: &ApiError) -> Option<&'static str> {
    Some(match error.code.as_deref()? {
        "IncorrectStatus.Vpc" | "QuotaExceeded.VpcPeerCountPerVpc" => "requester_vpc_id",
        "IncorrectStatus.AcceptingVpc" | "ResourceAlreadyExist.VpcPeer" => "accepter_vpc_id",
        "UnsupportedRegion" => "accepter_region",
        "OperationFailed.CrossBusinessNotAllowed" => "accepter_account_id",
        "OperationFailed.NotExist.ResourceGroup" => "resource_group_id",
        "QuotaExceeded.Bandwidth" | "OperationFailed.BandwidthCannotBeChangedInSameRegion" => {
            "bandwidth"
        }
        "OperationFailed.InterRegionLinkTypeNotSupported"
        | "OperationFailed.RegionIdNotSupportLinkType"
        | "OperationFailed.SpecificLinkTypeNotSupported" => "link_type",
        "ResourceNotFound.InstanceId" => "peering_id",
        code if code.starts_with("Forbidden.TagKey") => "tags",
        _ => return None,
    })
}
