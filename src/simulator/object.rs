//! What the simulated clouds hold: connections between two parties, and the services that parties offer.
//!
//! A VPC peering and an endpoint's connection to a service are one kind of thing: one party asks, another
//! answers. What only one cloud says of them is in [`Own`].

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::clock;
use super::id::{Region, name};

name! {
    /// The id of a peering, an endpoint, a service or a cluster.
    Id
}
name! {
    /// Who owns VPCs: what a cloud calls a project or an account.
    TenantId
}
name! {
    /// A VPC.
    VpcId
}
name! {
    /// A status in the cloud's own word, or any text that the control API was told to show.
    Status
}

/// Who owns VPCs: the account, and the tenant in it.
pub(crate) type Owner = (TenantId, TenantId);

/// What is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Two VPCs.
    Peering,
    /// A VPC and somebody's service.
    Endpoint,
}

/// One end of a connection, and what belongs to that end alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The account; where tenants are accounts, the same as `tenant`.
    pub account: TenantId,
    /// Who owns the VPC.
    pub tenant: TenantId,
    /// Where the VPC is.
    pub region: Region,
    /// The VPC.
    pub vpc_id: VpcId,
    /// The resource group of this side, where the cloud has them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub resource_group_id: String,
    /// The tags of this side.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

impl Party {
    pub(crate) fn new((account, tenant): Owner, region: Region, vpc_id: VpcId) -> Self {
        Self {
            account,
            tenant,
            region,
            vpc_id,
            resource_group_id: String::new(),
            tags: BTreeMap::new(),
        }
    }
}

/// A change that was answered and takes effect later (`--settle`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settling {
    /// What follows; none: it is gone.
    pub to: Option<Status>,
    /// When.
    #[serde(with = "clock::rfc3339")]
    pub at: Timestamp,
}

/// What one cloud alone says of an object, by the words of the control API and the seed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Own(Map<String, Value>);

/// A field of [`Own`] and its value where none is given. A null stands for a number that is made up then.
pub(crate) type Field = (&'static str, Value);

impl Own {
    /// The defaults, with what is `given` in their place.
    pub(crate) fn new(fields: Vec<Field>, given: &Map<String, Value>) -> Result<Self, String> {
        let fields = fields.into_iter();
        let mut own = Self(
            fields
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        );
        for (name, value) in given {
            own.replace(name, value)?;
        }
        Ok(own)
    }

    /// Another value of the same type in place of one.
    pub(crate) fn replace(&mut self, name: &str, value: &Value) -> Result<(), String> {
        let Some(place) = self.0.get_mut(name) else {
            return Err(format!("unknown field `{name}`"));
        };
        let fits = match place {
            Value::Null => value.is_null() || value.is_i64(),
            Value::Number(_) => value.is_i64(),
            Value::String(_) => value.is_string(),
            Value::Bool(_) => value.is_boolean(),
            Value::Array(_) => value.is_array(),
            Value::Object(_) => value.is_object(),
        };
        if !fits {
            return Err(format!("`{name}` has the wrong type"));
        }
        place.clone_from(value);
        Ok(())
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// A value; null where there is none.
    pub fn get(&self, name: &str) -> &Value {
        self.0.get(name).unwrap_or(&Value::Null)
    }

    /// A text; empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).as_str().unwrap_or_default()
    }

    /// A number; 0 where there is none.
    pub fn number(&self, name: &str) -> i64 {
        self.get(name).as_i64().unwrap_or_default()
    }

    /// A flag; unset where there is none.
    pub fn flag(&self, name: &str) -> bool {
        self.get(name).as_bool().unwrap_or_default()
    }

    /// A list of texts.
    pub(crate) fn texts(&self, name: &str) -> Vec<&str> {
        let all = self.get(name).as_array().into_iter().flatten();
        all.filter_map(Value::as_str).collect()
    }

    pub(crate) fn fields(&self) -> &Map<String, Value> {
        &self.0
    }
}

/// A connection: somebody asks, somebody answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// The cloud, as the seed calls it.
    pub cloud: String,
    /// What is connected.
    pub kind: Kind,
    /// Its id, shared by both sides.
    pub id: Id,
    /// The service that an endpoint asks.
    pub service_id: Option<Id>,
    /// Its name; empty when there is none.
    pub name: String,
    /// Its description; empty when there is none.
    pub description: String,
    /// As of the last change; `settle` of its cloud's rules brings it up to date.
    pub status: Status,
    /// Who asks.
    pub requester: Party,
    /// Who is asked.
    pub accepter: Party,
    /// When it was made.
    #[serde(with = "clock::rfc3339")]
    pub created_at: Timestamp,
    /// When something last showed.
    #[serde(with = "clock::rfc3339")]
    pub updated_at: Timestamp,
    /// When it expires unless it is answered first, where that can happen.
    #[serde(with = "clock::rfc3339")]
    pub expires_at: Timestamp,
    /// What is on its way.
    pub settling: Option<Settling>,
    /// What this cloud alone says of it.
    pub own: Own,
}

impl Connection {
    /// It shows `meanwhile`, or what it did, until it becomes `to`, or is gone, after `settle`.
    pub(crate) fn becomes(
        &mut self,
        meanwhile: Option<&str>,
        to: Option<Status>,
        settle: Duration,
        now: Timestamp,
    ) {
        if let Some(meanwhile) = meanwhile {
            self.status = meanwhile.into();
            self.updated_at = now;
        }
        let at = clock::after(now, settle);
        self.settling = Some(Settling { to, at });
    }

    /// Deleted, but not gone yet.
    pub(crate) fn is_going(&self) -> bool {
        self.settling.as_ref().is_some_and(|one| one.to.is_none())
    }

    /// Whether it is `status`, or about to be.
    pub(crate) fn becomes_or_is(&self, status: &str) -> bool {
        let settling = self.settling.as_ref().and_then(|one| one.to.as_ref());
        self.status == status || settling.is_some_and(|to| *to == status)
    }

    pub(crate) fn is_any(&self, statuses: &[&str]) -> bool {
        statuses.contains(&self.status.as_str())
    }

    pub(crate) fn is_same_tenant(&self) -> bool {
        self.requester.tenant == self.accepter.tenant
    }

    pub(crate) fn is_same_region(&self) -> bool {
        self.requester.region == self.accepter.region
    }

    pub(crate) fn has_end(&self, tenant: &TenantId) -> bool {
        self.requester.tenant == *tenant || self.accepter.tenant == *tenant
    }

    pub(crate) fn has_vpc(&self, vpc: &VpcId) -> bool {
        self.requester.vpc_id == *vpc || self.accepter.vpc_id == *vpc
    }

    /// Whether it joins the same two VPCs, in either direction.
    pub(crate) fn joins_same(&self, other: &Self) -> bool {
        self.has_vpc(&other.requester.vpc_id) && self.has_vpc(&other.accepter.vpc_id)
    }
}

/// A service that endpoints ask for a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// The cloud, as the seed calls it.
    pub cloud: String,
    /// Its id.
    pub id: Id,
    /// Who owns it, and where it is.
    pub owner: Party,
    /// When it was made.
    #[serde(with = "clock::rfc3339")]
    pub created_at: Timestamp,
    /// When it last changed.
    #[serde(with = "clock::rfc3339")]
    pub updated_at: Timestamp,
    /// What this cloud alone says of it.
    pub own: Own,
}
