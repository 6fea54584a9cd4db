//! The calls of VpcPeer 2022-01-01, and the rules that look at more than one peering.
//! <https://www.alibabacloud.com/help/en/vpc/developer-reference/api-vpcpeer-2022-01-01-getvpcpeerconnectionattribute>

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::account::number;
use super::lives::{ACCEPTING, DELETED, DELETING, EXPIRED, MOVING, REJECTED};
use super::parameters::{Parameters, Shown};
use super::seed::{Quirks, Seed};
use super::{AliCloud, NAME, error};
use crate::simulator::context::{At, Call, Context};
use crate::simulator::object::{Connection, Field, Id, Kind, Own, Party, TenantId};
use crate::simulator::objects::Objects;
use crate::simulator::page::{self, Order};
use crate::simulator::refusal::Refusal;
use crate::simulator::rules::{Done, Event};

/// The largest page, and the page when no size is given.
const LARGEST: usize = 100;
const USUAL: usize = 20;

/// What is said of a peering beside what all clouds say.
pub(super) fn fields() -> Vec<Field> {
    vec![
        // Whether the account has paid.
        ("biz_status", json!("Normal")),
        // Mbit/s; -1 for no limit.
        ("bandwidth", json!(null)),
        ("link_type", json!("")),
        // Whether routes point to it. Set by the control API alone.
        ("routes", json!(false)),
    ]
}

/// What a peering has from its beginning, by where its ends are.
pub(super) fn complete(peering: &mut Connection) {
    if peering.is_same_region() {
        peering.own.set("bandwidth", -1);
    } else {
        peering.own.set("bandwidth", 1024);
        peering.own.set("link_type", "Gold");
    }
    for side in [&mut peering.requester, &mut peering.accepter] {
        "rg-default".clone_into(&mut side.resource_group_id);
    }
}

pub(super) fn create(cloud: &AliCloud, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let At { call, context } = at;
    let side = |account: TenantId, region: &str, vpc: &str| {
        Party::new((account.clone(), account), region.into(), vpc.into())
    };
    let (region, vpc) = (
        parameters.required("RegionId")?,
        parameters.required("VpcId")?,
    );
    let requester = side(call.caller.account.clone(), region, vpc);
    let other = parameters.number("AcceptingAliUid")?;
    let other = other.ok_or_else(|| error::missing("AcceptingAliUid"))?;
    let accepter = side(
        TenantId::from(other.to_string()),
        parameters.required("AcceptingRegionId")?,
        parameters.required("AcceptingVpcId")?,
    );
    let own = Own::new(fields(), &Map::new()).map_err(Refusal::Invalid)?;
    let mut new = context.draft(cloud, Kind::Peering, (requester, accepter), own);
    complete(&mut new);
    new.requester.tags = parameters.tags("Tag")?;
    if let Some(group) = parameters.text("ResourceGroupId") {
        group.clone_into(&mut new.requester.resource_group_id);
    }
    change(&mut new, parameters, 2)?;
    allow(&new, context.objects, &cloud.seed)?;
    let (id, needs_answer) = (new.id.clone(), !new.is_same_tenant());
    context.ask(cloud, new, needs_answer);
    Ok(json!({ "InstanceId": id }))
}

/// Takes name, description, bandwidth and link type over. A name has at least `least` characters.
fn change(peering: &mut Connection, parameters: &Parameters, least: usize) -> Result<(), Refusal> {
    for (field, value, most) in [
        ("Name", &mut peering.name, 128),
        ("Description", &mut peering.description, 256),
    ] {
        let Some(text) = parameters.text(field) else {
            continue;
        };
        let length = text.chars().count();
        let link = text.starts_with("http://") || text.starts_with("https://");
        if link || !(least..=most).contains(&length) {
            return Err(error::invalid(
                field,
                "its length or its beginning is not allowed",
            ));
        }
        text.clone_into(value);
    }
    if let Some(bandwidth) = parameters.number("Bandwidth")? {
        if peering.is_same_region() {
            return Err(error::INTRA_REGION_BANDWIDTH.refusal());
        }
        if !(1..=1024).contains(&bandwidth) {
            return Err(error::invalid("Bandwidth", "1 to 1024 are allowed"));
        }
        peering.own.set("bandwidth", bandwidth);
    }
    if let Some(link) = parameters.text("LinkType") {
        if peering.is_same_region() {
            return Err(error::INTRA_REGION_LINK_TYPE.refusal());
        }
        peering.own.set("link_type", link);
    }
    Ok(())
}

pub(super) fn get(cloud: &AliCloud, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let At { call, context } = at;
    let found = visible(cloud, parameters, call, context)?;
    Ok(wire(found, &call.caller.account, &cloud.seed.quirks))
}

pub(super) fn accept(cloud: &AliCloud, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let At { call, context } = at;
    let (tags, group) = (parameters.tags("Tag")?, parameters.text("ResourceGroupId"));
    let id = visible(cloud, parameters, call, context)?.id.clone();
    let account = &call.caller.account;
    let done = context.change(cloud, Kind::Peering, &id, Event::Accept, Some(account))?;
    if done == Done::Changed {
        let found = context.find(cloud, Kind::Peering, &id)?;
        let side = side_mut(found, account, &cloud.seed.quirks);
        side.tags.extend(tags);
        if let Some(group) = group {
            group.clone_into(&mut side.resource_group_id);
        }
    }
    Ok(json!({}))
}

pub(super) fn reject(cloud: &AliCloud, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let At { call, context } = at;
    let id = visible(cloud, parameters, call, context)?.id.clone();
    let account = Some(&call.caller.account);
    context.change(cloud, Kind::Peering, &id, Event::Reject, account)?;
    Ok(json!({}))
}

pub(super) fn modify(cloud: &AliCloud, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let At { call, context } = at;
    let mut changed = visible(cloud, parameters, call, context)?.clone();
    let id = changed.id.clone();
    context.may(cloud, Kind::Peering, &id, Event::Modify)?;
    change(&mut changed, parameters, 1)?;
    context.objects.insert(changed);
    let account = Some(&call.caller.account);
    context.change(cloud, Kind::Peering, &id, Event::Modify, account)?;
    Ok(json!({}))
}

pub(super) fn delete(cloud: &AliCloud, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let At { call, context } = at;
    let force = parameters.flag("Force")?;
    let found = visible(cloud, parameters, call, context)?;
    let (id, has_routes) = (found.id.clone(), found.own.flag("routes"));
    context.may(cloud, Kind::Peering, &id, Event::Delete)?;
    if has_routes && !force {
        return Err(error::ROUTES.of(&id));
    }
    let account = Some(&call.caller.account);
    context.change(cloud, Kind::Peering, &id, Event::Delete, account)?;
    Ok(json!({}))
}

pub(super) fn list(cloud: &AliCloud, parameters: &Parameters, at: &mut At<'_>) -> Shown {
    let At { call, context } = at;
    let size = parameters.page_size(USUAL, LARGEST)?;
    let vpcs = parameters.text("VpcId").unwrap_or_default();
    let vpcs: Vec<_> = vpcs.split(',').filter(|vpc| !vpc.is_empty()).collect();
    if vpcs.len() > 2 {
        return Err(error::invalid("VpcId", "at most 2 are allowed"));
    }
    let tags = parameters.tags("Tags")?;
    let after = parameters.text("NextToken").map(Order::read);
    let (account, quirks) = (&call.caller.account, &cloud.seed.quirks);
    let here = |one: &Connection| {
        parameters.is("RegionId", one.requester.region.as_str())
            || (quirks.lists_accepter_region
                && parameters.is("RegionId", one.accepter.region.as_str()))
    };
    let all: Vec<&Connection> = context
        .objects
        .shelf(Kind::Peering)
        .of(NAME)
        .filter(|one| one.has_end(account) && here(one))
        .filter(|one| parameters.is("InstanceId", one.id.as_str()))
        .filter(|one| parameters.is("Name", &one.name))
        // One at either end, or two at both.
        .filter(|one| vpcs.iter().all(|vpc| one.has_vpc(&(*vpc).into())))
        .filter(|one| {
            let own = side(one, account, quirks);
            parameters.is("ResourceGroupId", &own.resource_group_id)
                && tags
                    .iter()
                    .all(|tag| own.tags.get_key_value(tag.0) == Some(tag))
        })
        .collect();
    let order = quirks.list_order;
    let (page, more) = page::of(all.iter().copied(), order, after.as_ref(), size);
    let items: Vec<Value> = page.iter().map(|one| wire(one, account, quirks)).collect();
    let mut body = json!({
        "TotalCount": all.len(),
        "MaxResults": size,
        "VpcPeerConnects": items,
    });
    if let (true, Some(last), Some(body)) = (more, page.last(), body.as_object_mut()) {
        body.insert("NextToken".into(), json!(order.token(last)));
    }
    Ok(body)
}

/// The caller's peering that the parameters name.
fn visible<'a>(
    cloud: &AliCloud,
    parameters: &Parameters,
    call: &Call<'_>,
    context: &'a mut Context<'_>,
) -> Result<&'a mut Connection, Refusal> {
    let id = Id::from(parameters.required("InstanceId")?);
    context.visible(cloud, &id, &call.caller.account)
}

/// Whether the rules allow a new one: nothing under way on its VPCs, one per pair, and the quotas.
pub(super) fn allow(new: &Connection, objects: &Objects, seed: &Seed) -> Result<(), Refusal> {
    let (from, to) = (&new.requester.vpc_id, &new.accepter.vpc_id);
    if from == to {
        let why = "a VPC cannot be connected to itself";
        return Err(error::invalid("AcceptingVpcId", why));
    }
    let all: Vec<&Connection> = objects.shelf(Kind::Peering).of(NAME).collect();
    let blocks = |one: &&&Connection| {
        one.joins_same(new)
            && match one.status.as_str() {
                REJECTED | EXPIRED => seed.quirks.terminal_blocks_pair,
                DELETING | DELETED => false,
                _ => true,
            }
    };
    if all.iter().any(|one| blocks(&one)) {
        return Err(error::EXISTS.refusal());
    }
    let touches = |one: &&&Connection| one.has_vpc(from) || one.has_vpc(to);
    let mut moving = all.iter().filter(touches);
    if seed.quirks.vpc_conflicts && moving.any(|one| one.is_any(&MOVING)) {
        return Err(error::CONFLICT.refusal());
    }
    let counts = |one: &&&Connection| !one.is_any(&[REJECTED, EXPIRED, DELETED]);
    for side in [&new.requester, &new.accepter] {
        let of_vpc = |one: &&&Connection| {
            one.has_vpc(&side.vpc_id) && one.is_same_region() == new.is_same_region()
        };
        let most = if new.is_same_region() {
            seed.quota_per_vpc
        } else {
            seed.quota_per_vpc_cross_region
        };
        if all.iter().filter(counts).filter(of_vpc).count() >= most {
            return Err(error::QUOTA_PER_VPC.of(most));
        }
        let here = |one: &&&Connection| {
            one.requester.tenant == side.tenant && one.requester.region == side.region
        };
        let used = all.iter().filter(counts).filter(here).count();
        if side.vpc_id == *from && used >= seed.quota_per_region {
            return Err(error::QUOTA_PER_REGION.of(seed.quota_per_region));
        }
    }
    Ok(())
}

/// The side that belongs to an account; the requester's when both do, or when sides share.
pub(super) fn side_mut<'a>(
    one: &'a mut Connection,
    account: &TenantId,
    quirks: &Quirks,
) -> &'a mut Party {
    if one.requester.tenant == *account || quirks.shares_tags {
        &mut one.requester
    } else {
        &mut one.accepter
    }
}

pub(super) fn side<'a>(one: &'a Connection, account: &TenantId, quirks: &Quirks) -> &'a Party {
    if one.requester.tenant == *account || quirks.shares_tags {
        &one.requester
    } else {
        &one.accepter
    }
}

/// As the API shows it to an account.
fn wire(one: &Connection, account: &TenantId, quirks: &Quirks) -> Value {
    let vpc = |side: &Party| {
        json!({
            "VpcId": side.vpc_id,
            "Ipv4Cidrs": ["192.168.0.0/16"],
            "Ipv6Cidrs": [],
        })
    };
    let own = side(one, account, quirks);
    let tags = own.tags.iter();
    let tags: Vec<Value> = tags
        .map(|(key, value)| json!({ "Key": key, "Value": value }))
        .collect();
    let expires = one.is_any(&[ACCEPTING, EXPIRED]);
    json!({
        "InstanceId": one.id,
        "GmtCreate": seconds(one.created_at),
        "GmtModified": seconds(one.updated_at),
        "GmtExpired": expires.then(|| seconds(one.expires_at)),
        "Name": one.name,
        "Description": one.description,
        "OwnerId": number(one.requester.tenant.as_str()),
        "AcceptingOwnerUid": number(one.accepter.tenant.as_str()),
        "RegionId": one.requester.region,
        "AcceptingRegionId": one.accepter.region,
        "Vpc": vpc(&one.requester),
        "AcceptingVpc": vpc(&one.accepter),
        "Bandwidth": one.own.number("bandwidth"),
        "LinkType": one.own.text("link_type"),
        "Status": one.status,
        "BizStatus": one.own.text("biz_status"),
        "ResourceGroupId": own.resource_group_id,
        "Tags": tags,
    })
}

pub(super) fn seconds(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
