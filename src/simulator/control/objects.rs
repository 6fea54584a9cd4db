//! The control API's calls about peerings, services and endpoints: it shows them, plays the other side, and
//! sets what no rule is asked for.

use http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::{Wrong, ok};
use crate::simulator::arrange;
use crate::simulator::cloud::Cloud;
use crate::simulator::object::{Connection, Id, Kind, Party, Service, Status};
use crate::simulator::refusal::{Refusal, What};
use crate::simulator::request::{Answer, Request};
use crate::simulator::world::World;

/// Answers a call below `peerings`, `services` or `endpoints`.
pub(super) fn answer(world: &World, request: &Request, path: &[&str]) -> Result<Answer, Wrong> {
    let (list, rest) = path.split_first().ok_or(Wrong::Path)?;
    let kind = match *list {
        "peerings" => Kind::Peering,
        "endpoints" => Kind::Endpoint,
        _ => return services(world, request, rest),
    };
    let method = &request.method;
    if let ([], &Method::GET) = (rest, method) {
        return Ok(listed(world, list, |cloud| {
            let all = world.connections_of(cloud.name(), kind);
            all.iter().map(|one| shown(cloud, one)).collect()
        }));
    }
    if let ([], &Method::POST) = (rest, method) {
        let (cloud, body) = meant(world, &request.body)?;
        let made = match kind {
            Kind::Peering => {
                let new = serde_json::from_value(body)?;
                world.change(|context| arrange::peering(cloud, &new, context))
            }
            Kind::Endpoint => {
                let new = serde_json::from_value(body)?;
                world.change(|context| arrange::endpoint(cloud, &new, context))
            }
        };
        let made = made.map_err(|refusal| Wrong::refused(cloud, &refusal))?;
        return Ok(Answer::json(StatusCode::CREATED, shown(cloud, &made)));
    }
    let id = Id::from(*rest.first().ok_or(Wrong::Path)?);
    let cloud = holder(world, |cloud| {
        world.view(|context| context.objects.shelf(kind).get(cloud, &id).is_some())
    })?;
    let refused = |refusal| Wrong::refused(cloud, &refusal);
    let left = match (rest, method) {
        ([_], &Method::GET) => world
            .view(|context| context.find(cloud, kind, &id).cloned())
            .map(Some),
        ([_], &Method::PATCH) => {
            let fields: Map<String, Value> = serde_json::from_slice(&request.body)?;
            world.change(|context| {
                let (now, expires_at) = (context.now, cloud.rules(kind).expiry(context.now));
                let mut changed = context.find(cloud, kind, &id)?.clone();
                for (name, value) in &fields {
                    set(&mut changed, name, value).map_err(Refusal::Invalid)?;
                }
                if fields.contains_key("status") {
                    // A request made pending again has its full time.
                    changed.expires_at = expires_at;
                }
                changed.updated_at = now;
                context.objects.insert(changed.clone());
                Ok(Some(changed))
            })
        }
        ([_], &Method::DELETE) => world.change(|context| {
            context.find(cloud, kind, &id)?;
            context.objects.shelf_mut(kind).remove(cloud.name(), &id);
            Ok(None)
        }),
        ([_, action], &Method::POST) => {
            world.change(|context| arrange::act(cloud, kind, &id, action, context))
        }
        _ => return Err(Wrong::Path),
    };
    Ok(what_is_left(
        left.map_err(refused)?.map(|left| shown(cloud, &left)),
    ))
}

/// What all clouds have, in one list.
fn listed(world: &World, list: &str, of: impl Fn(&dyn Cloud) -> Vec<Value>) -> Answer {
    let clouds = world.clouds().iter();
    let all: Vec<Value> = clouds.flat_map(|cloud| of(&**cloud)).collect();
    ok(json!({ (list): all }))
}

/// An object, or nothing once it is gone.
fn what_is_left(object: Option<Value>) -> Answer {
    object.map_or_else(|| Answer::empty(StatusCode::NO_CONTENT), ok)
}

/// Sets what no rule is asked for.
fn set(connection: &mut Connection, name: &str, value: &Value) -> Result<(), String> {
    let text = || {
        let text = value.as_str().map(str::to_owned);
        text.ok_or_else(|| format!("`{name}` is not a string"))
    };
    let tags = || serde_json::from_value(value.clone()).map_err(|error| error.to_string());
    match name {
        "status" => {
            connection.status = Status::from(text()?);
            // Nothing is on its way any more.
            connection.settling = None;
        }
        "name" => connection.name = text()?,
        "description" => connection.description = text()?,
        "tags" => connection.requester.tags = tags()?,
        "accepter_tags" => connection.accepter.tags = tags()?,
        "requester" => {
            let tenant = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            connection.requester.tenant = tenant.as_str().into();
            connection.requester.account = tenant.into();
        }
        own => connection.own.replace(own, value)?,
    }
    Ok(())
}

fn services(world: &World, request: &Request, path: &[&str]) -> Result<Answer, Wrong> {
    let method = &request.method;
    if let ([], &Method::GET) = (path, method) {
        return Ok(listed(world, "services", |cloud| {
            let all = world.services_of(cloud.name());
            all.iter().map(|one| service(cloud, one)).collect()
        }));
    }
    if let ([], &Method::POST) = (path, method) {
        let (cloud, body) = meant(world, &request.body)?;
        let new = serde_json::from_value(body)?;
        let made = world.change(|context| arrange::service(cloud, &new, context));
        let made = made.map_err(|refusal| Wrong::refused(cloud, &refusal))?;
        return Ok(Answer::json(StatusCode::CREATED, service(cloud, &made)));
    }
    let [id] = path else {
        return Err(Wrong::Path);
    };
    let id = Id::from(*id);
    let cloud = holder(world, |cloud| {
        world.view(|context| context.objects.services.get(cloud, &id).is_some())
    })?;
    let not_found = || Refusal::NotFound(What::Service, id.clone());
    let left = match *method {
        Method::GET => world.view(|context| {
            let found = context.objects.services.get(cloud.name(), &id);
            found.cloned().map(Some).ok_or_else(not_found)
        }),
        Method::PATCH => {
            let fields: Map<String, Value> = serde_json::from_slice(&request.body)?;
            world.change(|context| {
                let found = context.objects.services.get_mut(cloud.name(), &id);
                let found = found.ok_or_else(not_found)?;
                let mut changed = found.clone();
                for (name, value) in &fields {
                    changed.own.replace(name, value).map_err(Refusal::Invalid)?;
                }
                found.clone_from(&changed);
                Ok(Some(changed))
            })
        }
        Method::DELETE => world.change(|context| {
            let is_gone = cloud.drop_service(&id, context.objects);
            is_gone.then_some(None).ok_or_else(not_found)
        }),
        _ => return Err(Wrong::Path),
    };
    let left = left.map_err(|refusal| Wrong::refused(cloud, &refusal))?;
    Ok(what_is_left(left.map(|left| service(cloud, &left))))
}

/// The cloud that a body means, and the rest of that body.
fn meant<'a>(world: &'a World, body: &[u8]) -> Result<(&'a dyn Cloud, Value), Wrong> {
    let mut body: Map<String, Value> = serde_json::from_slice(body)?;
    let cloud = match body.remove("cloud") {
        None => world.clouds().first().map(|one| &**one),
        Some(name) => world.cloud(name.as_str().unwrap_or_default()),
    };
    let unknown = || Wrong::Query("no such cloud is simulated".to_owned());
    Ok((cloud.ok_or_else(unknown)?, Value::Object(body)))
}

/// The cloud that holds an object; the one that is meant without a name when none does.
fn holder(world: &World, holds: impl Fn(&str) -> bool) -> Result<&dyn Cloud, Wrong> {
    let all = world.clouds();
    let found = all.iter().find(|cloud| holds(cloud.name())).or(all.first());
    found.map(|cloud| &**cloud).ok_or(Wrong::Path)
}

/// An object in the words of its cloud.
fn worded(
    cloud: &dyn Cloud,
    object: Value,
    own: &Map<String, Value>,
    flat: Option<&Party>,
) -> Value {
    let Value::Object(mut shown) = object else {
        return object;
    };
    shown.remove("own");
    shown.remove("kind");
    shown.extend(own.clone());
    if let (Some(_), Value::Object(party)) = (flat, json!(flat)) {
        for side in ["requester", "accepter", "owner"] {
            shown.remove(side);
        }
        shown.extend(party);
    }
    let is_endpoint = shown.contains_key("service_id");
    cloud.words(&mut shown, if is_endpoint { "requester" } else { "owner" });
    for side in ["requester", "accepter"] {
        if let Some(Value::Object(side)) = shown.get_mut(side) {
            cloud.words(side, "account");
        }
    }
    Value::Object(shown)
}

fn shown(cloud: &dyn Cloud, one: &Connection) -> Value {
    let flat = (one.kind == Kind::Endpoint).then_some(&one.requester);
    let mut shown = worded(cloud, json!(one), one.own.fields(), flat);
    if let Some(shown) = shown.as_object_mut() {
        shown.insert("region".to_owned(), json!(one.requester.region));
    }
    shown
}

fn service(cloud: &dyn Cloud, one: &Service) -> Value {
    worded(cloud, json!(one), one.own.fields(), Some(&one.owner))
}
