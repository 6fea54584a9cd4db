//! Many objects, and many runs in one process: neither memory, nor calls, nor anything else grows
//! with them faster than it has to.

use std::fs;

use serde_json::json;
use vpcconnect::operation::monotonic;

use super::client::Client;
use super::cty::{Cty, text};
use super::debug::{reattach, run};
use super::process::{KILLED_AFTER, Plugin, Start};
use super::resource::Stored;
use super::stage::{PEERING, REGION, Stage, cloud};

/// What the kernel says of the provider's process.
struct Process(u32);

impl Process {
    /// A line of its status, such as `VmHWM`, in KiB.
    fn kilobytes(&self, what: &str) -> usize {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0)).unwrap();
        let line = status.lines().find(|line| line.starts_with(what)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// Files and sockets that are open.
    fn files(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.0))
            .unwrap()
            .count()
    }

    /// The time it has had a processor for, in hundredths of a second.
    fn ticks(&self) -> u64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0)).unwrap();
        let fields = stat.rsplit_once(')').unwrap().1;
        let mut times = fields.split_whitespace().skip(11);
        let mut next = || times.next().unwrap().parse::<u64>().unwrap();
        next() + next()
    }
}

/// So many active peerings of A, in a state that a test writes: a plan of one, and their ids.
async fn peerings(stage: &Stage, count: usize) -> (Stored, Vec<String>) {
    let ids: Vec<_> = (0..count)
        .map(|number| {
            let new = json!({
                "requester": "A", "region": REGION, "name": "ours",
                "requester_vpc_id": format!("vpc-{number}-a"),
                "accepter_vpc_id": format!("vpc-{number}-b"),
            });
            let new = serde_json::from_value(new).unwrap();
            stage.world().arrange(&new).unwrap().id.to_string()
        })
        .collect();
    let imported = stage.host.resource(PEERING).import(&ids[0]).await.unwrap();
    let one = stage.host.resource(PEERING).reread(&imported).await;
    (one, ids)
}

/// Reads them, ten at a time.
async fn read(stage: &Stage, one: &Stored, ids: &[String]) {
    let work = async |worker: usize| {
        for id in ids.iter().skip(worker).step_by(10) {
            let stored = Stored {
                state: one.state.with("id", text(id)),
                private: one.private.clone(),
                identity: Cty::Null,
            };
            let read = stage.host.resource(PEERING).reread(&stored).await;
            assert_eq!(read.state.get("id").as_text(), id);
            assert_eq!(read.state.get("status").as_text(), "ACTIVE");
        }
    };
    #[rustfmt::skip]
    tokio::join!(
        work(0), work(1), work(2), work(3), work(4), work(5), work(6), work(7), work(8), work(9),
    );
}

#[tokio::test]
async fn ten_thousand_peerings_take_few_calls_little_memory_and_ten_times_as_long_as_a_thousand() {
    let stage = Stage::set().await;
    let process = Process(stage.plugin.running.id());
    let (one, ids) = peerings(&stage, 10_000).await;
    stage.world().clear_calls();
    let begun = monotonic();
    Box::pin(read(&stage, &one, &ids[..2_000])).await;
    let first = process.ticks();
    Box::pin(read(&stage, &one, &ids[2_000..])).await;
    let all = process.ticks();

    let fives = usize::try_from(begun.elapsed().as_secs() / 5).unwrap() + 1;
    let calls = stage.cloud.calls().len();
    assert!(calls <= 5 * fives + 5, "{calls} calls in {fives} times 5 s");
    let peak = process.kilobytes("VmHWM");
    assert!(peak < 100 * 1024, "{peak} KiB");
    // The processor's time, and not the clock's: it does not depend on who else is busy.
    assert!(
        all <= first * 5 * 3 / 2,
        "{first} hundredths for 2,000, {all} for 10,000"
    );
    println!("{calls} calls, {peak} KiB, {first} and {all} hundredths of a second");
    stage.end().await;
}

#[tokio::test]
async fn two_hundred_runs_of_one_process_leave_nothing_behind() {
    let mut running = Start::by_hand()
        .argument("--debug")
        .with("TF_LOG", "TRACE")
        .spawn();
    let told = reattach(&mut running).await;
    let socket = told["registry.terraform.io/vpcconnect/vpcconnect"]["Addr"]["String"].as_str();
    let line = format!("1|6|unix|{}|grpc|", socket.unwrap());
    let process = Process(running.id());
    let mut plugin = Plugin { running, line };
    let mut simulator = cloud().await;
    let mut early = (0, 0);
    for number in 1..=200 {
        let stage = run(simulator, plugin).await;
        let stored = stage.requested().await;
        let peering = stage.host.resource(PEERING);
        let stored = peering.reread(&stored).await;
        peering.destroy(&stored).await.vanished();
        stage.world().clear_calls();
        if number == 50 {
            early = (process.kilobytes("VmRSS"), process.files());
        }
        Stage {
            cloud: simulator,
            plugin,
            ..
        } = stage;
    }
    // Connections of runs before may take a moment to go; a new one shows that the process is well.
    let client = Client::plaintext(&plugin.socket()).await;
    assert!(client.is_serving().await);
    let (memory, files) = (process.kilobytes("VmRSS"), process.files());
    assert!(files <= early.1 + 2, "{} files, then {files}", early.1);
    assert!(
        memory <= early.0 + 4 * 1024,
        "{} KiB, then {memory}",
        early.0
    );
    plugin.running.interrupt();
    let ended = plugin.running.ends_within(KILLED_AFTER).await;
    let tasks: Vec<usize> = ended
        .stderr
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|line| line["@message"] == "configured")
        .map(|line| line["tasks"].to_string().trim_matches('"').parse().unwrap())
        .collect();
    assert_eq!(tasks.len(), 200);
    let most = |tasks: &[usize]| tasks.iter().copied().max().unwrap();
    assert!(most(&tasks[150..]) <= most(&tasks[..50]) + 2, "{tasks:?}");
    println!("{} KiB, then {memory}; tasks {:?}", early.0, &tasks[190..]);
}
