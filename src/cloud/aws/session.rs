//! What calls through one account in one region, and what is known there.

use std::convert::Infallible;
use std::sync::Arc;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::account_error::Error;
use super::config::Service;
use super::error::unreadable;
use super::objects::{Connection, Peering};
use super::query::Query;
use super::tried::Tried;
use super::xml::Element;
use crate::cloud::identity::Identity;
use crate::cloud::session;
use crate::connection::group::Groups;
use crate::connection::ids::{EndpointId, ServiceId, TenantId, VpcId};
use crate::connection::observe::Collection;
use crate::connection::status::Decision;
use crate::http::call::Effect;
use crate::http::client::Client;
use crate::http::error::Failure;
use crate::http::limit::Limits;
use crate::operation::Operation;

/// An account in one region.
pub type Region = session::Region<Peering, String, Infallible, Infallible, OfRegion>;

/// What it has there on this cloud alone.
pub struct OfRegion {
    /// Rates are those of an account in a region.
    pub(super) limits: Arc<Limits>,
    /// All peerings, and when the list was sent.
    pub(super) listed: Mutex<Option<(Instant, Arc<[Peering]>)>>,
    /// Between which VPCs this process has asked for peerings of late, and when.
    pub(super) asked: std::sync::Mutex<Vec<(Instant, [VpcId; 2])>>,
    /// What is known of those who ask any service.
    pub(super) connections: Arc<Collection<EndpointId, Connection, String>>,
    /// Endpoints that are being answered, by the service that they ask and the answer.
    pub(super) deciding: Arc<Groups<(ServiceId, Decision), EndpointId>>,
    /// Whether they may be answered so.
    pub(super) tried: Tried,
}

/// An account for one region, ready to call. Clones are one session.
pub type Session = session::Session<Region, OfSession>;

/// What a session has on this cloud.
pub struct OfSession {
    pub(super) ec2: Client,
    pub(super) sts: Client,
    pub(super) identity: Arc<Identity<TenantId>>,
}

impl Session {
    /// The account's number, asked for once.
    ///
    /// # Errors
    /// [`Error::Lookup`]
    pub async fn own_id(&self, operation: &Operation) -> Result<TenantId, Error> {
        let own = self
            .identity
            .own(operation, Box::pin(of_caller(&self.sts, operation)));
        own.await.map_err(Error::Lookup)
    }

    /// The account's number, when that needs no call.
    pub fn seen_id(&self) -> Option<&TenantId> {
        self.identity.seen()
    }

    /// The account's number, where it can be learned.
    pub async fn learned_id(&self, operation: &Operation) -> Option<TenantId> {
        let own = self
            .identity
            .learned(operation, Box::pin(of_caller(&self.sts, operation)));
        own.await
    }
}

/// The account that the keys belong to. Nobody needs a permission to ask.
///
/// Source: STS API reference, "GetCallerIdentity".
async fn of_caller(sts: &Client, operation: &Operation) -> Result<TenantId, Failure> {
    let call = Query::new(Service::Sts, "GetCallerIdentity", Effect::Reads).call();
    let answer = sts.call(operation, &call).await?;
    let root = Element::parse(answer.body());
    let own = root.and_then(|root| root.word("GetCallerIdentityResult/Account"));
    own.ok_or_else(|| unreadable(&answer, "The answer names no account").into())
}
