//! One VPC peering connection: its fields, its statuses, and what time and the two sides do to it.
//! <https://support.huaweicloud.com/intl/en-us/api-vpc/vpc_peering_0001.html>

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::clock;
use super::super::id::{Region, name};
use super::error::Refusal;

name! {
    /// A peering's id, shared by both sides.
    PeeringId
}
name! {
    /// A project: what the VPC API calls `tenant_id`.
    ProjectId
}
name! {
    /// A VPC.
    VpcId
}

/// The documented statuses, and any other text that the control API was told to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Status {
    /// Waits for the accepter.
    PendingAcceptance,
    /// The accepter refused.
    Rejected,
    /// Nobody answered in time.
    Expired,
    /// Deleted, and not gone yet.
    Deleted,
    /// Connected.
    Active,
    /// Not documented.
    Other(String),
}

impl Status {
    /// As the API writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::PendingAcceptance => "PENDING_ACCEPTANCE",
            Self::Rejected => "REJECTED",
            Self::Expired => "EXPIRED",
            Self::Deleted => "DELETED",
            Self::Active => "ACTIVE",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for Status {
    fn from(text: String) -> Self {
        match text.as_str() {
            "PENDING_ACCEPTANCE" => Self::PendingAcceptance,
            "REJECTED" => Self::Rejected,
            "EXPIRED" => Self::Expired,
            "DELETED" => Self::Deleted,
            "ACTIVE" => Self::Active,
            _ => Self::Other(text),
        }
    }
}

impl From<Status> for String {
    fn from(status: Status) -> Self {
        status.as_str().to_owned()
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One end of a peering.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// The project that owns the VPC.
    pub project_id: ProjectId,
    /// The VPC.
    pub vpc_id: VpcId,
}

/// A change that was answered and takes effect later (`--settle`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settling {
    /// What follows.
    pub to: Settled,
    /// When.
    #[serde(with = "clock::rfc3339")]
    pub at: Timestamp,
}

/// What a settling peering becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    /// `ACTIVE`.
    Active,
    /// `REJECTED`.
    Rejected,
    /// Not found.
    Gone,
}

/// The accepter's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    Accept,
    Reject,
}

impl Decision {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
        }
    }
}

/// A peering, as the control API and the state file show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peering {
    /// Its id.
    pub id: PeeringId,
    /// Where both VPCs are.
    pub region: Region,
    /// 1 to 64 characters.
    pub name: String,
    /// At most 255 characters; empty when there is none.
    pub description: String,
    /// As of the last change; `Peering::settle` brings it up to date.
    pub status: Status,
    /// Who asked.
    pub requester: Side,
    /// Who was asked.
    pub accepter: Side,
    /// When it was made.
    #[serde(with = "clock::rfc3339")]
    pub created_at: Timestamp,
    /// When it last changed.
    #[serde(with = "clock::rfc3339")]
    pub updated_at: Timestamp,
    /// When it expires unless it is answered first.
    #[serde(with = "clock::rfc3339")]
    pub expires_at: Timestamp,
    /// What is on its way.
    pub settling: Option<Settling>,
}

/// Whether a peering still exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Existence {
    Exists,
    Gone,
}

impl Peering {
    /// Lets time pass: what was to settle or to expire by `now` has.
    pub(super) fn settle(&mut self, now: Timestamp) -> Existence {
        match &self.settling {
            Some(settling) if settling.at <= now => {
                self.updated_at = settling.at;
                match settling.to {
                    Settled::Active => self.status = Status::Active,
                    Settled::Rejected => self.status = Status::Rejected,
                    Settled::Gone => return Existence::Gone,
                }
                self.settling = None;
            }
            None if self.status == Status::PendingAcceptance && self.expires_at <= now => {
                self.status = Status::Expired;
                self.updated_at = self.expires_at;
            }
            _ => {}
        }
        Existence::Exists
    }

    /// The accepter decides. A decision on its way counts as made.
    pub(super) fn decide(
        &mut self,
        decision: Decision,
        settle: Duration,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if self.status != Status::PendingAcceptance || self.settling.is_some() {
            return Err(self.refused(decision.word()));
        }
        let to = match decision {
            Decision::Accept => Settled::Active,
            Decision::Reject => Settled::Rejected,
        };
        self.settling = Some(Settling {
            to,
            at: clock::after(now, settle),
        });
        self.settle(now);
        Ok(())
    }

    /// Either side deletes, in any status. A delete that is on its way is answered 409.
    pub(super) fn delete(
        &mut self,
        settle: Duration,
        now: Timestamp,
    ) -> Result<Existence, Refusal> {
        if self.is_going() {
            return Err(self.refused("delete"));
        }
        self.status = Status::Deleted;
        self.updated_at = now;
        self.settling = Some(Settling {
            to: Settled::Gone,
            at: clock::after(now, settle),
        });
        Ok(self.settle(now))
    }

    /// Deleted, but not gone yet.
    pub(super) fn is_going(&self) -> bool {
        matches!(&self.settling, Some(settling) if settling.to == Settled::Gone)
    }

    /// Connected, or about to be.
    pub(super) fn is_active(&self) -> bool {
        let on_its_way = matches!(&self.settling, Some(one) if one.to == Settled::Active);
        self.status == Status::Active || on_its_way
    }

    /// Still a request, or about to be refused.
    pub(super) fn is_pending(&self) -> bool {
        self.status == Status::PendingAcceptance
    }

    pub(super) fn has_end(&self, project: &ProjectId) -> bool {
        self.requester.project_id == *project || self.accepter.project_id == *project
    }

    /// The refusal of an action that the status does not allow.
    pub(super) fn refused(&self, action: &'static str) -> Refusal {
        Refusal::Status {
            id: self.id.clone(),
            status: self.status.clone(),
            action,
        }
    }

    /// As the API shows it, not wrapped. Times are UTC without a zone: `yyyy-MM-ddTHH:mm:ss`.
    pub(super) fn wire(&self) -> Value {
        let side = |side: &Side| {
            json!({
                "vpc_id": side.vpc_id,
                "tenant_id": side.project_id,
            })
        };
        json!({
            "id": self.id,
            "name": self.name,
            "status": self.status,
            "request_vpc_info": side(&self.requester),
            "accept_vpc_info": side(&self.accepter),
            "description": self.description,
            "created_at": zoneless(self.created_at),
            "updated_at": zoneless(self.updated_at),
        })
    }
}

fn zoneless(moment: Timestamp) -> String {
    moment
        .to_zoned(TimeZone::UTC)
        .strftime("%Y-%m-%dT%H:%M:%S")
        .to_string()
}
