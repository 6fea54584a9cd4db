//! What calls through one account in one region, and what is known there.

use std::sync::Arc;

use tokio::sync::OnceCell;

use super::account_error::Error;
use super::identity;
use super::ids::AccountId;
use super::objects::{Connection, Peering};
use crate::cloud::random::unique;
use crate::cloud::session;
use crate::connection::queue::{Queues, Turn};
use crate::connection::stamps::Stamps;
use crate::http::client::Client;
use crate::http::error::Failure;
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
/// one at a time. Whose line it is, once that was asked. Who was told nothing does not ask again: where nobody can say, each
/// account of the configuration has a line of its own.
pub struct Line {
    learned: OnceCell<Option<AccountId>>,
    own: String,
}

impl Default for Line {
    fn default() -> Self {
        Self {
            learned: OnceCell::new(),
            own: unique(),
        }
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
    pub(super) configured: Option<AccountId>,
    pub(super) identity: Arc<OnceCell<AccountId>>,
    pub(super) line: Arc<Line>,
}

impl Session {
    /// The account's number: configured, or asked for once.
    ///
    /// # Errors
    /// [`Error::Lookup`]
    pub async fn own_id(&self, operation: &Operation) -> Result<AccountId, Error> {
        match (self.identity.get(), &self.configured) {
            (Some(found), _) | (None, Some(found)) => Ok(found.clone()),
            (None, None) => self.look_up(operation).await,
        }
    }

    pub(super) async fn look_up(&self, operation: &Operation) -> Result<AccountId, Error> {
        let asking = self
            .identity
            .get_or_try_init(|| identity::of_caller(&self.sts, operation));
        // Whoever waits for another one's look-up keeps to its own limits.
        match operation.run(asking).await {
            Ok(found) => found.cloned().map_err(Error::Lookup),
            Err(ended) => Err(Error::Lookup(Failure::Ended(ended))),
        }
    }

    /// The account's number, when that needs no call.
    pub fn seen_id(&self) -> Option<&AccountId> {
        self.identity.get().or(self.configured.as_ref())
    }

    /// Who changes what, in turn.
    pub fn queues(&self) -> &Queues {
        &self.here().queues
    }

    /// The account's number, where it can be learned.
    pub async fn learned_id(&self, operation: &Operation) -> Option<AccountId> {
        if let Some(seen) = self.seen_id() {
            return Some(seen.clone());
        }
        let asking = self.line.learned.get_or_try_init(|| async {
            match self.own_id(operation).await {
                Ok(own) => Ok(Some(own)),
                // The next one has more time.
                Err(Error::Lookup(Failure::Ended(ended))) => Err(ended),
                Err(_) => Ok(None),
            }
        });
        operation.run(asking).await.ok()?.ok()?.clone()
    }

    /// A turn to decide. Two accounts of the configuration may be one of the cloud's, and then share a line.
    ///
    /// # Errors
    /// [`Ended`]
    pub async fn turn(&self, operation: &Operation) -> Result<Turn, Ended> {
        let own = self.learned_id(operation).await;
        let name = own.as_ref().map_or(&*self.line.own, AccountId::as_str);
        let line = format!("privatelink of {name}");
        self.queues().enter(operation, &[&line]).await
    }
}
