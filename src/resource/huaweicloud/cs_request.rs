//! Makes a cluster's request, at most once: the service keeps no two apart, and knows no client token.
//!
//! So the cluster is listed first. What is there already is never taken over, only named; what is there
//! afterwards and was not there before is ours.

use super::reach::{Cx, Reach};
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::cs_peering::{ClusterPeerings, Draft};
use crate::cloud::huaweicloud::ids::ClusterId;
use crate::cloud::huaweicloud::peering::Peering;
use crate::connection::status::Answer;
use crate::framework::diagnostics::Diagnostic;
use crate::http::error::{Failure, Kind};
use crate::resource::failure::error;

/// Makes the request.
///
/// # Errors
/// What the user is told; nothing was made, or what was made is named.
pub(super) async fn request(
    cx: &Cx<'_>,
    session: &Session,
    cluster: &ClusterId,
    draft: &Draft,
    reach: Reach<'_>,
) -> Result<Peering, Diagnostic> {
    let peerings = ClusterPeerings { session, cluster };
    let refused = |failure: &Failure| {
        let told = error(
            format!("The {} was not requested", what(cluster, draft)),
            failure,
        );
        if failure.is(Kind::NotFound) {
            return told.with("Check cluster_id, account and region.");
        }
        told
    };
    let before = peerings.list(&cx.operation).await;
    let before = before.map_err(|failure| refused(&failure))?;
    let same = |one: &&Peering| draft.describes(one) && stands(one);
    let block = Block { cx, cluster, reach };
    if let Some(other) = before.iter().find(same) {
        return Err(Diagnostic::error(
            format!("The {} is there already", what(cluster, draft)),
            format!(
                "It is {} ({}). The service would make a second one of the same name. If it is yours, \
                 from an apply that was cut off, take it over with:{}\n\nElse choose another name, or \
                 delete it.",
                other.id,
                other.status.as_str(),
                block.to_import(other.id.as_str())
            ),
        ));
    }
    let failure = match peerings.create(&cx.operation, draft).await {
        Ok(peering) => return Ok(peering),
        Err(failure @ Failure::Unknown { .. }) => failure,
        Err(failure) => return Err(refused(&failure)),
    };
    let lost = error(
        format!(
            "It is not known whether the {} was requested",
            what(cluster, draft)
        ),
        &failure,
    );
    let after = match peerings.list(&cx.operation.last_look()).await {
        Ok(after) => after,
        Err(unseen) => {
            let told = lost.with(&format!("Looking for it failed, too: {unseen}"));
            return Err(told.with(&block.how_to_go_on()));
        }
    };
    let new = |one: &Peering| !before.iter().any(|old| old.id == one.id) && draft.describes(one);
    let mut ours: Vec<_> = after.into_iter().filter(new).collect();
    match (ours.pop(), ours.is_empty()) {
        (Some(one), true) => Ok(one),
        (None, _) => Err(lost.with(&block.how_to_go_on())),
        (Some(last), false) => {
            ours.push(last);
            let ids: Vec<_> = ours.iter().map(|one| one.id.to_string()).collect();
            Err(lost.with(&format!(
                "There are several new ones: {}. One may be yours; {}",
                ids.join(", "),
                block.how_to_go_on()
            )))
        }
    }
}

/// What users copy.
struct Block<'a> {
    cx: &'a Cx<'a>,
    cluster: &'a ClusterId,
    reach: Reach<'a>,
}

impl Block<'_> {
    fn to_import(&self, peering: &str) -> String {
        let account = match self.reach.name() {
            "default" => String::new(),
            account => format!("{account}:"),
        };
        let region = self.reach.elsewhere(self.cx);
        let region = region.map_or_else(String::new, |region| format!("@{region}"));
        format!(
            "\n\n  import {{\n    to = vpcconnect_huaweicloud_cs_peering.NAME\n    id = \
             \"{account}{}/{peering}{region}\"\n  }}",
            self.cluster
        )
    }

    fn how_to_go_on(&self) -> String {
        format!(
            "It was sent once and will not be sent again. Apply again: if it was made, the error will \
             name it. Or look for it in the console and take it over with:{}",
            self.to_import("PEERING_ID")
        )
    }
}

fn stands(peering: &Peering) -> bool {
    matches!(
        peering.status.standing().answer(),
        Answer::Pending | Answer::Accepted
    )
}

fn what(cluster: &ClusterId, draft: &Draft) -> String {
    format!(
        "peering {:?} from cluster {cluster} to {}",
        draft.name, draft.accepter.vpc
    )
}
