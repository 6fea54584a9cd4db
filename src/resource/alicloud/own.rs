//! What belongs to one side alone: its resource group and its tags.

use std::collections::BTreeMap;

use crate::cloud::alicloud::account::Session;
use crate::cloud::alicloud::ids::{ClientToken, PeeringId};
use crate::cloud::alicloud::peering::{Own, Peerings};
use crate::http::error::{Failure, Kind};
use crate::operation::Operation;
use crate::resource::context::Cx;

/// What is to be, and what is.
pub(super) struct Alignment<'a> {
    /// The regions that may be meant by "the region of the peering": no document says whether an
    /// accepter's tags are found under its own or under the requester's.
    pub(super) sessions: &'a [&'a Session],
    pub(super) id: &'a PeeringId,
    /// What the resource knew before: keys of it that are not wanted any more are taken away.
    pub(super) before: &'a BTreeMap<String, String>,
    pub(super) wanted: &'a Own,
    /// As the cloud shows it now.
    pub(super) shown: &'a Own,
}

impl Alignment<'_> {
    /// Sets what differs, and nothing else.
    ///
    /// # Errors
    /// [`Failure`] of the first call that failed.
    pub(super) async fn carry_out(&self, cx: &Cx<'_>) -> Result<(), Failure> {
        let (wanted, shown) = (self.wanted, self.shown);
        if let Some(group) = &wanted.resource_group
            && shown.resource_group.as_ref() != Some(group)
        {
            self.somewhere(cx, &Step::Move(group)).await?;
        }
        let missing: BTreeMap<_, _> = wanted
            .tags
            .iter()
            .filter(|(key, value)| shown.tags.get(*key) != Some(value))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        if !missing.is_empty() {
            self.somewhere(cx, &Step::Tag(&missing)).await?;
        }
        let surplus: Vec<&str> = self
            .before
            .keys()
            .filter(|key| !wanted.tags.contains_key(*key) && shown.tags.contains_key(*key))
            .map(String::as_str)
            .collect();
        if !surplus.is_empty() {
            self.somewhere(cx, &Step::Untag(&surplus)).await?;
        }
        Ok(())
    }

    /// Calls in the first region where the peering is found.
    async fn somewhere(&self, cx: &Cx<'_>, step: &Step<'_>) -> Result<(), Failure> {
        let (operation, id) = (&cx.operation, self.id);
        let mut last = None;
        for session in self.sessions {
            let (peerings, token) = (Peerings(session), ClientToken::new());
            let mut done = step.send(peerings, operation, id, &token).await;
            // No answer that can be read: once more, which changes nothing twice.
            if matches!(done, Err(Failure::Unknown { .. })) && operation.ended().is_none() {
                done = step.send(peerings, operation, id, &token).await;
            }
            match done {
                Err(failure) if failure.is(Kind::NotFound) => last = Some(failure),
                done => return done,
            }
        }
        last.map_or(Ok(()), Err)
    }
}

/// One call.
enum Step<'a> {
    Move(&'a str),
    Tag(&'a BTreeMap<String, String>),
    Untag(&'a [&'a str]),
}

impl Step<'_> {
    async fn send(
        &self,
        peerings: Peerings<'_>,
        operation: &Operation,
        id: &PeeringId,
        token: &ClientToken,
    ) -> Result<(), Failure> {
        match self {
            Step::Move(group) => peerings.move_to(operation, id, group).await,
            Step::Tag(tags) => peerings.tag(operation, id, tags, token).await,
            Step::Untag(keys) => peerings.untag(operation, id, keys, token).await,
        }
    }
}
