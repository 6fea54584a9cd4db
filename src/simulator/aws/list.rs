//! `DescribeVpcPeeringConnections`: by ids, by filters, page by page.
//! <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcPeeringConnections.html>

use serde_json::{Value, json};

use super::parameters::{Parameters, Shown};
use super::side::Viewer;
use super::{Aws, NAME, error, wire};
use crate::simulator::context::At;
use crate::simulator::object::{Connection, Id, Kind};
use crate::simulator::page::{self, Order};
use crate::simulator::refusal::Refusal;

/// What a filter looks at, by its name.
type Field = (&'static str, fn(&Connection) -> String);

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

/// A filter: what it is called, and the values of which one has to fit.
type Filter<'a> = (&'a str, Vec<Vec<char>>);

pub(super) fn describe(cloud: &Aws, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let viewer = Viewer::of(cloud, at);
    let quirks = &cloud.seed.quirks;
    let ids = parameters.list("VpcPeeringConnectionId");
    let size = parameters.number("MaxResults", 5, 1000)?;
    if size.is_some() && !ids.is_empty() && quirks.refuses_size_with_ids {
        return Err(error::COMBINATION.of("vpcPeeringConnectionIds"));
    }
    let size = size.and_then(|size| usize::try_from(size).ok());
    let filters = filters(parameters)?;
    for id in &ids {
        viewer.find(cloud, &Id::from(*id), &mut at.context)?;
    }
    let after = parameters.text("NextToken").map(Order::read);
    let all = at.context.objects.shelf(Kind::Peering).of(NAME);
    let all = all.filter(|one| {
        viewer.sees(one, quirks)
            && (ids.is_empty() || ids.contains(&one.id.as_str()))
            && filters.iter().all(|filter| fits(filter, one, &viewer))
    });
    let order = quirks.list_order;
    let (page, more) = page::of(all, order, after.as_ref(), size.unwrap_or(usize::MAX));
    let shown: Vec<Value> = page.iter().map(|one| wire::peering(one, &viewer)).collect();
    let next = page.last().filter(|_| more).map(|last| order.token(last));
    Ok(json!({ "vpcPeeringConnectionSet": shown, "nextToken": next }))
}

fn filters(parameters: &Parameters) -> Result<Vec<Filter<'_>>, Refusal> {
    let mut filters = Vec::new();
    for number in 1.. {
        let Some(name) = parameters.text(&format!("Filter.{number}.Name")) else {
            break;
        };
        let is_known = FILTERS.iter().any(|(known, _)| *known == name);
        if !is_known && name != "tag-key" && !name.starts_with("tag:") {
            let why = format!("The filter '{name}' is invalid");
            return Err(error::INVALID.of(why));
        }
        let values = parameters.list(&format!("Filter.{number}.Value"));
        let values = values.iter().map(|value| value.chars().collect());
        filters.push((name, values.collect()));
    }
    Ok(filters)
}

fn fits((name, patterns): &Filter<'_>, one: &Connection, viewer: &Viewer) -> bool {
    let tags = &viewer.own(one).tags;
    let values: Vec<String> = match name.strip_prefix("tag:") {
        Some(key) => tags.get(key).into_iter().cloned().collect(),
        None if *name == "tag-key" => tags.keys().cloned().collect(),
        None => {
            let known = FILTERS.iter().filter(|(known, _)| known == name);
            known.map(|(_, value)| value(one)).collect()
        }
    };
    values.iter().any(|value| {
        let value: Vec<char> = value.chars().collect();
        patterns.iter().any(|pattern| matches(pattern, &value))
    })
}

/// Whether a text fits a pattern, in which `*` stands for any text and `?` for one character.
fn matches(pattern: &[char], text: &[char]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        (['*', rest @ ..], _) => {
            matches(rest, text) || matches!(text, [_, more @ ..] if matches(pattern, more))
        }
        (['?', rest @ ..], [_, more @ ..]) => matches(rest, more),
        ([one, rest @ ..], [other, more @ ..]) => one == other && matches(rest, more),
        _ => false,
    }
}
