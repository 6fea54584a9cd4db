//! A peering seen from one of its two sides, by the account that is there.

use super::destroy::gone;
use super::reach::{Cx, Reach};
use super::warn;
use crate::cloud::alicloud::account::Session;
use crate::cloud::alicloud::peering::{Peering, Peerings, Status};
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

    const ANOTHER: &'static str = "another one of the same tenant";

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
        matches!(peering.status, Status::Deleting | Status::Deleted)
    }

    fn notice(peering: &Peering) -> Option<Diagnostic> {
        warn::locked(peering)
    }

    async fn check(
        &self,
        cx: &Cx<'_>,
        session: &Session,
        side: Side,
        peering: &Peering,
    ) -> Result<(), Diagnostic> {
        let Ok(own) = session.own_id(&cx.operation).await else {
            return Ok(());
        };
        let account = match side {
            Side::Requester => &peering.requester.account,
            Side::Accepter => &peering.accepter.account,
        };
        match account {
            Some(theirs) if *theirs != own => {
                Err(self.wrong_side(peering.id.as_str(), side, own.as_str(), theirs.as_str()))
            }
            _ => Ok(()),
        }
    }

    fn wrong_side(&self, id: &str, side: Side, own: &str, theirs: &str) -> Diagnostic {
        warn::wrong_side(id, side.word(), own, theirs, self.name())
    }

    fn not_found(&self, _session: &Session, id: &str) -> Diagnostic {
        warn::not_found(id, self.name())
    }

    async fn gone(
        &self,
        cx: &Cx<'_>,
        session: &Session,
        id: &str,
        tenant: &Field<String>,
    ) -> Result<(), Diagnostic> {
        gone(cx, session, id, tenant, *self).await
    }
}
