//! One page of a list: the filters, `limit` and `marker`, and the link to the next page.

use serde_json::{Value, json};

use super::super::request::Request;
use super::error::Refusal;
use super::peering::{Peering, PeeringId};
use super::peerings::Peerings;
use super::tenant::Tenant;

/// The largest page, and the page when no `limit` is given.
const LARGEST: usize = 2000;

/// The body of a list answer.
pub(super) fn list(
    request: &Request,
    tenant: &Tenant,
    peerings: &Peerings,
    links: bool,
) -> Result<Value, Refusal> {
    let limit = limit(request)?;
    let marker = request.query("marker").map(PeeringId::from);
    let filter = Filter::read(request)?;
    let visible = |peering: &Peering| {
        let here = request.region.as_ref();
        peering.has_end(&tenant.project) && here.is_none_or(|region| peering.region == *region)
    };
    // A marker that is not there is not found, as in the service that this API descends from.
    if let Some(marker) = &marker
        && !peerings.get(marker).is_some_and(visible)
    {
        return Err(Refusal::NotFound(marker.clone()));
    }
    let mut found: Vec<&Peering> = peerings
        .iter()
        .filter(|peering| visible(peering))
        .filter(|peering| marker.as_ref().is_none_or(|marker| peering.id > *marker))
        .filter(|peering| filter.matches(peering))
        .take(limit + 1)
        .collect();
    let more = found.len() > limit;
    found.truncate(limit);
    let mut body = json!({
        "peerings": found.iter().map(|peering| peering.wire()).collect::<Vec<_>>(),
    });
    if let (true, true, Some(last)) = (links, more, found.last())
        && let Some(body) = body.as_object_mut()
    {
        let link = json!([{ "rel": "next", "href": next(request, limit, &last.id) }]);
        body.insert("peerings_links".into(), link);
    }
    Ok(body)
}

/// 0 to 2000; 0 is taken as "no limit of mine".
fn limit(request: &Request) -> Result<usize, Refusal> {
    let Some(text) = request.query("limit") else {
        return Ok(LARGEST);
    };
    match text.parse::<usize>() {
        Ok(0) => Ok(LARGEST),
        Ok(limit) if limit <= LARGEST => Ok(limit),
        _ => Err(Refusal::Input(format!(
            "limit '{text}' is not an integer from 0 to {LARGEST}"
        ))),
    }
}

/// The absolute address of the next page: the same query, after `last`.
fn next(request: &Request, limit: usize, last: &PeeringId) -> String {
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
    format!(
        "http://{}{}?{}",
        request.header("host").unwrap_or("localhost"),
        request.path,
        query.join("&")
    )
}

/// The documented filters. `vpc_id` and `tenant_id` match either end.
struct Filter {
    id: Option<String>,
    name: Option<String>,
    status: Option<String>,
    tenant_id: Option<String>,
    vpc_id: Option<String>,
}

impl Filter {
    fn read(request: &Request) -> Result<Self, Refusal> {
        let name = request.query("name");
        if let Some(name) = &name {
            super::body::check_name(name)?;
        }
        Ok(Self {
            id: request.query("id"),
            name,
            status: request.query("status"),
            tenant_id: request.query("tenant_id"),
            vpc_id: request.query("vpc_id"),
        })
    }

    fn matches(&self, peering: &Peering) -> bool {
        let (from, to) = (&peering.requester, &peering.accepter);
        let is = |wanted: &Option<String>, values: &[&str]| {
            wanted
                .as_deref()
                .is_none_or(|wanted| values.contains(&wanted))
        };
        is(&self.id, &[peering.id.as_str()])
            && is(&self.name, &[&peering.name])
            && is(&self.status, &[peering.status.as_str()])
            && is(&self.vpc_id, &[from.vpc_id.as_str(), to.vpc_id.as_str()])
            && is(
                &self.tenant_id,
                &[from.project_id.as_str(), to.project_id.as_str()],
            )
    }
}
