//! What an apply and an action do to carry a decision out.

use super::kind::{Asker, ConnectionOf, Decidable, SessionOf, SourceOf, account_of, state_of};
use crate::connection::decide::{Decided, decide, outlast};
use crate::connection::handle::{Decides, Deciding, Listener};
use crate::connection::knowledge::Observed;
use crate::connection::queue::Turn;
use crate::connection::status::Decision;
use crate::connection::step::{Sent, Step, step};
use crate::connection::wait::Pace;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::Object;
use crate::operation::monotonic;
use crate::resource::cloud::Cloud as _;
use crate::resource::context::Cx;
use crate::resource::guard;
use crate::resource::lookup::{self, Lookup as _};
use crate::resource::run::About;

/// Looks at the connection that is about to be decided, from the side that decides.
pub(super) async fn look<'a, K: Decidable>(
    cx: &Cx<'_>,
    place: &K::Place,
    planned: &Object,
    desired: Decision,
    asker: impl FnOnce(&SessionOf<K>) -> Asker<'a>,
) -> Result<(SessionOf<K>, ConnectionOf<K>), Diagnostic> {
    let account = account_of::<K>(planned);
    let (session, seen) = lookup::look(cx, place, account, K::AT_APPLY, "the decision").await?;
    let connection = match seen {
        Observed::There(connection) => Ok(connection),
        Observed::Absent(refusal) => appears::<K>(cx, place, &session).await.ok_or(refusal),
    };
    let connection = match connection {
        Ok(connection) => connection,
        Err(refusal) => {
            let asker = asker(&session);
            return Err(K::missing(place, desired, refusal.as_ref(), &asker));
        }
    };
    K::check_side(cx, account, &session, &connection).await?;
    Ok((session, connection))
}

/// Waits for what somebody else may just have created, in this run as well, and the cloud does not show yet.
async fn appears<K: Decidable>(
    cx: &Cx<'_>,
    place: &K::Place,
    session: &SessionOf<K>,
) -> Option<ConnectionOf<K>> {
    let handle = place.one(session);
    let settling = handle.settling();
    let mut pace = Pace::new(&settling);
    let until = monotonic() + K::Cloud::APPEARS_WITHIN;
    while monotonic() < until {
        // What keeps it from being seen was no obstacle just now.
        let seen = handle.poll(&cx.operation, &mut pace).await.ok()?;
        if seen.is_some() {
            return seen;
        }
    }
    None
}

/// A change of a connection that may begin: the connection, to be decided, and a turn, where a call needs one.
pub(super) struct Begun<K: Decidable> {
    pub(super) port: Deciding<SourceOf<K>>,
    _turn: Option<Turn>,
}

/// Begins a change of what is `seen`, unless a guard forbids it. `prior` is the state, if there is one, and `listener`
/// hears what becomes of the decision.
pub(super) async fn begin<K: Decidable>(
    cx: &Cx<'_>,
    (place, session): (&K::Place, &SessionOf<K>),
    seen: &ConnectionOf<K>,
    (prior, planned): (Option<&Object>, &Object),
    desired: Decision,
    listener: Option<Listener>,
) -> Result<Begun<K>, Diagnostic> {
    guard::check::<K>(planned, place, seen)?;
    let port = place.one(session).deciding(K::along(planned));
    let port = port.heard_by(listener);
    let next = step(
        SourceOf::<K>::FINALITY,
        state_of::<K>(seen),
        desired,
        Sent::Nothing,
    );
    let calls = match next {
        Step::Call(_) | Step::Wait => true,
        Step::Done => K::takes_turn(prior, planned, seen),
        Step::Refuse(_) => false,
    };
    let turn = if calls {
        let turn = K::turn(session, &cx.operation, place).await;
        turn.map_err(|ended| K::not_decided(place, desired, &ended.into(), None))?
    } else {
        None
    };
    Ok(Begun { port, _turn: turn })
}

impl<K: Decidable> Begun<K> {
    /// Decides. `before` is what an earlier apply may have sent already.
    pub(super) async fn decide(
        &mut self,
        cx: &Cx<'_>,
        about: &About,
        seen: ConnectionOf<K>,
        desired: Decision,
        before: Sent,
    ) -> Decided<ConnectionOf<K>> {
        let seen = self.outlasted(cx, about, seen, desired).await;
        decide(&mut self.port, &cx.operation, seen, desired, before).await
    }

    /// The connection once what a destroy of this run has sent shows: only then does a look tell what is left to do.
    async fn outlasted(
        &self,
        cx: &Cx<'_>,
        about: &About,
        seen: ConnectionOf<K>,
        desired: Decision,
    ) -> Option<ConnectionOf<K>> {
        if desired == Decision::Reject || !cx.provider.run.is_rejected(&about.subject) {
            return Some(seen);
        }
        let before = seen.clone();
        let outlasted = outlast(&self.port, &cx.operation, seen, Decision::Reject).await;
        // What cannot be seen now is seen, or told, by whoever decides.
        outlasted.unwrap_or(Some(before))
    }
}
