//! The calls of the VPC peering API, and the rules that look at more than one peering.
//! <https://support.huaweicloud.com/intl/en-us/api-vpc/vpc_peering_0001.html>

use http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::body::Fields;
use super::lives::{ACTIVE, EXPIRED, PENDING, REJECTED};
use super::seed::Seed;
use super::{HuaweiCloud, NAME, error};
use crate::simulator::context::{At, Call, Context, Outcome};
use crate::simulator::id::Region;
use crate::simulator::object::{Connection, Id, Kind, Own, Party, TenantId};
use crate::simulator::objects::Objects;
use crate::simulator::page;
use crate::simulator::refusal::{Refusal, What};
use crate::simulator::request::{Answer, Request};
use crate::simulator::rules::Event;

/// The longest name and description, in characters.
const NAME_LENGTH: usize = 64;
const DESCRIPTION_LENGTH: usize = 255;
/// The largest page, and the page when no `limit` is given.
const LARGEST: usize = 2000;

pub(super) fn create(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let known = "name description request_vpc_info accept_vpc_info";
    let mut body = wrapped(call.request, known)?;
    let name = body.text("name")?;
    let name =
        name.ok_or_else(|| error::malformed("Required attribute 'name' not specified".to_owned()))?;
    let description = body.text("description")?.unwrap_or_default();
    check_texts(&name, &description)?;
    let region = call.region_or(&cloud.seed.default_region).clone();
    let mut side = |field: &str| -> Result<Party, Refusal> {
        let info = body.inner(field, "vpc_id tenant_id")?;
        let project = info.text("tenant_id")?.filter(|id| !id.is_empty());
        let project = project.map_or_else(|| call.caller.tenant.clone(), TenantId::from);
        Ok(party(project, &info.required("vpc_id")?, &region))
    };
    let sides = (side("request_vpc_info")?, side("accept_vpc_info")?);
    if sides.0.tenant != call.caller.tenant {
        return Err(error::input(
            "Request VPC tenant id is not the caller's project",
        ));
    }
    let mut new = context.draft(cloud, Kind::Peering, sides, Own::default());
    (new.name, new.description) = (name, description);
    allow(&new, context.objects, &cloud.seed)?;
    let (id, needs_answer) = (new.id.clone(), !new.is_same_tenant());
    context.ask(cloud, new, needs_answer);
    let made = context.find(cloud, Kind::Peering, &id)?;
    Ok(answer(StatusCode::CREATED, made))
}

/// One end. Only where keys sign in is an account told from its project.
pub(super) fn party(project: TenantId, vpc_id: &str, region: &Region) -> Party {
    Party::new((project.clone(), project), region.clone(), vpc_id.into())
}

pub(super) fn show(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    Ok(answer(StatusCode::OK, visible(cloud, call, context)?))
}

/// Either side may, in any status.
pub(super) fn update(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let old = visible(cloud, call, context)?.clone();
    let body = wrapped(call.request, "name description")?;
    if body.is_empty() {
        return Err(error::malformed("No attribute to update".to_owned()));
    }
    let name = body.text("name")?.unwrap_or(old.name);
    let description = body.text("description")?.unwrap_or(old.description);
    check_texts(&name, &description)?;
    let tenant = Some(&call.caller.tenant);
    context.change(cloud, Kind::Peering, &old.id, Event::Modify, tenant)?;
    let found = context.find(cloud, Kind::Peering, &old.id)?;
    (found.name, found.description) = (name, description);
    Ok(answer(StatusCode::OK, found))
}

pub(super) fn delete(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let id = visible(cloud, call, context)?.id.clone();
    let tenant = Some(&call.caller.tenant);
    context.change(cloud, Kind::Peering, &id, Event::Delete, tenant)?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

/// The answer is not wrapped.
pub(super) fn decide(cloud: &HuaweiCloud, at: &mut At<'_>, event: Event) -> Outcome {
    let At { call, context } = at;
    let id = visible(cloud, call, context)?.id.clone();
    let tenant = Some(&call.caller.tenant);
    context.change(cloud, Kind::Peering, &id, event, tenant)?;
    let decided = context.find(cloud, Kind::Peering, &id)?;
    Ok(Answer::json(StatusCode::OK, wire(decided)))
}

pub(super) fn list(cloud: &HuaweiCloud, at: &mut At<'_>) -> Outcome {
    let At { call, context } = at;
    let request = call.request;
    let limit = limit(request)?;
    let marker = request.query("marker").map(Id::from);
    let name = request.query("name");
    if let Some(name) = &name {
        check_texts(name, "")?;
    }
    let visible =
        |one: &Connection| one.has_end(&call.caller.tenant) && call.is_in(&one.requester.region);
    let all = context.objects.shelf(Kind::Peering);
    // A marker that is not there is not found, as in the service that this API descends from.
    let order = cloud.seed.quirks.list_order;
    let after = match marker {
        None => None,
        Some(marker) => match all.get(NAME, &marker).filter(|one| visible(one)) {
            Some(one) => Some(order.place(one)),
            None => return Err(Refusal::NotFound(What::Peering, marker)),
        },
    };
    // `vpc_id` and `tenant_id` match either end.
    let is = |field: &str, values: &[&str]| {
        let wanted = request.query(field);
        wanted.is_none_or(|wanted| values.contains(&wanted.as_str()))
    };
    let asked = all.of(NAME).filter(|one| {
        let (from, to) = (&one.requester, &one.accepter);
        visible(one)
            && name.as_ref().is_none_or(|name| one.name == *name)
            && is("id", &[one.id.as_str()])
            && is("status", &[one.status.as_str()])
            && is("vpc_id", &[from.vpc_id.as_str(), to.vpc_id.as_str()])
            && is("tenant_id", &[from.tenant.as_str(), to.tenant.as_str()])
    });
    let (page, more) = page::of(asked, order, after.as_ref(), limit);
    let mut body = json!({ "peerings": page.iter().map(|one| wire(one)).collect::<Vec<_>>() });
    if let (true, true, Some(last)) = (cloud.seed.quirks.links, more, page.last())
        && let Some(body) = body.as_object_mut()
    {
        let link = json!([{ "rel": "next", "href": next(request, limit, &last.id) }]);
        body.insert("peerings_links".into(), link);
    }
    Ok(Answer::json(StatusCode::OK, body))
}

/// 0 to 2000; 0 is taken as "no limit of mine".
fn limit(request: &Request) -> Result<usize, Refusal> {
    let Some(text) = request.query("limit") else {
        return Ok(LARGEST);
    };
    match text.parse::<usize>() {
        Ok(0) => Ok(LARGEST),
        Ok(limit) if limit <= LARGEST => Ok(limit),
        _ => Err(error::input(&format!(
            "limit '{text}' is not an integer from 0 to {LARGEST}"
        ))),
    }
}

/// The absolute address of the next page: the same query, after `last`.
fn next(request: &Request, limit: usize, last: &Id) -> String {
    let mut query: Vec<&str> = request
        .query
        .split('&')
        .filter(|part| {
            let key = part.split('=').next().unwrap_or_default();
            !part.is_empty() && key != "limit" && key != "marker"
        })
        .collect();
    let (limit, marker) = (format!("limit={limit}"), format!("marker={last}"));
    query.push(&limit);
    query.push(&marker);
    format!("{}{}?{}", request.base(), request.path, query.join("&"))
}

/// The object under `peering`.
fn wrapped(request: &Request, known: &str) -> Result<Fields, Refusal> {
    let mut outer = Fields::read(&request.body, "peering", error::malformed)?;
    outer.inner("peering", known)
}

/// Names have 1 to 64 characters, descriptions at most 255 and no angle brackets.
pub(super) fn check_texts(name: &str, description: &str) -> Result<(), Refusal> {
    if !(1..=NAME_LENGTH).contains(&name.chars().count()) {
        return Err(error::input(&format!(
            "name has 1 to {NAME_LENGTH} characters"
        )));
    }
    let length = description.chars().count();
    if length > DESCRIPTION_LENGTH || description.contains(['<', '>']) {
        return Err(error::input(&format!(
            "description has at most {DESCRIPTION_LENGTH} characters and no angle brackets"
        )));
    }
    Ok(())
}

/// One that the caller may see: it owns an end, and the region, when one is named, is right.
fn visible<'a>(
    cloud: &HuaweiCloud,
    call: &Call<'_>,
    context: &'a mut Context<'_>,
) -> Result<&'a mut Connection, Refusal> {
    let id = Id::from(call.part(3));
    let found = context.visible(cloud, &id, &call.caller.tenant)?;
    if call.is_in(&found.requester.region) {
        Ok(found)
    } else {
        Err(Refusal::NotFound(What::Peering, id))
    }
}

/// Whether the rules allow a new one: VPCs that exist, one peering of a pair, and the quota of each side that
/// it counts for.
pub(super) fn allow(new: &Connection, objects: &Objects, seed: &Seed) -> Result<(), Refusal> {
    let (from, to) = (&new.requester, &new.accepter);
    if from.vpc_id == to.vpc_id {
        return Err(error::input("A VPC cannot be connected to itself"));
    }
    if !new.is_same_region() {
        return Err(error::input("Both VPCs have to be in one region"));
    }
    if !exists(from, seed) {
        return Err(error::input("Request VPC id is incorrect"));
    }
    // The one body of this service that users have published.
    if !exists(to, seed) {
        return Err(error::input("Accept VPC id or tenant id is incorrect"));
    }
    let blocks = |one: &Connection| {
        let ended = one.is_any(&[REJECTED, EXPIRED]);
        one.status == PENDING
            || one.becomes_or_is(ACTIVE)
            || (ended && seed.quirks.terminal_blocks_pair)
    };
    let mut all = objects.shelf(Kind::Peering).of(NAME);
    if all.any(|one| one.requester.region == from.region && one.joins_same(new) && blocks(one)) {
        let status = seed.quirks.duplicate.into();
        return Err(error::duplicate(
            status,
            from.vpc_id.as_str(),
            to.vpc_id.as_str(),
        ));
    }
    has_room(&from.tenant, &from.region, objects, seed)
}

/// A pending peering counts for its requester, an active one for both.
pub(super) fn has_room(
    project: &TenantId,
    region: &Region,
    objects: &Objects,
    seed: &Seed,
) -> Result<(), Refusal> {
    let all = objects.shelf(Kind::Peering).of(NAME);
    let used = all.filter(|one| {
        one.requester.region == *region
            && ((one.becomes_or_is(ACTIVE) && one.has_end(project))
                || (one.status == PENDING && one.requester.tenant == *project))
    });
    if used.count() < seed.quota {
        Ok(())
    } else {
        Err(error::quota())
    }
}

/// Whether a side's VPC exists, as far as the seed says.
pub(super) fn exists(side: &Party, seed: &Seed) -> bool {
    seed.vpcs.as_ref().is_none_or(|vpcs| {
        vpcs.iter().any(|vpc| {
            vpc.id == side.vpc_id
                && vpc.project_id == side.tenant
                && vpc.region.as_ref().is_none_or(|one| *one == side.region)
        })
    })
}

fn answer(status: StatusCode, peering: &Connection) -> Answer {
    Answer::json(status, json!({ "peering": wire(peering) }))
}

/// One end, as both services show it.
pub(super) fn vpc_info(side: &Party) -> Value {
    json!({ "vpc_id": side.vpc_id, "tenant_id": side.tenant })
}

/// As the API shows it, not wrapped. Times are UTC without a zone: `yyyy-MM-ddTHH:mm:ss`.
fn wire(one: &Connection) -> Value {
    json!({
        "id": one.id,
        "name": one.name,
        "status": one.status,
        "request_vpc_info": vpc_info(&one.requester),
        "accept_vpc_info": vpc_info(&one.accepter),
        "description": one.description,
        "created_at": zoneless(one.created_at),
        "updated_at": zoneless(one.updated_at),
    })
}

fn zoneless(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}
