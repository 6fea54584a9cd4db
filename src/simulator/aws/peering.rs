//! The calls of EC2 2016-11-15 that change VPC peerings.
//! <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcPeeringConnection.html>

use serde_json::{Map, json};

use super::lives::{FAILED, INITIATING, PROVISIONING};
use super::parameters::{Parameters, Shown};
use super::seed::{Duplicate, Seed, WrongRegion};
use super::side::Viewer;
use super::wire::{self, ACCEPTER_DNS, REQUESTER_DNS};
use super::{Aws, error, pairs, tags};
use crate::simulator::context::At;
use crate::simulator::id::Region;
use crate::simulator::object::{Connection, Field, Id, Kind, Own, Party, TenantId};
use crate::simulator::refusal::Refusal;
use crate::simulator::rules::Event;

/// What is said of a peering beside what all clouds say.
pub(super) fn fields() -> Vec<Field> {
    vec![
        // In place of the usual text of the status.
        ("status_message", json!("")),
        (REQUESTER_DNS, json!(false)),
        (ACCEPTER_DNS, json!(false)),
        // Whether it will end as `failed` instead of waiting for an answer.
        ("fails", json!(false)),
        // The account that deleted it.
        ("deleted_by", json!("")),
    ]
}

/// What a peering has from its beginning. It has no name but a tag.
pub(super) fn complete(peering: &mut Connection, seed: &Seed) {
    peering.name.clear();
    peering.description.clear();
    let ends = [&peering.requester.vpc_id, &peering.accepter.vpc_id];
    let [from, to] = ends;
    let fails = from == to || ends.iter().any(|vpc| seed.failing_vpcs.contains(vpc));
    peering.own.set("fails", fails);
}

/// The status that a new one ends in, where what it names cannot be connected.
pub(super) fn fails(new: &Connection) -> Option<&'static str> {
    new.own.flag("fails").then_some(FAILED)
}

pub(super) fn create(cloud: &Aws, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let viewer = Viewer::of(cloud, at);
    let end = |account: TenantId, region: Region, name: &str| {
        let vpc = parameters.required(name)?;
        Ok::<_, Refusal>(Party::new((account.clone(), account), region, vpc.into()))
    };
    let other = parameters.text("PeerOwnerId").map(TenantId::from);
    let there = parameters.text("PeerRegion").map(Region::from);
    let requester = end(viewer.account.clone(), viewer.region.clone(), "VpcId")?;
    let accepter = end(
        other.unwrap_or_else(|| viewer.account.clone()),
        there.unwrap_or_else(|| viewer.region.clone()),
        "PeerVpcId",
    )?;
    let own = Own::new(fields(), &Map::new()).map_err(Refusal::Invalid)?;
    let context = &mut at.context;
    let mut new = context.draft(cloud, Kind::Peering, (requester, accepter), own);
    complete(&mut new, &cloud.seed);
    new.requester.tags = tags::specified(parameters)?;
    let is_far = !(new.is_same_tenant() && new.is_same_region());
    if let Some(same) = pairs::same(&new, context.objects) {
        if cloud.seed.quirks.duplicate == Duplicate::Existing || !is_far {
            return Ok(json!({ "vpcPeeringConnection": wire::peering(same, &viewer) }));
        }
        new.own.set("fails", true);
    }
    pairs::has_room(&new, context.objects, &cloud.seed)?;
    // Whatever comes of it, and however soon, this is the first that is said.
    let mut shown = new.clone();
    shown.status = INITIATING.into();
    context.ask(cloud, new, true);
    Ok(json!({ "vpcPeeringConnection": wire::peering(&shown, &viewer) }))
}

pub(super) fn accept(cloud: &Aws, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let mut shown = decide(cloud, parameters, at, Event::Accept)?;
    shown.status = PROVISIONING.into();
    let viewer = Viewer::of(cloud, at);
    Ok(json!({ "vpcPeeringConnection": wire::peering(&shown, &viewer) }))
}

pub(super) fn reject(cloud: &Aws, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    decide(cloud, parameters, at, Event::Reject)?;
    Ok(json!({ "return": true }))
}

/// Only the accepter's account answers, in the accepter's region.
fn decide(
    cloud: &Aws,
    parameters: &Parameters,
    at: &mut At<'_>,
    event: Event,
) -> Result<Connection, Refusal> {
    let viewer = Viewer::of(cloud, at);
    let id = Id::from(parameters.required("VpcPeeringConnectionId")?);
    let context = &mut at.context;
    let seen = viewer.find(cloud, &id, context).map(|one| one.clone());
    let (account, word) = (&viewer.account, event.word());
    let one = match seen {
        Ok(one) => one,
        Err(unseen) => {
            let elsewhere = context.find(cloud, Kind::Peering, &id)?.clone();
            let is_told = cloud.seed.quirks.wrong_region == WrongRegion::NotPermitted
                && elsewhere.accepter.tenant == *account
                && elsewhere.requester.region == viewer.region;
            if !is_told {
                return Err(unseen);
            }
            elsewhere
        }
    };
    if one.accepter.tenant != *account {
        let why = format!("User {account} cannot {word} peering {id}");
        return Err(error::NOT_PERMITTED.of(why));
    }
    if one.accepter.region != viewer.region {
        let why = format!(
            "Incorrect region ({}) specified for this request. VPC peering connection {id} must be {word}ed in region {}",
            viewer.region, one.accepter.region
        );
        return Err(error::NOT_PERMITTED.of(why));
    }
    context.change(cloud, Kind::Peering, &id, event, Some(account))?;
    Ok(context.find(cloud, Kind::Peering, &id)?.clone())
}

pub(super) fn delete(cloud: &Aws, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let viewer = Viewer::of(cloud, at);
    let id = Id::from(parameters.required("VpcPeeringConnectionId")?);
    let context = &mut at.context;
    viewer.find(cloud, &id, context)?;
    let account = &viewer.account;
    context.change(cloud, Kind::Peering, &id, Event::Delete, Some(account))?;
    let deleted = context.find(cloud, Kind::Peering, &id)?;
    deleted.own.set("deleted_by", account.as_str());
    Ok(json!({ "return": true }))
}

/// Each side has options of its own, and only while the connection is active.
pub(super) fn modify_options(cloud: &Aws, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let viewer = Viewer::of(cloud, at);
    let id = Id::from(parameters.required("VpcPeeringConnectionId")?);
    let context = &mut at.context;
    let mut changed = viewer.find(cloud, &id, context)?.clone();
    let mut shown = Map::new();
    for (side, group, is_own, field) in [
        (
            "requester",
            "RequesterPeeringConnectionOptions",
            viewer.asks(&changed),
            REQUESTER_DNS,
        ),
        (
            "accepter",
            "AccepterPeeringConnectionOptions",
            viewer.answers(&changed),
            ACCEPTER_DNS,
        ),
    ] {
        let name = format!("{group}.AllowDnsResolutionFromRemoteVpc");
        let Some(wanted) = parameters.flag(&name)? else {
            continue;
        };
        if !is_own {
            let account = &viewer.account;
            let why = format!(
                "User {account} does not have permission to modify the {side} side peering options"
            );
            return Err(error::NOT_PERMITTED.of(why));
        }
        changed.own.set(field, wanted);
        let options = json!({ "allowDnsResolutionFromRemoteVpc": wanted });
        shown.insert(format!("{side}PeeringConnectionOptions"), options);
    }
    context.may(cloud, Kind::Peering, &id, Event::Modify)?;
    context.objects.insert(changed);
    Ok(shown.into())
}
