//! Ctrl-C, whatever the provider is doing: the run ends within a second of the last answer that it has
//! to have, and what was made is in the state.

use std::time::Duration;

use serde_json::json;
use vpcconnect::operation::monotonic;
use vpcconnect::simulator::{Effect, Match, Reply, Rule};

use super::cloud::Cloud;
use super::hcl::{ANSWER, REQUEST, answer, import_blocks, request};
use super::process;
use super::run::Run;
use super::scene::{Folder, Running, Scene};
use crate::protocol::debug::reattach;
use crate::protocol::process::{KILLED_AFTER, Start};

/// What changes something in the cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Write {
    Create,
    Accept,
    Update,
    Delete,
}

impl Write {
    const ALL: [Self; 4] = [Self::Create, Self::Accept, Self::Update, Self::Delete];

    fn api(self) -> &'static str {
        match self {
            Self::Create => "CreateVpcPeering",
            Self::Accept => "AcceptVpcPeering",
            Self::Update => "UpdateVpcPeering",
            Self::Delete => "DeleteVpcPeering",
        }
    }

    fn address(self) -> &'static str {
        match self {
            Self::Accept => ANSWER,
            Self::Create | Self::Update | Self::Delete => REQUEST,
        }
    }

    /// A folder whose next run makes this write.
    async fn prepared(self, scene: &Scene) -> Folder<'_> {
        let config = |resource: &str| format!("{}{resource}", scene.provider(&[("default", "A")]));
        let cloud = scene.cloud();
        let folder = match self {
            Self::Create => scene
                .folder("create", &config(&request("")))
                .with_certificates(),
            Self::Accept => {
                let id = cloud.request("B", "A").await;
                let answer = answer(&id, "accept", "on_destroy = \"delete\"");
                scene.folder("accept", &config(&answer))
            }
            Self::Update | Self::Delete => {
                let folder = scene.folder("made", &config(&request("")));
                folder.apply().await.succeeds();
                if self == Self::Update {
                    folder.write(&config(&request("description = \"new\"")));
                }
                folder
            }
        };
        cloud.forget();
        folder
    }

    fn start(self, folder: &Folder<'_>) -> Running {
        match self {
            Self::Delete => folder.start_destroy(),
            Self::Create | Self::Accept | Self::Update => folder.start_apply(),
        }
    }

    /// Nothing was lost: the next run finishes what was begun, with this one peering, and a destroy
    /// leaves nothing.
    async fn is_finished(self, folder: &Folder<'_>, cloud: &Cloud) {
        cloud.world().clear_faults();
        if self != Self::Delete {
            folder.apply().await.succeeds();
            let id = cloud.only_id();
            assert_eq!(folder.values(self.address())["id"], id, "{self:?}");
            folder.plan().await.plans_nothing();
            let peering = cloud.only();
            match self {
                Self::Accept => assert_eq!(peering.status.as_str(), "ACTIVE"),
                Self::Update => assert_eq!(peering.description, "new"),
                Self::Create | Self::Delete => {}
            }
        }
        folder.destroy().await.succeeds();
        assert!(cloud.peerings().is_empty(), "{self:?}");
        assert!(folder.state().is_empty(), "{self:?}");
    }

    /// What the state has to say of it; nothing when it must not have it.
    fn stored(self, folder: &Folder<'_>) -> Option<serde_json::Value> {
        let state = folder.state();
        let found = state
            .into_iter()
            .find(|one| one["address"] == self.address());
        assert!(
            found.iter().all(|one| one["tainted"].is_null()),
            "{self:?}: {found:?}"
        );
        found.map(|one| one["values"].clone())
    }
}

fn calls_of(api: &str) -> Match {
    Match {
        api: Some(api.to_owned()),
        ..Match::default()
    }
}

/// Every call of `api` is answered so, and the caller told to come back in an hour.
fn in_an_hour(api: &str, status: u16, executed: bool) -> Rule {
    let reply = Reply {
        status,
        body: Some(json!({ "error_msg": "not now" })),
        headers: [("Retry-After".to_owned(), "3600".to_owned())].into(),
    };
    Rule {
        on: calls_of(api),
        effect: Some(if executed {
            Effect::AnswerAfterCommit(reply)
        } else {
            Effect::Answer(reply)
        }),
        ..Rule::default()
    }
}

/// Ctrl-C when `moment` has come. After `needed`, the last answer that it has to have, the run ends
/// within a second.
async fn interrupted(
    run: Running,
    moment: impl Future<Output = ()>,
    needed: impl Future<Output = ()>,
) -> Run {
    signalled("INT", run, moment, needed).await
}

/// The same with another signal to the CLI and to what it started.
async fn signalled(
    signal: &str,
    run: Running,
    moment: impl Future<Output = ()>,
    needed: impl Future<Output = ()>,
) -> Run {
    let minute = Duration::from_secs(60);
    let come = tokio::time::timeout(minute, moment).await;
    assert!(come.is_ok(), "the moment did not come: {}", run.end().await);
    run.signal(signal).await;
    let come = tokio::time::timeout(minute, needed).await;
    assert!(come.is_ok(), "the answer did not come: {}", run.end().await);
    let begun = monotonic();
    let ended = run.end().await;
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(1), "{took:?}: {ended}");
    ended
}

#[tokio::test]
async fn while_an_answer_is_in_flight_nothing_is_cut() {
    nothing_is_cut_by("INT").await;
}

/// systemd and CI systems ask the whole process group to go.
#[tokio::test]
async fn nor_by_a_cancelled_job() {
    nothing_is_cut_by("TERM").await;
}

async fn nothing_is_cut_by(signal: &str) {
    for write in Write::ALL {
        let Some(scene) = Scene::begin().await else {
            return;
        };
        let cloud = scene.cloud();
        let world = cloud.world();
        let folder = write.prepared(&scene).await;
        // Later than a second after Ctrl-C, earlier than the grace ends.
        world.add_fault(Rule {
            on: calls_of(write.api()),
            delay: "1500ms".parse().unwrap(),
            ..Rule::default()
        });
        let call = calls_of(write.api());
        let moment = async {
            world.arrived(&call, 0, 1).await;
        };
        let needed = async {
            world.ended(&call, 0, 1).await;
        };
        let ended = signalled(signal, write.start(&folder), moment, needed).await;
        assert_eq!(cloud.writes(), [write.api()], "{ended}");
        let stored = write.stored(&folder);
        match write {
            Write::Create | Write::Accept => {
                assert_eq!(stored.unwrap()["id"], cloud.only_id(), "{ended}");
            }
            Write::Update => assert_eq!(stored.unwrap()["description"], "new", "{ended}"),
            Write::Delete => assert!(cloud.peerings().is_empty(), "{ended}"),
        }
        write.is_finished(&folder, &cloud).await;
    }
}

#[tokio::test]
async fn while_it_is_throttled_the_write_is_given_up() {
    for write in Write::ALL {
        let Some(scene) = Scene::begin().await else {
            return;
        };
        let cloud = scene.cloud();
        let folder = write.prepared(&scene).await;
        let before = write.stored(&folder);
        let throttled = in_an_hour(write.api(), 429, false);
        cloud.world().add_fault(throttled);
        let moment = async {
            cloud.world().ended(&calls_of(write.api()), 0, 1).await;
        };
        let ended = interrupted(write.start(&folder), moment, std::future::ready(())).await;
        ended.refuses(&["429", "not now"]);
        assert_eq!(cloud.writes(), [write.api()]);
        assert_eq!(write.stored(&folder), before, "{write:?}");
        write.is_finished(&folder, &cloud).await;
    }
}

#[tokio::test]
async fn while_it_backs_off_from_a_broken_service_one_look_tells_what_was_done() {
    // A create is not sent again after a 5xx: it has no such pause.
    for write in [Write::Accept, Write::Update, Write::Delete] {
        for executed in [false, true] {
            let Some(scene) = Scene::begin().await else {
                return;
            };
            let cloud = scene.cloud();
            let folder = write.prepared(&scene).await;
            let broken = in_an_hour(write.api(), 503, executed);
            cloud.world().add_fault(broken);
            let moment = async {
                cloud.world().ended(&calls_of(write.api()), 0, 1).await;
            };
            let ended = interrupted(write.start(&folder), moment, std::future::ready(())).await;
            assert_eq!(cloud.writes(), [write.api()], "{ended}");
            let stored = write.stored(&folder);
            match (write, executed) {
                (Write::Accept, true) => assert_eq!(
                    stored.unwrap_or_else(|| panic!("{ended}"))["answer"],
                    "accepted"
                ),
                (Write::Update, true) => assert_eq!(stored.unwrap()["description"], "new"),
                (Write::Delete, true) => assert!(cloud.peerings().is_empty()),
                (_, true) => {}
                (_, false) => assert!(ended.words().contains("503"), "{ended}"),
            }
            write.is_finished(&folder, &cloud).await;
        }
    }
}

#[tokio::test]
async fn while_a_refresh_backs_off_the_state_stays() {
    for status in [429, 503] {
        let Some(scene) = Scene::begin().await else {
            return;
        };
        let cloud = scene.cloud();
        let world = cloud.world();
        let folder = Write::Update.prepared(&scene).await;
        let before = Write::Update.stored(&folder);
        for api in ["ShowVpcPeering", "ListVpcPeerings"] {
            world.add_fault(in_an_hour(api, status, false));
        }
        let moment = async {
            world.ended(&reads(), 0, 1).await;
        };
        let ended = interrupted(folder.start_apply(), moment, std::future::ready(())).await;
        ended.fails();
        assert_eq!(cloud.writes(), [""; 0]);
        assert_eq!(Write::Update.stored(&folder), before);
        Write::Update.is_finished(&folder, &cloud).await;
    }
}

/// The calls that read peerings.
fn reads() -> Match {
    Match {
        method: Some("GET".to_owned()),
        path: Some("/vpc/peerings".to_owned()),
        ..Match::default()
    }
}

#[tokio::test]
async fn while_a_decision_settles_it_is_kept_and_finished_by_the_next_run() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let world = cloud.world();
    let folder = Write::Accept.prepared(&scene).await;
    let hour = Duration::from_secs(3600);
    world.set_pace(Duration::ZERO, hour);
    let moment = async {
        let accepted = world.ended(&calls_of("AcceptVpcPeering"), 0, 1).await;
        world.ended(&reads(), accepted[0].seq, 1).await;
    };
    let ended = interrupted(folder.start_apply(), moment, std::future::ready(())).await;
    let id = cloud.only_id();
    let ended = ended.warns(&[&id, "interrupted", "PENDING_ACCEPTANCE"]);
    let stored = Write::Accept.stored(&folder).unwrap();
    assert_eq!(stored["id"], id, "{ended}");
    assert_eq!(stored["answer"], "pending", "{ended}");
    world.set_pace(Duration::ZERO, Duration::ZERO);
    world.advance(hour).unwrap();
    Write::Accept.is_finished(&folder, &cloud).await;
    let writes = cloud.writes();
    assert_eq!(writes, ["AcceptVpcPeering", "DeleteVpcPeering"]);
}

#[tokio::test]
async fn while_a_delete_is_confirmed_the_state_stays_and_the_next_run_finds_it_gone() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let world = cloud.world();
    let folder = Write::Delete.prepared(&scene).await;
    let before = Write::Delete.stored(&folder);
    // A cloud that goes on showing what it is deleting.
    cloud.freeze();
    let moment = async {
        let deleted = world.ended(&calls_of("DeleteVpcPeering"), 0, 1).await;
        world.ended(&reads(), deleted[0].seq, 1).await;
    };
    let ended = interrupted(folder.start_destroy(), moment, std::future::ready(())).await;
    ended.refuses(&["is not gone yet", "interrupted"]);
    assert_eq!(cloud.writes(), ["DeleteVpcPeering"]);
    assert_eq!(Write::Delete.stored(&folder), before);
    Write::Delete.is_finished(&folder, &cloud).await;
    assert_eq!(cloud.writes(), ["DeleteVpcPeering"]);
}

#[tokio::test]
async fn one_debugged_process_is_interrupted_and_serves_the_next_runs() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let mut debugged = Start::by_hand().argument("--debug").spawn();
    let reattach = reattach(&mut debugged).await.to_string();
    let config = |more: &str| {
        let provider = scene.provider(&[("default", "A")]);
        format!("{provider}{}", request(more))
    };
    let folder = scene.folder("debugged", &config("wait_for_answer = true"));
    let folder = folder.env("TF_REATTACH_PROVIDERS", &reattach);
    let moment = async {
        cloud.world().ended(&reads(), 0, 1).await;
    };
    let ended = interrupted(folder.start_apply(), moment, std::future::ready(())).await;
    let id = cloud.only_id();
    let ended = ended.warns(&[&id, "interrupted"]);
    assert_eq!(folder.values(REQUEST)["id"], id, "{ended}");

    // The stop was of that run: this one waits, and sees the answer.
    cloud.forget();
    let apply = folder.start_apply();
    let answer = async {
        // The refresh, the look of the update, and one of its wait.
        cloud.world().ended(&reads(), 0, 2).await;
        cloud.act(&id, "accept").await;
    };
    let (ended, ()) = tokio::join!(apply.end(), answer);
    ended.succeeds();
    assert_eq!(folder.values(REQUEST)["active_id"], id);
    folder.plan().await.plans_nothing();
    folder.destroy().await.succeeds();
    assert!(cloud.peerings().is_empty());
    debugged.interrupt();
    let ended = debugged.ends_within(KILLED_AFTER).await;
    assert!(ended.status.success(), "{}", ended.stderr);
}

#[tokio::test]
async fn after_a_second_ctrl_c_the_next_run_names_what_was_made() {
    let Some(scene) = Scene::begin().await else {
        return;
    };
    let cloud = scene.cloud();
    let world = cloud.world();
    let folder = Write::Create.prepared(&scene).await;
    let create = calls_of("CreateVpcPeering");
    world.add_fault(Rule {
        on: create.clone(),
        delay: "1h".parse().unwrap(),
        ..Rule::default()
    });
    let mut apply = folder.start_apply();
    world.arrived(&create, 0, 1).await;
    // Made by that call, whose answer nobody will hear: as if the delay came after it.
    let id = cloud.request("A", "B").await;
    let provider = apply.providers()[0];
    apply.interrupt().await;
    apply.says("Interrupt received").await;
    apply.interrupt().await;
    let ended = apply.end().await.fails();
    let told = ended.words();
    assert!(told.contains("Two interrupts received"), "{told}");
    // The provider went with Terraform, at once or when it noticed.
    process::gone(provider).await;

    world.clear_faults();
    let told = folder.apply().await.refuses(&[&id, "import {"]);
    assert_eq!(cloud.only_id(), id);
    assert!(folder.state().is_empty(), "{told}");
    let blocks = told.import_blocks();
    assert_eq!(blocks, [(REQUEST.to_owned(), id.clone())], "{told}");
    folder.write_file("imports.tf", &import_blocks(&blocks));
    folder.apply().await.succeeds();
    assert_eq!(cloud.only_id(), id);
    folder.plan().await.plans_nothing();
    folder.destroy().await.succeeds();
    assert!(cloud.peerings().is_empty());
}
