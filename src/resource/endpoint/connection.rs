//! Connections of endpoint services as the service's owner decides about them, on all clouds.

use super::cloud::{ConnectionOf, DetailOf, EndpointCloud, OfEndpoint, Settles};
use super::destroy::destroy;
use super::detail::{complete, new_detail, unset_detail};
use super::messages;
use super::place::Place;
use super::preflight;
use super::schema;
use super::shown::{self, show};
use crate::cloud::endpoint::EndpointApi;
use crate::connection::observe::Ask;
use crate::connection::queue::Turn;
use crate::connection::run_log::Undo;
use crate::connection::status::{Decision, State, Statuses};
use crate::connection::step::Reason;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::moved::MOVED;
use crate::framework::object::{Key, Object};
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::http::error::{ApiError, Failure};
use crate::operation::{Ended, Operation};
use crate::resource::answer::Texts;
use crate::resource::cloud::Account;
use crate::resource::context::Cx;
use crate::resource::decision::answer::DecisionAction;
use crate::resource::decision::kind::{Asker, Decidable, InHand, account_of, status_of};
use crate::resource::decision::resource::DecisionResource;
use crate::resource::existing::AccepterRegion;
use crate::resource::keys::{DECISION, ENDPOINT_ID, SERVICE_ID, UPDATED_AT};
use crate::resource::lookup::{AT_PLAN, AT_REFRESH, Lookup as _, Origin, Owner, Seen, read};
use crate::resource::moved::SourceTypes;
use crate::resource::preflight::{Planned, account, skip};
use crate::resource::run::About;
use crate::resource::state::unsettle;
use crate::resource::wish::Wish;

/// `vpcconnect_…_endpoint_connection`
pub type EndpointConnection<C> = DecisionResource<OfEndpoint<C>>;
/// `vpcconnect_…_endpoint_connection_answer`
pub type EndpointAnswer<C> = DecisionAction<OfEndpoint<C>>;

impl<C: EndpointCloud> Decidable for OfEndpoint<C> {
    type Cloud = C;
    type Place = Place<C>;

    const SERVICE: C::Service = C::SERVICE;
    const NAME: &'static str = C::TEXTS.name;
    const ANSWER: Texts = C::ANSWER;
    const TIMEOUTS: Defaults = C::TIMEOUTS;
    const MOVED: &'static [SourceTypes] = C::MOVED;
    const STATUSES: Statuses = C::Session::STATUSES;
    const REGION: AccepterRegion = AccepterRegion::Written;
    const NAMED: &'static [Key<String>] = &[SERVICE_ID, ENDPOINT_ID];
    const UNDO: Undo = Undo::Reject;
    const BY_DEFAULT: Undo = Undo::Reject;
    const AT_PLAN: Ask = AT_PLAN;
    const AT_APPLY: Ask = C::AT_APPLY;
    const NOUN: &'static str = "an endpoint connection";
    const TAKEN: &'static str = "The cloud is processing it";

    fn schema() -> Schema {
        schema::resource::<C>()
    }

    fn owner(_state: &Object) -> Owner<'_> {
        Owner::Kept
    }

    fn along(planned: &Object) -> Option<DetailOf<C>> {
        C::wanted(planned)
    }

    fn guards() -> Vec<Key<String>> {
        let asks = C::columns().requester;
        asks.iter()
            .map(|column| Key::new(column.shown.name))
            .collect()
    }

    fn who_asks(connection: &ConnectionOf<C>) -> Vec<(Key<String>, Option<String>)> {
        C::columns().who_asks(connection)
    }

    fn identify(config: &Object, planned: &mut Object, connection: &ConnectionOf<C>) {
        shown::identify::<C>(config, planned, connection);
    }

    fn show(
        state: &mut Object,
        session: &C::Session,
        place: &Place<C>,
        seen: Option<&ConnectionOf<C>>,
    ) {
        show::<C>(state, session, place, seen);
    }

    async fn read(
        cx: &mut Cx<'_>,
        mut state: Object,
        about: &About,
    ) -> Result<Option<Object>, Diagnostic> {
        let (place, account) = (Place::<C>::of(&state), account_of::<Self>(&state));
        match read(cx, &place, account, Owner::Kept, (about, AT_REFRESH)).await? {
            Seen::AsItWas => Ok(Some(state)),
            Seen::Gone => Ok(None),
            Seen::There {
                session,
                object: connection,
                origin,
            } => {
                cx.private.clear(MOVED);
                // Another decision by hand is drift. What is imported and was never applied stays
                // undecided, and so nothing that a destroy would take back.
                let made = C::state(&connection).decision();
                let decides = origin != Origin::State || !state.is_null(DECISION);
                if let Some(made) = made.filter(|_| decides) {
                    state.set(DECISION, made);
                }
                show::<C>(&mut state, &session, &place, Some(&connection));
                Ok(Some(state))
            }
        }
    }

    async fn undo(cx: &mut Cx<'_>, session: &C::Session, prior: &Object) -> Result<(), Diagnostic> {
        destroy::<C>(cx, session, prior).await
    }

    fn refused(
        place: &Place<C>,
        desired: Decision,
        reason: &Reason,
        asker: &Asker<'_>,
        seen: Option<&ConnectionOf<C>>,
    ) -> Diagnostic {
        if let Some(told) = C::refused(place, reason, seen) {
            return told;
        }
        let wish = Wish::of(place, desired);
        match reason {
            Reason::Gone => Self::missing(place, desired, None, asker),
            Reason::UnknownStatus(text) => wish.unknown_status(text, "the endpoint service"),
            // Endpoints neither expire nor are decided for good, as far as it is documented.
            Reason::Failed | Reason::Overruled | Reason::Expired | Reason::Settled(_) => {
                wish.not_allowed()
            }
        }
    }

    fn missing(
        place: &Place<C>,
        desired: Decision,
        refusal: Option<&ApiError>,
        asker: &Asker<'_>,
    ) -> Diagnostic {
        messages::missing(place, desired, refusal, asker)
    }

    fn not_decided(
        place: &Place<C>,
        desired: Decision,
        failure: &Failure,
        seen: Option<&State>,
    ) -> Diagnostic {
        let told = Wish::of(place, desired).failed(failure);
        match failure {
            // No document says that a reject can be taken back everywhere.
            Failure::Refused(refusal)
                if refusal.advice.is_none() && seen == Some(&State::Rejected) =>
            {
                told.with(REJECTED_BEFORE)
            }
            _ => told,
        }
    }

    fn notice(
        place: &Place<C>,
        desired: Decision,
        connection: &ConnectionOf<C>,
    ) -> Option<Diagnostic> {
        let status = C::status(connection);
        let leaves = *status.state() == State::Leaving;
        leaves.then(|| messages::leaving(place, desired, status.as_str()))
    }

    fn overruled_before(place: &Place<C>) -> Option<Diagnostic> {
        C::overruled_before(place)
    }

    async fn turn(
        session: &C::Session,
        operation: &Operation,
        _place: &Place<C>,
    ) -> Result<Option<Turn>, Ended> {
        session.queue(operation).await
    }

    async fn preflight(
        cx: &mut Cx<'_>,
        account: &Account<C>,
        planned: Planned<'_>,
        call: Option<Decision>,
    ) -> Result<(), Diagnostic> {
        let detail = match planned {
            Planned::Create(planned, _) => C::wanted(planned),
            Planned::Update { prior, planned } => new_detail::<C>(prior, planned),
            Planned::Destroy(_) => None,
        };
        if call.is_none() && detail.is_none() {
            return Ok(());
        }
        preflight::check::<C>(cx, account, planned, call, detail.as_ref()).await
    }

    async fn preflight_destroy(cx: &mut Cx<'_>, prior: &Object) {
        let Some(account) = account(cx, account_of::<Self>(prior)) else {
            return;
        };
        if matches!(status_of::<Self>(prior), State::Rejected | State::Failed) {
            return;
        }
        let (planned, call) = (Planned::Destroy(prior), Some(Decision::Reject));
        if let Err(warning) = preflight::check::<C>(cx, account, planned, call, None).await {
            cx.warn(warning);
        }
    }

    fn skip_preflight(cx: &mut Cx<'_>, account: &Account<C>, planned: &Object) {
        skip(cx, account, account_of::<Self>(planned));
    }

    fn sets_more(prior: &Object, planned: &Object) -> bool {
        new_detail::<C>(prior, planned).is_some()
    }

    fn takes_turn(prior: Option<&Object>, planned: &Object, seen: &ConnectionOf<C>) -> bool {
        unset_detail::<C>(prior, planned, Some(seen)).is_some()
    }

    fn foresee(prior: &Object, planned: &mut Object) {
        let Some(detail) = C::DETAIL else { return };
        if planned.is_unknown(detail.key) || Self::sets_more(prior, planned) {
            if detail.settles == Settles::InTime {
                unsettle(planned);
            }
            planned.set(UPDATED_AT, Field::Unknown);
        }
    }

    async fn complete(
        cx: &Cx<'_>,
        decided: &mut InHand<'_, Self>,
        prior: Option<&Object>,
        planned: &Object,
    ) -> Result<Option<ConnectionOf<C>>, Diagnostic> {
        complete(cx, decided, prior, planned).await
    }

    fn not_completed(state: &mut Object, prior: Option<&Object>, _seen: Option<&ConnectionOf<C>>) {
        if let (Some(prior), Some(detail)) = (prior, C::DETAIL) {
            state.copy(detail.key, prior);
        }
    }

    fn keep_planned(state: &mut Object, planned: &Object) {
        if let Some(detail) = C::DETAIL
            && let Field::Known(set) = planned.get(detail.key)
            && !set.is_empty()
        {
            state.set(detail.key, set);
        }
    }

    fn sees_none(session: &C::Session, account: &str) -> String {
        C::sees_none(session, account)
    }

    fn asked_by(place: &Place<C>, connection: &ConnectionOf<C>) -> String {
        let asks = C::columns().who_asks(connection);
        let asks: Vec<_> = asks
            .iter()
            .map(|(_, found)| found.as_deref().unwrap_or("not shown"))
            .collect();
        let (service, asks) = (&place.service, asks.join(", "));
        format!("asks service {service}, requested by {asks}")
    }
}

/// What may be in the way of a decision that follows a reject.
const REJECTED_BEFORE: &str = "It was rejected before, which may be final in this region. Then its owner has \
    to delete it and create a new one, which has a new id; or set decision = \"reject\".";
