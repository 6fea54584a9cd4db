//! Tags and resource groups. All parameters are in the query.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::api::Context;
use super::error::Refusal;
use super::parameters::{Parameters, invalid};
use super::peering::{Peering, PeeringId};
use super::tenant::Tenant;

/// The most that one peering has.
const MOST: usize = 20;

pub(super) fn tag(
    parameters: &Parameters,
    tenant: &Tenant,
    request_id: &str,
    context: &mut Context<'_>,
) -> Result<Value, Refusal> {
    let tags = parameters.tags("Tag")?;
    if tags.is_empty() {
        return Err(Refusal::Missing("Tag"));
    }
    change(parameters, tenant, context, |own| {
        own.extend(tags.clone());
        if own.len() > MOST {
            return Err(Refusal::TooManyTags);
        }
        Ok(())
    })?;
    Ok(json!({ "RequestId": request_id, "Success": true }))
}

pub(super) fn untag(
    parameters: &Parameters,
    tenant: &Tenant,
    request_id: &str,
    context: &mut Context<'_>,
) -> Result<Value, Refusal> {
    let (keys, all) = (parameters.list("TagKey"), parameters.flag("All")?);
    change(parameters, tenant, context, |own| {
        let everything = all && keys.is_empty();
        own.retain(|key, _| !everything && !keys.contains(key));
        Ok(())
    })?;
    Ok(json!({ "RequestId": request_id, "Success": true }))
}

pub(super) fn list(
    parameters: &Parameters,
    tenant: &Tenant,
    request_id: &str,
    context: &mut Context<'_>,
) -> Result<Value, Refusal> {
    typed(parameters)?;
    let (ids, tags) = (parameters.list("ResourceId"), parameters.tags("Tag")?);
    if ids.is_empty() && tags.is_empty() {
        return Err(Refusal::NeitherTagsNorResources);
    }
    let region = parameters.required("RegionId")?;
    let seed = context.seed;
    let found: Vec<Value> = context
        .state
        .peerings
        .iter()
        .filter(|one| one.has_end(tenant.account))
        .filter(|one| ids.is_empty() || ids.iter().any(|id| id == one.id.as_str()))
        .filter(|one| one.requester.region.as_str() == region)
        .flat_map(|one| {
            let own = &one.side(tenant.account, seed).tags;
            own.iter().map(move |(key, value)| (one, key, value))
        })
        .filter(|(_, key, value)| {
            tags.is_empty() || tags.get(*key).is_some_and(|wanted| wanted == *value)
        })
        .map(|(one, key, value)| {
            json!({
                "RegionNo": one.requester.region,
                "ResourceId": one.id,
                "ResourceType": "PeerConnection",
                "TagKey": key,
                "TagValue": value,
            })
        })
        .collect();
    Ok(json!({
        "RequestId": request_id,
        "MaxResults": 50,
        "NextToken": "",
        "TagResources": found,
    }))
}

pub(super) fn move_group(
    parameters: &Parameters,
    tenant: &Tenant,
    request_id: &str,
    context: &mut Context<'_>,
) -> Result<Value, Refusal> {
    typed(parameters)?;
    let id = parameters.required("ResourceId")?;
    let group = parameters.required("NewResourceGroupId")?;
    parameters.required("RegionId")?;
    let seed = context.seed;
    let found = context
        .state
        .peerings
        .visible(&PeeringId::from(id), tenant.account)
        .map_err(|_| Refusal::NotFoundToMove(id.to_owned()))?;
    group.clone_into(&mut found.side_mut(tenant.account, seed).resource_group_id);
    Ok(json!({ "RequestId": request_id, "Success": true }))
}

fn typed(parameters: &Parameters) -> Result<(), Refusal> {
    match parameters.required("ResourceType")? {
        "PeerConnection" => Ok(()),
        _ => Err(invalid("ResourceType", "PeerConnection is wanted")),
    }
}

/// Changes the tags of every named peering, or of none.
fn change(
    parameters: &Parameters,
    tenant: &Tenant,
    context: &mut Context<'_>,
    work: impl Fn(&mut BTreeMap<String, String>) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    typed(parameters)?;
    let region = parameters.required("RegionId")?;
    let ids = parameters.list("ResourceId");
    if ids.is_empty() {
        return Err(Refusal::Missing("ResourceId"));
    }
    let is_there = |one: &Peering| {
        one.requester.region.as_str() == region || one.accepter.region.as_str() == region
    };
    for id in ids {
        let not_found = || Refusal::NotFoundToTag(id.clone());
        let found = context
            .state
            .peerings
            .visible(&PeeringId::from(id.as_str()), tenant.account)
            .map_err(|_| not_found())?;
        if !is_there(found) {
            return Err(not_found());
        }
        let mut tags = found.side(tenant.account, context.seed).tags.clone();
        work(&mut tags)?;
        found.side_mut(tenant.account, context.seed).tags = tags;
    }
    Ok(())
}
