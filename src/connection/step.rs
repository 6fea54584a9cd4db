//! The decision what to do next, as a function of what is seen.

use super::status::{Decision, State};

/// What this operation has already called. A read may be older than that, and must not cause a
/// second call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Nothing.
    Nothing,
    /// This decision.
    Decision(Decision),
}

/// Whether a decision can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finality {
    /// Never: a peering is decided once.
    Final,
    /// By the other decision, at any time.
    Revisable,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is as desired.
    Done,
    /// Send the decision.
    Call(Decision),
    /// Look again later.
    Wait,
    /// It cannot become as desired.
    Refuse(Reason),
}

/// Why it cannot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// There is no request, or no more.
    Gone,
    /// The other decision was made, and this cloud lets nobody change it.
    Settled(Decision),
    /// Nobody answered in time.
    Expired,
    /// It could not be connected.
    Failed,
    /// The cloud turns the decision back by itself.
    Overruled,
    /// The cloud shows a status that no document names.
    UnknownStatus(String),
}

#[allow(
    clippy::match_same_arms,
    reason = "one row for each status reads better"
)]
/// What to do next about a connection.
pub fn step(finality: Finality, observed: &State, desired: Decision, sent: Sent) -> Step {
    let revisable = finality == Finality::Revisable;
    match observed {
        State::Pending if sent == Sent::Decision(desired) => Step::Wait,
        State::Pending => Step::Call(desired),
        State::Starting | State::Settling(_) | State::Leaving => Step::Wait,
        State::Accepted if desired == Decision::Accept => Step::Done,
        State::Rejected if desired == Decision::Reject => Step::Done,
        // After our call a read may still show what was before it.
        State::Accepted | State::Rejected if revisable && sent == Sent::Decision(desired) => {
            Step::Wait
        }
        State::Accepted | State::Rejected if revisable => Step::Call(desired),
        State::Accepted => Step::Refuse(Reason::Settled(Decision::Accept)),
        State::Rejected => Step::Refuse(Reason::Settled(Decision::Reject)),
        State::Expired => Step::Refuse(Reason::Expired),
        State::Failed => Step::Refuse(Reason::Failed),
        State::Absent => Step::Refuse(Reason::Gone),
        // After our call it may be on its way to what we want; before, nothing says that it is safe.
        State::Unknown(_) if sent == Sent::Decision(desired) => Step::Wait,
        State::Unknown(text) => Step::Refuse(Reason::UnknownStatus(text.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statuses() -> [State; 11] {
        [
            State::Pending,
            State::Starting,
            State::Settling(Decision::Accept),
            State::Settling(Decision::Reject),
            State::Failed,
            State::Leaving,
            State::Accepted,
            State::Rejected,
            State::Expired,
            State::Absent,
            State::Unknown("ODD".to_owned()),
        ]
    }

    #[allow(clippy::match_same_arms, reason = "a table")]
    /// Every triple of observed, desired and sent, written out, of what is decided once.
    #[test]
    fn every_triple() {
        use Decision::{Accept, Reject};
        let odd = || Reason::UnknownStatus("ODD".to_owned());
        for desired in [Accept, Reject] {
            let other = if desired == Accept { Reject } else { Accept };
            let sents = [
                Sent::Nothing,
                Sent::Decision(desired),
                Sent::Decision(other),
            ];
            for (sent, was_sent) in sents.into_iter().zip([false, true, false]) {
                for observed in statuses() {
                    let expected = match &observed {
                        State::Pending if was_sent => Step::Wait,
                        State::Pending => Step::Call(desired),
                        State::Starting | State::Settling(_) => Step::Wait,
                        State::Leaving => Step::Wait,
                        State::Failed => Step::Refuse(Reason::Failed),
                        State::Accepted if desired == Accept => Step::Done,
                        State::Accepted => Step::Refuse(Reason::Settled(Accept)),
                        State::Rejected if desired == Reject => Step::Done,
                        State::Rejected => Step::Refuse(Reason::Settled(Reject)),
                        State::Expired => Step::Refuse(Reason::Expired),
                        State::Absent => Step::Refuse(Reason::Gone),
                        State::Unknown(_) if was_sent => Step::Wait,
                        State::Unknown(_) => Step::Refuse(odd()),
                    };
                    let found = step(Finality::Final, &observed, desired, sent);
                    assert_eq!(found, expected, "{observed:?} {desired:?} {sent:?}");
                    // What can be changed differs where the other decision was made.
                    let other = matches!(expected, Step::Refuse(Reason::Settled(_)));
                    let expected = match (other, was_sent) {
                        (false, _) => expected,
                        (true, true) => Step::Wait,
                        (true, false) => Step::Call(desired),
                    };
                    let found = step(Finality::Revisable, &observed, desired, sent);
                    assert_eq!(found, expected, "{observed:?} {desired:?} {sent:?}");
                }
            }
        }
    }

    #[test]
    fn nothing_is_called_twice_and_nothing_against_the_wish() {
        for finality in [Finality::Final, Finality::Revisable] {
            for desired in [Decision::Accept, Decision::Reject] {
                for observed in statuses() {
                    let again = step(finality, &observed, desired, Sent::Decision(desired));
                    assert!(!matches!(again, Step::Call(_)), "{observed:?}");
                    let first = step(finality, &observed, desired, Sent::Nothing);
                    if let Step::Call(called) = first {
                        assert_eq!(called, desired);
                    }
                }
            }
        }
    }
}
