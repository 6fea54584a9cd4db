//! Data source `vpcconnect_huaweicloud_cs_peerings`: all peerings of one Cloud Stream cluster.

use super::cloud::HuaweiCloud;
use super::peering_schema::STATUS;
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::config::Service;
use crate::cloud::huaweicloud::cs_peering::ClusterPeerings;
use crate::cloud::huaweicloud::ids::ClusterId;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::object::{Key, Object};
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::resource::attributes;
use crate::resource::cloud::AccountRef;
use crate::resource::context::Cx;
use crate::resource::data::Listed;
use crate::resource::failure::error;
use crate::resource::keys::{CLUSTER_ID, ID, NAME};
use crate::resource::peering_api::PeeringApi;
use crate::resource::peering_data::item;

/// The peerings of a cluster.
pub struct CsPeerings;

impl Listed for CsPeerings {
    type Cloud = HuaweiCloud;

    const SERVICE: Service = Service::Cs;
    const LIST: &'static str = "vpcconnect_huaweicloud_cs_peerings";
    const ITEMS: Key<Vec<Field<Object>>> = Key::new("peerings");
    /// There is no such filter.
    const REQUESTERS: Key<Vec<Field<String>>> = Key::new("requester_project_ids");
    const REQUESTER: Key<String> = <HuaweiCloud>::REQUESTER_TENANT;

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
                Attribute::objects("peerings", attributes_of(), "The peerings, ordered by id."),
            ],
        )
    }

    async fn list(
        cx: &Cx<'_>,
        _account: AccountRef<'_, HuaweiCloud>,
        session: &Session,
        config: &Object,
    ) -> Result<Vec<Object>, Diagnostic> {
        let cluster = &ClusterId::from(config.text(CLUSTER_ID).unwrap_or_default());
        let all = ClusterPeerings { session, cluster };
        let listed = all.list(&cx.operation).await.map_err(|failure| {
            let what = format!("The peerings of cluster {cluster} could not be listed");
            error(what, &failure)
        })?;
        let attributes = attributes_of();
        let there = listed.iter().filter(|one| !one.status.state().is_gone());
        let items = there.map(|one| {
            let mut item = item::<HuaweiCloud>(&attributes, session, one);
            item.set(ID, format!("{cluster}/{}", one.id));
            item.set(CLUSTER_ID, cluster.as_str());
            // An empty name is shown as it is.
            item.set(NAME, one.name.clone());
            item
        });
        Ok(items.collect())
    }
}

/// What a peering shows, all computed.
fn attributes_of() -> Vec<Attribute> {
    let shown = |name, text| Attribute::string(name, text).computed();
    vec![
        shown(
            "id",
            "`cluster_id` and `peering_id` with a `/` between them.",
        ),
        shown("account", "The account that sees it."),
        shown("region", "The region."),
        shown("cluster_id", "The cluster that sends the request."),
        shown(
            "peering_id",
            "The id of the peering, the same for both sides.",
        ),
        shown("name", "The name, shown to both sides."),
        shown("status", STATUS),
        attributes::answer(),
        shown("active_id", "The id for routes: null unless it is active."),
        shown("requester_vpc_id", "The VPC of the cluster."),
        shown("requester_project_id", "The project of the service."),
        shown("accepter_vpc_id", "The accepter's VPC."),
        shown("accepter_project_id", "The accepter's project."),
    ]
}
