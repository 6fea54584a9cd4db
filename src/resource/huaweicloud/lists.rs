//! Huawei Cloud's list resources: what they are, and what the cloud filters by.

use super::cloud::{CloudStream, HuaweiCloud};
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::cs_peering::ClusterPeerings;
use crate::cloud::huaweicloud::ids::Marker;
use crate::cloud::huaweicloud::peering::{Peering, Peerings};
use crate::cloud::huaweicloud::peering_list::Filter;
use crate::cloud::huaweicloud::status::PEERINGS;
use crate::connection::peering::Role;
use crate::connection::source::Page;
use crate::framework::model::Field;
use crate::framework::object::Key;
use crate::framework::rule::Rule;
use crate::framework::schema::Attribute;
use crate::http::error::Failure;
use crate::resource::attributes::{REGION_OF_DATA, plain_id};
use crate::resource::list::endpoint::EndpointLists;
use crate::resource::list::peering::{AccepterLists, ListedData, PageOf, PeeringLists};
use crate::resource::peering_data::Wanted;

impl ListedData for HuaweiCloud {
    type Cursor = Marker;

    const SENT: &'static str = "Finds the VPC peering connections that an account has requested on Huawei Cloud, pending \
        ones first.";
    const PENDING: Option<&'static str> = Some("PENDING_ACCEPTANCE");

    async fn page(
        session: &Session,
        wanted: Wanted<'_>,
        from: Option<Marker>,
    ) -> Result<Page<Peering, Marker>, Failure> {
        let by_cloud = Filter {
            name: wanted.name.map(str::to_owned),
            status: wanted.status.map(|word| PEERINGS.status(word)),
            vpc_id: wanted.vpc.map(Into::into),
        };
        let all = Peerings(session);
        all.some_page(wanted.operation, &by_cloud, from.as_ref())
            .await
    }
}

impl AccepterLists for HuaweiCloud {
    const RECEIVED: &'static str = "Finds the VPC peering connections that were requested of an account on Huawei Cloud, \
        pending ones first. It shows who is asking.\n\nWhat is generated for a pending one has `decision = null`, which is \
        refused until you choose.";
}

impl PeeringLists for HuaweiCloud<CloudStream> {
    /// The list has one page.
    type Cursor = ();

    const SENT: &'static str = "Finds the peerings of a Cloud Stream cluster on Huawei Cloud, pending ones first. The vendor has retired Cloud Stream for new customers.";
    const PENDING: Option<&'static str> = None;
    /// There is no such filter.
    const REQUESTERS: Key<Vec<Field<String>>> = Key::new("requester_project_ids");
    const REGION: &'static str = REGION_OF_DATA;

    fn filters(_role: Role) -> Vec<Attribute> {
        let cluster = Attribute::string("cluster_id", "The reserved cluster.");
        vec![cluster.required().rule(Rule::Check(plain_id))]
    }

    fn is_of(_peering: &Peering, _role: Role, _own: &str, _session: &Session) -> bool {
        true
    }

    async fn page(
        session: &Session,
        cluster: Option<&str>,
        wanted: Wanted<'_>,
        _from: Option<()>,
    ) -> Result<PageOf<Self>, Failure> {
        let cluster = &cluster.unwrap_or_default().into();
        let all = ClusterPeerings { session, cluster };
        Ok(Page {
            objects: all.list(wanted.operation).await?,
            next: None,
            left: None,
        })
    }
}

impl EndpointLists for HuaweiCloud {
    const LIST: &'static str = "Finds the connections of VPC endpoints to an account's endpoint services on Huawei Cloud, \
        pending ones first. It shows who is asking.\n\nWhat is generated for a pending one has `decision = null`, which is \
        refused until you choose.";
    const PENDING: Option<&'static str> = Some("pendingAcceptance");
}
