//! What a kind of connection says of itself, so that a resource and an action can decide about it.

use crate::connection::handle::{Decides, Deciding};
use crate::connection::observe::Ask;
use crate::connection::peering::Role;
use crate::connection::queue::Turn;
use crate::connection::run_log::Undo;
use crate::connection::status::{Decision, State, Statuses};
use crate::connection::step::Reason;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::{Key, Object};
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::http::error::{ApiError, Failure};
use crate::operation::{Ended, Operation};
use crate::resource::answer::Texts;
use crate::resource::cloud::{Account, AccountRef, Cloud};
use crate::resource::context::Cx;
use crate::resource::existing::AccepterRegion;
use crate::resource::keys::{DECISION, ON_DESTROY, STATUS};
use crate::resource::lookup::{Lookup, ObjectOf, Owner};
use crate::resource::moved::SourceTypes;
use crate::resource::preflight::Planned;
use crate::resource::run::About;
use crate::resource::wish::Wish;

/// An account of a kind's cloud in a region.
pub type SessionOf<K> = <<K as Decidable>::Cloud as Cloud>::Session;
/// A connection as its cloud shows it.
pub type ConnectionOf<K> = ObjectOf<<K as Decidable>::Place>;
/// The calls about a kind of connection.
pub type SourceOf<K> = <<K as Decidable>::Place as Lookup>::Source;

/// Whose decision it is that cannot be carried out: the ways out differ.
#[derive(Clone, Debug)]
pub enum Asker<'a> {
    /// A resource, with its state, if it is there yet.
    Resource(Option<&'a Object>),
    /// An action, of which nothing stays. Who sees no such connection, and where.
    Action(String),
}

/// Connections of one kind on one cloud, which somebody else requests.
pub trait Decidable: Sized + Send + Sync + 'static {
    /// Whose they are.
    type Cloud: Cloud;
    /// Where one is.
    type Place: Lookup<Source: Decides, Session = SessionOf<Self>> + Send;

    /// The service that is called.
    const SERVICE: <Self::Cloud as Cloud>::Service;
    /// The resource in HCL.
    const NAME: &'static str;
    /// Names and texts of the action.
    const ANSWER: Texts;
    /// How long things may take by default.
    const TIMEOUTS: Defaults;
    /// The resources of other providers that come over.
    const MOVED: &'static [SourceTypes];
    /// The statuses that the API documents.
    const STATUSES: Statuses;
    /// Whether users write the region.
    const REGION: AccepterRegion;
    /// The attributes that say which connection it is.
    const NAMED: &'static [Key<String>];
    /// What a destroy does, unless the connection is kept.
    const UNDO: Undo;
    /// What a destroy does where `on_destroy` is not set.
    const BY_DEFAULT: Undo;
    /// Whether the plan of a create needs an account that can sign in, although it makes no other call.
    const SIGNS_IN: bool = false;
    /// How old what a plan sees may be.
    const AT_PLAN: Ask;
    /// How old what is seen before a decision is sent may be.
    const AT_APPLY: Ask = Ask::Now;
    /// What it is with its article, such as `a peering`.
    const NOUN: &'static str;
    /// What the cloud has done with a decision that has not settled, in a clause.
    const TAKEN: &'static str;

    /// The schema of the resource.
    fn schema() -> Schema;

    /// Whose it is, as it stands in a state.
    fn owner(state: &Object) -> Owner<'_>;

    /// What an accept takes along.
    fn along(planned: &Object) -> <SourceOf<Self> as Decides>::Along;

    /// The attributes that guard against whoever is not expected, who asks first.
    fn guards() -> Vec<Key<String>>;

    /// Who asks, as far as it is shown, by the same attributes.
    fn who_asks(connection: &ConnectionOf<Self>) -> Vec<(Key<String>, Option<String>)>;

    /// Shows in the plan of a decision who asks, where the configuration does not say so. Only what never changes for a
    /// connection: a plan must come to the same again.
    fn identify(config: &Object, planned: &mut Object, seen: &ConnectionOf<Self>);

    /// Takes over what the cloud shows; of what is not there only the place.
    fn show(
        state: &mut Object,
        session: &SessionOf<Self>,
        place: &Self::Place,
        seen: Option<&ConnectionOf<Self>>,
    );

    /// Reads it for a refresh, or after an import; `None` when it is gone.
    fn read(
        cx: &mut Cx<'_>,
        state: Object,
        about: &About,
    ) -> impl Future<Output = Result<Option<Object>, Diagnostic>> + Send;

    /// Whether nothing is left to destroy of what a state has last seen.
    fn is_over(_prior: &Object) -> bool {
        false
    }

    /// Does what a destroy means.
    fn undo(
        cx: &mut Cx<'_>,
        session: &SessionOf<Self>,
        prior: &Object,
    ) -> impl Future<Output = Result<(), Diagnostic>> + Send;

    /// Why a decision cannot be carried out. `seen` is the connection as this call has last seen it.
    fn refused(
        place: &Self::Place,
        desired: Decision,
        reason: &Reason,
        asker: &Asker<'_>,
        seen: Option<&ConnectionOf<Self>>,
    ) -> Diagnostic;

    /// Nothing is there to be decided. `refusal` is what the cloud said, if it said anything.
    fn missing(
        place: &Self::Place,
        desired: Decision,
        _refusal: Option<&ApiError>,
        asker: &Asker<'_>,
    ) -> Diagnostic {
        Self::refused(place, desired, &Reason::Gone, asker, None)
    }

    /// A call was refused, or never left. `seen` is where the connection was last seen to stand.
    fn not_decided(
        place: &Self::Place,
        desired: Decision,
        failure: &Failure,
        _seen: Option<&State>,
    ) -> Diagnostic {
        Wish::of(place, desired).failed(failure)
    }

    /// What the plan of a decision warns of about a connection that is there.
    fn notice(
        _place: &Self::Place,
        _desired: Decision,
        _seen: &ConnectionOf<Self>,
    ) -> Option<Diagnostic> {
        None
    }

    /// What a plan warns of when the service turned the last reject back.
    fn overruled_before(_place: &Self::Place) -> Option<Diagnostic> {
        None
    }

    /// Waits for a turn to change it, where the cloud lets an account do one thing at a time.
    fn turn(
        session: &SessionOf<Self>,
        operation: &Operation,
        place: &Self::Place,
    ) -> impl Future<Output = Result<Option<Turn>, Ended>> + Send;

    /// Whether the account is on the side that decides. Where it cannot be asked, the cloud's own refusal has to do.
    fn check_side(
        _cx: &Cx<'_>,
        _account: AccountRef<'_, Self::Cloud>,
        _session: &SessionOf<Self>,
        _seen: &ConnectionOf<Self>,
    ) -> impl Future<Output = Result<(), Diagnostic>> + Send {
        std::future::ready(Ok(()))
    }

    /// The same of a state, as far as it is known without a call.
    ///
    /// # Errors
    /// What the user is told of an account on another side.
    fn check_state(_account: &Account<Self::Cloud>, _prior: &Object) -> Result<(), Diagnostic> {
        Ok(())
    }

    /// Asks the cloud, where it can be asked, whether it would let pass what is planned. `call` is the decision that will be
    /// sent.
    fn preflight(
        cx: &mut Cx<'_>,
        account: &Account<Self::Cloud>,
        planned: Planned<'_>,
        call: Option<Decision>,
    ) -> impl Future<Output = Result<(), Diagnostic>> + Send;

    /// The same of what a destroy does.
    fn preflight_destroy(cx: &mut Cx<'_>, prior: &Object) -> impl Future<Output = ()> + Send;

    /// What is planned cannot be asked about yet.
    fn skip_preflight(cx: &mut Cx<'_>, account: &Account<Self::Cloud>, planned: &Object);

    /// Checks what is planned beside the decision of a connection that is known.
    ///
    /// # Errors
    /// It does not fit what another resource of this run plans.
    fn check_plan(_cx: &Cx<'_>, _planned: &Object) -> Result<(), Diagnostic> {
        Ok(())
    }

    /// What a create warns of instead, where that could not be planned.
    fn check_made(_cx: &mut Cx<'_>, _state: &Object) {}

    /// Whether an update sets something beside the decision.
    fn sets_more(prior: &Object, planned: &Object) -> bool;

    /// The same, where that takes a turn, and is not so yet; `prior` is the state, if there is one.
    fn takes_turn(_prior: Option<&Object>, _planned: &Object, _seen: &ConnectionOf<Self>) -> bool {
        false
    }

    /// What such an update will show.
    fn foresee(_prior: &Object, _planned: &mut Object) {}

    /// Sets what is planned beside the decision, when `end` lets it be set; the connection, where it is another one then.
    fn complete(
        cx: &Cx<'_>,
        decided: &mut InHand<'_, Self>,
        prior: Option<&Object>,
        planned: &Object,
    ) -> impl Future<Output = Result<Option<ConnectionOf<Self>>, Diagnostic>> + Send;

    /// What becomes of routes when a destroy deletes it, in a sentence.
    fn routes_notice(_prior: &Object) -> &'static str {
        ""
    }

    /// What could not be set is in the state as it was, or as the cloud shows it.
    fn not_completed(state: &mut Object, prior: Option<&Object>, seen: Option<&ConnectionOf<Self>>);

    /// What is configured comes back as planned; the next refresh shows the truth.
    fn keep_planned(_state: &mut Object, _planned: &Object) {}

    /// Who sees no such connection, and where, as an action tells it.
    fn sees_none(_session: &SessionOf<Self>, _account: &str) -> String {
        String::new()
    }

    /// Who asks, in a clause.
    fn asked_by(place: &Self::Place, seen: &ConnectionOf<Self>) -> String;
}

/// A connection that an apply has decided.
pub struct InHand<'a, K: Decidable> {
    /// Where it is.
    pub place: &'a K::Place,
    /// It, to be decided.
    pub port: &'a mut Deciding<SourceOf<K>>,
    /// As it was last seen.
    pub seen: Option<&'a ConnectionOf<K>>,
    /// What was decided.
    pub desired: Decision,
    /// Whether that has settled.
    pub is_settled: bool,
}

/// The account of a state or a plan.
pub fn account_of<K: Decidable>(state: &Object) -> AccountRef<'_, K::Cloud> {
    AccountRef::of(K::SERVICE, state)
}

/// Whether it is known which connection a plan is about.
pub fn is_named<K: Decidable>(planned: &Object) -> bool {
    K::NAMED.iter().all(|key| planned.text(*key).is_some())
}

/// Where a connection stands, in the words that all clouds share.
pub fn state_of<K: Decidable>(connection: &ConnectionOf<K>) -> &State {
    K::Place::status(connection).state()
}

/// Where a state says that the connection stands. Without a status nothing says that the decision is settled: the
/// next apply looks.
pub fn status_of<K: Decidable>(state: &Object) -> State {
    let word = state.text(STATUS);
    word.map_or(State::Pending, |word| K::STATUSES.state(word))
}

/// The connection, as its resource is about it.
pub fn about<K: Decidable>(place: &K::Place) -> About {
    place.about(Role::Accepter, K::NAME)
}

/// What a destroy does: as last applied, and nothing to what was imported and not yet decided.
pub fn undo<K: Decidable>(prior: &Object) -> Undo {
    let applied = prior.text(ON_DESTROY).unwrap_or(on_destroy(K::BY_DEFAULT));
    if applied == on_destroy(K::UNDO) && prior.known(DECISION).is_some() {
        K::UNDO
    } else {
        Undo::Nothing
    }
}

/// The word for what a destroy does.
pub fn on_destroy(undo: Undo) -> &'static str {
    match undo {
        Undo::Nothing => "keep",
        Undo::Reject => "reject",
        Undo::Delete => "delete",
    }
}
