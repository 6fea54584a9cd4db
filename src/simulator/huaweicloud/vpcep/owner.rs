//! The calls of who owns an endpoint service, each from its request to its answer.

use http::StatusCode;
use serde_json::{Value, json};

use super::super::super::id::random_uuid;
use super::super::super::request::{Answer, Request};
use super::super::Context;
use super::super::error::Refusal;
use super::super::peering::{Decision, VpcId};
use super::super::tenant::{Tenant, domain};
use super::endpoint::{EndpointId, Status};
use super::error::Refused;
use super::list::{self, Page};
use super::seed::{Doubts, UnapprovedReject};
use super::service::{Service, ServiceId, ServiceStatus};
use super::store::Store;
use super::{body, endpoint};

/// The most connections and services of one page, and the most whitelist records.
const LARGEST: usize = 1000;
const LARGEST_PERMISSIONS: usize = 500;

fn doubts(context: &Context<'_>) -> Doubts {
    context.seed.vpcep.doubts
}

fn ok(body: Value) -> Answer {
    Answer::json(StatusCode::OK, body)
}

pub(super) fn create(
    request: &Request,
    tenant: &Tenant,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    const KNOWN: &[&str] = &[
        "port_id",
        "vpc_id",
        "server_type",
        "ports",
        "service_name",
        "service_type",
        "approval_enabled",
        "tcp_proxy",
        "description",
    ];
    let body = body::object(&request.body, KNOWN)?;
    for name in ["port_id", "server_type"] {
        body::required(&body, name)?;
    }
    let region = request.region.as_ref();
    let region = region.unwrap_or(&context.seed.default_region).clone();
    context
        .endpoints
        .has_room_for_service(&tenant.project, &region, &context.seed.vpcep)?;
    let service = Service {
        id: ServiceId::from(random_uuid()),
        region,
        project_id: tenant.project.clone(),
        domain_id: domain(&tenant.access_key),
        name: body::text(&body, "service_name")?.unwrap_or_else(|| "service".into()),
        vpc_id: VpcId::from(body::required(&body, "vpc_id")?),
        approval_enabled: body::flag(&body, "approval_enabled")?.unwrap_or(true),
        status: ServiceStatus::Available,
        permissions: Vec::new(),
        created_at: context.now,
        updated_at: context.now,
    };
    let shown = service.wire(0, doubts(context));
    context.endpoints.insert_service(service);
    Ok(ok(shown))
}

pub(super) fn list(
    request: &Request,
    tenant: &Tenant,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    let page = Page::read(request, LARGEST)?;
    let store = &*context.endpoints;
    let own = store.services().filter(|one| {
        let here = request.region.as_ref();
        one.project_id == tenant.project && here.is_none_or(|region| one.region == *region)
    });
    let shown: Vec<_> = own
        .map(|one| one.wire(store.connected(&one.id), doubts(context)))
        .collect();
    Ok(page.of("endpoint_services", &shown))
}

pub(super) fn show(
    request: &Request,
    tenant: &Tenant,
    id: &ServiceId,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    let doubts = doubts(context);
    let connected = context.endpoints.connected(id);
    let service = owned(request, tenant, id, context.endpoints)?;
    Ok(ok(service.wire(connected, doubts)))
}

pub(super) fn update(
    request: &Request,
    tenant: &Tenant,
    id: &ServiceId,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    let (doubts, now) = (doubts(context), context.now);
    let connected = context.endpoints.connected(id);
    let service = owned(request, tenant, id, context.endpoints)?;
    let body = body::object(&request.body, &["approval_enabled", "service_name"])?;
    if let Some(flag) = body::flag(&body, "approval_enabled")? {
        service.approval_enabled = flag;
    }
    if let Some(name) = body::text(&body, "service_name")? {
        service.name = name;
    }
    service.updated_at = now;
    Ok(ok(service.wire(connected, doubts)))
}

pub(super) fn delete(
    request: &Request,
    tenant: &Tenant,
    id: &ServiceId,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    owned(request, tenant, id, context.endpoints)?;
    if context.endpoints.connected(id) > 0 {
        return Err(Refused::InUse.into());
    }
    context.endpoints.remove_service(id);
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

pub(super) fn connections(
    request: &Request,
    tenant: &Tenant,
    id: &ServiceId,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    owned(request, tenant, id, context.endpoints)?;
    let page = Page::read(request, LARGEST)?;
    let all = context.endpoints.connections(id);
    let found = list::connections(request, all, doubts(context))?;
    Ok(page.of("connections", &found))
}

/// Accepts or rejects one endpoint.
pub(super) fn decide(
    request: &Request,
    tenant: &Tenant,
    id: &ServiceId,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    let service = owned(request, tenant, id, context.endpoints)?.clone();
    let body = body::object(&request.body, &["action", "endpoints"])?;
    let decision = match body::required(&body, "action")?.as_str() {
        "receive" => Decision::Accept,
        "reject" => Decision::Reject,
        _ => return Err(Refused::Action.into()),
    };
    let endpoints = body::texts(&body, "endpoints")?;
    let [endpoint] = endpoints.as_slice() else {
        return Err(Refused::OnlyOne.into());
    };
    if service.status != ServiceStatus::Available {
        return Err(Refused::Unavailable.into());
    }
    let (doubts, settle, now) = (doubts(context), context.settle, context.now);
    let endpoint = EndpointId::from(endpoint.as_str());
    let found = context.endpoints.endpoint_mut(&endpoint);
    let found = found.ok_or(Refused::Vanished(endpoint))?;
    if found.service_id != service.id {
        return Err(Refused::WrongService.into());
    }
    if decision == Decision::Accept
        && doubts.accept_asks_permissions
        && !service.permits(&found.domain_id)
    {
        return Err(Refused::NotPermitted.into());
    }
    if decision == Decision::Reject && !service.approval_enabled {
        match doubts.unapproved_reject {
            UnapprovedReject::Stays => {}
            UnapprovedReject::Refused => return Err(Refused::NoApproval.into()),
            UnapprovedReject::FallsBack => {
                return Ok(ok(json!({ "connections": [found.connection(doubts)] })));
            }
        }
    }
    found.decide(decision, doubts, settle, now)?;
    Ok(ok(json!({ "connections": [found.connection(doubts)] })))
}

/// Describes connections of a service.
pub(super) fn describe(
    request: &Request,
    tenant: &Tenant,
    id: &ServiceId,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    let doubts = doubts(context);
    if doubts.older_answers {
        return Err(Refusal::Unpublished);
    }
    owned(request, tenant, id, context.endpoints)?;
    let body = body::object(&request.body, &["connections"])?;
    let Some(Value::Array(items)) = body.get("connections") else {
        return Err(Refused::Parameter("connections is no list".into()).into());
    };
    let mut described = Vec::new();
    for item in items {
        let Value::Object(item) = item else {
            return Err(Refused::Parameter("a connection is no object".into()).into());
        };
        body::known(item, &["id", "description"])?;
        let endpoint = EndpointId::from(body::required(item, "id")?);
        let text = body::text(item, "description")?;
        let text = text.ok_or_else(|| Refused::Parameter("description is missing".into()))?;
        body::description(&text)?;
        described.push((endpoint, text));
    }
    let mut shown = Vec::new();
    for (endpoint, text) in described {
        let found = context.endpoints.endpoint_mut(&endpoint);
        let found = found.ok_or(Refused::Vanished(endpoint))?;
        if found.service_id != *id {
            return Err(Refused::WrongService.into());
        }
        if found.status == Status::Failed {
            return Err(Refused::Failed.into());
        }
        found.description = text;
        found.updated_at = context.now;
        shown.push(found.connection(doubts));
    }
    Ok(ok(json!({ "connections": shown })))
}

/// The whitelist.
pub(super) fn permissions(
    request: &Request,
    tenant: &Tenant,
    id: &ServiceId,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    let doubts = doubts(context);
    let service = owned(request, tenant, id, context.endpoints)?;
    let page = Page::read(request, LARGEST_PERMISSIONS)?;
    let wanted = request.query("permission").unwrap_or_default();
    let matching = service
        .permissions
        .iter()
        .filter(|one| one.contains(&wanted));
    let shown: Vec<_> = matching
        .map(|one| {
            json!({
                "id": format!("permission-{one}"),
                "permission": one,
                "created_at": endpoint::stamp(service.created_at, doubts),
            })
        })
        .collect();
    Ok(page.of("permissions", &shown))
}

/// Adds to the whitelist, or takes away. Nobody who is connected loses anything by it.
pub(super) fn permit(
    request: &Request,
    tenant: &Tenant,
    id: &ServiceId,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    let service = owned(request, tenant, id, context.endpoints)?;
    let known = &["permissions", "action", "permission_type"];
    let body = body::object(&request.body, known)?;
    let wanted = body::texts(&body, "permissions")?;
    if wanted.is_empty() {
        return Err(Refused::NoPermissions.into());
    }
    let form = |one: &String| {
        one == "*" || one.starts_with("iam:domain::") || one.starts_with("organizations:orgPath::")
    };
    if let Some(wrong) = wanted.iter().find(|one| !form(one)) {
        return Err(Refused::Parameter(format!("{wrong} is no permission")).into());
    }
    service.permissions.retain(|one| !wanted.contains(one));
    match body::required(&body, "action")?.as_str() {
        "add" => service.permissions.extend(wanted.clone()),
        "remove" => {}
        _ => return Err(Refused::Action.into()),
    }
    Ok(ok(json!({ "permissions": wanted })))
}

fn owned<'a>(
    request: &Request,
    tenant: &Tenant,
    id: &ServiceId,
    store: &'a mut Store,
) -> Result<&'a mut Service, Refusal> {
    let found = store.owned(id, &tenant.project, request.region.as_ref())?;
    Ok(found)
}
