//! One page of a list: the filters, `MaxResults` and `NextToken`.

use serde_json::{Value, json};

use super::api::Context;
use super::error::Refusal;
use super::parameters::{Parameters, invalid};
use super::peering::{Peering, PeeringId, VpcId};
use super::peerings::matches_vpcs;
use super::tenant::Tenant;

/// The largest page, and the page when no size is given.
const LARGEST: usize = 100;
const USUAL: usize = 20;

/// The body of a list answer.
pub(super) fn list(
    parameters: &Parameters,
    tenant: &Tenant,
    request_id: &str,
    context: &Context<'_>,
) -> Result<Value, Refusal> {
    let size = match parameters.number("MaxResults")? {
        None => USUAL,
        Some(number) => usize::try_from(number)
            .ok()
            .filter(|size| (1..=LARGEST).contains(size))
            .ok_or_else(|| invalid("MaxResults", "1 to 100 are allowed"))?,
    };
    let vpcs = parameters.text("VpcId").unwrap_or_default();
    let vpcs: Vec<VpcId> = vpcs
        .split(',')
        .filter(|vpc| !vpc.is_empty())
        .map(VpcId::from)
        .collect();
    if vpcs.len() > 2 {
        return Err(invalid("VpcId", "at most 2 are allowed"));
    }
    let tags = parameters.tags("Tags")?;
    let after = parameters.text("NextToken").map(PeeringId::from);
    let seed = context.seed;
    let here = |peering: &Peering| match parameters.text("RegionId") {
        None => true,
        Some(region) => {
            let accepter = peering.accepter.region.as_str() == region;
            peering.requester.region.as_str() == region
                || (accepter && seed.doubts.lists_accepter_region)
        }
    };
    let is = |name: &str, value: &str| parameters.text(name).is_none_or(|wanted| wanted == value);
    let all: Vec<&Peering> = context
        .state
        .peerings
        .iter()
        .filter(|one| one.has_end(tenant.account) && here(one))
        .filter(|one| is("InstanceId", one.id.as_str()) && is("Name", &one.name))
        .filter(|one| matches_vpcs(one, &vpcs))
        .filter(|one| {
            let own = one.side(tenant.account, seed);
            is("ResourceGroupId", &own.resource_group_id)
                && tags
                    .iter()
                    .all(|tag| own.tags.get_key_value(tag.0) == Some(tag))
        })
        .collect();
    let rest = all
        .iter()
        .filter(|one| after.as_ref().is_none_or(|after| one.id > *after));
    let mut page: Vec<_> = rest.take(size + 1).collect();
    let more = page.len() > size;
    page.truncate(size);
    let items: Vec<Value> = page
        .iter()
        .map(|one| one.wire(tenant.account, seed))
        .collect();
    let mut body = json!({
        "RequestId": request_id,
        "TotalCount": all.len(),
        "MaxResults": size,
        "VpcPeerConnects": items,
    });
    if let (true, Some(last), Some(body)) = (more, page.last(), body.as_object_mut()) {
        body.insert("NextToken".into(), json!(last.id));
    }
    Ok(body)
}
