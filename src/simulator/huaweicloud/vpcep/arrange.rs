//! What the seed and the control API do without a signature.

use super::super::super::id::random_uuid;
use super::super::Context;
use super::super::error::Refusal;
use super::super::peering::{Decision, VpcId};
use super::super::tenant::{domain, main_project};
use super::consumer::marker;
use super::endpoint::{Endpoint, EndpointId, Problem, Status};
use super::error::Refused;
use super::seed::{NewEndpoint, NewService};
use super::service::{Service, ServiceId};

/// Makes a service.
pub(crate) fn add_service(new: &NewService, context: &mut Context<'_>) -> Result<Service, Refusal> {
    let region = new.region.as_ref().unwrap_or(&context.seed.default_region);
    let id = new.id.clone();
    let service = Service {
        id: id.unwrap_or_else(|| ServiceId::from(random_uuid())),
        region: region.clone(),
        project_id: main_project(context.seed, &new.owner, region),
        domain_id: domain(&new.owner),
        name: new.name.clone().unwrap_or_else(|| "service".into()),
        vpc_id: VpcId::from(format!("vpc-{}", new.owner)),
        approval_enabled: new.approval_enabled,
        status: new.status,
        permissions: new.permissions.clone(),
        created_at: context.now,
        updated_at: context.now,
    };
    if context.endpoints.service(&service.id).is_some() {
        return Err(Refused::Parameter(format!("id {} is taken", service.id)).into());
    }
    context.endpoints.insert_service(service.clone());
    Ok(service)
}

/// Makes an endpoint that asks a service. Neither its status nor quotas and permissions ask a rule.
pub(crate) fn add_endpoint(
    new: &NewEndpoint,
    context: &mut Context<'_>,
) -> Result<Endpoint, Refusal> {
    let service = context.endpoints.service(&new.service_id);
    let service = service.ok_or_else(|| Refused::NoService(new.service_id.clone()))?;
    let (region, approval) = (service.region.clone(), service.approval_enabled);
    let id = new.id.clone();
    let mut endpoint = Endpoint {
        id: id.unwrap_or_else(|| EndpointId::from(random_uuid())),
        service_id: new.service_id.clone(),
        domain_id: domain(&new.requester),
        project_id: main_project(context.seed, &new.requester, &region),
        region,
        vpc_id: (new.vpc_id.clone()).unwrap_or_else(|| format!("vpc-{}", new.requester).into()),
        marker_id: new.marker_id.unwrap_or_else(marker),
        description: new.description.clone(),
        status: new.status.clone().unwrap_or(Status::PendingAcceptance),
        errors: new.errors.clone(),
        frozen: false,
        created_at: context.now,
        updated_at: context.now,
        settling: None,
    };
    if context.endpoints.endpoint(&endpoint.id).is_some() {
        return Err(Refused::Parameter(format!("id {} is taken", endpoint.id)).into());
    }
    if new.status.is_none() && !approval {
        let to = Some(Status::Accepted);
        endpoint.turn(Status::Creating, to, context.settle, context.now);
    }
    context.endpoints.insert_endpoint(endpoint.clone());
    Ok(endpoint)
}

/// Does `action` to an endpoint as whoever may, or as the cloud: `accept`, `reject`, `delete`, `fail`,
/// `freeze` or `thaw`. What is left of it.
pub(crate) fn act(
    id: &EndpointId,
    action: &str,
    context: &mut Context<'_>,
) -> Result<Option<Endpoint>, Refusal> {
    let (doubts, settle, now) = (context.seed.vpcep.doubts, context.settle, context.now);
    let found = context.endpoints.endpoint_mut(id);
    let found = found.ok_or_else(|| Refused::Vanished(id.clone()))?;
    match action {
        "accept" => found.decide(Decision::Accept, doubts, settle, now)?,
        "reject" => found.decide(Decision::Reject, doubts, settle, now)?,
        "delete" => {
            if !found.turn(Status::Deleting, None, settle, now) {
                context.endpoints.remove_endpoint(id);
                return Ok(None);
            }
        }
        "fail" => {
            found.status = Status::Failed;
            found.settling = None;
            found.updated_at = now;
            found.errors = vec![Problem {
                error_code: "EndPoint.3005".into(),
                error_message: "The VPC endpoint could not be connected.".into(),
            }];
        }
        "freeze" => found.frozen = true,
        "thaw" => found.frozen = false,
        _ => return Err(Refused::Action.into()),
    }
    Ok(Some(found.clone()))
}

/// Removes an endpoint at once.
pub(crate) fn remove_endpoint(id: &EndpointId, context: &mut Context<'_>) -> Result<(), Refusal> {
    let found = context.endpoints.endpoint_mut(id);
    found.ok_or_else(|| Refused::Vanished(id.clone()))?;
    context.endpoints.remove_endpoint(id);
    Ok(())
}
