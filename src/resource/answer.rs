//! What the actions that answer a request have in common: how they are configured, and what they tell while they are
//! at it.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::attributes::{self, plain_region, stateless};
use crate::connection::handle::{Heard, Listener};
use crate::connection::status::Decision;
use crate::framework::action::Progress;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::operation::monotonic;

/// How long nothing may be told while the cloud is at work.
const EVERY: Duration = Duration::from_secs(5);

/// Names and texts of an action, which are the documentation.
#[derive(Clone, Copy, Debug)]
pub struct Texts {
    /// The action in HCL.
    pub name: &'static str,
    /// What it does.
    pub action: &'static str,
    /// `region`
    pub region: &'static str,
}

/// The schema of an action: `named` of the attributes of the resource that decides the same, and how to reach it.
pub(super) fn schema(texts: Texts, resource: &Schema, named: &[&str]) -> Schema {
    let find = |name: &&str| resource.attribute(name).cloned();
    let mut all: Vec<_> = named.iter().filter_map(find).map(stateless).collect();
    all.insert(named.len().min(all.len()), attributes::decision());
    all.extend([
        Attribute::string(
            "account",
            "The name of the account in the provider configuration to act as. Default: `\"default\"`.",
        ),
        Attribute::string("region", texts.region).rule(Rule::Check(plain_region)),
    ]);
    Schema::new(texts.action, all)
}

/// Tells of a decision about `what` while it is carried out.
pub(super) fn listener(progress: &Progress, what: String) -> Listener {
    let progress = progress.clone();
    let begun = monotonic();
    let told = Mutex::new(None);
    Box::new(move |heard| match heard {
        Heard::Sends(Decision::Accept) => progress.tell(format!("{what}: sending the accept.")),
        Heard::Sends(Decision::Reject) => progress.tell(format!("{what}: sending the reject.")),
        Heard::Saw(state) => {
            if state.decision().is_some() || state.is_gone() {
                return;
            }
            let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
            if told.is_some_and(|at: tokio::time::Instant| at.elapsed() < EVERY) {
                return;
            }
            *told = Some(monotonic());
            let seconds = begun.elapsed().as_secs();
            progress.tell(format!(
                "{what}: waiting for the cloud to settle it, {seconds} s so far."
            ));
        }
    })
}

/// What is told at the end of a decision that stands.
pub(super) fn stands(what: &str, desired: Decision, status: &str) -> String {
    let done = match desired {
        Decision::Accept => "accepted",
        Decision::Reject => "rejected",
    };
    format!("{what} is {done}: its status is {status}.")
}

/// What an action adds to an error about what the cloud has taken and not settled.
pub(super) const AGAIN: &str = "Invoke the action again to see what became of it: what is decided as desired is \
    success, and nothing is sent twice.";
