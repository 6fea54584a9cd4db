//! Carries a decision out: does what [`Progress`] asks for, until it is settled.

use std::time::Duration;

use super::decision::{End, Event, Next, Progress};
use super::handle::{Decides, Deciding, Heard};
use super::status::{Decision, State};
use super::step::Sent;
use super::wait::Pace;
use crate::http::error::Failure;
use crate::operation::{Operation, monotonic};

/// For how long a decision of somebody else may hide behind a status that says that there is none. The
/// refusal that it causes reads like any other, so that this is what a refusal of another cause costs.
const OTHERS_SETTLE: Duration = Duration::from_secs(30);

/// The end, and the connection as it was last seen.
#[derive(Debug)]
pub struct Decided<T> {
    /// Last seen; nothing when it was not there.
    pub object: Option<T>,
    /// How it ended.
    pub end: End,
}

/// Carries `desired` out, beginning with `object`, which was just looked up. `before` is what an
/// earlier operation may have sent already: the state says that it was decided.
pub async fn decide<S: Decides>(
    port: &mut Deciding<S>,
    operation: &Operation,
    object: Option<S::Object>,
    desired: Decision,
    before: Sent,
) -> Decided<S::Object> {
    let settling = port.handle().settling();
    let pace = Pace::new(&settling);
    let seen = state::<S>(object.as_ref());
    let progress = Progress::new(S::FINALITY, desired, before, Sent::Nothing, seen);
    carry_out(port, operation, object, desired, progress, pace).await
}

/// Waits until `sent`, a decision that was taken just now, has settled. `answer` is what the answer shows.
pub async fn follow<S: Decides>(
    port: &mut Deciding<S>,
    operation: &Operation,
    answer: Option<S::Object>,
    sent: Decision,
) -> Decided<S::Object> {
    let settling = port.handle().settling();
    let mut pace = Pace::new(&settling);
    let object = match answer {
        Some(object) => Some(object),
        None => match port.handle().look_after_write(operation, &mut pace).await {
            Ok(seen) => seen,
            Err(failure) => {
                let end = match failure {
                    Failure::Ended(ended) => End::Unsettled(ended),
                    failure => End::Unclear(failure),
                };
                let object = None;
                return Decided { object, end };
            }
        },
    };
    let now = Sent::Decision(sent);
    let seen = state::<S>(object.as_ref());
    let progress = Progress::new(S::FINALITY, sent, Sent::Nothing, now, seen);
    carry_out(port, operation, object, sent, progress, pace).await
}

/// Waits until `object` shows `sent`, a decision that this run has sent before: its answer may have been ahead
/// of what reads show. What never shows was turned back.
///
/// # Errors
/// [`Failure`] of the look that failed, or when the operation was over.
pub async fn outlast<S: Decides>(
    port: &Deciding<S>,
    operation: &Operation,
    object: S::Object,
    sent: Decision,
) -> Result<Option<S::Object>, Failure> {
    let mut object = Some(object);
    let settling = port.handle().settling();
    let mut pace = Pace::new(&settling);
    let until = monotonic() + OTHERS_SETTLE;
    let shows_another = |object: &Option<S::Object>| {
        let made = object.as_ref().and_then(|seen| S::state(seen).decision());
        made.is_some_and(|made| made != sent)
    };
    while shows_another(&object) && monotonic() < until {
        object = port.handle().poll(operation, &mut pace).await?;
    }
    Ok(object)
}

/// Does what `progress` asks for until it ends, beginning with `object`.
async fn carry_out<S: Decides>(
    port: &mut Deciding<S>,
    operation: &Operation,
    object: Option<S::Object>,
    desired: Decision,
    mut progress: Progress,
    mut pace: Pace<'_>,
) -> Decided<S::Object> {
    let settling = port.handle().settling();
    let mut object = object;
    // Whether the cloud took the decision without showing what came of it.
    let mut unshown = false;
    let mut next = progress.begin();
    let end = loop {
        let event = match next {
            Next::Call => match port.send(operation, desired).await {
                Ok(answer) => {
                    pace = Pace::new(&settling);
                    let shown = answer.as_ref().map(S::state);
                    unshown = shown.is_none();
                    object = answer.or(object);
                    Event::Taken(shown)
                }
                Err(failure) => Event::Failed(failure),
            },
            Next::Look => see::<S>(&mut object, port.look_once(operation).await),
            Next::Wait if std::mem::take(&mut unshown) => {
                let seen = port.handle().look_after_write(operation, &mut pace).await;
                see::<S>(&mut object, seen)
            }
            Next::Wait => see::<S>(&mut object, port.handle().poll(operation, &mut pace).await),
            Next::WaitForOthers => match somebody_decides(port, operation, &mut pace).await {
                Some(seen) => see::<S>(&mut object, Ok(seen)),
                None => Event::NobodyDecided,
            },
            Next::AskWhoRules => Event::Overrules(port.overrules(operation, desired).await),
            Next::End(end) => break end,
        };
        if let Event::Taken(Some(seen)) | Event::Saw(seen) = &event {
            port.tell(Heard::Saw(seen.clone()));
        }
        next = progress.on(event);
    };
    if matches!(end, End::Done) && progress.is_sent() {
        pace.settled();
    }
    Decided { object, end }
}

/// A look, as an event. What it shows is what is known from then on.
fn see<S: Decides>(
    object: &mut Option<S::Object>,
    seen: Result<Option<S::Object>, Failure>,
) -> Event {
    match seen {
        Ok(seen) => {
            *object = seen;
            Event::Saw(state::<S>(object.as_ref()))
        }
        Err(failure) => Event::Unseen(failure),
    }
}

fn state<S: Decides>(object: Option<&S::Object>) -> State {
    object.map_or(State::Absent, S::state)
}

/// Waits until the status shows that somebody has decided; nothing when it does not come to that.
async fn somebody_decides<S: Decides>(
    port: &Deciding<S>,
    operation: &Operation,
    pace: &mut Pace<'_>,
) -> Option<Option<S::Object>> {
    let until = monotonic() + OTHERS_SETTLE;
    while monotonic() < until {
        let seen = port.handle().poll(operation, pace).await.ok()?;
        if seen.as_ref().map(S::state) != Some(State::Pending) {
            return Some(seen);
        }
    }
    None
}
