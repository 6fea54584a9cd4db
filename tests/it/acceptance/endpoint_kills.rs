//! The provider is killed (SIGKILL) at random moments of applies with decisions about endpoints on both
//! clouds. The next run completes without a word, and decides nothing twice. `TF_ACC_SEED` repeats the choice
//! of a run.

use std::collections::BTreeMap;

use serde_json::json;

use super::alicloud::accounts;
use super::chance::{self, Chance};
use super::cloud::Cloud;
use super::hcl::resource;
use super::moments::{LATENCY, Moment, SETTLE, kill};
use super::scene::{Folder, REQUIRED, Scene};

/// How many kills of applies there have to be.
const KILLS: usize = 12;

/// The endpoints on each cloud.
const ENDPOINTS: usize = 6;

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
    fn statuses(self) -> [&'static str; 2] {
        match self {
            Self::Accept => ["accepted", "Connected"],
            Self::Reject => ["rejected", "Disconnected"],
        }
    }
}

/// A's decision about everybody who asks.
fn configuration(scene: &Scene, decision: Decision) -> String {
    let decide = |kind: &str, endpoint: &str| {
        let word = decision.word();
        let body = format!(
            "count = {ENDPOINTS}
  service_id = \"{endpoint}-service\"
  endpoint_id = \"{endpoint}-${{count.index}}\"
  decision = {word:?}"
        );
        resource(kind, "all", &body)
    };
    let (alicloud, huaweicloud) = (accounts(scene, &[("default", "A")]), scene.account("A", ""));
    [
        REQUIRED.to_owned(),
        format!(
            "provider \"vpcconnect\" {{\n  huaweicloud = {{\n    default = {huaweicloud}\n  }}\n{alicloud}}}\n"
        ),
        decide("vpcconnect_huaweicloud_endpoint_connection", "huawei"),
        decide("vpcconnect_alicloud_endpoint_connection", "ali"),
    ]
    .concat()
}

/// Both services of A, and B's endpoints that ask them.
fn arrange(cloud: &Cloud) {
    let world = cloud.world();
    let of = |value| serde_json::from_value(value).unwrap();
    let service = json!({ "owner": "A", "id": "huawei-service" });
    world.arrange_service(&of(service)).unwrap();
    let of = |value| serde_json::from_value(value).unwrap();
    let service = json!({ "owner": "A", "id": "ali-service" });
    world.arrange_alicloud_service(&of(service)).unwrap();
    for number in 0..ENDPOINTS {
        let ask = |endpoint: &str| {
            json!({
                "requester": "B", "service_id": format!("{endpoint}-service"),
                "id": format!("{endpoint}-{number}"),
            })
        };
        let new = serde_json::from_value(ask("huawei")).unwrap();
        world.arrange_endpoint(&new).unwrap();
        let new = serde_json::from_value(ask("ali")).unwrap();
        world.arrange_alicloud_endpoint(&new).unwrap();
    }
}

/// The statuses of all endpoints, each with how many show it.
fn statuses(cloud: &Cloud) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let huawei = cloud.world().endpoints().into_iter();
    let ali = cloud.world().alicloud_connections().into_iter();
    let all = huawei.map(|one| one.status.to_string());
    for status in all.chain(ali.map(|one| one.status.as_str().to_owned())) {
        *counts.entry(status).or_default() += 1;
    }
    counts
}

/// How many decisions the clouds took, each of them.
fn taken(cloud: &Cloud) -> [usize; 2] {
    let calls = cloud.calls();
    let taken = calls.iter().filter(|call| call.executed == Some(200));
    let apis = taken.filter_map(|call| call.api.as_deref());
    let mut counts = [0; 2];
    for api in apis {
        counts[0] += usize::from(api == "AcceptOrRejectEndpoint");
        counts[1] += usize::from(api.ends_with("ableVpcEndpointConnection"));
    }
    counts
}

/// All endpoints are decided, in the state, and nothing is tainted or planned.
async fn is_whole(cloud: &Cloud, folder: &Folder<'_>, decision: Decision) {
    let all = decision
        .statuses()
        .map(|status| (status.to_owned(), ENDPOINTS));
    assert_eq!(statuses(cloud), BTreeMap::from(all));
    let stored = folder.stored();
    assert_eq!(stored.len(), 2 * ENDPOINTS, "{stored:?}");
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
            let dismissed = Decision::Reject
                .statuses()
                .map(|one| (one.to_owned(), ENDPOINTS));
            assert_eq!(statuses(&cloud), BTreeMap::from(dismissed));
            decision = Decision::Accept;
        }
        folder.write(&configuration(&scene, decision));
        cloud.forget();
        let moment = Moment::any(&mut chance, calls);
        let (killed, in_flight) = kill(&cloud, folder.start_apply(), &moment).await;
        let following = folder.apply().await;
        let about = format!("{moment:?}\nfirst {killed}\nthen {following}");
        following.succeeds();
        assert_eq!(taken(&cloud), [ENDPOINTS; 2], "{about}");
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
    let dismissed = Decision::Reject
        .statuses()
        .map(|one| (one.to_owned(), ENDPOINTS));
    assert_eq!(statuses(&cloud), BTreeMap::from(dismissed));
    assert_eq!(folder.stored(), [json!(null); 0]);
}
