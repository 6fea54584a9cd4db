//! A peering as data sources show it.

use std::collections::BTreeMap;

use super::peering_schema::expires_at;
use super::shown::{Shown, Tags, id, imported};
use crate::cloud::alicloud::peering::Peering;
use crate::framework::model::Field;
use crate::framework::schema::{Attribute, Type};
use crate::framework::value::Number;
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
        /// `requester_region`
        requester_region: String,
        /// `requester_account_id`
        requester_account_id: String,
        /// `accepter_vpc_id`
        accepter_vpc_id: String,
        /// `accepter_region`
        accepter_region: String,
        /// `accepter_account_id`
        accepter_account_id: String,
        /// `bandwidth`
        bandwidth: Number,
        /// `resource_group_id`
        resource_group_id: String,
        /// `tags`
        tags: BTreeMap<String, Field<String>>,
        /// `expires_at`
        expires_at: String,
        /// `created_at`
        created_at: String,
        /// `updated_at`
        updated_at: String,
    }
}

impl Item {
    /// What `account` sees of `peering`.
    pub(super) fn of(account: &str, peering: &Peering) -> Self {
        let mut item = Self {
            account: account.into(),
            peering_id: peering.id.as_str().into(),
            ..Self::default()
        };
        Shown {
            id: &mut item.id,
            name: &mut item.name,
            description: &mut item.description,
            requester_vpc_id: &mut item.requester_vpc_id,
            accepter_vpc_id: &mut item.accepter_vpc_id,
            accepter_region: &mut item.accepter_region,
            accepter_account_id: &mut item.accepter_account_id,
            bandwidth: &mut item.bandwidth,
            resource_group_id: &mut item.resource_group_id,
            tags: &mut item.tags,
            status: &mut item.status,
            answer: &mut item.answer,
            active_id: &mut item.active_id,
            expires_at: &mut item.expires_at,
            created_at: &mut item.created_at,
            updated_at: &mut item.updated_at,
        }
        .take(peering);
        item.region = item.accepter_region.clone();
        let requester = &peering.requester;
        id(&mut item.requester_region, requester.region.as_str());
        item.requester_account_id = requester.account.as_ref().map(ToString::to_string).into();
        item.tags = match imported(&peering.own.tags) {
            // Whoever looks a tag up finds none, not an error.
            Field::Null => Tags::Known(BTreeMap::new()),
            tags => tags,
        };
        item
    }
}

/// The attributes, all computed.
pub(super) fn attributes() -> Vec<Attribute> {
    let shown = |name, text| Attribute::string(name, text).computed();
    vec![
        shown("id", "The id of the peering, the same for both sides."),
        shown("account", "The account that sees it."),
        shown("region", "The same as `accepter_region`."),
        shown(
            "peering_id",
            "The same as `id`, under the name that the accepter takes.",
        ),
        shown("name", "The name, shown to both sides."),
        shown("description", "The description, shown to both sides."),
        super::peering_schema::status(),
        attributes::answer(),
        shown("active_id", "The id for routes: null unless it is active."),
        shown("requester_vpc_id", "The VPC that asks."),
        shown("requester_region", "The region of the VPC that asks."),
        shown("requester_account_id", "The account that asks."),
        shown("accepter_vpc_id", "The VPC that is asked."),
        shown("accepter_region", "The region of the VPC that is asked."),
        shown("accepter_account_id", "The account that is asked."),
        Attribute::number("bandwidth", "The limit in Mbit/s; -1 where there is none.").computed(),
        shown(
            "resource_group_id",
            "The resource group, as the account sees it.",
        ),
        Attribute::new(
            "tags",
            Type::Map(Box::new(Type::String)),
            "The tags, as the account sees them, without those that the cloud sets.",
        )
        .computed(),
        expires_at(),
        attributes::created_at(),
        attributes::updated_at(),
    ]
}
