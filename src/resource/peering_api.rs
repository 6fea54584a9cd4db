//! What a cloud says of its VPC peerings. What the resources make of it is the same on all clouds.

use super::cloud::{AccountRef, Cloud};
use super::context::Cx;
use super::existing::AccepterRegion;
use super::preflight::Severity;
use crate::connection::answered::Answered;
use crate::connection::decide::Decided;
use crate::connection::knowledge::Observed;
use crate::connection::observe::Ask;
use crate::connection::peering::{Peering, Role};
use crate::connection::queue::Turn;
use crate::connection::status::{Decision, Statuses};
use crate::connection::step::Sent;
use crate::framework::diagnostics::Diagnostic;
use crate::framework::object::{Key, Object};
use crate::framework::schema::Schema;
use crate::framework::timeouts::Defaults;
use crate::framework::value::Value;
use crate::http::error::Failure;
use crate::operation::{Ended, Operation};

/// The peerings of one cloud.
pub trait PeeringApi: Cloud {
    /// What the cloud shows of a peering beyond what all do.
    type Extra: Clone + Send + Sync + 'static;

    /// The service that is called.
    const SERVICE: Self::Service;
    /// The requester's resource in HCL.
    const REQUESTER: &'static str;
    /// The accepter's resource in HCL.
    const ACCEPTER: &'static str;
    /// The tenant that asks.
    const REQUESTER_TENANT: Key<String>;
    /// The tenant that is asked.
    const ACCEPTER_TENANT: Key<String>;
    /// Whether users write the accepter's region.
    const ACCEPTER_REGION: AccepterRegion;
    /// How long things may take by default.
    const TIMEOUTS: Defaults;
    /// The attributes that a request's update may change.
    const MODIFIABLE: &'static [Key<Value>];
    /// The statuses of a peering.
    const STATUSES: Statuses;
    /// The cloud's own words in messages.
    const WORDS: Words;

    /// The schema of the requester's resource.
    fn requester_schema() -> Schema;

    /// The schema of the accepter's resource.
    fn accepter_schema() -> Schema;

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

    /// When it changed, where messages say so.
    fn times(_peering: &Peering<Self::Extra>) -> Times {
        Times::default()
    }

    /// The same, as it stands in a state.
    fn stored_times(_state: &Object) -> Times {
        Times::default()
    }

    /// Takes over what the cloud shows to `side`, beside ids, VPCs, status and answer.
    fn show(
        state: &mut Object,
        session: &Self::Session,
        peering: &Peering<Self::Extra>,
        role: Role,
    );

    /// Reads a peering, alone or together with others.
    fn read(
        session: &Self::Session,
        operation: &Operation,
        id: &str,
        ask: Ask,
    ) -> impl Future<Output = Result<Observed<Peering<Self::Extra>>, Failure>> + Send;

    /// Makes the request that is planned.
    fn request(
        cx: &Cx<'_>,
        account: AccountRef<'_, Self>,
        session: &Self::Session,
        planned: &Object,
    ) -> impl Future<Output = Result<Requested<Peering<Self::Extra>>, Diagnostic>> + Send;

    /// Waits until a peering changes no more by itself, beginning with `seen`. Where it does not, that is at
    /// once.
    fn settled(
        _session: &Self::Session,
        _operation: &Operation,
        _id: &str,
        seen: Option<Peering<Self::Extra>>,
    ) -> impl Future<Output = (Option<Peering<Self::Extra>>, Result<(), Failure>)> + Send {
        std::future::ready((seen, Ok(())))
    }

    /// Waits for the other side's answer.
    fn answered(
        session: &Self::Session,
        operation: &Operation,
        peering: Peering<Self::Extra>,
    ) -> impl Future<Output = Answered<Peering<Self::Extra>>> + Send;

    /// Whether a plan changes what an update of the request sends.
    fn modifies(prior: &Object, planned: &Object) -> bool;

    /// Leaves as it is what a plan mentions without asking for a change.
    fn leave_unasked(_prior: &Object, _planned: &mut Object) {}

    /// Changes a request, and what belongs to the requester's side alone. What was done is in `done` also when
    /// something else failed. The peering, where the answer shows it.
    fn modify(
        cx: &Cx<'_>,
        session: &Self::Session,
        prior: &Object,
        planned: &Object,
        done: &mut Object,
    ) -> impl Future<Output = Result<Option<Peering<Self::Extra>>, Diagnostic>> + Send;

    /// What becomes of routes when the request is deleted, in a sentence.
    fn routes_told(prior: &Object) -> &'static str;

    /// Carries a decision out, beginning with `seen`; an accept takes along what the plan sets on this side.
    /// `before` is what an earlier apply may have sent.
    fn decide(
        session: &Self::Session,
        operation: &Operation,
        planned: &Object,
        seen: Option<Peering<Self::Extra>>,
        decision: (Decision, Sent),
    ) -> impl Future<Output = Result<Decided<Peering<Self::Extra>>, Ended>> + Send;

    /// Deletes a peering and waits until it is gone. `state` is that of the resource which speaks for `side`.
    fn delete(
        cx: &Cx<'_>,
        account: AccountRef<'_, Self>,
        session: &Self::Session,
        state: &Object,
        role: Role,
    ) -> impl Future<Output = Result<(), Diagnostic>> + Send;

    /// What a user should know of a peering that is there.
    fn notice(_peering: &Peering<Self::Extra>) -> Option<Diagnostic> {
        None
    }

    /// What an import is told of a peering that is not there.
    fn not_found(session: &Self::Session, id: &str, account: &str) -> Diagnostic;

    /// Whether a plan changes what belongs to one side alone, such as its tags.
    fn changes_own(_prior: &Object, _planned: &Object) -> bool {
        false
    }

    /// Sets what belongs to the accepter's side alone and a decision did not set. `before` is the state, if
    /// there is one.
    fn align(
        _cx: &Cx<'_>,
        _peering: &Peering<Self::Extra>,
        _before: Option<&Object>,
        _planned: &Object,
    ) -> impl Future<Output = Result<(), Diagnostic>> + Send {
        std::future::ready(Ok(()))
    }

    /// Takes over what belongs to one side alone, as an import does, or where it could not be set.
    fn show_own(_state: &mut Object, _peering: &Peering<Self::Extra>) {}

    /// Puts what belongs to one side alone back to what a state says.
    fn restore_own(_state: &mut Object, _prior: &Object) {}

    /// Asks whether the cloud would let a request pass, where it can be asked.
    fn try_create(
        _cx: &mut Cx<'_>,
        _account: &Self::Account,
        _config: &Object,
        _planned: &Object,
        _severity: Severity,
    ) -> impl Future<Output = Result<(), Diagnostic>> + Send {
        std::future::ready(Ok(()))
    }

    /// Asks whether the cloud would let an update of the request pass, where it can be asked.
    fn try_modify(
        _cx: &mut Cx<'_>,
        _account: &Self::Account,
        _prior: &Object,
        _planned: &Object,
    ) -> impl Future<Output = Result<(), Diagnostic>> + Send {
        std::future::ready(Ok(()))
    }

    /// Asks whether the cloud would let a decision pass, where it can be asked.
    fn try_decision(
        _cx: &mut Cx<'_>,
        _account: &Self::Account,
        _planned: &Object,
        _decision: Decision,
        _severity: Severity,
    ) -> impl Future<Output = Result<(), Diagnostic>> + Send {
        std::future::ready(Ok(()))
    }

    /// Asks whether the cloud would let a delete pass, where it can be asked.
    fn try_delete(_cx: &mut Cx<'_>, _prior: &Object) -> impl Future<Output = ()> + Send {
        std::future::ready(())
    }

    /// What is planned cannot be asked about yet.
    fn skip_preflight(_cx: &mut Cx<'_>, _account: &Self::Account, _planned: &Object) {}
}

/// A request that was made.
#[derive(Debug)]
pub struct Requested<P> {
    /// The id of the peering.
    pub id: String,
    /// The peering, where the answer shows it.
    pub seen: Option<P>,
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
