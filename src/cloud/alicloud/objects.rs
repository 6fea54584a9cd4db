//! Peerings and connections as they are known here, and what is asked of them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::ids::{AccountId, EndpointId, RegionId, VpcId};
use super::status::{CONNECTIONS, PEERINGS};
use super::{endpoint_model, model};
use crate::connection::peering::{self, Party};
use crate::connection::status::Status;

/// What belongs to one side alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// The resource group.
    pub resource_group: Option<String>,
    /// The tags.
    pub tags: BTreeMap<String, String>,
}

/// A peering.
pub type Peering = peering::Peering<Extra>;

/// What this cloud shows of a peering beyond what all do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extra {
    /// `Normal` or `FinancialLocked`.
    pub business_status: Option<String>,
    /// Mbit/s; -1 for no limit.
    pub bandwidth: Option<i64>,
    /// Empty within a region.
    pub link_type: Option<String>,
    /// What belongs to the side that looked.
    pub own: Own,
}

impl From<model::Peering> for Peering {
    fn from(wire: model::Peering) -> Self {
        let party =
            |vpc: Option<model::Vpc>, region: Option<RegionId>, account: Option<AccountId>| Party {
                tenant: account.map(|account| account.as_str().into()),
                region: region.filter(|region| !region.as_str().is_empty()),
                vpc: vpc.unwrap_or_default().vpc_id,
            };
        let moment = |text: Option<String>| text.as_deref().and_then(|text| text.parse().ok());
        let tags = wire.tags.into_iter().flatten();
        Self {
            id: wire.instance_id,
            name: wire.name,
            description: wire.description,
            status: PEERINGS.status(&wire.status),
            requester: party(wire.vpc, wire.region_id, wire.owner_id),
            accepter: party(
                wire.accepting_vpc,
                wire.accepting_region_id,
                wire.accepting_owner_uid,
            ),
            created_at: moment(wire.gmt_create),
            updated_at: moment(wire.gmt_modified),
            expires_at: moment(wire.gmt_expired),
            extra: Extra {
                business_status: wire.biz_status,
                bandwidth: wire.bandwidth,
                link_type: wire.link_type,
                own: Own {
                    resource_group: wire.resource_group_id.filter(|group| !group.is_empty()),
                    tags: tags
                        .map(|tag| (tag.key, tag.value.unwrap_or_default()))
                        .collect(),
                },
            },
        }
    }
}

/// What a create asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// 2 to 128 characters.
    pub name: Option<String>,
    /// 2 to 256 characters.
    pub description: Option<String>,
    /// Our VPC, in our region.
    pub requester: Party,
    /// Theirs. The account is needed, also when it is ours.
    pub accepter: Party,
    /// Mbit/s, between regions only.
    pub bandwidth: Option<i64>,
    /// Between regions only.
    pub link_type: Option<String>,
    /// Of our side.
    pub own: Own,
}

/// What a modification changes; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// A new name.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
    /// A new limit, Mbit/s.
    pub bandwidth: Option<i64>,
    /// A new kind of link.
    pub link_type: Option<String>,
}

/// What a delete does with routes that point to the peering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Routes {
    /// Nothing: they are in the way.
    Keep,
    /// The cloud deletes them (`force_delete`).
    Delete,
}

/// A connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The endpoint that asks.
    pub id: EndpointId,
    /// Where it stands.
    pub status: Status,
    /// Who asks, where the cloud shows it.
    pub requester: Option<AccountId>,
    /// The VPC that asks, likewise.
    pub requester_vpc: Option<VpcId>,
    /// Mbit/s; `None` where it counts for nothing, because the connection scales by itself.
    pub bandwidth: Option<Bandwidth>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
}

impl From<endpoint_model::Connection> for Connection {
    fn from(wire: endpoint_model::Connection) -> Self {
        let limited = wire.traffic_control_mode.as_deref() != Some("Scalability");
        Self {
            id: wire.endpoint_id,
            status: CONNECTIONS.status(&wire.connection_status),
            requester: wire.endpoint_owner_id,
            requester_vpc: wire.endpoint_vpc_id,
            bandwidth: wire.bandwidth.filter(|_| limited).map(Bandwidth),
            updated_at: wire.modified_time.and_then(|text| text.parse().ok()),
        }
    }
}

/// What may flow through a connection, in Mbit/s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bandwidth(pub i64);
