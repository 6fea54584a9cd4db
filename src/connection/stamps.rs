//! What this process itself has written, so that no read older than that is taken for the truth.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use crate::operation::monotonic;

/// How long most clouds may take to show what they have just created.
const APPEARS_WITHIN: Duration = Duration::from_secs(10);

/// What this process has done to one object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// When its last write had ended.
    pub written: Option<Instant>,
    /// Until when it may not be visible yet, if it was created; nothing once a read has shown it.
    pub appears_until: Option<Instant>,
    /// When a delete of it was answered.
    pub deleted: Option<Instant>,
}

impl Stamp {
    /// Whether "not found" may still mean "not visible yet".
    pub fn may_appear(&self, now: Instant) -> bool {
        self.deleted.is_none() && self.appears_until.is_some_and(|at| now < at)
    }
}

/// How long it may be still before nobody else is expected: at least, at most.
const STILL: [Duration; 2] = [Duration::from_millis(20), Duration::from_millis(100)];

/// Whether writes are under way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Activity {
    /// How many.
    pub(super) in_flight: usize,
    /// When one last began or ended, or readers were told of some.
    pub(super) last: Instant,
    /// How long it has been still before another began, of late and at most.
    stillness: Duration,
}

impl Activity {
    fn new() -> Self {
        let [_, most] = STILL;
        Self {
            in_flight: 0,
            last: monotonic(),
            stillness: most,
        }
    }

    /// How long it may be still now before nobody else is expected. What is under way will come; for the others
    /// Terraform takes about as long as it did before. Whoever is given up too soon costs a call of his own.
    pub(super) fn still(&self) -> Duration {
        let [least, most] = STILL;
        if self.in_flight > 0 {
            return most;
        }
        (self.stillness * 3).clamp(least, most)
    }

    fn begin(&mut self, now: Instant) {
        let [_, most] = STILL;
        let still = now.saturating_duration_since(self.last).min(most);
        self.stillness = still.max(self.stillness * 15 / 16);
        self.in_flight += 1;
        self.last = now;
    }

    fn end(&mut self, now: Instant) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.last = now;
    }
}

/// The writes of a process: of all accounts, because both sides of a connection see one object.
#[derive(Debug)]
pub struct Stamps {
    by_id: Mutex<HashMap<String, Stamp>>,
    activity: watch::Sender<Activity>,
    appears_within: Duration,
}

impl Default for Stamps {
    fn default() -> Self {
        Self::appearing_within(APPEARS_WITHIN)
    }
}

impl Stamps {
    /// Those of a cloud that may take so long to show what it has just created.
    pub fn appearing_within(appears_within: Duration) -> Self {
        let (activity, _) = watch::channel(Activity::new());
        Self {
            by_id: Mutex::default(),
            activity,
            appears_within,
        }
    }

    /// A write begins. It ends when what is returned is dropped, whatever came of it.
    pub fn begin(self: &Arc<Self>) -> Writing {
        self.activity
            .send_modify(|activity| activity.begin(monotonic()));
        Writing {
            stamps: Arc::clone(self),
            about: None,
        }
    }

    /// What was done to `id`.
    pub fn of(&self, id: &str) -> Stamp {
        self.by_id().get(id).copied().unwrap_or_default()
    }

    /// A read has shown `id`: from now on "not found" means what it says.
    pub(super) fn seen(&self, id: &str) {
        if let Some(stamp) = self.by_id().get_mut(id) {
            stamp.appears_until = None;
        }
    }

    /// Readers were told what writes came to: what Terraform does next begins here.
    pub(super) fn told(&self) {
        self.activity
            .send_modify(|activity| activity.last = monotonic());
    }

    pub(super) fn activity(&self) -> watch::Receiver<Activity> {
        self.activity.subscribe()
    }

    fn by_id(&self) -> MutexGuard<'_, HashMap<String, Stamp>> {
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Wrote,
    Created,
    Deleted,
}

/// A write that is under way.
#[derive(Debug)]
pub struct Writing {
    stamps: Arc<Stamps>,
    about: Option<(String, Deed)>,
}

impl Writing {
    /// It is about `id`, which may have changed once this ends.
    #[must_use]
    pub fn of(mut self, id: &str) -> Self {
        self.about = Some((id.to_owned(), Deed::Wrote));
        self
    }

    /// It has created `id`.
    pub fn created(mut self, id: &str) {
        self.about = Some((id.to_owned(), Deed::Created));
    }

    /// The cloud has taken the delete.
    pub fn deleted(mut self) {
        if let Some((_, deed)) = &mut self.about {
            *deed = Deed::Deleted;
        }
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        let now = monotonic();
        if let Some((id, deed)) = self.about.take() {
            let mut by_id = self.stamps.by_id();
            let stamp = by_id.entry(id).or_default();
            stamp.written = Some(now);
            match deed {
                Deed::Wrote => {}
                Deed::Created => {
                    stamp.appears_until = Some(now + self.stamps.appears_within);
                    stamp.deleted = None;
                }
                Deed::Deleted => stamp.deleted = Some(now),
            }
        }
        self.stamps
            .activity
            .send_modify(|activity| activity.end(now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_write_counts_from_its_end_whatever_came_of_it() {
        let stamps = Arc::new(Stamps::default());
        let writing = stamps.begin().of("one");
        assert_eq!(stamps.of("one"), Stamp::default());
        assert_eq!(stamps.activity().borrow().in_flight, 1);
        tokio::time::sleep(Duration::from_secs(1)).await;
        drop(writing);
        assert_eq!(stamps.of("one").written, Some(monotonic()));
        assert_eq!(stamps.of("one").deleted, None);
        assert_eq!(stamps.activity().borrow().in_flight, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_created_may_appear_late_but_not_for_ever() {
        let stamps = Arc::new(Stamps::default());
        stamps.begin().created("one");
        stamps.begin().created("two");
        stamps.seen("two");
        assert!(stamps.of("one").may_appear(monotonic()));
        assert!(!stamps.of("two").may_appear(monotonic()));
        stamps.begin().of("one").deleted();
        assert!(!stamps.of("one").may_appear(monotonic()));
        stamps.begin().created("three");
        tokio::time::sleep(APPEARS_WITHIN).await;
        assert!(!stamps.of("three").may_appear(monotonic()));
    }

    /// Begins and ends a write `after` so long, and tells of it.
    async fn write_after(stamps: &Arc<Stamps>, after: Duration) {
        tokio::time::sleep(after).await;
        stamps.begin().created("one");
        stamps.told();
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_missing_is_waited_for_as_long_as_terraform_takes() {
        let [least, most] = STILL;
        let stamps = Arc::new(Stamps::default());
        let still = |stamps: &Stamps| stamps.activity().borrow().still();
        assert_eq!(still(&stamps), most, "nothing is known");
        for _ in 0..100 {
            write_after(&stamps, Duration::from_millis(3)).await;
        }
        assert_eq!(still(&stamps), least);
        write_after(&stamps, Duration::from_millis(15)).await;
        assert_eq!(still(&stamps), Duration::from_millis(45));
        let writing = stamps.begin();
        assert_eq!(still(&stamps), most, "what is under way will come");
        drop(writing);
        write_after(&stamps, Duration::from_secs(60)).await;
        assert_eq!(still(&stamps), most);
    }
}
