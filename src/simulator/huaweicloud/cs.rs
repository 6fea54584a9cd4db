//! The simulated Cloud Stream service, v1.0: peerings between a reserved cluster and a tenant's VPC.
//! <https://support.huaweicloud.com/intl/en-us/api-cs/cs_02_0065.html>
//!
//! A cluster lives in a VPC of the service's own tenant, so every such peering waits for the owner of
//! the VPC, also when that is whoever asked for it. It is accepted by the VPC API: the peering itself is
//! one of its peerings, and says whose cluster it belongs to.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::body::Fields;
use super::peering::{check_texts, exists, party, vpc_info};
use super::seed::Cluster;
use super::{HuaweiCloud, NAME, error};
use crate::simulator::cloud::Cloud;
use crate::simulator::context::{At, Call, Context, Outcome};
use crate::simulator::object::{Connection, Id, Kind, Own, TenantId};
use crate::simulator::refusal::{Refusal, Said, What};
use crate::simulator::request::Answer;
use crate::simulator::rules::Event;

/// The project of the tenant in whose VPCs clusters live.
const SERVICE: &str = "project-of-cloud-stream";

/// The documents name the key of the code; that of the text is a guess.
fn refused(code: &str, message: String) -> Refusal {
    fn form(said: &Said, _: &str) -> Answer {
        let body = json!({ "error_id": said.code, "error_msg": said.message });
        Answer::json(said.status, body)
    }
    error::said(form, StatusCode::BAD_REQUEST, code, message).into()
}

/// Nothing keeps two peerings between the same two apart: no name, no VPC, no token.
pub(super) fn create(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let cluster = cluster(cloud, call, context)?;
    let known = "name vpc_id accept_tenant_id";
    let body = Fields::read(&call.request.body, known, error::malformed)?;
    let name = body.required("name")?;
    check_texts(&name, "")?;
    let vpc = body.required("vpc_id")?;
    let tenant = body.text("accept_tenant_id")?.filter(|id| !id.is_empty());
    let tenant = tenant.map_or_else(|| call.caller.tenant.clone(), TenantId::from);
    let region = call.region_or(&cloud.seed.default_region);
    let accepter = party(tenant, &vpc, region);
    if !exists(&accepter, &cloud.seed) {
        return Err(error::input("Accept VPC id or tenant id is incorrect"));
    }
    let requester = party(SERVICE.into(), &format!("vpc-of-cluster-{cluster}"), region);
    let given = Map::from_iter([("cluster".to_owned(), json!(place(call, &cluster)))]);
    let own = Own::new(cloud.fields(What::Peering), &given).map_err(error::malformed)?;
    let mut new = context.draft(cloud, Kind::Peering, (requester, accepter), own);
    new.name = name;
    let id = new.id.clone();
    context.ask(cloud, new, true);
    let shown = wire(context.find(cloud, Kind::Peering, &id)?);
    Ok(Answer::json(
        StatusCode::CREATED,
        json!({ "peering": shown }),
    ))
}

pub(super) fn list(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let place = place(call, &cluster(cloud, call, context)?);
    let all = context.objects.shelf(Kind::Peering).of(NAME);
    let all = all.filter(|one| one.own.text("cluster") == place);
    let all: Vec<_> = all.map(wire).collect();
    Ok(Answer::json(StatusCode::OK, json!({ "peerings": all })))
}

pub(super) fn show(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let shown = wire(find(cloud, call, context)?);
    Ok(Answer::json(StatusCode::OK, json!({ "peering": shown })))
}

/// Deleting what is being deleted changes nothing.
pub(super) fn delete(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let found = find(cloud, call, context)?;
    if !found.is_going() {
        let id = found.id.clone();
        context.change(cloud, Kind::Peering, &id, Event::Delete, None)?;
    }
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

/// The cluster that the path names: it is there, and the caller's own.
fn cluster(cloud: &HuaweiCloud, call: &Call<'_>, context: &Context<'_>) -> Result<Id, Refusal> {
    let (project, cluster) = (call.part(1), Id::from(call.part(3)));
    if call.caller.tenant != project {
        return Err(error::project(project));
    }
    let region = call.region_or(&cloud.seed.default_region);
    let own = |one: &Cluster| {
        one.id == cluster && cloud.owner(&one.owner, region).1 == call.caller.tenant
    };
    let seeded = cloud.seed.cs.clusters.as_ref();
    if context.objects.gone.contains(&cluster) || !seeded.is_none_or(|all| all.iter().any(own)) {
        let message = format!("The cluster {cluster} does not exist.");
        return Err(refused("CS.20005", message));
    }
    Ok(cluster)
}

/// Whose cluster a peering belongs to: without a seed, everybody has every cluster.
fn place(call: &Call<'_>, cluster: &Id) -> String {
    format!("{}/{cluster}", call.caller.tenant)
}

fn find<'a>(
    cloud: &HuaweiCloud,
    call: &Call<'_>,
    context: &'a mut Context<'_>,
) -> Result<&'a mut Connection, Refusal> {
    let place = place(call, &cluster(cloud, call, context)?);
    let id = Id::from(call.part(5));
    let found = context.objects.shelf_mut(Kind::Peering).get_mut(NAME, &id);
    let found = found.filter(|one| one.own.text("cluster") == place);
    found.ok_or_else(|| refused("CS.22103", format!("The peering {id} does not exist.")))
}

/// As this service shows it: without a description, without times.
fn wire(peering: &Connection) -> Value {
    json!({
        "name": peering.name,
        "id": peering.id,
        "request_vpc_info": vpc_info(&peering.requester),
        "accept_vpc_info": vpc_info(&peering.accepter),
        "status": peering.status,
    })
}
