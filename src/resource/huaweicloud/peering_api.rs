//! Huawei Cloud's VPC peerings: what is theirs alone.

use super::TIMEOUTS;
use super::cloud::HuaweiCloud;
use super::{accepter_schema, answer, moved, peering_schema};
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::config::Service;
use crate::cloud::huaweicloud::peering::{Changes, Draft, Peering, Peerings};
use crate::cloud::huaweicloud::peering_list::Filter;
use crate::cloud::huaweicloud::status::{DELETED, PEERINGS};
use crate::connection::peering::{Party, Role};
use crate::connection::status::Statuses;
use crate::framework::object::{Key, Object};
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::framework::value::Value;
use crate::http::error::{Failure, Kind};
use crate::operation::Operation;
use crate::resource::answer::Texts;
use crate::resource::existing::AccepterRegion;
use crate::resource::keys::{ACCEPTER_VPC_ID, DESCRIPTION, NAME, REGION, REQUESTER_VPC_ID};
use crate::resource::moved::SourceTypes;
use crate::resource::peering_api::{
    AccepterApi, Created, Listed, LostCreate, PairApi, PeeringApi, Words,
};

/// What the cloud's messages call things.
pub(super) const WORDS: Words = Words {
    own_tenant: "the account's project is",
    same_tenant: "one of the same project",
    found_by: "peering_id, account and region",
    in_time: "in time",
    active: "ACTIVE",
    rejected: "REJECTED",
    expired: "EXPIRED",
    starting: "PENDING_ACCEPTANCE",
    deleted: DELETED,
    gone: DELETED,
};

impl PeeringApi for HuaweiCloud {
    type Extra = ();
    type Source = Session;

    const SERVICE: Service = Service::Vpc;
    const REQUESTER: &'static str = "vpcconnect_huaweicloud_peering";
    const REQUESTER_TENANT: Key<String> = Key::new("requester_project_id");
    const ACCEPTER_TENANT: Key<String> = Key::new("accepter_project_id");
    const MOVED: &'static [SourceTypes] = moved::REQUESTS;
    const TIMEOUTS: Defaults = TIMEOUTS;
    const MODIFIABLE: &'static [Key<Value>] = &[NAME.any(), DESCRIPTION.any()];
    const STATUSES: Statuses = PEERINGS;
    const WORDS: Words = WORDS;

    fn requester_schema() -> Schema {
        peering_schema::schema()
    }

    fn source(session: &Session, _parent: Option<&str>) -> Session {
        session.clone()
    }

    fn show(state: &mut Object, session: &Session, peering: &Peering, role: Role) {
        state.set(REGION, session.region());
        // Older regions leave projects out. This side's is the one that looks.
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

    fn changes(prior: &Object, planned: &Object) -> Option<Changes> {
        // What is taken out of a configuration becomes empty.
        let text = |key| {
            let changed = !planned.is_unknown(key) && prior.text(key) != planned.text(key);
            changed.then(|| planned.text(key).unwrap_or_default().to_owned())
        };
        let changes = Changes {
            name: text(NAME),
            description: text(DESCRIPTION),
        };
        (changes != Changes::default()).then_some(changes)
    }

    fn how(_state: &Object) {}

    fn routes_notice(_prior: &Object) -> &'static str {
        "Routes to it are deleted."
    }
}

impl AccepterApi for HuaweiCloud {
    const ANSWER: Texts = answer::PEERING;
    const ACCEPTER: &'static str = "vpcconnect_huaweicloud_peering_accepter";
    const MOVED_TO_ACCEPTER: &'static [SourceTypes] = moved::ANSWERS;
    const ACCEPTER_REGION: AccepterRegion = AccepterRegion::Written;

    fn accepter_schema() -> Schema {
        accepter_schema::schema()
    }

    fn along(_planned: &Object) {}
}

impl PairApi for HuaweiCloud {
    type Draft = Draft;

    const LOST_CREATE: LostCreate = LostCreate::LookBack;
    const BLOCKED: &'static [Kind] = &[Kind::Conflict, Kind::Invalid];
    const LEAVING: &'static str = DELETED;

    fn draft(_session: &Session, planned: &Object, _asked: Option<&str>) -> Draft {
        let text = |key| planned.text(key).unwrap_or_default();
        Draft {
            name: text(NAME).to_owned(),
            description: planned.text(DESCRIPTION).map(str::to_owned),
            requester_vpc: text(REQUESTER_VPC_ID).into(),
            accepter: Party {
                tenant: planned.text(Self::ACCEPTER_TENANT).map(Into::into),
                region: None,
                vpc: text(ACCEPTER_VPC_ID).into(),
            },
        }
    }

    async fn create(
        session: &Session,
        operation: &Operation,
        draft: &Draft,
        (): &(),
    ) -> Result<Created<()>, Failure> {
        let peering = Peerings(session).create(operation, draft).await?;
        Ok(Created {
            id: peering.id.clone(),
            seen: Some(peering),
        })
    }

    async fn between(
        session: &Session,
        operation: &Operation,
        [one, _]: [&str; 2],
    ) -> Result<Listed<()>, Failure> {
        // The cloud filters by one VPC.
        let of_the_vpc = Filter {
            vpc_id: Some(one.into()),
            ..Filter::default()
        };
        let listed = Peerings(session).list(operation, &of_the_vpc).await?;
        Ok(Listed {
            peerings: listed.peerings,
            date: listed.date,
        })
    }
}
