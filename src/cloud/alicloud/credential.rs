//! The ways in which an account signs in.

use std::path::PathBuf;

use secrecy::SecretString;

use crate::cloud::credential;
pub use crate::cloud::credential::Chosen;
use crate::credential::keys::Keys;

/// A RAM role to act as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// `acs:ram::ACCOUNT:role/NAME`
    pub arn: String,
    /// The name under which the calls are found in logs.
    pub session: Option<String>,
    /// For how many seconds at a time.
    pub seconds: Option<u32>,
    /// Takes rights away, a JSON document.
    pub policy: Option<String>,
    /// What the role's owner wants to see.
    pub external_id: Option<String>,
}

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

/// A token of an identity provider.
#[derive(Clone, Debug)]
pub enum Token {
    /// In this file, where the provider puts a new one in time.
    File(String),
    /// This one.
    Given(SecretString),
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

/// How long a role may last at a time.
pub(super) const SESSION_SECONDS: [u32; 2] = [900, 43_200];
