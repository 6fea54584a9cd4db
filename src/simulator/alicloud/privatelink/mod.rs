//! PrivateLink 2020-04-15: what the owner of an endpoint service does with those who ask it.
//! <https://www.alibabacloud.com/help/en/privatelink/developer-reference/api-privatelink-2020-04-15-enablevpcendpointconnection>

pub(super) mod quirks;

use serde_json::{Value, json};

use super::account::number;
use super::lives::{DECIDING, SERVICE_DELETED};
use super::parameters::{Parameters, Shown};
use super::peering::seconds;
use super::{AliCloud, NAME, error};
use crate::simulator::cloud::Cloud;
use crate::simulator::context::{At, Call, Context};
use crate::simulator::id::Region;
use crate::simulator::object::{Connection, Id, Kind};
use crate::simulator::page::{self, Order};
use crate::simulator::refusal::{Refusal, What};
use crate::simulator::rules::{Done, Event};

/// The largest page, and the page when no size is given.
const LARGEST: usize = 1000;
const USUAL: usize = 50;

/// The region that is asked. The regional host knows its own alone.
fn region(parameters: &Parameters, call: &Call<'_>) -> Result<Region, Refusal> {
    let region = Region::from(parameters.required("RegionId")?);
    if call.is_in(&region) {
        return Ok(region);
    }
    Err(error::invalid("RegionId", "it is not the host's region"))
}

/// Whether the caller owns a service in a region.
fn owned(
    service: &Id,
    region: &Region,
    call: &Call<'_>,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    let found = context.objects.services.get(NAME, service);
    found
        .filter(|one| one.owner.tenant == call.caller.account && one.owner.region == *region)
        .map(drop)
        .ok_or_else(|| Refusal::NotFound(What::Service, service.clone()))
}

/// The connections of all services that the caller owns.
fn of_owner<'a>(call: &Call<'_>, context: &'a Context<'_>) -> impl Iterator<Item = &'a Connection> {
    let account = call.caller.account.clone();
    let all = context.objects.shelf(Kind::Endpoint).of(NAME);
    all.filter(move |one| one.accepter.tenant == account)
}

/// Connects, disconnects, or changes the bandwidth.
pub(super) fn perform(
    cloud: &AliCloud,
    parameters: &Parameters,
    at: &mut At<'_>,
    event: Event,
) -> Shown {
    let At { call, context } = at;
    let region = region(parameters, call)?;
    let service = Id::from(parameters.required("ServiceId")?);
    let id = Id::from(parameters.required("EndpointId")?);
    let bandwidth = parameters.number("Bandwidth")?;
    if bandwidth.is_some_and(|bandwidth| !(100..=50_000).contains(&bandwidth)) {
        return Err(error::invalid("Bandwidth", "100 to 50000 are allowed"));
    }
    owned(&service, &region, call, context)?;
    // "One at a time" is said of enabling and disabling alone.
    let is_locked = event != Event::Modify
        && cloud.seed.privatelink.quirks.locked_until_settled
        && of_owner(call, context).any(|one| one.is_any(&DECIDING));
    let found = &*context.find(cloud, Kind::Endpoint, &id)?;
    if found.service_id.as_ref() != Some(&service) {
        return Err(Refusal::NotFound(What::Endpoint, id));
    }
    if is_locked && !cloud.rules(Kind::Endpoint).is_again(event, found) {
        return Err(error::CONCURRENT.refusal());
    }
    let account = Some(&call.caller.account);
    let done = context.change(cloud, Kind::Endpoint, &id, event, account)?;
    if done == Done::Changed {
        let found = context.find(cloud, Kind::Endpoint, &id)?;
        if let Some(bandwidth) = bandwidth {
            found.own.set("bandwidth", bandwidth);
        }
        if let Some(mode) = parameters.text("TrafficControlMode") {
            found.own.set("scales", mode == "Scalability");
        }
    }
    Ok(json!({}))
}

/// One page of those who ask: of one service, or of all that the account has in the region.
pub(super) fn list(cloud: &AliCloud, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let At { call, context } = at;
    let (quirks, context) = (cloud.seed.privatelink.quirks, &*context);
    let region = region(parameters, call)?;
    let size = parameters.page_size(USUAL, LARGEST)?;
    if let Some(service) = parameters.text("ServiceId").map(Id::from)
        && !quirks.lists_missing_service
    {
        owned(&service, &region, call, context)?;
    }
    let owner = parameters.number("EndpointOwnerId")?;
    let after = parameters.text("NextToken").map(Order::read);
    let all: Vec<&Connection> = of_owner(call, context)
        .filter(|one| one.requester.region == region)
        .filter(|one| parameters.is("ServiceId", service_of(one)))
        .filter(|one| parameters.is("EndpointId", one.id.as_str()))
        .filter(|one| parameters.is("ConnectionStatus", one.status.as_str()))
        .filter(|one| owner.is_none_or(|owner| number(one.requester.tenant.as_str()) == owner))
        .collect();
    let (page, more) = page::of(all.iter().copied(), Order::Id, after.as_ref(), size);
    let count = if quirks.counts_in_numbers {
        json!(all.len())
    } else {
        json!(all.len().to_string())
    };
    let next = page.last().filter(|_| more);
    let items: Vec<Value> = page.iter().map(|one| wire(one)).collect();
    Ok(json!({
        "TotalCount": count,
        "MaxResults": size,
        "NextToken": next.map_or("", |last| last.id.as_str()),
        "Connections": items,
    }))
}

fn service_of(one: &Connection) -> &str {
    one.service_id.as_ref().map_or("", Id::as_str)
}

/// As the API shows it to the service's owner.
fn wire(one: &Connection) -> Value {
    let (region, vpc) = (&one.requester.region, &one.requester.vpc_id);
    let mode = if one.own.flag("scales") {
        "Scalability"
    } else {
        "BandwidthLimit"
    };
    // What a connection's zones show meanwhile.
    let of_zone = match one.status.as_str() {
        "Pending" => "Wait",
        SERVICE_DELETED => "Disconnected",
        other => other,
    };
    json!({
        "EndpointId": one.id,
        "ServiceId": one.service_id,
        "EndpointOwnerId": number(one.requester.tenant.as_str()),
        "EndpointVpcId": vpc,
        "EndpointRegionId": region,
        "ServiceRegionId": region,
        "ConnectionStatus": one.status,
        "Bandwidth": one.own.number("bandwidth"),
        "TrafficControlMode": mode,
        "ModifiedTime": seconds(one.updated_at),
        "ResourceGroupId": "rg-default",
        "ResourceOwner": one.is_same_tenant(),
        "Zones": [{
            "ZoneId": format!("{region}-a"),
            "VSwitchId": format!("vsw-{vpc}"),
            "EniId": format!("eni-{}", one.id),
            "ResourceId": "nlb-1",
            "ZoneDomain": format!("{}.privatelink.example", one.id),
            "ZoneStatus": of_zone,
        }],
    })
}
