//! The data sources for peerings on AWS: what they show, and what the cloud filters by.

use super::cloud::Aws;
use super::schema::{STATUS, account_number, expires_at};
use crate::cloud::aws::account::Session;
use crate::cloud::aws::peering::{Peering, Peerings};
use crate::cloud::aws::peering_list::Filter;
use crate::connection::peering::Role;
use crate::framework::model::Field;
use crate::framework::object::Key;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Type};
use crate::http::error::Failure;
use crate::resource::attributes::REGION_OF_DATA;
use crate::resource::peering_data::{PeeringData, Texts, Wanted};

impl PeeringData for Aws {
    const REQUESTERS: Key<Vec<Field<String>>> = Key::new("requester_account_ids");
    const TEXTS: Texts = Texts {
        list_name: "vpcconnect_aws_peerings",
        one: "Shows one VPC peering connection on AWS, by its id or by its two VPCs.",
        list: "Lists the VPC peering connections that an account has in a region on AWS, sent and received. With `for_each` \
               over those that you approve, an accepter answers what arrives.",
        region_of_one: REGION_OF_DATA,
        region_of_list: REGION_OF_DATA,
        region_of_item: "The region in which an accepter answers it: that of the accepter's VPC.",
        requester: "The requester's account.",
        accepter: "The accepter's account.",
        status: STATUS,
        statuses: &[
            "initiating-request",
            "pending-acceptance",
            "provisioning",
            "active",
            "rejected",
            "expired",
            "failed",
            "deleting",
            "deleted",
        ],
        check: "the id, the account and the region",
    };
    const IS_NAMED: bool = false;

    fn requesters() -> Attribute {
        Attribute::strings(
            "requester_account_ids",
            "Only those requested by one of these accounts (by number). An empty list matches nothing.",
        )
        .rule(Rule::Check(account_number))
    }

    fn region_of(role: Role) -> Option<Attribute> {
        let shown = |name, text| Some(Attribute::string(name, text).computed());
        match role {
            Role::Requester => shown("requester_region", "The region of the requester's VPC."),
            Role::Accepter => None,
        }
    }

    fn own_columns() -> Vec<Attribute> {
        let tags = Type::Map(Box::new(Type::String));
        vec![
            Attribute::string("status_message", "Why it stands so, in the cloud's words.").computed(),
            Attribute::bool(
                "remote_dns_resolution",
                "Whether public names of the requester's hosts resolve to private addresses for the accepter; null where they do \
                 not.",
            )
            .computed(),
            Attribute::new("tags", tags, "The tags, as the account sees them in the region, without those that the cloud sets.")
                .computed(),
            expires_at(),
        ]
    }

    async fn list(session: &Session, wanted: Wanted<'_>) -> Result<Vec<Peering>, Failure> {
        let by_cloud = Filter {
            status: wanted.status,
            ..Filter::default()
        };
        let all = Peerings(session).list(wanted.operation, by_cloud).await;
        let vpcs: Vec<_> = wanted.vpc.into_iter().map(Into::into).collect();
        all.map(|mut all| {
            all.retain(|one| one.fits(None, &vpcs));
            all
        })
    }

    fn sees_none(session: &Session, account: &str, which: &str) -> String {
        format!(
            "Account {account:?} sees none{which} in {}.",
            session.region()
        )
    }
}
