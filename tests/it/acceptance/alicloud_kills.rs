//! The provider is killed (SIGKILL) at random moments of applies with peerings on Alibaba Cloud. The next run
//! completes, or names what Terraform could not know; then a destroy leaves nothing. `TF_ACC_SEED` repeats
//! the choice of a run.

use std::collections::BTreeSet;

use serde_json::json;

use super::alicloud::{account_id, provider};
use super::chance::{self, Chance};
use super::cloud::Cloud;
use super::hcl::{import_blocks, resource};
use super::kills::{LATENCY, Moment, SETTLE, kill};
use super::scene::{Folder, Scene};

/// How many kills of applies there have to be.
const KILLS: usize = 20;

/// So many runs go on at once, each with a cloud of its own.
const LANES: usize = 2;

/// The peerings and the resources of [`configuration`].
const PEERINGS: usize = 8;
const RESOURCES: usize = 12;

/// Eight peerings: 2 within tenant A, 2 within tenant B (whose account has a name that the import id needs),
/// 4 from A to B with both sides here.
fn configuration(scene: &Scene) -> String {
    let request = |name: &str, count: usize, more: &str| {
        let body = format!(
            "for_each = toset([for number in range({count}) : tostring(number)])
  name = \"{name}-${{each.key}}\"
  requester_vpc_id = \"vpc-{name}-from-${{each.key}}\"
  accepter_vpc_id = \"vpc-{name}-to-${{each.key}}\"
  accepter_region = \"cn-hangzhou\"
  {more}"
        );
        resource("vpcconnect_alicloud_peering", name, &body)
    };
    let partner = format!("accepter_account_id = \"{}\"", account_id("B"));
    let answer = "for_each = vpcconnect_alicloud_peering.cross
  account = \"partner\"
  peering_id = each.value.id
  decision = \"accept\"";
    [
        provider(scene, &[("default", "A"), ("partner", "B")]),
        request("own", 2, ""),
        request("named", 2, "account = \"partner\""),
        request("cross", 4, &partner),
        resource("vpcconnect_alicloud_peering_accepter", "cross", answer),
    ]
    .concat()
}

/// A cloud and a folder of which one apply after the other is killed.
struct Lane<'a> {
    cloud: Cloud,
    folder: Folder<'a>,
    chance: Chance,
    /// The peerings that had to be named, and the kills of destroys.
    named: usize,
    destroys: usize,
}

impl Lane<'_> {
    /// The ids of the peerings, of which no two have the same ends.
    fn ids(&self) -> BTreeSet<String> {
        let peerings = self.cloud.world().alicloud_peerings();
        let ends: BTreeSet<_> = peerings
            .iter()
            .map(|one| [&one.requester.vpc_id, &one.accepter.vpc_id])
            .collect();
        assert_eq!(ends.len(), peerings.len(), "{peerings:?}");
        peerings.iter().map(|one| one.id.to_string()).collect()
    }

    /// Everything is there, in force, and in the state, of which nothing is tainted.
    #[track_caller]
    fn is_whole(&self) {
        assert_eq!(self.ids().len(), PEERINGS);
        for one in self.cloud.world().alicloud_peerings() {
            assert_eq!(one.status.as_str(), "Activated", "{one:?}");
        }
        let stored = self.folder.stored();
        assert_eq!(stored.len(), RESOURCES, "{stored:?}");
        let tainted: Vec<_> = stored
            .iter()
            .filter(|one| !one["status"].is_null())
            .collect();
        assert!(tainted.is_empty(), "{tainted:?}");
    }

    #[track_caller]
    fn is_empty(&self) {
        assert!(self.ids().is_empty());
        assert_eq!(self.folder.stored(), [json!(null); 0]);
    }

    /// An apply and a destroy that nobody disturbs: how many calls they make.
    async fn undisturbed(&self) -> (usize, usize) {
        self.cloud.forget();
        self.folder.apply().await.succeeds();
        self.is_whole();
        let applying = self.cloud.calls().len();
        self.cloud.forget();
        self.folder.destroy().await.succeeds();
        self.is_empty();
        (applying, self.cloud.calls().len())
    }

    /// Kills an apply, and sees that nothing is lost. Whether there was a kill.
    async fn killed_apply(&mut self, calls: usize) -> bool {
        self.cloud.forget();
        let moment = Moment::any(&mut self.chance, calls);
        let (killed, in_flight) = kill(&self.cloud, self.folder.start_apply(), &moment).await;
        let made = self.ids();
        let following = self.folder.apply().await;
        let about = format!("{moment:?}\nfirst {killed}\nthen {following}");

        // Each error names what is there and Terraform does not know.
        let named = following.import_blocks();
        assert_eq!(following.errors().len(), named.len(), "{about}");
        let found: BTreeSet<_> = named
            .iter()
            .map(|(_, id)| id.rsplit(':').next().unwrap().to_owned())
            .collect();
        let stored = self.folder.stored();
        let known = stored
            .iter()
            .map(|one| one["attributes"]["id"].as_str().unwrap().to_owned())
            .collect();
        let unknown: BTreeSet<_> = self.ids().difference(&known).cloned().collect();
        assert_eq!(unknown, found, "{about}");
        if !named.is_empty() {
            self.folder.write_file("imports.tf", &import_blocks(&named));
            let imported = self.folder.apply().await;
            assert!(imported.errors().is_empty(), "{about}\nat last {imported}");
            self.folder.write_file("imports.tf", "");
        }
        self.is_whole();
        assert!(self.ids().is_superset(&made), "{about}");
        let calls = self.cloud.calls();
        let deletes = |api: &str| api == "DeleteVpcPeerConnection";
        assert!(
            !calls
                .iter()
                .any(|call| call.api.as_deref().is_some_and(deletes)),
            "{about}"
        );
        self.named += named.len();
        if in_flight.is_none() {
            killed.succeeds();
        }
        in_flight.is_some()
    }

    /// Destroys all, killed on the way when `kills` says among how many calls.
    async fn destroyed(&mut self, kills: Option<usize>) {
        if let Some(calls) = kills {
            self.cloud.forget();
            let moment = Moment::any(&mut self.chance, calls);
            let (killed, in_flight) = kill(&self.cloud, self.folder.start_destroy(), &moment).await;
            match in_flight {
                Some(_) => self.destroys += 1,
                None => drop(killed.succeeds()),
            }
        }
        self.folder.destroy().await.succeeds();
        self.is_empty();
    }
}

/// A lane's share: the kills of applies, the peerings named, the kills of destroys.
async fn lane(seed: u64, number: usize) -> Option<[usize; 3]> {
    let scene = Scene::begin().await?;
    let cloud = scene.cloud();
    cloud.world().set_pace(LATENCY, SETTLE);
    let folder = scene
        .folder("eight", &configuration(&scene))
        .with_certificates();
    let mut lane = Lane {
        folder,
        cloud,
        chance: Chance::new(seed, u64::try_from(number).unwrap()),
        named: 0,
        destroys: 0,
    };
    let (applying, destroying) = lane.undisturbed().await;
    let mut kills = 0;
    while kills < KILLS / LANES {
        if lane.killed_apply(applying).await {
            kills += 1;
        }
        let kill = (kills % 3 == 0).then_some(destroying);
        lane.destroyed(kill).await;
    }
    Some([kills, lane.named, lane.destroys])
}

#[tokio::test]
async fn twenty_kills_lose_nothing_and_make_nothing_twice() {
    let seed = chance::seed();
    println!("TF_ACC_SEED={seed}");
    let mut lanes = tokio::task::JoinSet::new();
    for number in 0..LANES {
        lanes.spawn(lane(seed, number));
    }
    let mut all = [0; 3];
    while let Some(ended) = lanes.join_next().await {
        let Some(counts) = ended.unwrap() else {
            return;
        };
        for (sum, count) in all.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    let [kills, named, destroys] = all;
    println!(
        "{kills} kills of an apply, {named} peerings named and imported, {destroys} kills of a destroy"
    );
    assert_eq!(kills, KILLS);
    // Else the moments were none that matter.
    assert!(named > 0 && destroys > 0, "{all:?}");
}
