//! What may happen to a connection: events, by whom, from which status, by way of which to which.

use std::time::Duration;

use jiff::Timestamp;

use super::clock;
use super::object::{Connection, Status};

/// What happens to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Accept,
    Reject,
    Modify,
    Delete,
    Expire,
}

impl Event {
    /// The word of it, as in the paths of the control API.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Modify => "update",
            Self::Delete => "delete",
            Self::Expire => "expire",
        }
    }

    /// What the control API can let happen.
    pub(crate) const ACTS: [Self; 4] = [Self::Accept, Self::Reject, Self::Expire, Self::Delete];

    /// What an act of the control API means.
    pub(crate) fn of(word: &str) -> Option<Self> {
        Self::ACTS.into_iter().find(|one| one.word() == word)
    }
}

/// Who may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Requester,
    Accepter,
    Either,
    /// Time alone, or the control API in its place.
    Time,
}

/// From which statuses. What is being deleted goes nowhere else.
#[derive(Clone, Copy, Debug)]
pub(crate) enum When {
    /// One of these, with nothing on its way.
    Still(&'static [&'static str]),
    /// Any but these, whatever is on its way.
    AnyBut(&'static [&'static str]),
}

/// What it becomes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum To {
    Status(&'static str),
    /// What it was.
    Same,
    Gone,
}

/// One row of a rule table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    pub(crate) on: Event,
    pub(crate) by: By,
    pub(crate) from: When,
    /// What it shows until it has settled; none: what it did.
    pub(crate) via: Option<&'static str>,
    pub(crate) to: To,
}

/// Writes a row.
pub(crate) fn rule(on: Event, by: By, from: When, via: &'static str, to: To) -> Rule {
    let via = (!via.is_empty()).then_some(via);
    Rule {
        on,
        by,
        from,
        via,
        to,
    }
}

/// The life of one kind of connection on one cloud.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    /// The status of what nobody has answered yet.
    pub(crate) pending: &'static str,
    /// The status of what was accepted.
    pub(crate) connected: &'static str,
    /// What it shows before it is pending, where that takes time.
    pub(crate) asking: Option<&'static str>,
    /// What it shows before it is connected when nobody has to answer, where that takes time.
    pub(crate) joining: Option<&'static str>,
    /// What a pending one becomes after so long.
    pub(crate) expires: Option<(&'static str, Duration)>,
    /// The statuses that are shown for so long before it is gone.
    pub(crate) lingers: Vec<(&'static str, Duration)>,
    /// Whether an answer that was given already may be given again.
    pub(crate) again: bool,
    /// Whether a reject takes effect at once, whatever the settling time.
    pub(crate) rejects_at_once: bool,
    pub(crate) table: Vec<Rule>,
}

/// What came of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// It was so before.
    Already,
    Changed,
    /// It is no longer there.
    Gone,
}

impl Rules {
    /// A life of these events alone.
    pub(crate) fn new(pending: &'static str, connected: &'static str, table: Vec<Rule>) -> Self {
        Self {
            pending,
            connected,
            asking: None,
            joining: None,
            expires: None,
            lingers: Vec::new(),
            again: false,
            rejects_at_once: false,
            table,
        }
    }

    /// Who may do that, by the row that lets it happen now, or else by the first one.
    pub(crate) fn by(&self, event: Event, connection: &Connection) -> Option<By> {
        let first = || self.table.iter().find(|rule| rule.on == event).copied();
        let rule = self.allowing(event, connection).or_else(first);
        rule.map(|rule| rule.by)
    }

    /// The row that lets an event happen.
    pub(crate) fn allowing(&self, event: Event, connection: &Connection) -> Option<Rule> {
        let fits = |rule: &&Rule| {
            rule.on == event
                && !connection.is_going()
                && match rule.from {
                    When::Still(statuses) => {
                        connection.settling.is_none() && connection.is_any(statuses)
                    }
                    When::AnyBut(statuses) => !connection.is_any(statuses),
                }
        };
        self.table.iter().find(fits).copied()
    }

    /// Whether an answer has been given before, and may be again.
    pub(crate) fn is_again(&self, event: Event, connection: &Connection) -> bool {
        let row = self.table.iter().find(|rule| rule.on == event);
        let to = row.map(|rule| rule.to);
        self.again && matches!(to, Some(To::Status(to)) if connection.status == to)
    }

    /// Lets an event happen by its row.
    pub(crate) fn apply(
        &self,
        rule: Rule,
        connection: &mut Connection,
        settle: Duration,
        now: Timestamp,
    ) -> Done {
        let to = match rule.to {
            // Nothing to wait for.
            To::Same if rule.via.is_none() => {
                connection.updated_at = now;
                return Done::Changed;
            }
            To::Same => Some(connection.status.clone()),
            To::Status(to) => Some(Status::from(to)),
            To::Gone => None,
        };
        if rule.on == Event::Expire {
            connection.expires_at = now;
        }
        let at_once =
            rule.on == Event::Expire || (rule.on == Event::Reject && self.rejects_at_once);
        let settle = if at_once { Duration::ZERO } else { settle };
        connection.becomes(rule.via, to, settle, now);
        if self.settle(connection, now) {
            Done::Changed
        } else {
            Done::Gone
        }
    }

    /// Begins a connection that was just asked for.
    pub(crate) fn begin(
        &self,
        connection: &mut Connection,
        needs_answer: bool,
        settle: Duration,
        now: Timestamp,
    ) {
        let (via, to) = if needs_answer {
            (self.asking, self.pending)
        } else {
            (self.joining, self.connected)
        };
        connection.status = to.into();
        if via.is_some() {
            connection.becomes(via, Some(to.into()), settle, now);
            self.settle(connection, now);
        }
    }

    /// Lets time pass: what was to settle or to expire by `now` has. False when it is gone.
    pub(crate) fn settle(&self, connection: &mut Connection, now: Timestamp) -> bool {
        if let Some(settling) = connection.settling.take_if(|one| one.at <= now) {
            connection.updated_at = settling.at;
            match settling.to {
                Some(to) => connection.status = to,
                None => return false,
            }
        }
        if let Some((expired, _)) = self.expires
            && connection.status == self.pending
            && connection.settling.is_none()
            && connection.expires_at <= now
        {
            connection.status = expired.into();
            connection.updated_at = connection.expires_at;
        }
        let over = |(status, shown): &(&str, Duration)| {
            connection.status == *status && clock::after(connection.updated_at, *shown) <= now
        };
        !self.lingers.iter().any(over)
    }

    /// When what is made pending now expires.
    pub(crate) fn expiry(&self, now: Timestamp) -> Timestamp {
        self.expires
            .map_or(now, |(_, after)| clock::after(now, after))
    }
}
