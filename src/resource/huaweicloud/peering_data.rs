//! Huawei Cloud's data sources for peerings: what they show, and what the cloud filters by.

use super::cloud::HuaweiCloud;
use super::peering_schema::STATUS;
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::peering::{Peering, Peerings};
use crate::cloud::huaweicloud::peering_list::Filter;
use crate::cloud::huaweicloud::status::PEERINGS;
use crate::framework::model::Field;
use crate::framework::object::Key;
use crate::framework::schema::Attribute;
use crate::http::error::Failure;
use crate::resource::attributes::REGION_OF_DATA;
use crate::resource::filter::Direction;
use crate::resource::peering_data::{PeeringData, Texts, Wanted};

impl PeeringData for HuaweiCloud {
    const REQUESTERS: Key<Vec<Field<String>>> = Key::new("requester_project_ids");
    const TEXTS: Texts = Texts {
        list_name: "vpcconnect_huaweicloud_peerings",
        one: "Shows one VPC peering connection on Huawei Cloud, by its id or by its two VPCs.",
        list: "Lists the VPC peering connections that an account sees on Huawei Cloud, sent and received. \
            With `for_each` over those that you approve, an accepter answers what arrives.",
        region_of_one: REGION_OF_DATA,
        region_of_list: REGION_OF_DATA,
        region_of_item: "The region.",
        requester: "The requester's project.",
        accepter: "The accepter's project.",
        status: STATUS,
        statuses: &[
            "PENDING_ACCEPTANCE",
            "ACTIVE",
            "REJECTED",
            "EXPIRED",
            "DELETED",
        ],
        check: "the id, the account and the region",
    };

    fn requesters() -> Attribute {
        Attribute::strings(
            "requester_project_ids",
            "Only those requested by one of these projects. An empty list matches nothing.",
        )
    }

    async fn list(session: &Session, wanted: Wanted<'_>) -> Result<Vec<Peering>, Failure> {
        // The cloud filters by one VPC.
        let by_cloud = Filter {
            name: wanted.name.map(str::to_owned),
            status: wanted.status.map(|word| PEERINGS.status(word)),
            vpc_id: wanted.vpc.map(|vpc| (*vpc).into()),
        };
        let listed = Peerings(session).list(wanted.operation, &by_cloud).await?;
        Ok(listed.peerings)
    }

    fn has_end(
        peering: &Peering,
        direction: Option<Direction>,
        own: &str,
        _session: &Session,
    ) -> bool {
        direction.is_none_or(|direction| peering.tenant(direction.side()) == Some(own))
    }

    fn sees_none(session: &Session, _account: &str, which: &str) -> String {
        let (project, region) = (&session.project, session.region());
        format!("The project {project} has none{which} in {region}.")
    }
}
