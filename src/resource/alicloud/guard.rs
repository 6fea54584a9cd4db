//! The guards: who may be accepted or rejected.

use super::peering_accepter::State;
use crate::cloud::alicloud::ids::AccountId;
use crate::cloud::alicloud::peering::Peering;
use crate::framework::diagnostics::Diagnostic;
use crate::resource::guard::{hold, is_new};

/// Who asks, as far as it is shown.
#[derive(Clone, Copy)]
pub(super) struct Requester<'a> {
    /// The account.
    pub(super) account: Option<&'a str>,
    /// The VPC.
    pub(super) vpc: Option<&'a str>,
}

impl<'a> Requester<'a> {
    pub(super) fn of(peering: &'a Peering) -> Self {
        Self {
            account: peering.requester.account.as_ref().map(AccountId::as_str),
            vpc: Some(peering.requester.vpc.as_str()),
        }
    }
}

/// The guards: who is not expected is neither accepted nor rejected.
pub(super) fn check(wanted: &State, id: &str, found: Requester<'_>) -> Result<(), Diagnostic> {
    let what = format!("Peering {id}");
    let guards = [
        (
            "requester_account_id",
            &wanted.requester_account_id,
            found.account,
        ),
        ("requester_vpc_id", &wanted.requester_vpc_id, found.vpc),
    ];
    let mut guards = guards.into_iter();
    guards.try_for_each(|(name, wanted, found)| hold(&what, "peering_id", name, wanted, found))
}

/// Whether a guard was set or changed.
pub(super) fn changed(prior: &State, planned: &State) -> bool {
    is_new(&prior.requester_account_id, &planned.requester_account_id)
        || is_new(&prior.requester_vpc_id, &planned.requester_vpc_id)
}
