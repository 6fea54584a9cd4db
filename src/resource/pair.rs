//! A peering that is named by its two VPCs, as data sources find one: the same on all clouds.

use super::peering_api::PeeringApi;
use crate::connection::peering::Peering;
use crate::connection::status::Answer;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;

/// Two VPCs; who asks comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair<'a> {
    /// The VPC that asks.
    pub requester: &'a str,
    /// The VPC that is asked.
    pub accepter: &'a str,
}

impl<'a> Pair<'a> {
    /// The VPCs that a peering connects.
    pub fn of<C: PeeringApi>(peering: &'a Peering<C::Extra>) -> Self {
        Self {
            requester: peering.requester.vpc.as_str(),
            accepter: peering.accepter.vpc.as_str(),
        }
    }

    /// The one that is meant among those that `found` has between the two. What was refused may be followed by a new
    /// request for the same VPCs: that one is meant. `seen` says where it was looked for.
    ///
    /// # Errors
    /// There is none, or more than one.
    pub fn sole<C: PeeringApi>(
        self,
        mut found: Vec<Peering<C::Extra>>,
        seen: &str,
    ) -> Result<Peering<C::Extra>, Diagnostic> {
        found.retain(|one| Pair::of::<C>(one) == self);
        let is_open = |one: &Peering<C::Extra>| {
            matches!(one.state().answer(), Answer::Pending | Answer::Accepted)
        };
        if found.iter().any(is_open) {
            found.retain(is_open);
        }
        let problem = match <[Peering<C::Extra>; 1]>::try_from(found) {
            Ok([one]) => return Ok(one),
            Err(none) if none.is_empty() => Diagnostic::error(
                "There is no peering between these VPCs",
                format!(
                    "{seen} Check the VPCs (the requester's comes first), the account and the region."
                ),
            ),
            Err(several) => {
                let several: Vec<_> = several
                    .iter()
                    .map(|one| format!("{} ({})", one.id.as_str(), one.status.as_str()))
                    .collect();
                Diagnostic::error(
                    format!("There are {} peerings between these VPCs", several.len()),
                    format!("They are {}. Set id to choose one.", several.join(", ")),
                )
            }
        };
        Err(problem.at(Path::to("requester_vpc_id")))
    }

    /// Whether these are the VPCs of the peering `id` that are named beside its id.
    ///
    /// # Errors
    /// It connects others.
    pub fn agrees(
        self,
        id: &str,
        requester: Option<&str>,
        accepter: Option<&str>,
    ) -> Result<(), Diagnostic> {
        if requester.is_none_or(|it| it == self.requester)
            && accepter.is_none_or(|it| it == self.accepter)
        {
            return Ok(());
        }
        Err(Diagnostic::error(
            format!("Peering {id} connects other VPCs"),
            "Its VPCs are not those that are named beside its id. Remove the VPCs here, or the id.",
        )
        .at(Path::to("id")))
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
