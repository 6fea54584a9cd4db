//! The simulated world: one request in, one answer out, with or without a socket.

mod alicloud;
mod endpoints;
mod service;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{HeaderName, HeaderValue, Response, StatusCode};
use jiff::Timestamp;

use super::fault::{Effect, Faults, Match, Rule};
use super::huaweicloud::{self, Context, NewPeering, Peering, Refusal};
use super::id::random_hex;
use super::lockout::Lockout;
use super::log::{Call, Log, Moment};
use super::options::{Dropped, Error, Options};
use super::rate::Windows;
use super::request::{Answer, Body, Request};
use super::seed::Seed;
use super::state::{self, State, StateError};
use super::{clock, control};
use crate::operation::Clock;
use service::Service;

/// The simulated world; clones share it.
#[derive(Clone, Debug)]
pub struct World {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    seed: Seed,
    clock: Clock,
    file: Option<PathBuf>,
    log: Log,
    live: Mutex<Live>,
}

/// What changes while it runs.
#[derive(Debug)]
struct Live {
    state: State,
    faults: Faults,
    lockout: Lockout,
    nonces: super::alicloud::Nonces,
    windows: Windows,
    latency: Duration,
    settle: Duration,
}

impl World {
    /// A world as `options` say. With a state file that exists, its peerings are the ones that
    /// exist, and the seed's are not added again.
    ///
    /// # Errors
    /// The state file cannot be used, or the seed's objects break the rules.
    pub fn new(options: Options) -> Result<Self, Error> {
        let seed = options.seed.unwrap_or_default();
        let loaded = match &options.state {
            Some(path) => state::load(path)?,
            None => None,
        };
        let state = match loaded {
            Some(state) => state,
            None => seeded(&seed, options.clock.now())?,
        };
        if let Some(path) = &options.state {
            state::save(path, &state)?;
        }
        let live = Live {
            state,
            faults: Faults {
                rules: seed.faults.clone(),
            },
            lockout: Lockout::default(),
            nonces: super::alicloud::Nonces::default(),
            windows: Windows::default(),
            latency: options.latency,
            settle: options.settle,
        };
        let inner = Inner {
            seed,
            clock: options.clock,
            file: options.state,
            log: Log::default(),
            live: Mutex::new(live),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Answers one request. Dropping the future before the call was executed is what a client that
    /// hangs up does: nothing has happened then.
    ///
    /// # Errors
    /// [`Dropped`] when a fault rule says so.
    pub async fn answer<B: AsRef<[u8]>>(
        &self,
        request: http::Request<B>,
    ) -> Result<Response<Vec<u8>>, Dropped> {
        let (head, body) = request.into_parts();
        let request = Request::new(head, body.as_ref().to_vec());
        drop(body);
        let request_id = random_hex();
        if request.path.starts_with(control::PREFIX) {
            let answer = control::answer(self, &request).await;
            return Ok(self.response(answer, &request_id));
        }
        let service = Service::of(&request);
        let mut call = Call::arriving(0, self.now(), request.method.as_str(), &request.target());
        (call.access_key, call.api) = service.claimed(&request);
        // Judged before it is announced: a rule made by whom the announcement wakes comes too late
        // for this call, always.
        let (verdict, latency) = {
            let mut live = self.lock();
            (live.faults.judge(&call), live.latency)
        };
        let entry = self.inner.log.arrived(call);
        let first_half = latency / 2;
        tokio::time::sleep(first_half.saturating_add(verdict.delay)).await;
        let perform = || {
            let answer = self.perform(&request, &service, &request_id);
            entry.executed(answer.status.as_u16());
            answer
        };
        let answer = match verdict.effect {
            None => Ok(perform()),
            Some(Effect::Answer(reply)) => Ok(reply.answer()),
            Some(Effect::AnswerAfterCommit(reply)) => {
                perform();
                Ok(reply.answer())
            }
            Some(Effect::DropBeforeCommit) => Err(Dropped::Closed),
            Some(Effect::Reset) => Err(Dropped::Reset),
            Some(Effect::DropAfterCommit) => {
                perform();
                Err(Dropped::Closed)
            }
            Some(Effect::ResetAfterCommit) => {
                perform();
                Err(Dropped::Reset)
            }
        };
        let second_half = latency.saturating_sub(first_half);
        let answer = match answer {
            Ok(answer) => {
                tokio::time::sleep(second_half.saturating_add(verdict.late)).await;
                answer
            }
            Err(dropped) => {
                entry.dropped();
                return Err(dropped);
            }
        };
        entry.answered(answer.status.as_u16());
        Ok(self.response(answer, &request_id))
    }

    /// The answer to a body that is too large to be read, in the words of whom it was sent to.
    pub(crate) fn too_large(&self, head: http::request::Parts) -> Response<Vec<u8>> {
        let request = Request::new(head, Vec::new());
        let request_id = random_hex();
        let answer = if request.path.starts_with(control::PREFIX) {
            control::too_large()
        } else {
            self.refuse_body(&Service::of(&request), &request_id)
        };
        self.response(answer, &request_id)
    }

    /// The simulator's own answer to whom it does not let in as far as a cloud.
    pub(crate) fn turned_away(&self, status: StatusCode, why: &str) -> Response<Vec<u8>> {
        self.response(control::error(status, why), &random_hex())
    }

    /// Every call so far, oldest first, without those of the control API.
    pub fn calls(&self) -> Vec<Call> {
        self.inner.log.all()
    }

    /// Forgets the calls so far.
    pub fn clear_calls(&self) {
        self.inner.log.clear();
    }

    /// Waits until `count` calls with a `seq` above `after` match, and gives those.
    pub async fn arrived(&self, on: &Match, after: u64, count: usize) -> Vec<Call> {
        self.inner.log.wait(on, after, count, Moment::Arrived).await
    }

    /// As [`World::arrived`], but waits until they have ended.
    pub async fn ended(&self, on: &Match, after: u64, count: usize) -> Vec<Call> {
        self.inner.log.wait(on, after, count, Moment::Ended).await
    }

    /// Every peering as it is now.
    pub fn peerings(&self) -> Vec<Peering> {
        self.view(|context| context.peerings.iter().cloned().collect())
    }

    /// Makes a peering without a signed call, as the tenants it names would.
    ///
    /// # Errors
    /// The text of the cloud's refusal.
    pub fn arrange(&self, new: &NewPeering) -> Result<Peering, String> {
        self.change(|context| huaweicloud::arrange(new, context))
            .map_err(|refusal| refusal.to_string())
    }

    /// Adds a fault rule.
    pub fn add_fault(&self, rule: Rule) {
        self.lock().faults.rules.push(rule);
    }

    /// The fault rules, with how many matching calls each has seen.
    pub fn faults(&self) -> Vec<Rule> {
        self.lock().faults.rules.clone()
    }

    /// Removes every fault rule.
    pub fn clear_faults(&self) {
        self.lock().faults.rules.clear();
    }

    /// How long every call takes, and how long an answer takes to take effect, from now on.
    pub fn set_pace(&self, latency: Duration, settle: Duration) {
        let mut live = self.lock();
        live.latency = latency;
        live.settle = settle;
    }

    /// The latency and the settling time now in force.
    pub fn pace(&self) -> (Duration, Duration) {
        let live = self.lock();
        (live.latency, live.settle)
    }

    /// The simulator's time: its clock plus what it was advanced by.
    pub fn now(&self) -> Timestamp {
        let ahead = self.lock().state.ahead.0;
        clock::read(&self.inner.clock, ahead)
    }

    /// Moves the simulator's time forward.
    ///
    /// # Errors
    /// The state file cannot be written; the time has not moved then.
    pub fn advance(&self, by: Duration) -> Result<Timestamp, StateError> {
        let mut live = self.lock();
        let before = live.state.clone();
        live.state.ahead.0 = live.state.ahead.0.saturating_add(by);
        if let Err(error) = self.save(&live.state) {
            live.state = before;
            return Err(error);
        }
        Ok(clock::read(&self.inner.clock, live.state.ahead.0))
    }

    /// Back to the seed: objects, faults, locks, windows, calls and time.
    ///
    /// # Errors
    /// The state file cannot be written; nothing has changed then.
    pub fn reset(&self) -> Result<(), Error> {
        let fresh = seeded(&self.inner.seed, self.inner.clock.now())?;
        self.save(&fresh)?;
        let mut live = self.lock();
        live.state = fresh;
        live.faults.rules.clone_from(&self.inner.seed.faults);
        live.lockout = Lockout::default();
        live.nonces = super::alicloud::Nonces::default();
        live.windows = Windows::default();
        drop(live);
        self.inner.log.clear();
        Ok(())
    }

    pub(crate) fn log(&self) -> &Log {
        &self.inner.log
    }

    pub(crate) fn seed(&self) -> &Seed {
        &self.inner.seed
    }

    /// Changes the objects by a rule of the cloud, and keeps the change in the state file.
    pub(crate) fn change<T>(
        &self,
        work: impl FnOnce(&mut Context<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let mut live = self.lock();
        let now = clock::read(&self.inner.clock, live.state.ahead.0);
        self.commit(&mut live, now, work)
    }

    /// Looks at the objects as they are now.
    pub(crate) fn view<T>(&self, work: impl FnOnce(&mut Context<'_>) -> T) -> T {
        let now = self.now();
        let mut guard = self.lock();
        let live = &mut *guard;
        live.state.settle(now);
        let settle = live.settle;
        work(&mut context(&self.inner.seed, &mut live.state, now, settle))
    }

    fn commit<T>(
        &self,
        live: &mut Live,
        now: Timestamp,
        work: impl FnOnce(&mut Context<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.keep(live, |live| {
            live.state.settle(now);
            let settle = live.settle;
            work(&mut context(&self.inner.seed, &mut live.state, now, settle))
        })
    }

    /// Does something, and keeps in the state file what came of it, or else undoes it.
    fn keep<T, E: From<StateError>>(
        &self,
        live: &mut Live,
        work: impl FnOnce(&mut Live) -> Result<T, E>,
    ) -> Result<T, E> {
        let before = self.inner.file.is_some().then(|| live.state.clone());
        let done = work(live)?;
        if let (Some(before), Err(error)) = (before, self.save(&live.state)) {
            live.state = before;
            return Err(error.into());
        }
        Ok(done)
    }

    fn save(&self, state: &State) -> Result<(), StateError> {
        match &self.inner.file {
            Some(path) => state::save(path, state),
            None => Ok(()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Live> {
        // A panic elsewhere must not stop the simulator; its state is replaced as a whole.
        self.inner
            .live
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds the headers that every answer carries; the answer's own come last and win.
    fn response(&self, answer: Answer, request_id: &str) -> Response<Vec<u8>> {
        let (body, kind) = match answer.body {
            Body::Empty => (Vec::new(), None),
            Body::Json(value) => (value.to_string().into_bytes(), Some("application/json")),
            Body::Text(text) => (text.into_bytes(), Some("text/html")),
        };
        let mut response = Response::new(body);
        *response.status_mut() = answer.status;
        let headers = response.headers_mut();
        let date = clock::http_date(self.now());
        let own = [("x-request-id", request_id), ("date", &date)];
        let kind = kind.map(|kind| ("content-type", kind));
        let given = answer.headers.iter().map(|(n, v)| (n.as_str(), v.as_str()));
        for (name, value) in own.into_iter().chain(kind).chain(given) {
            // A rule's header that HTTP cannot carry is left out.
            if let (Ok(name), Ok(value)) =
                (name.parse::<HeaderName>(), HeaderValue::from_str(value))
            {
                headers.insert(name, value);
            }
        }
        response
    }
}

/// The state that a seed begins with.
fn seeded(seed: &Seed, now: Timestamp) -> Result<State, Error> {
    let mut state = State::default();
    let mut context = context(seed, &mut state, now, Duration::ZERO);
    for (index, new) in seed.huaweicloud.peerings.iter().enumerate() {
        huaweicloud::arrange(new, &mut context).map_err(|refusal| Error::SeedObject {
            list: "huaweicloud.peerings",
            index,
            reason: refusal.to_string(),
        })?;
    }
    endpoints::seeded(&seed.huaweicloud.vpcep, &mut context)?;
    alicloud::seeded(seed, &mut state, now)?;
    Ok(state)
}

/// What a call works on.
fn context<'a>(
    seed: &'a Seed,
    state: &'a mut State,
    now: Timestamp,
    settle: Duration,
) -> Context<'a> {
    Context {
        seed: &seed.huaweicloud,
        peerings: &mut state.huaweicloud,
        issued: &mut state.issued,
        endpoints: &mut state.huaweicloud_vpcep,
        clusters: &mut state.huaweicloud_cs,
        now,
        settle,
    }
}
