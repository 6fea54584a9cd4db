//! Connections of endpoint services as the service's owner decides about them, on all clouds.

use super::cloud::{AnswerCloud, ConnectionOf, DetailOf, EndpointCloud, Settles};
use super::destroy::destroy;
use super::detail::{new_detail, set};
use super::messages;
use super::schema;
use super::shown::{self, show};
use super::state::{At, OfEndpoint, account_of};
use crate::cloud::endpoint::{EndpointApi, OfService};
use crate::connection::handle::Handle;
use crate::connection::observe::Ask;
use crate::connection::peering::Role;
use crate::connection::queue::Turn;
use crate::connection::run_log::{Subject, Undo};
use crate::connection::status::{Decision, State, Status, Statuses};
use crate::connection::step::Reason;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::model::Field;
use crate::framework::moved::MOVED;
use crate::framework::object::{Key, Object};
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::http::error::{ApiError, Failure};
use crate::operation::{Ended, Operation};
use crate::resource::accounts::Found;
use crate::resource::answer::Texts;
use crate::resource::cloud::Account;
use crate::resource::context::Cx;
use crate::resource::decision::answer::DecisionAction;
use crate::resource::decision::kind::{
    Answerable, Asker, Decidable, InHand, LastSeen, Words, status_of,
};
use crate::resource::decision::resource::DecisionResource;
use crate::resource::existing::AccepterRegion;
use crate::resource::keys::{ACCOUNT, DECISION, ENDPOINT_ID, SERVICE_ID, UPDATED_AT};
use crate::resource::lookup::{AT_PLAN, AT_REFRESH, Origin, Owner, Seen, read};
use crate::resource::moved::SourceTypes;
use crate::resource::preflight::Planned;
use crate::resource::run::About;
use crate::resource::state::unsettle;
use crate::resource::traffic::OnDestroy;

/// `vpcconnect_…_endpoint_connection`
pub type EndpointConnection<C> = DecisionResource<OfEndpoint<C>>;
/// `vpcconnect_…_endpoint_connection_answer`
pub type EndpointAnswer<C> = DecisionAction<OfEndpoint<C>>;

impl<C: EndpointCloud> Decidable for OfEndpoint<C> {
    type Cloud = C;
    type Connection = ConnectionOf<C>;
    type Source = OfService<C::Session>;
    type Place = At<C>;

    const SERVICE: C::Service = C::SERVICE;
    const NAME: &'static str = C::TEXTS.name;
    const TIMEOUTS: Defaults = C::TIMEOUTS;
    const MOVED: &'static [SourceTypes] = C::MOVED;
    const STATUSES: Statuses = C::Session::STATUSES;
    const REGION: AccepterRegion = AccepterRegion::Written;
    const NAMED: &'static [Key<String>] = &[SERVICE_ID, ENDPOINT_ID];
    const ON_DESTROY: OnDestroy = OnDestroy {
        undo: Undo::Reject,
        word: "reject",
        default: "reject",
    };
    const AT_PLAN: Ask = AT_PLAN;
    const WORDS: Words = Words {
        noun: "an endpoint connection",
        named_by: "endpoint_id",
        taken: "The cloud is processing it",
    };

    fn schema() -> Schema {
        schema::resource::<C>()
    }

    fn place(state: &Object) -> At<C> {
        At::of(state)
    }

    fn about(at: &At<C>) -> About {
        let (service, endpoint) = (at.0.service.as_str(), at.0.endpoint.as_str());
        About {
            subject: Subject::endpoint(Self::NAME, service, endpoint),
            role: Role::Accepter,
            what: at.0.what(),
            resource: Self::NAME,
        }
    }

    fn owner(_state: &Object) -> Owner<'_> {
        Owner::Kept
    }

    fn one(at: &At<C>, session: &C::Session) -> Handle<OfService<C::Session>> {
        at.0.one(session)
    }

    fn along(planned: &Object) -> Option<DetailOf<C>> {
        C::wanted(planned)
    }

    fn status(connection: &ConnectionOf<C>) -> &Status {
        C::status(connection)
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

    fn show(state: &mut Object, session: &C::Session, at: &At<C>, seen: Option<&ConnectionOf<C>>) {
        show::<C>(state, session, &at.0, seen);
    }

    async fn read(
        cx: &mut Cx<'_>,
        mut state: Object,
        about: &About,
    ) -> Result<Option<Object>, Diagnostic> {
        let (at, account) = (At::<C>::of(&state), account_of::<C>(&state));
        match read(cx, &at, account, Owner::Kept, (about, AT_REFRESH)).await? {
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
                let decides = origin == Origin::Import || !state.is_null(DECISION);
                if let Some(made) = made.filter(|_| decides) {
                    state.set(DECISION, made);
                }
                show::<C>(&mut state, &session, &at.0, Some(&connection));
                Ok(Some(state))
            }
        }
    }

    async fn undo(cx: &mut Cx<'_>, session: &C::Session, prior: &Object) -> Result<(), Diagnostic> {
        destroy::<C>(cx, session, prior).await
    }

    fn refused(
        at: &At<C>,
        desired: Decision,
        reason: &Reason,
        asker: &Asker,
        seen: LastSeen<'_, ConnectionOf<C>>,
    ) -> Diagnostic {
        let seen = match seen {
            LastSeen::Now(seen) => seen,
            LastSeen::Stored(_) => None,
        };
        messages::refused::<C>(at, desired, reason, asker, seen)
    }

    fn missing(
        at: &At<C>,
        desired: Decision,
        refusal: Option<&ApiError>,
        asker: &Asker,
    ) -> Diagnostic {
        messages::missing(&at.0, desired, refusal, asker)
    }

    fn not_decided(
        at: &At<C>,
        desired: Decision,
        failure: &Failure,
        seen: Option<&State>,
    ) -> Diagnostic {
        messages::not_decided(at, desired, failure, seen)
    }

    fn notice(at: &At<C>, desired: Decision, seen: &ConnectionOf<C>) -> Option<Diagnostic> {
        let status = C::status(seen);
        let leaves = *status.state() == State::Leaving;
        leaves.then(|| messages::leaving(&at.0, desired, status.as_str()))
    }

    fn overruled_before(at: &At<C>) -> Option<Diagnostic> {
        C::overruled_before(&at.0)
    }

    async fn turn(
        session: &C::Session,
        operation: &Operation,
        _at: &At<C>,
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
        C::preflight(cx, account, planned, call, detail.as_ref()).await
    }

    async fn preflight_destroy(cx: &mut Cx<'_>, prior: &Object) {
        let accounts = C::accounts(cx.provider);
        let Ok(Found::Account(account)) = accounts.find(prior.field(ACCOUNT)) else {
            return;
        };
        if matches!(status_of::<Self>(prior), State::Rejected | State::Failed) {
            return;
        }
        let (planned, call) = (Planned::Destroy(prior), Some(Decision::Reject));
        if let Err(warning) = C::preflight(cx, account, planned, call, None).await {
            cx.warn(warning);
        }
    }

    fn skip_preflight(cx: &mut Cx<'_>, account: &Account<C>, planned: &Object) {
        C::skip_preflight(cx, account, planned);
    }

    fn sets_more(prior: &Object, planned: &Object) -> bool {
        new_detail::<C>(prior, planned).is_some()
    }

    fn takes_turn(prior: Option<&Object>, planned: &Object, seen: &ConnectionOf<C>) -> bool {
        missing_detail::<C>(prior, planned, Some(seen)).is_some()
    }

    fn foresee(prior: &Object, planned: &mut Object) {
        if planned.is_unknown(C::DETAIL.key) || Self::sets_more(prior, planned) {
            if C::DETAIL.settles == Settles::InTime {
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
        let may = decided.is_settled || C::DETAIL.settles == Settles::AtOnce;
        match missing_detail::<C>(prior, planned, decided.seen) {
            Some(detail) if may => set::<C>(cx, decided, &detail).await.map(Some),
            _ => Ok(None),
        }
    }

    fn not_completed(state: &mut Object, prior: Option<&Object>, _seen: Option<&ConnectionOf<C>>) {
        if let Some(prior) = prior {
            state.copy(C::DETAIL.key, prior);
        }
    }

    fn keep_planned(state: &mut Object, planned: &Object) {
        let key = C::DETAIL.key;
        if let Field::Known(detail) = planned.get(key)
            && !detail.is_empty()
        {
            state.set(key, detail);
        }
    }
}

/// The detail that a create or an update sets, as far as it is not so yet.
fn missing_detail<C: EndpointCloud>(
    prior: Option<&Object>,
    planned: &Object,
    seen: Option<&ConnectionOf<C>>,
) -> Option<DetailOf<C>> {
    let wanted = match prior {
        Some(prior) => new_detail::<C>(prior, planned),
        None => C::wanted(planned),
    };
    let is_so = |detail: &DetailOf<C>| seen.is_some_and(|seen| <C::Session>::has(seen, detail));
    wanted.filter(|detail| !is_so(detail))
}

impl<C: AnswerCloud> Answerable for OfEndpoint<C> {
    const ANSWER: Texts = C::ANSWER;

    fn sees_none(session: &C::Session, account: &str) -> String {
        C::sees_none(session, account)
    }

    fn asked_by(at: &At<C>, connection: &ConnectionOf<C>) -> String {
        let asks = C::columns().who_asks(connection);
        let asks: Vec<_> = asks
            .iter()
            .map(|(_, found)| found.as_deref().unwrap_or("not shown"))
            .collect();
        let (service, asks) = (&at.0.service, asks.join(", "));
        format!("asks service {service}, requested by {asks}")
    }
}
