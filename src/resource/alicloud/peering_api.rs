//! Alibaba Cloud's VPC peerings: what is theirs alone.

use super::accepter_own::align;
use super::cloud::{AliCloud, Reach};
use super::destroy::delete;
use super::request::{draft, request};
use super::tags::{imported, kept};
use super::update::{carry_out, changes, changes_own, leave_limit, own};
use super::{TIMEOUTS, accepter_schema, peering_schema, preflight};
use crate::cloud::alicloud::account::{Account, Session};
use crate::cloud::alicloud::calls::Trial;
use crate::cloud::alicloud::config::Service;
use crate::cloud::alicloud::ids::PeeringId;
use crate::cloud::alicloud::peering::{Changes, Extra, Peering, Peerings, Routes};
use crate::cloud::alicloud::status::{PEERINGS, UPDATING};
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
use crate::framework::value::{Number, Value};
use crate::http::error::Failure;
use crate::operation::{Ended, Operation};
use crate::resource::context::Cx;
use crate::resource::existing::{AccepterRegion, Caller};
use crate::resource::failure::not_requested;
use crate::resource::keys::{
    BANDWIDTH, BUSINESS_STATUS, CREATED_AT, DESCRIPTION, EXPIRES_AT, FORCE_DELETE, ID, LINK_TYPE,
    NAME, PEERING_ID, REGION, RESOURCE_GROUP_ID, TAGS, UPDATED_AT,
};
use crate::resource::peering_api::{PeeringApi, Requested, Times, Words};
use crate::resource::preflight::Severity;
use crate::resource::shown::{account_of, time};

impl PeeringApi for AliCloud {
    type Extra = Extra;

    const SERVICE: Service = Service::VpcPeer;
    const REQUESTER: &'static str = "vpcconnect_alicloud_peering";
    const ACCEPTER: &'static str = "vpcconnect_alicloud_peering_accepter";
    const REQUESTER_TENANT: Key<String> = Key::new("requester_account_id");
    const ACCEPTER_TENANT: Key<String> = Key::new("accepter_account_id");
    const ACCEPTER_REGION: AccepterRegion = AccepterRegion::Computed;
    const TIMEOUTS: Defaults = TIMEOUTS;
    const MODIFIABLE: &'static [Key<Value>] = &[
        NAME.any(),
        DESCRIPTION.any(),
        BANDWIDTH.any(),
        LINK_TYPE.any(),
    ];
    const STATUSES: Statuses = PEERINGS;
    const WORDS: Words = Words {
        own_tenant: "the keys belong to",
        same_tenant: "another one of the same tenant",
        found_by: "peering_id and account",
        in_time: "within seven days",
        active: "Activated",
        rejected: "Rejected",
        expired: "Expired",
        starting: "Creating",
        deleted: "Deleted",
        gone: "Deleting or Deleted",
    };

    fn requester_schema() -> Schema {
        peering_schema::schema()
    }

    fn accepter_schema() -> Schema {
        accepter_schema::schema()
    }

    /// A pending request that is modified is updating, too, and nobody has accepted it.
    fn hides_pending(peering: &Peering, answer: Option<&str>) -> bool {
        peering.status.is(UPDATING) && answer == Some("pending")
    }

    fn times(peering: &Peering) -> Times {
        Times {
            changed: time(peering.updated_at),
            expired: time(peering.expires_at),
        }
    }

    fn stored_times(state: &Object) -> Times {
        let stored = |key| state.text(key).map(str::to_owned);
        Times {
            changed: stored(UPDATED_AT),
            expired: stored(EXPIRES_AT),
        }
    }

    fn show(state: &mut Object, _session: &Session, peering: &Peering, _side: Role) {
        state.show(NAME, peering.name.as_deref());
        state.show(DESCRIPTION, peering.description.as_deref());
        for role in [Role::Requester, Role::Accepter] {
            let tenant = peering.tenant(role).unwrap_or_default();
            state.show_id(Self::tenant_key(role), tenant);
        }
        match peering.extra.bandwidth {
            Some(bandwidth) => state.set(BANDWIDTH, Number::from(bandwidth)),
            None => state.resolve(BANDWIDTH),
        }
        state.show(LINK_TYPE, peering.extra.link_type.as_deref());
        state.show(BUSINESS_STATUS, peering.extra.business_status.as_deref());
        state.show(
            RESOURCE_GROUP_ID,
            peering.extra.own.resource_group.as_deref(),
        );
        state.set(TAGS, kept(&state.get(TAGS), &peering.extra.own.tags));
        state.set(EXPIRES_AT, time(peering.expires_at));
        state.show(CREATED_AT, time(peering.created_at).as_deref());
        state.show(UPDATED_AT, time(peering.updated_at).as_deref());
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
        let tenant = asked_tenant(cx, account, session, planned).await?;
        let draft = draft(planned, session.region(), &tenant);
        // The cloud makes one at a time on a VPC.
        let vpcs = [draft.requester.vpc.as_str(), draft.accepter.vpc.as_str()];
        let turn = session.queues().enter(&cx.operation, &vpcs).await;
        let turn = turn.map_err(|ended| not_requested(&ended.into()))?;
        let id = request(cx, Peerings(session), &draft, Caller::of(cx, account)).await?;
        Ok(Requested {
            id: id.to_string(),
            seen: None,
            tenant: Some(tenant),
            turn: Some(turn),
        })
    }

    async fn settled(
        session: &Session,
        operation: &Operation,
        id: &str,
        seen: Option<Peering>,
    ) -> (Option<Peering>, Result<(), Failure>) {
        let peerings = Peerings(session);
        peerings.settled(operation, &id.into(), seen).await
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
        changes(prior, planned) != Changes::default()
    }

    fn leave_unasked(prior: &Object, planned: &mut Object) {
        leave_limit(prior, planned);
    }

    async fn modify(
        cx: &Cx<'_>,
        session: &Session,
        prior: &Object,
        planned: &Object,
        done: &mut Object,
    ) -> Result<Option<Peering>, Diagnostic> {
        carry_out(cx, session, prior, planned, done).await?;
        Ok(None)
    }

    fn routes_told(prior: &Object) -> &'static str {
        if prior.is_true(FORCE_DELETE) {
            "Routes to it are deleted on both sides (force_delete)."
        } else {
            "The cloud refuses while routes point to it; force_delete = true deletes them."
        }
    }

    async fn decide(
        session: &Session,
        operation: &Operation,
        planned: &Object,
        seen: Option<Peering>,
        (desired, before): (Decision, Sent),
    ) -> Result<Decided<Peering>, Ended> {
        let id = peering_id(planned);
        let mut port = Peerings(session).one(&id).deciding(own(planned));
        let _turn = session.queues().enter(operation, &[id.as_str()]).await?;
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
        delete(cx, session, id, tenant, account, routes(state)).await
    }

    fn changes_own(prior: &Object, planned: &Object) -> bool {
        changes_own(prior, planned)
    }

    async fn align(
        cx: &Cx<'_>,
        peering: &Peering,
        before: Option<&Object>,
        planned: &Object,
    ) -> Result<(), Diagnostic> {
        align(cx, peering, before, planned).await
    }

    fn show_own(state: &mut Object, peering: &Peering) {
        state.set(TAGS, imported(&peering.extra.own.tags));
    }

    fn restore_own(state: &mut Object, prior: &Object) {
        state.copy(TAGS, prior);
        state.copy(RESOURCE_GROUP_ID, prior);
    }

    async fn try_create(
        cx: &mut Cx<'_>,
        account: &Account,
        config: &Object,
        planned: &Object,
        severity: Severity,
    ) -> Result<(), Diagnostic> {
        let here = account_of::<Self>(planned);
        // What is computed is unknown in the plan, and null in the configuration.
        if !config.is_wholly_known() || planned.is_unknown(REGION) {
            preflight::skip(cx, account, here);
            return Ok(());
        }
        let Some(session) = preflight::session(cx, account, here).await else {
            return Ok(());
        };
        let accepter = match asked_tenant(cx, here, &session, planned).await {
            Ok(accepter) => accepter,
            Err(warning) => {
                cx.warn(warning);
                return Ok(());
            }
        };
        let draft = draft(planned, session.region(), &accepter);
        let trial = Trial::Create(&draft);
        preflight::check(cx, &session, "the peering", trial, severity).await
    }

    async fn try_modify(
        cx: &mut Cx<'_>,
        account: &Account,
        prior: &Object,
        planned: &Object,
    ) -> Result<(), Diagnostic> {
        let here = account_of::<Self>(prior);
        let Some(session) = preflight::session(cx, account, here).await else {
            return Ok(());
        };
        let id = PeeringId::from(prior.text(ID).unwrap_or_default());
        let (what, changes) = (
            format!("the changes of peering {id}"),
            changes(prior, planned),
        );
        let trial = Trial::Modify(&id, &changes);
        preflight::check(cx, &session, &what, trial, Severity::Error).await
    }

    async fn try_decision(
        cx: &mut Cx<'_>,
        account: &Account,
        planned: &Object,
        decision: Decision,
        severity: Severity,
    ) -> Result<(), Diagnostic> {
        let here = account_of::<Self>(planned);
        let Some(session) = preflight::session(cx, account, here).await else {
            return Ok(());
        };
        let (id, own) = (peering_id(planned), own(planned));
        let what = format!("to {decision} peering {id}");
        let trial = Trial::Decide(&id, decision, &own);
        preflight::check(cx, &session, &what, trial, severity).await
    }

    async fn try_delete(cx: &mut Cx<'_>, prior: &Object) {
        let (id, routes) = (prior.text(ID), routes(prior));
        let here = account_of::<Self>(prior);
        preflight::delete(cx, here, id.unwrap_or_default(), routes).await;
    }

    fn skip_preflight(cx: &mut Cx<'_>, account: &Account, planned: &Object) {
        preflight::skip(cx, account, account_of::<Self>(planned));
    }

    /// The cloud has locked the peering because somebody has not paid.
    fn notice(peering: &Peering) -> Option<Diagnostic> {
        let status = peering.extra.business_status.as_deref()?;
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

fn peering_id(planned: &Object) -> PeeringId {
    planned.text(PEERING_ID).unwrap_or_default().into()
}

/// The account that a plan asks: the one that it names, else the requester's own. The cloud has to be told.
async fn asked_tenant(
    cx: &Cx<'_>,
    account: Reach<'_>,
    session: &Session,
    planned: &Object,
) -> Result<String, Diagnostic> {
    match planned.text(AliCloud::ACCEPTER_TENANT) {
        Some(named) => Ok(named.to_owned()),
        None => account.tenant(&cx.operation, session).await,
    }
}

/// What `force_delete` means, as last applied.
fn routes(state: &Object) -> Routes {
    if state.is_true(FORCE_DELETE) {
        Routes::Delete
    } else {
        Routes::Keep
    }
}
