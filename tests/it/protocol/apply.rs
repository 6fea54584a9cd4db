//! The apply of a planned change, by Core's order and rules.

use vpcconnect::plugin::proto::tfplugin6 as proto;

use super::cty::Cty;
use super::host::conforming;
use super::resource::{Change, Resource, Stored};
use super::rules::apply::problems;
use super::rules::plan::Action;
use super::told::Told;

/// What came of an apply.
#[derive(Clone, Debug)]
pub(crate) struct Applied {
    /// What the state holds now.
    pub(crate) stored: Option<Stored>,
    /// Whether the next plan replaces it.
    pub(crate) tainted: bool,
    /// Errors and warnings.
    pub(crate) told: Told,
}

/// "Provider produced inconsistent final plan".
#[derive(Clone, Debug)]
pub(crate) struct Broken {
    /// What of the first plan does not hold any more.
    pub(crate) promises: Vec<String>,
    /// What the final plan told.
    pub(crate) told: Told,
}

impl Applied {
    /// The object of an apply that succeeded.
    pub(crate) fn succeeded(self) -> Stored {
        assert!(!self.told.has_errors(), "{}", self.told);
        self.stored.expect("there is an object")
    }

    /// The end of an object that was destroyed.
    pub(crate) fn vanished(self) {
        assert!(!self.told.has_errors(), "{}", self.told);
        assert_eq!(self.stored, None);
    }

    /// What was told of an apply that failed.
    pub(crate) fn failed(self) -> (Option<Stored>, Told) {
        assert!(self.told.has_errors(), "it succeeded: {}", self.told);
        (self.stored, self.told)
    }
}

impl Resource<'_> {
    /// Carries a change out whose configuration was known when it was planned.
    pub(crate) async fn apply(&self, change: &Change) -> Applied {
        self.apply_with(change, &change.config).await
    }

    /// Carries a change out, now that all of the configuration is known.
    pub(crate) async fn apply_with(&self, change: &Change, config: &Cty) -> Applied {
        match self.try_apply(change, config).await {
            Ok(applied) => applied,
            Err(broken) => panic!("the final plan of {}: {:#?}", self.name, broken.promises),
        }
    }

    /// The same, where the world may have changed so that the final plan cannot keep what the first one
    /// promised: Core's own error then, and nothing is called.
    pub(crate) async fn try_apply(&self, change: &Change, config: &Cty) -> Result<Applied, Broken> {
        assert!(config.is_wholly_known(), "an apply comes when all is known");
        let mut prior = change.prior.clone();
        match change.action {
            Action::NoOp => return Ok(unchanged(prior)),
            Action::Delete => {
                let (private, identity) = (&change.private, &change.identity);
                let gone = self.carry_out(prior, &Cty::Null, config, private, identity);
                return Ok(gone.await);
            }
            Action::Replace => {
                // What is destroyed was not planned by itself: it is what the state says.
                let identity = prior.as_ref().map_or(Cty::Null, |it| it.identity.clone());
                let private = &change.private;
                let gone = self.carry_out(prior, &Cty::Null, &Cty::Null, private, &identity);
                let gone = gone.await;
                if gone.told.has_errors() {
                    return Ok(gone);
                }
                prior = None;
            }
            Action::Create | Action::Update => {}
        }
        // Core plans again: the first plan was a promise.
        let last = self.plan_again(prior.as_ref(), config, &change.private);
        let last = match last.await {
            Ok(last) => last,
            Err(told) => {
                return Ok(Applied {
                    stored: prior,
                    tainted: false,
                    told,
                });
            }
        };
        let promises = problems(&self.of(), &change.planned, &last.planned);
        if !promises.is_empty() {
            let told = last.told;
            return Err(Broken { promises, told });
        }
        match (change.action, last.action) {
            (Action::Update, Action::NoOp) => return Ok(unchanged(prior)),
            (Action::Update, last) => assert_eq!(last, Action::Update),
            (_, last) => assert_eq!(last, Action::Create),
        }
        let (planned, private) = (&last.planned, &last.private);
        let done = self.carry_out(prior, planned, config, private, &last.identity);
        Ok(done.await)
    }

    /// Destroys an object that is there.
    pub(crate) async fn destroy(&self, stored: &Stored) -> Applied {
        match self.plan_destroy(stored).await {
            Ok(change) => self.apply(&change).await,
            Err(told) => panic!("a destroy cannot be planned: {told}"),
        }
    }

    async fn carry_out(
        &self,
        prior: Option<Stored>,
        planned: &Cty,
        config: &Cty,
        private: &[u8],
        identity: &Cty,
    ) -> Applied {
        let before = prior
            .as_ref()
            .map_or(Cty::Null, |prior| prior.state.clone());
        let request = proto::apply_resource_change::Request {
            type_name: self.name.to_owned(),
            prior_state: Some(self.packed(&before)),
            planned_state: Some(self.packed(planned)),
            config: Some(self.packed(config)),
            planned_private: private.to_vec(),
            planned_identity: self.identified(identity),
            ..Default::default()
        };
        let mut client = self.host.client().provider();
        let answer = self
            .host
            .soon("apply", client.apply_resource_change(request))
            .await;
        let answer = self.host.hear("apply", answer);
        assert!(
            !answer.legacy_type_system,
            "the escape hatch is for old SDKs"
        );
        let told = self.told(answer.diagnostics);
        let state = conforming("apply", answer.new_state.as_ref(), &self.of());
        assert!(state.is_wholly_known(), "apply of {}: {state}", self.name);
        if !told.has_errors() {
            let problems = problems(&self.of(), planned, &state);
            assert!(problems.is_empty(), "apply of {}: {problems:#?}", self.name);
        }
        let came = answer.new_identity.as_ref();
        // What is returned with an error is stored as well.
        let identity = if state.is_null() {
            Cty::Null
        } else {
            self.identity("apply", identity, came)
        };
        let new = Stored {
            state,
            private: answer.private,
            identity,
        };
        let stored = match (told.has_errors(), new.state.is_null()) {
            // An error without a state changes nothing: what was there is still there.
            (true, true) => prior.clone(),
            (false, true) => None,
            (_, false) => Some(new),
        };
        Applied {
            tainted: told.has_errors() && prior.is_none() && stored.is_some(),
            stored,
            told,
        }
    }
}

fn unchanged(stored: Option<Stored>) -> Applied {
    Applied {
        stored,
        tainted: false,
        told: Told::default(),
    }
}
