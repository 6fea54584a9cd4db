//! A peering as data sources show it.

use super::shown::Shown;
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::ids::ProjectId;
use crate::cloud::huaweicloud::peering::Peering;
use crate::framework::model::Field;
use crate::framework::schema::Attribute;
use crate::model;
use crate::resource::attributes;

model! {
    /// The attributes.
    pub struct Item {
        /// `id`
        id: String,
        /// `account`
        account: String,
        /// `region`
        region: String,
        /// `peering_id`
        peering_id: String,
        /// `name`
        name: String,
        /// `description`
        description: String,
        /// `status`
        status: String,
        /// `answer`
        answer: String,
        /// `active_id`
        active_id: String,
        /// `requester_vpc_id`
        requester_vpc_id: String,
        /// `requester_project_id`
        requester_project_id: String,
        /// `accepter_vpc_id`
        accepter_vpc_id: String,
        /// `accepter_project_id`
        accepter_project_id: String,
        /// `created_at`
        created_at: String,
        /// `updated_at`
        updated_at: String,
    }
}

impl Item {
    /// What `account` sees of `peering`.
    pub(super) fn of(account: &str, session: &Session, peering: &Peering) -> Self {
        let project = |id: &Option<ProjectId>| Field::from(id.as_ref().map(ToString::to_string));
        let mut item = Self {
            account: account.into(),
            peering_id: peering.id.as_str().into(),
            requester_project_id: project(&peering.requester.project),
            accepter_project_id: project(&peering.accepter.project),
            ..Self::default()
        };
        Shown {
            region: &mut item.region,
            id: &mut item.id,
            name: &mut item.name,
            description: &mut item.description,
            requester_vpc_id: &mut item.requester_vpc_id,
            accepter_vpc_id: &mut item.accepter_vpc_id,
            status: &mut item.status,
            answer: &mut item.answer,
            active_id: &mut item.active_id,
            created_at: &mut item.created_at,
            updated_at: &mut item.updated_at,
        }
        .take(session, peering);
        item
    }
}

/// The attributes, all computed.
pub(super) fn attributes() -> Vec<Attribute> {
    let shown = |name, text| Attribute::string(name, text).computed();
    vec![
        shown("id", "The id of the peering, the same for both sides."),
        shown("account", "The account that sees it."),
        shown("region", "The region."),
        shown(
            "peering_id",
            "The same as `id`, under the name that the accepter takes.",
        ),
        shown("name", "The name, shown to both sides."),
        shown("description", "The description, shown to both sides."),
        shown(
            "status",
            "The status: `PENDING_ACCEPTANCE`, `ACTIVE`, `REJECTED`, `EXPIRED`.",
        ),
        attributes::answer(),
        shown("active_id", "The id for routes: null unless it is active."),
        shown("requester_vpc_id", "The VPC that asks."),
        shown("requester_project_id", "The project that asks."),
        shown("accepter_vpc_id", "The VPC that is asked."),
        shown("accepter_project_id", "The project that is asked."),
        attributes::created_at(),
        attributes::updated_at(),
    ]
}
