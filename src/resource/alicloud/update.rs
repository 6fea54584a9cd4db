//! What an update of a request changes by Modify.

use crate::cloud::alicloud::peering::Changes;
use crate::framework::object::Object;
use crate::resource::keys::{BANDWIDTH, DESCRIPTION, LINK_TYPE, NAME};

/// The limit that is asked for. -1 is what is shown where there is none, so `plan -generate-config-out`
/// writes it; the cloud refuses it.
pub(super) fn limit(state: &Object) -> Option<i64> {
    let limit = state.known(BANDWIDTH)?.as_i64()?;
    (limit != -1).then_some(limit)
}

/// Leaves a limit that nobody asks for as it is.
pub(super) fn leave_limit(prior: &Object, planned: &mut Object) {
    let asks = planned.is_unknown(BANDWIDTH) || limit(planned).is_some();
    if !asks && prior.known(BANDWIDTH).is_some() {
        planned.copy(BANDWIDTH, prior);
    }
}

/// What of a plan is changed by Modify. What is taken out of a configuration stays as it is.
pub(super) fn changes(prior: &Object, planned: &Object) -> Changes {
    let text = |key| {
        let after = planned.text(key)?;
        (prior.text(key) != Some(after)).then(|| after.to_owned())
    };
    let before = prior.known(BANDWIDTH).and_then(|limit| limit.as_i64());
    Changes {
        name: text(NAME),
        description: text(DESCRIPTION),
        bandwidth: limit(planned).filter(|after| before != Some(*after)),
        link_type: text(LINK_TYPE),
    }
}
