//! One connection between an endpoint and the service that it asks: its fields, its statuses, and what
//! time and the two sides do to it. Both have ids of their own; the connection has none.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::super::clock;
use super::super::super::id::{Region, name};
use super::super::error::Refusal;
use super::super::peering::{AccountId, VpcId, seconds};
use super::service::ServiceId;

name! {
    /// An endpoint: `ep-…`.
    EndpointId
}

/// The seven documented statuses, and any other text that the control API was told to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[allow(missing_docs, reason = "the vendor's words")]
pub enum Status {
    Pending,
    Connecting,
    Connected,
    Disconnecting,
    Disconnected,
    Deleting,
    ServiceDeleted,
    Other(String),
}

impl Status {
    /// As the API writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Pending => "Pending",
            Self::Connecting => "Connecting",
            Self::Connected => "Connected",
            Self::Disconnecting => "Disconnecting",
            Self::Disconnected => "Disconnected",
            Self::Deleting => "Deleting",
            Self::ServiceDeleted => "ServiceDeleted",
            Self::Other(text) => text,
        }
    }

    /// What its zones show meanwhile.
    fn of_zone(&self) -> &str {
        match self {
            Self::Pending => "Wait",
            Self::ServiceDeleted => "Disconnected",
            other => other.as_str(),
        }
    }
}

impl From<String> for Status {
    fn from(text: String) -> Self {
        let known = [
            Self::Pending,
            Self::Connecting,
            Self::Connected,
            Self::Disconnecting,
            Self::Disconnected,
            Self::Deleting,
            Self::ServiceDeleted,
        ];
        let found = known.into_iter().find(|status| status.as_str() == text);
        found.unwrap_or(Self::Other(text))
    }
}

impl From<Status> for String {
    fn from(status: Status) -> Self {
        status.as_str().to_owned()
    }
}

/// What is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settling {
    /// What follows; none: it is gone.
    to: Option<Status>,
    #[serde(with = "clock::rfc3339")]
    at: Timestamp,
}

/// A connection, as the control API and the state file show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// The endpoint.
    pub id: EndpointId,
    /// The service that it asks.
    pub service_id: ServiceId,
    /// Where both are.
    pub region: Region,
    /// The account that asks.
    pub requester: AccountId,
    /// Whether that is the service's owner as well.
    pub is_owners: bool,
    /// The VPC that asks.
    pub vpc_id: VpcId,
    /// Mbit/s.
    pub bandwidth: i64,
    /// `BandwidthLimit` or `Scalability`.
    pub mode: String,
    /// As of the last change; `Connection::settle` brings it up to date.
    pub status: Status,
    /// When it was asked for.
    #[serde(with = "clock::rfc3339")]
    pub created_at: Timestamp,
    /// When it last changed.
    #[serde(with = "clock::rfc3339")]
    pub updated_at: Timestamp,
    pub(super) settling: Option<Settling>,
}

impl Connection {
    /// Lets time pass; whether it is still there.
    pub(super) fn settle(&mut self, now: Timestamp) -> bool {
        if let Some(settling) = self.settling.take_if(|settling| settling.at <= now) {
            self.updated_at = settling.at;
            match settling.to {
                Some(to) => self.status = to,
                None => return false,
            }
        }
        true
    }

    /// It shows `meanwhile` until it becomes `to`, or is gone, after `settle`. Whether it is still there.
    pub(super) fn becomes(
        &mut self,
        meanwhile: Status,
        to: Option<Status>,
        settle: Duration,
        now: Timestamp,
    ) -> bool {
        self.status = meanwhile;
        self.updated_at = now;
        let at = clock::after(now, settle);
        self.settling = Some(Settling { to, at });
        self.settle(now)
    }

    /// Forgets what was under way: the control API sets a status.
    pub(crate) fn stop(&mut self) {
        self.settling = None;
    }

    /// Whether an enable or a disable is under way.
    pub(super) fn is_deciding(&self) -> bool {
        matches!(self.status, Status::Connecting | Status::Disconnecting)
    }

    /// Connects or disconnects.
    pub(super) fn decide(
        &mut self,
        connect: bool,
        settle: Duration,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let denied = || Refusal::ConnectionDenied(self.id.clone());
        let (from, meanwhile, to) = if connect {
            (Status::Disconnected, Status::Connecting, Status::Connected)
        } else {
            (
                Status::Connected,
                Status::Disconnecting,
                Status::Disconnected,
            )
        };
        // What was made `Pending` and has nothing under way is what waits for an answer.
        let waits = self.status == Status::Pending && self.settling.is_none();
        if self.status != from && !waits {
            return Err(denied());
        }
        self.becomes(meanwhile, Some(to), settle, now);
        Ok(())
    }

    /// As the API shows it to the service's owner.
    pub(super) fn wire(&self) -> Value {
        json!({
            "EndpointId": self.id,
            "ServiceId": self.service_id,
            "EndpointOwnerId": self.requester,
            "EndpointVpcId": self.vpc_id,
            "EndpointRegionId": self.region,
            "ServiceRegionId": self.region,
            "ConnectionStatus": self.status,
            "Bandwidth": self.bandwidth,
            "TrafficControlMode": self.mode,
            "ModifiedTime": seconds(self.updated_at),
            "ResourceGroupId": "rg-default",
            "ResourceOwner": self.is_owners,
            "Zones": [{
                "ZoneId": format!("{}-a", self.region),
                "VSwitchId": format!("vsw-{}", self.vpc_id),
                "EniId": format!("eni-{}", self.id),
                "ResourceId": "nlb-1",
                "ZoneDomain": format!("{}.privatelink.example", self.id),
                "ZoneStatus": self.status.of_zone(),
            }],
        })
    }
}
