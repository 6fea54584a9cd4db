//! The provider is killed (SIGKILL) at random moments of applies with decisions about endpoints on all
//! clouds. The next run completes without a word, and decides nothing twice. `TF_ACC_SEED` repeats the choice
//! of a run.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use vpcconnect::simulator::{Call, World};

use super::alicloud::accounts;
use super::aws;
use super::chance::{self, Chance};
use super::cloud::Cloud;
use super::hcl::resource;
use super::moments::{LATENCY, Moment, SETTLE, kill};
use super::scene::{Folder, REQUIRED, Scene};

/// How many kills of applies there have to be.
const KILLS: usize = 12;

/// The endpoints on each cloud.
const ENDPOINTS: usize = 6;

/// A cloud with endpoints.
struct On {
    name: &'static str,
    resource: &'static str,
    /// What it shows of who is accepted, and of who is rejected.
    statuses: [&'static str; 2],
    /// The statuses of all endpoints.
    all: fn(&World) -> Vec<String>,
    arrange_service: fn(&World, Value),
    arrange_endpoint: fn(&World, Value),
    /// Whether a call decides.
    decides: fn(&str) -> bool,
    /// Whether one call decides about many, and its answer refuses whoever is decided already.
    together: bool,
}

const CLOUDS: [On; 3] = [
    On {
        name: "huawei",
        resource: "vpcconnect_huaweicloud_endpoint_connection",
        statuses: ["accepted", "rejected"],
        all: |world| {
            let all = world.endpoints().into_iter();
            all.map(|one| one.status.to_string()).collect()
        },
        arrange_service: |world, new| {
            let new = serde_json::from_value(new).unwrap();
            world.arrange_service(&new).unwrap();
        },
        arrange_endpoint: |world, new| {
            let new = serde_json::from_value(new).unwrap();
            world.arrange_endpoint(&new).unwrap();
        },
        decides: |api| api == "AcceptOrRejectEndpoint",
        together: false,
    },
    On {
        name: "ali",
        resource: "vpcconnect_alicloud_endpoint_connection",
        statuses: ["Connected", "Disconnected"],
        all: |world| {
            let all = world.alicloud_connections().into_iter();
            all.map(|one| one.status.to_string()).collect()
        },
        arrange_service: |world, new| {
            let new = serde_json::from_value(new).unwrap();
            world.arrange_alicloud_service(&new).unwrap();
        },
        arrange_endpoint: |world, new| {
            let new = serde_json::from_value(new).unwrap();
            world.arrange_alicloud_endpoint(&new).unwrap();
        },
        decides: |api| api.ends_with("ableVpcEndpointConnection"),
        together: false,
    },
    On {
        name: "aws",
        resource: "vpcconnect_aws_endpoint_connection",
        statuses: ["available", "rejected"],
        all: |world| {
            let all = world.aws_connections().into_iter();
            all.map(|one| one.status.to_string()).collect()
        },
        arrange_service: |world, new| {
            let new = serde_json::from_value(new).unwrap();
            world.arrange_aws_service(&new).unwrap();
        },
        arrange_endpoint: |world, new| {
            let new = serde_json::from_value(new).unwrap();
            world.arrange_aws_endpoint(&new).unwrap();
        },
        decides: |api| {
            ["Accept", "Reject"]
                .map(|act| format!("{act}VpcEndpointConnections"))
                .contains(&api.to_owned())
        },
        together: true,
    },
];

/// A decision about all endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Decision {
    Accept,
    Reject,
}

impl Decision {
    fn word(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Accept => Self::Reject,
            Self::Reject => Self::Accept,
        }
    }

    /// What the clouds show then.
    fn statuses(self) -> BTreeMap<(&'static str, String), usize> {
        let shown = |on: &On| {
            let [accepted, rejected] = on.statuses;
            let status = match self {
                Self::Accept => accepted,
                Self::Reject => rejected,
            };
            ((on.name, status.to_owned()), ENDPOINTS)
        };
        CLOUDS.iter().map(shown).collect()
    }
}

/// A's decision about everybody who asks.
fn configuration(scene: &Scene, decision: Decision) -> String {
    let decide = |on: &On| {
        let (name, word) = (on.name, decision.word());
        let body = format!(
            "count = {ENDPOINTS}
  service_id = \"{name}-service\"
  endpoint_id = \"{name}-${{count.index}}\"
  decision = {word:?}"
        );
        resource(on.resource, "all", &body)
    };
    let (alicloud, huaweicloud) = (accounts(scene, &[("default", "A")]), scene.account("A", ""));
    let aws = aws::accounts(scene, &[("default", "A", "us-east-1")]);
    let provider = format!(
        "provider \"vpcconnect\" {{\n  huaweicloud = {{\n    default = {huaweicloud}\n  }}\n{alicloud}{aws}}}\n"
    );
    let decisions: String = CLOUDS.iter().map(decide).collect();
    [REQUIRED, &provider, &decisions].concat()
}

/// A's services, and B's endpoints that ask them.
fn arrange(cloud: &Cloud) {
    let world = cloud.world();
    for on in &CLOUDS {
        let service = format!("{}-service", on.name);
        (on.arrange_service)(world, json!({ "owner": "A", "id": service }));
        for number in 0..ENDPOINTS {
            let id = format!("{}-{number}", on.name);
            let endpoint = json!({ "requester": "B", "service_id": service, "id": id });
            (on.arrange_endpoint)(world, endpoint);
        }
    }
}

/// The statuses of all endpoints, each with how many show it.
fn statuses(cloud: &Cloud) -> BTreeMap<(&'static str, String), usize> {
    let mut counts = BTreeMap::new();
    for on in &CLOUDS {
        for status in (on.all)(cloud.world()) {
            *counts.entry((on.name, status)).or_default() += 1;
        }
    }
    counts
}

/// How many decisions were too many, or too few, on each cloud.
fn amiss(cloud: &Cloud) -> BTreeMap<&'static str, usize> {
    let calls = cloud.calls();
    let amiss = |on: &On| {
        let decides = |call: &&Call| call.api.as_deref().is_some_and(on.decides);
        let taken = calls.iter().filter(decides);
        let taken = taken.filter(|call| call.executed == Some(200));
        let count = if on.together {
            taken.map(|call| call.refused).sum()
        } else {
            taken.count().abs_diff(ENDPOINTS)
        };
        (on.name, count)
    };
    CLOUDS
        .iter()
        .map(amiss)
        .filter(|(_, count)| *count > 0)
        .collect()
}

/// All endpoints are decided, in the state, and nothing is tainted or planned.
async fn is_whole(cloud: &Cloud, folder: &Folder<'_>, decision: Decision) {
    assert_eq!(statuses(cloud), decision.statuses());
    let stored = folder.stored();
    assert_eq!(stored.len(), CLOUDS.len() * ENDPOINTS, "{stored:?}");
    assert!(
        stored.iter().all(|one| one["status"].is_null()),
        "tainted: {stored:?}"
    );
    folder.plan().await.plans_nothing();
}

#[tokio::test]
async fn twelve_kills_decide_nothing_twice_and_leave_nothing_undecided() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let seed = chance::seed();
    println!("TF_ACC_SEED={seed}");
    let (cloud, mut chance) = (scene.cloud(), Chance::new(seed, 0));
    cloud.world().set_pace(LATENCY, SETTLE);
    arrange(&cloud);
    let mut decision = Decision::Accept;
    let folder = scene
        .folder("all", &configuration(&scene, decision))
        .with_certificates();
    folder.apply().await.succeeds();
    is_whole(&cloud, &folder, decision).await;
    let calls = cloud.calls().len();

    let (mut kills, mut open) = (0, 0);
    while kills < KILLS {
        decision = decision.other();
        if kills % 4 == 3 {
            // From nothing at all.
            folder.destroy().await.succeeds();
            assert_eq!(statuses(&cloud), Decision::Reject.statuses());
            decision = Decision::Accept;
        }
        folder.write(&configuration(&scene, decision));
        cloud.forget();
        let moment = Moment::any(&mut chance, calls);
        let (killed, in_flight) = kill(&cloud, folder.start_apply(), &moment).await;
        let following = folder.apply().await;
        let about = format!("{moment:?}\nfirst {killed}\nthen {following}");
        following.succeeds();
        assert_eq!(amiss(&cloud), [].into(), "{about}");
        is_whole(&cloud, &folder, decision).await;
        if let Some(in_flight) = in_flight {
            kills += 1;
            open += in_flight.len();
        }
    }
    println!("{kills} kills, {open} calls were in flight");
    // Else the moments were none that matter.
    assert!(open > 0);

    // A destroy that is killed is ended by the next one.
    cloud.forget();
    let moment = Moment::any(&mut chance, calls);
    kill(&cloud, folder.start_destroy(), &moment).await;
    folder.destroy().await.succeeds();
    assert_eq!(statuses(&cloud), Decision::Reject.statuses());
    assert_eq!(folder.stored(), [json!(null); 0]);
}
