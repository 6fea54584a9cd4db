//! The calls of VpcPeer 2022-01-01, each from its request to its answer; and what those of PrivateLink
//! have in common with them.

use std::time::Duration;

use http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::clock;
use super::super::id::{AccessKey, Region, random_hex};
use super::super::request::{Answer, Request};
use super::error::Refusal;
use super::parameters::{Parameters, invalid};
use super::peering::{AccountId, BizStatus, Peering, PeeringId, Side, Status, VpcId};
use super::seed::{NewPeering, Seed, WrongSide};
use super::tenant::Tenant;
use super::{Api, State, page, privatelink, tags};

/// What a call works on, beside its request.
pub(crate) struct Context<'a> {
    pub(crate) seed: &'a Seed,
    pub(crate) state: &'a mut State,
    pub(crate) now: Timestamp,
    /// How long a change takes to show.
    pub(crate) settle: Duration,
}

/// Performs a call: its parameters, its token, its rules; a dry run ends after those, on a
/// copy of the objects.
pub(super) fn perform(
    api: Api,
    request: &Request,
    tenant: &Tenant,
    request_id: &str,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    let parameters = Parameters::read(api, request)?;
    let (account, action) = (tenant.account, api.name());
    let tokens = &context.state.tokens;
    if let Some(mut before) = tokens.answered(account, action, &parameters)? {
        if let Some(before) = before.as_object_mut() {
            before.insert("RequestId".into(), json!(request_id));
        }
        return Ok(answer(before, request_id));
    }
    let execute = |context: &mut Context<'_>| match api {
        Api::Disable | Api::Enable | Api::ListConnections | Api::UpdateConnection => {
            privatelink::perform(api, &parameters, request, tenant, request_id, context)
        }
        _ => work(api, &parameters, tenant, request_id, context),
    };
    if parameters.flag("DryRun")? {
        // All objects once more: only for whoever asks.
        let mut rehearsal = Context {
            state: &mut context.state.clone(),
            ..*context
        };
        execute(&mut rehearsal)?;
        return Err(Refusal::DryRun);
    }
    let done = execute(context)?;
    let tokens = &mut context.state.tokens;
    tokens.remember(account, action, &parameters, &done);
    Ok(answer(done, request_id))
}

fn answer(body: Value, request_id: &str) -> Answer {
    let mut answer = Answer::json(StatusCode::OK, body);
    let header = ("x-acs-request-id".to_owned(), request_id.to_owned());
    answer.headers.push(header);
    answer
}

fn work(
    api: Api,
    parameters: &Parameters,
    tenant: &Tenant,
    request_id: &str,
    context: &mut Context<'_>,
) -> Result<Value, Refusal> {
    let taken = || json!({ "RequestId": request_id });
    match api {
        Api::Create => {
            let id = create(parameters, tenant, context)?;
            Ok(json!({ "RequestId": request_id, "InstanceId": id }))
        }
        Api::Get => {
            let seed = context.seed;
            let found = visible(parameters, tenant, context)?;
            let mut body = found.wire(tenant.account, seed);
            if let Some(body) = body.as_object_mut() {
                body.insert("RequestId".into(), json!(request_id));
            }
            Ok(body)
        }
        Api::List => page::list(parameters, tenant, request_id, context),
        Api::Accept => accept(parameters, tenant, context).map(|()| taken()),
        Api::Reject => reject(parameters, tenant, context).map(|()| taken()),
        Api::Modify => modify(parameters, tenant, context).map(|()| taken()),
        Api::Delete => delete(parameters, tenant, context).map(|()| taken()),
        Api::Tag => tags::tag(parameters, tenant, request_id, context),
        Api::Untag => tags::untag(parameters, tenant, request_id, context),
        Api::ListTags => tags::list(parameters, tenant, request_id, context),
        Api::MoveResourceGroup => tags::move_group(parameters, tenant, request_id, context),
        Api::Disable
        | Api::Enable
        | Api::ListConnections
        | Api::UpdateConnection
        | Api::SignIn(_)
        | Api::CallerIdentity
        | Api::AssumeRole => Err(Refusal::NoSuchAction),
    }
}

fn visible<'a>(
    parameters: &Parameters,
    tenant: &Tenant,
    context: &'a mut Context<'_>,
) -> Result<&'a mut Peering, Refusal> {
    let id = PeeringId::from(parameters.required("InstanceId")?);
    context.state.peerings.visible(&id, tenant.account)
}

fn create(
    parameters: &Parameters,
    tenant: &Tenant,
    context: &mut Context<'_>,
) -> Result<PeeringId, Refusal> {
    let side = |account, region: &str, vpc: &str| Side {
        account,
        region: Region::from(region),
        vpc_id: VpcId::from(vpc),
        resource_group_id: "rg-default".to_owned(),
        tags: [].into(),
    };
    let region = parameters.required("RegionId")?;
    let mut requester = side(tenant.account, region, parameters.required("VpcId")?);
    let accepter = parameters
        .number("AcceptingAliUid")?
        .ok_or(Refusal::Missing("AcceptingAliUid"))?;
    let accepter = side(
        AccountId(accepter),
        parameters.required("AcceptingRegionId")?,
        parameters.required("AcceptingVpcId")?,
    );
    requester.tags = parameters.tags("Tag")?;
    if let Some(group) = parameters.text("ResourceGroupId") {
        group.clone_into(&mut requester.resource_group_id);
    }
    let mut new = born(requester, accepter, context);
    change(&mut new, parameters, 2)?;
    context.state.peerings.allow(&new, context.seed)?;
    begin(&mut new, context);
    let id = new.id.clone();
    context.state.peerings.insert(new);
    Ok(id)
}

/// A peering before anything has happened to it.
fn born(requester: Side, accepter: Side, context: &Context<'_>) -> Peering {
    let same_region = requester.region == accepter.region;
    let random: String = random_hex().chars().take(17).collect();
    Peering {
        id: PeeringId::from(format!("pcc-{random}")),
        name: String::new(),
        description: String::new(),
        status: Status::Creating,
        biz_status: BizStatus::Normal,
        bandwidth: if same_region { -1 } else { 1024 },
        link_type: if same_region { "" } else { "Gold" }.to_owned(),
        requester,
        accepter,
        routes: false,
        created_at: context.now,
        updated_at: context.now,
        expires_at: clock::after(context.now, context.seed.expire_after.0),
        settling: None,
    }
}

/// Within an account it is accepted by itself; else it waits for the accepter.
fn begin(new: &mut Peering, context: &Context<'_>) {
    let to = if new.is_same_account() {
        Status::Activated
    } else {
        Status::Accepting
    };
    new.becomes(Status::Creating, to, context.settle, context.now);
    new.settle(context.now, context.seed);
}

/// Takes name, description, bandwidth and link type over. A name has at least `least` characters.
fn change(peering: &mut Peering, parameters: &Parameters, least: usize) -> Result<(), Refusal> {
    for (field, value) in [
        ("Name", &mut peering.name),
        ("Description", &mut peering.description),
    ] {
        let Some(text) = parameters.text(field) else {
            continue;
        };
        let most = if field == "Name" { 128 } else { 256 };
        let length = text.chars().count();
        let link = text.starts_with("http://") || text.starts_with("https://");
        if link || !(least..=most).contains(&length) {
            return Err(invalid(field, "its length or its beginning is not allowed"));
        }
        text.clone_into(value);
    }
    if let Some(bandwidth) = parameters.number("Bandwidth")? {
        if peering.is_same_region() {
            return Err(Refusal::IntraRegionBandwidth);
        }
        if !(1..=1024).contains(&bandwidth) {
            return Err(invalid("Bandwidth", "1 to 1024 are allowed"));
        }
        peering.bandwidth = bandwidth;
    }
    if let Some(link) = parameters.text("LinkType") {
        if peering.is_same_region() {
            return Err(Refusal::IntraRegionLinkType);
        }
        link.clone_into(&mut peering.link_type);
    }
    Ok(())
}

fn to_decide<'a>(
    parameters: &Parameters,
    tenant: &Tenant,
    context: &'a mut Context<'_>,
) -> Result<&'a mut Peering, Refusal> {
    let wrong_side = context.seed.doubts.wrong_side;
    let found = visible(parameters, tenant, context)?;
    if found.accepter.account == tenant.account {
        return Ok(found);
    }
    let id = found.id.clone();
    Err(match wrong_side {
        WrongSide::NotFound => Refusal::NotFound(id),
        WrongSide::Forbidden => Refusal::Forbidden(id),
        WrongSide::Status => Refusal::Status(id),
    })
}

fn accept(
    parameters: &Parameters,
    tenant: &Tenant,
    context: &mut Context<'_>,
) -> Result<(), Refusal> {
    let (seed, now, settle) = (context.seed, context.now, context.settle);
    let (tags, group) = (parameters.tags("Tag")?, parameters.text("ResourceGroupId"));
    let found = to_decide(parameters, tenant, context)?;
    match found.status {
        Status::Activated if seed.doubts.decided_again_succeeds => return Ok(()),
        Status::Accepting if found.settling.is_none() => {}
        _ => return Err(found.wrong_status()),
    }
    let side = found.side_mut(tenant.account, seed);
    side.tags.extend(tags);
    if let Some(group) = group {
        group.clone_into(&mut side.resource_group_id);
    }
    found.becomes(Status::Updating, Status::Activated, settle, now);
    found.settle(now, seed);
    Ok(())
}

fn reject(
    parameters: &Parameters,
    tenant: &Tenant,
    context: &mut Context<'_>,
) -> Result<(), Refusal> {
    let (seed, now) = (context.seed, context.now);
    let settle = if seed.doubts.reject_settles {
        context.settle
    } else {
        Duration::ZERO
    };
    let found = to_decide(parameters, tenant, context)?;
    match found.status {
        Status::Rejected if seed.doubts.decided_again_succeeds => return Ok(()),
        Status::Accepting if found.settling.is_none() => {}
        _ => return Err(found.wrong_status()),
    }
    found.becomes(Status::Accepting, Status::Rejected, settle, now);
    found.settle(now, seed);
    Ok(())
}

fn modify(
    parameters: &Parameters,
    tenant: &Tenant,
    context: &mut Context<'_>,
) -> Result<(), Refusal> {
    let (seed, now, settle) = (context.seed, context.now, context.settle);
    let found = visible(parameters, tenant, context)?;
    let stays = found.status.clone();
    if !matches!(stays, Status::Accepting | Status::Activated) || found.settling.is_some() {
        return Err(found.wrong_status());
    }
    if found.biz_status == BizStatus::FinancialLocked {
        return Err(Refusal::Locked);
    }
    change(found, parameters, 1)?;
    found.becomes(Status::Updating, stays, settle, now);
    found.settle(now, seed);
    Ok(())
}

fn delete(
    parameters: &Parameters,
    tenant: &Tenant,
    context: &mut Context<'_>,
) -> Result<(), Refusal> {
    let force = parameters.flag("Force")?;
    let id = visible(parameters, tenant, context)?.id.clone();
    remove(&id, force, context)
}

fn remove(id: &PeeringId, force: bool, context: &mut Context<'_>) -> Result<(), Refusal> {
    let not_found = || Refusal::NotFound(id.clone());
    let found = context.state.peerings.get_mut(id).ok_or_else(not_found)?;
    match found.status {
        Status::Deleted => return Err(not_found()),
        ref status if status.is_moving() => return Err(found.wrong_status()),
        _ => {}
    }
    if found.routes && !force {
        return Err(Refusal::Routes(id.clone()));
    }
    found.becomes(
        Status::Deleting,
        Status::Deleted,
        context.settle,
        context.now,
    );
    context.state.settle(context.now, context.seed);
    Ok(())
}

/// A peering made by the seed or the control API, under the same rules unless its status is given.
pub(crate) fn arrange(new: &NewPeering, context: &mut Context<'_>) -> Result<Peering, Refusal> {
    let region = new.region.as_ref().unwrap_or(&context.seed.default_region);
    let side = |key: &AccessKey, region: &Region, vpc_id: &VpcId| Side {
        account: AccountId::of(key),
        region: region.clone(),
        vpc_id: vpc_id.clone(),
        resource_group_id: "rg-default".to_owned(),
        tags: [].into(),
    };
    let requester = side(&new.requester, region, &new.requester_vpc_id);
    let accepter = side(
        new.accepter.as_ref().unwrap_or(&new.requester),
        new.accepter_region.as_ref().unwrap_or(region),
        &new.accepter_vpc_id,
    );
    let mut peering = born(requester, accepter, context);
    peering.name = new.name.clone().unwrap_or_else(|| "peering".to_owned());
    peering.description.clone_from(&new.description);
    if let Some(id) = &new.id {
        peering.id = id.clone();
    }
    if let Some(status) = &new.status {
        peering.status = status.clone();
    } else {
        context.state.peerings.allow(&peering, context.seed)?;
        begin(&mut peering, context);
    }
    context.state.peerings.insert(peering.clone());
    Ok(peering)
}

/// `accept`, `reject`, `expire` or `delete` by the control API, which needs no signature; nothing for
/// another word.
pub(crate) fn act_unasked(
    id: &PeeringId,
    action: &str,
    context: &mut Context<'_>,
) -> Option<Result<(), Refusal>> {
    if action == "delete" {
        return Some(remove(id, true, context));
    }
    let (now, settle, seed) = (context.now, context.settle, context.seed);
    let Some(found) = context.state.peerings.get_mut(id) else {
        return Some(Err(Refusal::NotFound(id.clone())));
    };
    if found.status != Status::Accepting || found.settling.is_some() {
        return Some(Err(found.wrong_status()));
    }
    match action {
        "accept" => found.becomes(Status::Updating, Status::Activated, settle, now),
        "reject" => found.becomes(Status::Accepting, Status::Rejected, Duration::ZERO, now),
        "expire" => found.expires_at = now,
        _ => return None,
    }
    found.settle(now, seed);
    Some(Ok(()))
}
