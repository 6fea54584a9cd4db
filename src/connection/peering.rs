//! A VPC peering, as all clouds know it.

use jiff::Timestamp;

use super::ids::{PeeringId, RegionId, TenantId, VpcId};
use super::status::{State, Status};

/// Which side of a connection somebody is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Who asks for the connection.
    Requester,
    /// Who is asked, and decides.
    Accepter,
}

impl Role {
    /// Both, in the order in which things happen.
    pub const BOTH: [Self; 2] = [Self::Requester, Self::Accepter];

    /// The word for messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requester => "requester",
            Self::Accepter => "accepter",
        }
    }

    /// The one across.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Requester => Self::Accepter,
            Self::Accepter => Self::Requester,
        }
    }
}

/// One end of a peering.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// Whose the VPC is, where the cloud shows it.
    pub tenant: Option<TenantId>,
    /// Its region, where the cloud shows it.
    pub region: Option<RegionId>,
    /// The VPC.
    pub vpc: VpcId,
}

/// A peering. `X` is what one cloud shows beyond that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peering<X = ()> {
    /// One id for both sides.
    pub id: PeeringId,
    /// Its name, empty for none; `None` when the answer leaves it out.
    pub name: Option<String>,
    /// Its description, likewise.
    pub description: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// Who asks.
    pub requester: Party,
    /// Who is asked.
    pub accepter: Party,
    /// When it was asked for.
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
    /// When the request ends, or ended, unanswered.
    pub expires_at: Option<Timestamp>,
    /// What only its cloud shows.
    pub extra: X,
}

impl<X> Peering<X> {
    /// Where it stands.
    pub fn state(&self) -> &State {
        self.status.state()
    }

    /// One of its ends.
    pub fn party(&self, role: Role) -> &Party {
        match role {
            Role::Requester => &self.requester,
            Role::Accepter => &self.accepter,
        }
    }

    /// Whether it has this name, and each of these VPCs at either end.
    pub fn fits(&self, name: Option<&str>, vpcs: &[VpcId]) -> bool {
        let ends = [&self.requester.vpc, &self.accepter.vpc];
        name.is_none_or(|name| self.name.as_deref() == Some(name))
            && vpcs.iter().all(|vpc| ends.contains(&vpc))
    }

    /// Whose one of its ends is, where the cloud shows it.
    pub fn tenant(&self, role: Role) -> Option<&str> {
        self.party(role).tenant.as_ref().map(TenantId::as_str)
    }
}
