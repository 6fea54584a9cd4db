//! The calls of who asks a service for a connection, each from its request to its answer.

use http::StatusCode;
use serde_json::json;

use super::super::super::id::{random_hex, random_uuid};
use super::super::super::request::{Answer, Request};
use super::super::Context;
use super::super::error::Refusal;
use super::super::peering::VpcId;
use super::super::tenant::{Tenant, domain};
use super::body;
use super::endpoint::{Endpoint, EndpointId, Status};
use super::error::Refused;
use super::list::Page;
use super::service::{ServiceId, ServiceStatus};
use super::store::Store;

/// The most endpoints of one page.
const LARGEST: usize = 1000;

/// A number that no float holds exactly.
pub(super) fn marker() -> i64 {
    let bits = random_hex()
        .get(..15)
        .and_then(|hex| i64::from_str_radix(hex, 16).ok());
    bits.unwrap_or_default() | (1 << 58) | 1
}

pub(super) fn create(
    request: &Request,
    tenant: &Tenant,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    const KNOWN: &[&str] = &[
        "endpoint_service_id",
        "vpc_id",
        "subnet_id",
        "enable_dns",
        "port_ip",
        "whitelist",
        "enable_whitelist",
        "description",
        "tags",
    ];
    let body = body::object(&request.body, KNOWN)?;
    let service_id = ServiceId::from(body::required(&body, "endpoint_service_id")?);
    let region = request.region.as_ref();
    let region = region.unwrap_or(&context.seed.default_region).clone();
    let service = context.endpoints.service(&service_id);
    let service = service.filter(|one| one.region == region);
    let service = service.ok_or_else(|| Refused::NoService(service_id.clone()))?;
    if service.status != ServiceStatus::Available {
        return Err(Refused::Unavailable.into());
    }
    let domain_id = domain(&tenant.access_key);
    if !service.permits(&domain_id) {
        return Err(Refused::NotPermitted.into());
    }
    let approval = service.approval_enabled;
    context
        .endpoints
        .has_room_for_endpoint(&tenant.project, &region, &context.seed.vpcep)?;
    let description = body::text(&body, "description")?.unwrap_or_default();
    body::description(&description)?;
    let mut endpoint = Endpoint {
        id: EndpointId::from(random_uuid()),
        service_id,
        region,
        domain_id,
        project_id: tenant.project.clone(),
        vpc_id: VpcId::from(body::required(&body, "vpc_id")?),
        marker_id: marker(),
        description,
        status: Status::PendingAcceptance,
        errors: Vec::new(),
        frozen: false,
        created_at: context.now,
        updated_at: context.now,
        settling: None,
    };
    if !approval {
        let to = Some(Status::Accepted);
        endpoint.turn(Status::Creating, to, context.settle, context.now);
    }
    let shown = wire(&endpoint, context);
    context.endpoints.insert_endpoint(endpoint);
    Ok(shown)
}

pub(super) fn list(
    request: &Request,
    tenant: &Tenant,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    let page = Page::read(request, LARGEST)?;
    let doubts = context.seed.vpcep.doubts;
    let own = context.endpoints.endpoints().filter(|one| {
        let here = request.region.as_ref();
        one.project_id == tenant.project && here.is_none_or(|region| one.region == *region)
    });
    let shown: Vec<_> = own.map(|one| one.wire("", doubts)).collect();
    Ok(page.of("endpoints", &shown))
}

pub(super) fn show(
    request: &Request,
    tenant: &Tenant,
    id: &EndpointId,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    let found = own(request, tenant, id, context.endpoints)?.clone();
    Ok(wire(&found, context))
}

/// Takes a minute or two in the cloud; here as long as everything takes.
pub(super) fn delete(
    request: &Request,
    tenant: &Tenant,
    id: &EndpointId,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    let found = own(request, tenant, id, context.endpoints)?;
    if found.status == Status::Deleting {
        return Err(Refused::Deleting.into());
    }
    if !found.turn(Status::Deleting, None, context.settle, context.now) {
        context.endpoints.remove_endpoint(id);
    }
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

pub(super) fn quotas(request: &Request, tenant: &Tenant, context: &Context<'_>) -> Answer {
    let (store, seed) = (&*context.endpoints, &context.seed.vpcep);
    let services = store
        .services()
        .filter(|one| one.project_id == tenant.project);
    let endpoints = store
        .endpoints()
        .filter(|one| one.project_id == tenant.project);
    let all = [
        ("endpoint_service", services.count(), seed.service_quota),
        ("endpoint", endpoints.count(), seed.endpoint_quota),
    ];
    let wanted = request.query("type");
    let resources: Vec<_> = all
        .into_iter()
        .filter(|(kind, ..)| wanted.as_ref().is_none_or(|wanted| wanted == kind))
        .map(|(kind, used, quota)| json!({ "type": kind, "used": used, "quota": quota }))
        .collect();
    let body = json!({ "quotas": { "resources": resources } });
    Answer::json(StatusCode::OK, body)
}

/// One that the caller's project owns: the service's owner does not find it here.
fn own<'a>(
    request: &Request,
    tenant: &Tenant,
    id: &EndpointId,
    store: &'a mut Store,
) -> Result<&'a mut Endpoint, Refusal> {
    let found = store.endpoint_mut(id);
    let found = found.filter(|found| {
        let here = request.region.as_ref();
        found.project_id == tenant.project && here.is_none_or(|region| found.region == *region)
    });
    Ok(found.ok_or(Refused::NoEndpoint)?)
}

fn wire(endpoint: &Endpoint, context: &Context<'_>) -> Answer {
    let service = context.endpoints.service(&endpoint.service_id);
    let name = service.map_or_else(String::new, |one| {
        format!("{}.{}.{}", one.region, one.name, one.id)
    });
    let doubts = context.seed.vpcep.doubts;
    Answer::json(StatusCode::OK, endpoint.wire(&name, doubts))
}
