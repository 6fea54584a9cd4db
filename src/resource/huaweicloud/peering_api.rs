//! Huawei Cloud's VPC peerings: what is theirs alone.

use super::cloud::HuaweiCloud;
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::ids::ProjectId;
use crate::cloud::huaweicloud::peering::{Peering, Peerings, Status};
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::status::Status as Standing;
use crate::framework::diagnostics::Diagnostic;
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::resource::peering_api::{PeeringApi, Words};
use crate::resource::side::Side;

impl PeeringApi for HuaweiCloud {
    type Peering = Peering;

    const WORDS: Words = Words {
        own_tenant: "the account's project is",
        same_tenant: "one of the same project",
    };

    fn id(peering: &Peering) -> &str {
        peering.id.as_str()
    }

    fn status(peering: &Peering) -> Standing {
        peering.status.standing()
    }

    fn is_leaving(peering: &Peering) -> bool {
        peering.status == Status::Deleted
    }

    fn tenant_of(peering: &Peering, side: Side) -> Option<&str> {
        let end = match side {
            Side::Requester => &peering.requester,
            Side::Accepter => &peering.accepter,
        };
        end.project.as_ref().map(ProjectId::as_str)
    }

    async fn read(
        session: &Session,
        operation: &Operation,
        id: &str,
        ask: Ask,
    ) -> Result<Observed<Peering>, Failure> {
        Peerings(session).read(operation, &id.into(), ask).await
    }

    fn not_found(session: &Session, id: &str, _account: &str) -> Diagnostic {
        Diagnostic::error(
            format!("There is no peering {id} to import"),
            format!(
                "Project {} does not see it in region {:?}. Check the id, and name account and region when \
                 they are not the default ones: [account:]id[@region].",
                session.project,
                session.region()
            ),
        )
    }
}
