//! Endpoint connections on AWS, with the real CLI.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};
use vpcconnect::simulator::{Connection, Kind, Options, World};

use super::aws::provider;
use super::hcl::resource;
use super::scene::{Folder, Scene};

const HERE: &str = "eu-central-1";
const KIND: &str = "vpcconnect_aws_endpoint_connection";
const B: &str = "001255198513";

/// A scene with so many services of A, and as many endpoints of B that ask each of them in turn.
async fn begin(services: usize, endpoints: usize) -> Option<Scene> {
    let service =
        |number| json!({ "owner": "A", "id": format!("vpce-svc-{number}"), "region": HERE });
    let endpoint = |number: usize| {
        let service = format!("vpce-svc-{}", number % services);
        json!({ "requester": "B", "service_id": service, "id": format!("vpce-{number}") })
    };
    let services: Vec<Value> = (0..services).map(service).collect();
    let endpoints: Vec<Value> = (0..endpoints).map(endpoint).collect();
    let bucket = json!({ "calls": 10, "per_seconds": 10, "bucket": true });
    let seed = json!({
        "rates": { "AcceptVpcEndpointConnections": bucket, "RejectVpcEndpointConnections": bucket },
        "aws": { "privatelink": { "services": services, "endpoints": endpoints } },
    });
    Scene::with(Options {
        settle: Duration::from_millis(300),
        seed: Some(serde_json::from_value(seed).unwrap()),
        ..Options::default()
    })
    .await
}

fn connections(world: &World) -> Vec<Connection> {
    world.connections_of("aws", Kind::Endpoint)
}

/// The statuses of all endpoints.
fn statuses(world: &World) -> Vec<String> {
    let all = connections(world).into_iter();
    all.map(|one| one.status.to_string()).collect()
}

/// How often an API was called, and how often that was refused.
fn calls(world: &World, api: &str) -> (usize, usize) {
    let calls = world.calls().into_iter();
    let calls: Vec<_> = calls
        .filter(|call| call.api.as_deref() == Some(api))
        .collect();
    let refused = calls.iter().filter(|call| call.status != Some(200));
    (calls.len(), refused.count())
}

/// Somebody else of the service's owner rejects an endpoint.
async fn rejects(world: &World, id: &str) {
    let request = http::Request::post(format!("/_simulator/endpoints/{id}/reject"));
    let answer = world
        .answer(request.body(Vec::new()).unwrap())
        .await
        .unwrap();
    assert!(answer.status().is_success(), "{answer:?}");
}

fn a(scene: &Scene) -> String {
    provider(scene, &[("default", "A", HERE)])
}

async fn settled(folder: &Folder<'_>) {
    folder.plan_with(&["-refresh=false"]).await.plans_nothing();
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn an_answer_is_given_changed_drifts_and_ends() {
    let Some(scene) = begin(1, 1).await else {
        return;
    };
    let world = scene.cloud().world().clone();
    let answer = |decision: &str, more: &str| {
        let body = format!(
            "service_id = \"vpce-svc-0\"\n  endpoint_id = \"vpce-0\"\n  decision = \"{decision}\"\n  {more}"
        );
        a(&scene) + &resource(KIND, "this", &body)
    };
    let name = format!("{KIND}.this");
    let guard = format!("requester_account_id = \"{B}\"");
    let folder = scene.folder("answer", &answer("accept", &guard));
    folder.apply().await.succeeds().warns_of_nothing();
    let made = folder.values(&name);
    assert_eq!(made["id"], "vpce-svc-0/vpce-0");
    assert_eq!(
        (&made["status"], &made["answer"]),
        (&json!("available"), &json!("accepted"))
    );
    assert_eq!(made["requester_account_id"], B);
    settled(&folder).await;

    // By hand, and back.
    rejects(&world, "vpce-0").await;
    folder.plan().await.plans(&[("update", name.as_str())]);
    folder.apply().await.succeeds();
    assert_eq!(statuses(&world), ["available"]);
    folder.write(&answer("reject", &guard));
    folder.apply().await.succeeds();
    assert_eq!(statuses(&world), ["rejected"]);
    settled(&folder).await;
    folder.write(&answer("accept", "on_destroy = \"reject\""));
    folder.apply().await.succeeds();
    let destroyed = folder.destroy().await.succeeds();
    destroyed.warns(&["stops traffic", "vpce-0"]);
    assert_eq!(statuses(&world), ["rejected"]);

    // Somebody else is let in by nobody.
    let guard = "requester_account_id = \"111111111111\"";
    let folder = scene.folder("guard", &answer("accept", guard));
    folder.apply().await.refuses(&[B, "vpce-0"]);
    assert_eq!(statuses(&world), ["rejected"]);
}

/// A hundred decisions in one apply: what comes together goes out together, and the cloud's limit of one call a second is kept.
#[tokio::test]
async fn a_hundred_are_accepted_in_one_apply_and_lose_the_approval_in_one_destroy() {
    // How many a call is about depends on how busy the machine is; how few will do is held on a clock that stands still.
    let most = 50;
    for services in [1, 3] {
        let Some(scene) = begin(services, 100).await else {
            return;
        };
        let world = scene.cloud().world().clone();
        let mut config = a(&scene);
        write!(
            config,
            "resource \"{KIND}\" \"all\" {{\n  count = 100\n  service_id = \"vpce-svc-${{count.index % {services}}}\"\n  \
             endpoint_id = \"vpce-${{count.index}}\"\n  decision = \"accept\"\n}}\n"
        )
        .unwrap();
        let folder = scene.folder("hundred", &config);
        folder.apply().await.succeeds().warns_of_nothing();
        let (accepts, refused) = calls(&world, "AcceptVpcEndpointConnections");
        assert!(
            accepts <= most && refused == 0,
            "{accepts}, {refused} refused"
        );
        assert!(statuses(&world).iter().all(|one| one == "available"));
        world.clear_calls();
        folder.plan().await.plans_nothing();
        let (reads, _) = calls(&world, "DescribeVpcEndpointConnections");
        assert!(reads <= 3, "{reads} reads of an empty plan");
        world.clear_calls();
        folder.destroy().await.succeeds();
        let (rejects, refused) = calls(&world, "RejectVpcEndpointConnections");
        assert!(
            rejects <= most && refused == 0,
            "{rejects}, {refused} refused"
        );
        assert!(statuses(&world).iter().all(|one| one == "rejected"));
    }
}

/// What arrives at any service is answered by who asks, and the second apply does nothing.
#[tokio::test]
async fn what_arrives_is_approved_by_requester_whichever_service_it_asks() {
    let Some(scene) = begin(2, 4).await else {
        return;
    };
    let world = scene.cloud().world().clone();
    let config = a(&scene)
        + &format!(
            "data \"vpcconnect_aws_endpoint_connections\" \"ours\" {{\n  requester_account_ids = [{B:?}]\n  answers = \
             [\"pending\", \"accepted\"]\n}}\nresource {KIND:?} \"approved\" {{\n  for_each = {{ for one in \
             data.vpcconnect_aws_endpoint_connections.ours.connections : one.id => one }}\n  service_id = \
             each.value.service_id\n  endpoint_id = each.value.endpoint_id\n  decision = \"accept\"\n}}\n\
             data \"vpcconnect_aws_endpoint_connection\" \"one\" {{\n  id = \"vpce-svc-1/vpce-1\"\n}}\noutput \"one\" {{\n  \
             value = data.vpcconnect_aws_endpoint_connection.one.requester_account_id\n}}\n"
        );
    let folder = scene.folder("arrives", &config);
    folder.apply().await.succeeds();
    assert_eq!(statuses(&world), ["available"; 4]);
    folder.apply().await.succeeds();
    folder.plan().await.plans_nothing();
    assert_eq!(statuses(&world), ["available"; 4]);

    // One by one, an import is the same, and nothing is done to it.
    let body = "service_id = \"vpce-svc-0\"\n  endpoint_id = \"vpce-0\"\n  decision = \"accept\"";
    let folder = scene.folder("import", &(a(&scene) + &resource(KIND, "this", body)));
    let name = format!("{KIND}.this");
    let imported = folder.import(&name, "vpce-svc-0/vpce-0").await;
    imported.succeeds();
    folder.plan().await.plans_nothing();
    let wrong = folder.import(&name, "vpce-svc-1/vpce-0").await;
    wrong.fails();
}
