//! Makes what the seed and the control API want, as the tenants it names would.

use super::cloud::Cloud;
use super::context::Context;
use super::id::{AccessKey, Region};
use super::new::{New, NewEndpoint, NewPeering, NewService};
use super::object::{Connection, Id, Kind, Own, Party, Service, Status, VpcId};
use super::refusal::{Refusal, What};
use super::rules::Event;

fn vpc_of(key: &AccessKey) -> VpcId {
    VpcId::from(format!("vpc-{key}"))
}

fn party(cloud: &dyn Cloud, key: &AccessKey, region: &Region, vpc: &VpcId) -> Party {
    Party::new(cloud.owner(key, region), region.clone(), vpc.clone())
}

fn own(
    cloud: &dyn Cloud,
    what: What,
    given: &serde_json::Map<String, serde_json::Value>,
) -> Result<Own, Refusal> {
    Own::new(cloud.fields(what), given).map_err(Refusal::Invalid)
}

/// Makes an object of the seed.
pub(crate) fn make(cloud: &dyn Cloud, new: &New, context: &mut Context<'_>) -> Result<(), Refusal> {
    match new {
        New::Peering(new) => peering(cloud, new, context).map(drop),
        New::Service(new) => service(cloud, new, context).map(drop),
        New::Endpoint(new) => endpoint(cloud, new, context).map(drop),
    }
}

/// Makes a peering, under the cloud's rules unless its status is given.
pub(crate) fn peering(
    cloud: &dyn Cloud,
    new: &NewPeering,
    context: &mut Context<'_>,
) -> Result<Connection, Refusal> {
    let region = new.region.as_ref().unwrap_or(cloud.default_region());
    let other = new.accepter.as_ref().unwrap_or(&new.requester);
    let there = new.accepter_region.as_ref().unwrap_or(region);
    let sides = (
        party(cloud, &new.requester, region, &new.requester_vpc_id),
        party(cloud, other, there, &new.accepter_vpc_id),
    );
    let own = own(cloud, What::Peering, &serde_json::Map::new())?;
    let mut made = context.draft(cloud, Kind::Peering, sides, own);
    made.name = new.name.clone().unwrap_or_else(|| "peering".to_owned());
    made.description.clone_from(&new.description);
    insert(cloud, made, (&new.id, &new.status), None, context)
}

/// Makes an endpoint. Neither quotas nor permissions are asked.
pub(crate) fn endpoint(
    cloud: &dyn Cloud,
    new: &NewEndpoint,
    context: &mut Context<'_>,
) -> Result<Connection, Refusal> {
    let service = context.objects.services.get(cloud.name(), &new.service_id);
    let not_found = || Refusal::NotFound(What::Service, new.service_id.clone());
    let service = service.ok_or_else(not_found)?.clone();
    let vpc = new.vpc_id.clone().unwrap_or_else(|| vpc_of(&new.requester));
    let requester = party(cloud, &new.requester, &service.owner.region, &vpc);
    let own = own(cloud, What::Endpoint, &new.own)?;
    let sides = (requester, service.owner.clone());
    let mut made = context.draft(cloud, Kind::Endpoint, sides, own);
    made.service_id = Some(new.service_id.clone());
    made.description.clone_from(&new.description);
    let given = (&new.id, &new.status);
    insert(cloud, made, given, Some(&service), context)
}

fn insert(
    cloud: &dyn Cloud,
    mut made: Connection,
    (id, status): (&Option<Id>, &Option<Status>),
    service: Option<&Service>,
    context: &mut Context<'_>,
) -> Result<Connection, Refusal> {
    cloud.complete(&mut made)?;
    if let Some(id) = id {
        let shelf = context.objects.shelf(made.kind);
        if shelf.get(cloud.name(), id).is_some() {
            return Err(Refusal::Taken(id.clone()));
        }
        made.id = id.clone();
    }
    let (kind, id) = (made.kind, made.id.clone());
    if let Some(status) = status {
        made.status = status.clone();
        context.objects.insert(made);
    } else {
        let needs_answer = match service {
            Some(service) => !cloud.lets_in(service),
            None => {
                cloud.allow(&made, context.objects)?;
                cloud.needs_answer(&made)
            }
        };
        context.ask(cloud, made, needs_answer);
    }
    context.find(cloud, kind, &id).cloned()
}

/// Makes a service.
pub(crate) fn service(
    cloud: &dyn Cloud,
    new: &NewService,
    context: &mut Context<'_>,
) -> Result<Service, Refusal> {
    let region = new.region.as_ref().unwrap_or(cloud.default_region());
    let id = new.id.clone();
    let made = Service {
        cloud: cloud.name().to_owned(),
        id: id.unwrap_or_else(|| cloud.new_id(What::Service)),
        owner: party(cloud, &new.owner, region, &vpc_of(&new.owner)),
        created_at: context.now,
        updated_at: context.now,
        own: own(cloud, What::Service, &new.own)?,
    };
    let services = &context.objects.services;
    if services.get(cloud.name(), &made.id).is_some() {
        return Err(Refusal::Taken(made.id));
    }
    context.objects.insert_service(made.clone());
    Ok(made)
}

/// Acts on a connection for the side that may, or for the cloud. What is left of it.
pub(crate) fn act(
    cloud: &dyn Cloud,
    kind: Kind,
    id: &Id,
    action: &str,
    context: &mut Context<'_>,
) -> Result<Option<Connection>, Refusal> {
    if let Some(event) = Event::of(action) {
        context.change(cloud, kind, id, event, None)?;
    } else {
        let now = context.now;
        let found = context.find(cloud, kind, id)?;
        if !cloud.act(action, found) {
            return Err(Refusal::NoSuchCall);
        }
        found.updated_at = now;
    }
    Ok(context.objects.shelf(kind).get(cloud.name(), id).cloned())
}
