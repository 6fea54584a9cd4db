//! Tags and resource groups, which belong to one side of a peering.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::parameters::{Parameters, Shown};
use super::peering::{side, side_mut};
use super::{AliCloud, NAME, error};
use crate::simulator::context::{At, Call, Context};
use crate::simulator::object::{Connection, Id, Kind};
use crate::simulator::refusal::Refusal;

/// The most that one peering has.
const MOST: usize = 20;

pub(super) fn tag(cloud: &AliCloud, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let At { call, context } = at;
    let tags = parameters.tags("Tag")?;
    if tags.is_empty() {
        return Err(error::missing("Tag"));
    }
    change(cloud, parameters, call, context, |own| {
        own.extend(tags.clone());
        if own.len() > MOST {
            return Err(error::TOO_MANY_TAGS.refusal());
        }
        Ok(())
    })
}

pub(super) fn untag(cloud: &AliCloud, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let At { call, context } = at;
    let (keys, all) = (parameters.list("TagKey"), parameters.flag("All")?);
    change(cloud, parameters, call, context, |own| {
        let everything = all && keys.is_empty();
        own.retain(|key, _| !everything && !keys.contains(key));
        Ok(())
    })
}

pub(super) fn list(cloud: &AliCloud, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let At { call, context } = at;
    typed(parameters)?;
    let (ids, tags) = (parameters.list("ResourceId"), parameters.tags("Tag")?);
    if ids.is_empty() && tags.is_empty() {
        return Err(error::NEITHER_TAGS_NOR_RESOURCES.refusal());
    }
    let region = parameters.required("RegionId")?;
    let (account, quirks) = (&call.caller.account, &cloud.seed.quirks);
    let found: Vec<Value> = context
        .objects
        .shelf(Kind::Peering)
        .of(NAME)
        .filter(|one| one.has_end(account) && one.requester.region == region)
        .filter(|one| ids.is_empty() || ids.iter().any(|id| one.id == id.as_str()))
        .flat_map(|one| {
            side(one, account, quirks)
                .tags
                .iter()
                .map(move |tag| (one, tag))
        })
        .filter(|(_, tag)| tags.is_empty() || tags.get_key_value(tag.0) == Some(*tag))
        .map(|(one, (key, value))| {
            json!({
                "RegionNo": one.requester.region,
                "ResourceId": one.id,
                "ResourceType": "PeerConnection",
                "TagKey": key,
                "TagValue": value,
            })
        })
        .collect();
    Ok(json!({ "MaxResults": 50, "NextToken": "", "TagResources": found }))
}

pub(super) fn move_group(cloud: &AliCloud, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let At { call, context } = at;
    typed(parameters)?;
    let id = parameters.required("ResourceId")?;
    let group = parameters.required("NewResourceGroupId")?;
    parameters.required("RegionId")?;
    let account = &call.caller.account;
    let found = context.visible(cloud, &Id::from(id), account);
    let found = found.map_err(|_| error::NOT_FOUND_TO_MOVE.of(id))?;
    group.clone_into(&mut side_mut(found, account, &cloud.seed.quirks).resource_group_id);
    Ok(json!({ "Success": true }))
}

fn typed(parameters: &Parameters) -> Result<(), Refusal> {
    match parameters.required("ResourceType")? {
        "PeerConnection" => Ok(()),
        _ => Err(error::invalid("ResourceType", "PeerConnection is expected")),
    }
}

/// Changes the tags of every named peering, or of none.
fn change(
    cloud: &AliCloud,
    parameters: &Parameters,
    call: &Call<'_>,
    context: &mut Context<'_>,
    work: impl Fn(&mut BTreeMap<String, String>) -> Result<(), Refusal>,
) -> Result<Value, Refusal> {
    typed(parameters)?;
    let region = parameters.required("RegionId")?;
    let ids = parameters.list("ResourceId");
    if ids.is_empty() {
        return Err(error::missing("ResourceId"));
    }
    let is_there =
        |one: &Connection| one.requester.region == region || one.accepter.region == region;
    let account = &call.caller.account;
    let mut changed = Vec::new();
    for id in ids {
        let not_found = || error::NOT_FOUND_TO_TAG.of(&id);
        let found = context.visible(cloud, &Id::from(id.as_str()), account);
        let found = found.map_err(|_| not_found())?;
        if !is_there(found) {
            return Err(not_found());
        }
        let mut one = found.clone();
        work(&mut side_mut(&mut one, account, &cloud.seed.quirks).tags)?;
        changed.push(one);
    }
    for one in changed {
        context.objects.insert(one);
    }
    Ok(json!({ "Success": true }))
}
