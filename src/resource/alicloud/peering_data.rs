//! Alibaba Cloud's data sources for peerings: what they show, and what the cloud filters by.

use super::cloud::AliCloud;
use super::peering_schema::{account_number, expires_at};
use crate::cloud::alicloud::account::Session;
use crate::cloud::alicloud::peering::{Peering, Peerings};
use crate::cloud::alicloud::peering_list::Filter;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema, Type};
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::resource::attributes;
use crate::resource::filter::{self, Direction, VPC_ID};
use crate::resource::keys::NAME;
use crate::resource::peering_data::PeeringData;

impl PeeringData for AliCloud {
    const PLURAL: &'static str = "vpcconnect_alicloud_peerings";
    const REQUESTERS: Key<Vec<Field<String>>> = Key::new("requester_account_ids");
    const CHECK: &'static str = "the id and the account";
    const DESCRIPTION: &'static str =
        "Shows one VPC peering connection on Alibaba Cloud, by its id or by its two VPCs.";

    fn region_attribute() -> Attribute {
        Attribute::string(
            "region",
            "The region to look from, which needs to be none of the peering's. Default: the account's own.",
        )
        .or_computed()
        .rule(Rule::Check(attributes::plain_region))
    }

    fn item() -> Vec<Attribute> {
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
            Attribute::number("bandwidth", "The limit in Mbit/s; -1 where there is none.")
                .computed(),
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

    fn plural_schema() -> Schema {
        Schema::new(
            "Lists the VPC peering connections that an account has in a region on Alibaba Cloud, sent \
             and received. With `for_each` over those that you approve, an accepter answers what \
             arrives.",
            vec![
                Attribute::string("name", "Only those with this name."),
                filter::statuses(&[
                    "Creating",
                    "Accepting",
                    "Updating",
                    "Activated",
                    "Rejected",
                    "Expired",
                    "Deleting",
                    "Deleted",
                ]),
                filter::answers(),
                Attribute::string("vpc_id", "Only those that have this VPC at either end."),
                filter::direction(),
                Attribute::strings(
                    "requester_account_ids",
                    "Only those that one of these accounts asked for, by their numbers. An empty list \
                     leaves nothing.",
                )
                .rule(Rule::Check(account_number)),
                attributes::data_account(),
                Attribute::string("region", "Only those whose VPC on the account's side is in this region. Default: the account's own.").or_computed().rule(Rule::Check(attributes::plain_region)),
                Attribute::objects("peerings",
                    Self::item(),
                    "The peerings, in the order of their ids.",
                ),
            ],
        )
    }

    async fn list(
        session: &Session,
        operation: &Operation,
        config: &Object,
    ) -> Result<Vec<Peering>, Failure> {
        let by_cloud = Filter {
            name: config.text(NAME).map(str::to_owned),
            vpcs: config.text(VPC_ID).map(Into::into).into_iter().collect(),
        };
        Peerings(session).list(operation, &by_cloud).await
    }

    /// An end whose region is not shown may be there.
    fn has_end(
        peering: &Peering,
        direction: Option<Direction>,
        own: &str,
        session: &Session,
    ) -> bool {
        [
            (Direction::Sent, &peering.requester),
            (Direction::Received, &peering.accepter),
        ]
        .into_iter()
        .filter(|(is, _)| direction.is_none_or(|wanted| wanted == *is))
        .any(|(is, end)| {
            let there = end.region.as_ref();
            peering.tenant(is.side()) == Some(own)
                && there.is_none_or(|region| region.as_str() == session.region())
        })
    }

    fn sees_none(_session: &Session, account: &str, which: &str) -> String {
        format!("Account {account:?} sees none{which}.")
    }
}
