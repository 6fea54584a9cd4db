//! Makes a cluster's request, at most once: the service keeps no two apart, and knows no client token.
//!
//! So the cluster is listed first. What is there already is never taken over, only named; what is there
//! afterwards and was not there before is ours.

use super::cloud::{CloudStream, HuaweiCloud};
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::cs_peering::{ClusterPeerings, Draft};
use crate::cloud::huaweicloud::ids::ClusterId;
use crate::cloud::huaweicloud::peering::Peering;
use crate::connection::peering::Party;
use crate::connection::status::Answer;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;
use crate::http::error::{Failure, Kind};
use crate::resource::cloud::AccountRef;
use crate::resource::context::Cx;
use crate::resource::existing::REPLACED_OR_RENAMED;
use crate::resource::failure::{maybe_requested, not_requested};
use crate::resource::import_id::{ToImport, look_for_it};
use crate::resource::keys::{ACCEPTER_VPC_ID, CLUSTER_ID, NAME};
use crate::resource::peering_api::PeeringApi;
use crate::resource::run::makes_room;

/// The API.
type Stream = HuaweiCloud<CloudStream>;

/// Makes the request.
///
/// # Errors
/// What the user is told; nothing was made, or what was made is named.
pub(super) async fn request(
    cx: &Cx<'_>,
    account: AccountRef<'_, HuaweiCloud<CloudStream>>,
    session: &Session,
    planned: &Object,
) -> Result<Peering, Diagnostic> {
    let text = |key| planned.text(key).unwrap_or_default();
    let cluster = &ClusterId::from(text(CLUSTER_ID));
    let draft = &Draft {
        name: text(NAME).to_owned(),
        accepter: Party {
            tenant: planned.text(Stream::ACCEPTER_TENANT).map(Into::into),
            region: None,
            vpc: text(ACCEPTER_VPC_ID).into(),
        },
    };
    let peerings = ClusterPeerings { session, cluster };
    let refused = |failure: &Failure| {
        let told = not_requested(failure);
        if failure.is(Kind::NotFound) {
            return told.with("Check cluster_id, account and region.");
        }
        told
    };
    let list = async || {
        let listed = peerings.list(&cx.operation).await;
        listed.map_err(|failure| refused(&failure))
    };
    let mut before = list().await?;
    let same = |one: &&Peering| draft.describes(one) && stands(one);
    if let Some(other) = before.iter().find(same)
        && makes_room(cx, "huaweicloud", other.id.as_str()).await
    {
        before = list().await?;
    }
    let place = |peering: &str| format!("{cluster}/{peering}");
    let import = |place| ToImport {
        resource: Stream::REQUESTER,
        account: account.name(),
        id: place,
        region: account.elsewhere(cx),
    };
    if let Some(other) = before.iter().find(same) {
        return Err(Diagnostic::error(
            "The peering already exists",
            format!(
                "It is {} (status {}), of the same name, from the same cluster and to the same VPC, and the \
                 service would create a second one.\n\n{REPLACED_OR_RENAMED}\n\nIf it is yours, from an \
                 apply that was interrupted, {}\n\nOtherwise choose another name, or delete it.",
                other.id,
                other.status.as_str(),
                import(&place(other.id.as_str())).how()
            ),
        ));
    }
    let failure = match peerings.create(&cx.operation, draft).await {
        Ok(peering) => return Ok(peering),
        Err(failure @ Failure::Unknown { .. }) => failure,
        Err(failure) => return Err(refused(&failure)),
    };
    let lost = maybe_requested(&failure);
    let how = format!(
        "It was sent once and will not be sent again. {}",
        look_for_it(import(&place("PEERING_ID")))
    );
    let after = match peerings.list(&cx.operation.last_look()).await {
        Ok(after) => after,
        Err(unseen) => {
            let told = lost.with(&format!("Looking for it also failed: {unseen}"));
            return Err(told.with(&how));
        }
    };
    let new = |one: &Peering| !before.iter().any(|old| old.id == one.id) && draft.describes(one);
    let mut ours: Vec<_> = after.into_iter().filter(new).collect();
    match (ours.pop(), ours.is_empty()) {
        (Some(one), true) => Ok(one),
        (None, _) => Err(lost.with(&how)),
        (Some(last), false) => {
            ours.push(last);
            let ids: Vec<_> = ours.iter().map(|one| one.id.to_string()).collect();
            Err(lost.with(&format!(
                "There are several new ones: {}. One may be yours. {how}",
                ids.join(", "),
            )))
        }
    }
}

fn stands(peering: &Peering) -> bool {
    matches!(
        peering.status.state().answer(),
        Answer::Pending | Answer::Accepted
    )
}
