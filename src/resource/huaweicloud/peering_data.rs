//! Huawei Cloud's data sources for peerings: what they show, and what the cloud filters by.

use super::cloud::HuaweiCloud;
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::peering::{Peering, Peerings};
use crate::cloud::huaweicloud::peering_list::Filter;
use crate::cloud::huaweicloud::status::PEERINGS;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::schema::{Attribute, Schema};
use crate::http::error::Failure;
use crate::operation::Operation;
use crate::resource::attributes;
use crate::resource::filter::{self, Direction, STATUSES, VPC_ID, only};
use crate::resource::keys::NAME;
use crate::resource::peering_data::PeeringData;

impl PeeringData for HuaweiCloud {
    const PLURAL: &'static str = "vpcconnect_huaweicloud_peerings";
    const REQUESTERS: Key<Vec<Field<String>>> = Key::new("requester_project_ids");
    const CHECK: &'static str = "the id, the account and the region";
    const DESCRIPTION: &'static str =
        "Shows one VPC peering connection on Huawei Cloud, by its id or by its two VPCs.";

    fn region_attribute() -> Attribute {
        attributes::data_region()
    }

    fn item() -> Vec<Attribute> {
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

    fn plural_schema() -> Schema {
        Schema::new(
            "Lists the VPC peering connections that an account sees on Huawei Cloud, sent and received. \
             With `for_each` over those that you approve, an accepter answers what arrives.",
            vec![
                Attribute::string("name", "Only those with this name."),
                filter::statuses(&[
                    "PENDING_ACCEPTANCE",
                    "ACTIVE",
                    "REJECTED",
                    "EXPIRED",
                    "DELETED",
                ]),
                filter::answers(),
                Attribute::string("vpc_id", "Only those that have this VPC at either end."),
                filter::direction(),
                Attribute::strings(
                    "requester_project_ids",
                    "Only those that one of these projects asked for. An empty list leaves nothing.",
                ),
                attributes::data_account(),
                attributes::data_region(),
                Attribute::objects(
                    "peerings",
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
            status: only(&config.get(STATUSES)).map(|word| PEERINGS.status(word)),
            vpc_id: config.text(VPC_ID).map(Into::into),
        };
        let listed = Peerings(session).list(operation, &by_cloud).await?;
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
