//! The calls of the VPC peering API, each from its request to its answer.

use std::time::Duration;

use http::StatusCode;
use jiff::Timestamp;
use serde_json::json;

use super::super::clock;
use super::super::id::{AccessKey, Region, random_uuid};
use super::super::request::{Answer, Request};
use super::error::Refusal;
use super::issued::Issued;
use super::peering::{Decision, Existence, Peering, PeeringId, ProjectId, Side, Status, VpcId};
use super::peerings::{Peerings, exists};
use super::seed::{NewPeering, Seed};
use super::tenant::{Tenant, main_project};
use super::{body, cs, page, vpcep};

/// What a call works on, beside its request.
pub(crate) struct Context<'a> {
    pub(crate) seed: &'a Seed,
    pub(crate) peerings: &'a mut Peerings,
    pub(crate) endpoints: &'a mut vpcep::Store,
    pub(crate) clusters: &'a mut cs::Clusters,
    pub(crate) issued: &'a mut Issued,
    pub(crate) now: Timestamp,
    /// How long an accept, a reject or a delete takes to show.
    pub(crate) settle: Duration,
}

pub(super) fn create(
    request: &Request,
    tenant: &Tenant,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    let body = body::unwrap(&request.body)?;
    body::known(
        &body,
        &["name", "description", "request_vpc_info", "accept_vpc_info"],
    )?;
    let name = body::name(&body)?;
    let name = name.ok_or_else(|| {
        Refusal::Body("Failed to parse request. Required attribute 'name' not specified".into())
    })?;
    let description = body::description(&body)?.unwrap_or_default();
    let (from_vpc, from_project) = body::vpc_info(&body, "request_vpc_info")?;
    let (to_vpc, to_project) = body::vpc_info(&body, "accept_vpc_info")?;
    if from_project.is_some_and(|project| project != tenant.project.as_str()) {
        return Err(Refusal::Input(
            "Request VPC tenant id is not the caller's project".into(),
        ));
    }
    let requester = Side {
        project_id: tenant.project.clone(),
        vpc_id: from_vpc.into(),
    };
    let accepter = Side {
        project_id: to_project.map_or_else(|| tenant.project.clone(), ProjectId::from),
        vpc_id: to_vpc.into(),
    };
    let region = request
        .region
        .as_ref()
        .unwrap_or(&context.seed.default_region);
    let mut new = born(requester, accepter, region.clone(), context);
    new.name = name;
    new.description = description;
    let made = add(new, context)?;
    Ok(Answer::json(
        StatusCode::CREATED,
        json!({ "peering": made.wire() }),
    ))
}

/// A peering as it is born: ACTIVE between VPCs of one project, else waiting for the accepter.
fn born(requester: Side, accepter: Side, region: Region, context: &Context<'_>) -> Peering {
    let status = if requester.project_id == accepter.project_id {
        Status::Active
    } else {
        Status::PendingAcceptance
    };
    Peering {
        id: PeeringId::from(random_uuid()),
        region,
        name: String::new(),
        description: String::new(),
        status,
        requester,
        accepter,
        created_at: context.now,
        updated_at: context.now,
        expires_at: clock::after(context.now, context.seed.expire_after.0),
        settling: None,
    }
}

fn add<'a>(new: Peering, context: &'a mut Context<'_>) -> Result<&'a Peering, Refusal> {
    if new.requester.vpc_id == new.accepter.vpc_id {
        return Err(Refusal::Input("A VPC cannot be connected to itself".into()));
    }
    if !exists(&new.requester, &new.region, context.seed) {
        return Err(Refusal::Input("Request VPC id is incorrect".into()));
    }
    // The one body of this service that users have published.
    if !exists(&new.accepter, &new.region, context.seed) {
        return Err(Refusal::Input(
            "Accept VPC id or tenant id is incorrect".into(),
        ));
    }
    context.peerings.add(new, context.seed)
}

/// A peering made by the seed or the control API, under the same rules unless its status is given.
pub(crate) fn arrange(new: &NewPeering, context: &mut Context<'_>) -> Result<Peering, Refusal> {
    let region = new.region.as_ref().unwrap_or(&context.seed.default_region);
    let side = |key: &AccessKey, vpc_id: &VpcId| Side {
        project_id: main_project(context.seed, key, region),
        vpc_id: vpc_id.clone(),
    };
    let requester = side(&new.requester, &new.requester_vpc_id);
    let accepter = side(
        new.accepter.as_ref().unwrap_or(&new.requester),
        &new.accepter_vpc_id,
    );
    let mut peering = born(requester, accepter, region.clone(), context);
    peering.name = new.name.clone().unwrap_or_else(|| "peering".into());
    peering.description.clone_from(&new.description);
    body::check_name(&peering.name)?;
    body::check_description(&peering.description)?;
    if let Some(id) = &new.id {
        if context.peerings.get(id).is_some() {
            return Err(Refusal::Input(format!("id {id} is taken")));
        }
        peering.id = id.clone();
    }
    match &new.status {
        None => add(peering, context).cloned(),
        Some(status) => {
            peering.status = status.clone();
            context.peerings.insert(peering.clone());
            Ok(peering)
        }
    }
}

pub(super) fn list(
    request: &Request,
    tenant: &Tenant,
    context: &Context<'_>,
) -> Result<Answer, Refusal> {
    let links = context.seed.doubts.links;
    let body = page::list(request, tenant, context.peerings, links)?;
    Ok(Answer::json(StatusCode::OK, body))
}

pub(super) fn show(
    request: &Request,
    tenant: &Tenant,
    id: &PeeringId,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    let region = request.region.as_ref();
    let peering = context.peerings.visible(id, &tenant.project, region)?;
    Ok(wrapped(peering))
}

/// Either side may, in any status.
pub(super) fn update(
    request: &Request,
    tenant: &Tenant,
    id: &PeeringId,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    let region = request.region.as_ref();
    let peering = context.peerings.visible(id, &tenant.project, region)?;
    let body = body::unwrap(&request.body)?;
    body::known(&body, &["name", "description"])?;
    if body.is_empty() {
        return Err(Refusal::Body("No attribute to update".into()));
    }
    let (name, description) = (body::name(&body)?, body::description(&body)?);
    if peering.is_going() {
        return Err(peering.refused("update"));
    }
    if let Some(name) = name {
        peering.name = name;
    }
    if let Some(description) = description {
        peering.description = description;
    }
    peering.updated_at = context.now;
    Ok(wrapped(peering))
}

pub(super) fn delete(
    request: &Request,
    tenant: &Tenant,
    id: &PeeringId,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    let region = request.region.as_ref();
    let peering = context.peerings.visible(id, &tenant.project, region)?;
    if peering.delete(context.settle, context.now)? == Existence::Gone {
        context.peerings.remove(id);
    }
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

/// The accepter alone, while the request is pending. The answer is not wrapped.
pub(super) fn decide(
    request: &Request,
    tenant: &Tenant,
    id: &PeeringId,
    decision: Decision,
    context: &mut Context<'_>,
) -> Result<Answer, Refusal> {
    let region = request.region.as_ref();
    let peering = context.peerings.visible(id, &tenant.project, region)?;
    if peering.accepter.project_id != tenant.project {
        return Err(Refusal::WrongSide {
            id: id.clone(),
            action: decision.word(),
        });
    }
    let decided = decide_unasked(id, decision, context)?;
    Ok(Answer::json(StatusCode::OK, decided.wire()))
}

/// The same by the control API, which needs no signature.
pub(crate) fn decide_unasked(
    id: &PeeringId,
    decision: Decision,
    context: &mut Context<'_>,
) -> Result<Peering, Refusal> {
    let not_found = || Refusal::NotFound(id.clone());
    let found = context.peerings.get(id).ok_or_else(not_found)?;
    // The status goes first: a settled request is refused for that, whatever the quota.
    let mut decided = found.clone();
    decided.decide(decision, context.settle, context.now)?;
    if decision == Decision::Accept {
        let project = &found.accepter.project_id;
        context
            .peerings
            .has_room(project, &found.region, context.seed)?;
    }
    context.peerings.insert(decided.clone());
    Ok(decided)
}

/// A request whose time is over, by the control API.
pub(crate) fn expire_unasked(
    id: &PeeringId,
    context: &mut Context<'_>,
) -> Result<Peering, Refusal> {
    let found = context.peerings.get_mut(id);
    let found = found.ok_or_else(|| Refusal::NotFound(id.clone()))?;
    if found.status != Status::PendingAcceptance || found.settling.is_some() {
        return Err(found.refused("expire"));
    }
    found.expires_at = context.now;
    found.settle(context.now);
    Ok(found.clone())
}

/// A delete by the control API.
pub(crate) fn delete_unasked(id: &PeeringId, context: &mut Context<'_>) -> Result<(), Refusal> {
    let found = context.peerings.get_mut(id);
    let found = found.ok_or_else(|| Refusal::NotFound(id.clone()))?;
    if found.delete(context.settle, context.now)? == Existence::Gone {
        context.peerings.remove(id);
    }
    Ok(())
}

fn wrapped(peering: &Peering) -> Answer {
    Answer::json(StatusCode::OK, json!({ "peering": peering.wire() }))
}
