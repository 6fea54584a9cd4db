//! PrivateLink 2020-04-15: what the owner of an endpoint service does with those who ask it.
//! <https://www.alibabacloud.com/help/en/privatelink/developer-reference/api-privatelink-2020-04-15-enablevpcendpointconnection>

mod arrange;
mod connection;
mod seed;
mod service;
mod store;

use serde_json::{Value, json};

use super::super::id::Region;
use super::super::request::Request;
use super::Api;
use super::api::Context;
use super::error::Refusal;
use super::parameters::{Parameters, invalid};
use super::tenant::Tenant;

pub(crate) use arrange::{act, add_endpoint, add_service};
pub use connection::{Connection, EndpointId, Status};
pub use seed::{Doubts, NewEndpoint, NewService, Seed};
pub use service::{Service, ServiceId};
pub(crate) use store::Store;

/// The largest page, and the page when no size is given.
const LARGEST: usize = 1000;
const USUAL: usize = 50;

/// Performs a call. The regional host knows its own region alone.
pub(super) fn perform(
    api: Api,
    parameters: &Parameters,
    request: &Request,
    tenant: &Tenant,
    request_id: &str,
    context: &mut Context<'_>,
) -> Result<Value, Refusal> {
    let region = Region::from(parameters.required("RegionId")?);
    if request.region.as_ref().is_some_and(|host| *host != region) {
        return Err(invalid("RegionId", "it is another region than the host's"));
    }
    if api == Api::ListConnections {
        return list(parameters, tenant, &region, request_id, context);
    }
    let service = ServiceId::from(parameters.required("ServiceId")?);
    let endpoint = EndpointId::from(parameters.required("EndpointId")?);
    let bandwidth = bandwidth(parameters)?;
    let (doubts, now, settle) = (context.seed.privatelink.doubts, context.now, context.settle);
    let store = &mut context.state.privatelink;
    store.owned(&service, tenant.account, &region)?;
    let deciding = store.of_owner(tenant.account).any(Connection::is_deciding);
    let found = store
        .connection_mut(&endpoint)
        .filter(|one| one.service_id == service)
        .ok_or_else(|| Refusal::NoConnection(endpoint.clone()))?;
    let is_as_wished = match api {
        Api::Enable => found.status == Status::Connected,
        Api::Disable => found.status == Status::Disconnected,
        _ => false,
    };
    if is_as_wished && doubts.decided_again_succeeds {
        return Ok(json!({ "RequestId": request_id }));
    }
    match api {
        Api::Enable | Api::Disable => {
            if deciding && doubts.locked_until_settled {
                return Err(Refusal::Concurrent);
            }
            found.decide(api == Api::Enable, settle, now)?;
        }
        _ => {
            let stays = found.status.clone();
            let may = match stays {
                Status::Connected => true,
                Status::Disconnected => doubts.disconnected_takes_bandwidth,
                _ => false,
            };
            if !may {
                return Err(Refusal::ConnectionDenied(endpoint));
            }
            found.becomes(Status::Pending, Some(stays), settle, now);
        }
    }
    if let Some(bandwidth) = bandwidth {
        found.bandwidth = bandwidth;
    }
    if let Some(mode) = parameters.text("TrafficControlMode") {
        mode.clone_into(&mut found.mode);
    }
    Ok(json!({ "RequestId": request_id }))
}

fn bandwidth(parameters: &Parameters) -> Result<Option<i64>, Refusal> {
    let bandwidth = parameters.number("Bandwidth")?;
    if bandwidth.is_some_and(|bandwidth| !(100..=50_000).contains(&bandwidth)) {
        return Err(invalid("Bandwidth", "100 to 50000 are allowed"));
    }
    Ok(bandwidth)
}

/// One page of those who ask: of one service, or of all that the account has in the region.
fn list(
    parameters: &Parameters,
    tenant: &Tenant,
    region: &Region,
    request_id: &str,
    context: &Context<'_>,
) -> Result<Value, Refusal> {
    let doubts = context.seed.privatelink.doubts;
    let store = &context.state.privatelink;
    let size = match parameters.number("MaxResults")? {
        None => USUAL,
        Some(number) => usize::try_from(number)
            .ok()
            .filter(|size| (1..=LARGEST).contains(size))
            .ok_or_else(|| invalid("MaxResults", "1 to 1000 are allowed"))?,
    };
    if let Some(service) = parameters.text("ServiceId").map(ServiceId::from)
        && let Err(refusal) = store.owned(&service, tenant.account, region)
        && !doubts.lists_missing_service
    {
        return Err(refusal);
    }
    let owner = parameters.number("EndpointOwnerId")?;
    let after = parameters.text("NextToken").map(EndpointId::from);
    let is = |name: &str, value: &str| parameters.text(name).is_none_or(|wanted| wanted == value);
    let all: Vec<&Connection> = store
        .of_owner(tenant.account)
        .filter(|one| one.region == *region)
        .filter(|one| is("ServiceId", one.service_id.as_str()))
        .filter(|one| is("EndpointId", one.id.as_str()))
        .filter(|one| is("ConnectionStatus", one.status.as_str()))
        .filter(|one| owner.is_none_or(|owner| one.requester.0 == owner))
        .collect();
    let rest = all
        .iter()
        .filter(|one| after.as_ref().is_none_or(|after| one.id > *after));
    let mut page: Vec<_> = rest.take(size + 1).collect();
    let more = page.len() > size;
    page.truncate(size);
    let count = if doubts.counts_in_numbers {
        json!(all.len())
    } else {
        json!(all.len().to_string())
    };
    let next = page.last().filter(|_| more);
    let next = next.map_or_else(String::new, |last| last.id.to_string());
    let items: Vec<Value> = page.iter().map(|one| one.wire()).collect();
    Ok(json!({
        "RequestId": request_id,
        "TotalCount": count,
        "MaxResults": size,
        "NextToken": next,
        "Connections": items,
    }))
}
