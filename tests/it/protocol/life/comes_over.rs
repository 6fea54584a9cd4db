//! An object that is there comes into a state without being made: found by a list, imported by its identity, moved from
//! another provider's state. Whatever its configuration is, nothing is called for that, and peace follows.

use serde_json::{Value as Json, json};
use vpcconnect::simulator::World;

use crate::protocol::cty::Cty;
use crate::protocol::lists::all_by;
use crate::protocol::moved::changes;
use crate::protocol::resource::{Named, Resource, Stored};
use crate::protocol::rules::plan::Action;
use crate::protocol::stage::{
    ACCEPTER, ALI_ACCEPTER, ALI_ENDPOINT, ALI_PEERING, CLUSTER, ENDPOINT, PEERING,
};

/// The object that `stored` is, as it comes over in each way and is applied by its configuration.
pub(super) async fn comes_over(
    world: &World,
    resource: Resource<'_>,
    stored: &Stored,
    config: &Cty,
) -> Vec<Stored> {
    let name = resource.name;
    let host = resource.host;
    let of = &host.lists[name];
    let list = match name {
        CLUSTER => of.with([("cluster_id", config.get("cluster_id").clone())]),
        _ => of.with([]),
    };
    let mut found = all_by(host, name, &list).await;
    found.retain(|one| one.identity == stored.identity);
    assert_eq!(found.len(), 1, "{name}: {}", stored.identity);
    let imported = resource.import_by(Named::Identity(stored.identity.clone()));
    let imported = imported.await.unwrap_or_else(|told| panic!("{told}"));
    assert_eq!(found[0].object.as_ref(), Some(&imported.state), "{name}");

    let (from, theirs) = elsewhere(name, &imported.state);
    let moved = resource.moved(from, 0, &theirs.to_string()).await;
    let (moved, _) = moved.unwrap_or_else(|told| panic!("{from}: {told}"));
    let moved = resource.reread(&moved).await;

    let mut over = Vec::new();
    for (way, one) in [("import", imported), ("move", moved)] {
        let what = format!("{way} of {} by {config}", one.state);
        assert_eq!(one.identity, stored.identity, "{what}");
        let before = changes(world);
        let change = resource.plan(Some(&one), config).await.unwrap();
        let settings = matches!(change.action, Action::NoOp | Action::Update);
        assert!(settings, "{what}: {:?} {}", change.action, change.planned);
        let applied = resource.apply(&change).await.succeeded();
        assert_eq!(changes(world), before, "{what}");
        let read = resource.reread(&applied).await;
        assert_eq!(read.state, applied.state, "{what}");
        for same in ["id", "status"] {
            assert_eq!(read.state.get(same), stored.state.get(same), "{what}");
        }
        let again = resource.plan(Some(&read), config).await.unwrap();
        assert_eq!(again.action, Action::NoOp, "{what}");
        over.push(read);
    }
    over
}

/// What another provider's state has of an object.
fn elsewhere(name: &str, state: &Cty) -> (&'static str, Json) {
    let of = |name: &str| match state.get(name) {
        Cty::Null => Json::Null,
        Cty::Number(number) => json!(number.parse::<i64>().unwrap()),
        value => json!(value.as_text()),
    };
    let number = |name: &str| json!(state.get(name).as_text().parse::<u64>().unwrap());
    match name {
        PEERING => (
            "huaweicloud_vpc_peering_connection",
            json!({ "id": of("id"), "region": of("region"), "name": of("name"), "status": of("status"),
                "description": of("description"), "vpc_id": of("requester_vpc_id"),
                "peer_vpc_id": of("accepter_vpc_id"), "peer_tenant_id": of("accepter_project_id"),
                "timeouts": null }),
        ),
        ACCEPTER => (
            "huaweicloud_vpc_peering_connection_accepter",
            json!({ "id": of("id"), "region": of("region"), "vpc_peering_connection_id": of("id"),
                "name": of("name"), "status": of("status"), "description": of("description"),
                "vpc_id": of("requester_vpc_id"), "peer_vpc_id": of("accepter_vpc_id"),
                "peer_tenant_id": of("accepter_project_id"), "accept": null }),
        ),
        CLUSTER => (
            "huaweicloud_cs_peering_connect",
            json!({ "id": of("peering_id"), "region": of("region"), "cluster_id": of("cluster_id"),
                "name": of("name"), "timeouts": null, "target_vpc_info": [{
                    "vpc_id": of("accepter_vpc_id"), "project_id": of("accepter_project_id") }] }),
        ),
        ENDPOINT => (
            "huaweicloud_vpcep_approval",
            json!({ "id": of("service_id"), "region": of("region"), "service_id": of("service_id"),
                "endpoints": [of("endpoint_id")], "timeouts": null, "connections": [{
                    "endpoint_id": of("endpoint_id"), "domain_id": of("requester_domain_id"),
                    "status": of("status"), "description": of("description"),
                    "packet_id": number("marker_id") }] }),
        ),
        ALI_PEERING => (
            "alicloud_vpc_peer_connection",
            json!({ "id": of("id"), "vpc_id": of("requester_vpc_id"), "region_id": of("region"),
                "accepting_vpc_id": of("accepter_vpc_id"), "accepting_region_id": of("accepter_region"),
                "accepting_ali_uid": number("accepter_account_id"), "peer_connection_name": of("name"),
                "description": of("description"), "bandwidth": of("bandwidth"), "status": of("status"),
                "force_delete": false, "timeouts": null }),
        ),
        ALI_ACCEPTER => (
            "alicloud_vpc_peer_connection_accepter",
            json!({ "id": of("id"), "instance_id": of("id"), "vpc_id": of("requester_vpc_id"),
                "region_id": of("requester_region"), "accepting_vpc_id": of("accepter_vpc_id"),
                "accepting_region_id": of("accepter_region"), "status": of("status"),
                "accepting_owner_uid": number("accepter_account_id"), "bandwidth": of("bandwidth") }),
        ),
        ALI_ENDPOINT => (
            "alicloud_privatelink_vpc_endpoint_connection",
            json!({ "id": format!("{}:{}", state.get("service_id").as_text(), state.get("endpoint_id").as_text()),
                "service_id": of("service_id"), "endpoint_id": of("endpoint_id"),
                "status": of("status"), "bandwidth": of("bandwidth") }),
        ),
        other => panic!("{other} comes from nowhere"),
    }
}
