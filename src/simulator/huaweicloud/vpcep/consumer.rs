//! The calls of who asks a service for a connection, each from its request to its answer.

use http::StatusCode;
use serde_json::{Map, json};

use super::list::Page;
use super::owner::{self, permits};
use super::{complete, error, wire};
use crate::simulator::cloud::Cloud;
use crate::simulator::context::{At, Call, Context, Outcome};
use crate::simulator::huaweicloud::body::Fields;
use crate::simulator::huaweicloud::{HuaweiCloud, NAME};
use crate::simulator::object::{Connection, Id, Kind, Own, Party};
use crate::simulator::refusal::{Refusal, What};
use crate::simulator::request::Answer;
use crate::simulator::rules::Event;

/// The most endpoints of one page.
const LARGEST: usize = 1000;

/// What an endpoint is created with.
const CREATED_WITH: &str = "endpoint_service_id vpc_id subnet_id enable_dns port_ip whitelist enable_whitelist \
                            description tags routetables policy_statement policy_document ip_version ipv6_address";

pub(crate) fn create(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let body = Fields::read(&call.request.body, CREATED_WITH, error::parameter)?;
    let service_id = Id::from(body.required("endpoint_service_id")?);
    let region = call.region_or(&cloud.seed.default_region).clone();
    let service = context.objects.services.get(NAME, &service_id);
    let service = service.filter(|one| one.owner.region == region);
    let not_found = || Refusal::NotFound(What::Service, service_id.clone());
    let service = service.ok_or_else(not_found)?.clone();
    if service.own.text("status") != "available" {
        return Err(error::UNAVAILABLE.refusal());
    }
    if !permits(&service, &call.caller.account) {
        return Err(error::NOT_PERMITTED.refusal());
    }
    let all = context
        .objects
        .shelf(Kind::Endpoint)
        .of(NAME)
        .map(|one| &one.requester);
    owner::has_room(all, call, &region, cloud.seed.vpcep.endpoint_quota)?;
    let description = body.text("description")?.unwrap_or_default();
    owner::check_description(&description)?;
    let (owner, vpc) = (call.caller.owner(), body.required("vpc_id")?);
    let requester = Party::new(owner, region, vpc.into());
    let mut given = Map::new();
    for field in ["subnet_id", "enable_dns"] {
        if let Some(value) = body.any(field) {
            given.insert(field.to_owned(), value.clone());
        }
    }
    let own = Own::new(cloud.fields(What::Endpoint), &given).map_err(error::parameter)?;
    let sides = (requester, service.owner.clone());
    let mut new = context.draft(cloud, Kind::Endpoint, sides, own);
    (new.service_id, new.description) = (Some(service_id), description);
    complete(&mut new);
    let id = new.id.clone();
    context.ask(cloud, new, !cloud.lets_in(&service));
    show_one(cloud, &id, context)
}

pub(crate) fn list(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let page = Page::read(call.request, LARGEST)?;
    let quirks = cloud.seed.vpcep.quirks;
    let objects = &context.objects;
    let own = objects
        .shelf(Kind::Endpoint)
        .of(NAME)
        .filter(|one| is_own(call, one));
    let shown: Vec<_> = own.map(|one| wire::endpoint(one, None, quirks)).collect();
    Ok(page.of("endpoints", &shown))
}

pub(crate) fn show(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let id = own(call, context)?;
    show_one(cloud, &id, context)
}

/// Takes a minute or two in the cloud; here as long as everything takes.
pub(crate) fn delete(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let id = own(call, context)?;
    let tenant = Some(&call.caller.tenant);
    context.change(cloud, Kind::Endpoint, &id, Event::Delete, tenant)?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "it refuses nothing, and is a handler like those that do"
)]
pub(crate) fn quotas(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let (seed, tenant) = (&cloud.seed.vpcep, &call.caller.tenant);
    let services = context
        .objects
        .services
        .of(NAME)
        .filter(|one| one.owner.tenant == *tenant);
    let endpoints = context.objects.shelf(Kind::Endpoint).of(NAME);
    let endpoints = endpoints.filter(|one| one.requester.tenant == *tenant);
    let all = [
        ("endpoint_service", services.count(), seed.service_quota),
        ("endpoint", endpoints.count(), seed.endpoint_quota),
    ];
    let wanted = call.request.query("type");
    let resources: Vec<_> = all
        .into_iter()
        .filter(|(kind, ..)| wanted.as_ref().is_none_or(|wanted| wanted == kind))
        .map(|(kind, used, quota)| json!({ "type": kind, "used": used, "quota": quota }))
        .collect();
    let body = json!({ "quotas": { "resources": resources } });
    Ok(Answer::json(StatusCode::OK, body))
}

/// One that the caller's project owns: the service's owner does not find it here.
fn own(call: &Call<'_>, context: &Context<'_>) -> Result<Id, Refusal> {
    let id = Id::from(call.part(3));
    let found = context.objects.shelf(Kind::Endpoint).get(NAME, &id);
    let no_endpoint = || error::NO_ENDPOINT.said(StatusCode::NOT_FOUND, &"");
    found
        .filter(|one| is_own(call, one))
        .ok_or_else(no_endpoint)?;
    Ok(id)
}

fn is_own(call: &Call<'_>, one: &Connection) -> bool {
    one.requester.tenant == call.caller.tenant && call.is_in(&one.requester.region)
}

fn show_one(cloud: &HuaweiCloud, id: &Id, context: &mut Context<'_>) -> Result<Answer, Refusal> {
    let found = &*context.find(cloud, Kind::Endpoint, id)?;
    let found = found.clone();
    let service = found.service_id.as_ref();
    let service = service.and_then(|id| context.objects.services.get(NAME, id));
    let shown = wire::endpoint(&found, service, cloud.seed.vpcep.quirks);
    Ok(Answer::json(StatusCode::OK, shown))
}
