//! Carries a decision out: look, [`step`], call or wait, until it is settled.

use super::port::Port;
use super::status::{Decision, Status};
use super::step::{Reason, Sent, Step, step};
use super::wait::Pace;
use crate::http::error::{Failure, Kind};
use crate::operation::{Ended, Operation};

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

/// Carries `desired` out, beginning with `object`, which was just looked up.
pub async fn decide<P: Port>(
    port: &P,
    operation: &Operation,
    object: Option<P::Object>,
    desired: Decision,
) -> Decided<P::Object> {
    let mut object = object;
    let mut sent = Sent::Nothing;
    let mut pace = Pace::new(port.settling());
    let status = |object: &Option<P::Object>| object.as_ref().map_or(Status::Absent, P::status);
    let end = loop {
        match step(&status(&object), desired, sent) {
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
                    object = Some(answer);
                    sent = Sent::Decision(decision);
                    pace = Pace::new(port.settling());
                }
                Err(failure) => {
                    // Whoever was refused may have been overtaken by the other side, or by an answer
                    // that got lost: what is there now decides.
                    let Some(look) = after(&failure) else {
                        break End::Failed(failure);
                    };
                    match port.look_once(operation).await {
                        Ok(seen) => object = seen,
                        Err(_) => break look(failure),
                    }
                    match step(&status(&object), desired, Sent::Nothing) {
                        Step::Done => break End::Done,
                        Step::Refuse(reason) => break End::Refused(reason),
                        Step::Call(_) | Step::Wait => break look(failure),
                    }
                }
            },
            Step::Wait => match port.poll(operation, &mut pace).await {
                Ok(seen) => object = seen,
                Err(Failure::Ended(ended)) => break End::Unsettled(ended),
                Err(failure) => break End::Unclear(failure),
            },
        }
    };
    Decided { object, end }
}

/// How a failed call ends when a look does not tell otherwise; `None` when a look would tell nothing.
fn after(failure: &Failure) -> Option<fn(Failure) -> End> {
    match failure {
        Failure::Unknown { .. } => Some(End::Unclear),
        Failure::Refused(error) => match error.kind {
            Kind::Conflict | Kind::Invalid | Kind::NotFound => Some(End::Failed),
            _ => None,
        },
        Failure::NotSent { .. } | Failure::Ended(_) => None,
    }
}
