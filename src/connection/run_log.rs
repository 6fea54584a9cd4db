//! What this run has seen of each connection, plans for it, and has done to it.
//!
//! One connection may be the matter of two resources of one run: a block that was renamed, a key of
//! `for_each` that changed, a replacement under `create_before_destroy`. Terraform orders the two as it
//! likes and tells neither of the other. So what a resource wants of a connection is logged here, and a
//! destroy asks here before it undoes anything; plans find each other here in the same way.
//!
//! A run begins when the provider is configured. For hosts that configure once and run on, it also begins
//! with the first read that follows an apply: within a run Terraform reads first. (It plans once more while it
//! applies: every create, and the destroy of what a replacement has set aside.)

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ring::rand::{SecureRandom as _, SystemRandom};
use tokio::sync::watch;

use super::peering::Role;
use super::queue::{Queues, Turn};
use super::status::{Decision, State};
use crate::operation::{Ended, Operation};

/// A connection, whichever account reaches it and whichever resource is about it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Subject(String);

impl Subject {
    /// The peering `id`, for both of its sides.
    pub fn peering(cloud: &str, id: &str) -> Self {
        Self(format!("{cloud}/peering/{id}"))
    }

    /// The connection of an endpoint to a service.
    pub fn endpoint(cloud: &str, service: &str, endpoint: &str) -> Self {
        Self(format!("{cloud}/endpoint/{service}/{endpoint}"))
    }

    /// The one request that a cloud lets stand between two VPCs of these regions, whatever its id.
    pub fn between(cloud: &str, requester: [&str; 2], accepter: [&str; 2]) -> Self {
        let [from, to] = [requester, accepter].map(|ends| ends.join("/"));
        Self(format!("{cloud}/between/{from}/{to}"))
    }
}

/// What a destroy of a resource does to its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undo {
    /// Nothing: the connection stays as it is.
    Nothing,
    /// It is rejected.
    Reject,
    /// It is deleted, for both sides.
    Delete,
}

/// What the other resource of a pair does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Other {
    /// It is new in this run.
    Created,
    /// It was there before, and stays.
    Stays,
    /// It is destroyed, which does this.
    Destroyed(Undo),
}

/// What becomes of the request under an accepter's resource that is destroyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// Nothing in this run, as far as it is known.
    Stays,
    /// This run deletes it.
    Goes,
    /// A resource of this run is about it, and is not planned yet.
    Undecided,
}

/// For how long the plan of a destroy waits to hear whether the request goes as well: both are planned at
/// the same time, or in an order that is not known, and then this is not worth more.
const OTHER_PLAN: Duration = Duration::from_millis(200);

/// What is planned by the resources of one role.
#[derive(Clone, Copy, Debug, Default)]
struct Plans {
    creates: bool,
    stays: Option<Undo>,
    destroys: Option<Undo>,
    /// Whether one of them that stays sets tags.
    tags: bool,
}

#[derive(Debug, Default)]
struct Entry {
    seen: Option<State>,
    /// Whether the state of this run has a resource that asked for it.
    requested: bool,
    requester: Plans,
    accepter: Plans,
    wanted: Option<(Decision, Mark)>,
    rejected: bool,
    deleted: bool,
}

impl Entry {
    fn plans(&mut self, role: Role) -> &mut Plans {
        match role {
            Role::Requester => &mut self.requester,
            Role::Accepter => &mut self.accepter,
        }
    }

    /// One side has tags, or none. Whether both have some.
    fn tags(&mut self, role: Role, some: bool) -> bool {
        self.plans(role).tags = some;
        self.requester.tags && self.accepter.tags
    }
}

/// Tells whose wish it was: a resource keeps it in its private state. Long enough to be no other run's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark(String);

impl Mark {
    /// A mark as it was kept.
    pub fn kept(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text to keep.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[derive(Debug, Default)]
struct Log {
    reads: bool,
    applies: bool,
    blind: bool,
    marks: u64,
    entries: HashMap<Subject, Entry>,
}

/// The log of a run, for all accounts of the process.
#[derive(Debug)]
pub struct RunLog {
    run: String,
    log: Mutex<Log>,
    turns: Queues,
    news: watch::Sender<()>,
}

impl Default for RunLog {
    fn default() -> Self {
        let mut run = [0_u8; 8];
        // Without randomness two runs may be taken for one another: then a resource that was set aside counts as
        // the one that took over, as it did before there was a log.
        let _ = SystemRandom::new().fill(&mut run);
        Self {
            run: format!("{:016x}", u64::from_be_bytes(run)),
            log: Mutex::default(),
            turns: Queues::default(),
            news: watch::channel(()).0,
        }
    }
}

impl RunLog {
    /// A run begins: nothing of the one before counts.
    pub fn begin(&self) {
        *self.lock() = Log::default();
    }

    /// A read of a resource begins.
    pub fn reads(&self, subject: &Subject, role: Role) {
        self.edit(subject, Phase::Reads, |entry| {
            entry.requested |= role == Role::Requester;
        });
        self.lock().reads = true;
    }

    /// A resource of this run has asked for the connection. Whether one had before.
    pub fn asked(&self, subject: &Subject) -> bool {
        let ask = |entry: &mut Entry| std::mem::replace(&mut entry.requested, true);
        self.edit(subject, Phase::Any, ask)
    }

    /// Whether a resource of this run is about the request.
    pub fn is_asked(&self, subject: &Subject) -> bool {
        let log = self.lock();
        log.entries
            .get(subject)
            .is_some_and(|entry| entry.requested)
    }

    /// A read has shown where the connection stands.
    pub fn saw(&self, subject: &Subject, status: State) {
        self.edit(subject, Phase::Any, |entry| entry.seen = Some(status));
    }

    /// Where it was last seen to stand by this run; nothing when it was not looked at.
    pub fn seen(&self, subject: &Subject) -> Option<State> {
        let log = self.lock();
        log.entries.get(subject)?.seen.clone()
    }

    /// A look for a plan has taken all its time: further ones would, too.
    pub fn blind(&self) {
        self.lock().blind = true;
    }

    /// Whether one has.
    pub fn is_blind(&self) -> bool {
        self.lock().blind
    }

    /// A new resource is planned. Returns what another one does to the same connection.
    pub fn plans_create(&self, subject: &Subject, role: Role) -> Option<Other> {
        self.edit(subject, Phase::Any, |entry| {
            let plans = entry.plans(role);
            plans.creates = true;
            plans.destroys.map(Other::Destroyed)
        })
        .filter(|_| !self.lock().applies)
    }

    /// The second half of a replacement is planned. Returns what the first half does to the same
    /// connection; nothing when that was about another one.
    pub fn plans_replacement(&self, subject: &Subject, role: Role) -> Option<Undo> {
        self.edit(subject, Phase::Any, |entry| entry.plans(role).stays)
    }

    /// A resource stays or is updated; its destroy would do `undo`. Returns what another one does.
    pub fn plans_to_stay(&self, subject: &Subject, role: Role, undo: Undo) -> Option<Other> {
        self.edit(subject, Phase::Any, |entry| {
            let plans = entry.plans(role);
            plans.stays = Some(undo);
            plans.destroys.map(Other::Destroyed)
        })
    }

    /// A resource that stays or is new is planned to have tags, or none. Returns whether one of the other side has some as well,
    /// unless the run applies already.
    pub fn plans_tags(&self, subject: &Subject, role: Role, some: bool) -> bool {
        let both = self.edit(subject, Phase::Any, |entry| entry.tags(role, some));
        both && !self.lock().applies
    }

    /// A create has made a side, with tags or without. Returns whether this run has set tags of the other side as well.
    pub fn made_tags(&self, subject: &Subject, role: Role, some: bool) -> bool {
        self.edit(subject, Phase::Applies, |entry| entry.tags(role, some))
    }

    /// A destroy is planned that does `undo`. Returns what another resource does.
    pub fn plans_destroy(&self, subject: &Subject, role: Role, undo: Undo) -> Option<Other> {
        self.edit(subject, Phase::Any, |entry| {
            let plans = entry.plans(role);
            plans.destroys = Some(undo);
            match (plans.creates, plans.stays) {
                (true, _) => Some(Other::Created),
                (false, Some(_)) => Some(Other::Stays),
                (false, None) => None,
            }
        })
        .filter(|_| !self.lock().applies)
    }

    /// Whether this run deletes the request, too. Where a resource of this run is about the request and was
    /// not planned yet, that is waited for, for a moment. `is_here` says that one was, when the state was written:
    /// a plan that destroys everything reads nothing, and plans the request last.
    pub async fn request(
        &self,
        operation: &Operation,
        subject: &Subject,
        is_here: bool,
    ) -> Request {
        let mut news = self.news.subscribe();
        let fate = || {
            let log = self.lock();
            let entry = log.entries.get(subject);
            let plans = entry.map(|entry| entry.requester).unwrap_or_default();
            let is_here = is_here || entry.is_some_and(|entry| entry.requested);
            match plans {
                Plans {
                    destroys: Some(_), ..
                } => Request::Goes,
                Plans {
                    creates: false,
                    stays: None,
                    ..
                } if is_here => Request::Undecided,
                _ => Request::Stays,
            }
        };
        if self.lock().reads {
            let known = news.wait_for(|()| fate() != Request::Undecided);
            let waited = tokio::time::timeout(OTHER_PLAN, known);
            // Whether it was heard of in time or not: what is known now counts.
            let _ = operation.run(waited).await;
        }
        fate()
    }

    /// Waits until nobody else of this process is at work on the connection. The time does not count.
    ///
    /// # Errors
    /// [`Ended::Cancelled`] when the operation was.
    pub async fn turn(&self, operation: &Operation, subject: &Subject) -> Result<Turn, Ended> {
        self.turns.enter(operation, &[&subject.0]).await
    }

    /// A resource of this run has decided so, or has found that it was. Returns the mark by which the resource is
    /// known again: its `own`, when that is of this run.
    pub fn wants(&self, subject: &Subject, decision: Decision, own: Option<Mark>) -> Mark {
        let own = own.filter(|Mark(own)| own.starts_with(&self.run));
        let mark = own.unwrap_or_else(|| {
            let mut log = self.lock();
            log.marks += 1;
            Mark(format!("{}.{}", self.run, log.marks))
        });
        self.edit(subject, Phase::Applies, |entry| {
            entry.wanted = Some((decision, mark.clone()));
        });
        mark
    }

    /// What another resource of this run wants of the connection and `undo` would undo. `own` is the mark of the
    /// resource that asks, if it has one.
    pub fn stands_against(
        &self,
        subject: &Subject,
        undo: Undo,
        own: Option<&Mark>,
    ) -> Option<Decision> {
        let log = self.lock();
        let (wanted, mark) = log.entries.get(subject)?.wanted.as_ref()?;
        if own == Some(mark) {
            return None;
        }
        match undo {
            Undo::Nothing => None,
            Undo::Reject => Some(*wanted).filter(|wanted| *wanted == Decision::Accept),
            Undo::Delete => Some(*wanted),
        }
    }

    /// A destroy of this run has rejected it. The answer may be ahead of what reads show.
    pub fn rejects(&self, subject: &Subject) {
        self.edit(subject, Phase::Applies, |entry| entry.rejected = true);
    }

    /// Whether a destroy of this run has rejected it.
    pub fn is_rejected(&self, subject: &Subject) -> bool {
        let log = self.lock();
        log.entries.get(subject).is_some_and(|entry| entry.rejected)
    }

    /// A destroy of this run deletes it, or has.
    pub fn deletes(&self, subject: &Subject) {
        self.edit(subject, Phase::Applies, |entry| entry.deleted = true);
    }

    /// Whether this run deletes it, waiting up to `patience` for a destroy that may follow.
    pub async fn is_deleted(
        &self,
        operation: &Operation,
        subject: &Subject,
        patience: Duration,
    ) -> bool {
        let mut news = self.news.subscribe();
        let deleted = || {
            let log = self.lock();
            log.entries.get(subject).is_some_and(|entry| entry.deleted)
        };
        let heard = news.wait_for(|()| deleted());
        let _ = operation.run(tokio::time::timeout(patience, heard)).await;
        deleted()
    }

    fn edit<T>(&self, subject: &Subject, phase: Phase, change: impl FnOnce(&mut Entry) -> T) -> T {
        let mut log = self.lock();
        match phase {
            Phase::Reads if log.applies => *log = Log::default(),
            Phase::Reads | Phase::Any => {}
            Phase::Applies => log.applies = true,
        }
        let entry = log.entries.entry(subject.clone()).or_default();
        if phase == Phase::Applies {
            // Whatever was seen was seen before.
            entry.seen = None;
        }
        let changed = change(entry);
        drop(log);
        self.news.send_replace(());
        changed
    }

    fn lock(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// When within a run something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Before the apply alone: after one it begins another run.
    Reads,
    /// In the apply alone.
    Applies,
    /// In both.
    Any,
}

#[cfg(test)]
mod tests {
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::operation::{Clock, monotonic};

    fn subject() -> Subject {
        Subject::peering("cloud", "1")
    }

    fn operation() -> Operation {
        let timeout = Duration::from_secs(60);
        Operation::new(Clock::System, CancellationToken::new(), timeout)
    }

    #[test]
    fn whichever_of_a_pair_is_planned_second_hears_of_the_first() {
        let one = subject();
        let log = RunLog::default();
        assert_eq!(log.plans_create(&one, Role::Accepter), None, "nobody else");
        let found = log.plans_destroy(&one, Role::Accepter, Undo::Reject);
        assert_eq!(found, Some(Other::Created));
        let log = RunLog::default();
        assert_eq!(
            log.plans_destroy(&one, Role::Accepter, Undo::Delete),
            None,
            "nobody else"
        );
        let found = log.plans_create(&one, Role::Accepter);
        assert_eq!(found, Some(Other::Destroyed(Undo::Delete)));
        // The other side's resource is no second one.
        let log = RunLog::default();
        log.plans_to_stay(&one, Role::Requester, Undo::Delete);
        let found = log.plans_destroy(&one, Role::Accepter, Undo::Nothing);
        assert_eq!(found, None);
    }

    #[test]
    fn whichever_side_has_tags_second_hears_of_the_first() {
        let one = subject();
        let log = RunLog::default();
        assert!(!log.plans_tags(&one, Role::Requester, true));
        assert!(!log.plans_tags(&one, Role::Accepter, false));
        assert!(log.plans_tags(&one, Role::Accepter, true));
        assert!(log.plans_tags(&one, Role::Requester, true));
        assert!(!log.plans_tags(&one, Role::Requester, false), "taken out");
        // A create is planned once more while it is applied: that must not fail.
        let log = RunLog::default();
        assert!(!log.made_tags(&one, Role::Requester, true));
        assert!(!log.plans_tags(&one, Role::Accepter, true));
        assert!(log.made_tags(&one, Role::Accepter, true));
        log.reads(&one, Role::Requester);
        assert!(!log.plans_tags(&one, Role::Accepter, true), "another run");
    }

    #[test]
    fn a_replacement_hears_of_its_own_first_half() {
        let one = subject();
        let log = RunLog::default();
        log.plans_to_stay(&one, Role::Accepter, Undo::Delete);
        let found = log.plans_replacement(&one, Role::Accepter);
        assert_eq!(found, Some(Undo::Delete));
        let other = Subject::peering("cloud", "2");
        assert_eq!(log.plans_replacement(&other, Role::Accepter), None);
    }

    #[test]
    fn a_destroy_undoes_nothing_that_the_run_wants() {
        use Decision::{Accept, Reject};
        let log = RunLog::default();
        let one = subject();
        assert_eq!(log.stands_against(&one, Undo::Delete, None), None);
        for (wanted, undo, expected) in [
            (Accept, Undo::Nothing, None),
            (Accept, Undo::Reject, Some(Accept)),
            (Accept, Undo::Delete, Some(Accept)),
            (Reject, Undo::Nothing, None),
            (Reject, Undo::Reject, None),
            (Reject, Undo::Delete, Some(Reject)),
        ] {
            log.wants(&one, wanted, None);
            assert_eq!(
                log.stands_against(&one, undo, None),
                expected,
                "{wanted} {undo:?}"
            );
        }
        assert_eq!(
            log.stands_against(&Subject::peering("cloud", "2"), Undo::Delete, None),
            None
        );
    }

    #[test]
    fn a_resource_may_undo_its_own_wish() {
        let log = RunLog::default();
        let one = subject();
        let mark = log.wants(&one, Decision::Accept, None);
        let kept = Mark::kept(mark.as_str());
        assert_eq!(log.stands_against(&one, Undo::Delete, Some(&kept)), None);
        let other = log.wants(&Subject::peering("cloud", "2"), Decision::Accept, None);
        assert!(
            log.stands_against(&one, Undo::Delete, Some(&other))
                .is_some()
        );
        let next = RunLog::default().wants(&one, Decision::Accept, None);
        assert_ne!(next, mark, "another run");
    }

    #[test]
    fn what_follows_an_apply_is_another_run() {
        let one = subject();
        let log = RunLog::default();
        log.wants(&one, Decision::Accept, None);
        // Creates are planned once more while they are applied.
        log.plans_create(&one, Role::Accepter);
        // So is the destroy of what a replacement has set aside: no second pair to tell of.
        assert_eq!(log.plans_destroy(&one, Role::Accepter, Undo::Delete), None);
        assert!(log.stands_against(&one, Undo::Delete, None).is_some());
        log.reads(&one, Role::Accepter);
        assert_eq!(log.stands_against(&one, Undo::Delete, None), None);
    }

    #[tokio::test(start_paused = true)]
    async fn the_plan_of_the_request_is_waited_for_where_there_is_one() {
        let one = subject();
        let log = RunLog::default();
        let begun = monotonic();
        assert_eq!(log.request(&operation(), &one, false).await, Request::Stays);
        assert_eq!(begun.elapsed(), Duration::ZERO, "nobody knows of one");
        // A state says that there was one; nothing is read by a plan that destroys everything.
        assert_eq!(
            log.request(&operation(), &one, true).await,
            Request::Undecided
        );
        assert_eq!(begun.elapsed(), Duration::ZERO);
        log.reads(&one, Role::Requester);
        assert_eq!(
            log.request(&operation(), &one, false).await,
            Request::Undecided
        );
        assert_eq!(begun.elapsed(), OTHER_PLAN);
        let (asking, planned) = (operation(), async {
            log.plans_destroy(&one, Role::Requester, Undo::Delete)
        });
        let (found, _) = tokio::join!(log.request(&asking, &one, false), planned);
        assert_eq!(found, Request::Goes);
        let log = RunLog::default();
        log.reads(&one, Role::Requester);
        log.plans_to_stay(&one, Role::Requester, Undo::Delete);
        assert_eq!(log.request(&operation(), &one, false).await, Request::Stays);
    }

    #[tokio::test(start_paused = true)]
    async fn one_works_on_a_connection_at_a_time() {
        let log = RunLog::default();
        let turn = log.turn(&operation(), &subject()).await.unwrap();
        let second = operation();
        let other = subject();
        let second = log.turn(&second, &other);
        let waited = tokio::time::timeout(Duration::from_secs(9), second).await;
        assert!(waited.is_err(), "the first is still at work");
        drop(turn);
        drop(log.turn(&operation(), &subject()).await.unwrap());
    }

    #[tokio::test(start_paused = true)]
    async fn a_delete_that_follows_is_heard_of() {
        let one = subject();
        let log = RunLog::default();
        let patience = Duration::from_secs(3);
        assert!(!log.is_deleted(&operation(), &one, patience).await);
        let (waiting, deleting) = (operation(), async { log.deletes(&one) });
        let (heard, ()) = tokio::join!(log.is_deleted(&waiting, &one, patience), deleting);
        assert!(heard);
    }
}
