//! What follows from each thing that happens while a decision is carried out, as a function: [`super::decide`] only
//! does it.

use super::status::{Decision, State};
use super::step::{Finality, Reason, Sent, Step, step};
use crate::http::error::{Failure, Kind};
use crate::operation::Ended;

/// How carrying out a decision ended.
#[derive(Debug)]
pub enum End {
    /// It is as desired.
    Done,
    /// It cannot become as desired.
    Refused(Reason),
    /// The cloud took the decision, and then something else came of it.
    Overtaken(Reason),
    /// The cloud took the decision, and it was not settled when the operation was over.
    Unsettled(Ended),
    /// A call failed before the cloud took the decision.
    Failed(Failure),
    /// The decision was sent, and what came of it could not be learned.
    Unclear(Failure),
}

/// What has happened.
#[derive(Debug)]
pub enum Event {
    /// The cloud took the call; what its answer shows.
    Taken(Option<State>),
    /// The call failed.
    Failed(Failure),
    /// What a look or a wait shows.
    Saw(State),
    /// The look or the wait failed.
    Unseen(Failure),
    /// Nobody else has decided in the time that a decision may be hidden.
    NobodyDecided,
    /// Whether the cloud turns the decision back by itself.
    Overrules(bool),
}

/// What to do next.
#[derive(Debug)]
pub enum Next {
    /// Send the decision.
    Call,
    /// Look at once, although the operation may be over.
    Look,
    /// Wait until it is time to look again, and look.
    Wait,
    /// Wait until the status shows that somebody else has decided.
    WaitForOthers,
    /// Find out whether the cloud turns the decision back by itself.
    AskWhoRules,
    /// Nothing.
    End(End),
}

/// What a decision waits for, beside its own end.
#[derive(Debug)]
enum Asked {
    /// Nothing.
    Nothing,
    /// What is there after a call that failed.
    Look(Failure),
    /// That the cloud is done with what was before.
    Rest(Failure),
    /// That somebody else's decision shows.
    Others(Failure),
}

/// A decision on its way.
#[derive(Debug)]
pub struct Progress {
    finality: Finality,
    desired: Decision,
    /// What an earlier operation may have sent.
    before: Sent,
    sent: Sent,
    seen: State,
    /// How our first call failed, when it may have arrived all the same.
    doubt: Option<Failure>,
    /// How a call was refused that met one of ours on its way.
    refusal: Option<Failure>,
    asked: Asked,
    asked_who_rules: bool,
}

impl Progress {
    /// `desired` is to be carried out, where `before` may have been sent by an earlier operation, and `sent` was by
    /// this one.
    pub fn new(
        finality: Finality,
        desired: Decision,
        before: Sent,
        sent: Sent,
        seen: State,
    ) -> Self {
        Self {
            finality,
            desired,
            before,
            sent,
            seen,
            doubt: None,
            refusal: None,
            asked: Asked::Nothing,
            asked_who_rules: false,
        }
    }

    /// Whether the cloud has taken the decision, as far as is known.
    pub fn is_sent(&self) -> bool {
        self.sent != Sent::Nothing
    }

    /// What to do at first.
    pub fn begin(&mut self) -> Next {
        match self.step(self.sent) {
            Step::Done => Next::End(End::Done),
            Step::Refuse(reason) if self.is_sent() => Next::End(End::Overtaken(reason)),
            Step::Refuse(reason) => Next::End(End::Refused(reason)),
            Step::Call(_) => Next::Call,
            Step::Wait => Next::Wait,
        }
    }

    /// What to do after `event`.
    pub fn on(&mut self, event: Event) -> Next {
        match event {
            Event::Taken(shown) => {
                // Where the answer shows nothing, what was seen before is what is known.
                self.seen = shown.unwrap_or_else(|| self.seen.clone());
                self.sent = Sent::Decision(self.desired);
                self.begin()
            }
            // Whoever was refused may have been overtaken by the other side, or by an answer that got lost: what is
            // there now decides.
            Event::Failed(failure) if is_worth_a_look(&failure) => {
                self.asked = Asked::Look(failure);
                Next::Look
            }
            Event::Failed(failure) => self.give_up(failure),
            Event::Saw(state) => {
                self.seen = state;
                match std::mem::replace(&mut self.asked, Asked::Nothing) {
                    Asked::Look(failure) => self.looked(failure),
                    Asked::Nothing if self.is_turned_back() => {
                        self.asked_who_rules = true;
                        Next::AskWhoRules
                    }
                    Asked::Nothing | Asked::Rest(_) | Asked::Others(_) => self.begin(),
                }
            }
            Event::Unseen(unseen) => match std::mem::replace(&mut self.asked, Asked::Nothing) {
                Asked::Look(failure) | Asked::Rest(failure) | Asked::Others(failure) => {
                    self.give_up(failure)
                }
                Asked::Nothing => self.unseen(unseen),
            },
            Event::NobodyDecided => match std::mem::replace(&mut self.asked, Asked::Nothing) {
                Asked::Look(failure) | Asked::Rest(failure) | Asked::Others(failure) => {
                    self.give_up(failure)
                }
                Asked::Nothing => self.begin(),
            },
            Event::Overrules(true) => Next::End(End::Overtaken(Reason::Overruled)),
            Event::Overrules(false) => self.begin(),
        }
    }

    fn step(&self, sent: Sent) -> Step {
        step(self.finality, &self.seen, self.desired, sent)
    }

    /// A call failed with `failure`, and a look has shown what is there.
    fn looked(&mut self, failure: Failure) -> Next {
        let is_unknown = matches!(failure, Failure::Unknown { .. });
        match self.step(Sent::Nothing) {
            Step::Done => Next::End(End::Done),
            // It is on its way: by our call, or by somebody else's decision.
            Step::Wait => {
                if is_unknown {
                    if self.seen == State::Settling(self.desired) {
                        self.sent = Sent::Decision(self.desired);
                    }
                    // Whatever it settles to, ours may have arrived.
                    self.doubt.get_or_insert(failure);
                }
                self.begin()
            }
            // It may be on its way to what we want.
            Step::Refuse(Reason::UnknownStatus(_)) if is_unknown || self.doubt.is_some() => {
                self.give_up(failure)
            }
            Step::Refuse(reason) => Next::End(End::Refused(reason)),
            // The look says that it has not arrived, so it is sent once more; should the look be mistaken, the cloud
            // refuses the second one.
            Step::Call(_) if is_unknown && self.doubt.is_none() => {
                self.doubt = Some(failure);
                self.begin()
            }
            Step::Call(_) if is_unknown => self.give_up(failure),
            Step::Call(_) => self.refused(failure),
        }
    }

    /// A call was refused although nobody has decided, as it seems.
    fn refused(&mut self, failure: Failure) -> Next {
        match self.finality {
            // The cloud is still at work on what was before: in a moment it takes it.
            Finality::Revisable if failure.is(Kind::Conflict) => {
                self.asked = Asked::Rest(failure);
                Next::Wait
            }
            Finality::Revisable => self.give_up(failure),
            // Our own call is on its way, of this operation or of the one before.
            Finality::Final
                if self.doubt.is_some() || self.before == Sent::Decision(self.desired) =>
            {
                self.refusal = Some(failure);
                self.sent = Sent::Decision(self.desired);
                self.begin()
            }
            // Somebody else's decision may be on its way, and the status does not show it yet.
            Finality::Final => {
                self.asked = Asked::Others(failure);
                Next::WaitForOthers
            }
        }
    }

    /// A wait for the decision to settle failed.
    fn unseen(&mut self, failure: Failure) -> Next {
        match failure {
            Failure::Ended(ended) => match self.refusal.take() {
                Some(refusal) => self.give_up(refusal),
                None if self.is_sent() => Next::End(End::Unsettled(ended)),
                None => self.give_up(Failure::Ended(ended)),
            },
            failure if self.is_sent() => Next::End(End::Unclear(failure)),
            failure => self.give_up(failure),
        }
    }

    /// Whether the other decision shows after ours was sent. Asked about once.
    fn is_turned_back(&self) -> bool {
        let made = self.seen.decision();
        self.is_sent() && !self.asked_who_rules && made.is_some_and(|made| made != self.desired)
    }

    /// How a failed call ends when no look tells otherwise: once one of ours may have arrived, nothing says that the
    /// cloud did not take it.
    fn give_up(&mut self, failure: Failure) -> Next {
        Next::End(match (self.doubt.take(), failure) {
            (Some(doubt), _) => End::Unclear(doubt),
            (None, failure @ Failure::Unknown { .. }) => End::Unclear(failure),
            (None, failure) => End::Failed(failure),
        })
    }
}

/// Whether a look can tell what came of a failed call.
fn is_worth_a_look(failure: &Failure) -> bool {
    match failure {
        Failure::Unknown { .. } => true,
        Failure::Refused(error) => {
            matches!(error.kind, Kind::Conflict | Kind::Invalid | Kind::NotFound)
        }
        Failure::NotSent { .. } | Failure::Unread { .. } | Failure::Ended(_) => false,
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
            3 => refusal(Kind::Forbidden).into(),
            _ => Failure::Ended(Ended::Cancelled),
        }
    }

    fn states() -> impl Strategy<Value = State> {
        proptest::sample::select(vec![
            State::Pending,
            State::Starting,
            State::Settling(Decision::Accept),
            State::Settling(Decision::Reject),
            State::Accepted,
            State::Rejected,
            State::Expired,
            State::Failed,
            State::Leaving,
            State::Absent,
            State::Unknown("ODD".to_owned()),
        ])
    }

    /// An answer was lost, the cloud was at work on something then, and the wait for that failed.
    #[test]
    fn a_lost_answer_is_not_forgotten_while_something_else_settles() {
        let pending = State::Pending;
        let (finality, nothing) = (Finality::Final, Sent::Nothing);
        let mut progress = Progress::new(finality, Decision::Reject, nothing, nothing, pending);
        assert!(matches!(progress.begin(), Next::Call));
        let lost = progress.on(Event::Failed(unknown()));
        assert!(matches!(lost, Next::Look));
        let settles = progress.on(Event::Saw(State::Starting));
        assert!(matches!(settles, Next::Wait));
        let ended = progress.on(Event::Unseen(failure(1)));
        assert!(matches!(ended, Next::End(End::Unclear(_))), "{ended:?}");
    }

    proptest! {
        /// Whatever happens: a decision that the cloud has taken is not sent again; what may have arrived is sent
        /// once more at most; it is done only when the status says so; once an answer was lost, no end claims that
        /// nothing was sent; and who rules is asked once.
        #[test]
        fn nothing_is_sent_twice_and_no_end_says_more_than_was_seen(
            revisable in any::<bool>(),
            accepts in any::<bool>(),
            again in any::<bool>(),
            first in states(),
            happens in proptest::collection::vec((states(), 0_u8..5, 0_u8..4), 1..40),
        ) {
            let finality = if revisable { Finality::Revisable } else { Finality::Final };
            let desired = if accepts { Decision::Accept } else { Decision::Reject };
            let before = if again { Sent::Decision(desired) } else { Sent::Nothing };
            let mut progress = Progress::new(finality, desired, before, Sent::Nothing, first.clone());
            let (mut seen, mut next) = (first, progress.begin());
            let (mut taken, mut lost, mut asked) = (false, 0, 0);
            for (state, which, luck) in happens {
                let fails = luck == 0;
                let event = match next {
                    Next::Call => {
                        prop_assert!(!taken, "sent again after it was taken");
                        prop_assert!(lost < 2, "sent again after it may have arrived twice");
                        if luck < 2 {
                            let failure = failure(which);
                            lost += usize::from(which == 0);
                            Event::Failed(failure)
                        } else {
                            taken = true;
                            let shown = (luck == 3).then(|| state.clone());
                            if let Some(state) = &shown {
                                seen = state.clone();
                            }
                            Event::Taken(shown)
                        }
                    }
                    Next::WaitForOthers if fails => Event::NobodyDecided,
                    Next::Look | Next::Wait | Next::WaitForOthers => {
                        if fails {
                            Event::Unseen(failure(which))
                        } else {
                            seen = state.clone();
                            Event::Saw(state)
                        }
                    }
                    Next::AskWhoRules => {
                        asked += 1;
                        prop_assert!(asked == 1, "asked twice who rules");
                        Event::Overrules(fails)
                    }
                    Next::End(_) => break,
                };
                next = progress.on(event);
            }
            match &next {
                Next::End(End::Done) => prop_assert_eq!(seen.decision(), Some(desired)),
                Next::End(End::Failed(_)) => prop_assert!(!taken && lost == 0),
                Next::End(End::Unsettled(_)) => prop_assert!(taken || lost > 0 || again),
                _ => {}
            }
        }
    }
}
