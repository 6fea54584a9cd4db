//! Alibaba Cloud's VPC peerings: what is theirs alone.

use super::cloud::AliCloud;
use super::own::{align, changes_own, own};
use super::update::{changes, leave_limit, limit};
use super::{TIMEOUTS, accepter_schema, answer, moved, peering_schema};
use crate::cloud::alicloud::account::Session;
use crate::cloud::alicloud::config::Service;
use crate::cloud::alicloud::ids::{ClientToken, PeeringId};
use crate::cloud::alicloud::peering::{Changes, Draft, Extra, Own, Peering, Peerings, Routes};
use crate::cloud::alicloud::status::{DELETED, DELETING, PEERINGS, UPDATING};
use crate::cloud::alicloud::trial::Trial;
use crate::connection::peering::{Party, Role};
use crate::connection::queue::Queues;
use crate::connection::status::Statuses;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::{Key, Object};
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::framework::value::{Number, Value};
use crate::http::error::{Failure, Kind};
use crate::operation::Operation;
use crate::resource::answer::Texts;
use crate::resource::cloud::AccountRef;
use crate::resource::context::Cx;
use crate::resource::existing::AccepterRegion;
use crate::resource::keys::{
    ACCEPTER_REGION, ACCEPTER_VPC_ID, BANDWIDTH, BUSINESS_STATUS, DESCRIPTION, EXPIRES_AT,
    FORCE_DELETE, ID, LINK_TYPE, NAME, PEERING_ID, REQUESTER_VPC_ID, RESOURCE_GROUP_ID, TAGS,
    UPDATED_AT,
};
use crate::resource::moved::SourceTypes;
use crate::resource::peering_api::{
    AccepterApi, Change, Created, Listed, LostCreate, PairApi, PeeringApi, Side, Times, Words,
};
use crate::resource::preflight::Tried;
use crate::resource::state::time;
use crate::resource::tags::{self, imported};

impl PeeringApi for AliCloud {
    type Extra = Extra;
    type Source = Session;

    const SERVICE: Service = Service::VpcPeer;
    const REQUESTER: &'static str = "vpcconnect_alicloud_peering";
    const REQUESTER_TENANT: Key<String> = Key::new("requester_account_id");
    const ACCEPTER_TENANT: Key<String> = Key::new("accepter_account_id");
    const MOVED: &'static [SourceTypes] = moved::REQUESTS;
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
        deleted: DELETED,
        gone: "Deleting or Deleted",
    };

    fn requester_schema() -> Schema {
        peering_schema::schema()
    }

    fn source(session: &Session, _parent: Option<&str>) -> Session {
        session.clone()
    }

    fn queues(session: &Session) -> Option<&Queues> {
        Some(session.queues())
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

    fn show(state: &mut Object, _session: &Session, peering: &Peering, role: Role) {
        for side in Role::BOTH {
            let tenant = peering.tenant(side).unwrap_or_default();
            state.show_id(Self::tenant_key(side), tenant);
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
        tags::show(state, peering, role, &peering.extra.own.tags);
    }

    fn changes(prior: &Object, planned: &Object) -> Option<Changes> {
        let changes = changes(prior, planned);
        (changes != Changes::default()).then_some(changes)
    }

    fn leave_unasked(prior: &Object, planned: &mut Object) {
        leave_limit(prior, planned);
    }

    /// What `force_delete` means, as last applied.
    fn how(state: &Object) -> Routes {
        if state.is_true(FORCE_DELETE) {
            Routes::Delete
        } else {
            Routes::Keep
        }
    }

    fn routes_notice(prior: &Object) -> &'static str {
        if prior.is_true(FORCE_DELETE) {
            "Routes to it are deleted on both sides (force_delete)."
        } else {
            "The cloud refuses while routes point to it; force_delete = true deletes them."
        }
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

    fn changes_own(prior: &Object, planned: &Object) -> bool {
        changes_own(prior, planned)
    }

    async fn align(cx: &Cx<'_>, side: Side<'_, Extra>) -> Result<(), Diagnostic> {
        align(cx, side).await
    }

    fn show_own(state: &mut Object, peering: &Peering) {
        state.set(TAGS, imported(&peering.extra.own.tags));
    }

    fn copy_own(state: &mut Object, from: &Object) {
        state.copy(TAGS, from);
        state.copy(RESOURCE_GROUP_ID, from);
    }

    /// The account that a plan asks: the one that it names, else the requester's own. The cloud has to be told.
    async fn asked_tenant(
        cx: &Cx<'_>,
        account: AccountRef<'_, AliCloud>,
        session: &Session,
        planned: &Object,
    ) -> Result<Option<String>, Diagnostic> {
        match planned.text(Self::ACCEPTER_TENANT) {
            Some(named) => Ok(Some(named.to_owned())),
            None => account.tenant(&cx.operation, session).await.map(Some),
        }
    }

    /// What belongs to one side alone cannot be asked about, but as a part of a request or an accept.
    fn trials(session: &Session, change: &Change<'_>) -> Vec<Tried<Trial>> {
        let id = |state: &Object, key| PeeringId::from(state.text(key).unwrap_or_default());
        let tried = match *change {
            Change::Create { planned, asked } => {
                let draft = Self::draft(session, planned, asked);
                Some(("the peering".to_owned(), Trial::create(&draft)))
            }
            Change::Modify { prior, planned } => Self::changes(prior, planned).map(|changes| {
                let id = id(prior, ID);
                let what = format!("the changes of peering {id}");
                (what, Trial::modify(&id, &changes))
            }),
            Change::Decide {
                planned, decision, ..
            } => decision.map(|decision| {
                let id = id(planned, PEERING_ID);
                let what = format!("to {decision} peering {id}");
                (what, Trial::decide(&id, decision, &own(planned)))
            }),
            Change::Delete(prior) => {
                let id = id(prior, ID);
                let what = format!("the delete of peering {id}");
                Some((what, Trial::delete(&id, Self::how(prior))))
            }
        };
        let tried = tried.map(|(what, trial)| Tried { what, trial });
        tried.into_iter().collect()
    }
}

impl AccepterApi for AliCloud {
    const ANSWER: Texts = answer::PEERING;
    const ACCEPTER: &'static str = "vpcconnect_alicloud_peering_accepter";
    const MOVED_TO_ACCEPTER: &'static [SourceTypes] = moved::ANSWERS;
    const ACCEPTER_REGION: AccepterRegion = AccepterRegion::Computed;

    fn accepter_schema() -> Schema {
        accepter_schema::schema()
    }

    fn along(planned: &Object) -> Own {
        own(planned)
    }
}

impl PairApi for AliCloud {
    type Draft = Draft;

    const LOST_CREATE: LostCreate = LostCreate::SameToken;
    const BLOCKED: &'static [Kind] = &[Kind::Conflict];
    const LEAVING: &'static str = DELETING;

    fn draft(session: &Session, planned: &Object, asked: Option<&str>) -> Draft {
        let text = |key| planned.text(key).map(str::to_owned);
        let vpc = |key| planned.text(key).unwrap_or_default().into();
        Draft {
            name: text(NAME),
            description: text(DESCRIPTION),
            requester: Party {
                tenant: None,
                region: Some(session.region().into()),
                vpc: vpc(REQUESTER_VPC_ID),
            },
            accepter: Party {
                tenant: asked.map(Into::into),
                region: planned.text(ACCEPTER_REGION).map(Into::into),
                vpc: vpc(ACCEPTER_VPC_ID),
            },
            bandwidth: limit(planned),
            link_type: text(LINK_TYPE),
            own: own(planned),
        }
    }

    async fn create(
        session: &Session,
        operation: &Operation,
        draft: &Draft,
        token: &ClientToken,
    ) -> Result<Created<Extra>, Failure> {
        let id = Peerings(session).create(operation, draft, token).await?;
        Ok(Created { id, seen: None })
    }

    async fn between(
        session: &Session,
        operation: &Operation,
        [one, other]: [&str; 2],
    ) -> Result<Listed<Extra>, Failure> {
        let vpcs = [&one.into(), &other.into()];
        let peerings = Peerings(session).between(operation, vpcs).await?;
        Ok(Listed {
            peerings,
            date: None,
        })
    }
}
