//! The table, and what is past its budget.

use std::collections::BTreeMap;
use std::time::Duration;

/// What one step took.
pub(super) struct Measured {
    pub(super) ours: Duration,
    /// The built-in, or whatever else it is held against.
    pub(super) beside: Duration,
    pub(super) calls: BTreeMap<String, usize>,
}

impl Measured {
    pub(super) fn total(&self) -> usize {
        self.calls.values().sum()
    }
}

/// The middle one.
pub(super) fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The table and what is past its budget.
#[derive(Default)]
pub(super) struct Report {
    pub(super) over: Vec<String>,
}

impl Report {
    /// The head of the table.
    pub(super) fn begin() -> Self {
        println!(
            "{:24} {:>5}  {:>8}  {:>8}  {:>5}  {:>8}  {:>5}",
            "", "count", "ours", "beside", "ratio", "allowed", "calls"
        );
        Self::default()
    }

    /// One line. Without a budget it only informs.
    pub(super) fn row(
        &mut self,
        step: &str,
        count: usize,
        all: &[Measured],
        budget: Option<&Budget>,
    ) {
        let ours = middle(all.iter().map(|one| one.ours).collect());
        let beside = middle(all.iter().map(|one| one.beside).collect());
        let allowed = budget.map(|budget| (beside + budget.latency).mul_f64(budget.times));
        let last = &all[all.len() - 1];
        println!(
            "{step:24} {count:>5}  {:>6.2} s  {:>6.2} s  {:>5.2}  {:>8}  {:>5}  {:?}",
            ours.as_secs_f64(),
            beside.as_secs_f64(),
            ours.as_secs_f64() / beside.as_secs_f64(),
            allowed.map_or("-".to_owned(), |allowed| format!(
                "{:.2} s",
                allowed.as_secs_f64()
            )),
            last.total(),
            last.calls,
        );
        let Some((budget, allowed)) = budget.zip(allowed) else {
            return;
        };
        if ours > allowed {
            self.over.push(format!(
                "{step} {count} took {:.2} s, {:.2} s were allowed",
                ours.as_secs_f64(),
                allowed.as_secs_f64()
            ));
        }
        for one in all.iter().filter(|one| one.total() > budget.calls) {
            self.over.push(format!(
                "{step} {count}: {} calls were allowed, {:?}",
                budget.calls, one.calls
            ));
        }
    }
}

/// What a step may take.
pub(super) struct Budget {
    /// What the calls themselves take.
    pub(super) latency: Duration,
    /// So many times as long as that and what it is held against.
    pub(super) times: f64,
    /// So many calls.
    pub(super) calls: usize,
}
