//! A table: every writing call about peerings, every way to lose its answer, once or for ever, with a cloud that
//! settles at once or later, a user who is patient, hurried or gone, and looks that fail. Whatever happens
//! there is one peering at most, the state is the truth or names what to look at, and the next apply ends in
//! peace.

use std::time::Duration;

use crate::typed::alicloud::peering::{self, AliCloudPeering};
use crate::typed::alicloud::peering_accepter::{self, AliCloudPeeringAccepter};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use vpcconnect::framework::diagnostics::{Diagnostic, Diagnostics};
use vpcconnect::framework::model::Field;
use vpcconnect::operation::monotonic;
use vpcconnect::simulator::{Effect, Match, Reply, Rule};

use super::super::lost::{Done, Fault, Mood, calls_of, faults};
use super::stage::{MINUTE, Stage, decision, request, tags};

/// An operation of a resource, and the call whose answers get lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    Request,
    Rename,
    Tag,
    Accept,
    Reject,
    /// The requester's destroy.
    Withdraw,
    /// The accepter's destroy, with `on_destroy = "delete"`.
    Cut,
}

impl Work {
    fn api(self) -> &'static str {
        match self {
            Self::Request => "CreateVpcPeerConnection",
            Self::Rename => "ModifyVpcPeerConnection",
            Self::Tag => "TagResources",
            Self::Accept => "AcceptVpcPeerConnection",
            Self::Reject => "RejectVpcPeerConnection",
            Self::Withdraw | Self::Cut => "DeleteVpcPeerConnection",
        }
    }

    /// The status in the end; `None` when there is nothing left.
    fn wanted(self) -> Option<&'static str> {
        match self {
            Self::Request | Self::Rename | Self::Tag => Some("Accepting"),
            Self::Accept => Some("Activated"),
            Self::Reject => Some("Rejected"),
            Self::Withdraw | Self::Cut => None,
        }
    }
}

/// What is worked on, as the state has it.
#[derive(Default)]
struct Subject {
    id: String,
    asked: Option<peering::State>,
    decided: Option<peering_accepter::State>,
}

/// What came of an operation.
#[derive(Debug)]
struct Outcome {
    status: Option<String>,
    name: Option<String>,
    id: Option<String>,
    error: Option<Diagnostic>,
    told: Diagnostics,
}

impl Outcome {
    /// Whether it came to what was wanted.
    fn is(&self, work: Work) -> bool {
        self.error.is_none() && self.status.as_deref() == work.wanted()
    }

    fn names(&self, id: &str) -> bool {
        let mut all = self.told.iter().chain(&self.error);
        all.any(|one| one.summary.contains(id))
    }
}

impl Subject {
    async fn prepare(stage: &Stage, work: Work) -> Self {
        let mut subject = Self::default();
        if work == Work::Request {
            return subject;
        }
        let mut cx = stage.context(MINUTE);
        let asked = AliCloudPeering::create(&mut cx, request()).await.unwrap();
        subject.id = asked.id.text().unwrap().to_owned();
        match work {
            Work::Cut => {
                let mut accept = decision(&subject.id, "accept");
                accept.on_destroy = "delete".into();
                let done = AliCloudPeeringAccepter::create(&mut cx, accept).await;
                subject.decided = Some(done.unwrap());
            }
            Work::Accept | Work::Reject => {}
            _ => subject.asked = Some(asked),
        }
        subject
    }

    /// Does the work, or what is left of it.
    async fn run(&mut self, stage: &Stage, work: Work, timeout: Duration) -> Outcome {
        let mut cx = stage.context(timeout);
        let error = match work {
            Work::Withdraw => {
                let prior = self.asked.clone().unwrap();
                let done = AliCloudPeering::delete(&mut cx, prior).await;
                done.map(|()| self.asked = None).err()
            }
            Work::Cut => {
                let prior = self.decided.clone().unwrap();
                let done = AliCloudPeeringAccepter::delete(&mut cx, prior).await;
                done.map(|()| self.decided = None).err()
            }
            Work::Accept | Work::Reject => {
                let word = if work == Work::Accept {
                    "accept"
                } else {
                    "reject"
                };
                let done = match self.decided.clone() {
                    None => {
                        let planned = decision(&self.id, word);
                        AliCloudPeeringAccepter::create(&mut cx, planned).await
                    }
                    Some(prior) => {
                        let mut planned = prior.clone();
                        planned.status = Field::Unknown;
                        planned.answer = Field::Unknown;
                        AliCloudPeeringAccepter::update(&mut cx, prior, planned).await
                    }
                };
                let (state, error) = parted(done);
                self.decided = state.or(self.decided.take());
                error
            }
            Work::Request | Work::Rename | Work::Tag => {
                let done = match self.asked.clone() {
                    None => AliCloudPeering::create(&mut cx, request()).await,
                    Some(prior) => {
                        let mut planned = prior.clone();
                        match work {
                            Work::Rename => planned.name = "renamed".into(),
                            Work::Tag => planned.tags = tags([("team", "network")]),
                            // Found by the next apply on its way.
                            _ => planned.status = Field::Unknown,
                        }
                        AliCloudPeering::update(&mut cx, prior, planned).await
                    }
                };
                let (state, error) = parted(done);
                self.asked = state.or(self.asked.take());
                error
            }
        };
        let shown = |field: Option<&Field<String>>| field?.text().map(str::to_owned);
        let (asked, decided) = (self.asked.as_ref(), self.decided.as_ref());
        Outcome {
            status: shown(asked.map(|one| &one.status)).or(shown(decided.map(|one| &one.status))),
            name: shown(asked.map(|one| &one.name)),
            id: shown(asked.map(|one| &one.id)).or(shown(decided.map(|one| &one.id))),
            error,
            told: cx.diagnostics,
        }
    }
}

/// The state that an apply returned, and its error.
fn parted<S>(
    done: Result<S, vpcconnect::framework::resource::Failed<S>>,
) -> (Option<S>, Option<Diagnostic>) {
    match done {
        Ok(state) => (Some(state), None),
        Err(failed) => (failed.state, Some(failed.error)),
    }
}

#[derive(Clone, Debug)]
struct Cell {
    work: Work,
    fault: Fault,
    times: u64,
    settle: u64,
    mood: Mood,
}

impl Cell {
    fn timeout(&self) -> Duration {
        match self.mood {
            Mood::Hurried => Duration::from_secs(20),
            _ => 10 * MINUTE,
        }
    }

    /// Whether the user must not notice anything but the time. What fails is sent again five times; what
    /// was answered "done" in words that nobody can read, once.
    fn is_survived(&self) -> bool {
        let tries = if self.fault.page { 1 } else { 5 };
        self.mood == Mood::Calm && self.times <= tries
    }
}

fn cells(work: Work) -> Vec<Cell> {
    let mut cells = Vec::new();
    for fault in faults() {
        for settle in [0, 20] {
            for mood in [Mood::Calm, Mood::Hurried, Mood::Interrupted, Mood::Blind] {
                let times: &[u64] = match mood {
                    Mood::Calm => &[1, 2, 5, 100],
                    _ => &[1, 100],
                };
                cells.extend(times.iter().map(|times| Cell {
                    work,
                    fault: fault.clone(),
                    times: *times,
                    settle,
                    mood,
                }));
            }
        }
    }
    cells
}

/// Does what the mood says as soon as the call has arrived.
fn disturb(stage: &Stage, cell: &Cell) -> tokio::task::JoinHandle<()> {
    let (world, cancel, mood) = (stage.world.clone(), stage.cancel.clone(), cell.mood);
    let seen = world.calls().last().map_or(0, |call| call.seq);
    let calls = calls_of(cell.work.api());
    tokio::spawn(async move {
        world.arrived(&calls, seen, 1).await;
        match mood {
            Mood::Calm | Mood::Hurried => {}
            Mood::Interrupted => cancel.cancel(),
            Mood::Blind => {
                for api in ["GetVpcPeerConnectionAttribute", "ListVpcPeerConnections"] {
                    let body =
                        json!({ "Code": "Forbidden.RAM", "Message": "no", "RequestId": "r" });
                    world.add_fault(Rule {
                        on: Match {
                            api: Some(api.to_owned()),
                            ..Match::default()
                        },
                        effect: Some(Effect::Answer(Reply {
                            status: 403,
                            body: Some(body),
                            headers: [].into(),
                        })),
                        ..Rule::default()
                    });
                }
            }
        }
    })
}

/// The state is what the cloud holds, or the user is told where to look.
fn truth(stage: &Stage, cell: &Cell, outcome: &Outcome) -> Vec<String> {
    let mut problems = Vec::new();
    let held = stage.world.alicloud_peerings();
    if held.len() > 1 {
        problems.push("two peerings".to_owned());
    }
    let held = held.first();
    if let Some(id) = outcome.id.as_deref() {
        let same = held.is_some_and(|held| {
            let named = outcome.name.as_ref().is_none_or(|name| *name == held.name);
            named && outcome.status.as_deref() == Some(held.status.as_str())
        });
        if !same && !outcome.names(id) {
            problems.push(format!("the cloud holds {held:?}"));
        }
    }
    let Some(error) = &outcome.error else {
        return problems;
    };
    if cell.work == Work::Request {
        // What may have been made, or may yet be, can be taken over.
        let maybe = held.is_some() || cell.fault.done != Done::No;
        if outcome.id.is_none() && maybe && !error.detail.contains("import {") {
            problems.push("no import block".to_owned());
        }
    } else if held.is_some_and(|held| !error.summary.contains(held.id.as_str())) {
        problems.push("the error names no id".to_owned());
    }
    problems
}

/// What goes wrong in a cell.
async fn problems(cell: &Cell) -> Vec<String> {
    let latency = Duration::from_millis(20);
    let mut stage = Stage::new();
    let mut subject = Subject::prepare(&stage, cell.work).await;
    stage
        .world
        .set_pace(latency, Duration::from_secs(cell.settle));
    stage.world.add_fault(Rule {
        on: calls_of(cell.work.api()),
        times: Some(cell.times),
        delay: cell.fault.delay.parse().unwrap(),
        late: cell.fault.late.parse().unwrap(),
        effect: cell.fault.effect.clone(),
        ..Rule::default()
    });
    let watch = disturb(&stage, cell);
    let begun = monotonic();
    let run = subject.run(&stage, cell.work, cell.timeout());
    // A hang would otherwise end the table without a word of where.
    let Ok(outcome) = tokio::time::timeout(60 * MINUTE, run).await else {
        return vec!["it hangs".to_owned()];
    };
    let took = begun.elapsed();
    watch.abort();
    let mut problems = truth(&stage, cell, &outcome);
    if cell.is_survived() && !outcome.is(cell.work) {
        problems.push("it did not survive".to_owned());
    }
    let limit = match cell.mood {
        Mood::Interrupted => Duration::from_secs(20),
        _ => cell.timeout() + MINUTE,
    };
    if took > limit {
        problems.push("it took too long".to_owned());
    }
    // What the cloud still had in hand is done by then.
    stage.world.clear_faults();
    stage.cancel = CancellationToken::new();
    tokio::time::sleep(MINUTE).await;
    if !outcome.is(cell.work) {
        let again = subject.run(&stage, cell.work, 10 * MINUTE).await;
        problems.extend(truth(&stage, cell, &again));
        // A request that was made without the state is never taken over in silence.
        let held = stage.world.alicloud_peerings();
        let named = again.error.as_ref().is_some_and(|error| {
            let id = held.first().map(|one| one.id.to_string());
            error.detail.contains("import {") && id.is_some_and(|id| error.detail.contains(&id))
        });
        let at_peace = again.is(cell.work) || (cell.work == Work::Request && named);
        if !at_peace {
            problems.push(format!("the next apply: {again:#?}"));
        }
    }
    if !problems.is_empty() {
        problems.push(format!("after {took:?}: {outcome:#?}"));
    }
    problems
}

async fn table(works: &[Work]) {
    let cells: Vec<_> = works.iter().flat_map(|work| cells(*work)).collect();
    let mut told = Vec::new();
    for cell in &cells {
        let problems = problems(cell).await;
        if !problems.is_empty() {
            let (name, what) = (cell.fault.name, problems.join("\n  "));
            told.push(format!(
                "CELL {:?}, {name} x{}, {}s, {:?}:\n  {what}",
                cell.work, cell.times, cell.settle, cell.mood
            ));
        }
    }
    let (failed, all) = (told.len(), cells.len());
    assert!(failed == 0, "{failed} of {all} cells:\n{}", told.join("\n"));
}

#[tokio::test(start_paused = true)]
async fn requests() {
    table(&[Work::Request]).await;
}

#[tokio::test(start_paused = true)]
async fn changes() {
    table(&[Work::Rename, Work::Tag]).await;
}

#[tokio::test(start_paused = true)]
async fn decisions() {
    table(&[Work::Accept, Work::Reject]).await;
}

#[tokio::test(start_paused = true)]
async fn deletes() {
    table(&[Work::Withdraw, Work::Cut]).await;
}
