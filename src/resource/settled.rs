//! What is said of a peering that was decided otherwise, and that the cloud lets nobody decide again.

use super::failure::FORGET;
use crate::connection::status::Decision;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;

/// Such a peering.
#[derive(Clone, Copy, Debug)]
pub struct Settled<'a> {
    /// Its id.
    pub id: &'a str,
    /// What was decided.
    pub made: Decision,
    /// What is asked for.
    pub desired: Decision,
    /// The cloud's word for where it stands, and since when if that is known.
    pub status: &'a str,
}

impl Settled<'_> {
    /// The error. `stored` is the decision in the state of the resource that asks: where it is the one that
    /// was made, the user has changed it, else this resource comes too late.
    pub fn diagnostic(&self, stored: Option<Decision>) -> Diagnostic {
        let changed = stored == Some(self.made);
        if changed {
            let told = self.told(&self.put_back());
            return told.with(FORGET).with(DESTROY);
        }
        self.told(&self.too_late())
    }

    /// The error for whoever decides once, without a state.
    pub fn once(&self) -> Diagnostic {
        self.told(match self.made {
            Decision::Reject => "Ask the requester for a new request, which has a new id.",
            Decision::Accept => "To end it, delete it: either side can.",
        })
    }

    fn told(&self, ways_out: &str) -> Diagnostic {
        let desired = self.desired.as_str();
        let (state, traffic) = match self.made {
            Decision::Accept => ("accepted", "traffic flows"),
            Decision::Reject => ("rejected", "no traffic flows"),
        };
        Diagnostic::error(
            format!("Peering {} is already {state}", self.id),
            format!(
                "Its status is {} ({traffic}), and the cloud does not let {desired:?} follow: a peering is \
                 decided once. {ways_out}",
                self.status,
            ),
        )
        .at(Path::to("decision"))
    }

    fn put_back(&self) -> String {
        format!(
            "Ways out: put decision back to {:?}; or apply on_destroy = \"delete\" with it and then remove \
             the block, which deletes the peering for both sides. Ask the requester for a new request to \
             decide again.",
            self.made.as_str()
        )
    }

    fn too_late(&self) -> String {
        let made = self.made.as_str();
        let instead = match self.made {
            Decision::Reject => {
                "Ask the requester for a new request, which has a new id, and put that into peering_id"
            }
            Decision::Accept => {
                "To end it, ask the requester to delete it, or apply decision = \"accept\" with on_destroy \
                 = \"delete\" and then remove the block"
            }
        };
        format!(
            "{instead}; or set decision = {made:?} to record in the state what was decided; or remove this \
             resource."
        )
    }
}

/// A destroy plans the change too, unless it is told not to.
const DESTROY: &str = "(`terraform destroy -refresh=false` destroys without planning this change.)";

#[cfg(test)]
mod tests {
    use super::*;
    use Decision::{Accept, Reject};

    fn told(made: Decision, desired: Decision, stored: Option<Decision>) -> String {
        let settled = Settled {
            id: "p-1",
            made,
            desired,
            status: "SO",
        };
        settled.diagnostic(stored).detail
    }

    #[test]
    fn what_the_user_changed_is_put_back() {
        for (made, desired) in [(Accept, Reject), (Reject, Accept)] {
            let told = told(made, desired, Some(made));
            let back = format!("put decision back to {:?}", made.as_str());
            assert!(told.contains(&back) && told.contains(FORGET), "{told}");
        }
    }

    #[test]
    fn a_resource_that_comes_too_late_has_nothing_to_put_back() {
        // A new one, an import of a request that was pending, and one whose accept was overtaken.
        for (made, desired, stored) in [
            (Reject, Accept, None),
            (Accept, Reject, None),
            (Reject, Accept, Some(Accept)),
        ] {
            let told = told(made, desired, stored);
            assert!(!told.contains("back"), "{told}");
            let record = format!("set decision = {:?}", made.as_str());
            assert!(
                told.contains(&record) && told.contains("remove this resource"),
                "{told}"
            );
        }
        assert!(told(Reject, Accept, None).contains("Ask the requester for a new request"));
        assert!(told(Accept, Reject, None).contains("ask the requester to delete it"));
    }
}
