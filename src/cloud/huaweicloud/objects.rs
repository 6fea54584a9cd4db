//! Peerings and connections as they are known here, and what is asked of them.

use jiff::Timestamp;

use super::endpoint_model as wire;
use super::ids::{DomainId, EndpointId, VpcId};
use super::model::{self, moment};
use super::status::{CONNECTIONS, PEERINGS};
use crate::connection::peering::{self, Party};
use crate::connection::status::Status;

/// A peering. The cloud shows no more than all do.
pub type Peering = peering::Peering;

impl From<model::Peering> for Peering {
    fn from(wire: model::Peering) -> Self {
        // The two ends of a peering are in one region, and the answer names none.
        let party = |info: model::VpcInfo| Party {
            tenant: info.tenant_id.filter(|id| !id.as_str().is_empty()),
            region: None,
            vpc: info.vpc_id,
        };
        let moment = |text: Option<String>| text.as_deref().and_then(model::moment);
        Self {
            id: wire.id,
            name: wire.name,
            description: wire.description,
            status: PEERINGS.status(&wire.status),
            requester: party(wire.request_vpc_info),
            accepter: party(wire.accept_vpc_info),
            created_at: moment(wire.created_at),
            updated_at: moment(wire.updated_at),
            expires_at: None,
            extra: (),
        }
    }
}

/// What a create asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// 1 to 64 characters.
    pub name: String,
    /// At most 255 characters.
    pub description: Option<String>,
    /// Our VPC.
    pub requester_vpc: VpcId,
    /// Theirs, and its project when it is not ours.
    pub accepter: Party,
}

/// What an update changes; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// A new name.
    pub name: Option<String>,
    /// A new description, empty for none.
    pub description: Option<String>,
}

/// Why a connection failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The cloud's code.
    pub code: String,
    /// The cloud's words.
    pub message: String,
}

/// A connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The endpoint.
    pub id: EndpointId,
    /// Where it stands.
    pub status: Status,
    /// The id in packets, in decimal.
    pub marker_id: Option<String>,
    /// The account that asks, where the cloud shows it.
    pub requester: Option<DomainId>,
    /// Its description, empty for none; `None` when the answer leaves it out, as older regions do.
    pub description: Option<String>,
    /// Why it failed.
    pub problems: Vec<Problem>,
    /// When it was asked for.
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
}

impl From<wire::Connection> for Connection {
    fn from(wire: wire::Connection) -> Self {
        let at = |text: Option<String>| text.as_deref().and_then(moment);
        let problems = wire.error.unwrap_or_default().into_iter();
        Self {
            id: wire.id,
            status: CONNECTIONS.status(&wire.status),
            marker_id: wire.marker_id.map(|marker| match marker {
                wire::Marker::Number(number) => number.to_string(),
                wire::Marker::Text(text) => text,
            }),
            requester: Some(wire.domain_id).filter(|id| !id.as_str().is_empty()),
            description: wire.description,
            problems: problems
                .map(|one| Problem {
                    code: one.error_code,
                    message: one.error_message,
                })
                .collect(),
            created_at: at(wire.created_at),
            updated_at: at(wire.updated_at),
        }
    }
}

/// Whether a service's owner has to accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approval {
    /// Each one.
    Needed,
    /// Everybody is let in.
    NotNeeded,
}
