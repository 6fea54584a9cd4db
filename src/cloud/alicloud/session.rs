//! What calls through one account in one region, and what is known there.

use std::sync::Arc;

use super::account_error::Error;
use super::identity;
use super::ids::AccountId;
use super::objects::{Connection, Peering};
use crate::cloud::identity::{Asking, Identity};
use crate::cloud::random::unique;
use crate::cloud::session;
use crate::connection::queue::{Queues, Turn};
use crate::connection::stamps::Stamps;
use crate::http::client::Client;
use crate::operation::{Ended, Operation};

/// What the accounts of one process share, because both sides of a connection change one object.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    /// What was written.
    pub stamps: Arc<Stamps>,
    /// Who changes what, in turn.
    pub queues: Arc<Queues>,
}

/// An account in one region.
pub type Region = session::Region<Peering, String, Connection, String, Shared>;

/// The line in which those stand who enable or disable a connection of PrivateLink: the cloud lets an account do
/// one at a time. Where nobody can say whose it is, each account of the configuration has a line of its own.
pub struct Line(String);

impl Default for Line {
    fn default() -> Self {
        Self(unique())
    }
}

/// An account for one region, ready to call. Clones are one session.
pub type Session = session::Session<Region, OfSession>;

/// What a session has on this cloud.
pub struct OfSession {
    /// Calls the service of VPC peerings.
    pub(super) vpcpeer: Client,
    /// Calls PrivateLink in the region.
    pub(super) privatelink: Client,
    pub(super) sts: Client,
    pub(super) identity: Arc<Identity<AccountId>>,
    pub(super) line: Arc<Line>,
}

impl Session {
    /// The account's number: configured, or asked for once.
    ///
    /// # Errors
    /// [`Error::Lookup`]
    pub async fn own_id(&self, operation: &Operation) -> Result<AccountId, Error> {
        let own = self.identity.own(operation, self.ask(operation));
        own.await.map_err(Error::Lookup)
    }

    /// The same, as the cloud says, whatever is configured.
    pub(super) async fn look_up(&self, operation: &Operation) -> Result<AccountId, Error> {
        let own = self.identity.look_up(operation, self.ask(operation));
        own.await.map_err(Error::Lookup)
    }

    fn ask<'a>(&'a self, operation: &'a Operation) -> Asking<'a, AccountId> {
        Box::pin(identity::of_caller(&self.sts, operation))
    }

    /// The account's number, when that needs no call.
    pub fn seen_id(&self) -> Option<&AccountId> {
        self.identity.seen()
    }

    /// Who changes what, in turn.
    pub fn queues(&self) -> &Queues {
        &self.here().queues
    }

    /// The account's number, where it can be learned.
    pub async fn learned_id(&self, operation: &Operation) -> Option<AccountId> {
        let own = self.identity.learned(operation, self.ask(operation));
        own.await
    }

    /// A turn to decide. Two accounts of the configuration may be one of the cloud's, and then share a line.
    ///
    /// # Errors
    /// [`Ended`]
    pub async fn turn(&self, operation: &Operation) -> Result<Turn, Ended> {
        let own = self.learned_id(operation).await;
        let name = own.as_ref().map_or(self.line.0.as_str(), AccountId::as_str);
        let line = format!("privatelink of {name}");
        self.queues().enter(operation, &[&line]).await
    }
}
