//! Preflight: the plan asks the cloud, by a dry run, whether it would let the apply pass.

use super::cloud::AliCloud;
use crate::cloud::alicloud::account::{Account, Session};
use crate::cloud::alicloud::calls::Trial;
use crate::cloud::alicloud::config::Preflight;
use crate::cloud::alicloud::ids::PeeringId;
use crate::cloud::alicloud::peering::{Peerings, Routes};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::notes::Note;
use crate::framework::path::Path;
use crate::http::error::{ApiError, Failure, Kind};
use crate::resource::accounts::Found;
use crate::resource::cloud::AccountRef;
use crate::resource::context::Cx;
use crate::resource::failure::error;
use crate::resource::preflight::Severity;

/// Whether the account wants it.
pub(super) fn is_on(account: &Account) -> bool {
    account.preflight() == Preflight::On
}

/// What comes with the apply cannot be asked about. The user is told once.
pub(super) fn skip(cx: &mut Cx<'_>, account: &Account, here: AccountRef<'_, AliCloud>) {
    if is_on(account) && account.skips_first() {
        cx.warn(Diagnostic::warning(
            format!("Preflight of account {:?} is not complete", here.name()),
            "Some values are known only after the apply, or belong to a request that this plan makes \
             itself. The cloud was not asked whether it would let those changes pass.",
        ));
    }
}

/// The session for it, when the account wants it and was not asked by the plan that this one repeats.
pub(super) async fn session(
    cx: &mut Cx<'_>,
    account: &Account,
    here: AccountRef<'_, AliCloud>,
) -> Option<Session> {
    if !is_on(account) || cx.has_noted(Note::Asked) {
        return None;
    }
    let session = here.session(cx, "the preflight").await;
    let session = session.map_err(|warning| cx.warn(warning)).ok()?;
    cx.note(Note::Asked);
    Some(session)
}

/// Asks. What is no definite refusal is a warning: the apply may pass.
pub(super) async fn check(
    cx: &mut Cx<'_>,
    session: &Session,
    what: &str,
    trial: Trial<'_>,
    severity: Severity,
) -> Result<(), Diagnostic> {
    let told = refused(cx, session, what, trial).await;
    tell(cx, told, severity)
}

/// Tells a refusal, if there is one.
pub(super) fn tell(
    cx: &mut Cx<'_>,
    told: Option<Diagnostic>,
    severity: Severity,
) -> Result<(), Diagnostic> {
    match (told, severity) {
        (Some(told), Severity::Error) => Err(told),
        (told, _) => {
            cx.diagnostics.extend(told.map(Diagnostic::into_warning));
            Ok(())
        }
    }
}

/// Asks whether a peering could be deleted, when its account wants that. Nothing there to be deleted is
/// as good.
pub(super) async fn delete(
    cx: &mut Cx<'_>,
    here: AccountRef<'_, AliCloud>,
    id: &str,
    routes: Routes,
) {
    let Ok(Found::Account(account)) = cx.provider.alicloud.find(here.account) else {
        return;
    };
    let Some(session) = session(cx, account, here).await else {
        return;
    };
    let what = format!("the delete of peering {id}");
    let id = PeeringId::from(id);
    let trial = Trial::Delete(&id, routes);
    if let Some(told) = refused(cx, &session, &what, trial).await {
        cx.warn(told);
    }
}

/// The definite refusal that a change would meet, as it is told.
async fn refused(
    cx: &mut Cx<'_>,
    session: &Session,
    what: &str,
    trial: Trial<'_>,
) -> Option<Diagnostic> {
    let tried = Peerings(session).attempt(&cx.operation, trial).await;
    let failure = tried.err()?;
    if failure.is(Kind::NotFound) && matches!(trial, Trial::Delete(..)) {
        return None;
    }
    refusal(cx, what, &failure)
}

/// The definite refusal that a dry run met, as it is told. What is none is a warning: the apply may pass.
pub(super) fn refusal(cx: &mut Cx<'_>, what: &str, failure: &Failure) -> Option<Diagnostic> {
    let refusal = failure.refusal().filter(|error| is_definite(error));
    let Some(refusal) = refusal else {
        cx.warn(undecided(what, failure));
        return None;
    };
    let told = error(
        format!("The cloud would refuse {what} (preflight)"),
        failure,
    );
    Some(match attribute(refusal) {
        Some(attribute) => told.at(Path::to(attribute)),
        None => told,
    })
}

fn undecided(what: &str, failure: &Failure) -> Diagnostic {
    error(
        format!("Whether the cloud would refuse {what} is not known (preflight)"),
        failure,
    )
}

/// Whether the apply would meet the same. A state that is in the way may have passed by then.
fn is_definite(error: &ApiError) -> bool {
    // PrivateLink says "denied" also of what it is at work on.
    if error.code.as_deref() == Some("EndpointConnectionOperationDenied") {
        return false;
    }
    match error.kind {
        Kind::NotFound | Kind::Forbidden | Kind::Conflict | Kind::Invalid => true,
        Kind::Unauthorized
        | Kind::Skewed
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
        "QuotaExceeded.Bandwidth"
        | "OperationFailed.BandwidthCannotBeChangedInSameRegion"
        | "IllegalParam.Bandwidth" => "bandwidth",
        "OperationFailed.InterRegionLinkTypeNotSupported"
        | "OperationFailed.RegionIdNotSupportLinkType"
        | "OperationFailed.SpecificLinkTypeNotSupported" => "link_type",
        "ResourceNotFound.InstanceId" => "peering_id",
        "EndpointServiceNotFound" => "service_id",
        "EndpointConnectionNotFound" | "EndpointNotFound" => "endpoint_id",
        code if code.starts_with("Forbidden.TagKey") => "tags",
        _ => return None,
    })
}
