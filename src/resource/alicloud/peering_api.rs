//! Alibaba Cloud's VPC peerings: what is theirs alone.

use super::cloud::AliCloud;
use crate::cloud::alicloud::account::Session;
use crate::cloud::alicloud::ids::AccountId;
use crate::cloud::alicloud::peering::{Peering, Peerings, Status};
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::status::Status as Standing;
use crate::framework::diagnostics::Diagnostic;
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::resource::peering_api::{PeeringApi, Words};
use crate::resource::side::Side;

impl PeeringApi for AliCloud {
    type Peering = Peering;

    const WORDS: Words = Words {
        own_tenant: "the keys belong to",
        same_tenant: "another one of the same tenant",
    };

    fn id(peering: &Peering) -> &str {
        peering.id.as_str()
    }

    fn status(peering: &Peering) -> Standing {
        peering.status.standing()
    }

    fn is_leaving(peering: &Peering) -> bool {
        matches!(peering.status, Status::Deleting | Status::Deleted)
    }

    fn tenant_of(peering: &Peering, side: Side) -> Option<&str> {
        let end = match side {
            Side::Requester => &peering.requester,
            Side::Accepter => &peering.accepter,
        };
        end.account.as_ref().map(AccountId::as_str)
    }

    async fn read(
        session: &Session,
        operation: &Operation,
        id: &str,
        ask: Ask,
    ) -> Result<Observed<Peering>, Failure> {
        Peerings(session).read(operation, &id.into(), ask).await
    }

    /// The cloud has locked the peering because somebody has not paid.
    fn notice(peering: &Peering) -> Option<Diagnostic> {
        let status = peering.business_status.as_deref()?;
        (status == "FinancialLocked").then(|| {
            Diagnostic::warning(
                format!("Peering {} is locked: payments are overdue", peering.id),
                "Its business status is FinancialLocked. Traffic may have stopped, and it cannot be changed \
                 until the account has paid.",
            )
        })
    }

    fn not_found(_session: &Session, id: &str, account: &str) -> Diagnostic {
        Diagnostic::error(
            format!("There is no peering {id} to import"),
            format!(
                "Account {account:?} does not see it. Check the id, and name the account when it is not the \
                 default one: [account:]id[@region]."
            ),
        )
    }
}
