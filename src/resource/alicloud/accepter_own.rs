//! What belongs to the accepter's side alone, beside what an accept sets.

use super::cloud::Reach;
use super::own::Alignment;
use super::tags::plain;
use super::update::own;
use crate::cloud::alicloud::ids::RegionId;
use crate::cloud::alicloud::peering::Peering;
use crate::connection::status::Decision;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::object::Object;
use crate::http::error::Failure;
use crate::resource::context::Cx;
use crate::resource::failure::error;
use crate::resource::keys::{DECISION, TAGS};
use crate::resource::shown::account_of;

/// Sets what an accept did not set, because it was accepted before, or has been changed since.
pub(super) async fn align(
    cx: &Cx<'_>,
    peering: &Peering,
    before: Option<&Object>,
    planned: &Object,
) -> Result<(), Diagnostic> {
    let (wanted, shown) = (own(planned), &peering.extra.own);
    let before = before.map(|state| plain(&state.get(TAGS)));
    let before = before.unwrap_or_default();
    // A rejected request has no side of ours.
    if planned.known(DECISION) == Some(Decision::Reject) || (wanted == *shown && before.is_empty())
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
    let elsewhere = async |region: &Option<RegionId>| {
        let there = Reach {
            region: region
                .as_ref()
                .map_or(Field::Null, |region| Field::Known(region.as_str())),
            ..account_of(planned)
        };
        there.session(cx, "the update").await
    };
    let accepter = elsewhere(&peering.accepter.region).await?;
    let requester = elsewhere(&peering.requester.region).await?;
    let alignment = Alignment {
        sessions: &[&accepter, &requester],
        id: &peering.id,
        before: &before,
        wanted: &wanted,
        shown,
    };
    alignment
        .carry_out(cx)
        .await
        .map_err(|failure| failed(&failure))
}
