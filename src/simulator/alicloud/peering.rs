//! One VPC peering connection: its fields, its statuses, and what time and the two sides do to it.
//! <https://www.alibabacloud.com/help/en/vpc/developer-reference/api-vpcpeer-2022-01-01-getvpcpeerconnectionattribute>

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::clock;
use super::super::id::{AccessKey, Region, name};
use super::error::Refusal;
use super::seed::Seed;

name! {
    /// A peering's id, shared by both sides: `pcc-…`.
    PeeringId
}
name! {
    /// A VPC.
    VpcId
}

/// An account's number: CRC-32 (IEEE) of its access key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub i64);

impl AccountId {
    /// The account of an access key.
    pub fn of(key: &AccessKey) -> Self {
        Self(i64::from(crc32fast::hash(key.as_str().as_bytes())))
    }
}

impl std::fmt::Display for AccountId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The eight documented statuses, and any other text that the control API was told to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[allow(missing_docs, reason = "the vendor's words")]
pub enum Status {
    Creating,
    Accepting,
    Updating,
    Rejected,
    Expired,
    Activated,
    Deleting,
    Deleted,
    Other(String),
}

impl Status {
    /// As the API writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Creating => "Creating",
            Self::Accepting => "Accepting",
            Self::Updating => "Updating",
            Self::Rejected => "Rejected",
            Self::Expired => "Expired",
            Self::Activated => "Activated",
            Self::Deleting => "Deleting",
            Self::Deleted => "Deleted",
            Self::Other(text) => text,
        }
    }

    /// Whether something is under way, so that nothing else may begin.
    pub(super) fn is_moving(&self) -> bool {
        matches!(self, Self::Creating | Self::Updating | Self::Deleting)
    }
}

impl From<String> for Status {
    fn from(text: String) -> Self {
        let known = [
            Self::Creating,
            Self::Accepting,
            Self::Updating,
            Self::Rejected,
            Self::Expired,
            Self::Activated,
            Self::Deleting,
            Self::Deleted,
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

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether the account has paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the vendor's words")]
pub enum BizStatus {
    Normal,
    FinancialLocked,
}

/// One end of a peering, and what belongs to that end alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// The account.
    pub account: AccountId,
    /// The region.
    pub region: Region,
    /// The VPC.
    pub vpc_id: VpcId,
    /// The resource group of this side.
    pub resource_group_id: String,
    /// The tags of this side.
    pub tags: BTreeMap<String, String>,
}

/// A change that was answered and takes effect later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settling {
    pub(super) to: Status,
    #[serde(with = "clock::rfc3339")]
    pub(super) at: Timestamp,
}

/// A peering, as the control API and the state file show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peering {
    /// Its id.
    pub id: PeeringId,
    /// Its name; empty when there is none.
    pub name: String,
    /// Its description; empty when there is none.
    pub description: String,
    /// As of the last change; `Peering::settle` brings it up to date.
    pub status: Status,
    /// Whether the account has paid.
    pub biz_status: BizStatus,
    /// Who asked.
    pub requester: Side,
    /// Who was asked.
    pub accepter: Side,
    /// Mbit/s; -1 for no limit.
    pub bandwidth: i64,
    /// Empty within a region.
    pub link_type: String,
    /// Whether routes point to it. Set by the control API alone.
    pub routes: bool,
    /// When it was made.
    #[serde(with = "clock::rfc3339")]
    pub created_at: Timestamp,
    /// When it last changed.
    #[serde(with = "clock::rfc3339")]
    pub updated_at: Timestamp,
    /// When it expires unless it is answered first.
    #[serde(with = "clock::rfc3339")]
    pub expires_at: Timestamp,
    pub(super) settling: Option<Settling>,
}

/// Whether a peering still exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Existence {
    Exists,
    Gone,
}

impl Peering {
    /// Lets time pass: what was to settle or to expire by `now` has.
    pub(super) fn settle(&mut self, now: Timestamp, seed: &Seed) -> Existence {
        if let Some(settling) = self.settling.take_if(|settling| settling.at <= now) {
            self.updated_at = settling.at;
            if settling.to == Status::Accepting {
                self.expires_at = clock::after(self.created_at, seed.expire_after.0);
            }
            self.status = settling.to;
        }
        if self.status == Status::Accepting && self.settling.is_none() && self.expires_at <= now {
            self.status = Status::Expired;
            self.updated_at = self.expires_at;
        }
        let shown_until = clock::after(self.updated_at, seed.doubts.shows_deleted.0);
        if self.status == Status::Deleted && shown_until <= now {
            return Existence::Gone;
        }
        Existence::Exists
    }

    /// It shows `meanwhile` until it becomes `to` after `settle`.
    pub(super) fn becomes(
        &mut self,
        meanwhile: Status,
        to: Status,
        settle: Duration,
        now: Timestamp,
    ) {
        self.status = meanwhile;
        self.updated_at = now;
        self.settling = Some(Settling {
            to,
            at: clock::after(now, settle),
        });
    }

    /// Forgets what was under way: the control API sets a status.
    pub(crate) fn stop(&mut self) {
        self.settling = None;
    }

    pub(super) fn is_same_account(&self) -> bool {
        self.requester.account == self.accepter.account
    }

    pub(super) fn is_same_region(&self) -> bool {
        self.requester.region == self.accepter.region
    }

    pub(super) fn has_end(&self, account: AccountId) -> bool {
        self.requester.account == account || self.accepter.account == account
    }

    pub(super) fn has_vpc(&self, vpc: &VpcId) -> bool {
        self.requester.vpc_id == *vpc || self.accepter.vpc_id == *vpc
    }

    /// The side that belongs to an account; the requester's when both do, or when sides share.
    pub(super) fn side_mut(&mut self, account: AccountId, seed: &Seed) -> &mut Side {
        if self.requester.account == account || seed.doubts.shares_tags {
            &mut self.requester
        } else {
            &mut self.accepter
        }
    }

    pub(super) fn side(&self, account: AccountId, seed: &Seed) -> &Side {
        if self.requester.account == account || seed.doubts.shares_tags {
            &self.requester
        } else {
            &self.accepter
        }
    }

    pub(super) fn wrong_status(&self) -> Refusal {
        Refusal::Status(self.id.clone())
    }

    /// As the API shows it to an account, without a request id.
    pub(super) fn wire(&self, account: AccountId, seed: &Seed) -> Value {
        let vpc = |side: &Side| {
            json!({
                "VpcId": side.vpc_id,
                "Ipv4Cidrs": ["192.168.0.0/16"],
                "Ipv6Cidrs": [],
            })
        };
        let own = self.side(account, seed);
        let tags: Vec<Value> = own
            .tags
            .iter()
            .map(|(key, value)| json!({ "Key": key, "Value": value }))
            .collect();
        let expires = matches!(self.status, Status::Accepting | Status::Expired);
        json!({
            "InstanceId": self.id,
            "GmtCreate": seconds(self.created_at),
            "GmtModified": seconds(self.updated_at),
            "GmtExpired": expires.then(|| seconds(self.expires_at)),
            "Name": self.name,
            "Description": self.description,
            "OwnerId": self.requester.account,
            "AcceptingOwnerUid": self.accepter.account,
            "RegionId": self.requester.region,
            "AcceptingRegionId": self.accepter.region,
            "Vpc": vpc(&self.requester),
            "AcceptingVpc": vpc(&self.accepter),
            "Bandwidth": self.bandwidth,
            "LinkType": self.link_type,
            "Status": self.status,
            "BizStatus": self.biz_status,
            "ResourceGroupId": own.resource_group_id,
            "Tags": tags,
        })
    }
}

pub(super) fn seconds(moment: Timestamp) -> String {
    let utc = moment.to_zoned(TimeZone::UTC);
    utc.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
