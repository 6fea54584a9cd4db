//! The calls of who owns an endpoint service, each from its request to its answer.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::list::{self, Page};
use super::quirks::UnapprovedReject;
use super::{Quirks, error, wire};
use crate::simulator::cloud::Cloud;
use crate::simulator::context::{At, Call, Context, Outcome};
use crate::simulator::huaweicloud::body::Fields;
use crate::simulator::huaweicloud::{HuaweiCloud, NAME};
use crate::simulator::id::{Region, random_uuid};
use crate::simulator::object::{Connection, Id, Kind, Own, Party, Service, TenantId};
use crate::simulator::objects::Objects;
use crate::simulator::refusal::{Refusal, What};
use crate::simulator::request::Answer;
use crate::simulator::rules::Event;
use crate::simulator::status::ErrorStatus;

/// The most connections and services of one page, and the most whitelist records.
const LARGEST: usize = 1000;
const LARGEST_PERMISSIONS: usize = 500;

fn ok(body: Value) -> Answer {
    Answer::json(StatusCode::OK, body)
}

fn quirks(cloud: &HuaweiCloud) -> Quirks {
    cloud.seed.vpcep.quirks
}

/// Whether the caller may have one more in a region.
pub(super) fn has_room<'a>(
    all: impl Iterator<Item = &'a Party>,
    call: &Call<'_>,
    region: &Region,
    quota: usize,
) -> Result<(), Refusal> {
    let own = all.filter(|one| one.tenant == call.caller.tenant && one.region == *region);
    if own.count() < quota {
        return Ok(());
    }
    Err(error::QUOTA.refusal())
}

/// Whether an account may connect.
pub(super) fn permits(service: &Service, domain: &TenantId) -> bool {
    let own = format!("iam:domain::{domain}");
    let permissions = service.own.texts("permissions");
    let is_listed = |one: &&str| *one == own || *one == "*" || *one == "iam:domain::*";
    service.owner.account == *domain || permissions.iter().any(is_listed)
}

/// A description has no angle brackets.
pub(super) fn check_description(text: &str) -> Result<(), Refusal> {
    if text.contains(['<', '>']) {
        return Err(error::PARAMETER.of("description contains angle brackets"));
    }
    Ok(())
}

/// How many are connected to a service, or about to be: what keeps it from being deleted.
fn connected(objects: &Objects, service: &Id) -> usize {
    let all = objects.asking(NAME, service);
    all.filter(|one| one.is_any(&["accepted", "creating"]))
        .count()
}

/// The caller's own service that the path names.
fn owned<'a>(call: &Call<'_>, context: &'a mut Context<'_>) -> Result<&'a mut Service, Refusal> {
    let id = Id::from(call.part(3));
    let found = context.objects.services.get_mut(NAME, &id);
    found
        .filter(|one| one.owner.tenant == call.caller.tenant && call.is_in(&one.owner.region))
        .ok_or(Refusal::NotFound(What::Service, id))
}

/// What a service is created with.
const CREATED_WITH: &str = "port_id vpc_id server_type ports service_name service_type approval_enabled tcp_proxy \
                            description";

pub(crate) fn create(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let body = Fields::read(&call.request.body, CREATED_WITH, error::parameter)?;
    for name in ["port_id", "server_type"] {
        body.required(name)?;
    }
    let region = call.region_or(&cloud.seed.default_region).clone();
    let all = context.objects.services.of(NAME).map(|one| &one.owner);
    has_room(all, call, &region, cloud.seed.vpcep.service_quota)?;
    // Nobody is permitted yet.
    let mut given = Map::from_iter([("permissions".to_owned(), json!([]))]);
    for (field, own) in [
        ("service_name", "name"),
        ("port_id", "port_id"),
        ("server_type", "server_type"),
        ("ports", "ports"),
        ("approval_enabled", "approval_enabled"),
        ("tcp_proxy", "tcp_proxy"),
        ("description", "description"),
    ] {
        if let Some(value) = body.any(field) {
            given.insert(own.to_owned(), value.clone());
        }
    }
    let vpc = body.required("vpc_id")?;
    let service = Service {
        cloud: NAME.to_owned(),
        id: random_uuid().into(),
        owner: Party::new(call.caller.owner(), region, vpc.into()),
        created_at: context.now,
        updated_at: context.now,
        own: Own::new(cloud.fields(What::Service), &given).map_err(error::parameter)?,
    };
    let shown = wire::service(&service, 0, quirks(cloud));
    context.objects.insert_service(service);
    Ok(ok(shown))
}

pub(crate) fn list(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let page = Page::read(call.request, LARGEST)?;
    let objects = &*context.objects;
    let own = objects
        .services
        .of(NAME)
        .filter(|one| one.owner.tenant == call.caller.tenant && call.is_in(&one.owner.region));
    let shown: Vec<_> = own
        .map(|one| wire::service(one, connected(objects, &one.id), quirks(cloud)))
        .collect();
    Ok(page.of("endpoint_services", &shown))
}

pub(crate) fn show(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let service = match owned(call, context) {
        Ok(found) => found.clone(),
        Err(_) if quirks(cloud).gone_service == ErrorStatus::NotFound => {
            return Err(error::NO_ENDPOINT.said(StatusCode::NOT_FOUND, &"").into());
        }
        Err(refusal) => return Err(refusal),
    };
    let connected = connected(context.objects, &service.id);
    Ok(ok(wire::service(&service, connected, quirks(cloud))))
}

pub(crate) fn update(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let now = context.now;
    let service = owned(call, context)?;
    let body = Fields::read(
        &call.request.body,
        "approval_enabled service_name",
        error::parameter,
    )?;
    let (flag, name) = (body.flag("approval_enabled")?, body.text("service_name")?);
    if let Some(flag) = flag {
        service.own.set("approval_enabled", flag);
    }
    if let Some(name) = name {
        service.own.set("name", name);
    }
    service.updated_at = now;
    show(cloud, at)
}

pub(crate) fn delete(_: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let id = owned(call, context)?.id.clone();
    if connected(context.objects, &id) > 0 {
        return Err(error::IN_USE.refusal());
    }
    context.objects.services.remove(NAME, &id);
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

pub(crate) fn connections(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let id = owned(call, context)?.id.clone();
    let page = Page::read(call.request, LARGEST)?;
    let all = context.objects.asking(NAME, &id);
    let found = list::connections(call.request, all, quirks(cloud))?;
    Ok(page.of("connections", &found))
}

/// Accepts or rejects one endpoint.
pub(crate) fn decide(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let service = owned(call, context)?.clone();
    let body = Fields::read(&call.request.body, "action endpoints", error::parameter)?;
    let event = match body.required("action")?.as_str() {
        "receive" => Event::Accept,
        "reject" => Event::Reject,
        _ => return Err(error::ACTION.refusal()),
    };
    let endpoints = body.texts("endpoints")?;
    let [endpoint] = endpoints.as_slice() else {
        return Err(error::ONLY_ONE.refusal());
    };
    if service.own.text("status") != "available" {
        return Err(error::UNAVAILABLE.refusal());
    }
    let (quirks, id) = (quirks(cloud), Id::from(endpoint.as_str()));
    let found = &*of_service(cloud, &id, &service.id, context)?;
    let asks_permissions = event == Event::Accept && quirks.accept_asks_permissions;
    if asks_permissions && !permits(&service, &found.requester.account) {
        return Err(error::NOT_PERMITTED.refusal());
    }
    let mut stays = false;
    if event == Event::Reject && cloud.lets_in(&service) {
        match quirks.unapproved_reject {
            UnapprovedReject::Stays => {}
            UnapprovedReject::Refused => return Err(error::NO_APPROVAL.refusal()),
            UnapprovedReject::FallsBack => stays = true,
        }
    }
    if !stays {
        let tenant = Some(&call.caller.tenant);
        context.change(cloud, Kind::Endpoint, &id, event, tenant)?;
    }
    let found = context.find(cloud, Kind::Endpoint, &id)?;
    Ok(ok(
        json!({ "connections": [wire::connection(found, quirks)] }),
    ))
}

/// An endpoint that asks this service.
fn of_service<'a>(
    cloud: &HuaweiCloud,
    id: &Id,
    service: &Id,
    context: &'a mut Context<'_>,
) -> Result<&'a mut Connection, Refusal> {
    let found = context.find(cloud, Kind::Endpoint, id)?;
    if found.service_id.as_ref() == Some(service) {
        return Ok(found);
    }
    let status = quirks(cloud).wrong_service.into();
    Err(error::WRONG_SERVICE.said(status, &"").into())
}

/// Describes connections of a service.
pub(crate) fn describe(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let quirks = quirks(cloud);
    if quirks.older_answers {
        return Err(Refusal::NoSuchCall);
    }
    let service = owned(call, context)?.id.clone();
    let mut body = Fields::read(&call.request.body, "connections", error::parameter)?;
    let mut described = Vec::new();
    for item in body.inners("connections", "id description")? {
        let id = Id::from(item.required("id")?);
        let text = item.text("description")?;
        let text = text.ok_or_else(|| error::PARAMETER.of("description is missing"))?;
        check_description(&text)?;
        described.push((id, text));
    }
    for (id, _) in &described {
        if of_service(cloud, id, &service, context)?.status == "failed" {
            return Err(error::FAILED.refusal());
        }
    }
    let (mut shown, now) = (Vec::new(), context.now);
    for (id, text) in described {
        let found = of_service(cloud, &id, &service, context)?;
        (found.description, found.updated_at) = (text, now);
        shown.push(wire::connection(found, quirks));
    }
    Ok(ok(json!({ "connections": shown })))
}

/// The whitelist.
pub(crate) fn permissions(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let service = owned(call, context)?;
    let page = Page::read(call.request, LARGEST_PERMISSIONS)?;
    let wanted = call.request.query("permission").unwrap_or_default();
    let created_at = wire::stamp(service.created_at, quirks(cloud));
    let all = service.own.texts("permissions").into_iter();
    let shown: Vec<_> = all
        .filter(|one| one.contains(&wanted))
        .map(|one| {
            json!({
                "id": format!("permission-{one}"),
                "permission": one,
                "permission_type": permission_type(one),
                "created_at": created_at,
            })
        })
        .collect();
    Ok(page.of("permissions", &shown))
}

/// What a record permits: an account, or an organization's unit.
fn permission_type(permission: &str) -> &'static str {
    if permission.starts_with(ORGANIZATION) {
        "orgPath"
    } else {
        "domainId"
    }
}

const ORGANIZATION: &str = "organizations:orgPath::";

/// Adds to the whitelist, or takes away. Nobody who is connected loses anything by it.
pub(crate) fn permit(_: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let service = owned(call, context)?;
    let body = Fields::read(
        &call.request.body,
        "permissions action permission_type",
        error::parameter,
    )?;
    let wanted = body.texts("permissions")?;
    if wanted.is_empty() {
        return Err(error::NO_PERMISSIONS.refusal());
    }
    let form = |one: &String| {
        one == "*" || one.starts_with("iam:domain::") || one.starts_with(ORGANIZATION)
    };
    if let Some(wrong) = wanted.iter().find(|one| !form(one)) {
        return Err(error::PARAMETER.of(format!("{wrong} is not a permission")));
    }
    let old = service
        .own
        .texts("permissions")
        .into_iter()
        .map(str::to_owned);
    let mut permissions: Vec<String> = old.filter(|one| !wanted.contains(one)).collect();
    match body.required("action")?.as_str() {
        "add" => permissions.extend(wanted.clone()),
        "remove" => {}
        _ => return Err(error::ACTION.refusal()),
    }
    service.own.set("permissions", permissions);
    Ok(ok(json!({ "permissions": wanted })))
}
