//! Peerings and connections as they are known here, and what is asked of them.
//!
//! Source: EC2 API reference, "VpcPeeringConnection", "VpcEndpointConnection".

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use super::status::{CONNECTIONS, DELETED, PEERINGS, is_over};
use super::xml::Element;
use crate::connection::ids::{EndpointId, RegionId, ServiceId, TenantId};
use crate::connection::peering::{self, Party, Role};
use crate::connection::status::{State, Status};

/// When a request that nobody answers expires; the cloud lets nobody change that.
///
/// Source: VPC Peering Guide, "Quotas".
const ANSWERED_WITHIN: Duration = Duration::from_secs(7 * 24 * 3600);

/// A peering.
pub type Peering = peering::Peering<Extra>;

/// What this cloud shows of a peering beyond what all do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extra {
    /// Why it stands where it does.
    pub message: Option<String>,
    /// The tags of the account that looks, in the region in which it does.
    pub tags: BTreeMap<String, String>,
    /// Whether the requester's names of hosts resolve to private addresses on the other side, where that is shown.
    requester_dns: Option<bool>,
    /// The same of the accepter's.
    accepter_dns: Option<bool>,
}

impl Extra {
    /// Whether `role` resolves the other side's names of hosts to private addresses.
    pub fn resolves_remote(&self, role: Role) -> Option<bool> {
        match role {
            Role::Requester => self.requester_dns,
            Role::Accepter => self.accepter_dns,
        }
    }
}

/// A peering of an answer; none where it has no id.
pub(super) fn peering(of: &Element) -> Option<Peering> {
    let party = |name: &str| {
        let of = of.at(name)?;
        Some(Party {
            tenant: of.word("ownerId"),
            region: of.word("region"),
            vpc: of.word("vpcId").unwrap_or_default(),
        })
    };
    let dns = |name: &str| {
        of.flag(&format!(
            "{name}/peeringOptions/allowDnsResolutionFromRemoteVpc"
        ))
    };
    let status = PEERINGS.status_in_any_case(of.text("status/code").unwrap_or_default());
    let expires = match status.state() {
        State::Starting | State::Pending | State::Expired => of.text("expirationTime"),
        _ => None,
    };
    let expires: Option<Timestamp> = expires.and_then(|text| text.parse().ok());
    let tags = of.items("tagSet").filter_map(|tag| {
        let value = tag.text("value").unwrap_or_default();
        Some((tag.text("key")?.to_owned(), value.to_owned()))
    });
    let tags: BTreeMap<String, String> = tags.collect();
    Some(Peering {
        id: of.word("vpcPeeringConnectionId")?,
        // The console calls it so, too.
        name: tags.get("Name").cloned(),
        description: None,
        requester: party("requesterVpcInfo").unwrap_or_default(),
        accepter: party("accepterVpcInfo").unwrap_or_default(),
        // The cloud shows no other time of it.
        created_at: expires.and_then(|at| at.checked_sub(ANSWERED_WITHIN).ok()),
        updated_at: None,
        expires_at: expires,
        extra: Extra {
            message: of.text("status/message").map(str::to_owned),
            tags,
            requester_dns: dns("requesterVpcInfo"),
            accepter_dns: dns("accepterVpcInfo"),
        },
        status,
    })
}

/// What a create asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Our VPC, in our region.
    pub requester: Party,
    /// Theirs. What is left out is ours.
    pub accepter: Party,
    /// Of our side.
    pub tags: BTreeMap<String, String>,
}

/// How the end of a peering is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// By the side that asked: it is deleted, answered or not.
    OfRequester,
    /// By the side that was asked: while nobody has answered, that one cannot delete it, only reject it.
    OfAccepter,
}

/// Whether nothing is left of a peering that could be deleted. What is on its way out is waited for.
pub(super) fn has_ended(peering: &Peering) -> bool {
    is_over(peering.state()) || peering.status.is(DELETED)
}

/// A connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The endpoint that asks.
    pub id: EndpointId,
    /// The service that is asked.
    pub service: ServiceId,
    /// Where it stands.
    pub status: Status,
    /// Who asks.
    pub requester: Option<TenantId>,
    /// The region of the endpoint, where the cloud shows it.
    pub requester_region: Option<RegionId>,
    /// When it was asked for.
    pub created_at: Option<Timestamp>,
}

/// A connection of an answer; none where it has no ids.
pub(super) fn connection(of: &Element) -> Option<Connection> {
    let created = of.text("creationTimestamp");
    Some(Connection {
        id: of.word("vpcEndpointId")?,
        service: of.word("serviceId")?,
        status: CONNECTIONS.status_in_any_case(of.text("vpcEndpointState").unwrap_or_default()),
        requester: of.word("vpcEndpointOwner"),
        requester_region: of.word("vpcEndpointRegion"),
        created_at: created.and_then(|text| text.parse().ok()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_called_by_its_tag_and_is_as_old_as_its_expiry_says() {
        let body = b"<p><vpcPeeringConnectionId>pcx-1</vpcPeeringConnectionId><status><code>pending-acceptance</code></status>\
            <expirationTime>2026-12-05T10:00:00.000Z</expirationTime>\
            <tagSet><item><key>Name</key><value>orders</value></item></tagSet></p>";
        let seen = peering(&Element::parse(body).unwrap()).unwrap();
        assert_eq!(seen.name.as_deref(), Some("orders"));
        let made = seen.created_at.map(|at| at.to_string());
        assert_eq!(made.as_deref(), Some("2026-11-28T10:00:00Z"));
    }

    #[test]
    fn a_connection_says_whom_it_asks_and_words_come_in_any_case() {
        let body = b"<c><vpcEndpointId>vpce-1</vpcEndpointId><serviceId>vpce-svc-1</serviceId>\
            <vpcEndpointState>PendingAcceptance</vpcEndpointState><vpcEndpointOwner>001255198513</vpcEndpointOwner></c>";
        let root = Element::parse(body).unwrap();
        let seen = connection(&root).unwrap();
        assert_eq!(seen.service.as_str(), "vpce-svc-1");
        assert_eq!(seen.status.as_str(), "pendingAcceptance");
        assert_eq!(*seen.status.state(), State::Pending);
        assert_eq!((seen.requester_region, seen.created_at), (None, None));
        let nameless = b"<c><vpcEndpointId>vpce-1</vpcEndpointId></c>";
        assert_eq!(connection(&Element::parse(nameless).unwrap()), None);
    }
}
