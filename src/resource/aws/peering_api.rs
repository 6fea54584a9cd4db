//! The VPC peerings of AWS: what is theirs alone.

use std::convert::Infallible;

use super::cloud::Aws;
use super::{TIMEOUTS, moved, own, preflight, schema};
use crate::cloud::aws::account::Session;
use crate::cloud::aws::config::Service;
use crate::cloud::aws::peering::{Draft, Ending, Extra, Peering, Peerings};
use crate::cloud::aws::status::{DELETED, DELETING, PEERINGS, STARTING};
use crate::cloud::aws::trial::Trial;
use crate::connection::peering::{Party, Role};
use crate::connection::status::Statuses;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::{Key, Object};
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::framework::value::Value;
use crate::http::error::{Failure, Kind};
use crate::operation::Operation;
use crate::resource::answer::Texts;
use crate::resource::context::Cx;
use crate::resource::existing::AccepterRegion;
use crate::resource::keys::{
    ACCEPTER_REGION, ACCEPTER_VPC_ID, REMOTE_DNS_RESOLUTION, REQUESTER_VPC_ID, STATUS_MESSAGE, TAGS,
};
use crate::resource::moved::SourceTypes;
use crate::resource::peering_api::{
    AccepterApi, Change, Created, Listed, LostCreate, PairApi, PeeringApi, Side, Words,
};
use crate::resource::preflight::Tried;
use crate::resource::tags::{self, imported, plain};

fn listed(peerings: Vec<Peering>) -> Listed<Extra> {
    Listed {
        peerings,
        date: None,
    }
}

impl PeeringApi for Aws {
    type Extra = Extra;
    type Source = Session;

    const SERVICE: Service = Service::Ec2;
    const REQUESTER: &'static str = "vpcconnect_aws_peering";
    const REQUESTER_TENANT: Key<String> = Key::new("requester_account_id");
    const ACCEPTER_TENANT: Key<String> = Key::new("accepter_account_id");
    const MOVED: &'static [SourceTypes] = moved::REQUESTS;
    const TIMEOUTS: Defaults = TIMEOUTS;
    const MODIFIABLE: &'static [Key<Value>] = &[];
    const STATUSES: Statuses = PEERINGS;
    const WORDS: Words = Words {
        own_tenant: "the keys belong to",
        same_tenant: "another one of the same tenant",
        found_by: "peering_id, account and region: the accepter's is that of its VPC",
        in_time: "within seven days",
        active: "active",
        rejected: "rejected",
        expired: "expired",
        starting: STARTING,
        deleted: DELETED,
        gone: DELETED,
    };
    const ASKED_ALONE: &'static [Key<Value>] = &[TAGS.any(), REMOTE_DNS_RESOLUTION.any()];
    const ACCEPTS_WITHIN_TENANT: bool = false;
    const FORGETS: bool = true;
    const SHARES_TAGS: bool = true;

    fn requester_schema() -> Schema {
        schema::requester()
    }

    fn source(session: &Session, _parent: Option<&str>) -> Session {
        session.clone()
    }

    fn failure(peering: &Peering) -> Option<&str> {
        peering.extra.message.as_deref()
    }

    fn show(state: &mut Object, _session: &Session, peering: &Peering, role: Role) {
        state.show(STATUS_MESSAGE, peering.extra.message.as_deref());
        for side in Role::BOTH {
            if let Some(tenant) = peering.tenant(side) {
                state.show_id(Self::tenant_key(side), tenant);
            }
        }
        tags::show(state, peering, role, &peering.extra.tags);
    }

    fn changes(_prior: &Object, _planned: &Object) -> Option<Infallible> {
        None
    }

    fn how(state: &Object) -> Ending {
        match own::role_of(state) {
            Role::Requester => Ending::OfRequester,
            Role::Accepter => Ending::OfAccepter,
        }
    }

    fn routes_notice(_prior: &Object) -> &'static str {
        "Routes to it stay, and lead nowhere."
    }

    fn changes_own(prior: &Object, planned: &Object) -> bool {
        own::changes_own(prior, planned)
    }

    async fn align(cx: &Cx<'_>, side: Side<'_, Extra>) -> Result<(), Diagnostic> {
        own::align(cx, side).await
    }

    async fn complete(
        cx: &Cx<'_>,
        session: &Session,
        peering: &Peering,
        planned: &Object,
    ) -> Result<(), Diagnostic> {
        own::complete(cx, session, peering, planned).await
    }

    fn refresh_own(state: &mut Object, peering: &Peering) {
        own::refresh(state, peering);
    }

    fn show_own(state: &mut Object, peering: &Peering) {
        state.set(TAGS, imported(&peering.extra.tags));
        let on = peering.extra.resolves_remote(own::role_of(state));
        state.set(REMOTE_DNS_RESOLUTION, on.filter(|on| *on));
    }

    fn copy_own(state: &mut Object, from: &Object) {
        state.copy(TAGS, from);
        state.copy(REMOTE_DNS_RESOLUTION, from);
    }

    fn trials(session: &Session, change: &Change<'_>) -> Vec<Tried<Trial>> {
        preflight::trials(session, change)
    }
}

impl AccepterApi for Aws {
    const ANSWER: Texts = schema::ANSWER;
    const ACCEPTER: &'static str = "vpcconnect_aws_peering_accepter";
    const MOVED_TO_ACCEPTER: &'static [SourceTypes] = moved::ANSWERS;
    const ACCEPTER_REGION: AccepterRegion = AccepterRegion::Written;

    fn accepter_schema() -> Schema {
        schema::accepter()
    }

    fn along(_planned: &Object) {}
}

impl PairApi for Aws {
    type Draft = Draft;

    const LOST_CREATE: LostCreate = LostCreate::LookFirst;
    const BLOCKED: &'static [Kind] = &[Kind::Conflict];
    const LEAVING: &'static str = DELETING;

    fn draft(session: &Session, planned: &Object, _asked: Option<&str>) -> Draft {
        let vpc = |key| planned.text(key).unwrap_or_default().into();
        let region = planned.text(ACCEPTER_REGION);
        Draft {
            requester: Party {
                vpc: vpc(REQUESTER_VPC_ID),
                ..Party::default()
            },
            accepter: Party {
                tenant: planned.text(Self::ACCEPTER_TENANT).map(Into::into),
                region: region
                    .filter(|region| *region != session.region())
                    .map(Into::into),
                vpc: vpc(ACCEPTER_VPC_ID),
            },
            tags: plain(&planned.get(TAGS)),
        }
    }

    async fn create(
        session: &Session,
        operation: &Operation,
        draft: &Draft,
        (): &(),
    ) -> Result<Created<Extra>, Failure> {
        let made = Peerings(session).create(operation, draft).await?;
        Ok(Created {
            id: made.id.clone(),
            seen: Some(made),
        })
    }

    async fn between(
        session: &Session,
        operation: &Operation,
        vpcs: [&str; 2],
    ) -> Result<Listed<Extra>, Failure> {
        let [one, other] = vpcs.map(Into::into);
        let found = Peerings(session).between(operation, [&one, &other]).await;
        found.map(listed)
    }

    async fn standing(
        session: &Session,
        operation: &Operation,
        vpcs: [&str; 2],
    ) -> Result<Listed<Extra>, Failure> {
        let found = Peerings(session).standing(operation, vpcs).await;
        found.map(listed)
    }
}
