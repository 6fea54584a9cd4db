//! The guards: who may be accepted or rejected.

use super::peering_accepter::State;
use crate::cloud::huaweicloud::ids::ProjectId;
use crate::cloud::huaweicloud::peering::Peering;
use crate::framework::diagnostics::Diagnostic;
use crate::resource::guard::{hold, is_new};

/// Who asks, as far as it is shown.
#[derive(Clone, Copy)]
pub(super) struct Requester<'a> {
    /// The project.
    pub(super) project: Option<&'a str>,
    /// The VPC.
    pub(super) vpc: Option<&'a str>,
}

impl<'a> Requester<'a> {
    pub(super) fn of(peering: &'a Peering) -> Self {
        Self {
            project: peering.requester.project.as_ref().map(ProjectId::as_str),
            vpc: Some(peering.requester.vpc.as_str()),
        }
    }
}

/// The guards: who is not expected is neither accepted nor rejected.
pub(super) fn check(wanted: &State, id: &str, found: Requester<'_>) -> Result<(), Diagnostic> {
    let what = format!("Peering {id}");
    let guards = [
        (
            "requester_project_id",
            &wanted.requester_project_id,
            found.project,
        ),
        ("requester_vpc_id", &wanted.requester_vpc_id, found.vpc),
    ];
    let mut guards = guards.into_iter();
    guards.try_for_each(|(name, wanted, found)| hold(&what, "peering_id", name, wanted, found))
}

/// Whether a guard was set or changed.
pub(super) fn changed(prior: &State, planned: &State) -> bool {
    is_new(&prior.requester_project_id, &planned.requester_project_id)
        || is_new(&prior.requester_vpc_id, &planned.requester_vpc_id)
}
