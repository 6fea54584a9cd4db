//! A peering seen from one of its two sides, by the project that is there.

use super::destroy::gone;
use super::reach::{Cx, Reach, at_read};
use super::warn;
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::ids::ProjectId;
use crate::cloud::huaweicloud::peering::{Peering, Peerings, Status};
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::resource::import_id::{Form, IMPORTED, ImportId};
use crate::resource::provider_config::Configured;
use crate::resource::side::{Side, Sides};

impl Sides for Reach<'_> {
    type Session = Session;
    type Peering = Peering;

    const ANOTHER: &'static str = "one of the same project";

    fn name(&self) -> &str {
        self.name()
    }

    fn is_unknown(&self, configured: &Configured) -> bool {
        configured.huaweicloud.is_unknown(self.account)
    }

    async fn session(&self, cx: &Cx<'_>, doing: &str) -> Result<Session, Diagnostic> {
        self.session(cx, doing).await
    }

    async fn at_read(&self, cx: &mut Cx<'_>, what: &str) -> Result<Option<Session>, Diagnostic> {
        at_read(cx, *self, what).await
    }

    async fn read(
        session: &Session,
        operation: &Operation,
        id: &str,
        ask: Ask,
    ) -> Result<Observed<Peering>, Failure> {
        Peerings(session).read(operation, &id.into(), ask).await
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
        check(side, session, peering, self.name())
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

/// The error for an account that is not on its side of a peering.
pub(super) fn check(
    side: Side,
    session: &Session,
    peering: &Peering,
    account: &str,
) -> Result<(), Diagnostic> {
    let project = match side {
        Side::Requester => &peering.requester.project,
        Side::Accepter => &peering.accepter.project,
    };
    match project {
        Some(theirs) if *theirs != session.project => Err(warn::wrong_side(
            peering.id.as_str(),
            side.word(),
            &session.project,
            theirs,
            account,
        )),
        _ => Ok(()),
    }
}

/// The error for an account whose project is not the one that the state names for its side.
pub(super) fn check_state(
    side: Side,
    own: &ProjectId,
    tenant: &Field<String>,
    reach: Reach<'_>,
    id: &str,
) -> Result<(), Diagnostic> {
    match tenant.text() {
        Some(tenant) if tenant != own.as_str() => Err(warn::wrong_side(
            id,
            side.word(),
            own,
            &tenant.into(),
            reach.name(),
        )),
        _ => Ok(()),
    }
}

/// Takes an import id apart and marks the object, so that its first read knows.
pub(super) fn import(cx: &mut Cx<'_>, form: Form, id: &str) -> Result<ImportId, Diagnostic> {
    let id = ImportId::parse(id, form, |name| cx.provider.huaweicloud.exists(name))?;
    cx.private.set(IMPORTED);
    Ok(id)
}
