//! List resources on every cloud: what they find and in which order, and that nothing is asked for that nobody reads.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};
use tonic::Streaming;
use vpcconnect::plugin::proto::tfplugin6 as proto;
use vpcconnect::plugin::proto::tfplugin6::list_resource::Event;

use super::cty::{Cty, Type, text};
use super::host::{Host, conforming};
use super::ring::Ring;
use super::stage::{
    ACCEPTER, ALI_ACCEPTER, ALI_ENDPOINT, ALI_PEERING, AWS_A, AWS_ACCEPTER, AWS_ENDPOINT,
    AWS_PEERING, AWS_REGION, CLUSTER, ENDPOINT, PEERING,
};
use super::told::Told;
use super::wire::pack;
use crate::conformance::alicloud::stage::account_id;

/// What was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) identity: Cty,
    name: String,
    pub(super) object: Option<Cty>,
}

/// A list that is being read.
struct Reading<'a> {
    host: &'a Host,
    list: &'a str,
    stream: Streaming<Event>,
}

impl Reading<'_> {
    /// The next result; `Err` when it is at its end, with what is told there.
    async fn next(&mut self) -> Result<Found, Told> {
        let Some(event) = self.stream.message().await.unwrap() else {
            return Err(Told::default());
        };
        if event.identity.is_none() {
            assert!(!event.diagnostic.is_empty(), "an event says something");
            let told = Told::of(event.diagnostic, &self.host.lists[self.list]);
            assert!(
                self.stream.message().await.unwrap().is_none(),
                "it goes on: {told}"
            );
            return Err(told);
        }
        let of = self.host.resources[self.list].of();
        let object = event.resource_object.as_ref();
        let object = object.map(|object| conforming("list", Some(object), &of));
        assert!(
            object
                .as_ref()
                .is_none_or(|it| !it.is_null() && it.is_wholly_known())
        );
        assert!(!event.display_name.is_empty());
        let schema = &self.host.identities[self.list];
        let identity = schema.unpacked("list", event.identity.as_ref());
        assert!(schema.is_whole(&identity), "{identity}");
        Ok(Found {
            identity,
            name: event.display_name,
            object,
        })
    }

    /// All that is left, and what is told at the end.
    async fn rest(mut self) -> (Vec<Found>, Told) {
        let mut all = Vec::new();
        loop {
            match self.next().await {
                Ok(found) => all.push(found),
                Err(told) => return (all, told),
            }
        }
    }
}

/// A configuration of a list.
fn config<const N: usize>(ring: &Ring, list: &str, set: [(&str, Cty); N]) -> Cty {
    ring.host.lists[list].with(set)
}

fn packed(host: &Host, list: &str, config: &Cty) -> proto::DynamicValue {
    pack(config, &host.lists[list].of(), host.unknowns)
}

/// Texts as a set.
fn texts(all: &[&str]) -> Cty {
    Cty::List(all.iter().map(|one| text(one)).collect())
}

async fn validate(ring: &Ring, list: &str, config: &Cty, limit: Option<i64>) -> Told {
    let limit = limit.map(|limit| {
        let limit = Cty::Number(limit.to_string());
        pack(&limit, &Type::Number, ring.host.unknowns)
    });
    let request = proto::validate_list_resource_config::Request {
        type_name: list.to_owned(),
        config: Some(packed(&ring.host, list, config)),
        include_resource_object: None,
        limit,
    };
    let mut client = ring.host.client().provider();
    let answer = client.validate_list_resource_config(request).await;
    let told = answer.unwrap().into_inner().diagnostics;
    Told::of(told, &ring.host.lists[list])
}

async fn read<'a>(ring: &'a Ring, list: &'a str, config: &Cty, limit: i64) -> Reading<'a> {
    read_by(&ring.host, list, config, limit).await
}

async fn read_by<'a>(host: &'a Host, list: &'a str, config: &Cty, limit: i64) -> Reading<'a> {
    let request = proto::list_resource::Request {
        type_name: list.to_owned(),
        config: Some(packed(host, list, config)),
        include_resource_object: true,
        limit,
    };
    let mut client = host.client().provider();
    let stream = client.list_resource(request).await.unwrap().into_inner();
    Reading { host, list, stream }
}

/// Everything that a list finds.
async fn all(ring: &Ring, list: &str, config: &Cty) -> Vec<Found> {
    all_by(&ring.host, list, config).await
}

/// The same by any host.
pub(super) async fn all_by(host: &Host, list: &str, config: &Cty) -> Vec<Found> {
    let (found, told) = read_by(host, list, config, 100_000).await.rest().await;
    assert!(told.is_empty(), "{list}: {told}");
    found
}

async fn begun() -> Ring {
    let ring = Ring::closed().await;
    ring.begin().await;
    ring
}

/// Makes something, on AWS in the regions of the accounts.
async fn make(ring: &Ring, objects: &str, new: &Value) -> String {
    let mut new = new.clone();
    if new["cloud"] == "aws" && objects != "endpoints" {
        new["region"] = json!(AWS_REGION);
    }
    if new["cloud"] == "aws" && objects == "peerings" {
        new["accepter_region"] = json!(AWS_REGION);
    }
    let made = Ring::control(&ring.world, "POST", objects, &new).await;
    made["id"].as_str().unwrap().to_owned()
}

/// Peerings of one cloud, where B is asked by A so often, in this status.
async fn peerings(ring: &Ring, cloud: &str, count: usize, status: &str) {
    for number in 0..count {
        let new = json!({
            "cloud": cloud, "requester": "A", "accepter": "B", "status": status,
            "requester_vpc_id": format!("vpc-{status}-{number}"), "accepter_vpc_id": "vpc-b",
        });
        make(ring, "peerings", &new).await;
    }
}

/// The calls that list something, and those that were made beside them.
fn calls(ring: &Ring) -> usize {
    ring.world.calls().len()
}

/// What is pending, accepted and refused on a cloud's peerings.
fn words(cloud: &str) -> [&'static str; 3] {
    match cloud {
        "huaweicloud" => ["PENDING_ACCEPTANCE", "ACTIVE", "REJECTED"],
        "aws" => ["pending-acceptance", "active", "rejected"],
        _ => ["Accepting", "Activated", "Rejected"],
    }
}

#[tokio::test(start_paused = true)]
async fn each_side_finds_what_an_import_would_show_and_pending_ones_first() {
    for (cloud, sent, received) in [
        ("huaweicloud", PEERING, ACCEPTER),
        ("alicloud", ALI_PEERING, ALI_ACCEPTER),
        ("aws", AWS_PEERING, AWS_ACCEPTER),
    ] {
        let ring = begun().await;
        let [pending, accepted, rejected] = words(cloud);
        for status in [accepted, rejected, pending, accepted] {
            peerings(&ring, cloud, 1, status).await;
        }
        for (list, account) in [(sent, "default"), (received, "partner")] {
            let wanted = config(&ring, list, [("account", text(account))]);
            let found = all(&ring, list, &wanted).await;
            assert_eq!(found.len(), 4, "{list}");
            assert!(found[0].name.contains(pending), "{}", found[0].name);
            let since = ", PENDING_ACCEPTANCE since 2026-11-21";
            assert_eq!(found[0].name.ends_with(since), cloud == "huaweicloud");
            for (index, one) in found.iter().enumerate() {
                assert_eq!(one.name.contains(pending), index == 0, "{}", one.name);
                let object = one.object.as_ref().unwrap();
                // The identity is the one that a read of the imported object returns.
                let id = object.get("id").as_text().to_owned();
                let id = format!("{account}:{id}");
                let imported = ring.host.resource(list).import(&id).await.unwrap();
                assert_eq!(imported.state, *object, "{list}");
                assert_eq!(imported.identity, one.identity);
                if list == received {
                    assert_eq!(object.get("decision").is_null(), index == 0, "{object}");
                }
            }
            let ids: BTreeSet<_> = found.iter().map(|one| one.identity.to_string()).collect();
            assert_eq!(ids.len(), 4, "each is another one: {ids:?}");
            // Whoever has sent all of them has received none.
            let other = if account == "default" {
                "partner"
            } else {
                "default"
            };
            let wanted = config(&ring, list, [("account", text(other))]);
            assert!(all(&ring, list, &wanted).await.is_empty(), "{list}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_owner_of_services_finds_who_asks_any_of_them() {
    for (cloud, list, pending, refuses_others) in [
        ("huaweicloud", ENDPOINT, Some("pendingAcceptance"), true),
        ("alicloud", ALI_ENDPOINT, None, true),
        // It filters by the service, and nothing fits.
        ("aws", AWS_ENDPOINT, Some("pendingAcceptance"), false),
    ] {
        let ring = begun().await;
        let mut services = Vec::new();
        for _ in 0..2 {
            let owned = json!({ "cloud": cloud, "owner": "A" });
            let service = make(&ring, "services", &owned).await;
            let new = json!({ "cloud": cloud, "requester": "B", "service_id": service });
            let endpoint = make(&ring, "endpoints", &new).await;
            services.push((service, endpoint));
        }
        services.sort();
        // The service that is read first has none that is pending.
        let path = format!("endpoints/{}/accept", services[0].1);
        Ring::control(&ring.world, "POST", &path, &json!(null)).await;
        let found = all(&ring, list, &config(&ring, list, [])).await;
        assert_eq!(found.len(), 2, "{list}: {found:?}");
        if let Some(pending) = pending {
            assert!(found[0].name.contains(pending), "{}", found[0].name);
            assert!(!found[1].name.contains(pending), "{}", found[1].name);
        }
        for one in &found {
            let object = one.object.as_ref().unwrap();
            let (service, endpoint) = (object.get("service_id"), object.get("endpoint_id"));
            let id = format!("{}/{}", service.as_text(), endpoint.as_text());
            let imported = ring.host.resource(list).import(&id).await.unwrap();
            let object = object.with("account", imported.state.get("account").clone());
            assert_eq!(imported.state, object, "{list}");
            assert_eq!(imported.identity, one.identity);
            assert!(one.name.starts_with(endpoint.as_text()), "{}", one.name);
            assert!(one.name.contains(service.as_text()), "{}", one.name);
        }
        let (service, endpoint) = &services[1];
        let only = config(&ring, list, [("service_id", text(service))]);
        let found = all(&ring, list, &only).await;
        assert_eq!(found.len(), 1);
        assert!(found[0].name.starts_with(endpoint), "{}", found[0].name);

        // Another tenant's service is no service of one's own.
        let others = only.with("account", text("partner"));
        let (found, told) = read(&ring, list, &others, 10).await.rest().await;
        assert!(found.is_empty(), "{cloud}: {found:?}");
        assert_eq!(told.has_errors(), refuses_others, "{cloud}: {told}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_clusters_requests_are_found_as_they_are_in_the_state() {
    let ring = begun().await;
    let requester = ring.host.resource(CLUSTER);
    let block = requester.block.with([
        ("cluster_id", text("56")),
        ("name", text("ours")),
        ("accepter_vpc_id", text("vpc-b")),
        ("accepter_project_id", text("project-B")),
    ]);
    let change = requester.plan(None, &block).await.unwrap();
    let made = requester.apply(&change).await.succeeded();
    let wanted = config(&ring, CLUSTER, [("cluster_id", text("56"))]);
    let found = all(&ring, CLUSTER, &wanted).await;
    let [one] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(one.object.as_ref(), Some(&made.state));
    assert_eq!(one.identity, made.identity);
    assert!(one.name.starts_with("ours: project "), "{}", one.name);
    let others = config(&ring, CLUSTER, [("cluster_id", text("57"))]);
    assert!(all(&ring, CLUSTER, &others).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn filters_are_those_of_the_data_sources() {
    for (cloud, list, tenants, tenant) in [
        (
            "huaweicloud",
            ACCEPTER,
            "requester_project_ids",
            "project-A".to_owned(),
        ),
        (
            "alicloud",
            ALI_ACCEPTER,
            "requester_account_ids",
            account_id("A"),
        ),
        (
            "aws",
            AWS_ACCEPTER,
            "requester_account_ids",
            AWS_A.to_owned(),
        ),
    ] {
        let ring = begun().await;
        let [pending, accepted, rejected] = words(cloud);
        for status in [pending, accepted, rejected] {
            peerings(&ring, cloud, 1, status).await;
        }
        let new = json!({
            "cloud": cloud, "requester": "C", "accepter": "B", "name": "theirs",
            "requester_vpc_id": "vpc-c", "accepter_vpc_id": "vpc-b",
        });
        make(&ring, "peerings", &new).await;
        let partner = config(&ring, list, [("account", text("partner"))]);
        for (filter, value, count) in [
            ("statuses", texts(&[accepted]), 1),
            ("statuses", texts(&[accepted, rejected]), 2),
            ("statuses", texts(&[pending]), 2),
            ("statuses", texts(&[]), 0),
            ("answers", texts(&["pending"]), 2),
            ("answers", texts(&["accepted", "rejected"]), 2),
            ("name", text("theirs"), 1),
            ("vpc_id", text("vpc-c"), 1),
            ("vpc_id", text("vpc-b"), 4),
            (tenants, texts(&[&tenant]), 3),
            (tenants, texts(&[]), 0),
        ] {
            // A peering on AWS has no name to ask for.
            if (cloud, filter) == ("aws", "name") {
                continue;
            }
            let found = all(&ring, list, &partner.with(filter, value.clone())).await;
            assert_eq!(found.len(), count, "{list}: {filter} = {value}: {found:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn bad_input_is_an_error_at_its_attribute() {
    let ring = begun().await;
    for list in [
        PEERING,
        ACCEPTER,
        ENDPOINT,
        ALI_PEERING,
        ALI_ACCEPTER,
        ALI_ENDPOINT,
        AWS_PEERING,
        AWS_ACCEPTER,
        AWS_ENDPOINT,
    ] {
        let nothing = config(&ring, list, []);
        assert!(validate(&ring, list, &nothing, Some(1)).await.is_empty());
        for (attribute, wrong) in [
            ("statuses", texts(&["no-such-status"])),
            ("answers", texts(&["maybe"])),
            ("region", text("eu-de.example.com/")),
        ] {
            let wrong = nothing.with(attribute, wrong);
            let told = validate(&ring, list, &wrong, None).await;
            assert!(told.has_errors() && told.is_at(attribute), "{list}: {told}");
            let (found, told) = read(&ring, list, &wrong, 100).await.rest().await;
            assert!(found.is_empty() && told.is_at(attribute), "{list}: {told}");
        }
        for limit in [0, -1] {
            let told = validate(&ring, list, &nothing, Some(limit)).await;
            assert!(told.has_errors() && told.tells("limit"), "{list}: {told}");
            let (found, told) = read(&ring, list, &nothing, limit).await.rest().await;
            assert!(found.is_empty() && told.has_errors(), "{list}: {told}");
        }
        let nobody = nothing.with("account", text("nobody"));
        let (found, told) = read(&ring, list, &nobody, 100).await.rest().await;
        assert!(
            found.is_empty() && told.has_errors() && told.is_at("account"),
            "{told}"
        );
        // An unknown filter would be none.
        let unknown = nothing.with("statuses", Cty::Unknown);
        let (found, told) = read(&ring, list, &unknown, 100).await.rest().await;
        assert!(found.is_empty() && told.names("not known yet"), "{told}");
    }
    let cluster = config(&ring, CLUSTER, []);
    let told = validate(&ring, CLUSTER, &cluster, None).await;
    assert!(told.has_errors() && told.is_at("cluster_id"), "{told}");
    let (found, told) = read(&ring, CLUSTER, &cluster, 1).await.rest().await;
    assert!(found.is_empty() && told.is_at("cluster_id"), "{told}");
    assert_eq!(calls(&ring), 0);
}

#[tokio::test(start_paused = true)]
async fn a_thousand_requests_take_a_few_calls_and_a_hundred_take_one_page() {
    for (cloud, list, most, first) in [
        // The project is looked up once.
        ("huaweicloud", ACCEPTER, 3, 2),
        // The account's number is asked for once, and a page has 100.
        ("alicloud", ALI_ACCEPTER, 11, 2),
        // Those that are pending are asked for first, and the account's number once.
        ("aws", AWS_ACCEPTER, 4, 2),
    ] {
        let ring = begun().await;
        peerings(&ring, cloud, 1000, words(cloud)[0]).await;
        let partner = config(&ring, list, [("account", text("partner"))]);
        ring.world.clear_calls();
        let (found, told) = read(&ring, list, &partner, 100).await.rest().await;
        assert!(told.is_empty(), "{told}");
        assert_eq!((found.len(), calls(&ring)), (100, first), "{cloud}");
        ring.begin().await;
        ring.world.clear_calls();
        assert_eq!(all(&ring, list, &partner).await.len(), 1000);
        assert!(calls(&ring) <= most, "{cloud}: {}", calls(&ring));
    }
    for (cloud, list, most) in [
        ("huaweicloud", ENDPOINT, 3),
        ("alicloud", ALI_ENDPOINT, 2),
        ("aws", AWS_ENDPOINT, 3),
    ] {
        let ring = begun().await;
        let owned = json!({ "cloud": cloud, "owner": "A" });
        let service = make(&ring, "services", &owned).await;
        for _ in 0..1000 {
            let new = json!({ "cloud": cloud, "requester": "B", "service_id": service });
            make(&ring, "endpoints", &new).await;
        }
        ring.world.clear_calls();
        let found = all(&ring, list, &config(&ring, list, [])).await;
        assert_eq!(found.len(), 1000);
        assert!(calls(&ring) <= most, "{cloud}: {:?}", ring.world.calls());
    }
}

#[tokio::test(start_paused = true)]
async fn no_page_is_asked_for_that_nobody_reads() {
    let ring = begun().await;
    peerings(&ring, "alicloud", 250, "Accepting").await;
    let partner = config(&ring, ALI_ACCEPTER, [("account", text("partner"))]);
    ring.world.clear_calls();
    let mut reading = read(&ring, ALI_ACCEPTER, &partner, 1000).await;
    let pages = || {
        let calls = ring.world.calls();
        let lists = calls
            .iter()
            .filter(|call| call.api.as_deref() == Some("ListVpcPeerConnections"));
        lists.count()
    };
    for number in 1..=250 {
        reading.next().await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(pages(), usize::div_ceil(number, 100), "after {number}");
    }
    assert!(reading.next().await.unwrap_err().is_empty());

    // Whoever stops reading asks for nothing more.
    ring.world.clear_calls();
    let mut reading = read(&ring, ALI_ACCEPTER, &partner, 1000).await;
    reading.next().await.unwrap();
    drop(reading);
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(pages(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_pending_on_the_last_page_comes_first_where_the_cloud_can_be_asked() {
    let ring = begun().await;
    peerings(&ring, "huaweicloud", 2100, "ACTIVE").await;
    // Pages are ordered by id, and these come late.
    for number in 0..3 {
        let new = json!({
            "requester": "A", "accepter": "B", "requester_vpc_id": format!("vpc-{number}"),
            "status": "PENDING_ACCEPTANCE",
            "accepter_vpc_id": "vpc-b", "id": format!("ffffffff-ffff-4fff-bfff-fffffffffff{number}"),
        });
        make(&ring, "peerings", &new).await;
    }
    let partner = config(&ring, ACCEPTER, [("account", text("partner"))]);
    ring.world.clear_calls();
    let found = all(&ring, ACCEPTER, &partner).await;
    let pending = |one: &Found| one.name.contains("PENDING_ACCEPTANCE");
    assert_eq!(found.len(), 2103);
    assert!(found[..3].iter().all(pending) && !found[3..].iter().any(pending));
    let ids: BTreeSet<_> = found
        .iter()
        .map(|one| one.object.as_ref().unwrap().get("id").to_string())
        .collect();
    assert_eq!(ids.len(), found.len(), "each once");
    // The project, both pages of all, and what is pending.
    assert_eq!(calls(&ring), 4);

    // Whoever wants none of them does not ask for them.
    ring.world.clear_calls();
    let accepted = partner.with("answers", texts(&["accepted"]));
    assert_eq!(all(&ring, ACCEPTER, &accepted).await.len(), 2100);
    assert_eq!(calls(&ring), 2);
}

#[tokio::test(start_paused = true)]
async fn a_stop_ends_the_call_in_flight_with_an_error() {
    let ring = Ring::answering_after(Duration::from_secs(20)).await;
    ring.begin().await;
    let nothing = config(&ring, PEERING, []);
    let reading = read(&ring, PEERING, &nothing, 100).await;
    let stop = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        ring.host.stop().await;
    };
    let ((found, told), ()) = tokio::join!(reading.rest(), stop);
    assert!(
        found.is_empty() && told.has_errors() && told.tells("interrupted"),
        "{told}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_refusal_in_the_middle_says_so_after_what_was_found() {
    let ring = begun().await;
    peerings(&ring, "alicloud", 150, "Accepting").await;
    let partner = config(&ring, ALI_ACCEPTER, [("account", text("partner"))]);
    let mut reading = read(&ring, ALI_ACCEPTER, &partner, 1000).await;
    for _ in 0..100 {
        reading.next().await.unwrap();
    }
    let refused = json!({
        "match": { "api": "ListVpcPeerConnections" },
        "effect": { "answer": { "status": 403, "body": {
            "Code": "Forbidden.RAM", "Message": "not allowed", "RequestId": "1",
        } } },
    });
    ring.world
        .add_fault(serde_json::from_value(refused).unwrap());
    let told = reading.next().await.unwrap_err();
    assert!(told.has_errors() && told.tells("Forbidden.RAM"), "{told}");
}

#[tokio::test(start_paused = true)]
async fn without_objects_no_object_is_sent() {
    let ring = begun().await;
    peerings(&ring, "huaweicloud", 1, "ACTIVE").await;
    let request = proto::list_resource::Request {
        type_name: PEERING.to_owned(),
        config: Some(packed(&ring.host, PEERING, &config(&ring, PEERING, []))),
        include_resource_object: false,
        limit: 1,
    };
    let mut client = ring.host.client().provider();
    let mut stream = client.list_resource(request).await.unwrap().into_inner();
    let event = stream.message().await.unwrap().unwrap();
    assert!(event.resource_object.is_none() && event.identity.is_some());
    assert!(stream.message().await.unwrap().is_none());
}
