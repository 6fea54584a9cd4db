//! What a kind of connection says of itself, so that a resource and an action can decide about it.

use crate::connection::handle::{Decides, Deciding, Handle};
use crate::connection::observe::Ask;
use crate::connection::queue::Turn;
use crate::connection::run_log::Undo;
use crate::connection::status::{Decision, State, Status, Statuses};
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
use crate::resource::lookup::{Lookup, Owner};
use crate::resource::moved::SourceTypes;
use crate::resource::preflight::Planned;
use crate::resource::run::About;
use crate::resource::traffic::OnDestroy;
use crate::resource::wish::Wish;

/// An account of a kind's cloud in a region.
pub type SessionOf<K> = <<K as Decidable>::Cloud as Cloud>::Session;
/// A connection, to be decided.
pub type PortOf<K> = Deciding<<K as Decidable>::Source>;

/// Whose decision it is that cannot be carried out: the ways out differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asker {
    /// A resource, with the decision in its state, if it is there yet.
    Resource(Option<Decision>),
    /// An action, of which nothing stays. Who sees no such connection, and where.
    Action(String),
}

/// A connection as it was last seen.
#[derive(Debug)]
pub enum LastSeen<'a, T> {
    /// By this call, if it was there.
    Now(Option<&'a T>),
    /// By an earlier one, which stored it.
    Stored(&'a Object),
}

/// What messages about a kind of connection call it.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// What it is with its article: `a peering`.
    pub noun: &'static str,
    /// The attribute that names it.
    pub named_by: &'static str,
    /// What the cloud has done with a decision that has not settled, in a clause.
    pub taken: &'static str,
}

/// Connections of one kind on one cloud, which somebody else requests.
pub trait Decidable: Sized + Send + Sync + 'static {
    /// Whose they are.
    type Cloud: Cloud;
    /// One as the cloud shows it.
    type Connection: Clone + Send + Sync + 'static;
    /// The calls about them.
    type Source: Decides<Object = Self::Connection>;
    /// Where one is.
    type Place: Lookup<Object = Self::Connection, Session = SessionOf<Self>> + Send;

    /// The service that is called.
    const SERVICE: <Self::Cloud as Cloud>::Service;
    /// The resource in HCL.
    const NAME: &'static str;
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
    /// What a destroy may do.
    const ON_DESTROY: OnDestroy;
    /// How old what a plan sees may be.
    const AT_PLAN: Ask;
    /// What messages call it.
    const WORDS: Words;

    /// The schema of the resource.
    fn schema() -> Schema;

    /// The place of a state, or of a plan that knows it.
    fn place(state: &Object) -> Self::Place;

    /// The connection, as the resource is about it.
    fn about(place: &Self::Place) -> About;

    /// Whose it is, as it stands in a state.
    fn owner(state: &Object) -> Owner<'_>;

    /// The connection, to be watched or decided.
    fn one(place: &Self::Place, session: &SessionOf<Self>) -> Handle<Self::Source>;

    /// What an accept takes along.
    fn along(planned: &Object) -> <Self::Source as Decides>::Along;

    /// Where a connection stands.
    fn status(connection: &Self::Connection) -> &Status;

    /// The attributes that guard against whoever is not expected, who asks first.
    fn guards() -> Vec<Key<String>>;

    /// Who asks, as far as it is shown, by the same attributes.
    fn who_asks(connection: &Self::Connection) -> Vec<(Key<String>, Option<String>)>;

    /// Shows in the plan of a decision who asks, where the configuration does not say so. Only what never changes for a
    /// connection: a plan must come to the same again.
    fn identify(config: &Object, planned: &mut Object, seen: &Self::Connection);

    /// Takes over what the cloud shows; of what is not there only the place.
    fn show(
        state: &mut Object,
        session: &SessionOf<Self>,
        place: &Self::Place,
        seen: Option<&Self::Connection>,
    );

    /// Reads it for a refresh, or after an import; `None` when it is gone.
    fn read(
        cx: &mut Cx<'_>,
        state: Object,
        about: &About,
    ) -> impl Future<Output = Result<Option<Object>, Diagnostic>> + Send;

    /// Does what a destroy means.
    fn undo(
        cx: &mut Cx<'_>,
        session: &SessionOf<Self>,
        prior: &Object,
    ) -> impl Future<Output = Result<(), Diagnostic>> + Send;

    /// Why a decision cannot be carried out.
    fn refused(
        place: &Self::Place,
        desired: Decision,
        reason: &Reason,
        asker: &Asker,
        seen: LastSeen<'_, Self::Connection>,
    ) -> Diagnostic;

    /// Nothing is there to be decided. `refusal` is what the cloud said, if it said anything.
    fn missing(
        place: &Self::Place,
        desired: Decision,
        _refusal: Option<&ApiError>,
        asker: &Asker,
    ) -> Diagnostic {
        Self::refused(place, desired, &Reason::Gone, asker, LastSeen::Now(None))
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
        _seen: &Self::Connection,
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
        _seen: &Self::Connection,
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

    /// Checks, without a call, that the account can sign in for a plan that looks at nothing.
    fn sign_in_locally(
        _cx: &Cx<'_>,
        _here: AccountRef<'_, Self::Cloud>,
        _account: &Account<Self::Cloud>,
        _region: &str,
    ) -> impl Future<Output = Result<(), Diagnostic>> + Send {
        std::future::ready(Ok(()))
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

    /// Whether an update sets something beside the decision.
    fn sets_more(prior: &Object, planned: &Object) -> bool;

    /// The same, where that takes a turn, and is not so yet; `prior` is the state, if there is one.
    fn takes_turn(_prior: Option<&Object>, _planned: &Object, _seen: &Self::Connection) -> bool {
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
    ) -> impl Future<Output = Result<Option<Self::Connection>, Diagnostic>> + Send;

    /// What could not be set is in the state as it was, or as the cloud shows it.
    fn not_completed(state: &mut Object, prior: Option<&Object>, seen: Option<&Self::Connection>);

    /// What is configured comes back as planned; the next refresh shows the truth.
    fn keep_planned(_state: &mut Object, _planned: &Object) {}
}

/// A connection that an apply has decided.
pub struct InHand<'a, K: Decidable> {
    /// Where it is.
    pub place: &'a K::Place,
    /// It, to be decided.
    pub port: &'a mut PortOf<K>,
    /// As it was last seen.
    pub seen: Option<&'a K::Connection>,
    /// What was decided.
    pub desired: Decision,
    /// Whether that has settled.
    pub is_settled: bool,
}

/// A kind of connection that an action answers.
pub trait Answerable: Decidable {
    /// Names and texts.
    const ANSWER: Texts;

    /// Who sees no such connection, and where.
    fn sees_none(_session: &SessionOf<Self>, _account: &str) -> String {
        String::new()
    }

    /// Who asks, as the first line of what is told.
    fn asked_by(place: &Self::Place, seen: &Self::Connection) -> String;
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
pub fn state_of<K: Decidable>(connection: &K::Connection) -> &State {
    K::status(connection).state()
}

/// Where a state says that the connection stands. Without a status nothing says that the decision is settled: the
/// next apply looks.
pub fn status_of<K: Decidable>(state: &Object) -> State {
    let word = state.text(STATUS);
    word.map_or(State::Pending, |word| K::STATUSES.state(word))
}

/// Whether a destroy undoes: as last applied, and never what was imported and not yet decided.
pub fn undoes<K: Decidable>(prior: &Object) -> bool {
    let OnDestroy { default, word, .. } = K::ON_DESTROY;
    prior.text(ON_DESTROY).unwrap_or(default) == word && prior.known(DECISION).is_some()
}

/// What a destroy does.
pub fn undo<K: Decidable>(prior: &Object) -> Undo {
    if undoes::<K>(prior) {
        K::ON_DESTROY.undo
    } else {
        Undo::Nothing
    }
}
