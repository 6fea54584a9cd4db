//! Preflight: a dry run of AWS proves the permission, and says nothing of what stands in the way.

use super::cloud::Aws;
use super::own;
use crate::cloud::aws::account::Session;
use crate::cloud::aws::peering::Ending;
use crate::cloud::aws::status::PEERINGS;
use crate::cloud::aws::trial::Trial;
use crate::connection::ids::PeeringId;
use crate::connection::status::{Decision, State};
use crate::framework::object::Object;
use crate::http::error::{ApiError, Failure, Kind};
use crate::operation::Operation;
use crate::resource::keys::{DECISION, ID, PEERING_ID, REMOTE_DNS_RESOLUTION, STATUS, TAGS};
use crate::resource::peering_api::{Change, PairApi as _, PeeringApi as _};
use crate::resource::preflight::{DryRuns, Tried};
use crate::resource::tags::{Retag, plain};

impl DryRuns for Aws {
    type Trial = Trial;

    async fn attempt(
        session: &Session,
        operation: &Operation,
        trial: &Trial,
    ) -> Result<(), Failure> {
        session.attempt(operation, trial).await
    }

    fn attribute(refusal: &ApiError) -> Option<&'static str> {
        Some(match refusal.code.as_deref()? {
            "InvalidVpcID.NotFound" => "requester_vpc_id",
            "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled" => REMOTE_DNS_RESOLUTION.name(),
            "InvalidVpcPeeringConnectionId.Malformed" => PEERING_ID.name(),
            code if code.starts_with("InvalidVpcEndpointService") => "service_id",
            code if code.starts_with("InvalidVpcEndpoint") => "endpoint_id",
            code if code.starts_with("Tag") || code.starts_with("InvalidTag") => TAGS.name(),
            _ => return None,
        })
    }

    /// What the other side has done to it fails no plan.
    fn may_pass(refusal: &ApiError) -> bool {
        matches!(refusal.kind, Kind::NotFound | Kind::Conflict)
    }
}

/// The calls of a change, to be tried.
pub(super) fn trials(session: &Session, change: &Change<'_>) -> Vec<Tried<Trial>> {
    match *change {
        Change::Create { planned, asked } => {
            let draft = Aws::draft(session, planned, asked);
            vec![tried("the peering".to_owned(), Trial::create(&draft))]
        }
        Change::Modify { prior, planned } => of_side(Some(prior), planned, None),
        Change::Decide {
            prior,
            planned,
            decision,
        } => {
            let id = id(planned);
            let decided = decision.map(|decision| {
                let what = format!("to {decision} peering {id}");
                tried(what, Trial::decide(&id, decision))
            });
            let own = of_side(prior, planned, decision);
            decided.into_iter().chain(own).collect()
        }
        Change::Delete(prior) => {
            let id = id(prior);
            let trial = match (Aws::how(prior), status(prior)) {
                (Ending::OfAccepter, State::Pending | State::Starting) => {
                    Trial::decide(&id, Decision::Reject)
                }
                _ => Trial::delete(&id),
            };
            vec![tried(format!("the delete of peering {id}"), trial)]
        }
    }
}

/// What is set of one side alone, once `decision` was sent, if one will be.
fn of_side(
    prior: Option<&Object>,
    planned: &Object,
    decision: Option<Decision>,
) -> Vec<Tried<Trial>> {
    // A rejected request has no side of the accepter's.
    if planned.known(DECISION) == Some(Decision::Reject) {
        return Vec::new();
    }
    let id = id(planned);
    let tags = |state: &Object| plain(&state.get(TAGS));
    let (before, after) = (prior.map(tags).unwrap_or_default(), tags(planned));
    let Retag { missing, surplus } = Retag::of([&before, &after, &before]);
    let tags = || format!("the tags of peering {id}");
    let mut all = Vec::new();
    if !missing.is_empty() {
        all.push(tried(tags(), Trial::tag(&id, &missing)));
    }
    if !surplus.is_empty() {
        all.push(tried(tags(), Trial::untag(&id, &surplus)));
    }
    // Only a connection has it.
    let connects = decision == Some(Decision::Accept)
        || prior.map(status).is_some_and(|status| {
            matches!(status, State::Accepted | State::Settling(Decision::Accept))
        });
    let is = prior.is_some_and(|prior| prior.is_true(REMOTE_DNS_RESOLUTION));
    let on = own::resolves(prior, planned).filter(|on| connects && *on != is);
    all.extend(on.map(|on| {
        let what = format!("remote_dns_resolution of peering {id}");
        tried(what, Trial::resolve_remote(&id, own::role_of(planned), on))
    }));
    all
}

fn tried(what: String, trial: Trial) -> Tried<Trial> {
    Tried { what, trial }
}

fn id(state: &Object) -> PeeringId {
    PeeringId::from(state.text(ID).unwrap_or_default())
}

fn status(state: &Object) -> State {
    PEERINGS.state(state.text(STATUS).unwrap_or_default())
}
