//! The ways in which an account signs in.

use std::path::PathBuf;

use secrecy::SecretString;

use crate::cloud::credential;
pub use crate::cloud::credential::Chosen;
pub use crate::cloud::role::{Role, Token};
use crate::credential::keys::Keys;
use crate::credential::source::Origin;

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

/// A log-in at IAM Identity Center, which the AWS CLI has made and keeps.
#[derive(Clone, Debug)]
pub struct Login {
    /// The profile that says so.
    pub profile: String,
    /// The file with its token.
    pub cache: PathBuf,
    /// The region of the portal.
    pub region: String,
    /// The account to act in.
    pub account: String,
    /// What to act as there: the name of a permission set.
    pub role: String,
}

/// A program that prints keys.
#[derive(Clone, Debug)]
pub struct Process {
    /// Its name, and its arguments. Some of them may be secrets.
    pub words: Vec<SecretString>,
    /// Where it is named.
    pub named_by: Origin,
}

/// How to sign in.
#[derive(Clone, Debug)]
pub enum Way {
    /// A key signs each call.
    Keys(Keys),
    /// Somebody has logged in at IAM Identity Center.
    Sso(Login),
    /// Another program has keys.
    Process(Process),
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
