//! What is decided, where it stands, and the answer in words that are the same on all clouds.

use std::borrow::Cow;
use std::fmt;

/// What the accepter wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    /// Let them in.
    Accept,
    /// Keep them out.
    Reject,
}

impl Decision {
    /// Reads the word in HCL.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "accept" => Some(Self::Accept),
            "reject" => Some(Self::Reject),
            _ => None,
        }
    }

    /// The word in HCL.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Where a connection stands, whatever its cloud calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Asked for, not answered.
    Pending,
    /// Just asked for, and not there to be answered yet.
    Starting,
    /// Decided, and on its way there.
    Settling(Decision),
    /// Accepted, and traffic may flow.
    Accepted,
    /// Refused by the accepter.
    Rejected,
    /// Not answered in time.
    Expired,
    /// It could not be connected, and never will be.
    Failed,
    /// On its way out, and shown until it is gone.
    Leaving,
    /// Not there, or as good as gone.
    Absent,
    /// A text that no document names.
    Unknown(String),
}

impl State {
    /// The answer as users see it; nothing for what is not there.
    pub fn answer(&self) -> Answer {
        match self {
            Self::Pending | Self::Starting => Answer::Pending,
            Self::Accepted | Self::Settling(Decision::Accept) => Answer::Accepted,
            Self::Rejected | Self::Settling(Decision::Reject) => Answer::Rejected,
            Self::Expired => Answer::Expired,
            Self::Failed => Answer::Failed,
            Self::Leaving | Self::Absent | Self::Unknown(_) => Answer::Unknown,
        }
    }

    /// Whether traffic flows through it, or is about to.
    pub fn carries_traffic(&self) -> bool {
        matches!(self, Self::Accepted | Self::Settling(Decision::Accept))
    }

    /// Whether it is not there, or on its way out: for users that is the same, whatever still shows it.
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Leaving | Self::Absent)
    }

    /// The decision that it shows to have been made.
    pub fn decision(&self) -> Option<Decision> {
        match self {
            Self::Accepted => Some(Decision::Accept),
            Self::Rejected => Some(Decision::Reject),
            _ => None,
        }
    }

    /// Whether it changes by itself, and soon.
    pub fn is_moving(&self) -> bool {
        matches!(self, Self::Starting | Self::Settling(_))
    }
}

/// The statuses that one API documents: the word that it sends, and what that means.
#[derive(Clone, Copy, Debug)]
pub struct Statuses(pub &'static [(&'static str, State)]);

impl Statuses {
    /// Reads the API's word.
    pub fn status(self, word: &str) -> Status {
        match self.0.iter().find(|(known, _)| *known == word) {
            Some((word, state)) => Status {
                word: Cow::Borrowed(word),
                state: state.clone(),
            },
            None => Status {
                word: Cow::Owned(word.to_owned()),
                state: State::Unknown(word.to_owned()),
            },
        }
    }

    /// Reads the word of an API that does not keep to one case.
    pub fn status_in_any_case(self, word: &str) -> Status {
        let mut known = self.0.iter().map(|(known, _)| *known);
        let known = known.find(|known| known.eq_ignore_ascii_case(word));
        self.status(known.unwrap_or(word))
    }

    /// What the API's word means.
    pub fn state(self, word: &str) -> State {
        self.status(word).state
    }
}

/// The status that a cloud shows: its word, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    word: Cow<'static, str>,
    state: State,
}

impl Status {
    /// The API's word.
    pub fn as_str(&self) -> &str {
        &self.word
    }

    /// What it means.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Whether this is the API's word.
    pub fn is(&self, word: &str) -> bool {
        self.word == word
    }

    /// The same word, which means something else here.
    #[must_use]
    pub fn meaning(self, state: State) -> Self {
        Self { state, ..self }
    }
}

/// The answer to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// None yet.
    Pending,
    /// Yes.
    Accepted,
    /// No.
    Rejected,
    /// None, and none will come.
    Expired,
    /// It does not matter any more: the connection failed.
    Failed,
    /// The cloud shows a status that we do not know.
    Unknown,
}

impl Answer {
    /// The word in HCL.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATUSES: Statuses = Statuses(&[("here", State::Accepted), ("off", State::Absent)]);

    #[test]
    fn words_mean_what_the_table_says_and_no_word_is_lost() {
        let known = STATUSES.status("off");
        assert_eq!((known.as_str(), known.state()), ("off", &State::Absent));
        let odd = STATUSES.status("Here");
        assert!(odd.is("Here") && !odd.is("here"));
        assert_eq!(*odd.state(), State::Unknown("Here".to_owned()));
        assert_eq!(STATUSES.state("here"), State::Accepted);
    }
}
