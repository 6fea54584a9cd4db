//! What the seed and the control API do without a signature.

use super::super::super::id::random_hex;
use super::super::api::Context;
use super::super::error::Refusal;
use super::super::parameters::invalid;
use super::super::peering::{AccountId, VpcId};
use super::connection::{Connection, EndpointId, Status};
use super::seed::{NewEndpoint, NewService};
use super::service::{Service, ServiceId};

fn random() -> String {
    random_hex().chars().take(17).collect()
}

/// Makes a service.
pub(crate) fn add_service(new: &NewService, context: &mut Context<'_>) -> Result<Service, Refusal> {
    let region = new.region.as_ref().unwrap_or(&context.seed.default_region);
    let id = new.id.clone();
    let service = Service {
        id: id.unwrap_or_else(|| ServiceId::from(format!("epsrv-{}", random()))),
        owner: AccountId::of(&new.owner),
        region: region.clone(),
        auto_accept: new.auto_accept,
        deleted: false,
    };
    let store = &mut context.state.privatelink;
    if store.service(&service.id).is_some() {
        return Err(invalid("id", &format!("{} is taken", service.id)));
    }
    store.insert_service(service.clone());
    Ok(service)
}

/// Makes an endpoint that asks a service.
pub(crate) fn add_endpoint(
    new: &NewEndpoint,
    context: &mut Context<'_>,
) -> Result<Connection, Refusal> {
    let (now, settle) = (context.now, context.settle);
    let waits_as_pending = context.seed.privatelink.doubts.waits_as_pending;
    let store = &mut context.state.privatelink;
    let service = store.service(&new.service_id).filter(|one| !one.deleted);
    let service = service.ok_or_else(|| Refusal::NoService(new.service_id.clone()))?;
    let auto_accept = service.auto_accept;
    let requester = AccountId::of(&new.requester);
    let waiting = if waits_as_pending {
        Status::Pending
    } else {
        Status::Disconnected
    };
    let id = new.id.clone();
    let vpc = || VpcId::from(format!("vpc-{}", new.requester));
    let mode = if new.scales {
        "Scalability"
    } else {
        "BandwidthLimit"
    };
    let mut connection = Connection {
        id: id.unwrap_or_else(|| EndpointId::from(format!("ep-{}", random()))),
        service_id: service.id.clone(),
        region: service.region.clone(),
        requester,
        is_owners: service.owner == requester,
        vpc_id: new.vpc_id.clone().unwrap_or_else(vpc),
        bandwidth: new.bandwidth.unwrap_or(3072),
        mode: mode.to_owned(),
        status: new.status.clone().unwrap_or(waiting),
        created_at: now,
        updated_at: now,
        settling: None,
    };
    if store.connections().any(|one| one.id == connection.id) {
        return Err(invalid("id", &format!("{} is taken", connection.id)));
    }
    if new.status.is_none() && auto_accept {
        let to = Some(Status::Connected);
        connection.becomes(Status::Connecting, to, settle, now);
    }
    store.insert(connection.clone());
    Ok(connection)
}

/// Does `action` to a connection as whoever may: `accept`, `reject` or `delete`. What is left of it; nothing
/// at all for another word.
pub(crate) fn act(
    id: &EndpointId,
    action: &str,
    context: &mut Context<'_>,
) -> Option<Result<Option<Connection>, Refusal>> {
    let (now, settle) = (context.now, context.settle);
    let store = &mut context.state.privatelink;
    let Some(found) = store.connection_mut(id) else {
        return Some(Err(Refusal::NoConnection(id.clone())));
    };
    let done = match action {
        "accept" => found.decide(true, settle, now),
        "reject" => found.decide(false, settle, now),
        "delete" => {
            if !found.becomes(Status::Deleting, None, settle, now) {
                store.remove(id);
                return Some(Ok(None));
            }
            Ok(())
        }
        _ => return None,
    };
    Some(done.map(|()| Some(found.clone())))
}
