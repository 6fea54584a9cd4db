//! PrivateLink: what the owner of an endpoint service does with those who ask it.
//! <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AcceptVpcEndpointConnections.html>

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::filter::{Field, Filters};
use super::parameters::{Parameters, Shown};
use super::side::Viewer;
use super::{Aws, NAME, error, wire};
use crate::simulator::cloud::Cloud as _;
use crate::simulator::context::{At, Context};
use crate::simulator::object::{Connection, Id, Kind, Service};
use crate::simulator::page::{self, Order};
use crate::simulator::refusal::{Refusal, What};
use crate::simulator::rules::Event;

/// How many endpoints one call may answer.
const MOST: usize = 50;

/// What connections can be listed by.
const FILTERS: [Field; 5] = [
    ("service-id", |one| service_of(one).to_owned()),
    ("vpc-endpoint-id", |one| one.id.to_string()),
    ("vpc-endpoint-owner", |one| one.requester.tenant.to_string()),
    ("vpc-endpoint-state", |one| one.status.to_string()),
    ("vpc-endpoint-region", |one| {
        one.requester.region.to_string()
    }),
];

fn service_of(one: &Connection) -> &str {
    one.service_id.as_ref().map_or("", Id::as_str)
}

/// The services that the caller owns in the region.
fn owned<'a>(viewer: &Viewer, context: &'a Context<'_>) -> impl Iterator<Item = &'a Service> {
    let (account, region) = (viewer.account.clone(), viewer.region.clone());
    let all = context.objects.services.of(NAME);
    all.filter(move |one| one.owner.tenant == account && one.owner.region == region)
}

pub(super) fn accept(cloud: &Aws, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    decide(cloud, parameters, at, Event::Accept)
}

pub(super) fn reject(cloud: &Aws, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    decide(cloud, parameters, at, Event::Reject)
}

/// Answers each endpoint by itself: who is refused stands in the answer.
fn decide(cloud: &Aws, parameters: &Parameters, at: &mut At<'_>, event: Event) -> Shown {
    let viewer = Viewer::of(cloud, at);
    let service = Id::from(parameters.required("ServiceId")?);
    let ids = parameters.list("VpcEndpointId");
    if ids.len() > MOST {
        return Err(error::invalid("VpcEndpointId", "Up to 50 are allowed."));
    }
    let context = &mut at.context;
    if !owned(&viewer, context).any(|one| one.id == service) {
        return Err(Refusal::NotFound(What::Service, service));
    }
    let spoils = cloud.seed.quirks.missing_endpoint_spoils;
    if let Some(missing) = ids.iter().find(|id| !asks(id, &service, context))
        && spoils
    {
        return Err(Refusal::NotFound(What::Endpoint, (*missing).into()));
    }
    let mut unsuccessful = Vec::new();
    for id in ids {
        let done = if asks(id, &service, context) {
            let account = Some(&viewer.account);
            let changed = context.change(cloud, Kind::Endpoint, &id.into(), event, account);
            changed.map(drop)
        } else {
            Err(Refusal::NotFound(What::Endpoint, id.into()))
        };
        if let Err(refusal) = done {
            let said = cloud.say(&refusal);
            let error = json!({ "code": said.code, "message": said.message });
            unsuccessful.push(json!({ "resourceId": id, "error": error }));
        }
    }
    Ok(json!({ "unsuccessful": unsuccessful }))
}

/// Whether an endpoint asks a service.
fn asks(id: &str, service: &Id, context: &Context<'_>) -> bool {
    let found = context.objects.shelf(Kind::Endpoint).get(NAME, &id.into());
    found.is_some_and(|one| one.service_id.as_ref() == Some(service))
}

/// One page of those who ask any of the caller's services in the region.
pub(super) fn describe(cloud: &Aws, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let viewer = Viewer::of(cloud, at);
    let quirks = &cloud.seed.quirks;
    let size = parameters.number("MaxResults", 5, u64::MAX)?;
    let size = size.and_then(|size| usize::try_from(size.min(1000)).ok());
    let filters = Filters::read(parameters, &FILTERS, false)?;
    let after = parameters.text("NextToken").map(Order::read);
    let context = &at.context;
    let all = context.objects.shelf(Kind::Endpoint).of(NAME);
    let all = all.filter(|one| viewer.answers(one) && filters.fit(one, &BTreeMap::new()));
    let order = quirks.list_order;
    let (page, more) = page::of(all, order, after.as_ref(), size.unwrap_or(usize::MAX));
    let shown: Vec<Value> = page
        .iter()
        .map(|one| shown(one, quirks.capital_statuses))
        .collect();
    let next = page.last().filter(|_| more).map(|last| order.token(last));
    Ok(json!({ "vpcEndpointConnectionSet": shown, "nextToken": next }))
}

/// As the API shows it to the service's owner.
fn shown(one: &Connection, is_capital: bool) -> Value {
    let mut state = one.status.to_string();
    if is_capital && let Some(first) = state.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    json!({
        "serviceId": service_of(one),
        "vpcEndpointConnectionId": format!("vpce-con-{}", one.id.as_str().trim_start_matches("vpce-")),
        "vpcEndpointId": one.id,
        "vpcEndpointOwner": one.requester.tenant,
        "vpcEndpointState": state,
        "vpcEndpointRegion": one.requester.region,
        "creationTimestamp": wire::time(one.created_at),
        "ipAddressType": "ipv4",
    })
}

/// The services that the caller owns in the region, and whether they ask for an answer.
pub(super) fn services(cloud: &Aws, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let viewer = Viewer::of(cloud, at);
    let wanted = parameters.list("ServiceId");
    let context = &at.context;
    for id in &wanted {
        if !owned(&viewer, context).any(|one| one.id.as_str() == *id) {
            return Err(Refusal::NotFound(What::Service, (*id).into()));
        }
    }
    let is_wanted = |one: &&Service| wanted.is_empty() || wanted.contains(&one.id.as_str());
    let shown = owned(&viewer, context).filter(is_wanted).map(|one| {
        json!({
            "serviceId": one.id,
            "serviceName": format!("com.amazonaws.vpce.{}.{}", viewer.region, one.id),
            "serviceState": "Available",
            "acceptanceRequired": one.own.flag("acceptance_required"),
        })
    });
    Ok(json!({ "serviceConfigurationSet": shown.collect::<Vec<_>>() }))
}
