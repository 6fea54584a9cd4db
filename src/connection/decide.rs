//! Carries a decision out: look, [`step`], call or wait, until it is settled.

use std::time::Duration;

use super::port::Port;
use super::status::{Decision, State};
use super::step::{Finality, Reason, Sent, Step, step};
use super::wait::Pace;
use crate::http::error::{Failure, Kind};
use crate::operation::{Ended, Operation, monotonic};

/// For how long a decision of somebody else may hide behind a status that says that there is none. The
/// refusal that it causes reads like any other, so that this is what a refusal of another cause costs.
const OTHERS_SETTLE: Duration = Duration::from_secs(30);

/// How carrying out a decision ended.
#[derive(Debug)]
pub enum End {
    /// It is as desired.
    Done,
    /// It cannot become as desired.
    Refused(Reason),
    /// The cloud took the decision, and then something else came of it.
    Overtaken(Reason),
    /// The cloud took the decision, and it was not settled when the operation was over.
    Unsettled(Ended),
    /// A call failed before the cloud took the decision.
    Failed(Failure),
    /// The decision was sent, and what came of it could not be learned.
    Unclear(Failure),
}

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
pub async fn decide<P: Port>(
    port: &mut P,
    operation: &Operation,
    object: Option<P::Object>,
    desired: Decision,
    before: Sent,
) -> Decided<P::Object> {
    let settling = port.settling();
    let pace = Pace::new(&settling);
    let sent = Earlier {
        before,
        now: Sent::Nothing,
    };
    carry_out(port, operation, object, desired, sent, pace).await
}

/// Waits until `sent`, a decision that was taken just now, has settled. `answer` is what the answer shows.
pub async fn follow<P: Port>(
    port: &mut P,
    operation: &Operation,
    answer: Option<P::Object>,
    sent: Decision,
) -> Decided<P::Object> {
    let settling = port.settling();
    let mut pace = Pace::new(&settling);
    let object = match answer {
        Some(object) => Some(object),
        None => match port.poll(operation, &mut pace).await {
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
    let earlier = Earlier {
        before: Sent::Nothing,
        now: Sent::Decision(sent),
    };
    carry_out(port, operation, object, sent, earlier, pace).await
}

/// Waits until `object` shows `sent`, a decision that this run has sent before: its answer may have been ahead
/// of what reads show. What never shows was turned back.
///
/// # Errors
/// [`Failure`] of the look that failed, or when the operation was over.
pub async fn outlast<P: Port>(
    port: &P,
    operation: &Operation,
    object: P::Object,
    sent: Decision,
) -> Result<Option<P::Object>, Failure> {
    let mut object = Some(object);
    let settling = port.settling();
    let mut pace = Pace::new(&settling);
    let until = monotonic() + OTHERS_SETTLE;
    let shows_another = |object: &Option<P::Object>| {
        let made = object.as_ref().and_then(|seen| P::status(seen).decision());
        made.is_some_and(|made| made != sent)
    };
    while shows_another(&object) && monotonic() < until {
        object = port.poll(operation, &mut pace).await?;
    }
    Ok(object)
}

/// What was sent before a decision is carried out.
#[derive(Clone, Copy, Debug)]
struct Earlier {
    /// By an earlier operation.
    before: Sent,
    /// By this one.
    now: Sent,
}

async fn carry_out<P: Port>(
    port: &mut P,
    operation: &Operation,
    object: Option<P::Object>,
    desired: Decision,
    earlier: Earlier,
    pace: Pace<'_>,
) -> Decided<P::Object> {
    let settling = port.settling();
    let Earlier { before, now } = earlier;
    let (mut object, mut sent, mut pace) = (object, now, pace);
    // How our first call failed, when it may have arrived all the same.
    let mut doubt: Option<Failure> = None;
    // How a call was refused that met one of ours on its way.
    let mut refusal: Option<Failure> = None;
    let mut asked_who_rules = false;
    let next = |seen: &State, sent| step(P::FINALITY, seen, desired, sent);
    let status = |object: &Option<P::Object>| object.as_ref().map_or(State::Absent, P::status);
    let end = loop {
        match next(&status(&object), sent) {
            Step::Done => {
                if sent != Sent::Nothing {
                    pace.settled();
                }
                break End::Done;
            }
            Step::Refuse(reason) if sent == Sent::Nothing => break End::Refused(reason),
            Step::Refuse(reason) => break End::Overtaken(reason),
            Step::Call(decision) => match port.send(operation, decision).await {
                Ok(answer) => {
                    // Where the answer shows nothing, what was seen before is what is known.
                    object = answer.or(object);
                    sent = Sent::Decision(decision);
                    pace = Pace::new(&settling);
                }
                Err(failure) => {
                    // Whoever was refused may have been overtaken by the other side, or by an answer
                    // that got lost: what is there now decides.
                    if !is_worth_a_look(&failure) {
                        break unclear_or_failed(doubt, failure);
                    }
                    match port.look_once(operation).await {
                        Ok(seen) => object = seen,
                        Err(_) => break unclear_or_failed(doubt, failure),
                    }
                    let is_unknown = matches!(failure, Failure::Unknown { .. });
                    match next(&status(&object), Sent::Nothing) {
                        Step::Done => break End::Done,
                        // It is on its way: by our call, or by somebody else's decision.
                        Step::Wait => {
                            if is_unknown && status(&object) == State::Settling(decision) {
                                sent = Sent::Decision(decision);
                            }
                        }
                        // It may be on its way to what we want.
                        Step::Refuse(Reason::UnknownStatus(_)) if is_unknown || doubt.is_some() => {
                            break unclear_or_failed(doubt, failure);
                        }
                        Step::Refuse(reason) => break End::Refused(reason),
                        // The look says that it has not arrived, so it is sent once more; should the
                        // look be mistaken, the cloud refuses the second one.
                        Step::Call(_) if is_unknown && doubt.is_none() => {
                            doubt = Some(failure);
                        }
                        // The cloud is still at work on what was before: in a moment it takes it.
                        Step::Call(_)
                            if P::FINALITY == Finality::Revisable && failure.is(Kind::Conflict) =>
                        {
                            match port.poll(operation, &mut pace).await {
                                Ok(seen) => object = seen,
                                Err(_) => break unclear_or_failed(doubt, failure),
                            }
                        }
                        // Refused although nobody has decided, as it seems: our own call is on its
                        // way, of this operation or of the one before.
                        Step::Call(_)
                            if !is_unknown
                                && P::FINALITY == Finality::Final
                                && (doubt.is_some() || before == Sent::Decision(decision)) =>
                        {
                            refusal = Some(failure);
                            sent = Sent::Decision(decision);
                        }
                        // Refused although nobody has decided, as it seems: somebody else's decision may
                        // be on its way, and the status does not show it yet.
                        Step::Call(_) if !is_unknown && P::FINALITY == Finality::Final => {
                            match somebody_decides(port, operation, &mut pace).await {
                                Some(seen) => object = seen,
                                None => break unclear_or_failed(doubt, failure),
                            }
                        }
                        Step::Call(_) => break unclear_or_failed(doubt, failure),
                    }
                }
            },
            Step::Wait => match port.poll(operation, &mut pace).await {
                Ok(seen) => {
                    object = seen;
                    let made = status(&object).decision();
                    if sent != Sent::Nothing
                        && made.is_some_and(|made| made != desired)
                        && !std::mem::replace(&mut asked_who_rules, true)
                        && port.overrules(operation, desired).await
                    {
                        break End::Overtaken(Reason::Overruled);
                    }
                }
                Err(Failure::Ended(ended)) => match refusal.take() {
                    Some(refusal) => break unclear_or_failed(doubt, refusal),
                    None if sent == Sent::Nothing => {
                        break unclear_or_failed(doubt, Failure::Ended(ended));
                    }
                    None => break End::Unsettled(ended),
                },
                Err(failure) if sent == Sent::Nothing => {
                    break unclear_or_failed(doubt, failure);
                }
                Err(failure) => break End::Unclear(failure),
            },
        }
    };
    Decided { object, end }
}

/// Waits until the status shows that somebody has decided; nothing when it does not come to that.
async fn somebody_decides<P: Port>(
    port: &P,
    operation: &Operation,
    pace: &mut Pace<'_>,
) -> Option<Option<P::Object>> {
    let until = monotonic() + OTHERS_SETTLE;
    while monotonic() < until {
        let seen = port.poll(operation, pace).await.ok()?;
        if seen.as_ref().map(P::status) != Some(State::Pending) {
            return Some(seen);
        }
    }
    None
}

/// Whether a look can tell what came of a failed call.
fn is_worth_a_look(failure: &Failure) -> bool {
    match failure {
        Failure::Unknown { .. } => true,
        Failure::Refused(error) => {
            matches!(error.kind, Kind::Conflict | Kind::Invalid | Kind::NotFound)
        }
        Failure::NotSent { .. } | Failure::Unread { .. } | Failure::Ended(_) => false,
    }
}

/// How a failed call ends when no look tells otherwise: once one of ours may have arrived, nothing
/// says that the cloud did not take it.
fn unclear_or_failed(doubt: Option<Failure>, failure: Failure) -> End {
    match (doubt, failure) {
        (Some(doubt), _) => End::Unclear(doubt),
        (None, failure @ Failure::Unknown { .. }) => End::Unclear(failure),
        (None, failure) => End::Failed(failure),
    }
}
