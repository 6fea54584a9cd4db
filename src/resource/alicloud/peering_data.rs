//! Alibaba Cloud's data sources for peerings: what they show, and what the cloud filters by.

use super::cloud::AliCloud;
use super::peering_schema::{STATUS, account_number, expires_at};
use crate::cloud::alicloud::account::Session;
use crate::cloud::alicloud::peering::{Peering, Peerings};
use crate::cloud::alicloud::peering_list::Filter;
use crate::connection::peering::Role;
use crate::framework::model::Field;
use crate::framework::object::Key;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Type};
use crate::http::error::Failure;
use crate::resource::peering_data::{PeeringData, Texts, Wanted};

impl PeeringData for AliCloud {
    const REQUESTERS: Key<Vec<Field<String>>> = Key::new("requester_account_ids");
    const TEXTS: Texts = Texts {
        list_name: "vpcconnect_alicloud_peerings",
        one: "Shows one VPC peering connection on Alibaba Cloud, by its id or by its two VPCs.",
        list: "Lists the VPC peering connections that an account has in a region on Alibaba Cloud, sent \
            and received. With `for_each` over those that you approve, an accepter answers what \
            arrives.",
        region_of_one: "The region to look from, which need not be one of the peering's. Default: the \
            account's own.",
        region_of_list: "Only those whose VPC on the account's side is in this region. Default: the account's own.",
        region_of_item: "The same as `accepter_region`.",
        requester: "The requester's account.",
        accepter: "The accepter's account.",
        status: STATUS,
        statuses: &[
            "Creating",
            "Accepting",
            "Updating",
            "Activated",
            "Rejected",
            "Expired",
            "Deleting",
            "Deleted",
        ],
        check: "the id and the account",
    };

    fn requesters() -> Attribute {
        Attribute::strings(
            "requester_account_ids",
            "Only those requested by one of these accounts (by number). An empty list matches nothing.",
        )
        .rule(Rule::Check(account_number))
    }

    fn region_of(role: Role) -> Option<Attribute> {
        let (name, text) = match role {
            Role::Requester => ("requester_region", "The region of the requester's VPC."),
            Role::Accepter => ("accepter_region", "The region of the accepter's VPC."),
        };
        Some(Attribute::string(name, text).computed())
    }

    fn own_columns() -> Vec<Attribute> {
        vec![
            Attribute::number("bandwidth", "The limit in Mbit/s; -1 where there is none.")
                .computed(),
            Attribute::string(
                "resource_group_id",
                "The resource group, as the account sees it.",
            )
            .computed(),
            Attribute::new(
                "tags",
                Type::Map(Box::new(Type::String)),
                "The tags, as the account sees them, without those that the cloud sets.",
            )
            .computed(),
            expires_at(),
        ]
    }

    async fn list(session: &Session, wanted: Wanted<'_>) -> Result<Vec<Peering>, Failure> {
        let by_cloud = Filter {
            name: wanted.name.map(str::to_owned),
            vpcs: wanted.vpc.into_iter().map(Into::into).collect(),
        };
        Peerings(session).list(wanted.operation, &by_cloud).await
    }

    fn sees_none(_session: &Session, account: &str, which: &str) -> String {
        format!("Account {account:?} sees none{which}.")
    }
}
