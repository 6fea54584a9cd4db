//! Data source `vpcconnect_huaweicloud_cs_peerings`: all peerings of one Cloud Stream cluster.

use super::cloud::Reach;
use crate::cloud::huaweicloud::config::Service;
use crate::cloud::huaweicloud::cs_peering::ClusterPeerings;
use crate::cloud::huaweicloud::ids::{ClusterId, TenantId, VpcId};
use crate::cloud::huaweicloud::peering::Peering;
use crate::connection::status::Answer;
use crate::framework::data_source::DataSource;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::model;
use crate::resource::attributes;
use crate::resource::context::{Configured, Cx};
use crate::resource::failure::error;

model! {
    /// The attributes.
    pub struct State {
        /// `account`
        account: String,
        /// `region`
        region: String,
        /// `cluster_id`
        cluster_id: String,
        /// `peerings`
        peerings: Vec<Field<Item>>,
    }
}

model! {
    /// A peering of the cluster.
    pub struct Item {
        /// `id`
        id: String,
        /// `account`
        account: String,
        /// `region`
        region: String,
        /// `cluster_id`
        cluster_id: String,
        /// `peering_id`
        peering_id: String,
        /// `name`
        name: String,
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
    }
}

/// The data source.
pub struct HuaweiCloudCsPeeringsData;

impl DataSource for HuaweiCloudCsPeeringsData {
    type Provider = Configured;
    type State = State;
    const NAME: &'static str = "vpcconnect_huaweicloud_cs_peerings";

    fn schema() -> Schema {
        let shown = |name, text| Attribute::string(name, text).computed();
        let item = vec![
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
        ];
        Schema::new(
            "Lists the peerings of a Cloud Stream cluster on Huawei Cloud. The vendor has retired Cloud \
             Stream for new customers.",
            vec![
                Attribute::string("cluster_id", "The reserved cluster.")
                    .required()
                    .rule(Rule::Check(attributes::plain_id)),
                attributes::data_account(),
                attributes::data_region(),
                Attribute::objects("peerings", item, "The peerings, in the order of their ids."),
            ],
        )
    }

    async fn read(cx: &mut Cx<'_>, config: State) -> Result<State, Diagnostic> {
        let reach: Reach<'_> = Reach {
            service: Service::Cs,
            account: config.account.as_deref(),
            region: config.region.as_deref(),
        };
        let session = reach.session(cx, "the data source").await?;
        let cluster = ClusterId::from(config.cluster_id.text().unwrap_or_default());
        let all = ClusterPeerings {
            session: &session,
            cluster: &cluster,
        };
        let listed = all.list(&cx.operation).await.map_err(|failure| {
            let what = format!("The peerings of cluster {cluster} could not be listed");
            error(what, &failure)
        });
        let mut peerings = listed?;
        peerings.retain(|one| !one.status.state().is_gone());
        peerings.sort_by(|one, other| one.id.as_str().cmp(other.id.as_str()));
        let name = reach.name();
        let items = peerings
            .iter()
            .map(|one| Field::Known(item(name, session.region(), &cluster, one)));
        let (region, peerings) = (session.region().into(), Field::Known(items.collect()));
        Ok(State {
            region,
            peerings,
            ..config
        })
    }
}

fn item(account: &str, region: &str, cluster: &ClusterId, peering: &Peering) -> Item {
    let id = peering.id.as_str();
    let answer = peering.status.state().answer();
    let [requester, accepter] = [&peering.requester, &peering.accepter];
    let vpc = |id: &VpcId| Field::from(Some(id.to_string()).filter(|id| !id.is_empty()));
    let project = |id: &Option<TenantId>| Field::from(id.as_ref().map(ToString::to_string));
    Item {
        id: format!("{cluster}/{id}").into(),
        account: account.into(),
        region: region.into(),
        cluster_id: cluster.as_str().into(),
        peering_id: id.into(),
        name: Field::from(peering.name.clone()),
        status: peering.status.as_str().into(),
        answer: answer.as_str().into(),
        active_id: Field::from((answer == Answer::Accepted).then(|| id.to_owned())),
        requester_vpc_id: vpc(&requester.vpc),
        requester_project_id: project(&requester.tenant),
        accepter_vpc_id: vpc(&accepter.vpc),
        accepter_project_id: project(&accepter.tenant),
    }
}
