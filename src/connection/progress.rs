//! What follows a change or a delete that did not simply go through, as a function of what happened.
//!
//! The network may lose an answer, and a cloud refuses while it is at work on the same object. So a look tells
//! whether the call had its effect; one that did not arrive is sent once more, and one that came too early is
//! sent again when the object is at rest.

use crate::http::error::{Failure, Kind};

/// What an API means by [`Kind::Conflict`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnConflict {
    /// It cannot be done.
    Fail,
    /// It is at work on the object, although nothing shows that: the call is tried again.
    Retry,
    /// It is at work on the object where that shows; else it cannot be done.
    RetryAtRest,
}

/// What a look shows of what a call is to bring about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It is so.
    There,
    /// It is not, and the object is at rest.
    Missing,
    /// It is not, and the object is changing.
    Changing,
    /// There is no object any more.
    NoObject,
}

/// What to do next.
#[derive(Debug)]
pub enum Next {
    /// Look, and tell what is seen, see [`Progress::looked`].
    Look(Failure),
    /// Nothing: what was wanted is so, or there is nothing any more that could be.
    Done,
    /// Send the same call once more.
    SendAgain,
    /// Wait for a moment, then send a call of its own.
    Pause(Failure),
    /// Wait until the object is at rest, then send a call of its own.
    Rest(Failure),
    /// Give up.
    Fail(Failure),
}

/// One change or delete on its way.
#[derive(Debug)]
pub struct Progress {
    on_conflict: OnConflict,
    /// How the first call failed that may have arrived.
    doubt: Option<Failure>,
}

impl Progress {
    /// Nothing was sent yet.
    pub fn new(on_conflict: OnConflict) -> Self {
        Self {
            on_conflict,
            doubt: None,
        }
    }

    /// A call failed.
    pub fn failed(&mut self, failure: Failure) -> Next {
        match (&failure, self.on_conflict) {
            (Failure::Unknown { .. }, _) => Next::Look(failure),
            (_, OnConflict::Retry) if failure.is(Kind::Conflict) => Next::Pause(failure),
            (_, OnConflict::RetryAtRest) if failure.is(Kind::Conflict) => Next::Look(failure),
            // Nothing says that the cloud did not take the first one.
            _ => Next::Fail(self.doubt.take().unwrap_or(failure)),
        }
    }

    /// A look after `failure` showed this; `None` when it failed.
    pub fn looked(&mut self, failure: Failure, effect: Option<Effect>) -> Next {
        let is_unknown = matches!(failure, Failure::Unknown { .. });
        match effect {
            Some(Effect::There | Effect::NoObject) => Next::Done,
            // The look says that it has not arrived.
            Some(_) if is_unknown && self.doubt.is_none() => {
                self.doubt = Some(failure);
                Next::SendAgain
            }
            Some(Effect::Changing) if !is_unknown => Next::Rest(failure),
            Some(_) | None => Next::Fail(failure),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::connection::tests::simulated::{refusal, unknown};

    fn failure(which: u8) -> Failure {
        match which {
            0 => unknown(),
            1 => refusal(Kind::Conflict).into(),
            2 => refusal(Kind::Invalid).into(),
            _ => refusal(Kind::NotFound).into(),
        }
    }

    fn effects() -> impl Strategy<Value = Option<Effect>> {
        prop_oneof![
            Just(None),
            Just(Some(Effect::There)),
            Just(Some(Effect::Missing)),
            Just(Some(Effect::Changing)),
            Just(Some(Effect::NoObject)),
        ]
    }

    fn policies() -> impl Strategy<Value = OnConflict> {
        prop_oneof![
            Just(OnConflict::Fail),
            Just(OnConflict::Retry),
            Just(OnConflict::RetryAtRest),
        ]
    }

    proptest! {
        /// Whatever happens: the same call is sent at most twice; it is sent anew only after a refusal, which
        /// proves that it had no effect; it ends well only when a look says so; and once an answer was lost, no
        /// end claims that nothing was sent.
        #[test]
        fn a_call_is_sent_once_more_at_most_and_ends_as_a_look_says(
            policy in policies(),
            happens in proptest::collection::vec((0_u8..4, effects()), 1..12),
        ) {
            let mut progress = Progress::new(policy);
            let (mut again, mut lost) = (0, false);
            for (which, effect) in happens {
                let sent = failure(which);
                let conflict = sent.is(Kind::Conflict);
                lost |= matches!(sent, Failure::Unknown { .. });
                let next = match progress.failed(sent) {
                    Next::Look(failure) => {
                        let next = progress.looked(failure, effect);
                        prop_assert!(!matches!(next, Next::Look(_) | Next::Pause(_)));
                        if matches!(next, Next::Done) {
                            prop_assert!(matches!(effect, Some(Effect::There | Effect::NoObject)));
                        }
                        next
                    }
                    next => {
                        prop_assert!(!matches!(next, Next::Done | Next::SendAgain | Next::Rest(_)));
                        next
                    }
                };
                match next {
                    Next::SendAgain => {
                        again += 1;
                        prop_assert_eq!(which, 0);
                        prop_assert!(again <= 1);
                    }
                    Next::Pause(_) => prop_assert!(conflict && policy == OnConflict::Retry),
                    Next::Rest(_) => {
                        prop_assert!(conflict && policy == OnConflict::RetryAtRest);
                        prop_assert_eq!(effect, Some(Effect::Changing));
                    }
                    Next::Fail(failure) => {
                        let looked_in_vain = conflict && policy == OnConflict::RetryAtRest;
                        if lost && !looked_in_vain {
                            let is_unknown = matches!(failure, Failure::Unknown { .. });
                            prop_assert!(is_unknown);
                        }
                        break;
                    }
                    Next::Done => break,
                    Next::Look(_) => unreachable!("a look was told"),
                }
            }
        }
    }
}
