//! The simulated world: all clouds' objects, and the faults, limits and time that govern every call.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::cloud::{Access, Cloud};
use super::context::{At, Call as Asked, Caller, Context};
use super::error::Error;
use super::fault::{Faults, Rule, Verdict};
use super::lockout::Lockout;
use super::log::{Call, Log, Match, Moment};
use super::nonces::Nonces;
use super::object::{Connection, Kind, Service};
use super::options::Options;
use super::rate::Windows;
use super::refusal::Refusal;
use super::request::{Answer, Request};
use super::seed::Seed;
use super::state::{self, Kept, State, StateError};
use super::{begin, clock};
use crate::operation::Clock;

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
    nonces: Nonces,
    windows: Windows,
    latency: Duration,
    settle: Duration,
}

impl World {
    /// A world as `options` say. With a state file that exists, its objects are the ones that
    /// exist, and the seed's are not added again.
    ///
    /// # Errors
    /// The state file cannot be used, or the seed's objects break the rules.
    pub fn new(options: Options) -> Result<Self, Error> {
        let seed = options.seed.unwrap_or_default();
        let loaded = match &options.state {
            Some(path) => state::load(path)?.map(|kept| (path.clone(), kept)),
            None => None,
        };
        let state = match loaded {
            Some((_, Kept::State(state))) => *state,
            Some((path, Kept::Old(file))) => begin::upgraded(&seed, file, options.clock.now())
                .map_err(|source| StateError::Malformed { path, source })?,
            None => begin::seeded(&seed, options.clock.now())?,
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
            nonces: Nonces::default(),
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

    /// The connections of a cloud as they are now.
    pub fn connections_of(&self, cloud: &str, kind: Kind) -> Vec<Connection> {
        self.view(|context| context.objects.shelf(kind).of(cloud).cloned().collect())
    }

    /// The services of a cloud as they are now.
    pub fn services_of(&self, cloud: &str) -> Vec<Service> {
        self.view(|context| context.objects.services.of(cloud).cloned().collect())
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
        self.keep(&mut live, |live| {
            let ahead = &mut live.state.ahead.0;
            *ahead = ahead.saturating_add(by);
            Ok(clock::read(&self.inner.clock, *ahead))
        })
    }

    /// Back to the seed: objects, faults, locks, windows, calls and time.
    ///
    /// # Errors
    /// The state file cannot be written; nothing has changed then.
    pub fn reset(&self) -> Result<(), Error> {
        let fresh = begin::seeded(&self.inner.seed, self.inner.clock.now())?;
        self.save(&fresh)?;
        let mut live = self.lock();
        live.state = fresh;
        live.faults.rules.clone_from(&self.inner.seed.faults);
        live.lockout = Lockout::default();
        live.nonces = Nonces::default();
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

    /// Makes something without a signed call; the text of the cloud's refusal when it may not be.
    pub(crate) fn make<T>(
        &self,
        cloud: &str,
        work: impl FnOnce(&dyn Cloud, &mut Context<'_>) -> Result<T, Refusal>,
    ) -> Result<T, String> {
        let cloud = self.cloud(cloud).ok_or("no such cloud is simulated")?;
        let made = self.change(|context| work(cloud, context));
        made.map_err(|refusal| cloud.say(&refusal).message)
    }

    /// All clouds.
    pub(crate) fn clouds(&self) -> &[Arc<dyn Cloud>] {
        &self.inner.seed.clouds.0
    }

    /// The cloud that a name means.
    pub(crate) fn cloud(&self, name: &str) -> Option<&dyn Cloud> {
        let found = self.clouds().iter().find(|one| one.name() == name);
        found.map(|one| &**one)
    }

    /// The cloud that a request is for: the first one answers what no other owns.
    pub(crate) fn addressed(&self, request: &Request) -> Option<&dyn Cloud> {
        let owner = self.clouds().iter().find(|one| one.owns(request));
        owner.or(self.clouds().first()).map(|one| &**one)
    }

    /// What the fault rules do to a call, and how long calls take.
    pub(crate) fn judge(&self, call: &Call) -> (Verdict, Duration) {
        let mut live = self.lock();
        (live.faults.judge(call), live.latency)
    }

    /// Executes a call: the gateway's checks, then the service.
    pub(crate) fn perform(
        &self,
        request: &Request,
        cloud: &dyn Cloud,
        request_id: &str,
    ) -> Result<Answer, Refusal> {
        let route = cloud.route(request).ok_or(Refusal::NoSuchCall)?;
        let mut guard = self.lock();
        let live = &mut *guard;
        let now = clock::read(&self.inner.clock, live.state.ahead.0);
        settle(&self.inner.seed, &mut live.state, now);
        let caller = if route.access == Access::Open {
            Caller::nobody()
        } else {
            let caller = cloud.admit(request, &mut self.context(live, now))?;
            if let Some(rate) = self.inner.seed.rate(route.name)
                && !live
                    .windows
                    .admit(&caller.access_key, route.name, rate, now)
            {
                return Err(Refusal::Throttled(rate));
            }
            caller
        };
        let call = Asked {
            request,
            request_id,
            caller: &caller,
        };
        let work = |live: &mut Live| {
            let context = self.context(live, now);
            (route.run)(&mut At { call, context })
        };
        if route.access == Access::Write {
            self.keep(live, work)
        } else {
            work(live)
        }
    }

    /// Changes the objects by a rule of the clouds, and keeps the change in the state file.
    pub(crate) fn change<T>(
        &self,
        work: impl FnOnce(&mut Context<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let mut live = self.lock();
        let now = clock::read(&self.inner.clock, live.state.ahead.0);
        self.keep(&mut live, |live| {
            settle(&self.inner.seed, &mut live.state, now);
            work(&mut self.context(live, now))
        })
    }

    /// Looks at the objects as they are now.
    pub(crate) fn view<T>(&self, work: impl FnOnce(&mut Context<'_>) -> T) -> T {
        let mut live = self.lock();
        let now = clock::read(&self.inner.clock, live.state.ahead.0);
        settle(&self.inner.seed, &mut live.state, now);
        work(&mut self.context(&mut live, now))
    }

    /// What a call works on.
    fn context<'a>(&self, live: &'a mut Live, now: Timestamp) -> Context<'a> {
        Context {
            objects: &mut live.state.objects,
            tokens: &mut live.state.tokens,
            issued: &mut live.state.issued,
            lockout: &mut live.lockout,
            nonces: &mut live.nonces,
            now,
            wall: self.inner.clock.now(),
            settle: live.settle,
        }
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
}

/// Lets time pass for every object.
fn settle(seed: &Seed, state: &mut State, now: Timestamp) {
    for cloud in &seed.clouds.0 {
        for kind in [Kind::Peering, Kind::Endpoint] {
            let rules = cloud.rules(kind);
            let shelf = state.objects.shelf_mut(kind);
            shelf.retain(cloud.name(), |one| rules.settle(one, now));
        }
    }
}
