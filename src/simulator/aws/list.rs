//! `DescribeVpcPeeringConnections`: by ids, by filters, page by page.
//! <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcPeeringConnections.html>

use serde_json::{Value, json};

use super::filter::{Field, Filters};
use super::parameters::{Parameters, Shown};
use super::side::Viewer;
use super::{Aws, NAME, error, wire};
use crate::simulator::context::At;
use crate::simulator::object::{Id, Kind};
use crate::simulator::page::{self, Order};

/// All of them but the tags.
const FILTERS: [Field; 8] = [
    ("status-code", |one| one.status.to_string()),
    ("status-message", wire::message),
    ("vpc-peering-connection-id", |one| one.id.to_string()),
    ("expiration-time", |one| wire::time(one.expires_at)),
    ("requester-vpc-info.owner-id", |one| {
        one.requester.tenant.to_string()
    }),
    ("requester-vpc-info.vpc-id", |one| {
        one.requester.vpc_id.to_string()
    }),
    ("accepter-vpc-info.owner-id", |one| {
        one.accepter.tenant.to_string()
    }),
    ("accepter-vpc-info.vpc-id", |one| {
        one.accepter.vpc_id.to_string()
    }),
];

pub(super) fn describe(cloud: &Aws, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let viewer = Viewer::of(cloud, at);
    let quirks = &cloud.seed.quirks;
    let ids = parameters.list("VpcPeeringConnectionId");
    let size = parameters.number("MaxResults", 5, 1000)?;
    if size.is_some() && !ids.is_empty() && quirks.refuses_size_with_ids {
        return Err(error::COMBINATION.of("vpcPeeringConnectionIds"));
    }
    let size = size.and_then(|size| usize::try_from(size).ok());
    let filters = Filters::read(parameters, &FILTERS, true)?;
    for id in &ids {
        viewer.find(cloud, &Id::from(*id), &mut at.context)?;
    }
    let after = parameters.text("NextToken").map(Order::read);
    let all = at.context.objects.shelf(Kind::Peering).of(NAME);
    let all = all.filter(|one| {
        viewer.sees(one, quirks)
            && (ids.is_empty() || ids.contains(&one.id.as_str()))
            && filters.fit(one, &viewer.own(one).tags)
    });
    let order = quirks.list_order;
    let (page, more) = page::of(all, order, after.as_ref(), size.unwrap_or(usize::MAX));
    let shown: Vec<Value> = page.iter().map(|one| wire::peering(one, &viewer)).collect();
    let next = page.last().filter(|_| more).map(|last| order.token(last));
    Ok(json!({ "vpcPeeringConnectionSet": shown, "nextToken": next }))
}
