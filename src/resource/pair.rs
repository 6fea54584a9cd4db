//! A peering that is named by its two VPCs, as data sources find one: the same on all clouds.

use std::fmt::Display;

use crate::connection::status::Answer;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;

/// Two VPCs; who asks comes first.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// The VPC that asks.
    pub requester: &'a str,
    /// The VPC that is asked.
    pub accepter: &'a str,
}

/// What tells peerings between the same VPCs apart.
pub trait Candidate {
    /// Its id.
    fn id(&self) -> &str;
    /// Its status, in the cloud's word.
    fn status(&self) -> &str;
    /// Where it stands.
    fn answer(&self) -> Answer;
}

impl Pair<'_> {
    /// The one that is meant among all between the two. What was refused may be followed by a new
    /// request for the same VPCs: that one is meant. `seen` says where it was looked for.
    ///
    /// # Errors
    /// There is none, or more than one.
    pub fn sole<C: Candidate>(self, mut found: Vec<C>, seen: &str) -> Result<C, Diagnostic> {
        let Self {
            requester,
            accepter,
        } = self;
        let is_open = |one: &C| matches!(one.answer(), Answer::Pending | Answer::Accepted);
        if found.iter().any(is_open) {
            found.retain(is_open);
        }
        let problem = match <[C; 1]>::try_from(found) {
            Ok([one]) => return Ok(one),
            Err(none) if none.is_empty() => Diagnostic::error(
                format!("There is no peering from {requester} to {accepter}"),
                format!(
                    "{seen} Check the VPCs (who asks comes first), the account and the region."
                ),
            ),
            Err(several) => {
                let several: Vec<_> = several
                    .iter()
                    .map(|one| format!("{} ({})", one.id(), one.status()))
                    .collect();
                Diagnostic::error(
                    format!(
                        "There are {} peerings from {requester} to {accepter}",
                        several.len()
                    ),
                    format!("They are {}. Set id to choose one.", several.join(", ")),
                )
            }
        };
        Err(problem.at(Path::to("requester_vpc_id")))
    }

    /// The error for a peering that was named by its id and by these VPCs, when it connects `ends`.
    pub fn differs(id: impl Display, ends: Pair<'_>) -> Diagnostic {
        Diagnostic::error(
            format!("Peering {id} connects other VPCs"),
            format!(
                "It goes from {} to {}. Remove the VPCs here, or the id.",
                ends.requester, ends.accepter
            ),
        )
        .at(Path::to("id"))
    }
}

/// The error for a configuration that names none. `plural` is the data source for many.
pub fn unnamed(plural: &str) -> Diagnostic {
    Diagnostic::error(
        "No peering is named",
        format!(
            "Set id, or both requester_vpc_id and accepter_vpc_id. For many peerings there is the data \
             source {plural}."
        ),
    )
    .at(Path::to("id"))
}
