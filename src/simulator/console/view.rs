//! What the page shows: who asks whom, what each connection waits for, what either side may do, the last calls.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jiff::{RoundMode, TimestampRound, Unit};
use serde_json::{Value, json};

use crate::simulator::cloud::Cloud;
use crate::simulator::context::Context;
use crate::simulator::id::AccessKey;
use crate::simulator::object::{Connection, Kind, Party};
use crate::simulator::rules::{By, Event, Rules, To};
use crate::simulator::world::World;

/// The tenants that the simulator's own configurations have; they are shown before they have done anything.
const TENANTS: [&str; 2] = ["A", "B"];
/// Connections shown, pending ones before others and new ones before old ones; more make a page unreadable.
const CONNECTIONS: usize = 200;
/// Calls shown.
const CALLS: usize = 60;

/// All of it.
pub(crate) fn of(world: &World) -> Value {
    let (calls, mut keys) = world.log().last(CALLS);
    keys.extend(TENANTS.map(AccessKey::from));
    let (now, mut found) = world.view(|context| {
        let mut found = Vec::new();
        for cloud in world.clouds() {
            for kind in [Kind::Peering, Kind::Endpoint] {
                let all: Vec<_> = context
                    .objects
                    .shelf(kind)
                    .of(cloud.name())
                    .cloned()
                    .collect();
                found.extend(all.into_iter().map(|one| {
                    let shown = connection(&**cloud, &one, &keys, context);
                    (
                        one.status != cloud.rules(kind).pending,
                        one.created_at,
                        shown,
                    )
                }));
            }
        }
        (context.now, found)
    });
    let hidden = found.len().saturating_sub(CONNECTIONS);
    found.sort_by_key(|(is_answered, at, _)| (*is_answered, Reverse(*at)));
    found.truncate(CONNECTIONS);
    // A connection keeps its place when it is answered.
    found.sort_by_key(|(_, at, _)| Reverse(*at));
    let connections: Vec<Value> = found.into_iter().map(|(.., shown)| shown).collect();
    // A view that changes by itself changes once a minute.
    let minute = TimestampRound::new()
        .smallest(Unit::Minute)
        .mode(RoundMode::Trunc);
    json!({
        "now": now.round(minute).unwrap_or(now).to_string(),
        "tenants": TENANTS,
        "connections": connections,
        "hidden": hidden,
        "calls": calls,
        "faults": world.faults(),
    })
}

fn connection(
    cloud: &dyn Cloud,
    one: &Connection,
    keys: &BTreeSet<AccessKey>,
    context: &mut Context<'_>,
) -> Value {
    let rules = cloud.rules(one.kind);
    let may = |by: &[By], context: &mut Context<'_>| {
        let theirs = Event::ACTS.into_iter().filter(|event| {
            let is_theirs = rules.by(*event, one).is_some_and(|who| by.contains(&who));
            is_theirs && context.may(cloud, one.kind, &one.id, *event).is_ok()
        });
        theirs.map(Event::word).collect::<Vec<_>>()
    };
    let side = |party: &Party, may: Vec<&str>| {
        // A request may name the tenant alone.
        let owned = |key: &&AccessKey| {
            let (account, tenant) = cloud.owner(key, &party.region);
            account == party.account || tenant == party.tenant
        };
        let key = keys.iter().find(owned).map(AccessKey::as_str);
        json!({
            // A tenant that has never called is known by its account alone.
            "who": key.unwrap_or(party.account.as_str()),
            "tenant": party.tenant, "region": party.region, "vpc_id": party.vpc_id, "may": may,
        })
    };
    let requester = side(&one.requester, may(&[By::Requester, By::Either], context));
    // Nobody's button is time's: it stands beside the other answers.
    let accepter = side(
        &one.accepter,
        may(&[By::Accepter, By::Either, By::Time], context),
    );
    let is_pending = one.settling.is_none() && one.status == rules.pending;
    json!({
        "cloud": cloud.basics().title, "kind": one.kind, "id": one.id, "service_id": one.service_id,
        "name": one.name, "status": one.status, "requester": requester, "accepter": accepter,
        "waits_for": waits_for(rules, one, is_pending),
        "is_connected": one.status == rules.connected,
        "expires_at": (is_pending && rules.expires.is_some()).then(|| one.expires_at.to_string()),
    })
}

/// What has to happen next: `answer`, `accept`, a status that follows by itself, or nothing.
fn waits_for(rules: &Rules, one: &Connection, is_pending: bool) -> Value {
    // Where a reject leads back to the beginning, the status does not tell whether there was one.
    let is_start = |to| matches!(to, To::Status(status) if status == rules.pending);
    let rejects_to_start = rules
        .table
        .iter()
        .any(|rule| rule.on == Event::Reject && is_start(rule.to));
    match &one.settling {
        Some(settling) => json!({ "status": settling.to }),
        None if is_pending && rejects_to_start => json!("accept"),
        None if is_pending => json!("answer"),
        None => Value::Null,
    }
}
