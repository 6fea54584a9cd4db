//! The simulated Cloud Stream service, v1.0: peerings between a reserved cluster and a tenant's VPC.
//! <https://support.huaweicloud.com/intl/en-us/api-cs/cs_02_0065.html>
//!
//! A cluster lives in a VPC of the service's own tenant, so every such peering waits for the owner of
//! the VPC, also when that is whoever asked for it. It is accepted by the VPC API: the peering itself is
//! one of `Peerings`; here is only whose cluster it belongs to.

use std::collections::{BTreeMap, BTreeSet};

use http::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::clock;
use super::super::id::{AccessKey, name, random_uuid};
use super::super::request::{Answer, Request};
use super::api::Context;
use super::body;
use super::error::Refusal;
use super::peering::{Existence, Peering, PeeringId, ProjectId, Side, Status};
use super::peerings::exists;
use super::tenant::{Tenant, main_project};

name! {
    /// A cluster. The service's own ids are numbers.
    ClusterId
}

/// The project of the tenant in whose VPCs clusters live.
pub const SERVICE: &str = "project-of-cloud-stream";

/// The `cs` part of the seed's `huaweicloud`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seed {
    /// The clusters that exist; absent: everybody has every cluster.
    pub clusters: Option<Vec<Cluster>>,
}

/// A cluster.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cluster {
    /// Its id.
    pub id: ClusterId,
    /// The access key of the tenant that reserved it.
    pub owner: AccessKey,
}

/// Which peering belongs to which cluster.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Clusters {
    peerings: BTreeMap<PeeringId, Place>,
    /// Clusters that were deleted.
    gone: BTreeSet<ClusterId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    cluster: ClusterId,
    project: ProjectId,
}

impl Clusters {
    /// Deletes a cluster; its peerings are still there by the VPC API.
    pub(crate) fn remove(&mut self, cluster: ClusterId) {
        self.gone.insert(cluster);
    }
}

/// Why the service refuses a call.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Refused {
    #[error("The cluster {0} does not exist.")]
    NoCluster(ClusterId),
    #[error("The peering {0} does not exist.")]
    NoPeering(PeeringId),
}

impl Refused {
    /// The answer that says so. The documents name the key of the code; that of the text is a guess.
    pub(crate) fn answer(&self) -> Answer {
        let code = match self {
            Self::NoCluster(_) => "CS.20005",
            Self::NoPeering(_) => "CS.22103",
        };
        let body = json!({ "error_id": code, "error_msg": self.to_string() });
        Answer::json(StatusCode::BAD_REQUEST, body)
    }
}

/// A call of this service. The project is the one in the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Api {
    project: ProjectId,
    cluster: ClusterId,
    call: Call,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Call {
    Create,
    List,
    Show(PeeringId),
    Delete(PeeringId),
}

impl Api {
    /// The call that the method and what follows `/v1.0/{project_id}/reserved_cluster` mean.
    pub(super) fn of(method: &Method, project: &str, path: &[&str]) -> Option<Self> {
        let (cluster, call) = match (path, method) {
            ([cluster, "peering"], &Method::POST) => (cluster, Call::Create),
            ([cluster, "peering"], &Method::GET) => (cluster, Call::List),
            ([cluster, "peering", id], &Method::GET) => (cluster, Call::Show((*id).into())),
            ([cluster, "peering", id], &Method::DELETE) => (cluster, Call::Delete((*id).into())),
            _ => return None,
        };
        Some(Self {
            project: project.into(),
            cluster: (*cluster).into(),
            call,
        })
    }

    /// A name of ours: no SDK has this service.
    pub(super) fn name(&self) -> &'static str {
        match self.call {
            Call::Create => "CreateClusterPeering",
            Call::List => "ListClusterPeerings",
            Call::Show(_) => "ShowClusterPeering",
            Call::Delete(_) => "DeleteClusterPeering",
        }
    }

    /// Whether the call may change something.
    pub(super) fn is_write(&self) -> bool {
        matches!(self.call, Call::Create | Call::Delete(_))
    }

    /// Performs the call for a tenant that was let in.
    pub(super) fn perform(
        &self,
        request: &Request,
        tenant: &Tenant,
        context: &mut Context<'_>,
    ) -> Result<Answer, Refusal> {
        if self.project != tenant.project {
            return Err(Refusal::Project(self.project.to_string()));
        }
        self.cluster(request, tenant, context)?;
        let place = Place {
            cluster: self.cluster.clone(),
            project: tenant.project.clone(),
        };
        match &self.call {
            Call::Create => create(request, place, context),
            Call::List => {
                let clusters = &*context.clusters;
                let of = |peering: &&Peering| clusters.peerings.get(&peering.id) == Some(&place);
                let all: Vec<_> = context.peerings.iter().filter(of).map(wire).collect();
                Ok(Answer::json(StatusCode::OK, json!({ "peerings": all })))
            }
            Call::Show(id) => {
                let shown = wire(find(id, &place, context)?);
                Ok(Answer::json(StatusCode::OK, json!({ "peering": shown })))
            }
            Call::Delete(id) => {
                let (now, settle) = (context.now, context.settle);
                let found = find(id, &place, context)?;
                if !found.is_going() && found.delete(settle, now)? == Existence::Gone {
                    context.peerings.remove(id);
                }
                Ok(Answer::empty(StatusCode::NO_CONTENT))
            }
        }
    }

    /// Whether the cluster is there and the tenant's own.
    fn cluster(
        &self,
        request: &Request,
        tenant: &Tenant,
        context: &Context<'_>,
    ) -> Result<(), Refusal> {
        let region = request.region.as_ref();
        let region = region.unwrap_or(&context.seed.default_region);
        let own = |one: &Cluster| {
            one.id == self.cluster
                && main_project(context.seed, &one.owner, region) == tenant.project
        };
        let seeded = context.seed.cs.clusters.as_ref();
        if context.clusters.gone.contains(&self.cluster)
            || !seeded.is_none_or(|clusters| clusters.iter().any(own))
        {
            return Err(Refused::NoCluster(self.cluster.clone()).into());
        }
        Ok(())
    }
}

/// Nothing keeps two peerings between the same two apart: no name, no VPC, no token.
fn create(request: &Request, place: Place, context: &mut Context<'_>) -> Result<Answer, Refusal> {
    let body = body::object(&request.body)?;
    body::known(&body, &["name", "vpc_id", "accept_tenant_id"])?;
    let missing = |field: &str| Refusal::Body(format!("{field} is required"));
    let name = body::name(&body)?.ok_or_else(|| missing("name"))?;
    let vpc = body::text(&body, "vpc_id")?.filter(|id| !id.is_empty());
    let vpc = vpc.ok_or_else(|| missing("vpc_id"))?;
    let tenant = body::text(&body, "accept_tenant_id")?.filter(|id| !id.is_empty());
    let accepter = Side {
        project_id: tenant.map_or_else(|| place.project.clone(), ProjectId::from),
        vpc_id: vpc.into(),
    };
    let region = request.region.as_ref();
    let region = region.unwrap_or(&context.seed.default_region);
    if !exists(&accepter, region, context.seed) {
        return Err(Refusal::Input(
            "Accept VPC id or tenant id is incorrect".into(),
        ));
    }
    let peering = Peering {
        id: PeeringId::from(random_uuid()),
        region: region.clone(),
        name,
        description: String::new(),
        status: Status::PendingAcceptance,
        requester: Side {
            project_id: SERVICE.into(),
            vpc_id: format!("vpc-of-cluster-{}", place.cluster).into(),
        },
        accepter,
        created_at: context.now,
        updated_at: context.now,
        expires_at: clock::after(context.now, context.seed.expire_after.0),
        settling: None,
    };
    let shown = wire(&peering);
    context.clusters.peerings.insert(peering.id.clone(), place);
    context.peerings.insert(peering);
    Ok(Answer::json(
        StatusCode::CREATED,
        json!({ "peering": shown }),
    ))
}

fn find<'a>(
    id: &PeeringId,
    place: &Place,
    context: &'a mut Context<'_>,
) -> Result<&'a mut Peering, Refusal> {
    let here = context.clusters.peerings.get(id) == Some(place);
    let found = context.peerings.get_mut(id).filter(|_| here);
    found.ok_or_else(|| Refused::NoPeering(id.clone()).into())
}

/// As this service shows it: without a description, without times.
fn wire(peering: &Peering) -> Value {
    let side = |side: &Side| json!({ "vpc_id": side.vpc_id, "tenant_id": side.project_id });
    json!({
        "name": peering.name,
        "id": peering.id,
        "request_vpc_info": side(&peering.requester),
        "accept_vpc_info": side(&peering.accepter),
        "status": peering.status,
    })
}
