//! The control API's calls about endpoint services and endpoints.

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Wrong, alicloud_endpoints, ok, read};
use crate::simulator::huaweicloud::vpcep::{
    self, Endpoint, EndpointId, NewEndpoint, NewService, Problem, Refused, Service, ServiceId,
    ServiceStatus, Status,
};
use crate::simulator::request::{Answer, Request};
use crate::simulator::world::World;

/// Answers the calls below `services`.
pub(super) fn services(world: &World, request: &Request, path: &[&str]) -> Result<Answer, Wrong> {
    match (path, &request.method) {
        ([], &Method::GET) => {
            let mut all: Vec<Value> = world.services().iter().map(|one| json!(one)).collect();
            all.extend(alicloud_endpoints::all_services(world));
            Ok(ok(json!({ "services": all })))
        }
        ([], &Method::POST) => {
            let new: NewService = read(&request.body)?;
            let made = world.change(|context| vpcep::add_service(&new, context))?;
            Ok(Answer::json(StatusCode::CREATED, json!(made)))
        }
        ([id], method) => service(world, request, method, &ServiceId::from(*id)),
        _ => Err(Wrong::Path),
    }
}

fn service(
    world: &World,
    request: &Request,
    method: &Method,
    id: &ServiceId,
) -> Result<Answer, Wrong> {
    /// What may be set without any rule being asked.
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Patch {
        status: Option<ServiceStatus>,
        approval_enabled: Option<bool>,
        permissions: Option<Vec<String>>,
    }
    let not_found = || Refused::NoService(id.clone());
    let shown = |found: &Service| ok(json!(found));
    match *method {
        Method::GET => {
            let all = world.services();
            let found = all.iter().find(|one| one.id == *id);
            Ok(shown(found.ok_or_else(not_found).map_err(wrong)?))
        }
        Method::PATCH => {
            let patch: Patch = read(&request.body)?;
            let changed = world.change(|context| {
                let found = context.endpoints.service_mut(id).ok_or_else(not_found)?;
                if let Some(status) = patch.status {
                    found.status = status;
                }
                if let Some(flag) = patch.approval_enabled {
                    found.approval_enabled = flag;
                }
                if let Some(permissions) = patch.permissions {
                    found.permissions = permissions;
                }
                Ok(found.clone())
            })?;
            Ok(shown(&changed))
        }
        Method::DELETE => {
            world.change(|context| {
                context.endpoints.service_mut(id).ok_or_else(not_found)?;
                context.endpoints.remove_service(id);
                Ok(())
            })?;
            Ok(Answer::empty(StatusCode::NO_CONTENT))
        }
        _ => Err(Wrong::Path),
    }
}

/// Answers the calls below `endpoints`.
pub(super) fn endpoints(world: &World, request: &Request, path: &[&str]) -> Result<Answer, Wrong> {
    match (path, &request.method) {
        ([], &Method::GET) => {
            let mut all: Vec<Value> = world.endpoints().iter().map(|one| json!(one)).collect();
            all.extend(alicloud_endpoints::all_endpoints(world));
            Ok(ok(json!({ "endpoints": all })))
        }
        ([], &Method::POST) => {
            let new: NewEndpoint = read(&request.body)?;
            let made = world.change(|context| vpcep::add_endpoint(&new, context))?;
            Ok(Answer::json(StatusCode::CREATED, json!(made)))
        }
        ([id], method) => endpoint(world, request, method, &EndpointId::from(*id)),
        ([id, action], &Method::POST) => {
            let id = EndpointId::from(*id);
            let left = world.change(|context| vpcep::act(&id, action, context))?;
            Ok(left.map_or_else(
                || Answer::empty(StatusCode::NO_CONTENT),
                |left| ok(json!(left)),
            ))
        }
        _ => Err(Wrong::Path),
    }
}

fn endpoint(
    world: &World,
    request: &Request,
    method: &Method,
    id: &EndpointId,
) -> Result<Answer, Wrong> {
    /// What may be set without any rule being asked.
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Patch {
        status: Option<Status>,
        description: Option<String>,
        errors: Option<Vec<Problem>>,
    }
    let not_found = || Refused::Vanished(id.clone());
    let shown = |found: &Endpoint| -> Value { json!(found) };
    match *method {
        Method::GET => {
            let all = world.endpoints();
            let found = all.iter().find(|one| one.id == *id);
            Ok(ok(shown(found.ok_or_else(not_found).map_err(wrong)?)))
        }
        Method::PATCH => {
            let patch: Patch = read(&request.body)?;
            let changed = world.change(|context| {
                let now = context.now;
                let found = context.endpoints.endpoint_mut(id).ok_or_else(not_found)?;
                if let Some(status) = patch.status {
                    found.status = status;
                    found.settling = None;
                }
                if let Some(description) = patch.description {
                    found.description = description;
                }
                if let Some(errors) = patch.errors {
                    found.errors = errors;
                }
                found.updated_at = now;
                Ok(found.clone())
            })?;
            Ok(ok(shown(&changed)))
        }
        Method::DELETE => {
            world.change(|context| vpcep::remove_endpoint(id, context))?;
            Ok(Answer::empty(StatusCode::NO_CONTENT))
        }
        _ => Err(Wrong::Path),
    }
}

fn wrong(refused: Refused) -> Wrong {
    Wrong::Refused(refused.into())
}
