//! A peering seen from one of its two sides, by the account that is there.

use super::destroy::gone;
use super::reach::{Cx, Reach, at_read};
use super::warn;
use crate::cloud::alicloud::account::Session;
use crate::cloud::alicloud::ids::AccountId;
use crate::cloud::alicloud::peering::{Peering, Peerings, Status};
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

    const ANOTHER: &'static str = "another one of the same tenant";

    fn name(&self) -> &str {
        self.name()
    }

    fn is_unknown(&self, configured: &Configured) -> bool {
        configured.alicloud.is_unknown(self.account)
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
            Some(theirs) if *theirs != own => Err(warn::wrong_side(
                peering.id.as_str(),
                side.word(),
                &own,
                theirs,
                self.name(),
            )),
            _ => Ok(()),
        }
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

/// The error for an account that is not the one that the state names for its side.
pub(super) fn check_state(
    side: Side,
    own: &AccountId,
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
    let id = ImportId::parse(id, form, |name| cx.provider.alicloud.exists(name))?;
    cx.private.set(IMPORTED);
    Ok(id)
}
