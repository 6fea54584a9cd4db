//! What belongs to the accepter's side alone, beside what an accept sets.

use std::collections::BTreeMap;

use super::cloud::Reach;
use super::own::Alignment;
use super::peering_accepter::State;
use super::shown::plain;
use crate::cloud::alicloud::config::Service;
use crate::cloud::alicloud::ids::RegionId;
use crate::cloud::alicloud::peering::{Own, Peering};
use crate::connection::status::Decision;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::http::error::Failure;
use crate::resource::below::Cx;
use crate::resource::failure::error;

/// What belongs to the accepter's side, as planned.
pub(super) fn own(planned: &State) -> Own {
    Own {
        resource_group: planned.resource_group_id.text().map(str::to_owned),
        tags: plain(&planned.tags),
    }
}

/// Sets what an accept did not set, because it was accepted before, or has been changed since.
pub(super) async fn align(
    cx: &Cx<'_>,
    peering: &Peering,
    before: &BTreeMap<String, String>,
    planned: &State,
) -> Result<(), Diagnostic> {
    let (wanted, shown) = (own(planned), &peering.own);
    // A rejected request has no side of ours.
    if planned.decision.known() == Some(&Decision::Reject)
        || (wanted == *shown && before.is_empty())
    {
        return Ok(());
    }
    let failed = |failure: &Failure| {
        let what = format!(
            "Tags or resource group of peering {} were not set",
            peering.id
        );
        error(what, failure)
    };
    let elsewhere = async |region: &RegionId| {
        let region = Field::from(region.as_str());
        let account = &planned.account;
        let there = Reach {
            service: Service::VpcPeer,
            account,
            region: &region,
        };
        there.session(cx, "the update").await
    };
    let accepter = elsewhere(&peering.accepter.region).await?;
    let requester = elsewhere(&peering.requester.region).await?;
    let alignment = Alignment {
        sessions: &[&accepter, &requester],
        id: &peering.id,
        before,
        wanted: &wanted,
        shown,
    };
    alignment
        .carry_out(cx)
        .await
        .map_err(|failure| failed(&failure))
}
