//! The real network: connections that went stale in the pool, and connections that break.
//!
//! A server, or a firewall on the way, forgets an idle connection without a word. The client learns of it
//! from its next request, and cannot tell whether that one arrived.

mod stale;

use std::time::Duration;

use vpcconnect::simulator::{Effect, Options, Rule, Simulator};

use self::stale::Forgetful;
use super::huaweicloud::DRIVER;
use super::lost::calls_of;
use super::lost::work::{Subject, Work};
use super::stage::{MINUTE, Stage};

/// How the connection fails the writing call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// One connection in the pool is stale.
    Stale,
    /// All of several are.
    AllStale,
    /// Closed after all was done.
    Closed,
    /// Reset after all was done.
    Reset,
}

const TROUBLES: [Trouble; 4] = [
    Trouble::Stale,
    Trouble::AllStale,
    Trouble::Closed,
    Trouble::Reset,
];

/// What needs no waiting by the machine's clock.
const WORKS: [Work; 15] = [
    Work::Request,
    Work::RequestOwn,
    Work::Rename,
    Work::Accept,
    Work::Reject,
    Work::AcceptImported,
    Work::RejectImported,
    Work::Withdraw,
    Work::Cut,
    Work::AcceptEndpoint,
    Work::RejectEndpoint,
    Work::Revoke,
    Work::Detail,
    Work::Dismiss,
    Work::ClusterWithdraw,
];

/// Does the work over a connection that fails it.
async fn works(work: Work, trouble: Trouble) {
    let options = Options {
        listen: "127.0.0.1:0".parse().unwrap(),
        ..Options::default()
    };
    let cloud = Simulator::start(options).await.unwrap();
    let way = Forgetful::to(cloud.address()).await;
    let stage = Stage::over_the_network(cloud.world(), &format!("http://{}", way.address));
    let mut subject = Subject::prepare(&DRIVER, &stage, work).await;
    subject.plan(&stage).await;
    // Whatever the preparation left in the pools, there are some.
    let reads = if trouble == Trouble::AllStale { 3 } else { 1 };
    stage.connect(reads).await;
    let before = stage.effects(work.api(&DRIVER));
    let effect = match trouble {
        Trouble::Stale | Trouble::AllStale => {
            way.forget();
            None
        }
        Trouble::Closed => Some(Effect::DropAfterCommit),
        Trouble::Reset => Some(Effect::ResetAfterCommit),
    };
    stage.world.add_fault(Rule {
        on: calls_of(work.api(&DRIVER)),
        times: Some(u64::from(effect.is_some())),
        effect,
        ..Rule::default()
    });
    let outcome = subject.run(&stage, MINUTE).await;
    let what = format!("{work:?}, {trouble:?}: {outcome:#?}");
    assert!(outcome.succeeded(), "{what}");
    assert_eq!(outcome.status(), work.wanted(&DRIVER), "{what}");
    // The same name twice is one effect.
    let effects = stage.effects(work.api(&DRIVER)) - before;
    assert!(
        effects == 1 || work.may_repeat(&DRIVER),
        "{effects}: {what}"
    );
    let stale = matches!(trouble, Trouble::Stale | Trouble::AllStale);
    assert_eq!(way.forgotten() > 0, stale, "{what}");
}

#[tokio::test]
async fn broken_connections_do_no_harm() {
    let mut running = tokio::task::JoinSet::new();
    for work in WORKS {
        for trouble in TROUBLES {
            running.spawn(works(work, trouble));
        }
    }
    while let Some(done) = running.join_next().await {
        done.unwrap();
    }
}

/// A cluster's create is sent once: over a stale connection it may have arrived, for all the client knows.
#[tokio::test]
async fn a_clusters_create_over_a_stale_connection_is_admitted_and_not_repeated() {
    let options = Options {
        listen: "127.0.0.1:0".parse().unwrap(),
        ..Options::default()
    };
    let cloud = Simulator::start(options).await.unwrap();
    let way = Forgetful::to(cloud.address()).await;
    let stage = Stage::over_the_network(cloud.world(), &format!("http://{}", way.address));
    let mut subject = Subject::prepare(&DRIVER, &stage, Work::ClusterRequest).await;
    subject.plan(&stage).await;
    stage.connect(1).await;
    // The list before it is still answered; the next request on that connection is not.
    let seen = stage.world.calls().last().map_or(0, |call| call.seq);
    let pace = stage.world.pace();
    stage.world.set_pace(Duration::from_millis(200), pace.1);
    let forget = async {
        let list = calls_of("ListClusterPeerings");
        stage.world.arrived(&list, seen, 1).await;
        way.forget();
    };
    let (outcome, ()) = tokio::join!(subject.run(&stage, MINUTE), forget);
    let error = outcome.error.unwrap();
    assert!(error.summary.contains("not known"), "{}", error.summary);
    assert!(error.detail.contains("import {"), "{}", error.detail);
    assert_eq!(way.forgotten(), 1);
    assert_eq!(stage.effects("CreateClusterPeering"), 0);
    subject.plan(&stage).await;
    let again = subject.run(&stage, MINUTE).await;
    assert_eq!(again.status(), Work::ClusterRequest.wanted(&DRIVER));
    assert_eq!(stage.effects("CreateClusterPeering"), 1);
}
