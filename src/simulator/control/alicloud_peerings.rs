//! The part of the control API that plays the other side on Alibaba Cloud.

use std::collections::BTreeMap;

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Wrong, ok, read};
use crate::simulator::alicloud::{
    self, BizStatus, NewPeering, Peering, PeeringId, Refusal, Status,
};
use crate::simulator::request::{Answer, Request};
use crate::simulator::world::World;

/// A peering as the state file has it, and whose it is.
fn raw(peering: &Peering) -> Value {
    let mut value = json!(peering);
    if let Some(object) = value.as_object_mut() {
        object.insert("cloud".into(), "alicloud".into());
    }
    value
}

pub(super) fn all(world: &World) -> Vec<Value> {
    world.alicloud_peerings().iter().map(raw).collect()
}

pub(super) fn has(world: &World, id: &str) -> bool {
    let all = world.alicloud_peerings();
    all.iter().any(|one| one.id.as_str() == id)
}

/// Whether the body of a `POST peerings` says so.
pub(super) fn is_for_alicloud(body: &[u8]) -> Result<bool, Wrong> {
    let body: Value = read(body)?;
    Ok(body.get("cloud").and_then(Value::as_str) == Some("alicloud"))
}

pub(super) fn arrange(world: &World, body: &[u8]) -> Result<Answer, Wrong> {
    let mut body: Value = read(body)?;
    if let Some(body) = body.as_object_mut() {
        body.remove("cloud");
    }
    let new: NewPeering = serde_json::from_value(body)?;
    let made = world.change_alicloud(|context| alicloud::arrange(&new, context))?;
    Ok(Answer::json(StatusCode::CREATED, raw(&made)))
}

/// What may be set without any rule being asked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Patch {
    status: Option<Status>,
    name: Option<String>,
    description: Option<String>,
    biz_status: Option<BizStatus>,
    routes: Option<bool>,
    /// Of the requester's side.
    tags: Option<BTreeMap<String, String>>,
    /// Of the accepter's side.
    accepter_tags: Option<BTreeMap<String, String>>,
}

pub(super) fn one(world: &World, request: &Request, id: &str) -> Result<Answer, Wrong> {
    let id = PeeringId::from(id);
    let not_found = || Refusal::NotFound(id.clone());
    match request.method {
        Method::GET => {
            let all = world.alicloud_peerings();
            let found = all.iter().find(|one| one.id == id);
            Ok(ok(raw(found.ok_or_else(not_found)?)))
        }
        Method::DELETE => {
            world.change_alicloud(|context| {
                context.state.peerings.remove(&id);
                Ok(())
            })?;
            Ok(Answer::empty(StatusCode::NO_CONTENT))
        }
        Method::PATCH => {
            let patch: Patch = read(&request.body)?;
            let changed = world.change_alicloud(|context| {
                let now = context.now;
                let found = context.state.peerings.get_mut(&id);
                let found = found.ok_or_else(not_found)?;
                set(found, &patch);
                found.updated_at = now;
                Ok(found.clone())
            })?;
            Ok(ok(raw(&changed)))
        }
        _ => Err(Wrong::Path),
    }
}

fn set(peering: &mut Peering, patch: &Patch) {
    if let Some(status) = &patch.status {
        peering.status = status.clone();
        peering.stop();
    }
    if let Some(name) = &patch.name {
        peering.name.clone_from(name);
    }
    if let Some(description) = &patch.description {
        peering.description.clone_from(description);
    }
    if let Some(biz_status) = patch.biz_status {
        peering.biz_status = biz_status;
    }
    if let Some(routes) = patch.routes {
        peering.routes = routes;
    }
    if let Some(tags) = &patch.tags {
        peering.requester.tags.clone_from(tags);
    }
    if let Some(tags) = &patch.accepter_tags {
        peering.accepter.tags.clone_from(tags);
    }
}

pub(super) fn act(world: &World, id: &str, action: &str) -> Result<Answer, Wrong> {
    let id = PeeringId::from(id);
    let done =
        world.change_alicloud(|context| alicloud::act_unasked(&id, action, context).transpose())?;
    done.ok_or(Wrong::Path)?;
    let all = world.alicloud_peerings();
    Ok(match all.iter().find(|one| one.id == id) {
        Some(found) => ok(raw(found)),
        None => Answer::empty(StatusCode::NO_CONTENT),
    })
}
