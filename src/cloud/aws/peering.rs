//! VPC peering connections: the documented calls.
//!
//! Source: EC2 API reference, 2016-11-15. None of them takes a client token; a create is idempotent by its two VPCs.

use std::collections::BTreeMap;

use ::http::Response;

use super::answer;
use super::calls::{self, CREATE_TAGS, DELETE_TAGS, MODIFY_OPTIONS};
use super::error::unreadable;
use super::objects::peering;
pub use super::objects::{Draft, Ending, Extra, Peering};
use super::query::Query;
use super::session::Session;
use super::xml::Element;
use crate::cloud::write::send;
use crate::connection::ids::PeeringId;
use crate::connection::peering::Role;
use crate::connection::status::Decision;
use crate::http::error::Failure;
use crate::operation::Operation;

/// The peerings of one account in one region.
#[derive(Clone, Copy)]
pub struct Peerings<'a>(pub &'a Session);

impl Peerings<'_> {
    /// Asks for a peering. Where one between the two VPCs stands already, the cloud answers with that one.
    ///
    /// # Errors
    /// [`Failure`]; an answer that cannot be read is [`Failure::Unknown`].
    pub async fn create(self, operation: &Operation, draft: &Draft) -> Result<Peering, Failure> {
        let writing = self.0.stamps().begin();
        let made = send(&self.0.ec2, operation, &calls::create(draft).call(), whole).await;
        // Whatever came of it.
        self.asked([&draft.requester.vpc, &draft.accepter.vpc]);
        let made = made?;
        writing.created(made.id.as_str());
        Ok(made)
    }

    /// Accepts or rejects a request. An accept shows the peering.
    pub(super) async fn decide(
        self,
        operation: &Operation,
        id: &PeeringId,
        decision: Decision,
    ) -> Result<Option<Peering>, Failure> {
        let call = calls::decide(id, decision);
        match decision {
            Decision::Accept => {
                let _writing = self.0.stamps().begin().of(id.as_str());
                let call = call.call();
                send(&self.0.ec2, operation, &call, whole).await.map(Some)
            }
            Decision::Reject => self.write(operation, id, call, done).await.map(|()| None),
        }
    }

    /// The call that ends a peering.
    pub(super) async fn delete(self, operation: &Operation, id: &PeeringId) -> Result<(), Failure> {
        send(&self.0.ec2, operation, &calls::delete(id).call(), done).await
    }

    /// Whether `role` resolves the other side's names of hosts to private addresses.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn resolve_remote(
        self,
        operation: &Operation,
        id: &PeeringId,
        role: Role,
        on: bool,
    ) -> Result<(), Failure> {
        let call = calls::resolve_remote(id, role, on);
        let read = |answer: &Response<Vec<u8>>| taken(answer, MODIFY_OPTIONS);
        self.write(operation, id, call, read).await
    }

    /// Sets tags of our side.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn tag(
        self,
        operation: &Operation,
        id: &PeeringId,
        tags: &BTreeMap<String, String>,
    ) -> Result<(), Failure> {
        let read = |answer: &Response<Vec<u8>>| taken(answer, CREATE_TAGS);
        self.write(operation, id, calls::tag(id, tags), read).await
    }

    /// Takes tags of our side away, whatever their values are.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn untag(
        self,
        operation: &Operation,
        id: &PeeringId,
        keys: &[&str],
    ) -> Result<(), Failure> {
        let read = |answer: &Response<Vec<u8>>| taken(answer, DELETE_TAGS);
        self.write(operation, id, calls::untag(id, keys), read)
            .await
    }

    /// Sends what changes a peering.
    async fn write(
        self,
        operation: &Operation,
        id: &PeeringId,
        call: Query,
        read: impl FnOnce(&Response<Vec<u8>>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let _writing = self.0.stamps().begin().of(id.as_str());
        send(&self.0.ec2, operation, &call.call(), read).await
    }
}

/// The peering that an answer is about.
fn whole(answer: &Response<Vec<u8>>) -> Result<Peering, Failure> {
    let root = Element::parse(answer.body());
    let shown = root
        .as_ref()
        .and_then(|root| root.at("vpcPeeringConnection"));
    shown
        .and_then(peering)
        .ok_or_else(|| unreadable(answer, "The answer shows no peering").into())
}

/// Whether an answer says that it is done.
fn done(answer: &Response<Vec<u8>>) -> Result<(), Failure> {
    let root = Element::parse(answer.body());
    match root.and_then(|root| root.flag("return")) {
        Some(true) => Ok(()),
        _ => Err(unreadable(answer, "The answer does not say that it was done").into()),
    }
}

/// Whether an answer is that of a call, and does not say that nothing was done: the model that the vendor's SDKs are made of
/// knows no `return` of some.
fn taken(answer: &Response<Vec<u8>>, action: &str) -> Result<(), Failure> {
    match answer::root(answer, action)?.flag("return") {
        Some(false) => Err(unreadable(answer, "The answer says that it was not done").into()),
        None | Some(true) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_without_anything_is_enough_where_none_is_documented() {
        let read = |body: &str| {
            let answer = Response::new(body.as_bytes().to_vec());
            (taken(&answer, "CreateTags").is_ok(), done(&answer).is_ok())
        };
        let answer = |inside: &str| {
            format!("<CreateTagsResponse><requestId>x</requestId>{inside}</CreateTagsResponse>")
        };
        assert_eq!(read(&answer("<return>true</return>")), (true, true));
        assert_eq!(read(&answer("")), (true, false));
        assert_eq!(read(&answer("<return>false</return>")), (false, false));
        for other in ["<DeleteTagsResponse/>", "<html></html>", "", "{}"] {
            assert_eq!(read(other), (false, false), "{other}");
        }
    }
}
