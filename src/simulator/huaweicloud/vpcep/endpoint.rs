//! One endpoint: its fields, its statuses, and what time and the two sides do to it. Its owner's
//! connection to a service has the same id: there is no other.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::super::super::clock;
use super::super::super::id::{Region, name};
use super::super::peering::{Decision, ProjectId, VpcId};
use super::error::Refused;
use super::seed::Doubts;
use super::service::ServiceId;

name! {
    /// An endpoint, and the service's connection to it.
    EndpointId
}

/// The documented statuses, and any other text that the control API was told to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Status {
    /// Waits for the service's owner.
    PendingAcceptance,
    /// Being connected.
    Creating,
    /// Connected.
    Accepted,
    /// The owner refused, or took the approval away.
    Rejected,
    /// It could not be connected.
    Failed,
    /// Its owner deletes it.
    Deleting,
    /// Not documented.
    Other(String),
}

impl Status {
    /// As the API writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::PendingAcceptance => "pendingAcceptance",
            Self::Creating => "creating",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
            Self::Deleting => "deleting",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for Status {
    fn from(text: String) -> Self {
        let known = [
            Self::PendingAcceptance,
            Self::Creating,
            Self::Accepted,
            Self::Rejected,
            Self::Failed,
            Self::Deleting,
        ];
        let found = known.into_iter().find(|one| one.as_str() == text);
        found.unwrap_or(Self::Other(text))
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

/// Why an endpoint failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The code.
    pub error_code: String,
    /// The words.
    pub error_message: String,
}

/// What is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settling {
    /// What follows; none: it is gone.
    pub to: Option<Status>,
    /// When.
    #[serde(with = "clock::rfc3339")]
    pub at: Timestamp,
}

/// An endpoint, as the control API and the state file show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// Its id.
    pub id: EndpointId,
    /// The service that it asks.
    pub service_id: ServiceId,
    /// Where both are.
    pub region: Region,
    /// The account that asks: all that the service's owner is shown of it.
    pub domain_id: String,
    /// The project that asks.
    pub project_id: ProjectId,
    /// Its VPC.
    pub vpc_id: VpcId,
    /// The id in packets; needs more than 53 bits.
    pub marker_id: i64,
    /// Empty when there is none.
    pub description: String,
    /// As of the last change.
    pub status: Status,
    /// Why it failed.
    pub errors: Vec<Problem>,
    /// Whether the account that asks is in arrears.
    pub frozen: bool,
    /// When it was made.
    #[serde(with = "clock::rfc3339")]
    pub created_at: Timestamp,
    /// When it last changed.
    #[serde(with = "clock::rfc3339")]
    pub updated_at: Timestamp,
    /// What is on its way.
    pub settling: Option<Settling>,
}

impl Endpoint {
    /// Lets time pass; false when it is gone.
    pub(super) fn settle(&mut self, now: Timestamp) -> bool {
        if let Some(settling) = self.settling.take_if(|one| one.at <= now) {
            self.updated_at = settling.at;
            match settling.to {
                Some(status) => self.status = status,
                None => return false,
            }
        }
        true
    }

    /// From now on it is `status`; when that has settled, `to`.
    pub(super) fn turn(
        &mut self,
        status: Status,
        to: Option<Status>,
        settle: Duration,
        now: Timestamp,
    ) -> bool {
        self.status = status;
        self.updated_at = now;
        self.settling = Some(Settling {
            to,
            at: clock::after(now, settle),
        });
        self.settle(now)
    }

    /// The service's owner decides.
    pub(super) fn decide(
        &mut self,
        decision: Decision,
        doubts: Doubts,
        settle: Duration,
        now: Timestamp,
    ) -> Result<(), Refused> {
        if self.frozen {
            return Err(Refused::Frozen);
        }
        match (&self.status, decision) {
            (Status::Failed, _) => return Err(Refused::Failed),
            (Status::Deleting, _) => return Err(Refused::Deleting),
            (Status::Creating, _) => return Err(Refused::Creating),
            (Status::Accepted, Decision::Accept) => return Err(Refused::Connected),
            (Status::Rejected, Decision::Accept) if doubts.rejected_is_final => {
                return Err(Refused::Decided(Status::Rejected));
            }
            (Status::Rejected, Decision::Reject) if doubts.second_reject_refused => {
                return Err(Refused::Decided(Status::Rejected));
            }
            _ => {}
        }
        // A reject shows what was until it is done: nothing is named for it in between.
        let (shown, to) = match decision {
            Decision::Accept => (Status::Creating, Status::Accepted),
            Decision::Reject => (self.status.clone(), Status::Rejected),
        };
        self.turn(shown, Some(to), settle, now);
        Ok(())
    }

    /// As the service's owner is shown it.
    pub(super) fn connection(&self, doubts: Doubts) -> Value {
        let mut shown = Map::new();
        let mut put = |name: &str, value: Value| shown.insert(name.to_owned(), value);
        put("id", json!(self.id));
        put("status", json!(self.status));
        put("marker_id", json!(self.marker_id));
        put("domain_id", json!(self.domain_id));
        put("created_at", json!(stamp(self.created_at, doubts)));
        put("updated_at", json!(stamp(self.updated_at, doubts)));
        if !doubts.older_answers {
            put("description", json!(self.description));
        }
        if !self.errors.is_empty() {
            put("error", json!(self.errors));
        }
        Value::Object(shown)
    }

    /// As its own owner is shown it.
    pub(super) fn wire(&self, service_name: &str, doubts: Doubts) -> Value {
        let mut shown = self.connection(doubts);
        if let Value::Object(shown) = &mut shown {
            shown.remove("domain_id");
            let mut put = |name: &str, value: Value| shown.insert(name.to_owned(), value);
            put("service_type", json!("interface"));
            put("endpoint_service_id", json!(self.service_id));
            put("endpoint_service_name", json!(service_name));
            put("vpc_id", json!(self.vpc_id));
            put("project_id", json!(self.project_id));
            let active = if self.frozen { "frozen" } else { "active" };
            put("active_status", json!([active]));
        }
        shown
    }
}

/// A time as this generation of the API writes it.
pub(super) fn stamp(moment: Timestamp, doubts: Doubts) -> String {
    let form = if doubts.older_answers {
        "%Y-%m-%dT%H:%M:%S.%3f"
    } else {
        "%Y-%m-%dT%H:%M:%SZ"
    };
    moment.to_zoned(TimeZone::UTC).strftime(form).to_string()
}
