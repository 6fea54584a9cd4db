//! Huawei Cloud's Cloud Stream: peerings of a cluster, as its owner sees them.

use std::convert::Infallible;
use std::time::Duration;

use super::cloud::{CloudStream, HuaweiCloud};
use super::cs_peering_schema::schema;
use super::cs_request::request;
use super::moved;
use super::peering_api::WORDS;
use crate::cloud::huaweicloud::account::Session;
use crate::cloud::huaweicloud::config::Service;
use crate::cloud::huaweicloud::cs_peering::OfCluster;
use crate::cloud::huaweicloud::peering::Peering;
use crate::cloud::huaweicloud::status::PEERINGS;
use crate::connection::peering::Role;
use crate::connection::status::Statuses;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::{Key, Object};
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::framework::value::Value;
use crate::resource::cloud::AccountRef;
use crate::resource::context::Cx;
use crate::resource::import_id::Form;
use crate::resource::keys::{CLUSTER_ID, REGION};
use crate::resource::moved::SourceTypes;
use crate::resource::peering_api::{Created, Parent, PeeringApi, Requested, Requests, Words};

impl PeeringApi for HuaweiCloud<CloudStream> {
    type Extra = ();
    type Source = OfCluster;

    const SERVICE: Service = Service::Cs;
    const REQUESTER: &'static str = "vpcconnect_huaweicloud_cs_peering";
    const PARENT: Option<Parent> = Some(Parent {
        key: CLUSTER_ID,
        noun: "cluster",
        form: Form::CLUSTER,
    });
    const REQUESTER_TENANT: Key<String> = <HuaweiCloud>::REQUESTER_TENANT;
    const ACCEPTER_TENANT: Key<String> = <HuaweiCloud>::ACCEPTER_TENANT;
    const MOVED: &'static [SourceTypes] = moved::CLUSTERS;
    const TIMEOUTS: Defaults = Defaults {
        write: Duration::from_secs(1800),
        read: Duration::from_secs(120),
    };
    const MODIFIABLE: &'static [Key<Value>] = &[];
    const STATUSES: Statuses = PEERINGS;
    const WORDS: Words = Words {
        same_tenant: "one of the tenant that owns the cluster",
        ..WORDS
    };

    fn requester_schema() -> Schema {
        schema()
    }

    fn source(session: &Session, cluster: Option<&str>) -> OfCluster {
        OfCluster::of(session, &cluster.unwrap_or_default().into())
    }

    fn show(state: &mut Object, session: &Session, peering: &Peering, _role: Role) {
        state.set(REGION, session.region());
        state.show(Self::REQUESTER_TENANT, peering.tenant(Role::Requester));
        let (key, accepter) = (Self::ACCEPTER_TENANT, peering.tenant(Role::Accepter));
        // What the answer leaves out stays as it was, and is the account's own when nothing was.
        if accepter.is_none() && state.text(key).is_none() {
            state.set(key, session.project.as_str());
        } else {
            state.show(key, accepter);
        }
    }

    fn changes(_prior: &Object, _planned: &Object) -> Option<Infallible> {
        None
    }

    fn how(_state: &Object) {}

    fn routes_notice(_prior: &Object) -> &'static str {
        "Its routes are deleted."
    }
}

impl Requests for HuaweiCloud<CloudStream> {
    async fn request(
        cx: &Cx<'_>,
        account: AccountRef<'_, HuaweiCloud<CloudStream>>,
        session: &Session,
        planned: &Object,
    ) -> Result<Requested<()>, Diagnostic> {
        let peering = request(cx, account, session, planned).await?;
        Ok(Requested {
            created: Created {
                id: peering.id.clone(),
                seen: Some(peering),
            },
            tenant: None,
            turn: None,
        })
    }
}
