//! The ways in which an account signs in.

use std::path::PathBuf;

use crate::cloud::credential;
pub use crate::cloud::credential::Chosen;
pub use crate::cloud::role::{Role, Token};
use crate::credential::keys::Keys;

/// A RAM role that trusts whoever has a token of an identity provider.
#[derive(Clone, Debug)]
pub struct Oidc {
    /// `acs:ram::ACCOUNT:oidc-provider/NAME`
    pub provider_arn: String,
    /// What the provider has issued.
    pub token: Token,
    /// The role.
    pub role: Role,
}

/// A machine on the cloud that has a role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Machine {
    /// The role's name; the machine is asked when it is not given.
    pub role: Option<String>,
    /// How it is asked.
    pub asked: Asked,
}

/// How a machine is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Asked {
    /// With a token, or without one where the machine gives none.
    #[default]
    Either,
    /// With a token alone.
    WithToken,
}

/// Keys that another program gets, and keeps in a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The file.
    pub file: PathBuf,
    /// The profile.
    pub profile: String,
}

/// How to sign in.
#[derive(Clone, Debug)]
pub enum Way {
    /// A key signs each call.
    Keys(Keys),
    /// Another program has signed on, and keeps the keys in its file.
    Kept(Kept),
    /// Somebody near hands temporary keys out.
    Uri(String),
    /// The machine that this runs on does.
    Machine(Machine),
    /// An identity provider's token buys them.
    Oidc(Oidc),
}

/// How an account signs in, and what it becomes then.
pub type SignIn = credential::SignIn<Way, Role>;

impl SignIn {
    /// Whether only this machine is asked.
    pub(super) fn is_local(&self) -> bool {
        let own = matches!(self.way, Way::Kept(_)) || self.chosen == Chosen::AsTheLast;
        own && self.roles.is_empty()
    }
}

/// Which of the Security Token Service's hosts is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sts {
    /// The region whose own host it is.
    pub region: Option<String>,
    /// From where.
    pub network: Network,
}

/// From where a service is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Network {
    /// From anywhere.
    #[default]
    Public,
    /// From a VPC of the cloud, which need not reach the internet.
    Vpc,
}
