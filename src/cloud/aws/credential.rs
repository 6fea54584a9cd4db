//! The ways in which an account signs in.

use crate::cloud::credential;
pub use crate::cloud::credential::Chosen;
pub use crate::cloud::role::{Role, Token};
use crate::credential::keys::Keys;

/// A role that trusts whoever has a token of an identity provider.
#[derive(Clone, Debug)]
pub struct WebIdentity {
    /// What the provider has issued.
    pub token: Token,
    /// The role.
    pub role: Role,
}

/// Somebody near a container who hands out the keys of its role: ECS, or the agent of EKS.
#[derive(Clone, Debug)]
pub struct Container {
    /// Where.
    pub url: String,
    /// What is shown there, where something has to be.
    pub token: Option<Token>,
}

/// How to sign in.
#[derive(Clone, Debug)]
pub enum Way {
    /// A key signs each call.
    Keys(Keys),
    /// An identity provider's token buys temporary ones.
    WebIdentity(WebIdentity),
    /// The container that this runs in has some.
    Container(Container),
    /// The machine that this runs on has.
    Machine,
}

/// How an account signs in, and what it becomes then.
pub type SignIn = credential::SignIn<Way, Role>;

impl SignIn {
    /// Whether only this machine is asked.
    pub(super) fn is_local(&self) -> bool {
        self.chosen == Chosen::AsTheLast && self.roles.is_empty()
    }
}
