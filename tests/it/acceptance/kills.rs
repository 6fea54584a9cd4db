//! The provider is killed (SIGKILL) at random moments. Terraform then knows nothing of the calls in
//! flight: what came of them is found by the next run, or named by it with an `import` block to paste.
//!
//! A moment is one of the calls that the simulator sees: it has arrived, or it has ended, and a part of
//! a call's duration has gone since then. `TF_ACC_SEED` repeats the choice of a run.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::AddAssign;
use std::time::Duration;

use serde_json::json;
use vpcconnect::simulator::{Match, World};

use super::chance::{self, Chance};
use super::cloud::Cloud;
use super::hcl::{import_blocks, resource};
use super::process;
use super::run::Run;
use super::scene::{Folder, Running, Scene};

/// How many kills of applies there have to be, when `VPCCONNECT_KILLS` does not say so: a dozen in every run, a hundred
/// when somebody asks for them.
const KILLS: usize = 12;

/// So many runs go on at once, each with a cloud of its own.
const LANES: usize = 4;

/// How long a call takes: half before it is executed, half after.
pub(super) const LATENCY: Duration = Duration::from_millis(24);

/// How long a decision or a delete takes to take effect.
pub(super) const SETTLE: Duration = Duration::from_millis(40);

/// The peerings of [`configuration`].
const PEERINGS: usize = 20;

/// The resources of [`configuration`]: 16 requests and 12 answers.
const RESOURCES: usize = 28;

/// Requests that somebody else makes before the apply.
const FOREIGN: usize = 4;

/// Twenty peerings: 6 within tenant A, 2 within tenant B (whose account has a name that the import id
/// needs), 8 from A to B with both sides here, and 4 from tenant C that A accepts.
fn configuration(scene: &Scene) -> String {
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

/// A moment of a run.
#[derive(Debug)]
pub(super) struct Moment {
    /// Which call, from 1.
    call: usize,
    /// Whether its end counts, not its arrival.
    ended: bool,
    /// How long ago.
    ago: Duration,
}

impl Moment {
    /// Any moment of a run with so many calls.
    pub(super) fn any(chance: &mut Chance, calls: usize) -> Self {
        let latency = usize::try_from(LATENCY.as_micros()).unwrap();
        Self {
            call: 1 + chance.below(calls),
            ended: chance.below(2) == 1,
            ago: Duration::from_micros(u64::try_from(chance.below(latency)).unwrap()),
        }
    }

    /// Waits for it, in a log that was empty when the run began.
    async fn come(&self, world: &World) {
        let any = Match::default();
        if self.ended {
            world.ended(&any, 0, self.call).await;
        } else {
            world.arrived(&any, 0, self.call).await;
        }
        tokio::time::sleep(self.ago).await;
    }
}

/// Kills the provider below `run` at `moment`. How the run ended, and the calls that were in flight; nothing
/// when there was nothing to kill.
pub(super) async fn kill(
    cloud: &Cloud,
    run: Running,
    moment: &Moment,
) -> (Run, Option<Vec<String>>) {
    let parent = run.id();
    let mut ended = Box::pin(run.end());
    let killing = async {
        moment.come(cloud.world()).await;
        // Terraform starts one after the other; between two of them there is none.
        let killed = process::children(parent)
            .into_iter()
            .filter(|one| process::kill(*one));
        (killed.count() > 0).then(|| cloud.in_flight())
    };
    tokio::select! {
        ended = &mut ended => (ended, None),
        in_flight = killing => (ended.await, in_flight),
    }
}

/// A cloud and a folder of which one apply after the other is killed.
struct Lane<'a> {
    cloud: Cloud,
    folder: Folder<'a>,
    chance: Chance,
    tally: Tally,
}

impl Lane<'_> {
    /// Requests of tenant C, for the apply to accept.
    async fn asked(&self) {
        let mut ids = Vec::new();
        for number in 0..FOREIGN {
            let accepter = format!("vpc-foreign-{number}");
            ids.push(self.cloud.request_for("C", "A", &accepter).await);
        }
        let variables = json!({ "foreign": ids }).to_string();
        self.folder.write_file("terraform.tfvars.json", &variables);
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
        let found = named
            .iter()
            .map(|(_, id)| id.rsplit(':').next().unwrap().to_owned());
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
        let writes = self.cloud.writes();
        assert!(
            !writes.iter().any(|api| api == "DeleteVpcPeering"),
            "{about}"
        );

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
            creates: count("CreateVpcPeering"),
            accepts: count("AcceptVpcPeering"),
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
        let peerings = self.cloud.peerings();
        let peerings = peerings
            .iter()
            .filter(|one| one.status.as_str() != "DELETED");
        let ends: Vec<_> = peerings
            .clone()
            .map(|one| [&one.requester.vpc_id, &one.accepter.vpc_id])
            .collect();
        let pairs: BTreeSet<_> = ends.iter().collect();
        assert_eq!(pairs.len(), ends.len(), "{ends:?}");
        peerings.map(|one| one.id.to_string()).collect()
    }

    /// Everything is there, in force, and in the state.
    #[track_caller]
    fn is_whole(&self) {
        assert_eq!(self.ids().len(), PEERINGS);
        let peerings = self.cloud.peerings();
        assert!(
            peerings.iter().all(|one| one.status.as_str() == "ACTIVE"),
            "{peerings:?}"
        );
        let stored = self.folder.stored();
        assert_eq!(stored.len(), RESOURCES, "{stored:?}");
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
async fn lane(seed: u64, number: usize, share: usize) -> Option<Tally> {
    let scene = Scene::begin().await?;
    let cloud = scene.cloud();
    cloud.world().set_pace(LATENCY, SETTLE);
    let mut lane = Lane {
        folder: scene
            .folder("twenty", &configuration(&scene))
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

#[tokio::test]
async fn a_dozen_kills_lose_nothing_and_make_nothing_twice() {
    let seed = chance::seed();
    println!("TF_ACC_SEED={seed}");
    let kills = std::env::var("VPCCONNECT_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let share = kills.div_ceil(LANES);
    let begun = vpcconnect::operation::monotonic();
    let mut lanes = tokio::task::JoinSet::new();
    for number in 0..LANES {
        lanes.spawn(lane(seed, number, share));
    }
    let mut all = Tally::default();
    while let Some(ended) = lanes.join_next().await {
        let Some(tally) = ended.unwrap() else {
            return;
        };
        all += tally;
    }
    println!("{all}; {:?}", begun.elapsed());
    assert_eq!(all.at_once + all.named, share * LANES);
    // Else the moments were none that matter.
    assert!(
        all.creates > 0 && all.accepts > 0 && all.imported > 0 && all.destroys > 0,
        "{all}"
    );
}
