//! What a cloud says of its VPC peerings. What the resources make of it is the same on all clouds.

use jiff::Timestamp;

use super::answer::Texts;
use super::cloud::AccountRef;
use super::context::Cx;
use super::existing::AccepterRegion;
use super::import_id::Form;
use super::moved::SourceTypes;
use super::preflight::{DryRuns, Tried};
use crate::connection::handle::{Decides, Deletes, Modifies, Writes};
use crate::connection::ids::PeeringId;
use crate::connection::peering::{Peering, Role};
use crate::connection::queue::{Queues, Turn};
use crate::connection::status::{Decision, Statuses};
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::{Key, Object};
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::framework::value::Value;
use crate::http::error::{Failure, Kind};
use crate::operation::{Ended, Operation};

/// What a peering is asked of, where that is no VPC of the account's own.
#[derive(Clone, Copy, Debug)]
pub struct Parent {
    /// The attribute that has its id.
    pub key: Key<String>,
    /// What it is called in messages.
    pub noun: &'static str,
    /// The import id.
    pub form: Form,
}

/// The peerings of one API, as whoever asks for them sees them.
pub trait PeeringApi: DryRuns {
    /// What the cloud shows of a peering beyond what all do.
    type Extra: Clone + Send + Sync + 'static;
    /// The calls about peerings that are there.
    type Source: Deletes<Id = PeeringId, Object = Peering<Self::Extra>> + Modifies;

    /// The service that is called.
    const SERVICE: Self::Service;
    /// The requester's resource in HCL.
    const REQUESTER: &'static str;
    /// What a peering is below; nothing where it connects two VPCs of users.
    const PARENT: Option<Parent> = None;
    /// The tenant that asks.
    const REQUESTER_TENANT: Key<String>;
    /// The tenant that is asked.
    const ACCEPTER_TENANT: Key<String>;
    /// The resources of other providers whose requests come over.
    const MOVED: &'static [SourceTypes];
    /// How long things may take by default.
    const TIMEOUTS: Defaults;
    /// The attributes that a request's update may change.
    const MODIFIABLE: &'static [Key<Value>];
    /// The attributes of one side alone that a dry run can be about by themselves.
    const ASKED_ALONE: &'static [Key<Value>] = &[];
    /// The statuses of a peering.
    const STATUSES: Statuses;
    /// The cloud's own words in messages.
    const WORDS: Words;
    /// Whether a request within one tenant is accepted at once, by nobody.
    const ACCEPTS_WITHIN_TENANT: bool = true;
    /// Whether a request that came to nothing cannot be deleted and is forgotten after a while: then what was last seen of it
    /// stands.
    const FORGETS: bool = false;

    /// Whether both sides have one set of tags where they are one tenant's, in one region.
    const SHARES_TAGS: bool = false;

    /// The schema of the requester's resource.
    fn requester_schema() -> Schema;

    /// The peerings that `session` sees, below a parent where there is one.
    fn source(session: &Self::Session, parent: Option<&str>) -> Self::Source;

    /// Where whoever changes what the cloud lets change one at a time stands in line; nothing where it lets all
    /// pass.
    fn queues(_session: &Self::Session) -> Option<&Queues> {
        None
    }

    /// Waits for a turn to change these objects.
    fn turn(
        session: &Self::Session,
        operation: &Operation,
        ids: &[&str],
    ) -> impl Future<Output = Result<Option<Turn>, Ended>> + Send {
        async move {
            match Self::queues(session) {
                Some(queues) => queues.enter(operation, ids).await.map(Some),
                None => Ok(None),
            }
        }
    }

    /// Whether the status that it shows hides that nobody has answered, as `answer` says.
    fn hides_pending(_peering: &Peering<Self::Extra>, _answer: Option<&str>) -> bool {
        false
    }

    /// The attribute that has the tenant on a side.
    fn tenant_key(role: Role) -> Key<String> {
        match role {
            Role::Requester => Self::REQUESTER_TENANT,
            Role::Accepter => Self::ACCEPTER_TENANT,
        }
    }

    /// Why it stands where it does, where the cloud says so.
    fn failure(_peering: &Peering<Self::Extra>) -> Option<&str> {
        None
    }

    /// When it changed, where messages say so.
    fn times(_peering: &Peering<Self::Extra>) -> Times {
        Times::default()
    }

    /// The same, as it stands in a state.
    fn stored_times(_state: &Object) -> Times {
        Times::default()
    }

    /// Takes over what the cloud shows to `role`, beside ids, VPCs, regions, name, description, status, answer
    /// and times.
    fn show(
        state: &mut Object,
        session: &Self::Session,
        peering: &Peering<Self::Extra>,
        role: Role,
    );

    /// What an update of the request sends; nothing when a plan changes nothing of that.
    fn changes(prior: &Object, planned: &Object) -> Option<<Self::Source as Modifies>::Changes>;

    /// Leaves as it is what a plan mentions without asking for a change.
    fn leave_unasked(_prior: &Object, _planned: &mut Object) {}

    /// How a delete is to be done, as last applied.
    fn how(state: &Object) -> <Self::Source as Deletes>::How;

    /// What becomes of routes when the request is deleted, in a sentence.
    fn routes_notice(prior: &Object) -> &'static str;

    /// What a user should know of a peering that is there.
    fn notice(_peering: &Peering<Self::Extra>) -> Option<Diagnostic> {
        None
    }

    /// Whether a plan changes what belongs to one side alone, such as its tags.
    fn changes_own(_prior: &Object, _planned: &Object) -> bool {
        false
    }

    /// Sets what belongs to one side alone.
    fn align(
        _cx: &Cx<'_>,
        _side: Side<'_, Self::Extra>,
    ) -> impl Future<Output = Result<(), Diagnostic>> + Send {
        std::future::ready(Ok(()))
    }

    /// Sets what the cloud lets set on a connection alone, once a request was accepted while its resource waited.
    fn complete(
        _cx: &Cx<'_>,
        _session: &Self::Session,
        _peering: &Peering<Self::Extra>,
        _planned: &Object,
    ) -> impl Future<Output = Result<(), Diagnostic>> + Send {
        std::future::ready(Ok(()))
    }

    /// Takes over at a refresh what `show` leaves as it is configured.
    fn refresh_own(_state: &mut Object, _peering: &Peering<Self::Extra>) {}

    /// Takes over what belongs to one side alone, as an import does, or where it could not be set.
    fn show_own(_state: &mut Object, _peering: &Peering<Self::Extra>) {}

    /// Makes what belongs to one side alone what another state says.
    fn copy_own(_state: &mut Object, _from: &Object) {}

    /// The tenant that a plan asks, where the cloud has to be told although the plan need not name it.
    fn asked_tenant(
        _cx: &Cx<'_>,
        _account: AccountRef<'_, Self>,
        _session: &Self::Session,
        _planned: &Object,
    ) -> impl Future<Output = Result<Option<String>, Diagnostic>> + Send {
        std::future::ready(Ok(None))
    }

    /// The calls of a change, to be tried, where the cloud can be asked whether it would let them pass.
    fn trials(_session: &Self::Session, _change: &Change<'_>) -> Vec<Tried<Self::Trial>> {
        Vec::new()
    }
}

/// What a plan asks about.
#[derive(Clone, Copy, Debug)]
pub enum Change<'a> {
    /// A request.
    Create {
        /// What will be.
        planned: &'a Object,
        /// The tenant that is asked, where the cloud has to be told.
        asked: Option<&'a str>,
    },
    /// An update of the request.
    Modify {
        /// What is.
        prior: &'a Object,
        /// What will be.
        planned: &'a Object,
    },
    /// An answer, or what is set beside it.
    Decide {
        /// What is, if there is a state.
        prior: Option<&'a Object>,
        /// What will be.
        planned: &'a Object,
        /// The answer, where one will be sent.
        decision: Option<Decision>,
    },
    /// The end of the peering of this state, from either side.
    Delete(&'a Object),
}

/// One side of a peering, and what is planned for it.
#[derive(Debug)]
pub struct Side<'a, X> {
    /// Which.
    pub role: Role,
    /// The peering as it is.
    pub peering: &'a Peering<X>,
    /// The state, if there is one.
    pub before: Option<&'a Object>,
    /// What will be.
    pub planned: &'a Object,
}

/// Peerings that are asked for in this API.
pub trait Requests: PeeringApi {
    /// Makes the request that is planned.
    fn request(
        cx: &Cx<'_>,
        account: AccountRef<'_, Self>,
        session: &Self::Session,
        planned: &Object,
    ) -> impl Future<Output = Result<Requested<Self::Extra>, Diagnostic>> + Send;
}

/// Peerings that are answered in this API, too.
pub trait AccepterApi: PeeringApi<Source: Decides> {
    /// The accepter's resource in HCL.
    const ACCEPTER: &'static str;
    /// The resources of other providers whose decisions come over.
    const MOVED_TO_ACCEPTER: &'static [SourceTypes];
    /// Names and texts of the action.
    const ANSWER: Texts;
    /// Whether users write the accepter's region.
    const ACCEPTER_REGION: AccepterRegion;

    /// The schema of the accepter's resource.
    fn accepter_schema() -> Schema;

    /// What an accept takes along, of what the plan sets on this side.
    fn along(planned: &Object) -> <Self::Source as Decides>::Along;
}

/// How it is found out whether a create arrived whose answer was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LostCreate {
    /// It is sent again under the same token: the cloud answers with what it made, or makes it now.
    SameToken,
    /// A fresh list tells whether there is one that is not older than the first attempt.
    LookBack,
    /// The cloud answers a second create between the same VPCs with what stands, whoever made it. So it is looked whether
    /// anything does before the first one is sent; what stands after that was made by it.
    LookFirst,
}

/// Peerings of which two VPCs have one at a time.
pub trait PairApi: AccepterApi {
    /// What a create asks for.
    type Draft: Send + Sync;

    /// See [`LostCreate`].
    const LOST_CREATE: LostCreate;
    /// The refusals that a peering which is there already may be the reason of.
    const BLOCKED: &'static [Kind];
    /// The status of one on its way out, which may still hold the pair.
    const LEAVING: &'static str;

    /// The request that a plan asks for, of the tenant `asked`.
    fn draft(session: &Self::Session, planned: &Object, asked: Option<&str>) -> Self::Draft;

    /// Asks for a peering. It is shown where the answer does.
    fn create(
        session: &Self::Session,
        operation: &Operation,
        draft: &Self::Draft,
        token: &<Self::Source as Writes>::Token,
    ) -> impl Future<Output = Result<Created<Self::Extra>, Failure>> + Send;

    /// Lists what connects two VPCs, in either direction.
    fn between(
        session: &Self::Session,
        operation: &Operation,
        vpcs: [&str; 2],
    ) -> impl Future<Output = Result<Listed<Self::Extra>, Failure>> + Send;

    /// The same before the first create is sent, where many may look at once.
    fn standing(
        session: &Self::Session,
        operation: &Operation,
        vpcs: [&str; 2],
    ) -> impl Future<Output = Result<Listed<Self::Extra>, Failure>> + Send {
        Self::between(session, operation, vpcs)
    }
}

/// What a create made.
#[derive(Clone, Debug)]
pub struct Created<X> {
    /// The id of the peering.
    pub id: PeeringId,
    /// The peering, where the answer shows it.
    pub seen: Option<Peering<X>>,
}

/// What a list shows.
#[derive(Clone, Debug)]
pub struct Listed<X> {
    /// The peerings.
    pub peerings: Vec<Peering<X>>,
    /// When, by the cloud's clock.
    pub date: Option<Timestamp>,
}

/// A request that was made.
#[derive(Debug)]
pub struct Requested<X> {
    /// The peering.
    pub created: Created<X>,
    /// The tenant that was asked, where the cloud had to be told although the plan names none.
    pub tenant: Option<String>,
    /// Keeps others from what the cloud does one at a time, until it has settled.
    pub turn: Option<Turn>,
}

/// What a cloud calls things, in the places of sentences that are otherwise the same on all of them.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// "… belong to 1": whose the account's calls are.
    pub own_tenant: &'static str,
    /// Whom to name when a new account does not find the peering: "Put account back, or name …".
    pub same_tenant: &'static str,
    /// What to check when a peering is not found.
    pub found_by: &'static str,
    /// The time in which a request has to be answered: "Nobody answered it …".
    pub in_time: &'static str,
    /// The status of a peering that was accepted.
    pub active: &'static str,
    /// The status of one that was rejected.
    pub rejected: &'static str,
    /// The status of one that nobody answered.
    pub expired: &'static str,
    /// The status of one that was just asked for.
    pub starting: &'static str,
    /// The status of one that was deleted.
    pub deleted: &'static str,
    /// The statuses of one that is as good as deleted.
    pub gone: &'static str,
}

/// When a request was refused or ran out, where its cloud shows that.
#[derive(Clone, Debug, Default)]
pub struct Times {
    /// When the status changed.
    pub changed: Option<String>,
    /// When it ran out, or will.
    pub expired: Option<String>,
}

impl Times {
    /// When the other side refused it, at the end of a clause.
    pub fn refused(&self) -> String {
        at(self.changed.as_deref())
    }

    /// When nobody had answered it, at the end of a clause.
    pub fn expired(&self) -> String {
        at(self.expired.as_deref().or(self.changed.as_deref()))
    }
}

fn at(time: Option<&str>) -> String {
    time.map_or_else(String::new, |time| format!(", at {time}"))
}
