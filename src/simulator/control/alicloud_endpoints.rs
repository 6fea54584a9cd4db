//! The control API's calls about endpoint services and endpoints of Alibaba Cloud.

use http::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::alicloud_peerings::is_for_alicloud;
use super::{Wrong, ok, read};
use crate::simulator::alicloud::privatelink::{
    self, Connection, EndpointId, NewEndpoint, NewService, ServiceId, Status,
};
use crate::simulator::alicloud::{AccountId, Refusal};
use crate::simulator::request::{Answer, Request};
use crate::simulator::world::World;

/// An object as the state file has it, and whose it is.
fn raw(object: &impl Serialize) -> Value {
    let mut value = json!(object);
    if let Some(object) = value.as_object_mut() {
        object.insert("cloud".into(), "alicloud".into());
    }
    value
}

pub(super) fn all_services(world: &World) -> Vec<Value> {
    world.alicloud_services().iter().map(raw).collect()
}

pub(super) fn all_endpoints(world: &World) -> Vec<Value> {
    world.alicloud_connections().iter().map(raw).collect()
}

/// Whether a call below `services` or `endpoints` is about this cloud: its body or its id says so.
pub(super) fn is_meant(world: &World, request: &Request, path: &[&str]) -> Result<bool, Wrong> {
    match path {
        [_] if request.method == Method::POST => is_for_alicloud(&request.body),
        ["services", id, ..] => {
            let all = world.alicloud_services();
            Ok(all.iter().any(|one| one.id.as_str() == *id))
        }
        ["endpoints", id, ..] => {
            let all = world.alicloud_connections();
            Ok(all.iter().any(|one| one.id.as_str() == *id))
        }
        _ => Ok(false),
    }
}

/// Answers a call that is.
pub(super) fn answer(world: &World, request: &Request, path: &[&str]) -> Result<Answer, Wrong> {
    match (path, &request.method) {
        (["services"], &Method::POST) => {
            let new: NewService = of_body(&request.body)?;
            let made = world.change_alicloud(|context| privatelink::add_service(&new, context))?;
            Ok(Answer::json(StatusCode::CREATED, raw(&made)))
        }
        (["endpoints"], &Method::POST) => {
            let new: NewEndpoint = of_body(&request.body)?;
            let made = world.change_alicloud(|context| privatelink::add_endpoint(&new, context))?;
            Ok(Answer::json(StatusCode::CREATED, raw(&made)))
        }
        (["services", id], &Method::GET) => {
            let all = world.alicloud_services();
            let found = all.iter().find(|one| one.id.as_str() == *id);
            Ok(ok(raw(found.ok_or(Wrong::Path)?)))
        }
        (["services", id], &Method::DELETE) => {
            let id = ServiceId::from(*id);
            world.change_alicloud(|context| context.state.privatelink.delete_service(&id))?;
            Ok(Answer::empty(StatusCode::NO_CONTENT))
        }
        (["endpoints", id], method) => endpoint(world, request, method, &EndpointId::from(*id)),
        (["endpoints", id, action], &Method::POST) => {
            let id = EndpointId::from(*id);
            let done =
                world.change_alicloud(|context| privatelink::act(&id, action, context).transpose());
            let left = done?.ok_or(Wrong::Path)?;
            Ok(left.map_or_else(
                || Answer::empty(StatusCode::NO_CONTENT),
                |left| ok(raw(&left)),
            ))
        }
        _ => Err(Wrong::Path),
    }
}

fn of_body<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Wrong> {
    let mut body: Value = read(body)?;
    if let Some(body) = body.as_object_mut() {
        body.remove("cloud");
    }
    Ok(serde_json::from_value(body)?)
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
        bandwidth: Option<i64>,
        requester: Option<AccountId>,
    }
    let not_found = || Refusal::NoConnection(id.clone());
    match *method {
        Method::GET => {
            let all = world.alicloud_connections();
            let found = all.iter().find(|one| one.id == *id);
            Ok(ok(raw(found.ok_or_else(not_found)?)))
        }
        Method::DELETE => {
            world.change_alicloud(|context| {
                context.state.privatelink.remove(id);
                Ok(())
            })?;
            Ok(Answer::empty(StatusCode::NO_CONTENT))
        }
        Method::PATCH => {
            let patch: Patch = read(&request.body)?;
            let changed: Connection = world.change_alicloud(|context| {
                let now = context.now;
                let found = context.state.privatelink.connection_mut(id);
                let found = found.ok_or_else(not_found)?;
                if let Some(status) = patch.status {
                    found.status = status;
                    found.stop();
                }
                found.bandwidth = patch.bandwidth.unwrap_or(found.bandwidth);
                found.requester = patch.requester.unwrap_or(found.requester);
                found.updated_at = now;
                Ok(found.clone())
            })?;
            Ok(ok(raw(&changed)))
        }
        _ => Err(Wrong::Path),
    }
}
