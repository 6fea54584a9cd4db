//! VPC peering connections, API v2.0: the documented calls.
//!
//! Source: VPC API reference, "VPC Peering Connection".

use ::http::{Method, Response};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::error::{is_error, unreadable};
use super::ids::{PeeringId, VpcId};
use super::model::{self, Answer};
pub use super::objects::{Changes, Draft, Peering};
use super::session::Session;
use super::sign::encode;
use super::status::PEERINGS;
use crate::cloud::write::{send, unclear};
use crate::connection::knowledge::Observed;
use crate::connection::peering::Party;
use crate::http::call::{Call, Effect};
use crate::http::error::Failure;
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
        let Party { vpc, tenant, .. } = &draft.accepter;
        let body = json!({ "peering": {
            "name": draft.name,
            "description": draft.description,
            "request_vpc_info": { "vpc_id": draft.requester_vpc },
            "accept_vpc_info": { "vpc_id": vpc, "tenant_id": tenant },
        } });
        let call = call("CreateVpcPeering", Method::POST, "", Effect::Creates);
        let asked = |made: &Peering| {
            let meant = |sent: &VpcId, shown: &VpcId| shown.as_str().is_empty() || sent == shown;
            meant(&draft.requester_vpc, &made.requester.vpc)
                && meant(&draft.accepter.vpc, &made.accepter.vpc)
        };
        let writing = self.0.stamps().begin();
        let since = operation.now();
        let call = call.with(body);
        let answer = self.0.vpc.call(operation, &call).await?;
        let look = operation.last_look();
        let made = made(&answer, since, asked, |id| async move {
            self.one(&id).get(&look).await
        })
        .await?;
        writing.created(made.id.as_str());
        Ok(made)
    }

    /// Sends what changes a peering. The answer has to be about that one.
    pub(super) async fn write(
        self,
        operation: &Operation,
        id: &PeeringId,
        call: &Call,
    ) -> Result<Option<Peering>, Failure> {
        let _writing = self.0.stamps().begin().of(id.as_str());
        let read = |answer: &_| about(answer, |shown| shown.id == *id).map(Some);
        send(&self.0.vpc, operation, call, read).await
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
    let id = match (parse(answer), read(answer)) {
        (Err(_), Ok(Answer::<model::Id>::Wrapped { peering } | Answer::Bare(peering)))
            if !is_error(answer) =>
        {
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

/// Whether an answer says that a delete was taken.
pub(super) fn deleted(answer: &Response<Vec<u8>>) -> Result<(), Failure> {
    // The documented answer is empty. An error that is sent as a success says no, and a proxy's page says
    // "done" of anything.
    if is_error(answer) {
        return Err(unreadable(answer, "The answer is an error").into());
    }
    if answer.body().is_empty() {
        return Ok(());
    }
    read::<serde::de::IgnoredAny>(answer).map(drop)
}

/// A call below [`PATH`].
pub(super) fn call(api: &'static str, method: Method, below: &str, effect: Effect) -> Call {
    Call::new(api, method, format!("{PATH}{below}"), effect)
}

pub(super) fn one(id: &PeeringId) -> String {
    format!("/{}", encode(id.as_str()))
}

pub(super) fn read<T: DeserializeOwned>(answer: &Response<Vec<u8>>) -> Result<T, Failure> {
    serde_json::from_slice(answer.body())
        .map_err(|_| unreadable(answer, "The answer is not what the API documents").into())
}

pub(super) fn parse(answer: &Response<Vec<u8>>) -> Result<Peering, Failure> {
    match read::<Answer<model::Peering>>(answer)? {
        Answer::Wrapped { peering } | Answer::Bare(peering) => Ok(peering.into()),
    }
}
