//! A table: every writing call of every resource on every cloud, every way to lose its answer, once or for ever, with
//! a cloud that settles at once or later, a user who is patient, hurried or gone, and looks that
//! fail. Whatever happens there is one effect in the cloud at most, the state is the truth or names
//! what to look at, and the next apply ends in peace.

pub(super) mod work;

use std::time::Duration;

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use vpcconnect::operation::monotonic;
use vpcconnect::simulator::{Effect, Match, Reply, Rule};

use self::work::{Outcome, Subject, Work};
use super::driver::Driver;
use super::stage::{MINUTE, Stage};
use super::{alicloud, aws, huaweicloud};

/// How an answer is lost.
#[derive(Clone, Debug)]
struct Fault {
    name: &'static str,
    /// Whether the cloud carries out what was asked.
    done: Done,
    /// Whether the answer says "done" in words that nobody can read.
    page: bool,
    effect: Option<Effect>,
    delay: &'static str,
    late: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Done {
    /// At once.
    Yes,
    /// Not at all.
    No,
    /// When the caller has given up already.
    Later,
}

fn reply(status: u16, body: Value) -> Reply {
    Reply {
        status,
        body: Some(body),
        headers: [].into(),
    }
}

fn faults() -> Vec<Fault> {
    use Done::{Later, No, Yes};
    let failure = |status| {
        reply(
            status,
            json!({ "error_code": "APIGW.0601", "error_msg": "m" }),
        )
    };
    let fault = |name, done, effect| Fault {
        name,
        done,
        page: name.contains("page"),
        effect: Some(effect),
        delay: "0s",
        late: "0s",
    };
    let slow = |name, done, delay, late| Fault {
        name,
        done,
        page: false,
        effect: None,
        delay,
        late,
    };
    vec![
        fault("dropped before", No, Effect::DropBeforeCommit),
        fault("dropped after", Yes, Effect::DropAfterCommit),
        fault("reset before", No, Effect::Reset),
        fault("reset after", Yes, Effect::ResetAfterCommit),
        fault("500 before", No, Effect::Answer(failure(500))),
        fault("500 after", Yes, Effect::AnswerAfterCommit(failure(500))),
        fault("504 after", Yes, Effect::AnswerAfterCommit(failure(504))),
        fault(
            "a proxy's page after",
            Yes,
            Effect::AnswerAfterCommit(reply(200, "<html>".into())),
        ),
        fault(
            "a proxy's page before",
            No,
            Effect::Answer(reply(200, "<html>".into())),
        ),
        slow("answered too late", Yes, "0s", "40s"),
        slow("done too late", Later, "40s", "0s"),
    ]
}

/// In what circumstances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    /// Ten minutes, and every look works.
    Calm,
    /// `timeouts` is shorter than one attempt.
    Hurried,
    /// Ctrl-C while the call is in flight.
    Interrupted,
    /// From the call on, nothing can be read.
    Blind,
}

#[derive(Clone)]
struct Cell {
    cloud: &'static Driver,
    work: Work,
    fault: Fault,
    times: u64,
    settle: Duration,
    mood: Mood,
}

impl Cell {
    fn timeout(&self) -> Duration {
        match self.mood {
            Mood::Hurried => Duration::from_secs(20),
            _ => 10 * MINUTE,
        }
    }

    /// Whether the user must not notice anything but the time.
    ///
    /// What fails is sent again five times, when a second time changes no more. What could make a second
    /// object is sent again only when a look has shown that it did not arrive, twice at most; and so
    /// is, once, what was answered "done" in words that nobody can read.
    fn is_survived(&self) -> bool {
        let looks = self.work.creates() && !self.cloud.create_is_idempotent;
        let tries = match (looks, self.fault.page) {
            (true, _) => 2,
            (false, true) => 1,
            (false, false) => 5,
        };
        let seen = looks && self.fault.done != Done::No;
        if self.work.is_sent_once() {
            // What is made after the last look is named by the next apply.
            return self.mood == Mood::Calm && self.fault.done == Done::Yes;
        }
        self.mood == Mood::Calm && (self.times <= tries || seen)
    }

    /// How long it may take: attempts, pauses, the cloud's own time, and looks when all is over.
    fn limit(&self) -> Duration {
        if self.is_survived() {
            let attempts = u32::try_from(self.times.min(6)).unwrap();
            return attempts * Duration::from_secs(30 + 16) + self.settle + 2 * MINUTE;
        }
        match self.mood {
            Mood::Interrupted => Duration::from_secs(20),
            _ => self.timeout() + MINUTE,
        }
    }
}

fn cells(cloud: &'static Driver, work: Work) -> Vec<Cell> {
    let mut cells = Vec::new();
    let settles: &[u64] = if work.settles(cloud) { &[0, 20] } else { &[0] };
    for (fault, settle) in faults()
        .iter()
        .flat_map(|fault| settles.iter().map(move |settle| (fault, settle)))
    {
        let mut cell = |times, mood| {
            cells.push(Cell {
                cloud,
                work,
                fault: fault.clone(),
                times,
                settle: Duration::from_secs(*settle),
                mood,
            });
        };
        for times in [1, 2, 5, 6, 100] {
            cell(times, Mood::Calm);
        }
        for times in [1, 100] {
            for mood in [Mood::Hurried, Mood::Interrupted, Mood::Blind] {
                cell(times, mood);
            }
        }
    }
    cells
}

/// What goes wrong in a cell.
async fn problems(cell: &Cell) -> Vec<String> {
    let latency = Duration::from_millis(20);
    let mut stage = (cell.cloud.stage)();
    stage.world.set_pace(latency, Duration::ZERO);
    let mut subject = Subject::prepare(cell.cloud, &stage, cell.work).await;
    subject.plan(&stage).await;
    let api = cell.work.api(cell.cloud);
    let before = stage.effects(api);
    stage.world.set_pace(latency, cell.settle);
    stage.world.add_fault(Rule {
        on: calls_of(api),
        times: Some(cell.times),
        delay: cell.fault.delay.parse().unwrap(),
        late: cell.fault.late.parse().unwrap(),
        effect: cell.fault.effect.clone(),
        ..Rule::default()
    });
    let watch = disturb(&stage, cell);
    let begun = monotonic();
    // A hang would otherwise end the table without a word of where.
    let run = tokio::time::timeout(60 * MINUTE, subject.run(&stage, cell.timeout())).await;
    let Ok(outcome) = run else {
        return vec!["it hangs".to_owned()];
    };
    let took = begun.elapsed();
    watch.abort();
    let mut problems = Vec::new();
    let mut check = |holds: bool, what: String| {
        if !holds {
            problems.push(what);
        }
    };
    check(took <= cell.limit(), format!("it took {took:?}"));
    if cell.is_survived() {
        check(outcome.succeeded(), "it did not succeed".to_owned());
        let wanted = cell.work.wanted(cell.cloud);
        check(
            outcome.status() == wanted,
            format!("it did not become {wanted:?}"),
        );
    }
    problems.extend(truth(&stage, cell, &subject, &outcome));
    // What the cloud still had in hand is done by then.
    stage.world.clear_faults();
    stage.cancel = CancellationToken::new();
    tokio::time::sleep(MINUTE).await;
    problems.extend(one_effect(&stage, cell, before, false));
    let made = stage.effects(api) > before;
    if !outcome.succeeded() || outcome.status() != cell.work.wanted(cell.cloud) {
        subject.plan(&stage).await;
        let again = subject.run(&stage, 10 * MINUTE).await;
        problems.extend(peace(&stage, cell, &subject, &again, made));
        problems.extend(one_effect(&stage, cell, before, true));
    }
    if !problems.is_empty() {
        problems.push(format!("after {took:?}: {outcome:#?}"));
    }
    problems
}

pub(super) fn calls_of(api: &str) -> Match {
    Match {
        api: Some(api.to_owned()),
        ..Match::default()
    }
}

/// Does what the mood says as soon as the call has arrived.
fn disturb(stage: &Stage, cell: &Cell) -> tokio::task::JoinHandle<()> {
    let (world, cancel, mood) = (stage.world.clone(), stage.cancel.clone(), cell.mood);
    let (calls, seen) = (calls_of(cell.work.api(cell.cloud)), last(stage));
    let (reads, forbidden) = ((cell.cloud.reads)(), (cell.cloud.forbidden)());
    tokio::spawn(async move {
        world.arrived(&calls, seen, 1).await;
        match mood {
            Mood::Calm | Mood::Hurried => {}
            Mood::Interrupted => cancel.cancel(),
            Mood::Blind => {
                for on in reads {
                    world.add_fault(Rule {
                        on,
                        effect: Some(Effect::Answer(reply(403, forbidden.clone()))),
                        ..Rule::default()
                    });
                }
            }
        }
    })
}

fn last(stage: &Stage) -> u64 {
    stage.world.calls().last().map_or(0, |call| call.seq)
}

/// The state is what the cloud holds, or the user is told where to look.
fn truth(stage: &Stage, cell: &Cell, subject: &Subject<'_>, outcome: &Outcome) -> Vec<String> {
    let objects = subject.held(stage);
    let mut problems = Vec::new();
    let named = |id: &str| outcome.summaries().any(|summary| summary.contains(id));
    if let Some(shown) = &outcome.shown {
        let held = objects.iter().find(|one| one.id == shown.id);
        match held {
            Some(held) if held == shown => {}
            Some(_) | None if named(&shown.id) => {}
            held => problems.push(format!("the state says {shown:?}, the cloud {held:?}")),
        }
    }
    match (&outcome.error, &outcome.shown) {
        (Some(error), None) if cell.work.creates() => {
            // What may have been made, or may yet be, can be taken over.
            let maybe = !objects.is_empty() || cell.fault.done != Done::No;
            if maybe && !error.detail.contains("import {") {
                problems.push("no import block".to_owned());
            }
        }
        (Some(error), _) => {
            let id = objects.first().map(|one| one.id.clone());
            if id.is_some_and(|id| !error.summary.contains(&id)) {
                problems.push("the error names no id".to_owned());
            }
        }
        _ => {}
    }
    problems
}

/// Nothing was done twice; `again`: by two applies.
fn one_effect(stage: &Stage, cell: &Cell, before: usize, again: bool) -> Vec<String> {
    let effects = stage.effects(cell.work.api(cell.cloud)) - before;
    // The same name twice is one effect.
    let most = if cell.work.may_repeat(cell.cloud) {
        usize::MAX
    } else {
        1
    };
    let mut problems = Vec::new();
    if effects > most {
        problems.push(format!("{effects} effects"));
    }
    let sent = stage.calls(cell.work.api(cell.cloud));
    if cell.work.is_sent_once() && sent > 1 + usize::from(again) {
        problems.push(format!("sent {sent} times"));
    }
    if cell.work.creates() && cell.cloud.peerings(stage).len() > 1 {
        problems.push("two requests".to_owned());
    }
    problems
}

/// The next apply, without faults, comes to what was wanted.
fn peace(
    stage: &Stage,
    cell: &Cell,
    subject: &Subject<'_>,
    again: &Outcome,
    made: bool,
) -> Vec<String> {
    let mut problems = truth(stage, cell, subject, again);
    if again.succeeded() && again.status() == cell.work.wanted(cell.cloud) {
        return problems;
    }
    // A request that was made without the state is never taken over in silence.
    let named = again.error.as_ref().is_some_and(|error| {
        let peerings = cell.cloud.peerings(stage);
        let id = peerings.first().map(|one| one.id.to_string());
        error.detail.contains("import {") && id.is_some_and(|id| error.detail.contains(&id))
    });
    if !(cell.work.creates() && made && named) {
        problems.push(format!("the next apply: {again:#?}"));
    }
    problems
}

/// Every cell of the operations that make one writing call.
async fn table(cloud: &'static Driver, works: &[Work]) {
    let cells = works.iter().flat_map(|work| cells(cloud, *work));
    let cells: Vec<_> = cells.collect();
    let mut told = Vec::new();
    for cell in &cells {
        let problems = Box::pin(problems(cell)).await;
        if !problems.is_empty() {
            let Cell {
                work,
                fault,
                times,
                settle,
                mood,
                ..
            } = cell;
            let what = problems.join("\n  ");
            told.push(format!(
                "{work:?}, {} x{times}, {settle:?}, {mood:?}:\n  {what}",
                fault.name
            ));
        }
    }
    let (failed, all) = (told.len(), cells.len());
    assert!(
        told.is_empty(),
        "{failed} of {all} cells:\n{}",
        told.join("\n")
    );
}

#[tokio::test(start_paused = true)]
async fn requests() {
    let works = [Work::Request, Work::RequestWaiting, Work::RequestOwn];
    table(&huaweicloud::DRIVER, &works).await;
}

#[tokio::test(start_paused = true)]
async fn requests_on_alibaba_cloud() {
    table(&alicloud::DRIVER, &[Work::Request, Work::RequestWaiting]).await;
}

#[tokio::test(start_paused = true)]
async fn changes() {
    table(&huaweicloud::DRIVER, &[Work::Rename]).await;
}

#[tokio::test(start_paused = true)]
async fn changes_on_alibaba_cloud() {
    table(&alicloud::DRIVER, &[Work::Rename, Work::Tag]).await;
}

#[tokio::test(start_paused = true)]
async fn first_decisions() {
    table(&huaweicloud::DRIVER, &[Work::Accept, Work::Reject]).await;
}

#[tokio::test(start_paused = true)]
async fn first_decisions_on_alibaba_cloud() {
    table(&alicloud::DRIVER, &[Work::Accept, Work::Reject]).await;
}

#[tokio::test(start_paused = true)]
async fn decisions_about_imports() {
    let works = [Work::AcceptImported, Work::RejectImported];
    table(&huaweicloud::DRIVER, &works).await;
}

#[tokio::test(start_paused = true)]
async fn decisions_about_imports_on_alibaba_cloud() {
    let works = [Work::AcceptImported, Work::RejectImported];
    table(&alicloud::DRIVER, &works).await;
}

#[tokio::test(start_paused = true)]
async fn deletes() {
    table(&huaweicloud::DRIVER, &[Work::Withdraw, Work::Cut]).await;
}

#[tokio::test(start_paused = true)]
async fn deletes_on_alibaba_cloud() {
    table(&alicloud::DRIVER, &[Work::Withdraw, Work::Cut]).await;
}

#[tokio::test(start_paused = true)]
async fn decisions_about_endpoints() {
    let works = [Work::AcceptEndpoint, Work::RejectEndpoint, Work::Revoke];
    table(&huaweicloud::DRIVER, &works).await;
}

#[tokio::test(start_paused = true)]
async fn decisions_about_endpoints_on_alibaba_cloud() {
    let works = [Work::AcceptEndpoint, Work::RejectEndpoint, Work::Revoke];
    table(&alicloud::DRIVER, &works).await;
}

#[tokio::test(start_paused = true)]
async fn details_and_dismissals_of_endpoints() {
    table(&huaweicloud::DRIVER, &[Work::Detail, Work::Dismiss]).await;
}

#[tokio::test(start_paused = true)]
async fn details_and_dismissals_of_endpoints_on_alibaba_cloud() {
    table(&alicloud::DRIVER, &[Work::Detail, Work::Dismiss]).await;
}

#[tokio::test(start_paused = true)]
async fn requests_and_deletes_of_clusters() {
    let works = [
        Work::ClusterRequest,
        Work::ClusterRequestWaiting,
        Work::ClusterWithdraw,
    ];
    table(&huaweicloud::DRIVER, &works).await;
}

#[tokio::test(start_paused = true)]
async fn requests_and_tags_on_aws() {
    let works = [Work::Request, Work::RequestWaiting, Work::Tag];
    table(&aws::DRIVER, &works).await;
}

#[tokio::test(start_paused = true)]
async fn decisions_and_deletes_on_aws() {
    let works = [
        Work::Accept,
        Work::Reject,
        Work::AcceptImported,
        Work::RejectImported,
        Work::Withdraw,
        Work::Cut,
    ];
    table(&aws::DRIVER, &works).await;
}

#[tokio::test(start_paused = true)]
async fn decisions_about_endpoints_on_aws() {
    let works = [
        Work::AcceptEndpoint,
        Work::RejectEndpoint,
        Work::Revoke,
        Work::Dismiss,
    ];
    table(&aws::DRIVER, &works).await;
}
