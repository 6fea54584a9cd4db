//! The provider is killed (SIGKILL) at random moments of applies with peerings. Terraform then knows nothing of the
//! calls in flight: what came of them is found by the next run, or named by it with an `import` block to paste.
//! `TF_ACC_SEED` repeats the choice of a run.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::AddAssign;

use serde_json::json;
use vpcconnect::simulator::Connection;

use super::alicloud::{self, account_id};
use super::aws;
use super::chance::{self, Chance};
use super::cloud::Cloud;
use super::hcl::{import_blocks, resource};
use super::moments::{LATENCY, Moment, SETTLE, kill};
use super::scene::{Folder, Scene};

/// A configuration of one cloud, whose applies are killed.
struct Configuration {
    text: fn(&Scene) -> String,
    /// How many kills of applies there have to be, when `VPCCONNECT_KILLS` does not say so: few in every run, a
    /// hundred when somebody asks for them.
    kills: usize,
    /// So many runs go on at once, each with a cloud of its own.
    lanes: usize,
    /// The peerings of the configuration, and its resources.
    peerings: usize,
    resources: usize,
    /// Requests that somebody else makes before the apply, which accepts them.
    foreign: usize,
    /// The peerings that are not gone.
    all: fn(&Cloud) -> Vec<Connection>,
    /// The status of one in force.
    active: &'static str,
    create: &'static str,
    accept: &'static str,
    delete: &'static str,
}

const HUAWEICLOUD: Configuration = Configuration {
    text: twenty,
    kills: 12,
    lanes: 4,
    peerings: 20,
    resources: 28,
    foreign: 4,
    all: |cloud| {
        let mut all = cloud.peerings();
        all.retain(|one| one.status.as_str() != "DELETED");
        all
    },
    active: "ACTIVE",
    create: "CreateVpcPeering",
    accept: "AcceptVpcPeering",
    delete: "DeleteVpcPeering",
};

const ALICLOUD: Configuration = Configuration {
    text: |scene| {
        eight(&Eight {
            cloud: "alicloud",
            provider: &alicloud::provider(scene, &[("default", "A"), ("partner", "B")]),
            region: "cn-hangzhou",
            partner: &account_id("B"),
            name: |name| format!("name = {name}"),
            accepts_itself: true,
        })
    },
    kills: 20,
    lanes: 2,
    peerings: 8,
    resources: 12,
    foreign: 0,
    all: |cloud| cloud.world().alicloud_peerings(),
    active: "Activated",
    create: "CreateVpcPeerConnection",
    accept: "AcceptVpcPeerConnection",
    delete: "DeleteVpcPeerConnection",
};

const AWS: Configuration = Configuration {
    text: |scene| {
        let region = "eu-central-1";
        let accounts = [("default", "A", region), ("partner", "B", region)];
        eight(&Eight {
            cloud: "aws",
            provider: &aws::provider(scene, &accounts),
            region,
            partner: aws::B,
            name: |name| format!("tags = {{ Name = {name} }}"),
            accepts_itself: false,
        })
    },
    kills: 12,
    lanes: 3,
    peerings: 8,
    resources: 16,
    foreign: 0,
    all: |cloud| {
        let mut all = cloud.world().aws_peerings();
        // What is gone is shown for hours.
        all.retain(|one| one.status.as_str() != "deleted");
        all
    },
    active: "active",
    create: "CreateVpcPeeringConnection",
    accept: "AcceptVpcPeeringConnection",
    delete: "DeleteVpcPeeringConnection",
};

/// Twenty peerings: 6 within tenant A, 2 within tenant B (whose account has a name that the import id
/// needs), 8 from A to B with both sides here, and 4 from tenant C that A accepts.
fn twenty(scene: &Scene) -> String {
    let keys = |count: usize| {
        format!("for_each = toset([for number in range({count}) : tostring(number)])")
    };
    let request = |name: &str, count: usize, more: &str| {
        let body = format!(
            "{}
  name = \"{name}-${{each.key}}\"
  requester_vpc_id = \"vpc-{name}\"
  accepter_vpc_id = \"vpc-{name}-${{each.key}}\"
  {more}",
            keys(count)
        );
        resource("vpcconnect_huaweicloud_peering", name, &body)
    };
    let answer = |name: &str, body: &str| {
        let body = format!("{body}\n  decision = \"accept\"");
        resource("vpcconnect_huaweicloud_peering_accepter", name, &body)
    };
    [
        scene.provider(&[("default", "A"), ("partner", "B")]),
        "variable \"foreign\" {\n  type = list(string)\n}\n".to_owned(),
        request("own", 6, ""),
        request("named", 2, "account = \"partner\""),
        request("cross", 8, "accepter_project_id = \"project-B\""),
        answer(
            "cross",
            "for_each = vpcconnect_huaweicloud_peering.cross
  account = \"partner\"
  peering_id = each.value.id",
        ),
        answer(
            "foreign",
            "count = length(var.foreign)
  peering_id = var.foreign[count.index]
  on_destroy = \"delete\"",
        ),
    ]
    .concat()
}

/// A cloud that eight peerings are written for.
struct Eight<'a> {
    cloud: &'static str,
    provider: &'a str,
    region: &'static str,
    /// Tenant B's account.
    partner: &'a str,
    /// What gives a request this name.
    name: fn(&str) -> String,
    /// Whether nobody has to accept what is within one account.
    accepts_itself: bool,
}

/// Eight peerings: 2 within tenant A, 2 within tenant B (whose account has a name that the import id needs),
/// 4 from A to B. Both sides are here, where there are two.
fn eight(of: &Eight<'_>) -> String {
    let kind = format!("vpcconnect_{}_peering", of.cloud);
    let request = |name: &str, count: usize, more: &str| {
        let called = (of.name)(&format!("\"{name}-${{each.key}}\""));
        let body = format!(
            "for_each = toset([for number in range({count}) : tostring(number)])
  {called}
  requester_vpc_id = \"vpc-{name}-from-${{each.key}}\"
  accepter_vpc_id = \"vpc-{name}-to-${{each.key}}\"
  accepter_region = \"{}\"
  {more}",
            of.region
        );
        resource(&kind, name, &body)
    };
    let answer = |name: &str, account: &str| {
        let body = format!(
            "for_each = {kind}.{name}
  account = \"{account}\"
  peering_id = each.value.id
  decision = \"accept\""
        );
        resource(&format!("{kind}_accepter"), name, &body)
    };
    let within = || [answer("own", "default"), answer("named", "partner")].concat();
    [
        of.provider.to_owned(),
        request("own", 2, ""),
        request("named", 2, "account = \"partner\""),
        request(
            "cross",
            4,
            &format!("accepter_account_id = \"{}\"", of.partner),
        ),
        answer("cross", "partner"),
        if of.accepts_itself {
            String::new()
        } else {
            within()
        },
    ]
    .concat()
}

/// What became of the kills.
#[derive(Default)]
struct Tally {
    /// Of an apply: killed, and nothing was left to be named.
    at_once: usize,
    /// Of an apply: killed, and something had to be named.
    named: usize,
    /// The peerings named.
    imported: usize,
    /// Calls that were in flight at those kills, by what they were.
    creates: usize,
    accepts: usize,
    /// Of a destroy.
    destroys: usize,
    /// Moments that the run did not reach.
    missed: usize,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.at_once += other.at_once;
        self.named += other.named;
        self.imported += other.imported;
        self.creates += other.creates;
        self.accepts += other.accepts;
        self.destroys += other.destroys;
        self.missed += other.missed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} kills of an apply ({} creates and {} accepts in flight): {} converged at once, {} named \
             {} peerings, which were imported; {} kills of a destroy; {} moments that did not come",
            self.at_once + self.named,
            self.creates,
            self.accepts,
            self.at_once,
            self.named,
            self.imported,
            self.destroys,
            self.missed,
        )
    }
}

/// A cloud and a folder of which one apply after the other is killed.
struct Lane<'a> {
    of: &'static Configuration,
    cloud: Cloud,
    folder: Folder<'a>,
    chance: Chance,
    tally: Tally,
}

impl Lane<'_> {
    /// Requests of tenant C, for the apply to accept.
    async fn asked(&self) {
        let mut ids = Vec::new();
        for number in 0..self.of.foreign {
            let accepter = format!("vpc-foreign-{number}");
            ids.push(self.cloud.request_for("C", "A", &accepter).await);
        }
        if !ids.is_empty() {
            let variables = json!({ "foreign": ids }).to_string();
            self.folder.write_file("terraform.tfvars.json", &variables);
        }
    }

    /// An apply and a destroy that nobody disturbs: how many calls they make.
    async fn undisturbed(&self) -> (usize, usize) {
        self.asked().await;
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
        self.asked().await;
        self.cloud.forget();
        let moment = Moment::any(&mut self.chance, calls);
        let (killed, in_flight) = kill(&self.cloud, self.folder.start_apply(), &moment).await;
        let made = self.ids();
        let following = self.folder.apply().await;
        let about = format!("{moment:?}\nfirst {killed}\nthen {following}");

        // Each error names what is there and Terraform does not know.
        let named = following.import_blocks();
        assert_eq!(following.errors().len(), named.len(), "{about}");
        // `[account:]id[@region]`
        let id = |(_, import): &(String, String)| {
            let id = import.rsplit(':').next().unwrap();
            id.split('@').next().unwrap().to_owned()
        };
        let found = named.iter().map(id);
        let found: BTreeSet<_> = found.collect();
        let known = self
            .folder
            .stored()
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
        let deletes = |api: &str| api == self.of.delete;
        let deleted = calls
            .iter()
            .any(|call| call.api.as_deref().is_some_and(deletes));
        assert!(!deleted, "{about}");

        let Some(in_flight) = in_flight else {
            killed.succeeds();
            self.tally.missed += 1;
            return false;
        };
        let count = |wanted: &str| in_flight.iter().filter(|api| *api == wanted).count();
        self.tally += Tally {
            at_once: usize::from(named.is_empty()),
            named: usize::from(!named.is_empty()),
            imported: named.len(),
            creates: count(self.of.create),
            accepts: count(self.of.accept),
            ..Tally::default()
        };
        true
    }

    /// Destroys all, killed on the way when `kills` says among how many calls.
    async fn destroyed(&mut self, kills: Option<usize>) {
        if let Some(calls) = kills {
            self.cloud.forget();
            let moment = Moment::any(&mut self.chance, calls);
            let (killed, in_flight) = kill(&self.cloud, self.folder.start_destroy(), &moment).await;
            if in_flight.is_some() {
                self.tally.destroys += 1;
            } else {
                killed.succeeds();
            }
        }
        self.folder.destroy().await.succeeds();
        self.is_empty();
    }

    /// The ids of the peerings, of which no two have the same ends.
    fn ids(&self) -> BTreeSet<String> {
        let peerings = (self.of.all)(&self.cloud);
        let ends: BTreeSet<_> = peerings
            .iter()
            .map(|one| [&one.requester.vpc_id, &one.accepter.vpc_id])
            .collect();
        assert_eq!(ends.len(), peerings.len(), "{peerings:?}");
        peerings.iter().map(|one| one.id.to_string()).collect()
    }

    /// Everything is there, in force, and in the state.
    #[track_caller]
    fn is_whole(&self) {
        assert_eq!(self.ids().len(), self.of.peerings);
        for one in (self.of.all)(&self.cloud) {
            assert_eq!(one.status.as_str(), self.of.active, "{one:?}");
        }
        let stored = self.folder.stored();
        assert_eq!(stored.len(), self.of.resources, "{stored:?}");
        assert!(
            stored.iter().all(|one| one["status"].is_null()),
            "tainted: {stored:?}"
        );
    }

    /// Nothing is left.
    #[track_caller]
    fn is_empty(&self) {
        assert!(self.ids().is_empty());
        assert_eq!(self.folder.stored(), [json!(null); 0]);
    }
}

/// A lane's share of the kills.
async fn lane(of: &'static Configuration, seed: u64, number: usize, share: usize) -> Option<Tally> {
    let scene = Scene::begin().await?;
    let cloud = scene.cloud();
    cloud.world().set_pace(LATENCY, SETTLE);
    let mut lane = Lane {
        of,
        folder: scene
            .folder("killed", &(of.text)(&scene))
            .with_certificates(),
        cloud,
        chance: Chance::new(seed, u64::try_from(number).unwrap()),
        tally: Tally::default(),
    };
    let (applying, destroying) = lane.undisturbed().await;
    let mut kills = 0;
    while kills < share {
        if lane.killed_apply(applying).await {
            kills += 1;
        }
        let kill = (kills % 3 == 0).then_some(destroying);
        lane.destroyed(kill).await;
    }
    Some(lane.tally)
}

/// What came of all; nothing when the tests with the real CLI were not asked for.
async fn kills_lose_nothing_and_make_nothing_twice(of: &'static Configuration) -> Option<Tally> {
    let seed = chance::seed();
    println!("TF_ACC_SEED={seed}");
    let kills = std::env::var("VPCCONNECT_KILLS").map_or(of.kills, |kills| kills.parse().unwrap());
    let share = kills.div_ceil(of.lanes);
    let begun = vpcconnect::operation::monotonic();
    let mut lanes = tokio::task::JoinSet::new();
    for number in 0..of.lanes {
        lanes.spawn(lane(of, seed, number, share));
    }
    let mut all = Tally::default();
    while let Some(ended) = lanes.join_next().await {
        all += ended.unwrap()?;
    }
    println!("{all}; {:?}", begun.elapsed());
    assert_eq!(all.at_once + all.named, share * of.lanes);
    // Else the moments were none that matter.
    assert!(
        all.creates > 0 && all.imported > 0 && all.destroys > 0,
        "{all}"
    );
    Some(all)
}

#[tokio::test]
async fn a_dozen_kills_lose_nothing_and_make_nothing_twice() {
    let Some(all) = kills_lose_nothing_and_make_nothing_twice(&HUAWEICLOUD).await else {
        return;
    };
    assert!(all.accepts > 0, "{all}");
}

#[tokio::test]
async fn twenty_kills_lose_nothing_and_make_nothing_twice_on_alibaba_cloud() {
    kills_lose_nothing_and_make_nothing_twice(&ALICLOUD).await;
}

#[tokio::test]
async fn a_dozen_kills_lose_nothing_and_make_nothing_twice_on_aws() {
    kills_lose_nothing_and_make_nothing_twice(&AWS).await;
}
