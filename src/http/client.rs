//! The one loop that sends calls and retries them.

use std::sync::Arc;
use std::time::Duration;

use ::http::{Request, Response};
use jiff::Timestamp;

use super::call::{Call, Effect, Place};
use super::date::date;
use super::error::{ApiError, Failure, Kind, Obstacle};
use super::gate::Gate;
use super::limit::{Admission, Limits};
use super::pauses::{backoff, next, pause};
use super::transport::{Cut, LARGEST, Transport, TransportError};
use crate::credential::Credential;
use crate::credential::cache::{Cache, Lease, Problem};
use crate::operation::{Ended, Operation, monotonic};

/// What a cloud adds to the loop: its signature and its errors.
pub trait Dialect: Send + Sync {
    /// Makes the request to send, signed by `credential` for this moment.
    ///
    /// # Errors
    /// A sentence, when no request can be made of it.
    fn sign(
        &self,
        call: &Call,
        credential: &Credential,
        now: Timestamp,
    ) -> Result<Request<Vec<u8>>, String>;
    /// What an answer that is no success means.
    fn classify(&self, answer: &Response<Vec<u8>>) -> ApiError;
    /// The header that carries the request id.
    fn request_id(&self) -> &'static str;
}

/// How often and how long to try.
#[derive(Clone, Copy, Debug)]
pub struct Tries {
    /// How many times more after a 5xx or a broken connection.
    pub more: usize,
    /// How long one attempt may take.
    pub attempt: Duration,
    /// How long a call that was interrupted in flight may still take.
    pub grace: Duration,
}

impl Default for Tries {
    fn default() -> Self {
        Self {
            more: 5,
            attempt: Duration::from_secs(30),
            grace: Duration::from_secs(5),
        }
    }
}

/// What an answer has with it when an earlier attempt of the same call may have arrived, too: what it refuses may be what that one has
/// done.
#[derive(Clone, Debug)]
pub struct Before(pub Failure);

/// Sends the calls of one account to one service of one region.
#[derive(Clone)]
pub struct Client {
    /// The network.
    pub transport: Arc<dyn Transport>,
    /// The cloud's part.
    pub dialect: Arc<dyn Dialect>,
    /// Who calls.
    pub credentials: Arc<Cache<Failure>>,
    /// One call at a time, until one succeeds.
    pub gate: Arc<Gate>,
    /// Rates.
    pub limits: Arc<Limits>,
    /// Retries.
    pub tries: Tries,
}

impl Client {
    /// Sends `call` until it is answered, refused for good, or `operation` is over.
    ///
    /// Throttling, and what else is changing there, is waited for as long as the operation lasts; 5xx and
    /// broken connections are tried again `tries.more` times, but never when the call creates something.
    ///
    /// # Errors
    /// [`Failure`], told apart by what the cloud may have done.
    pub async fn call(
        &self,
        operation: &Operation,
        call: &Call,
    ) -> Result<Response<Vec<u8>>, Failure> {
        let mut pauses = backoff(Duration::from_secs(30));
        let mut moments = backoff(Duration::from_secs(3));
        let mut failures = 0;
        let mut renewed = false;
        let mut clock = ClockTold::No;
        let mut place = call.place;
        // Once an attempt may have arrived, no later "interrupted" can say that nothing was done.
        let mut arrived: Option<(Timestamp, String)> = None;
        loop {
            let place = std::mem::replace(&mut place, Place::ToTake);
            let (problem, pause) = match self.attempt(operation, call, clock, place).await {
                Attempt::Done(mut answer) => {
                    if let Some((since, problem)) = arrived {
                        let before = Failure::Unknown { problem, since };
                        answer.extensions_mut().insert(Before(before));
                    }
                    return Ok(answer);
                }
                Attempt::Refused(error, _) if error.kind == Kind::Throttled => {
                    let pause = pause(error.retry_after, &mut pauses);
                    self.limits.drain(call.api, pause);
                    (Failure::Refused(error), pause)
                }
                // Nothing was done, and nobody knows how long: the operation's time decides.
                Attempt::Refused(error, _) if error.kind == Kind::Busy => {
                    (Failure::Refused(error), next(&mut moments))
                }
                Attempt::Refused(error, at) if error.kind == Kind::Server => {
                    failures += 1;
                    let pause = pause(error.retry_after, &mut pauses);
                    // A server that failed may have done what was asked before it did.
                    let failure = match call.effect {
                        Effect::Reads => Failure::Refused(error),
                        Effect::Writes | Effect::Creates => {
                            unanswered(call.effect, error.to_string(), &mut arrived, at)
                        }
                    };
                    if call.effect == Effect::Creates {
                        return Err(failure);
                    }
                    (failure, pause)
                }
                // The gateway does not let it in: nothing was done, and another credential may be.
                Attempt::Expired(error, lease) => {
                    if renewed || !self.credentials.refused(operation, &lease).await {
                        return Err(refused(error, call.effect, arrived));
                    }
                    renewed = true;
                    continue;
                }
                Attempt::Skewed => {
                    clock = ClockTold::Yes;
                    continue;
                }
                Attempt::Refused(error, _) => return Err(refused(error, call.effect, arrived)),
                Attempt::Hopeless(failure) => return Err(over(failure, call.effect, arrived)),
                Attempt::NotSent(failure) => {
                    failures += 1;
                    (failure, next(&mut pauses))
                }
                Attempt::Broken(problem, at) => {
                    failures += 1;
                    let failure = unanswered(call.effect, problem, &mut arrived, at);
                    if call.effect == Effect::Creates {
                        return Err(failure);
                    }
                    (failure, next(&mut pauses))
                }
                Attempt::Ended(ended) => {
                    return Err(over(Failure::Ended(ended), call.effect, arrived));
                }
            };
            if failures > self.tries.more {
                return Err(over(problem, call.effect, arrived));
            }
            tracing::debug!(target: "vpcconnect", api = call.api, failures, pause_ms = millis(pause), "again");
            if operation.sleep(pause).await.is_err() {
                // What went wrong says more than "time is over".
                return Err(over(problem, call.effect, arrived));
            }
        }
    }

    /// Waits until the account's own limits, and the cloud where it has told that its are reached, let a call of `api` out. Who
    /// waits so can put it together afterwards; it then says [`Place::Taken`].
    ///
    /// # Errors
    /// [`Ended`] when the operation was over before.
    pub async fn admit(&self, operation: &Operation, api: &'static str) -> Result<(), Ended> {
        loop {
            // The cloud's own throttling is paid for by the operation; only our queue is not.
            operation.run(self.limits.reopened(api)).await?;
            let admitted = operation.uncounted(self.limits.admit(api)).await?;
            if admitted == Admission::Taken {
                return Ok(());
            }
        }
    }

    async fn attempt(
        &self,
        operation: &Operation,
        call: &Call,
        clock: ClockTold,
        place: Place,
    ) -> Attempt {
        // Before any queue, so that all who wait for one credential share what comes of it.
        if let Err(problem) = self.credentials.get(operation).await {
            return Attempt::unsigned(problem);
        }
        let turn = match operation.run(self.gate.enter()).await {
            Ok(Ok(turn)) => turn,
            Ok(Err(refused)) => return Attempt::Refused(refused, operation.now()),
            Err(ended) => return Attempt::Ended(ended),
        };
        // After the gate: what waited there would go out all at once, whatever the rate.
        if place == Place::ToTake
            && let Err(ended) = self.admit(operation, call.api).await
        {
            return Attempt::Ended(ended);
        }
        if let Some(ended) = operation.ended() {
            return Attempt::Ended(ended);
        }
        // Once more: queues take time.
        let lease = match self.credentials.get(operation).await {
            Ok(lease) => lease,
            Err(problem) => return Attempt::unsigned(problem),
        };
        let at = operation.now();
        let signed = self.gate.time(at);
        let request = match self.dialect.sign(call, lease.credential(), signed) {
            Ok(request) => request,
            Err(problem) => return Attempt::Hopeless(Failure::told(problem)),
        };
        let begun = monotonic();
        let sent = self.send(operation, call, request).await;
        let elapsed = millis(begun.elapsed());
        let path = call.path.as_str();
        match sent {
            Ok(answer) => {
                let id = answer.headers().get(self.dialect.request_id());
                let id = id.and_then(|id| id.to_str().ok()).unwrap_or_default();
                let status = answer.status().as_u16();
                tracing::debug!(
                    target: "vpcconnect", method = call.method.as_str(), path, api = call.api, status,
                    request_id = id, elapsed_ms = elapsed, "called"
                );
                if answer.status().is_success() {
                    turn.learn(None);
                    return match self.too_large(&answer) {
                        None => Attempt::Done(answer),
                        // Another try would meet the same.
                        Some(error) if call.effect == Effect::Reads => Attempt::Refused(error, at),
                        Some(error) => Attempt::Broken(error.to_string(), at),
                    };
                }
                let mut error = self.dialect.classify(&answer).of_call(call.api);
                if error.kind == Kind::Skewed {
                    let theirs = date(&answer).filter(|_| clock == ClockTold::No);
                    let now = operation.now();
                    if theirs.is_some_and(|theirs| self.gate.correct(signed, now, theirs)) {
                        return Attempt::Skewed;
                    }
                    // Another one would be refused as well, and five of them lock a key.
                    error.kind = Kind::Unauthorized;
                }
                turn.learn(Some(&error));
                match error.kind {
                    Kind::Expired => Attempt::Expired(error, lease),
                    _ => Attempt::Refused(error, at),
                }
            }
            Err(Interruption::Transport(error)) => {
                tracing::debug!(
                    target: "vpcconnect", method = call.method.as_str(), path, api = call.api, %error,
                    elapsed_ms = elapsed, "no answer"
                );
                let problem = error.to_string();
                let not_sent = |problem, obstacle| Failure::NotSent { problem, obstacle };
                match error {
                    TransportError::NotSent { .. } => {
                        Attempt::NotSent(not_sent(problem, Obstacle::NoConnection))
                    }
                    TransportError::Hopeless { .. } => {
                        Attempt::Hopeless(not_sent(problem, Obstacle::NoConnection))
                    }
                    TransportError::NoWay(_) => Attempt::Hopeless(Failure::told(problem)),
                    TransportError::Distrusted { .. } => {
                        Attempt::Hopeless(not_sent(problem, Obstacle::Distrust))
                    }
                    TransportError::Broken { .. } => Attempt::Broken(problem, at),
                }
            }
            Err(Interruption::TooLate) => Attempt::Broken(
                format!("No answer came within {} s.", begun.elapsed().as_secs()),
                at,
            ),
            Err(Interruption::Read(ended)) => Attempt::Ended(ended),
        }
    }

    /// What is wrong with an answer of which only the beginning was read.
    fn too_large(&self, answer: &Response<Vec<u8>>) -> Option<ApiError> {
        answer.extensions().get::<Cut>()?;
        let mut error = self.dialect.classify(answer);
        error.kind = Kind::Unreadable;
        error.message = format!("The answer is larger than {} MiB", LARGEST >> 20);
        Some(error)
    }

    /// Sends once. A read is dropped when the operation is; a write in flight never is: it gets a
    /// grace, because what it came to must be known.
    async fn send(
        &self,
        operation: &Operation,
        call: &Call,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, Interruption> {
        let sending = tokio::time::timeout(self.tries.attempt, self.transport.send(request));
        let answered = if call.effect == Effect::Reads {
            operation.run(sending).await.map_err(Interruption::Read)?
        } else {
            tokio::pin!(sending);
            match operation.run(&mut sending).await {
                Ok(answered) => answered,
                Err(_) => tokio::time::timeout(self.tries.grace, sending)
                    .await
                    .map_err(|_| Interruption::TooLate)?,
            }
        };
        match answered {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(Interruption::Transport(error)),
            Err(_) => Err(Interruption::TooLate),
        }
    }
}

enum Attempt {
    Done(Response<Vec<u8>>),
    /// What the cloud said, and when it was asked.
    Refused(ApiError, Timestamp),
    /// The cloud says that the time of what signed is over.
    Expired(ApiError, Arc<Lease>),
    /// The cloud refused the time of the signature and has told its own: nothing was done.
    Skewed,
    /// It may be sent later.
    NotSent(Failure),
    /// It cannot be sent.
    Hopeless(Failure),
    Broken(String, Timestamp),
    Ended(Ended),
}

/// Whether the cloud has told its time in answer to this call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ClockTold {
    Yes,
    No,
}

impl Attempt {
    /// There was nothing to sign with. What became of the calls that get it says nothing of this one,
    /// which was not sent.
    fn unsigned(problem: Problem<Failure>) -> Self {
        match problem {
            Problem::Ended(ended) => Self::Ended(ended),
            Problem::Source(failure) => {
                let advice = failure.advice().unwrap_or_default();
                let problem = format!("Signing in failed. {failure} {advice}");
                Self::Hopeless(Failure::told(problem.trim_end()))
            }
        }
    }
}

enum Interruption {
    Transport(TransportError),
    TooLate,
    Read(Ended),
}

/// The failure of a call that may have arrived: only of one that changes something is it unknown what it
/// did.
fn unanswered(
    effect: Effect,
    problem: String,
    arrived: &mut Option<(Timestamp, String)>,
    at: Timestamp,
) -> Failure {
    let (since, _) = arrived.get_or_insert((at, problem.clone()));
    let since = *since;
    match effect {
        Effect::Reads => Failure::Unread { problem },
        Effect::Writes | Effect::Creates => Failure::Unknown { problem, since },
    }
}

/// The failure to tell, given that an earlier attempt may have arrived.
fn over(failure: Failure, effect: Effect, arrived: Option<(Timestamp, String)>) -> Failure {
    match (failure, arrived) {
        (Failure::Ended(_) | Failure::NotSent { .. }, Some((since, problem))) => match effect {
            Effect::Reads => Failure::Unread { problem },
            Effect::Writes | Effect::Creates => Failure::Unknown { problem, since },
        },
        (failure, _) => failure,
    }
}

/// The failure of a call that the cloud refused. When an earlier attempt may have arrived, "does not
/// fit what is there" may be about what that one did.
fn refused(error: ApiError, effect: Effect, arrived: Option<(Timestamp, String)>) -> Failure {
    match (arrived, error.kind) {
        (Some((since, problem)), Kind::Conflict | Kind::Invalid) if effect == Effect::Writes => {
            Failure::Unknown {
                problem: format!("{problem} A later attempt was refused. {error}"),
                since,
            }
        }
        _ => Failure::Refused(error),
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
