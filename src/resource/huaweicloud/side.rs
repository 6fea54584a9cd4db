//! A peering seen from one of its two sides, by the project that is there.

use super::destroy::gone;
use super::reach::{Cx, Reach};
use super::warn;
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::peering::{Peering, Peerings, Status};
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::status::Status as Standing;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::resource::side::{Side, Sides};

impl Sides for Reach<'_> {
    type Peering = Peering;

    const ANOTHER: &'static str = "one of the same project";

    async fn read(
        session: &Session,
        operation: &Operation,
        id: &str,
        ask: Ask,
    ) -> Result<Observed<Peering>, Failure> {
        Peerings(session).read(operation, &id.into(), ask).await
    }

    fn status(peering: &Peering) -> Standing {
        peering.status.standing()
    }

    fn is_leaving(peering: &Peering) -> bool {
        peering.status == Status::Deleted
    }

    async fn check(
        &self,
        _cx: &Cx<'_>,
        session: &Session,
        side: Side,
        peering: &Peering,
    ) -> Result<(), Diagnostic> {
        let project = match side {
            Side::Requester => &peering.requester.project,
            Side::Accepter => &peering.accepter.project,
        };
        match project {
            Some(theirs) if *theirs != session.project => Err(self.wrong_side(
                peering.id.as_str(),
                side,
                session.project.as_str(),
                theirs.as_str(),
            )),
            _ => Ok(()),
        }
    }

    fn wrong_side(&self, id: &str, side: Side, own: &str, theirs: &str) -> Diagnostic {
        warn::wrong_side(id, side.word(), own, theirs, self.name())
    }

    fn not_found(&self, session: &Session, id: &str) -> Diagnostic {
        warn::not_found(id, &session.project, session.region())
    }

    async fn gone(
        &self,
        _cx: &Cx<'_>,
        session: &Session,
        id: &str,
        tenant: &Field<String>,
    ) -> Result<(), Diagnostic> {
        gone(session, id, tenant, self.name())
    }
}
