//! The simulated Alibaba Cloud: VPC peering (VpcPeer 2022-01-01), PrivateLink (2020-04-15) and STS.
//!
//! `tenant` (the gateway: `sign`) → `api` (`parameters`, `page`, `tags`, `privatelink`) or `sts` → `peerings` →
//! `peering`. Every refusal gets its body in `error`. What was answered to a client token is in `token`. Calls that
//! nobody signs, because they bring keys, are in `sign_in`.

mod api;
mod error;
mod page;
mod parameters;
mod peering;
mod peerings;
pub mod privatelink;
mod seed;
pub(crate) mod sign;
mod sign_in;
mod sts;
mod tags;
mod tenant;
mod token;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::request::{Answer, Request};
use sign_in::SignIn;
use sts::Issued;
use token::Tokens;

pub(crate) use api::{Context, act_unasked, arrange};
pub(crate) use error::Refusal;
pub use peering::{AccountId, BizStatus, Peering, PeeringId, Side, Status, VpcId};
pub(crate) use peerings::Peerings;
pub use seed::{Doubts, ErrorForm, Machine, NewPeering, Seed, WrongSide};
pub(crate) use tenant::{Nonces, Tenant, claimed, identify};

/// What a restart must not lose.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct State {
    pub(crate) peerings: Peerings,
    pub(crate) privatelink: privatelink::Store,
    pub(crate) tokens: Tokens,
    /// Who acts as a role; a restart loses it.
    #[serde(skip)]
    pub(crate) issued: Issued,
}

impl State {
    /// Lets time pass.
    pub(crate) fn settle(&mut self, now: Timestamp, seed: &Seed) {
        self.peerings.settle(now, seed);
        self.privatelink.settle(now);
    }
}

/// A call that is simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Api {
    Accept,
    Create,
    Delete,
    Get,
    List,
    ListTags,
    Modify,
    MoveResourceGroup,
    Reject,
    Tag,
    Untag,
    Disable,
    Enable,
    ListConnections,
    UpdateConnection,
    CallerIdentity,
    AssumeRole,
    SignIn(SignIn),
}

impl Api {
    /// Whether the request is for this cloud, whatever it asks.
    pub(crate) fn is_addressed(request: &Request) -> bool {
        request.header("x-acs-action").is_some() || SignIn::of(request).is_some()
    }

    /// The call that the headers name.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        if let Some(call) = SignIn::of(request) {
            return Some(Self::SignIn(call));
        }
        let action = request.header("x-acs-action")?;
        let version = request.header("x-acs-version")?;
        let found = match (version, action) {
            ("2022-01-01", "AcceptVpcPeerConnection") => Self::Accept,
            ("2022-01-01", "CreateVpcPeerConnection") => Self::Create,
            ("2022-01-01", "DeleteVpcPeerConnection") => Self::Delete,
            ("2022-01-01", "GetVpcPeerConnectionAttribute") => Self::Get,
            ("2022-01-01", "ListVpcPeerConnections") => Self::List,
            ("2022-01-01", "ListTagResources") => Self::ListTags,
            ("2022-01-01", "ModifyVpcPeerConnection") => Self::Modify,
            ("2022-01-01", "MoveResourceGroup") => Self::MoveResourceGroup,
            ("2022-01-01", "RejectVpcPeerConnection") => Self::Reject,
            ("2022-01-01", "TagResources") => Self::Tag,
            ("2022-01-01", "UnTagResources") => Self::Untag,
            ("2020-04-15", "DisableVpcEndpointConnection") => Self::Disable,
            ("2020-04-15", "EnableVpcEndpointConnection") => Self::Enable,
            ("2020-04-15", "ListVpcEndpointConnections") => Self::ListConnections,
            ("2020-04-15", "UpdateVpcEndpointConnectionAttribute") => Self::UpdateConnection,
            ("2015-04-01", "GetCallerIdentity") => Self::CallerIdentity,
            ("2015-04-01", "AssumeRole") => Self::AssumeRole,
            _ => return None,
        };
        Some(found)
    }

    /// The vendor's name of it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Accept => "AcceptVpcPeerConnection",
            Self::Create => "CreateVpcPeerConnection",
            Self::Delete => "DeleteVpcPeerConnection",
            Self::Get => "GetVpcPeerConnectionAttribute",
            Self::List => "ListVpcPeerConnections",
            Self::ListTags => "ListTagResources",
            Self::Modify => "ModifyVpcPeerConnection",
            Self::MoveResourceGroup => "MoveResourceGroup",
            Self::Reject => "RejectVpcPeerConnection",
            Self::Tag => "TagResources",
            Self::Untag => "UnTagResources",
            Self::Disable => "DisableVpcEndpointConnection",
            Self::Enable => "EnableVpcEndpointConnection",
            Self::ListConnections => "ListVpcEndpointConnections",
            Self::UpdateConnection => "UpdateVpcEndpointConnectionAttribute",
            Self::CallerIdentity => "GetCallerIdentity",
            Self::AssumeRole => "AssumeRole",
            Self::SignIn(call) => call.name(),
        }
    }

    /// Performs the call for a tenant that was let in.
    pub(crate) fn perform(
        self,
        request: &Request,
        tenant: &Tenant,
        request_id: &str,
        context: &mut Context<'_>,
    ) -> Result<Answer, Refusal> {
        match self {
            Self::CallerIdentity => Ok(sts::caller_identity(tenant, request_id)),
            Self::AssumeRole => sts::assume_role(request, tenant, request_id, context),
            other => api::perform(other, request, tenant, request_id, context),
        }
    }
}
