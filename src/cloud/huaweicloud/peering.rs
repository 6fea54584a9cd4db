//! VPC peering connections, API v2.0: the documented calls.
//!
//! Source: VPC API reference, "VPC Peering Connection".

use ::http::{Method, Response};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::{is_error, unreadable};
use super::ids::{PeeringId, VpcId};
use super::model::{self, CreatePeering, Named, PeeringAnswer, UpdatePeering, Wrapped};
pub use super::objects::{Changes, Draft, Peering};
use super::session::Session;
use super::sign::encode;
use super::status::PEERINGS;
pub use crate::connection::handle::Deletion;
use crate::connection::knowledge::Observed;
use crate::connection::peering::Party;
use crate::connection::stamps::Writing;
use crate::connection::status::Decision;
use crate::http::client::{Call, Effect};
use crate::http::error::{Failure, Kind};
use crate::operation::Operation;

const PATH: &str = "/v2.0/vpc/peerings";

/// The peerings of one account in one region.
#[derive(Clone, Copy)]
pub struct Peerings<'a>(pub &'a Session);

impl Peerings<'_> {
    /// Asks for a peering. Sent once: whether it arrived when no answer came is the caller's to find
    /// out.
    ///
    /// # Errors
    /// [`Failure`]; an answer that cannot be read is [`Failure::Unknown`].
    pub async fn create(self, operation: &Operation, draft: &Draft) -> Result<Peering, Failure> {
        let body = CreatePeering {
            name: &draft.name,
            description: draft.description.as_deref(),
            request_vpc_info: model::VpcInfo {
                vpc_id: draft.requester_vpc.clone(),
                tenant_id: None,
            },
            accept_vpc_info: model::VpcInfo {
                vpc_id: draft.accepter.vpc.clone(),
                tenant_id: draft.accepter.tenant.clone(),
            },
        };
        let call = call("CreateVpcPeering", Method::POST, "", Effect::Creates);
        let asked = |made: &Peering| {
            let meant = |sent: &VpcId, shown: &VpcId| shown.as_str().is_empty() || sent == shown;
            meant(&draft.requester_vpc, &made.requester.vpc)
                && meant(&draft.accepter.vpc, &made.accepter.vpc)
        };
        let writing = self.0.stamps().begin();
        let since = operation.now();
        let call = call.with(&Wrapped { peering: body });
        let answer = self.0.vpc.call(operation, &call.0).await?;
        let look = operation.last_look();
        let made = made(&answer, since, asked, |id| async move {
            self.one(&id).get(&look).await
        })
        .await?;
        writing.created(made.id.as_str());
        Ok(made)
    }

    /// Asks for one peering by itself, which may not be allowed.
    pub(super) async fn show(
        self,
        operation: &Operation,
        id: &PeeringId,
    ) -> Result<Observed<Peering>, Failure> {
        let call = call("ShowVpcPeering", Method::GET, &one(id), Effect::Reads);
        shown(self.0.vpc.call(operation, &call.0).await, id)
    }

    /// Changes name or description.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn update(
        self,
        operation: &Operation,
        id: &PeeringId,
        changes: &Changes,
    ) -> Result<Peering, Failure> {
        let call = call("UpdateVpcPeering", Method::PUT, &one(id), Effect::Writes);
        let body = UpdatePeering {
            name: changes.name.as_deref(),
            description: changes.description.as_deref(),
        };
        let asked = |shown: &Peering| shown.id == *id;
        let _writing = self.0.stamps().begin().of(id.as_str());
        self.write(operation, call.with(&Wrapped { peering: body }), asked)
            .await
    }

    /// Accepts or rejects.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn decide(
        self,
        operation: &Operation,
        id: &PeeringId,
        decision: Decision,
    ) -> Result<Peering, Failure> {
        let (api, word) = match decision {
            Decision::Accept => ("AcceptVpcPeering", "accept"),
            Decision::Reject => ("RejectVpcPeering", "reject"),
        };
        let path = format!("{}/{word}", one(id));
        let asked = |shown: &Peering| shown.id == *id;
        let _writing = self.0.stamps().begin().of(id.as_str());
        self.write(
            operation,
            call(api, Method::PUT, &path, Effect::Writes),
            asked,
        )
        .await
    }

    /// Deletes; `false` when there was nothing to delete.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn delete(self, operation: &Operation, id: &PeeringId) -> Result<Deletion, Failure> {
        let call = call("DeleteVpcPeering", Method::DELETE, &one(id), Effect::Writes);
        let writing = self.0.stamps().begin().of(id.as_str());
        let since = operation.now();
        deletion(self.0.vpc.call(operation, &call.0).await, writing, since)
    }

    /// Sends what changes something. The answer has to be about what was `asked` for.
    async fn write(
        self,
        operation: &Operation,
        call: Prepared,
        asked: impl Fn(&Peering) -> bool,
    ) -> Result<Peering, Failure> {
        let since = operation.now();
        let answer = self.0.vpc.call(operation, &call.0).await?;
        about(&answer, asked).map_err(|failure| unclear(&failure, since))
    }
}

/// The peering of an answer that has to be about what was `asked` for.
fn about(answer: &Response<Vec<u8>>, asked: impl Fn(&Peering) -> bool) -> Result<Peering, Failure> {
    let peering = parse(answer)?;
    if asked(&peering) {
        return Ok(peering);
    }
    let problem = format!("The answer is about another peering, {}", peering.id);
    Err(unreadable(answer, &problem).into())
}

/// What a create that the cloud has taken made. An answer that can be read as far as the id does not lose
/// it: the peering is looked at by itself, and where that cannot be read either, only its id is known.
/// `since` is when the create was sent.
pub(super) async fn made<L: Future<Output = Result<Observed<Peering>, Failure>>>(
    answer: &Response<Vec<u8>>,
    since: Timestamp,
    asked: impl Fn(&Peering) -> bool,
    look: impl FnOnce(PeeringId) -> L,
) -> Result<Peering, Failure> {
    let failure = match about(answer, &asked) {
        Ok(made) => return Ok(made),
        Err(failure) => unclear(&failure, since),
    };
    let id = match (parse(answer), json(answer)) {
        (Err(_), Ok(Named::Wrapped { peering } | Named::Bare(peering))) if !is_error(answer) => {
            peering.id
        }
        _ => return Err(failure),
    };
    match look(id.clone()).await {
        Ok(Observed::There(seen)) if asked(&seen) => Ok(seen),
        Ok(_) => Err(failure),
        Err(_) => Ok(Peering {
            id,
            name: None,
            description: None,
            status: PEERINGS.status("unreadable"),
            requester: Party::default(),
            accepter: Party::default(),
            created_at: None,
            updated_at: None,
            expires_at: None,
            extra: (),
        }),
    }
}

/// What an answer shows of the peering that was asked for.
pub(super) fn shown(
    answer: Result<Response<Vec<u8>>, Failure>,
    id: &PeeringId,
) -> Result<Observed<Peering>, Failure> {
    let answer = match answer {
        Err(Failure::Refused(error)) if error.kind == Kind::NotFound => {
            return Ok(Observed::Absent(Some(error)));
        }
        answer => answer?,
    };
    let peering = parse(&answer)?;
    if peering.id != *id {
        let problem = format!("The cloud was asked for {id} and returned {}", peering.id);
        return Err(unreadable(&answer, &problem).into());
    }
    Ok(Observed::There(peering))
}

/// What an answer says of a delete. `since` is when it was sent.
pub(super) fn deletion(
    answer: Result<Response<Vec<u8>>, Failure>,
    writing: Writing,
    since: Timestamp,
) -> Result<Deletion, Failure> {
    let answer = match answer {
        Err(failure) if failure.is(Kind::NotFound) => return Ok(Deletion::NothingThere),
        answer => answer?,
    };
    // The documented answer is empty. An error in the dress of a success says no, and a proxy's page says
    // "done" of anything.
    if is_error(&answer) {
        let failure = unreadable(&answer, "The answer is an error").into();
        return Err(unclear(&failure, since));
    }
    if !answer.body().is_empty() {
        json::<serde::de::IgnoredAny>(&answer).map_err(|failure| unclear(&failure, since))?;
    }
    writing.deleted();
    Ok(Deletion::Begun)
}

/// "Done" in words that cannot be read: it may well have been done.
pub(super) fn unclear(failure: &Failure, since: Timestamp) -> Failure {
    Failure::Unknown {
        problem: failure.to_string(),
        since,
    }
}

/// A call below [`PATH`].
pub(super) struct Prepared(pub(super) Call);

pub(super) fn call(api: &'static str, method: Method, below: &str, effect: Effect) -> Prepared {
    Prepared(Call {
        api,
        method,
        path: format!("{PATH}{below}"),
        query: Vec::new(),
        body: Vec::new(),
        effect,
    })
}

impl Prepared {
    fn with(mut self, body: &impl Serialize) -> Self {
        // Structs of text cannot fail to serialise.
        self.0.body = serde_json::to_vec(body).unwrap_or_default();
        self
    }
}

fn one(id: &PeeringId) -> String {
    format!("/{}", encode(id.as_str()))
}

pub(super) fn json<T: DeserializeOwned>(answer: &Response<Vec<u8>>) -> Result<T, Failure> {
    serde_json::from_slice(answer.body())
        .map_err(|_| unreadable(answer, "The answer is not what the API documents").into())
}

pub(super) fn parse(answer: &Response<Vec<u8>>) -> Result<Peering, Failure> {
    match json(answer)? {
        PeeringAnswer::Wrapped { peering } | PeeringAnswer::Bare(peering) => Ok(peering.into()),
    }
}
