//! The guards: who may be accepted or rejected.

use super::peering_accepter::State;
use crate::cloud::alicloud::ids::AccountId;
use crate::cloud::alicloud::peering::Peering;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::path::Path;

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
    let guards = [
        (
            "requester_account_id",
            &wanted.requester_account_id,
            found.account,
        ),
        ("requester_vpc_id", &wanted.requester_vpc_id, found.vpc),
    ];
    for (name, wanted, found) in guards {
        if let Some(wanted) = wanted.text().filter(|wanted| found != Some(*wanted)) {
            let found = found.unwrap_or("not shown");
            return Err(Diagnostic::error(
                format!("Peering {id} is not from the expected requester"),
                format!(
                    "{name} is {found:?}, and the configuration expects {wanted:?}. The request is \
                     neither accepted nor rejected. Check peering_id, or change {name} if this \
                     requester is welcome."
                ),
            )
            .at(Path::to(name)));
        }
    }
    Ok(())
}

/// Whether a guard was set or changed.
pub(super) fn changed(prior: &State, planned: &State) -> bool {
    let changed = |before: &Field<String>, after: &Field<String>| {
        after
            .text()
            .is_some_and(|after| before.text() != Some(after))
    };
    changed(&prior.requester_account_id, &planned.requester_account_id)
        || changed(&prior.requester_vpc_id, &planned.requester_vpc_id)
}
