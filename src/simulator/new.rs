//! Objects made without a signed call: by the seed, or by the control API for "the other side".

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::id::{AccessKey, Region};
use super::object::{Id, Status, VpcId};

/// An object to make.
#[derive(Clone, Debug)]
pub(crate) enum New {
    Peering(NewPeering),
    Service(NewService),
    Endpoint(NewEndpoint),
}

impl New {
    /// The objects of a seed, with the names of the lists that they stand in: services and endpoints are in a `part` of their own.
    pub(crate) fn seeded(
        peerings: &[NewPeering],
        part: &str,
        (services, endpoints): (&[NewService], &[NewEndpoint]),
    ) -> Vec<(String, Vec<Self>)> {
        let peerings = peerings.iter().cloned().map(Self::Peering).collect();
        let services = services.iter().cloned().map(Self::Service).collect();
        let endpoints = endpoints.iter().cloned().map(Self::Endpoint).collect();
        vec![
            ("peerings".to_owned(), peerings),
            (format!("{part}.services"), services),
            (format!("{part}.endpoints"), endpoints),
        ]
    }
}

/// A peering. With a `status`, the cloud's rules are not asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPeering {
    /// The access key of the tenant that asks.
    pub requester: AccessKey,
    /// The access key of the tenant that is asked; absent: the same.
    pub accepter: Option<AccessKey>,
    /// The requester's VPC.
    pub requester_vpc_id: VpcId,
    /// The accepter's VPC.
    pub accepter_vpc_id: VpcId,
    /// Absent: `peering`.
    pub name: Option<String>,
    /// Empty for none.
    #[serde(default)]
    pub description: String,
    /// The requester's region; absent: the default one.
    pub region: Option<Region>,
    /// The accepter's region; absent: the requester's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepter_region: Option<Region>,
    /// Absent: what a signed call would have made.
    pub status: Option<Status>,
    /// Absent: a random one.
    pub id: Option<Id>,
}

/// An endpoint service.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewService {
    /// The access key of the tenant that owns it.
    pub owner: AccessKey,
    /// Absent: a random one.
    pub id: Option<Id>,
    /// Absent: the default region.
    pub region: Option<Region>,
    /// What this cloud alone says of services.
    #[serde(flatten)]
    pub own: Map<String, Value>,
}

/// An endpoint that asks a service.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewEndpoint {
    /// The access key of the tenant that asks.
    pub requester: AccessKey,
    /// The service that is asked.
    pub service_id: Id,
    /// Absent: `vpc-<access key>`.
    pub vpc_id: Option<VpcId>,
    /// What the requester writes about it.
    #[serde(default)]
    pub description: String,
    /// Absent: what a signed call would have made.
    pub status: Option<Status>,
    /// Absent: a random one.
    pub id: Option<Id>,
    /// What this cloud alone says of endpoints.
    #[serde(flatten)]
    pub own: Map<String, Value>,
}
