//! Data source `vpcconnect_huaweicloud_cs_peerings`: all peerings of one Cloud Stream cluster.

use super::cloud::{HuaweiCloud, Reach};
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::config::Service;
use crate::cloud::huaweicloud::cs_peering::ClusterPeerings;
use crate::cloud::huaweicloud::ids::ClusterId;
use crate::cloud::huaweicloud::peering::Peering;
use crate::connection::status::{Answer, State};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::resource::attributes;
use crate::resource::context::Cx;
use crate::resource::data::Listed;
use crate::resource::failure::error;
use crate::resource::keys::{
    ACCEPTER_VPC_ID, ACTIVE_ID, ANSWER, ID, NAME, PEERING_ID, REGION, REQUESTER_VPC_ID, STATUS,
};
use crate::resource::peering_api::{PeeringApi, Side};

const CLUSTER_ID: Key<String> = Key::new("cluster_id");

/// The peerings of a cluster.
pub struct CsPeerings;

impl Listed for CsPeerings {
    type Cloud = HuaweiCloud;
    type Object = (ClusterId, Peering);

    const LIST: &'static str = "vpcconnect_huaweicloud_cs_peerings";
    const SERVICE: Service = Service::Cs;
    const ITEMS: Key<Vec<Field<Object>>> = Key::new("peerings");
    /// It has no such filter.
    const REQUESTERS: Key<Vec<Field<String>>> = Key::new("requester_project_ids");

    fn list_schema() -> Schema {
        Schema::new(
            "Lists the peerings of a Cloud Stream cluster on Huawei Cloud. The vendor has retired Cloud \
             Stream for new customers.",
            vec![
                Attribute::string("cluster_id", "The reserved cluster.")
                    .required()
                    .rule(Rule::Check(attributes::plain_id)),
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

    fn item() -> Vec<Attribute> {
        let shown = |name, text| Attribute::string(name, text).computed();
        vec![
            shown(
                "id",
                "`cluster_id` and `peering_id` with a `/` between them.",
            ),
            shown("account", "The account that sees it."),
            shown("region", "The region."),
            shown("cluster_id", "The cluster that asks."),
            shown(
                "peering_id",
                "The id of the peering, the same for both sides.",
            ),
            shown("name", "The name, shown to both sides."),
            shown(
                "status",
                "The status: `PENDING_ACCEPTANCE`, `ACTIVE`, `REJECTED`, `EXPIRED`.",
            ),
            attributes::answer(),
            shown("active_id", "The id for routes: null unless it is active."),
            shown("requester_vpc_id", "The VPC of the cluster."),
            shown("requester_project_id", "The project of the service."),
            shown("accepter_vpc_id", "The VPC that is asked."),
            shown("accepter_project_id", "The project that is asked."),
        ]
    }

    async fn list(
        cx: &Cx<'_>,
        _account: Reach<'_>,
        session: &Session,
        config: &Object,
    ) -> Result<Vec<Self::Object>, Diagnostic> {
        let cluster = &ClusterId::from(config.text(CLUSTER_ID).unwrap_or_default());
        let all = ClusterPeerings { session, cluster };
        let listed = all.list(&cx.operation).await.map_err(|failure| {
            let what = format!("The peerings of cluster {cluster} could not be listed");
            error(what, &failure)
        })?;
        let listed = listed.into_iter();
        Ok(listed.map(|one| (cluster.clone(), one)).collect())
    }

    fn id((_, peering): &Self::Object) -> &str {
        peering.id.as_str()
    }

    fn status((_, peering): &Self::Object) -> (&str, State) {
        (peering.status.as_str(), peering.status.state().clone())
    }

    fn requester((_, peering): &Self::Object) -> Option<String> {
        HuaweiCloud::tenant_of(peering, Side::Requester).map(str::to_owned)
    }

    fn show(item: &mut Object, session: &Session, (cluster, peering): &Self::Object) {
        let (id, answer) = (peering.id.as_str(), peering.status.state().answer());
        item.set(ID, format!("{cluster}/{id}"));
        item.set(REGION, session.region());
        item.set(CLUSTER_ID, cluster.as_str());
        item.set(PEERING_ID, id);
        item.set(NAME, peering.name.clone());
        item.set(STATUS, peering.status.as_str());
        item.set(ANSWER, answer.as_str());
        item.set(
            ACTIVE_ID,
            (answer == Answer::Accepted).then(|| id.to_owned()),
        );
        for (side, vpc) in [
            (Side::Requester, REQUESTER_VPC_ID),
            (Side::Accepter, ACCEPTER_VPC_ID),
        ] {
            item.show_id(vpc, HuaweiCloud::vpc_of(peering, side));
            let project = HuaweiCloud::tenant_of(peering, side).map(str::to_owned);
            item.set(HuaweiCloud::tenant_key(side), project);
        }
    }
}
