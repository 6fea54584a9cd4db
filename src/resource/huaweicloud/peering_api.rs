//! Huawei Cloud's VPC peerings: what is theirs alone.

use super::TIMEOUTS;
use super::cloud::{HuaweiCloud, Reach};
use super::destroy::delete_peering;
use super::request::{changed, draft, modify, request};
use super::{accepter_schema, peering_schema};
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::config::Service;
use crate::cloud::huaweicloud::peering::{Peering, Peerings};
use crate::cloud::huaweicloud::status::PEERINGS;
use crate::connection::answered::{Answered, answered};
use crate::connection::decide::{Decided, decide};
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::peering::Role;
use crate::connection::status::{Decision, Statuses};
use crate::connection::step::Sent;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::{Key, Object};
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::framework::value::Value;
use crate::http::error::{Failure, Kind};
use crate::operation::{Ended, Operation};
use crate::resource::context::Cx;
use crate::resource::existing::{AccepterRegion, Caller};
use crate::resource::failure::error;
use crate::resource::keys::{CREATED_AT, DESCRIPTION, ID, NAME, PEERING_ID, REGION, UPDATED_AT};
use crate::resource::messages::gone;
use crate::resource::peering_api::{PeeringApi, Requested, Words};
use crate::resource::shown::time;

impl PeeringApi for HuaweiCloud {
    type Extra = ();

    const SERVICE: Service = Service::Vpc;
    const REQUESTER: &'static str = "vpcconnect_huaweicloud_peering";
    const ACCEPTER: &'static str = "vpcconnect_huaweicloud_peering_accepter";
    const REQUESTER_TENANT: Key<String> = Key::new("requester_project_id");
    const ACCEPTER_TENANT: Key<String> = Key::new("accepter_project_id");
    const ACCEPTER_REGION: AccepterRegion = AccepterRegion::Written;
    const TIMEOUTS: Defaults = TIMEOUTS;
    const MODIFIABLE: &'static [Key<Value>] = &[NAME.any(), DESCRIPTION.any()];
    const STATUSES: Statuses = PEERINGS;
    const WORDS: Words = Words {
        own_tenant: "the account's project is",
        same_tenant: "one of the same project",
        found_by: "peering_id, account and region",
        in_time: "in time",
        active: "ACTIVE",
        rejected: "REJECTED",
        expired: "EXPIRED",
        starting: "PENDING_ACCEPTANCE",
        deleted: "DELETED",
        gone: "DELETED",
    };

    fn requester_schema() -> Schema {
        peering_schema::schema()
    }

    fn accepter_schema() -> Schema {
        accepter_schema::schema()
    }

    fn show(state: &mut Object, session: &Session, peering: &Peering, role: Role) {
        state.set(REGION, session.region());
        state.show(NAME, peering.name.as_deref());
        state.show(DESCRIPTION, peering.description.as_deref());
        state.show(CREATED_AT, time(peering.created_at).as_deref());
        state.show(UPDATED_AT, time(peering.updated_at).as_deref());
        // Older regions leave projects out. This role's is the one that looks.
        let [own, other] = [role, role.other()].map(Self::tenant_key);
        match peering.tenant(role) {
            Some(project) => state.set(own, project),
            None if state.text(own).is_some() => {}
            None => state.set(own, session.project.as_str()),
        }
        match (peering.tenant(role.other()), role) {
            // Within one project it need not be written.
            (None, Role::Requester) if state.text(other).is_none() => {
                let project = state.get(own);
                state.set(other, project);
            }
            // Who asks is never guessed: a later guard would take the guess for what the user wrote.
            (shown, _) => state.show(other, shown),
        }
    }

    async fn read(
        session: &Session,
        operation: &Operation,
        id: &str,
        ask: Ask,
    ) -> Result<Observed<Peering>, Failure> {
        Peerings(session).read(operation, &id.into(), ask).await
    }

    async fn request(
        cx: &Cx<'_>,
        account: Reach<'_>,
        session: &Session,
        planned: &Object,
    ) -> Result<Requested<Peering>, Diagnostic> {
        let (draft, caller) = (draft(planned), Caller::of(cx, account));
        let peering = request(cx, Peerings(session), &draft, caller).await?;
        Ok(Requested {
            id: peering.id.to_string(),
            seen: Some(peering),
            tenant: None,
            turn: None,
        })
    }

    async fn answered(
        session: &Session,
        operation: &Operation,
        peering: Peering,
    ) -> Answered<Peering> {
        let port = Peerings(session).one(&peering.id);
        answered(&port, operation, peering).await
    }

    fn modifies(prior: &Object, planned: &Object) -> bool {
        [NAME, DESCRIPTION]
            .into_iter()
            .any(|key| changed(prior, planned, key).is_some())
    }

    async fn modify(
        cx: &Cx<'_>,
        session: &Session,
        prior: &Object,
        planned: &Object,
        _done: &mut Object,
    ) -> Result<Option<Peering>, Diagnostic> {
        let id = prior.text(ID).unwrap_or_default();
        let [name, description] = [NAME, DESCRIPTION].map(|key| changed(prior, planned, key));
        let (name, description) = (name.as_deref(), description.as_deref());
        let peerings = Peerings(session);
        let changed = modify(peerings, &cx.operation, &id.into(), name, description).await;
        changed.map(Some).map_err(|failure| {
            if failure.is(Kind::NotFound) {
                return gone(id);
            }
            error(format!("Peering {id} was not updated"), &failure)
        })
    }

    fn routes_told(_prior: &Object) -> &'static str {
        "Routes to it go."
    }

    async fn decide(
        session: &Session,
        operation: &Operation,
        planned: &Object,
        seen: Option<Peering>,
        (desired, before): (Decision, Sent),
    ) -> Result<Decided<Peering>, Ended> {
        let id = planned.text(PEERING_ID).unwrap_or_default().into();
        let mut port = Peerings(session).one(&id).deciding(());
        Ok(decide(&mut port, operation, seen, desired, before).await)
    }

    async fn delete(
        cx: &Cx<'_>,
        account: Reach<'_>,
        session: &Session,
        state: &Object,
        role: Role,
    ) -> Result<(), Diagnostic> {
        let id = state.text(ID).unwrap_or_default();
        let tenant = state.field(Self::tenant_key(role));
        delete_peering(cx, session, id, tenant, account).await
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
