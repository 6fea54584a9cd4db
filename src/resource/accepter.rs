//! VPC peerings as their accepter decides about them, on all clouds.

use std::marker::PhantomData;

use super::answer::Texts;
use super::cloud::{Account, AccountRef};
use super::context::Cx;
use super::decision::answer::DecisionAction;
use super::decision::kind::{Asker, Decidable, InHand};
use super::decision::resource::DecisionResource;
use super::delete::delete;
use super::existing::AccepterRegion;
use super::keys::{ID, PEERING_ID, REQUESTER_VPC_ID};
use super::lookup::Owner;
use super::messages::refused;
use super::moved::SourceTypes;
use super::peering_api::{AccepterApi, Side, Times};
use super::peering_preflight;
use super::place::Place;
use super::preflight::Planned;
use super::run::About;
use super::shared_tags;
use super::state::{self, account_of};
use crate::connection::handle::Decides;
use crate::connection::observe::Ask;
use crate::connection::peering::{Peering, Role};
use crate::connection::queue::Turn;
use crate::connection::run_log::Undo;
use crate::connection::status::{Decision, Statuses};
use crate::connection::step::Reason;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::{Key, Object};
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::operation::{Ended, Operation};

/// Whom it speaks for.
const ROLE: Role = Role::Accepter;

/// VPC peerings of one cloud.
pub struct OfPeering<C>(PhantomData<C>);

/// `vpcconnect_…_peering_accepter`
pub type PeeringAccepter<C> = DecisionResource<OfPeering<C>>;
/// `vpcconnect_…_peering_answer`
pub type PeeringAnswer<C> = DecisionAction<OfPeering<C>>;

impl<C: AccepterApi> Decidable for OfPeering<C> {
    type Cloud = C;
    type Place = Place<C>;

    const SERVICE: C::Service = C::SERVICE;
    const NAME: &'static str = C::ACCEPTER;
    const ANSWER: Texts = C::ANSWER;
    const TIMEOUTS: Defaults = C::TIMEOUTS;
    const MOVED: &'static [SourceTypes] = C::MOVED_TO_ACCEPTER;
    const STATUSES: Statuses = C::STATUSES;
    const REGION: AccepterRegion = C::ACCEPTER_REGION;
    const NAMED: &'static [Key<String>] = &[PEERING_ID];
    const UNDO: Undo = Undo::Delete;
    const BY_DEFAULT: Undo = Undo::Nothing;
    const SIGNS_IN: bool = true;
    const AT_PLAN: Ask = ROLE.at_plan();
    const NOUN: &'static str = "a peering";
    const TAKEN: &'static str = "The cloud took the decision";

    fn schema() -> Schema {
        C::accepter_schema()
    }

    fn owner(state: &Object) -> Owner<'_> {
        ROLE.owner::<C>(state)
    }

    fn along(planned: &Object) -> <C::Source as Decides>::Along {
        C::along(planned)
    }

    fn guards() -> Vec<Key<String>> {
        vec![C::REQUESTER_TENANT, REQUESTER_VPC_ID]
    }

    fn who_asks(peering: &Peering<C::Extra>) -> Vec<(Key<String>, Option<String>)> {
        let tenant = peering.tenant(Role::Requester).map(str::to_owned);
        let vpc = peering.requester.vpc.to_string();
        vec![(C::REQUESTER_TENANT, tenant), (REQUESTER_VPC_ID, Some(vpc))]
    }

    fn identify(config: &Object, planned: &mut Object, peering: &Peering<C::Extra>) {
        state::identify::<C>(config, planned, peering);
    }

    fn show(
        state: &mut Object,
        session: &C::Session,
        place: &Place<C>,
        seen: Option<&Peering<C::Extra>>,
    ) {
        match seen {
            Some(peering) => state::show::<C>(state, session, peering, ROLE),
            None => state.set(ID, place.id.as_str()),
        }
    }

    async fn read(
        cx: &mut Cx<'_>,
        state: Object,
        about: &About,
    ) -> Result<Option<Object>, Diagnostic> {
        state::read::<C>(cx, ROLE, state, about).await
    }

    fn routes_notice(prior: &Object) -> &'static str {
        C::routes_notice(prior)
    }

    fn is_over(prior: &Object) -> bool {
        state::is_forgotten::<C>(prior)
    }

    async fn undo(cx: &mut Cx<'_>, session: &C::Session, prior: &Object) -> Result<(), Diagnostic> {
        delete::<C>(cx, account_of::<C>(prior), session, prior, ROLE).await
    }

    fn refused(
        place: &Place<C>,
        desired: Decision,
        reason: &Reason,
        asker: &Asker<'_>,
        seen: Option<&Peering<C::Extra>>,
    ) -> Diagnostic {
        let times = match (seen, asker) {
            (Some(peering), _) => C::times(peering),
            (None, Asker::Resource(Some(prior))) => C::stored_times(prior),
            (None, _) => Times::default(),
        };
        refused(place, desired, reason, asker, &times)
    }

    async fn turn(
        session: &C::Session,
        operation: &Operation,
        place: &Place<C>,
    ) -> Result<Option<Turn>, Ended> {
        C::turn(session, operation, &[&place.id]).await
    }

    async fn check_side(
        cx: &Cx<'_>,
        account: AccountRef<'_, C>,
        session: &C::Session,
        peering: &Peering<C::Extra>,
    ) -> Result<(), Diagnostic> {
        ROLE.check(cx, account, session, peering).await
    }

    fn check_state(account: &Account<C>, prior: &Object) -> Result<(), Diagnostic> {
        let here = account_of::<C>(prior);
        match C::known_tenant(account, here.region.text().unwrap_or_default()) {
            Some(own) => ROLE.check_state(here, &own, prior),
            None => Ok(()),
        }
    }

    async fn preflight(
        cx: &mut Cx<'_>,
        account: &Account<C>,
        planned: Planned<'_>,
        call: Option<Decision>,
    ) -> Result<(), Diagnostic> {
        let state = planned.state();
        if peering_preflight::is_incomplete::<C>(state) {
            peering_preflight::skip::<C>(cx, account, state);
            return Ok(());
        }
        let prior = planned.prior();
        if call.is_none() && !prior.is_some_and(|prior| C::changes_own(prior, state)) {
            return Ok(());
        }
        peering_preflight::decide::<C>(cx, account, planned, call).await
    }

    async fn preflight_destroy(cx: &mut Cx<'_>, prior: &Object) {
        peering_preflight::delete::<C>(cx, prior).await;
    }

    fn skip_preflight(cx: &mut Cx<'_>, account: &Account<C>, planned: &Object) {
        peering_preflight::skip::<C>(cx, account, planned);
    }

    fn check_plan(cx: &Cx<'_>, planned: &Object) -> Result<(), Diagnostic> {
        shared_tags::plan::<C>(cx, ROLE, planned)
    }

    fn check_made(cx: &mut Cx<'_>, state: &Object) {
        shared_tags::made::<C>(cx, ROLE, state);
    }

    fn sets_more(prior: &Object, planned: &Object) -> bool {
        C::changes_own(prior, planned)
    }

    async fn complete(
        cx: &Cx<'_>,
        decided: &mut InHand<'_, Self>,
        prior: Option<&Object>,
        planned: &Object,
    ) -> Result<Option<Peering<C::Extra>>, Diagnostic> {
        let Some(peering) = decided.seen.filter(|_| decided.is_settled) else {
            return Ok(None);
        };
        let side = Side {
            role: ROLE,
            peering,
            before: prior,
            planned,
        };
        let aligned = C::align(cx, side).await;
        match (aligned, prior) {
            (Ok(()), _) => Ok(None),
            (Err(why), None) => Err(why.with("The next apply does what is missing.")),
            (Err(why), Some(_)) => Err(why),
        }
    }

    fn not_completed(state: &mut Object, prior: Option<&Object>, seen: Option<&Peering<C::Extra>>) {
        match (prior, seen) {
            (Some(prior), _) => C::copy_own(state, prior),
            (None, Some(peering)) => C::show_own(state, peering),
            (None, None) => {}
        }
    }

    fn asked_by(_place: &Place<C>, peering: &Peering<C::Extra>) -> String {
        let tenant = peering.tenant(Role::Requester).unwrap_or("not shown");
        let vpc = &peering.requester.vpc;
        format!("is requested by {} {tenant} ({vpc})", C::TENANT)
    }
}
